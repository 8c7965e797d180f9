package bot

import (
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	"clippings/corpus"
)

// longestPattern caps, in letters, what is given to the fuzzy matcher: its score for a longer
// pattern overflows and the order becomes arbitrary.
const longestPattern = 32

// suggester proposes known questions and names for what somebody has begun to type, or mistyped. It
// is read-only once built. It only ever says what stands in the corpus.
type suggester struct {
	questions map[corpus.Language]*known
	names     *known
	fields    map[Field]*known
}

// known is a list of texts beside their folded forms, which are what is compared.
type known struct{ texts, folded []string }

func (k *known) add(text string) {
	k.texts, k.folded = append(k.texts, text), append(k.folded, corpus.Fold(text))
}

func newSuggester(c *corpus.Corpus) *suggester {
	s := &suggester{questions: make(map[corpus.Language]*known), names: new(known), fields: fieldValues(c)}
	for _, lang := range corpus.Languages() {
		list := new(known)
		seen := make(map[string]bool)
		for _, e := range c.Excerpts {
			for _, q := range e.Questions[lang][:min(1, len(e.Questions[lang]))] {
				if !seen[q] {
					seen[q] = true
					list.add(q)
				}
			}
		}
		s.questions[lang] = list
	}
	for _, p := range c.People {
		s.names.add(p.Name)
	}
	for _, t := range c.Terms {
		if t.Kind != corpus.WordKind && !t.Outside() {
			s.names.add(t.Name)
		}
	}
	return s
}

// Complete returns at most limit known questions in a language, then names, for what has been typed
// so far, likeliest first: what holds all of its letters in order, ranked by the fuzzy matcher. An
// empty text gets the first known questions.
func (b *Bot) Complete(text string, lang corpus.Language, limit int) []string {
	out := b.suggest.questions[lang].find(text, limit)
	return append(out, b.suggest.names.find(text, limit-len(out))...)
}

func (k *known) find(text string, limit int) []string {
	if limit <= 0 {
		return nil
	}
	pattern := capped(strings.Join(strings.Fields(corpus.Fold(text)), " "))
	if pattern == "" {
		return append([]string(nil), k.texts[:min(limit, len(k.texts))]...)
	}
	var out []string
	for _, m := range fuzzy.Find(pattern, k.folded) {
		if len(out) == limit {
			break
		}
		out = append(out, k.texts[m.Index])
	}
	return out
}

func capped(s string) string {
	if utf8.RuneCountInString(s) <= longestPattern {
		return s
	}
	return string([]rune(s)[:longestPattern])
}

// Bounds of "did you mean".
const (
	mostSuggestions  = 3
	shortestUnknown  = 3 // letters; below that nearly everything fits
	longestShortForm = 4 // content words; a longer question says more than one mistyped name
)

// didYouMean proposes names for the words of a short question that nothing stored has.
func (b *Bot) didYouMean(u *Understanding) []string {
	var out []string
	content := 0
	for i := range u.Query.Units {
		if u.Query.Units[i].Weight > 0 {
			content++
		}
	}
	if content > longestShortForm {
		return nil
	}
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if unit.Origin != corpus.Unknown || unit.Number || len(unit.Word) < shortestUnknown {
			continue
		}
		out = append(out, b.suggest.names.find(unit.Word, mostSuggestions-len(out))...)
	}
	return out
}
