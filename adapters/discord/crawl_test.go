package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

// contactOf300 is as long a contact line as an operator may come up with.
var contactOf300 = cut("Rapid response line for immigrants, day and night: 555-0100, https://line.example/now. "+strings.Repeat("Ask for whoever is on duty. ", 10), 300)

// nobody is the problem with a speaker's name that nobody has.
func nobody(name string) bot.Problem {
	return bot.Problem{Field: bot.FieldSpeaker, Kind: bot.NoSuchSpeaker, Value: name}
}

// crowded is a covered reply with everything around its excerpt that there can be.
func crowded(b *bot.Bot, e *corpus.Excerpt, lang corpus.Language) *bot.Reply {
	all := b.Corpus().Excerpts
	at := slices.Index(all, e)
	var others []*corpus.Excerpt
	for i := range min(4, len(all)-1) {
		others = append(others, all[(at+i+1)%len(all)])
	}
	first, last := b.Corpus().Span()
	return &bot.Reply{
		Outcome: bot.Covered, Language: lang, Answer: e, Others: others, OtherSide: e.Links,
		Notice: bot.Emergency, Problems: slices.Repeat([]bot.Problem{nobody(strings.Repeat("a problem ", 50))}, 7), First: first, Last: last,
	}
}

// crawler presses every button that it comes by, each once, and looks at what it shows.
type crawler struct {
	testing.TB
	*Adapter
	pages map[string][]component // by the id of the button that shows it
}

func crawl(t testing.TB, a *Adapter) *crawler {
	return &crawler{TB: t, Adapter: a, pages: make(map[string][]component)}
}

// from takes in a page and all that is behind it.
func (c *crawler) from(name string, list []component) {
	c.Helper()
	acceptable(c, name, list)
	for _, b := range buttonsOf(list) {
		if c.pages[b.CustomID] == nil {
			c.pages[b.CustomID] = c.press(b.CustomID)
			if id, ok := parseButtonID(b.CustomID); !ok || id.action != actShare {
				c.from(name+" > "+b.Label, c.pages[b.CustomID])
			}
		}
	}
}

// press shows what a button leads to; sharing leads to what is posted.
func (c *crawler) press(custom string) []component {
	c.Helper()
	i := &interaction{Type: interactionComponent, Guild: "1", Data: commandData{CustomID: custom}}
	ans := c.Adapter.press(i)
	if id, _ := parseButtonID(custom); id.action == actShare {
		e, err := c.coverage().Resolve(id.refs[0])
		if err != nil || ans.then == nil {
			c.Fatalf("%q cannot be shared: %v", custom, err)
		}
		list := shown(c, c.view(id.lang, true).shared(e))
		acceptable(c, "shared "+e.ID, list)
		return list
	}
	if ans.outcome != "shown" {
		c.Fatalf("%q leads to %s", custom, ans.outcome)
	}
	return shownIn(c, ans.response.Data)
}

// some returns every excerpt, or, where the race detector slows everything, every seventh.
func some(all []*corpus.Excerpt) []*corpus.Excerpt {
	if !raced() {
		return all
	}
	var out []*corpus.Excerpt
	for i := 0; i < len(all); i += 7 {
		out = append(out, all[i])
	}
	return out
}

// TestEveryPage holds that Discord accepts every page that the built-in coverage can lead to: every
// excerpt in every language, in the fullest reply there can be, and all that its buttons show; and that
// from an answer all that is linked to it can be reached.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	b := loadBot(t)
	a := offline(b, contactOf300)
	c := crawl(t, a)
	for _, lang := range corpus.Languages() {
		for _, e := range some(b.Corpus().Excerpts) {
			name := fmt.Sprintf("%s in %s", e.ID, lang)
			v := a.view(lang, true)
			p := new(page)
			p.write(escape(fmt.Sprintf(v.control.MayNotWrite, maySendIn.name))) // as in a direct message
			reply := shown(t, v.reply(p, crowded(b, e, lang)))
			c.from(name, reply)
			c.from(name+", corrected", shown(t, v.show(v.control.Changed, e)))
			quiet := shown(t, v.reply(new(page), &bot.Reply{Outcome: bot.Covered, Language: lang, Answer: e, OtherSide: e.Links}))
			c.from(name+", alone", quiet)
			c.holdsAll(name, quiet, e, lang)
			c.reaches(name, reply, e)
		}
	}
	t.Logf("%d buttons", len(c.pages))
	if len(c.pages) < 1000 {
		t.Error("hardly a button was pressed")
	}
}

// holdsAll holds that an ordinary answer tells all there is to tell of its excerpt: no part of the built-in
// coverage is so long that it is cut.
func (c *crawler) holdsAll(name string, list []component, e *corpus.Excerpt, lang corpus.Language) {
	c.Helper()
	text := flat(unescape(strings.Join(textsOf(list), "\n")))
	words := bot.PhrasesOf(lang)
	card := words.Card(e)
	wanted := []string{card.Text, card.Context, card.Event, card.Citation, card.URL, card.Label, words.AgeOf(e, e.Links)}
	if e.Speaker != nil {
		wanted = append(wanted, e.Speaker.Name, strings.TrimPrefix(card.Who, e.Speaker.Name))
	}
	if card.Translation != "" {
		wanted = append(wanted, words.Translation, card.Translation)
	}
	for _, l := range first(1, e, e.Links) {
		wanted = append(wanted, words.CitationOf(l.To.Source))
	}
	for _, s := range wanted {
		if !strings.Contains(text, flat(s)) {
			c.Errorf("%s: %q is not told in %s", name, s, text)
		}
	}
}

