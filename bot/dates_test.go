package bot

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"clippings/corpus"
)

func TestPhrasesDate(t *testing.T) {
	for _, c := range []struct{ date, en, es, pt string }{
		{"2017-02-22", "February 22, 2017", "22 de febrero de 2017", "22 de fevereiro de 2017"},
		{"2017-03-01", "March 1, 2017", "1 de marzo de 2017", "1 de março de 2017"},
		{"2020-12-31", "December 31, 2020", "31 de diciembre de 2020", "31 de dezembro de 2020"},
		{"2019-03", "March 2019", "marzo de 2019", "março de 2019"},
		{"2018-09", "September 2018", "septiembre de 2018", "setembro de 2018"},
		{"2013", "2013", "2013", "2013"},
	} {
		d, err := corpus.ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[corpus.Language]string{corpus.English: c.en, corpus.Spanish: c.es, corpus.Portuguese: c.pt} {
			if got := PhrasesOf(lang).Date(d); got != want {
				t.Errorf("%s in %s is %q, want %q", c.date, lang, got, want)
			}
		}
	}
	for _, lang := range corpus.Languages() {
		if got := PhrasesOf(lang).Date(corpus.Date{}); got != "" {
			t.Errorf("a date that is not known is %q in %s", got, lang)
		}
	}
}

func TestPhrasesOf(t *testing.T) {
	if PhrasesOf("fr") != PhrasesOf(corpus.English) || PhrasesOf("") != PhrasesOf(corpus.English) {
		t.Error("a language without phrases does not get English")
	}
	seen := make(map[*Phrases]corpus.Language)
	for _, lang := range corpus.Languages() {
		if other, ok := seen[PhrasesOf(lang)]; ok {
			t.Errorf("%s and %s have the same phrases", lang, other)
		}
		seen[PhrasesOf(lang)] = lang
	}
}

// TestEveryPhrase holds that no language lacks a phrase, and that each keeps the verbs of the
// English one.
func TestEveryPhrase(t *testing.T) {
	englishPhrases := reflect.ValueOf(*PhrasesOf(corpus.English))
	for _, lang := range corpus.Languages() {
		p := reflect.ValueOf(*PhrasesOf(lang))
		for i := range p.NumField() {
			name := p.Type().Field(i).Name
			switch {
			case p.Field(i).Kind() != reflect.String:
			case name == "EnglishTexts": // says something only where excerpts are shown in another language
			case strings.TrimSpace(p.Field(i).String()) == "":
				t.Errorf("%s has no %s", lang, name)
			case name != "DateFormat" && strings.Count(p.Field(i).String(), "%") != strings.Count(englishPhrases.Field(i).String(), "%"):
				t.Errorf("%s: %s is %q, with other verbs than %q", lang, name, p.Field(i), englishPhrases.Field(i))
			}
		}
		months := make(map[string]bool)
		for _, m := range PhrasesOf(lang).MonthNames[1:] {
			months[m] = true
		}
		if len(months) != 12 || months[""] {
			t.Errorf("%s names %d different months", lang, len(months))
		}
	}
	for _, lang := range corpus.Languages()[1:] {
		if PhrasesOf(lang).Emergency == english.Emergency || PhrasesOf(lang).NotCovered == english.NotCovered {
			t.Errorf("%s is not translated", lang)
		}
	}
	if got := fmt.Sprintf(spanish.Span, "A", "B"); strings.Contains(got, "%!") {
		t.Errorf("the span is %q", got)
	}
}

// TestPhrasesForTheCoverage holds that everything the built-in coverage says of its excerpts has
// words in every language, and that relations do in both directions.
func TestPhrasesForTheCoverage(t *testing.T) {
	relations := map[corpus.Relation]bool{}
	for _, r := range []corpus.Relation{corpus.Disputes, corpus.Answers, corpus.Updates} {
		relations[r], relations[r.Inverse()] = true, true
	}
	vias := make(map[string]bool)
	for _, e := range loadBot(t).Corpus().Excerpts {
		for _, l := range e.Links {
			relations[l.Relation] = true
		}
		if e.Kind == corpus.Quote || e.Via != "" {
			vias[e.Via] = true
		}
	}
	if len(vias) < 3 {
		t.Fatalf("the coverage has quotes by %d ways only", len(vias))
	}
	for _, lang := range corpus.Languages() {
		p := PhrasesOf(lang)
		for r := range relations {
			if p.Relation[r] == "" {
				t.Errorf("%s has no words for %q", lang, r)
			}
		}
		for via := range vias {
			if p.Via[via] == "" {
				t.Errorf("%s has no words for via %q", lang, via)
			}
		}
	}
}
