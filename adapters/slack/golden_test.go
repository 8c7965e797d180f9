package slack

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds how replies read, down to the letter. The files are to be read by people: quotations stand
// behind >, what is to be copied behind a bar, small print behind ~, columns one below the other as [1 and [2,
// buttons between brackets, boxes behind ☐; the plain text of the first comes last.
func TestGolden(t *testing.T) {
	b := sample(t)
	a := newTestAdapter(t, b)
	a.cfg.Contact = "Rivertown line 555-0100, https://line.example/now."
	c := b.Corpus()
	first, last := c.Span()
	safety, gate, cost, later := c.Excerpts[0], c.Excerpts[1], c.Excerpts[2], c.Excerpts[3]
	covered := func(e *corpus.Excerpt, others ...*corpus.Excerpt) bot.Reply {
		return bot.Reply{Outcome: bot.Covered, Answer: e, OtherSide: e.Links, Others: others}
	}
	problems := []bot.Problem{{Field: bot.FieldSpeaker, Kind: bot.NoSuchSpeaker, Value: "@everyone"}}
	pages := make(map[string]*page)
	for name, r := range map[string]struct {
		lang  corpus.Language
		reply bot.Reply
	}{
		"quote-en":       {corpus.English, covered(safety, cost)},
		"quote-es":       {corpus.Spanish, covered(safety, cost)},
		"quote-pt":       {corpus.Portuguese, covered(safety, cost)},
		"fact-en":        {corpus.English, covered(cost)},
		"fact-es":        {corpus.Spanish, covered(cost)},
		"close-en":       {corpus.English, bot.Reply{Outcome: bot.Close, Others: []*corpus.Excerpt{gate, cost, later, safety}}},
		"advice-es":      {corpus.Spanish, bot.Reply{Outcome: bot.Close, Notice: bot.Advice, Others: []*corpus.Excerpt{gate}}},
		"gap-en":         {corpus.English, bot.Reply{Gap: c.Gaps[0], Others: []*corpus.Excerpt{cost, gate, safety}}},
		"not-covered-pt": {corpus.Portuguese, bot.Reply{Others: []*corpus.Excerpt{cost}, DidYouMean: []string{"Ada Flores", "Old Bridge"}}},
		"nothing-en":     {corpus.English, bot.Reply{}},
		"emergency-es":   {corpus.Spanish, bot.Reply{Notice: bot.Emergency, Others: []*corpus.Excerpt{cost, gate}}},
		"problems-en":    {corpus.English, bot.Reply{Outcome: bot.Covered, Answer: cost, Problems: problems}},
		"problems-es":    {corpus.Spanish, bot.Reply{Outcome: bot.Covered, Answer: cost, Problems: problems}},
	} {
		r.reply.First, r.reply.Last, r.reply.Language = first, last, r.lang
		if r.reply.Outcome == "" {
			r.reply.Outcome = bot.NotCovered
		}
		pages[name] = a.show(r.lang, true).reply(&r.reply)
	}
	en, es := a.show(corpus.English, true), a.show(corpus.Spanish, true)
	pages["show-en"] = en.one("", gate)
	pages["changed-en"] = en.one(en.control.Changed, gate)
	pages["shared-en"] = en.shared(safety)
	pages["other-side-en"] = en.otherSide(safety)
	pages["cite-en"] = en.cite(safety, 0)
	pages["cite-fact-es"] = es.cite(cost, 0)
	pages["not-this-en"] = en.near(en.control.Rephrase, []*corpus.Excerpt{cost, later})
	for name, order := range map[string]string{
		"quotes-en": "quotes Ada Flores", "citas-es": "citas Ada Flores", "compare-en": "compare Old Bridge", "comparar-es": "comparar Old Bridge",
		"sources-en": "sources", "about-en": "about", "acerca-es": "acerca", "help-en": "help", "ayuda-es": "ayuda", "ajuda-pt": "ajuda",
	} {
		p := a.ordered(words(order), bot.Question{}, true)
		if p == nil {
			t.Fatalf("%q is no order", order)
		}
		pages[name] = p
	}
	home := &page{room: homeText, most: homeBlocks}
	en.front(home, b)
	pages["home-en"] = home
	for name, p := range pages {
		got := transcript(t, p)
		if name == "quote-en" {
			got += "\nIN PLAIN TEXT:\n" + p.plain.String()
		}
		for _, lang := range corpus.Languages() { // the figures change with every measurement
			got = strings.ReplaceAll(got, bot.ControlsOf(lang).Measured(), "(how often it was right)")
		}
		asGolden(t, name, got)
	}
}

// transcript is a page as text.
func transcript(t testing.TB, p *page) string {
	var b strings.Builder
	string_ := func(x any) string { s, _ := x.(string); return s }
	inline := func(n node) string {
		var all strings.Builder
		walk(n["elements"], func(e node) {
			s := string_(e["text"])
			if style, _ := e["style"].(node); s != "" && style["bold"] == true {
				s = "*" + s + "*"
			}
			all.WriteString(s)
		})
		return strings.TrimSpace(all.String())
	}
	usable := func(n node) string {
		switch text, _ := n["text"].(node); n["type"] {
		case "button":
			return "[" + string_(text["text"]) + "] "
		case "checkboxes":
			s := ""
			for _, o := range n["options"].([]any) {
				text, _ := o.(node)["text"].(node)
				more, _ := o.(node)["description"].(node)
				s += "☐ " + string_(text["text"]) + "\n    " + string_(more["text"]) + "\n"
			}
			return s
		case "static_select":
			var all []string
			for _, o := range n["options"].([]any) {
				text, _ := o.(node)["text"].(node)
				all = append(all, string_(text["text"]))
			}
			return "[▾ " + strings.Join(all, " | ") + "]"
		}
		return ""
	}
	blocks := 0
	nodes(t, p, func(n node) {
		prefix := map[any]string{"rich_text_quote": "> ", "rich_text_preformatted": "| "}[n["type"]]
		switch n["type"] {
		case "rich_text":
			if blocks++; blocks > 1 {
				b.WriteString("\n")
			}
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			b.WriteString(prefix + strings.ReplaceAll(inline(n), "\n", "\n"+prefix) + "\n")
		case "context":
			b.WriteString("~ " + inline(n) + "\n")
		case "section":
			if text, ok := n["text"].(node); ok {
				b.WriteString(string_(text["text"]) + "\n")
			}
			fields, _ := n["fields"].([]any)
			for i, f := range fields {
				b.WriteString(fmt.Sprintf("[%d ", i+1) + strings.ReplaceAll(string_(f.(node)["text"]), "\n", "\n   ") + "\n")
			}
			if accessory, ok := n["accessory"].(node); ok {
				b.WriteString(usable(accessory) + "\n")
			}
		case "actions":
			for _, e := range n["elements"].([]any) {
				b.WriteString(usable(e.(node)))
			}
			b.WriteString("\n")
		}
	})
	return strings.ReplaceAll(b.String(), " \n", "\n")
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
		t.Errorf("%s: got\n%s\nwant\n%s\nAfter a change that is meant: go test ./adapters/slack -run TestGolden -update, and read the difference.", name, got, want)
	}
}
