package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// signs is a line of everything that means something to Slack, or looks as if it did.
const signs = "@channel @here @everyone <!channel> <!here|here> <@U1> <@U1|ana> <#C1|general> <!subteam^S1> <!date^1^{date}|x> <https://evil.test|good.test> " +
	"https://evil.test/a_b evil.test mailto:a@evil.test :cop: *b* _i_ ~s~ `code` ``` > q &amp; &lt;!channel&gt; \\ | {\"type\":\"user\"}"

// hostileWords returns at least so many letters of sentences full of signs, one space between words.
func hostileWords(letters int, lang string) string {
	var b strings.Builder
	for i := 0; b.Len() < letters; i++ {
		fmt.Fprintf(&b, "Sentence %d in %s says %s and ends here. ", i, lang, signs)
	}
	return strings.TrimSpace(b.String()[:letters])
}

// hostile is a corpus whose one quotation of 9,000 letters is linked to twelve others, one of them twice,
// with signs wherever there can be some and everything about it 300 letters long.
func hostile() *bot.Bot {
	tricks := "\n> fake quotation\r\n- item\u2028" + signs + "\n"
	long := (tricks + tricks)[:300]
	source := &corpus.Source{
		ID: "s", Outlet: "Outlet @channel <!channel> *x*", Title: long, Author: "A_u_t_h_o_r\n<@U1>",
		Date: corpus.Date{Year: 2019, Month: 3}, URL: "https://news.example/" + strings.Repeat("a_b*c/", 60) + "?q=<@U1>&r=|x|&s=<!channel>",
	}
	speaker := &corpus.Person{ID: "p", Name: "Eve @channel\n<@U1> Mallory", Kind: "person"}
	topic := &corpus.Term{ID: "t", Name: "topic <!channel>", Kind: "thing"}
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
	main.Links = append(main.Links, corpus.Link{Relation: corpus.Answers, To: main.Links[0].To}) // twice to the same
	return bot.New(corpus.NewIndex(c))
}

// TestHostilePages holds that Slack takes all that a corpus of the longest and most hostile texts leads to,
// in every language, that nobody is notified and nothing unfurled by it, that every link is reached, and
// that of the excerpt at least a part is shown with who disputes it, however little room there is.
func TestHostilePages(t *testing.T) { // not beside others: it takes all there is of a processor
	b := hostile()
	a := newTestAdapter(t, b)
	all := b.Corpus().Excerpts
	for _, lang := range corpus.Languages() {
		j := newJudge(t, a)
		v := a.show(lang, true)
		for i, e := range all {
			if raced() && i%6 != 0 { // the first, which is linked to all, and two more
				continue
			}
			name := e.ID + " in " + string(lang)
			r := crowded(b, e, lang)
			r.Problems = slices.Repeat([]bot.Problem{nobody(signs)}, 7)
			p := v.reply(r)
			j.from(name, p)
			j.reachesLinks(name, p, e)
			if originals, _ := quoted(t, p, v.words.Translation); len(originals) == 0 && e.Kind == corpus.Quote || !strings.Contains(wordsOf(t, p), hostileWords(200, e.ID[2:])) && lang == corpus.English {
				t.Errorf("%s: nothing of it is shown", name)
			}
			if said := wordsOf(t, p); !strings.Contains(said, v.words.Side(e, bot.Sides(e, e.Links)[0])) {
				t.Errorf("%s: nobody who says otherwise stands beside it", name)
			}
			j.from(name+", close", v.reply(&bot.Reply{Outcome: bot.Close, Notice: bot.Advice, Others: all[:4], DidYouMean: []string{signs}, Problems: r.Problems}))
			j.from(name+", not covered", v.reply(&bot.Reply{Outcome: bot.NotCovered, Others: all[:4], DidYouMean: []string{signs, signs}, Problems: r.Problems, Gap: &corpus.Gap{Text: signs, ES: signs}}))
		}
		v.share = false
		for number := range 4 {
			turn := serving.Control{Action: serving.Source, Refs: []bot.Ref{sourceRef(b.Corpus().Sources[0])}}
			pairs := []entry{{all[0], all[12], signs}, {all[11], all[0], signs}, {all[3], all[9], signs}}
			p := v.list(signs, signs, append(pairs, alone(all)...), turn, number)
			j.takes(fmt.Sprint("a list, page ", number), p)
		}
		home := &page{room: homeText, most: homeBlocks}
		v.front(home, b)
		if len(home.blocks) > 100 {
			t.Errorf("%d blocks on Home", len(home.blocks))
		}
		j.from("articles", v.sources(b))
		j.takes("about", v.about(b))
	}
}

// TestSpreadHasRoom holds that a page of a list shows all of its own, whatever stands in it: columns are not
// left out, and neither is what stands alone.
func TestSpreadHasRoom(t *testing.T) {
	b := hostile()
	v := newTestAdapter(t, b).show(corpus.Spanish, true)
	all := b.Corpus().Excerpts
	var entries []entry
	for i := 1; i < len(all); i++ {
		entries = append(entries, entry{all[0], all[i], "head"})
	}
	entries = append(entries, alone(all)...)
	pages := v.spread(entries)
	if len(pages) > mostPages {
		t.Fatalf("%d pages", len(pages))
	}
	columns, listed := 0, 0
	for number := range pages {
		p := v.list("x", "y", entries, serving.Control{Action: serving.Topic}, number)
		nodes(t, p, func(n node) {
			if _, ok := n["fields"]; ok {
				columns++
			}
		})
		for _, e := range pages[number] {
			if e.other == nil {
				listed++
			}
		}
		if got := strings.Count(wordsOf(t, p), "Eve @channel"); got < len(pages[number]) {
			t.Errorf("page %d shows %d of %d", number, got, len(pages[number]))
		}
	}
	if columns != 12 || listed != 13 {
		t.Errorf("%d pairs beside each other, %d alone", columns, listed)
	}
}

