package bot

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/seeds"
)

// TestPacket collects the whole coverage, and wants every excerpt letter for letter, numbered, attributed
// and dated in both forms.
func TestPacket(t *testing.T) {
	b := loadBot(t)
	all := b.Corpus().Excerpts
	p := b.Packet(all)
	rows, err := csv.NewReader(strings.NewReader(p.CSV)).ReadAll()
	if err != nil || len(rows) != len(all)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, e := range all {
		row := rows[i+1]
		want := textOf(e)
		if row[0] != fmt.Sprint(i+1) || row[2] != want || row[9] != e.Source.Date.String() || row[10] != e.Source.URL || row[12] != b.Version() {
			t.Errorf("%s: row %q", e.ID, row)
		}
		if e.Speaker != nil && row[3] != e.Speaker.Name {
			t.Errorf("%s is given to %q", e.ID, row[3])
		}
		if !strings.Contains(p.Markdown, markdown.Replace(want)) || !strings.Contains(p.Markdown, fmt.Sprintf("\n## %d\n", i+1)) {
			t.Errorf("%s is not in the Markdown", e.ID)
		}
	}
	if !strings.Contains(p.Markdown, b.Version()) {
		t.Error("the Markdown does not tell the version")
	}
}

func TestNoFormula(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "@x": "'@x", "-1": "'-1", "“=x”": "“=x”", "": "", "a=b": "a=b"} {
		if got := noFormula(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestVersion holds that the version changes with a word and with nothing else.
func TestVersion(t *testing.T) {
	load := func() *corpus.Corpus {
		c, err := corpus.Load(seeds.Files)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	one, other := versionOf(load()), load()
	if versionOf(other) != one || len(one) != 12 {
		t.Errorf("versions %q and %q", one, versionOf(other))
	}
	other.Excerpts[7].Text += "!"
	if versionOf(other) == one {
		t.Error("a word changed, the version did not")
	}
}

func TestBibTeX(t *testing.T) {
	source := &corpus.Source{ID: "p-1", Outlet: "A & B", Title: "50% of $1_000 {x}", Author: "Ann #1", Date: corpus.Date{Year: 2017, Month: 9, Day: 3}, URL: "https://p.test/a_b"}
	got := BibTeX(&corpus.Excerpt{Kind: corpus.Quote, Text: `We ~ said ^ \no`, Speaker: &corpus.Person{Name: "Bo"}, Role: "mayor", Source: source})
	const want = `@article{p-1,
  author  = {Ann \#1},
  title   = {{50\% of \$1\_000 \{x\}}},
  journal = {A \& B},
  year    = {2017},
  month   = {sep},
  day     = {3},
  url     = {https://p.test/a_b},
  note    = {“We \textasciitilde{} said \textasciicircum{} \textbackslash{}no” --- Bo, mayor},
}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, e := range loadBot(t).Corpus().Excerpts {
		if s := BibTeX(e); strings.Count(s, "{") != strings.Count(s, "}") || !strings.HasPrefix(s, "@article{") {
			t.Errorf("%s: %s", e.ID, s)
		}
	}
}

func TestCompare(t *testing.T) {
	b := loadBot(t)
	c, err := b.Compare("colect")
	if err != nil || c.Name != "COLLECT" || len(c.Pairs) < 5 {
		t.Fatalf("%q, %d pairs, %v", c.Name, len(c.Pairs), err)
	}
	seen := make(map[string]bool)
	for _, p := range c.Pairs {
		if p.One == p.Other || p.One.Speaker != nil && p.One.Speaker == p.Other.Speaker {
			t.Errorf("%s and %s are one side", p.One.ID, p.Other.ID)
		}
		if p.Relation == corpus.Answers || p.Relation == corpus.Updates || p.Relation == corpus.UpdatedBy {
			t.Errorf("%s stands as %s to %s", p.Other.ID, p.Relation, p.One.ID)
		}
		key := p.One.ID + p.Other.ID
		if seen[key] || seen[p.Other.ID+p.One.ID] {
			t.Errorf("%s twice", key)
		}
		seen[key] = true
	}
	for i, e := range c.Rest {
		if e.Speaker == nil || i > 0 && c.Rest[i-1].Source.Date.Compare(e.Source.Date) > 0 {
			t.Errorf("%s stands in the rest", e.ID)
		}
	}
	if _, err := b.Compare("zebras"); AsInputError(err) == nil {
		t.Errorf("zebras: %v", err)
	}
}
