package discord

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds how replies read, down to the letter. The files are to be read by people: what is set
// off stands behind bars, buttons between brackets.
func TestGolden(t *testing.T) {
	b := sample(t, "")
	c := b.Corpus()
	first, last := c.Span()
	const contact = "Rivertown line 555-0100, https://line.example/now."
	safety, gate, cost, reopening := c.Excerpt(safetyID), c.Excerpt(gateID), c.Excerpt(costID), c.Excerpt("courier-2022/flores-reopening")
	covered := func(e *corpus.Excerpt, others ...*corpus.Excerpt) bot.Reply {
		return bot.Reply{Outcome: bot.Covered, Answer: e, OtherSide: e.Links, Others: others}
	}
	problems := []bot.Problem{
		{Field: bot.FieldSpeaker, Kind: bot.NoSuchSpeaker, Value: "@everyone"}, {Field: bot.FieldFrom, Kind: bot.NoSuchDate, Value: "yesterday"},
	}
	replies := map[string]struct {
		lang  corpus.Language
		reply bot.Reply
	}{
		"quote-en":       {corpus.English, covered(safety, reopening)},
		"quote-es":       {corpus.Spanish, covered(safety, reopening)},
		"quote-pt":       {corpus.Portuguese, covered(safety, reopening)},
		"fact-en":        {corpus.English, covered(cost)},
		"fact-es":        {corpus.Spanish, covered(reopening)},
		"close-en":       {corpus.English, bot.Reply{Outcome: bot.Close, Others: []*corpus.Excerpt{gate, cost, reopening, safety}}},
		"advice-es":      {corpus.Spanish, bot.Reply{Outcome: bot.Close, Notice: bot.Advice, Others: []*corpus.Excerpt{gate}}},
		"gap-en":         {corpus.English, bot.Reply{Gap: c.Gaps[0], Others: []*corpus.Excerpt{cost, gate, safety}}},
		"not-covered-pt": {corpus.Portuguese, bot.Reply{Others: []*corpus.Excerpt{cost}, DidYouMean: []string{"Ada Flores", "Old Bridge"}}},
		"nothing-en":     {corpus.English, bot.Reply{}},
		"emergency-es":   {corpus.Spanish, bot.Reply{Notice: bot.Emergency, Others: []*corpus.Excerpt{cost, gate}}},
		"emergency-en":   {corpus.English, bot.Reply{Notice: bot.Emergency}},
		"problems-en":    {corpus.English, bot.Reply{Outcome: bot.Covered, Answer: cost, Problems: problems}},
		"problems-es":    {corpus.Spanish, bot.Reply{Outcome: bot.Covered, Answer: cost, Problems: problems}},
	}
	pages := make(map[string]*page)
	for name, r := range replies {
		r.reply.First, r.reply.Last, r.reply.Language = first, last, r.lang
		if r.reply.Outcome == "" {
			r.reply.Outcome = bot.NotCovered
		}
		pages[name] = offline(b, contact).view(r.lang, true).reply(new(page), &r.reply)
	}
	en, es := offline(b, contact).view(corpus.English, true), offline(b, contact).view(corpus.Spanish, true)
	pages["show-en"] = en.show("", gate)
	pages["changed-en"] = en.show(en.control.Changed, gate)
	pages["shared-en"] = en.shared(safety)
	pages["other-side-en"] = en.otherSide(safety, 0)
	pages["cite-en"] = en.cite(safety, 0)
	pages["cite-fact-es"] = es.cite(reopening, 0)
	pages["near-en"] = en.near(en.control.Rephrase, []*corpus.Excerpt{cost, reopening})
	said, err := b.Statements("Ada Flores", "")
	if err != nil {
		t.Fatal(err)
	}
	pages["statements-en"] = en.statements(append(said, said...), "Ada Flores", "Old Bridge", "ada-flores", "old-bridge", 0)
	pages["statements-last-es"] = es.statements(append(said, append(said, said...)...), "Ada Flores", "", "ada-flores", "", 1)
	pages["sources-en"] = en.sources(c, 0)
	pages["about-en"] = en.about(b)
	pages["about-es"] = es.about(b)
	for name, p := range pages {
		list := shown(t, p)
		acceptable(t, name, list)
		got := transcript(list)
		for _, lang := range corpus.Languages() { // the figures change with every measurement
			got = strings.ReplaceAll(got, escape(bot.ControlsOf(lang).Measured()), "(how often it was right)")
		}
		asGolden(t, name, got)
	}
}

// asGolden compares a text with the file of its name.
func asGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s\nAfter a change that is meant: go test ./adapters/discord -run TestGolden -update, and read the difference.", name, got, want)
	}
}