// reaches holds that every excerpt that is linked to an answer's can be shown from it: each stands on one
// page, those that say otherwise first, under a number of its own.
func (c *crawler) reaches(name string, reply []component, e *corpus.Excerpt) {
	c.Helper()
	if len(e.Links) == 0 {
		return
	}
	var found, want []bot.Ref
	for next := buttonFor(c, reply, actOther); next != ""; {
		list := c.pages[next]
		next = ""
		for _, b := range buttonsOf(list) {
			switch id, _ := parseButtonID(b.CustomID); id.action {
			case actShow:
				found = append(found, id.refs[0])
				if !strings.HasSuffix(b.Label, fmt.Sprint(" ", len(found))) {
					c.Errorf("%s: number %d of what is linked has the button %q", name, len(found), b.Label)
				}
			case actOther:
				next = b.CustomID
			}
		}
	}
	for _, l := range bot.Sides(e, e.Links) {
		want = append(want, bot.RefOf(l.To))
	}
	if !slices.Equal(found, want) {
		c.Errorf("%s: %d are linked, %d are shown, or in another order", name, len(want), len(found))
	}
}

// TestEveryList holds the same for what is no answer: close replies, what is not covered, emergencies,
// everything that everybody said, the articles, and what the bot says of itself.
func TestEveryList(t *testing.T) {
	t.Parallel()
	b := loadBot(t)
	a := offline(b, contactOf300)
	all := some(b.Corpus().Excerpts)
	first, last := b.Corpus().Span()
	for _, lang := range corpus.Languages() {
		c := crawl(t, a)
		v := a.view(lang, true)
		for i := range all {
			three := []*corpus.Excerpt{all[i], all[(i+7)%len(all)], all[(i+31)%len(all)], all[(i+100)%len(all)]}
			for name, r := range map[string]bot.Reply{
				"close":        {Outcome: bot.Close, Others: three},
				"close advice": {Outcome: bot.Close, Others: three, Notice: bot.Advice, Problems: []bot.Problem{nobody(strings.Repeat("p", 400))}},
				"not covered":  {Outcome: bot.NotCovered, Others: three, DidYouMean: []string{strings.Repeat("x", 300), "COLLECT", "Dan Barrett"}},
				"gap":          {Outcome: bot.NotCovered, Others: three, Gap: b.Corpus().Gaps[i%len(b.Corpus().Gaps)]},
				"emergency":    {Outcome: bot.NotCovered, Others: three, Notice: bot.Emergency},
				"nothing":      {Outcome: bot.NotCovered},
			} {
				r.Language, r.First, r.Last = lang, first, last
				list := shown(t, v.reply(new(page), &r))
				acceptable(t, fmt.Sprintf("%s %d in %s", name, i, lang), list)
				if i%40 == 0 {
					c.from(fmt.Sprintf("%s %d in %s", name, i, lang), list)
				}
				want := 0
				switch r.Outcome {
				case bot.Close:
					want = 3
				case bot.NotCovered:
					want = min(2, len(r.Others))
				}
				if r.Notice == bot.Emergency {
					want = 1
				}
				if n := len(buttonsOf(list)); n != want {
					t.Fatalf("%s %d in %s: %d buttons, want %d", name, i, lang, n, want)
				}
			}
		}
		speakers := b.Values(bot.FieldSpeaker, "", 1000)
		if len(speakers) < 20 {
			t.Fatalf("%d speakers", len(speakers))
		}
		for _, speaker := range speakers {
			said, err := b.Statements(speaker, "")
			if err != nil {
				t.Fatal(err)
			}
			c.says(speaker, lang, said, "")
			for _, about := range b.Values(bot.FieldAbout, "", 5) {
				ans := a.quotes(speaker, about, 0, v)
				acceptable(t, speaker+" on "+about, shownIn(t, ans.response.Data))
			}
		}
		c.from("articles", shown(t, v.sources(b.Corpus(), 0)))
		c.from("about", shown(t, v.about(b)))
		c.from("no other side", shown(t, v.otherSide(&corpus.Excerpt{}, 0)))
	}
}

// says turns the pages of what somebody said to the last and holds that every statement is on one.
func (c *crawler) says(speaker string, lang corpus.Language, want []*corpus.Excerpt, about string) {
	c.Helper()
	v := c.view(lang, true)
	var got []bot.Ref
	list := shownIn(c, c.quotes(speaker, about, 0, v).response.Data)
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s in %s, page %d", speaker, lang, n)
		acceptable(c, name, list)
		next := ""
		for _, b := range buttonsOf(list) {
			switch id, _ := parseButtonID(b.CustomID); {
			case id.action == actShow:
				got = append(got, id.refs[0])
			case id.action == actPage && b.Label == v.control.Next:
				next = b.CustomID
			}
		}
		if next == "" {
			break
		}
		list = c.press(next)
	}
	if !slices.Equal(got, refsOf(want...)) {
		c.Errorf("%s in %s: %d statements are shown of %d", speaker, lang, len(got), len(want))
	}
}
