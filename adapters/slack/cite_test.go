package slack

import (
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

// TestCitations holds that the four forms of a citation are shown under their names, each exact to be
// copied; a long one in parts that make the whole.
func TestCitations(t *testing.T) { // not beside others: it takes all there is of a processor
	for _, b := range []*bot.Bot{loadBot(t), hostile()} {
		a := newTestAdapter(t, b)
		v := a.show(corpus.English, true)
		j := &judge{TB: t, adapter: a}
		for _, e := range some(b.Corpus().Excerpts) {
			got := make(map[string][]string)
			var names []string
			for p := v.cite(e, 0); p != nil; {
				if !strings.Contains(wordsOf(t, p), v.control.CiteHead) || e.Kind == corpus.Fact && !strings.Contains(wordsOf(t, p), v.control.CiteOwn) {
					t.Errorf("%s: no head", e.ID)
				}
				nodes(t, p, func(n node) {
					elements, _ := n["elements"].([]any)
					if n["type"] != "rich_text" || len(elements) != 2 {
						return
					}
					said := func(i int) string { return elements[i].(node)["elements"].([]any)[0].(node)["text"].(string) }
					name, _, _ := strings.Cut(said(0), " (")
					if got[name] == nil {
						names = append(names, name)
					}
					got[name] = append(got[name], said(1))
				})
				var next *page
				for _, c := range controlsOf(t, p) {
					next = j.press(c)
				}
				p = next
			}
			c := bot.Cite(e)
			want := []string{c.Plain, c.Markdown, c.Line, strings.TrimSpace(bot.BibTeX(e))}
			if len(names) != 4 {
				t.Fatalf("%s: the forms %q", e.ID, names)
			}
			for i, name := range names {
				if len(got[name]) == 1 && got[name][0] != want[i] || flat(strings.Join(got[name], "")) != flat(want[i]) {
					t.Errorf("%s: %s is %q, want %q", e.ID, name, got[name], want[i])
				}
			}
		}
	}
}
