package bot

import (
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
)

// stands returns whether a text is a stored question in a language or the name of a person or term.
func stands(c *corpus.Corpus, lang corpus.Language) func(text string) bool {
	known := make(map[string]bool)
	for _, e := range c.Excerpts {
		for _, q := range e.Questions[lang] {
			known[q] = true
		}
	}
	for _, p := range c.People {
		known[p.Name] = true
	}
	for _, term := range c.Terms {
		if term.Kind != corpus.WordKind && !term.Outside() {
			known[term.Name] = true
		}
	}
	return func(text string) bool { return known[text] }
}

func TestComplete(t *testing.T) {
	b := loadBot(t)
	for _, lang := range corpus.Languages() {
		known := stands(b.Corpus(), lang)
		for _, text := range []string{"", " ", "w", "wishn", "who", "quien", "QUIÉN", "collect", "qem", "xyzzyx", "speaker:", "¿?", "\xff"} {
			for _, limit := range []int{-1, 0, 1, 3, 25} {
				got := b.Complete(text, lang, limit)
				if len(got) > max(limit, 0) {
					t.Errorf("%q in %s: %d suggestions, at most %d", text, lang, len(got), limit)
				}
				for i, s := range got {
					if !known(s) {
						t.Errorf("%q in %s: suggests %q, which the corpus does not hold", text, lang, s)
					}
					if slices.Contains(got[:i], s) {
						t.Errorf("%q in %s: suggests %q twice", text, lang, s)
					}
				}
			}
		}
	}
}

func TestCompleteFinds(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct {
		text string
		lang corpus.Language
		want string // each suggestion holds these letters, in order
	}{
		{"wishn", corpus.English, "wishn"},
		{"  WISHN ", corpus.English, "wishn"},
		{"colect", corpus.English, "colect"},
		{"quien", corpus.Spanish, "quien"},
		{"Quién", corpus.Spanish, "quien"},
		{"quem", corpus.Portuguese, "quem"},
	} {
		got := b.Complete(c.text, c.lang, 10)
		if len(got) == 0 {
			t.Errorf("%q in %s: nothing", c.text, c.lang)
		}
		for _, s := range got {
			if !inOrder(c.want, corpus.Fold(s)) {
				t.Errorf("%q in %s: suggests %q", c.text, c.lang, s)
			}
		}
	}
	if got := b.Complete("Michael Wishnie", corpus.English, 25); !slices.Contains(got, "Michael Wishnie") {
		t.Errorf("a whole name is not among %q", got)
	}
	if got := b.Complete("xyzzyxq", corpus.English, 10); len(got) > 0 {
		t.Errorf("letters that nothing holds find %q", got)
	}
}

func inOrder(letters, text string) bool {
	for _, r := range letters {
		at := strings.IndexRune(text, r)
		if at < 0 {
			return false
		}
		text = text[at+len(string(r)):]
	}
	return true
}

func TestCompleteNothingTyped(t *testing.T) {
	b := loadBot(t)
	for _, lang := range corpus.Languages() {
		got := b.Complete(" \t", lang, 5)
		if len(got) != 5 || !slices.Equal(got, b.Complete("", lang, 5)) {
			t.Errorf("%s: nothing typed suggests %q", lang, got)
		}
	}
	// What is handed out is the caller's own.
	b.Complete("", corpus.English, 5)[0] = "overwritten"
	if got := b.Complete("", corpus.English, 5)[0]; got == "overwritten" {
		t.Error("a caller can change what is suggested")
	}
}

// TestCompleteLongText holds that only the first letters count: beyond them the fuzzy matcher's score
// overflows and its order becomes arbitrary.
func TestCompleteLongText(t *testing.T) {
	b := loadBot(t)
	checked := 0
	for _, e := range b.Corpus().Excerpts[:60] {
		q := e.Questions[corpus.English][0]
		if len(q) <= 2*longestPattern {
			continue
		}
		checked++
		if got := b.Complete(q, corpus.English, 3); !slices.Contains(got, q) {
			t.Errorf("a known question typed whole, %q, is not among %q", q, got)
		}
		long, longer := b.Complete(q, corpus.English, 10), b.Complete(q+" "+strings.Repeat("and more ", 500), corpus.English, 10)
		if !slices.Equal(long, longer) {
			t.Errorf("%q: letters beyond the first %d change what is suggested", q, longestPattern)
		}
	}
	if checked == 0 {
		t.Fatal("no known question is long enough to tell")
	}
	if got := capped(strings.Repeat("ñ", longestPattern+1)); got != strings.Repeat("ñ", longestPattern) {
		t.Errorf("capped to %q", got)
	}
}

func TestDidYouMean(t *testing.T) {
	b := loadBot(t)
	known := stands(b.Corpus(), corpus.English)
	for _, c := range []struct {
		text string
		want string // "" wants no suggestion
	}{
		{"wshn", "Michael Wishnie"},
		{"mldf", "Mexican American Legal Defense and Education Fund"},
		{"zzxxqq", ""},
		{"ab", ""},    // too short to tell
		{"99999", ""}, // a number is no mistyped name
		{"wshn asked friends something strange yesterday about basketball tournaments", ""},
	} {
		got := ask(t, b, Question{Text: c.text}).DidYouMean
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%q: suggests %q, want nothing", c.text, got)
		case c.want != "" && !slices.Contains(got, c.want):
			t.Errorf("%q: suggests %q, want %q among them", c.text, got, c.want)
		}
		for i, s := range got {
			if !known(s) || slices.Contains(got[:i], s) {
				t.Errorf("%q: suggests %q twice, or it does not stand in the corpus", c.text, s)
			}
		}
	}
	if got := ask(t, b, Question{Text: "wshn wshn"}).DidYouMean; len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
		t.Errorf("a word typed twice suggests %q", got)
	}
}
