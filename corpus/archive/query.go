package archive

import (
	"math"
	"unicode"
	"unicode/utf8"

	"clippings/corpus"
)

// longestQuery is how many words of a question are looked at: what follows is ignored, so that the cost of an
// answer stays bounded.
const longestQuery = 64

// Unit is one word of a question as the archive sees it.
type Unit struct {
	Word    string  // folded
	Small   bool    // a function word
	Number  bool    // a number or a year
	Name    bool    // written with a capital letter within a sentence
	Known   bool    // some passage has it, as asked, repaired or translated
	Foreign bool    // no passage in the question's language has it; it was read from another language
	Weight  float32 // its inverse document frequency; a guess when unknown; 0 for an unknown function word
	meaning []meaning
}

// meaning is a term that a unit may match.
type meaning struct {
	term   uint32
	weight float32 // what a match by it counts; at most the unit's
}

// Query is an analysed question. It is read-only once made, and fits the archive whose lexicon made it, or one
// with the same image.
type Query struct {
	Language corpus.Language
	Units    []Unit
	Cut      bool // the text had more than 64 words; the rest was ignored

	slots  []slot // see slotOf
	mask   uint32
	filter [4]uint64 // a bit for the hash of each term in slots
}

// slot finds the unit of a term.
type slot struct {
	term   uint32
	unit   uint8
	weight float32
}

// What matches count, as shares of a term's weight, and what words weigh that nothing has, as shares of the
// weight of a term that one passage has.
const (
	repairedShare   = 0.9 // read as the nearest word
	foreignShare    = 0.9 // written the same in another language
	translatedShare = 0.8
	laterShare      = 0.85 // each further translation, of the one before it
	cognateShare    = 0.7
	unknownShare    = 0.8
)

// mostMeanings bounds how many terms a unit may match.
const mostMeanings = 5

// Query analyses a question in a language.
func (x *Lexicon) Query(text string, lang corpus.Language) *Query {
	defer hold(x)()
	tokens := corpus.Analyze(make([]corpus.Token, 0, 24), text)
	q := &Query{Language: lang}
	if len(tokens) > longestQuery {
		tokens, q.Cut = tokens[:longestQuery], true
	}
	q.Units = make([]Unit, len(tokens))
	st := new(stemming)
	for i := range tokens {
		t := &tokens[i]
		u := &q.Units[i]
		u.Word, u.Number = t.Word, t.Number
		u.Small = corpus.FunctionWord(t.Word, lang)
		u.Name = i > 0 && capital(text, t.Start)
		if u.Small {
			st.key = smallStem(st.key[:0], t.Word, lang)
			if n, ok := x.stems.find(st.key); ok && uint32(n) <= x.meta.SmallTerms {
				u.meaning, u.Known = []meaning{{uint32(n), x.idf[n]}}, true
				u.Weight = x.idf[n]
			}
			continue
		}
		x.understand(u, lang, st)
	}
	q.index()
	return q
}

// capital reports whether a capital letter stands at a place.
func capital(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsUpper(r)
}

// stemming is the working memory of understanding words.
type stemming struct {
	stemmer corpus.Stemmer
	key     []byte
}

// Rarest is the weight of a term that one passage has.
func (x *Lexicon) Rarest() float32 {
	return float32(math.Log(1 + (float64(x.meta.Passages)-0.5)/1.5))
}

// understand finds the terms that a word may mean: itself; else itself in another language and what it is in
// English; else the nearest word.
func (x *Lexicon) understand(u *Unit, lang corpus.Language, st *stemming) {
	add := func(term uint32, share float32) {
		if term <= x.meta.SmallTerms || term > x.meta.Terms || x.frequency(term) == 0 || len(u.meaning) == mostMeanings {
			return
		}
		for _, m := range u.meaning {
			if m.term == term {
				return
			}
		}
		u.meaning = append(u.meaning, meaning{term, share * x.idf[term]})
	}
	own := x.written(u.Word, lang, st)
	if own == 0 {
		own = x.stemmed(u.Word, lang, st)
	}
	add(own, 1)
	if lang != corpus.English && len(u.meaning) == 0 {
		x.translate(u, lang, st, add)
		u.Foreign = len(u.meaning) > 0
	}
	if len(u.meaning) == 0 {
		for _, other := range corpus.Languages() {
			if other != lang {
				add(x.written(u.Word, other, st), foreignShare)
			}
		}
		u.Foreign = len(u.meaning) > 0 && !u.Number
	}
	if len(u.meaning) == 0 && !u.Number {
		add(x.nearest(u.Word), repairedShare)
	}
	u.Known = len(u.meaning) > 0
	for _, m := range u.meaning {
		u.Weight = max(u.Weight, m.weight)
	}
	if !u.Known {
		u.Weight = unknownShare * x.Rarest()
	}
}

// written returns the term of a folded word as some passage in a language writes it, or 0.
func (x *Lexicon) written(word string, lang corpus.Language, st *stemming) uint32 {
	st.key = formKey(st.key[:0], word, lang)
	if n, ok := x.forms.find(st.key); ok {
		return x.formTerm(n)
	}
	return 0
}

// stemmed returns the term of a folded word's stem in a language, or 0.
func (x *Lexicon) stemmed(word string, lang corpus.Language, st *stemming) uint32 {
	st.key = append(st.key[:0], st.stemmer.Stem(word, lang)...)
	if n, ok := x.stems.find(st.key); ok {
		return uint32(n)
	}
	return 0
}

// index makes the table by which slotOf finds units.
func (q *Query) index() {
	n := 0
	for i := range q.Units {
		n += len(q.Units[i].meaning)
	}
	size := 16
	for size < 2*n {
		size *= 2
	}
	q.slots, q.mask = make([]slot, size), uint32(size-1)
	for i := range q.Units {
		for _, m := range q.Units[i].meaning {
			at := hashTerm(m.term) & q.mask
			for q.slots[at].term != 0 && q.slots[at].term != m.term {
				at = (at + 1) & q.mask
			}
			if q.slots[at].term == 0 { // a word that is asked twice is its first
				q.slots[at] = slot{m.term, uint8(i), m.weight}
				h := hashTerm(m.term)
				q.filter[h>>6&3] |= 1 << (h & 63)
			}
		}
	}
}

func hashTerm(term uint32) uint32 { return term * 2654435761 >> 15 }

// slotOf returns the slot of a term, nil when the question does not have it, as it is with most terms of a passage.
func (q *Query) slotOf(term uint32) *slot {
	h := hashTerm(term)
	if q.filter[h>>6&3]>>(h&63)&1 == 0 {
		return nil
	}
	for at := h & q.mask; ; at = (at + 1) & q.mask {
		s := &q.slots[at]
		if s.term == term {
			return s
		}
		if s.term == 0 {
			return nil
		}
	}
}

// Foreign is the weight of the units that were read from another language.
func (q *Query) Foreign() (sum float32) {
	for i := range q.Units {
		if q.Units[i].Foreign {
			sum += q.Units[i].Weight
		}
	}
	return sum
}

// Weight is the sum of the weights of all units that are no function words.
func (q *Query) Weight() (sum float32) {
	for i := range q.Units {
		if !q.Units[i].Small {
			sum += q.Units[i].Weight
		}
	}
	return sum
}
