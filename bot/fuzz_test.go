package bot

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"clippings/corpus"
)

// FuzzFilters holds that no text panics the reading of typed filters, that text without a colon is
// left as it is apart from outer white space, and that a filter that cannot be understood is told in
// one line.
func FuzzFilters(f *testing.F) {
	for _, seed := range []string{
		"", " ", ":", "speaker:", "speaker:Wishnie contract", `speaker:"Michael Wishnie" contract`, "speaker: the Yale professor contract",
		`speaker:"`, `speaker:""`, "speaker:“", "speaker:“Michael Wishnie” x", "quién:Lawlor", "veículo : Westfair placas", "até:2019-02-30",
		"from:2019 to:2020-02 desde:2017", "kind:quote kind:rumour", "about:Trust Act about:\xff", "hablante:\nMike\nLawlor", "de:::", "sobre:licencia de solo manejar",
		"outlet:verge-2017 outlet:VERGE-2017", "what happened at 10:30 in https://example.org", "  two  words \n", "a\xffb",
	} {
		f.Add(seed)
	}
	b := loadBot(f)
	f.Fuzz(func(t *testing.T, text string) {
		rest, filters, problems := b.typedFilters(text)
		if !strings.Contains(text, ":") && (strings.TrimSpace(rest) != strings.TrimSpace(text) || !filters.IsZero() || problems != nil) {
			t.Fatalf("%q without a colon became %q, %+v, %q", text, rest, filters, problems)
		}
		for _, p := range problems {
			if line := p.String(); p.Field == "" || strings.Contains(line, "\n") || !utf8.ValidString(line) {
				t.Fatalf("%q: problem %q", text, p)
			}
		}
		if len(rest) > len(text)+len(problems)+1 {
			t.Fatalf("%q grew to %q", text, rest)
		}
	})
}

// FuzzAsk holds that every text gets a reply or an *InputError, that text with a letter or a digit
// within the limit gets a reply, and that it gets the same one twice.
func FuzzAsk(f *testing.F) {
	for _, seed := range []string{
		"", "?", "hi", "what is COLLECT", "who is wishney", "driveonly colect", "speaker:Wishnie", "kind:quote from:2017", "CT Mirror 2020",
		"¿Qué dijo “Núñez” en 15,000?", "se llevaron a mi hermano", "what are my rights", "how did Lawlor respond to the ACLU", "quem é Wishnie",
		"speaker:\"\" about: outlet:", "a\xffb", "ʼ", "日本 и мир", "İstanbul ǅ ẛ̣", "mirror mirror 2017 2020 verge", "1.234.567,89k mil mil",
		"who " + strings.Repeat("who ", 80), strings.Repeat("a", 500),
	} {
		f.Add(seed, "")
	}
	f.Add("COLLECT", "es-419")
	f.Add("COLLECT", "no locale!")
	b := loadBot(f)
	f.Fuzz(func(t *testing.T, text, locale string) {
		q := Question{Text: text, Locale: locale}
		r, err := b.Handle(context.Background(), q)
		if err != nil {
			if AsInputError(err) == nil {
				t.Fatalf("%q: %v", text, err)
			}
			if utf8.ValidString(text) && len(text) <= LongestQuestion && len(corpus.Analyze(nil, text)) > 0 {
				t.Fatalf("%q is refused: %v", text, err)
			}
			return
		}
		again, err := b.Handle(context.Background(), q)
		if err != nil || !reflect.DeepEqual(r, again) {
			t.Fatalf("%q: %+v, then %+v, %v", text, r, again, err)
		}
		switch {
		case (r.Outcome == Covered) != (r.Answer != nil), r.Answer != nil && slices.Contains(r.Others, r.Answer):
			t.Fatalf("%q: %s with %v and %v", text, r.Outcome, r.Answer, r.Others)
		case !(r.Confidence >= 0 && r.Confidence <= 1):
			t.Fatalf("%q: confidence %v", text, r.Confidence)
		case !slices.Contains(corpus.Languages(), r.Language):
			t.Fatalf("%q: language %q", text, r.Language)
		}
	})
}
