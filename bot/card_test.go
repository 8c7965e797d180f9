package bot

import (
	"strings"
	"testing"

	"clippings/corpus"
)

// TestPassage: an article's own words stand in quotation marks and under a label that says whose they are, and nowhere
// are they called ours.
func TestPassage(t *testing.T) {
	e := &corpus.Excerpt{
		ID: "p", Kind: corpus.Passage, Text: "The bridge was closed in June.",
		Source: &corpus.Source{Outlet: "The Gazette", Title: "The bridge", Date: corpus.Date{Year: 2021, Month: 6}},
	}
	for _, lang := range corpus.Languages() {
		p := PhrasesOf(lang)
		if c := p.Card(e); c.Text != "“The bridge was closed in June.”" || c.Label != p.Passage || c.Label == "" || c.Label == p.Fact {
			t.Errorf("%s: %q under %q", lang, c.Text, c.Label)
		}
	}
	c := Cite(e)
	for form, text := range map[string]string{"plain": c.Plain, "Markdown": c.Markdown, "line": c.Line, "BibTeX": BibTeX(e)} {
		if !strings.Contains(text, "“The bridge was closed in June.”") || strings.Contains(text, "ummary") || !strings.Contains(text, "Gazette") {
			t.Errorf("%s: %s", form, text)
		}
	}
}
