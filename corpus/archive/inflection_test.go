package archive

import (
	"testing"

	"clippings/corpus"
)

func TestInflected(t *testing.T) {
	for _, c := range []struct {
		text, asked    string
		lang           corpus.Language
		other, derived bool
	}{
		{"Treaties apply at once.", "when do treaties apply", corpus.English, false, false},
		{"The treaty applied at once.", "when do treaties apply", corpus.English, true, false},
		{"Treaties APPLY at once.", "treaties apply", corpus.English, false, false},
		{"The invasion failed.", "who invaded first", corpus.English, false, false}, // four letters are too few
		{"The destruction was total.", "who destroyed the old mill", corpus.English, false, true},
		{"Persecutors came by night.", "what was the worst persecution", corpus.English, false, true},
		{"Its legislature met twice.", "who makes legislation", corpus.English, false, true},
		{"Legislation needs a majority.", "when did the legislature meet", corpus.English, false, true},
		{"A republic of islands.", "what do republicans want", corpus.English, false, true},
		{"The undersea cable broke.", "which sea is it", corpus.English, false, false}, // within a word is not a word of it
		{"A reconstruction of it.", "who constructed it", corpus.English, false, false},
		{"In 1957 it rained.", "what rained in 1957", corpus.English, false, false}, // numbers have no forms
		{"La clasificación fue rápida.", "cómo se puede clasificar", corpus.Spanish, false, true},
		{"Los fósiles eran raros.", "qué fósil era raro", corpus.Spanish, true, false},
		{"La CLASIFICACIÓN fue rápida.", "clasificacion", corpus.Spanish, false, false},
		{"The constitution was old.", "qué dice la constitución", corpus.Spanish, false, false}, // another language's form
	} {
		a := sentencesOf(t, [2]string{"Old things", c.text}, [2]string{"Others", "Nothing else was said."})
		d := a.Document(0)
		q := a.Query(c.asked, c.lang)
		at := NewCandidate(&d, a.Evidence(q, &d))
		if other, derived := at.Inflected(q); (other > 0) != c.other || (derived > 0) != c.derived {
			t.Errorf("%q in %q: other forms %v, derived %v", c.asked, c.text, other, derived)
		}
	}
}

func TestHasWord(t *testing.T) {
	for _, c := range []struct {
		text, word string
		word1      bool // it is a word of it
		begins     bool // a word of it begins so
	}{
		{"the cat sat", "cat", true, true}, {"cat", "cat", true, true}, {"concatenate cats", "cat", false, true},
		{"the cat's tail", "cat", true, true}, {"bobcat", "cat", false, false}, {"", "cat", false, false},
		{"cats cat", "cat", true, true}, {"ñcat", "cat", false, false}, {"catñ", "cat", false, true}, {"4cat", "cat", false, false},
		{"ca", "cat", false, false}, {"«cat»", "cat", true, true},
	} {
		if got := hasWord(c.text, c.word); got != c.word1 {
			t.Errorf("%q is a word of %q: %v", c.word, c.text, got)
		}
		if got := hasBeginning(c.text, c.word); got != c.begins {
			t.Errorf("a word of %q begins with %q: %v", c.text, c.word, got)
		}
	}
	for word, want := range map[string]string{"legislation": "legis", "treaty": "treat", "moose": "moose", "sea": "", "": "", "ñandúes": "ñandú"} {
		if got := familyOf(word); got != want {
			t.Errorf("the family of %q is %q, want %q", word, got, want)
		}
	}
}