// TestLongQuotation holds that a quotation of 9,000 letters is shown in parts that are, put together, the
// quotation letter for letter, its translation too; that every part but the last says that it goes on and
// has a button for it, and every one but the first that it began before.
func TestLongQuotation(t *testing.T) { // not beside others: it takes all there is of a processor
	b := hostile()
	a := newTestAdapter(t, b)
	main := b.Corpus().Excerpts[0]
	for _, lang := range corpus.Languages() {
		v := a.show(lang, true)
		for name, p := range map[string]*page{
			"crowded": v.reply(crowded(b, main, lang)), "alone": v.reply(&bot.Reply{Outcome: bot.Covered, Answer: main}), "chosen": v.one("", main), "shared": v.shared(main),
		} {
			t.Run(fmt.Sprint(lang, " ", name), func(t *testing.T) {
				j := &judge{TB: t, adapter: a}
				var originals, translations []string
				for n := 0; ; n++ {
					o, tr := quoted(t, p, v.words.Translation)
					originals, translations = append(originals, inner(t, o[0])), append(translations, inner(t, nth(tr, 0)))
					var next *serving.Control
					for _, c := range controlsOf(t, p) {
						if c.Action == serving.More && c.Number < v.card(main, longestPart).parts() {
							next = &c
						}
					}
					said := wordsOf(t, p)
					if got := strings.Contains(said, v.control.Continued); got != (n > 0) {
						t.Errorf("part %d says that it began before: %v", n, got)
					}
					if got := strings.Contains(said, v.control.Continues); n > 0 && got != (next != nil) || next != nil && !got {
						t.Errorf("part %d says that it goes on: %v, and a button goes on: %v", n, got, next != nil)
					}
					if next == nil {
						break
					}
					p = j.press(*next)
				}
				if got := strings.Join(originals, " "); got != main.Text {
					t.Errorf("%d parts are not the quotation: %d letters of %d", len(originals), len(got), len(main.Text))
				}
				want := ""
				if lang == corpus.Spanish {
					want = main.ES
				}
				if got := strings.TrimSpace(strings.Join(translations, " ")); got != want {
					t.Errorf("the parts are not the translation: %d letters of %d", len(got), len(want))
				}
			})
		}
	}
}

// inner takes the quotation marks off a part.
func inner(t testing.TB, s string) string {
	t.Helper()
	if s == "" {
		return ""
	}
	in, ok := strings.CutPrefix(s, "“")
	in, ends := strings.CutSuffix(in, "”")
	if !ok || !ends {
		t.Errorf("not in quotation marks: %.60q", s)
	}
	return in
}

// TestFactsKeepTheirMarks holds that a fact which begins or ends with somebody's words between quotation
// marks is shown as it is: no mark is added or lost.
func TestFactsKeepTheirMarks(t *testing.T) {
	for _, s := range []string{"The page was “updated.”", "“Sanctuary” is a label", "“Quoted as a whole.”", strings.Repeat("“Long.” ", 400) + "“End.”"} {
		if got := strings.Join(parts(s, false, longestPart), " "); got != s {
			t.Errorf("%.80q became %.80q", s, got)
		}
	}
	if got := parts("“He said “no””", true, 100); len(got) != 1 || got[0] != "“He said “no””" {
		t.Errorf("a quotation that ends in a quotation became %q", got)
	}
}

// TestHostileInSlack sends hostile pages as answers, in private, in public and in windows, presses all their
// buttons, and wants them taken, nobody notified and nothing unfurled.
func TestHostileInSlack(t *testing.T) {
	t.Parallel()
	b := hostile()
	main := b.Corpus().Excerpts[0]
	r := start(t, setup{bot: func() *bot.Bot { return b }, handler: func(bot.Handler) bot.Handler {
		return func(context.Context, bot.Question) (bot.Reply, error) { return *crowded(b, main, corpus.Spanish), nil }
	}})
	first := r.asks(r.ana(), "anything")
	public := r.seen(r.says(r.ana(), "anything"))
	pressed := 0
	for _, m := range []struct{ ids []string }{{first.ActionIDs()}, {public.ActionIDs()}} {
		on := first
		if pressed > 0 {
			on = public
		}
		for _, id := range m.ids {
			if c, ok := serving.ParseControl(id); ok && c.Action != serving.Collect {
				r.seen(r.fake.Press(r.ana(), on, id))
				pressed++
			}
		}
	}
	if pressed < 10 {
		t.Errorf("%d buttons", pressed)
	}
	home := r.home(r.ana())
	for _, id := range home.ActionIDs() {
		if c, ok := serving.ParseControl(id); ok && c.Action != serving.Translate {
			r.opened(r.fake.Press(r.ana(), home, id))
		}
	}
	for _, m := range append(r.fake.BotMessages(""), r.fake.Ephemerals("")...) {
		if pinged := r.fake.Pinged(m); !pinged.None() {
			t.Errorf("%+v are notified by %.300q", pinged, m.Text)
		}
		if links := r.fake.Unfurls(m); len(links) > 0 {
			t.Errorf("%q are unfurled", links)
		}
	}
}
