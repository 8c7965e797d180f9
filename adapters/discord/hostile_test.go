package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

// marks is a line of everything that means something to Discord.
const marks = "@everyone <@123> @here <@&9> <#4> </ask:5> <t:1:R> <:x:7> :smile: :cop: ``` `code` *b* **bb** _i_ __u__ ~~s~~ ||spoiler|| " +
	"[x](http://evil.test) <http://evil.test> https://evil.test/a_b # h > q - l + m 1. n \\ \\* 3) \\"

// hostileWords returns at least so many letters of sentences full of marks, one space between words.
func hostileWords(letters int, lang string) string {
	var b strings.Builder
	for i := 0; b.Len() < letters; i++ {
		fmt.Fprintf(&b, "Sentence %d in %s says %s and ends here. ", i, lang, marks)
	}
	return strings.TrimSpace(b.String()[:letters])
}

// hostile is a corpus whose one quotation of 9,000 letters is linked to twelve others, with marks wherever
// there can be some and everything about it 300 letters long.
func hostile() *bot.Bot {
	tricks := "\n# head\n> fake quotation\r\n- item\u2028" + marks + "\n-# small\n"
	long := (tricks + tricks)[:300]
	source := &corpus.Source{
		ID: "s", Outlet: "Outlet @everyone *x*", Title: long, Author: "A_u_t_h_o_r\n**bold**",
		Date: corpus.Date{Year: 2019, Month: 3}, URL: "https://news.example/" + strings.Repeat("a_b*c/", 60) + "?q=<@123>&r=||x||",
	}
	speaker := &corpus.Person{ID: "p", Name: "Eve @everyone\n# Mallory", Kind: "person"}
	topic := &corpus.Term{ID: "t", Name: "topic @everyone", Kind: "thing"}
	c := &corpus.Corpus{Sources: []*corpus.Source{source}, People: []*corpus.Person{speaker}, Terms: []*corpus.Term{topic}}
	add := func(id string, kind corpus.Kind, letters int) *corpus.Excerpt {
		e := &corpus.Excerpt{
			ID: "s/" + id, Kind: kind, Source: source, Speaker: speaker, Role: long, Via: "interview",
			Text: hostileWords(letters, id), ES: hostileWords(letters, id+" en español"), Context: long, ContextES: long, About: []string{"t"},
		}
		c.Excerpts = append(c.Excerpts, e)
		return e
	}
	main := add("main", corpus.Quote, 9000)
	relations := []corpus.Relation{corpus.Disputes, corpus.Answers, corpus.AnsweredBy, corpus.Updates, corpus.UpdatedBy}
	for i := range 12 {
		kind := corpus.Quote
		if i%3 == 0 {
			kind = corpus.Fact
		}
		to := add(fmt.Sprint("linked", i), kind, 300+700*i)
		rel := relations[i%len(relations)]
		main.Links = append(main.Links, corpus.Link{Relation: rel, To: to})
		to.Links = append(to.Links, corpus.Link{Relation: rel.Inverse(), To: main})
	}
	main.Links = append(main.Links, main.Links[0]) // twice the same
	return bot.New(corpus.NewIndex(c))
}

// TestHostilePages holds that Discord accepts all that a corpus of the longest and most hostile texts leads
// to, in every language, that every link is reached, and that nothing on any page is a mark that is not
// ours.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	b := hostile()
	a := offline(b, contactOf300)
	for _, lang := range corpus.Languages() {
		c := crawl(t, a)
		v := a.view(lang, true)
		for _, e := range some(b.Corpus().Excerpts) {
			name := e.ID + " in " + string(lang)
			p := new(page)
			p.write(escape(fmt.Sprintf(v.control.MayNotWrite, maySendIn.name)))
			r := crowded(b, e, lang)
			r.Problems = slices.Repeat([]bot.Problem{nobody(marks)}, 7)
			list := shown(t, v.reply(p, r))
			c.from(name, list)
			c.reaches(name, list, e)
			c.from(name+", close", shown(t, v.reply(new(page), &bot.Reply{Outcome: bot.Close, Notice: bot.Advice, Others: b.Corpus().Excerpts[:4], DidYouMean: []string{marks}, Problems: r.Problems})))
			c.from(name+", not covered", shown(t, v.reply(new(page), &bot.Reply{Others: b.Corpus().Excerpts[:4], DidYouMean: []string{marks, marks}, Problems: r.Problems, Gap: &corpus.Gap{Text: marks, ES: marks}})))
		}
		for at := range 4 {
			c.from(fmt.Sprint("statements ", at), shown(t, v.statements(b.Corpus().Excerpts, marks, marks, "p", "t", at)))
		}
		c.from("articles", shown(t, v.sources(b.Corpus(), 0)))
		for id, list := range c.pages {
			if parsed, _ := parseButtonID(id); parsed.action != actCite { // what is to be copied stands in code blocks
				harmless(t, id, list)
			}
		}
	}
}

