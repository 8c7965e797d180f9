package bot

import (
	"strings"
	"testing"

	"clippings/corpus"
)

func TestCite(t *testing.T) {
	source := &corpus.Source{Outlet: "The Paper", Title: "On [plates]", Author: "Ann Lee", Date: corpus.Date{Year: 2017, Month: 9, Day: 3}, URL: "https://paper.test/a_(b)"}
	bo := &corpus.Person{Name: "Bo Ray"}
	quote := &corpus.Excerpt{Kind: corpus.Quote, Text: "We *never* said yes.", Speaker: bo, Role: "the mayor", Via: "interview", Source: source}
	for _, c := range []struct {
		name string
		e    *corpus.Excerpt
		want Citation
	}{
		{"interview", quote, Citation{
			Plain:    "“We *never* said yes.” — Bo Ray, the mayor. Source: Ann Lee, “On [plates],” The Paper, September 3, 2017. https://paper.test/a_(b)",
			Markdown: "> “We \\*never\\* said yes.”\n>\n> — Bo Ray, the mayor\n\nAnn Lee, [“On \\[plates\\]”](https://paper.test/a_%28b%29), *The Paper*, September 3, 2017.",
			Line:     "Bo Ray, the mayor, told The Paper: “We *never* said yes.” (The Paper, Ann Lee, Sept. 3, 2017)",
		}},
		{"fact, no author, month only", &corpus.Excerpt{Kind: corpus.Fact, Text: "Plates are kept.", Source: &corpus.Source{Outlet: "The Paper", Title: "T", Date: corpus.Date{Year: 2019, Month: 3}, URL: "https://p.test"}}, Citation{
			Plain:    "Plates are kept. (Our summary, not a quotation.) Source: “T,” The Paper, March 2019. https://p.test",
			Markdown: "> Plates are kept.\n>\n> (Our summary, not a quotation.)\n\n[“T”](https://p.test), *The Paper*, March 2019.",
			Line:     "Plates are kept. (The Paper, March 2019; our summary)",
		}},
		{"fact that reports somebody's words", &corpus.Excerpt{Kind: corpus.Fact, Text: "Plates are kept.", Speaker: bo, Role: "the mayor", Source: source}, Citation{
			Plain:    "Plates are kept. (Our summary, not a quotation.) According to Bo Ray, the mayor. Source: Ann Lee, “On [plates],” The Paper, September 3, 2017. https://paper.test/a_(b)",
			Markdown: "> Plates are kept.\n>\n> (Our summary, not a quotation.)\n>\n> According to Bo Ray, the mayor\n\nAnn Lee, [“On \\[plates\\]”](https://paper.test/a_%28b%29), *The Paper*, September 3, 2017.",
			Line:     "According to Bo Ray, the mayor: Plates are kept. (The Paper, Ann Lee, Sept. 3, 2017; our summary)",
		}},
		{"law", &corpus.Excerpt{Kind: corpus.Quote, Text: "may not prohibit", Speaker: &corpus.Person{Name: "Section 1"}, Via: "law", Source: source}, Citation{
			Plain:    "“may not prohibit” — Section 1. Source: Ann Lee, “On [plates],” The Paper, September 3, 2017. https://paper.test/a_(b)",
			Markdown: "> “may not prohibit”\n>\n> — Section 1\n\nAnn Lee, [“On \\[plates\\]”](https://paper.test/a_%28b%29), *The Paper*, September 3, 2017.",
			Line:     "“may not prohibit” — Section 1, as quoted by The Paper (The Paper, Ann Lee, Sept. 3, 2017).",
		}},
	} {
		if got := Cite(c.e); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// TestCiteExact holds for the whole coverage that a citation has the words letter for letter, in
// quotation marks for a quotation and never for a fact, and its source.
func TestCiteExact(t *testing.T) {
	b := loadBot(t)
	for _, e := range b.Corpus().Excerpts {
		c := Cite(e)
		for _, text := range []string{c.Plain, c.Line} {
			if (e.Kind == corpus.Quote) != strings.Contains(text, "“"+e.Text+"”") || !strings.Contains(text, e.Text) || !strings.Contains(text, e.Source.Outlet) {
				t.Errorf("%s: cited as %q", e.ID, text)
			}
			if e.Speaker != nil && e.Kind == corpus.Quote && !strings.Contains(text, e.Speaker.Name) {
				t.Errorf("%s: cited without %s: %q", e.ID, e.Speaker.Name, text)
			}
		}
		if strings.Contains(c.Line, "\n") || !strings.Contains(c.Plain, e.Source.URL) || !strings.Contains(c.Markdown, "("+e.Source.URL) {
			t.Errorf("%s: %+v", e.ID, c)
		}
	}
}

func TestShortDate(t *testing.T) {
	for date, want := range map[corpus.Date]string{
		{Year: 2017, Month: 2, Day: 22}: "Feb. 22, 2017", {Year: 2017, Month: 4, Day: 5}: "April 5, 2017",
		{Year: 2017, Month: 3, Day: 30}: "March 30, 2017", {Year: 2020, Month: 12, Day: 1}: "Dec. 1, 2020",
		{Year: 2020, Month: 5}: "May 2020", {Year: 2020}: "2020",
	} {
		if got := shortDate(date); got != want {
			t.Errorf("%v is written %q, want %q", date, got, want)
		}
	}
}
