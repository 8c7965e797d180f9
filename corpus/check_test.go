package corpus_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"clippings/corpus"
)

func TestAgainst(t *testing.T) {
	texts := fstest.MapFS{"gazette-2021.txt": {Data: []byte(sampleText)}}
	for _, c := range []struct{ name, old, new, want string }{
		{"as it is", "rivertown", "rivertown", ""},
		{"a letter off", "not gamble with anybody’s", "not gamble with anybody's", "not in the article letter for letter"},
		{"a word left out", "flood gate is the danger", "gate is the danger", "not in the article letter for letter"},
		{"pieces swapped", "We will not gamble with anybody’s life […] The bridge closes on Monday", "The bridge closes on Monday […] We will not gamble with anybody’s life", "quoted out of order"},
		{"copied", "Repairing the Old Bridge will cost the town 2.5 million dollars, paid over 15,000 days.",
			"The town clerk told The Gazette after the long meeting on Tuesday.", "more than 7 words in a row"},
		{"copied within quotation marks", "paid over 15,000 days", "“the town clerk told The Gazette after the long meeting on Tuesday”", ""},
		{"names count as one word", "paid over 15,000 days", "the town clerk told The Gazette after the long", "more than 7"},
		{"misquoted inside a fact", "paid over 15,000 days", "“the town clerk said”", "in quotation marks, but not in the article"},
		{"copied in the context", "Lind's answer to the mayor's reasons for the closing.", "Repairs to the Old Bridge are put at 2.5 million, the town clerk told.", "context: more than 7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := sampleFiles()
			if c.old != c.new {
				files = edited(t, "gazette-2021.yaml", c.old, c.new)
			}
			loaded, err := corpus.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			findings := corpus.Against(corpus.NewIndex(loaded), texts)
			switch {
			case c.want == "" && len(findings) > 0:
				t.Errorf("found %v", findings)
			case c.want != "" && (len(findings) == 0 || !strings.Contains(findings[0].Error(), c.want)):
				t.Errorf("found %v, want %q", findings, c.want)
			}
		})
	}
	if findings := corpus.Against(corpus.NewIndex(sample(t)), fstest.MapFS{}); len(findings) != 1 {
		t.Errorf("without a text: %v", findings)
	}
}

func TestHeldOut(t *testing.T) {
	c := sample(t)
	for _, s := range []struct {
		name, set string
		findings  int
	}{
		{"JSON lines", `{"q": "Why IS the bridge being closed?", "id": 1}` + "\n" + `{"q": "something else entirely here"}`, 1},
		{"plain lines", "cost for fixing the bridge\nnothing of the kind", 0},
		{"same content words", "the price of a fixing bridge", 1},
		{"golden set", "? who disagrees with the mayor\n@ en who\n= gazette-2021: flood\n", 1},
		{"empty", "\n\n", 1},
		{"bad JSON", "{not json}", 1},
		{"no field q", `{"question": "x"}`, 1},
	} {
		if got := corpus.HeldOut(c, s.name, strings.NewReader(s.set)); len(got) != s.findings {
			t.Errorf("%s: %v", s.name, got)
		}
	}
}
