package corpus

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/spanish"
)

// Stemmer reduces folded words to Snowball stems. It keeps a scratch buffer, so one Stemmer serves
// one goroutine; the zero value is ready.
type Stemmer struct{ env *snowballstem.Env }

// Stem returns the stem of a folded word in a language; a language the analysis does not know is
// stemmed as English. Snowball's Spanish and Portuguese rules read accents, which folded words have
// lost, so the regular endings get theirs back first and the i that such endings leave behind goes:
// stored and asked words pass through the same door, with or without accents.
func (s *Stemmer) Stem(word string, lang Language) string {
	if len(word) < 3 || word[0] <= '9' {
		return word
	}
	if s.env == nil {
		s.env = snowballstem.NewEnv("")
	}
	switch lang {
	case Spanish:
		s.env.SetCurrent(restore(word, "cion", "ción", "sion", "sión"))
		spanish.Stem(s.env)
	case Portuguese:
		s.env.SetCurrent(restore(word, "cao", "ção", "coes", "ções"))
		portuguese.Stem(s.env)
	default:
		s.env.SetCurrent(word)
		english.Stem(s.env)
		return s.env.Current()
	}
	stem := s.env.Current()
	if ascii, _ := letters(stem); !ascii {
		stem = Fold(stem)
	}
	if len(stem) > 3 {
		stem = strings.TrimSuffix(stem, "i")
	}
	return stem
}

// restore replaces the first bare ending of the pairs that word has by its accented form.
func restore(word string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.HasSuffix(word, pairs[i]) {
			return word[:len(word)-len(pairs[i])] + pairs[i+1]
		}
	}
	return word
}
