package slack

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/seeds"
)

// builtIn is the built-in coverage's bot, for all tests; it is read-only.
var builtIn = sync.OnceValues(func() (*bot.Bot, error) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		return nil, err
	}
	return bot.New(corpus.NewIndex(c)), nil
})

func loadBot(tb testing.TB) *bot.Bot {
	tb.Helper()
	b, err := builtIn()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// newTestAdapter returns an adapter that is not connected to anything.
func newTestAdapter(t testing.TB, b *bot.Bot) *Adapter {
	t.Helper()
	cfg := Config{BotToken: "xoxb-1", AppToken: "xapp-1", Contact: contactOf300}
	a, err := New(cfg, b.Handle, func() *bot.Bot { return b }, nil, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// contactOf300 is as long a contact line as an operator may come up with.
var contactOf300 = short("Rapid response line for immigrants, day and night: 555-0100, https://line.example/now. "+strings.Repeat("Ask for whoever is on duty. ", 10), 300)

// some returns every excerpt, or, where the race detector slows everything, one in eighty.
func some(all []*corpus.Excerpt) []*corpus.Excerpt {
	if !raced() && !testing.Short() {
		return all
	}
	var out []*corpus.Excerpt
	for i := 0; i < len(all); i += 80 {
		out = append(out, all[i])
	}
	return out
}

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

// TestEveryPage holds that Slack takes every page that the built-in coverage can lead to, in every language:
// every excerpt in the fullest reply there can be, every other kind of reply, and all that their buttons
// show. An ordinary answer tells all there is to tell of its excerpt, in its blocks and in its plain text,
// and from it every excerpt that is linked can be reached.
func TestEveryPage(t *testing.T) { // not beside others: it takes all there is of a processor
	b := loadBot(t)
	a := newTestAdapter(t, b)
	j := newJudge(t, a)
	all := b.Corpus().Excerpts
	first, last := b.Corpus().Span()
	for _, lang := range corpus.Languages() {
		v := a.show(lang, true)
		for i, e := range some(all) {
			name := fmt.Sprintf("%s in %s", e.ID, lang)
			j.from(name, v.reply(crowded(b, e, lang)))
			j.takes(name+", corrected", v.one(v.control.Changed, e))
			quiet := v.reply(&bot.Reply{Outcome: bot.Covered, Language: lang, Answer: e, OtherSide: e.Links})
			j.from(name+", alone", quiet)
			j.holdsAll(name, v, quiet, e)
			j.reachesLinks(name, quiet, e)
			if i%5 != 0 {
				continue
			}
			near := []*corpus.Excerpt{e, all[(i+7)%len(all)], all[(i+31)%len(all)], all[(i+100)%len(all)]}
			for kind, r := range map[string]bot.Reply{
				"close":       {Outcome: bot.Close, Others: near},
				"advice":      {Outcome: bot.Close, Others: near, Notice: bot.Advice, Problems: []bot.Problem{nobody(strings.Repeat("p", 400))}},
				"not covered": {Outcome: bot.NotCovered, Others: near, DidYouMean: []string{strings.Repeat("x", 300), "COLLECT", "Dan Barrett"}},
				"gap":         {Outcome: bot.NotCovered, Others: near, Gap: b.Corpus().Gaps[i%len(b.Corpus().Gaps)]},
				"emergency":   {Outcome: bot.NotCovered, Others: near, Notice: bot.Emergency},
				"nothing":     {Outcome: bot.NotCovered},
			} {
				r.Language, r.First, r.Last = lang, first, last
				p := v.reply(&r)
				want := map[string]int{"close": 3, "advice": 3, "not covered": 2, "gap": 2}[kind]
				if n := len(j.reaches(p)); n != want {
					t.Errorf("%s, %s: %d excerpts to show, want %d", name, kind, n, want)
				}
			}
		}
	}
	t.Logf("%d pages behind buttons, the longest acknowledgement %d bytes", len(j.seen), j.longest)
	if len(j.seen) < 200 {
		t.Error("hardly a button was pressed")
	}
	if j.longest >= 20_000 {
		t.Errorf("%d bytes do not fit into an acknowledgement", j.longest)
	}
}

// holdsAll holds that an answer tells all of its excerpt, letter for letter.
func (j *judge) holdsAll(name string, v *shown, p *page, e *corpus.Excerpt) {
	j.Helper()
	card := v.words.Card(e)
	wanted := []string{card.Text, card.Translation, card.Context, card.Citation, card.URL, card.Label, card.Who, v.words.AgeOf(e, e.Links)}
	if sides := bot.Sides(e, e.Links); len(sides) > 0 {
		to := sides[0].To
		wanted = append(wanted, v.words.Side(e, sides[0]), v.words.Card(to).Text, v.words.CitationOf(to.Source))
	}
	blocks, plain := flat(wordsOf(j, p)), flat(p.plain.String())
	for _, s := range wanted {
		if !strings.Contains(blocks, flat(s)) {
			j.Errorf("%s: %q is not shown", name, s)
		}
		if !strings.Contains(plain, flat(escape.Replace(s))) {
			j.Errorf("%s: %q is not in the plain text %s", name, s, p.plain.String())
		}
	}
	want := []string{card.Text}
	originals, _ := quoted(j, p, v.words.Translation)
	if !slices.Equal(originals[:1], want) {
		j.Errorf("%s: %q is quoted, want %q", name, originals[:1], want)
	}
}

// reachesLinks holds that every excerpt that is linked to an answer's can be shown from it, and ticked.
func (j *judge) reachesLinks(name string, p *page, e *corpus.Excerpt) {
	j.Helper()
	for _, c := range controlsOf(j, p) {
		if c.Action != serving.Other {
			continue
		}
		side := j.press(c)
		reached, ticked := j.reaches(side), boxes(j, side)
		sides := bot.Sides(e, e.Links)
		for _, l := range sides {
			if !slices.Contains(reached, bot.RefOf(l.To)) {
				j.Errorf("%s: %s is linked and no button shows it", name, l.To.ID)
			}
			if len(sides) > 1 && !slices.Contains(ticked, bot.RefOf(l.To)) {
				j.Errorf("%s: %s is linked and cannot be ticked", name, l.To.ID)
			}
		}
		return
	}
	if len(e.Links) > 0 {
		j.Errorf("%s: no button leads to the other side", name)
	}
}

// TestEveryList holds that Slack takes every page of everything that everybody said, of both sides of every
// topic and of every article, in every language, and that turning the pages leads to every excerpt of it.
func TestEveryList(t *testing.T) { // not beside others: it takes all there is of a processor
	b := loadBot(t)
	a := newTestAdapter(t, b)
	for _, lang := range corpus.Languages() {
		j := newJudge(t, a)
		v := a.show(lang, true)
		speakers := b.Values(bot.FieldSpeaker, "", 1000)
		topics := b.Values(bot.FieldAbout, "", 1000)
		if len(speakers) < 20 || len(topics) < 50 {
			t.Fatalf("%d speakers, %d topics", len(speakers), len(topics))
		}
		complete := func(name string, p *page, want []*corpus.Excerpt) {
			t.Helper()
			reached := j.reaches(p) // which takes every page
			for _, e := range want {
				if !slices.Contains(reached, bot.RefOf(e)) {
					t.Errorf("%s in %s: no page leads to %s", name, lang, e.ID)
				}
			}
		}
		if raced() {
			speakers, topics = speakers[:3], topics[2:5]
		}
		for _, speaker := range speakers {
			said, err := b.Statements(speaker, "")
			if err != nil {
				t.Fatal(err)
			}
			p, _ := v.statements(b, speaker, "", 0)
			complete(speaker, p, said)
		}
		for _, topic := range topics {
			p, err := v.compare(b, topic, 0)
			if err != nil {
				t.Fatal(err)
			}
			var on []*corpus.Excerpt
			for _, e := range b.Corpus().Excerpts {
				if slices.Contains(e.About, b.TopicID(topic)) {
					on = append(on, e)
				}
			}
			complete(topic, p, on)
		}
		for _, s := range b.Corpus().Sources {
			var of []*corpus.Excerpt
			for _, e := range b.Corpus().Excerpts {
				if e.Source == s {
					of = append(of, e)
				}
			}
			complete(s.ID, v.source(b, sourceRef(s), 0), of)
		}
		for name, p := range map[string]*page{"articles": v.sources(b), "about": v.about(b), "help": line(v.help()), "no other side": v.otherSide(&corpus.Excerpt{})} {
			j.takes(name, p)
		}
		if j.longest >= 20_000 {
			t.Errorf("%d bytes do not fit into an acknowledgement", j.longest)
		}
	}
}

// TestChangesOfPosition holds that whoever said something else later has both beside each other on the first
// page of their statements, each with its date.
func TestChangesOfPosition(t *testing.T) {
	b := loadBot(t)
	v := newTestAdapter(t, b).show(corpus.English, true)
	changed := 0
	for _, speaker := range b.Values(bot.FieldSpeaker, "", 1000) {
		list, err := b.Statements(speaker, "")
		if err != nil {
			t.Fatal(err)
		}
		pairs := v.changes(list)
		if len(pairs) == 0 {
			continue
		}
		changed++
		p, _ := v.statements(b, speaker, "", 0)
		beside := 0
		nodes(t, p, func(n node) {
			fields, _ := n["fields"].([]any)
			if len(fields) != 2 {
				return
			}
			left, right := fields[0].(node)["text"].(string), fields[1].(node)["text"].(string)
			pair := pairs[beside]
			beside++
			for side, e := range map[string]*corpus.Excerpt{left: pair.one, right: pair.other} {
				if !strings.Contains(side, v.words.Card(e).Text) || !strings.Contains(side, v.dated(e)) || !strings.Contains(side, e.Source.Outlet) {
					t.Errorf("%s: %q is not all of %s", speaker, side, e.ID)
				}
			}
			if pair.other.Source.Date.Compare(pair.one.Source.Date) < 0 {
				t.Errorf("%s: %s stands before %s", speaker, pair.one.ID, pair.other.ID)
			}
		})
		if beside == 0 || !strings.Contains(wordsOf(t, p), v.forms.Changes) {
			t.Errorf("%s: %d of %d changes are shown", speaker, beside, len(pairs))
		}
	}
	if changed < 3 {
		t.Errorf("%d people changed what they say", changed)
	}
}