// harmless holds that outside our own markup every sign that means something to Discord is escaped, and
// that every line of a quotation is one of the quotation.
func harmless(t *testing.T, name string, list []component) {
	t.Helper()
	for _, text := range textsOf(list) {
		for line := range strings.SplitSeq(text, "\n") {
			rest := line
			for _, ours := range []string{"-# ", "> ", "- "} {
				if s, ok := strings.CutPrefix(rest, ours); ok {
					rest = s
					break
				}
			}
			if rest != "" && strings.ContainsAny(rest[:1], "#>-+") || strings.ContainsAny(line, "\r\u2028") {
				t.Errorf("%s: a line begins with a mark: %.100q", name, line)
			}
			if strings.HasPrefix(rest, "<https://") && strings.HasSuffix(rest, ">") && strings.Count(rest, "<") == 1 && strings.Count(rest, ">") == 1 {
				continue // a link of ours
			}
			if i := strings.Index(rest, "<https://line.example/now>"); i >= 0 {
				rest = rest[:i] + rest[i+len("<https://line.example/now>"):]
			}
			stars := 0
			for i := range len(rest) {
				switch {
				case escaped(rest, i):
				case rest[i] == '*':
					stars++ // ours are counted: they open and close on one line
				case strings.IndexByte("_~`|<[]@", rest[i]) >= 0, strings.HasPrefix(rest[i:], "://"), rest[i] == ':' && namesEmoji(rest[i+1:]):
					t.Fatalf("%s: %q is a mark in %.200q", name, rest[i:min(len(rest), i+10)], line)
				}
			}
			if stars%2 != 0 {
				t.Errorf("%s: a mark is not closed: %.200q", name, line)
			}
		}
	}
}

// TestHostileInDiscord sends hostile pages to Discord as replies, in private and in public, and wants
// them taken, and nobody notified.
func TestHostileInDiscord(t *testing.T) {
	t.Parallel()
	b := hostile()
	main := b.Corpus().Excerpts[0]
	r := start(t, setup{bot: func() *bot.Bot { return b }, handler: func(bot.Handler) bot.Handler {
		return func(context.Context, bot.Question) (bot.Reply, error) { return *crowded(b, main, corpus.Spanish), nil }
	}})
	first := r.asks(r.ana(), "anything")
	asked := r.fake.Say(r.ana(), "anything", mention())
	public, err := r.fake.WaitReply(asked, patience)
	if err != nil {
		t.Fatal(err)
	}
	for _, custom := range public.CustomIDs() {
		r.answered(r.fake.Press(r.ana(), public, custom))
	}
	for _, custom := range first.CustomIDs() {
		r.answered(r.fake.Press(r.ana(), first, custom))
	}
	r.shared(r.ana())
	sent := r.fake.BotMessages("")
	if len(sent) < 14 {
		t.Errorf("%d messages", len(sent))
	}
	for _, m := range sent {
		if pinged := r.fake.Pinged(m); !pinged.None() {
			t.Errorf("%+v are notified by %.200q", pinged, m.Text())
		}
	}
	for _, q := range r.fake.Requests("", "") {
		if strings.Contains(string(q.Body), `"components"`) && !strings.Contains(string(q.Body), `"allowed_mentions":{"parse":[],"replied_user":false}`) {
			t.Errorf("%s %s allows mentions: %s", q.Method, q.Route, q.Body)
		}
	}
}
