package corpus

import "iter"

// storedWord is what the index knows of a folded word that something stored has, as written: all that a
// question needs to know of it, for one look a word.
type storedWord struct {
	terms    [len(languages)]termID // its stem's, by language; 0 where nothing in the language has the word
	alias    aliasWord
	times    int32 // how often it is stored
	function bool  // a closed-class word
	frame    bool  // a word about the asking
}

// term returns the term of the word as written in the asked language, else as written in another (a mixed
// question, "mi licencia drive only", finds its foreign words by their own stems), else 0.
func (w *storedWord) term(lang Language) termID {
	if t := w.terms[lang.place()]; t != 0 {
		return t
	}
	for _, t := range w.terms {
		if t != 0 {
			return t
		}
	}
	return 0
}

// word returns what is known of a folded word that something stored has, or nil.
func (ix *Index) word(folded string) *storedWord {
	if n, ok := ix.words.find(folded); ok {
		return &ix.stored[n]
	}
	return nil
}

// beside reports whether two stored words stand side by side in a stored question, as written in the asked
// language or in English.
func (ix *Index) beside(a, b *storedWord, lang Language) bool {
	at := lang.place()
	return ix.phrase(pairOf(a.terms[at], b.terms[at])) != nil ||
		at != 0 && ix.phrase(pairOf(a.terms[0], b.terms[0])) != nil
}

// questions are the stored questions of excerpts as words by their number among all that are stored.
type questions struct {
	words []uint32
	ends  []uint32 // question -> place behind its last word
	from  []uint32 // excerpt -> its first question; one more for the end
}

// Words returns every folded word that something stored has. They are numbered by their places. The slice
// must not be changed.
func (ix *Index) Words() []string { return ix.words.words }

// Questions returns the stored questions of an excerpt, given by its place in Corpus.Excerpts, in order of their
// languages, each as the numbers of its words, which are what Analyze makes of it. The slices must not be changed.
func (ix *Index) Questions(number int) iter.Seq[[]uint32] {
	q := &ix.questions
	return func(yield func([]uint32) bool) {
		for i := q.from[number]; i < q.from[number+1]; i++ {
			from := uint32(0)
			if i > 0 {
				from = q.ends[i-1]
			}
			if !yield(q.words[from:q.ends[i]]) {
				return
			}
		}
	}
}
