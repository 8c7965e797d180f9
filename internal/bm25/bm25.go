// Package bm25 is plain BM25 over passages, the baseline that `clippings eval` measures the bot beside. It adds
// up the postings of all words of a question and leaves nothing out.
//
// Title and text are one field, k1 is 1.2 and b 0.75, words are Snowball stems, and Lucene's English stop words
// are left out of English passages and questions. Spanish and Portuguese have no stop list. Texts are cut into
// words by corpus.Analyze, so that what differs from the bot is the ranking and not the reading.
package bm25

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"clippings/corpus"
)

// The parameters that Robertson and Zaragoza (2009) call usual, and Lucene's defaults.
const (
	k1 = 1.2
	b  = 0.75
)

// stopWords are those of Lucene's EnglishAnalyzer, 33 of them.
var stopWords = map[corpus.Language]map[string]bool{corpus.English: wordSet(`a an and are as at be but by for if in into
	is it no not of on or such that the their then there these they this to was will with`)}

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// Index is an inverted index of passages. It is read-only once built: any number of goroutines may search it.
type Index struct {
	lang     corpus.Language
	passages int
	terms    map[string]int32 // stem -> term
	written  map[string]int32 // folded word that some passage has -> term, noTerm for a stop word
	postings [][]posting      // by term, in the order of the passages
	idf      []float64        // by term
	unknown  float64          // idf of a word that no passage has
	scratch  sync.Pool        // of *scratch
}

// noTerm stands for a word that is not searched for.
const noTerm = -1

// posting is a passage that has a term, with what the term adds to its score.
type posting struct {
	passage int32
	score   float32
}

// Hit is a passage, by its place among those that the index was built from, with its BM25 score, above 0.
type Hit struct {
	Passage int
	Score   float64
}

// Result is what a question found.
type Result struct {
	Hits    []Hit   // best first; equals are in the order of the passages
	Missing float64 // sum of the idf of the question's words that the first hit lacks; of all of them without a hit
}

// New indexes passages, of which there must not be more than an int32 counts. All their words, and those of the
// questions, are stemmed as of one language.
func New(passages []*corpus.Excerpt, lang corpus.Language) *Index {
	x := &Index{lang: lang, passages: len(passages), terms: make(map[string]int32), written: make(map[string]int32)}
	x.scratch.New = func() any { return &scratch{scores: make([]float32, len(passages))} }
	for word := range stopWords[lang] {
		x.written[word] = noTerm
	}
	var stemmer corpus.Stemmer
	var tokens []corpus.Token
	lengths := make([]float64, len(passages))
	all := 0.0
	for i, e := range passages {
		tokens = corpus.Analyze(tokens[:0], e.Source.Title+" . "+e.Text)
		for _, t := range tokens {
			term, ok := x.written[t.Word]
			if !ok {
				term = x.term(stemmer.Stem(t.Word, lang))
				x.written[strings.Clone(t.Word)] = term
			}
			if term == noTerm {
				continue
			}
			list := x.postings[term]
			if n := len(list); n == 0 || int(list[n-1].passage) != i {
				x.postings[term] = append(list, posting{int32(i), 1})
			} else {
				list[n-1].score++ // the frequency, until all lengths are known
			}
			lengths[i]++
		}
		all += lengths[i]
	}
	average := all / float64(len(passages))
	x.unknown = x.weight(0)
	for _, list := range x.postings {
		idf := x.weight(len(list))
		x.idf = append(x.idf, idf)
		for i := range list {
			tf := float64(list[i].score)
			list[i].score = float32(idf * tf * (k1 + 1) / (tf + k1*(1-b+b*lengths[list[i].passage]/average)))
		}
	}
	return x
}

// term returns the term of a stem, a new one where there is none.
func (x *Index) term(stem string) int32 {
	term, ok := x.terms[stem]
	if !ok {
		term = int32(len(x.terms))
		x.terms[strings.Clone(stem)] = term
		x.postings = append(x.postings, nil)
	}
	return term
}

// weight is the inverse document frequency of a word that some passages have, as Lucene has it: never negative.
func (x *Index) weight(holders int) float64 {
	n, df := float64(x.passages), float64(holders)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// scratch is the working memory of one search.
type scratch struct {
	stemmer corpus.Stemmer
	tokens  []corpus.Token
	scores  []float32 // by passage; all 0 between searches
	found   []int32   // the passages whose score is above 0
	asked   []int32   // the question's terms that some passage has, each once
	unknown []string  // its stems that none has, each once
}

// ask reads a question. A word counts once, however often it is asked.
func (s *scratch) ask(x *Index, question string) {
	s.asked, s.unknown = s.asked[:0], s.unknown[:0]
	s.tokens = corpus.Analyze(s.tokens[:0], question)
	for i := range s.tokens {
		word := s.tokens[i].Word
		term, ok := x.written[word]
		if !ok {
			stem := s.stemmer.Stem(word, x.lang)
			if term, ok = x.terms[stem]; !ok {
				if !slices.Contains(s.unknown, stem) {
					s.unknown = append(s.unknown, stem)
				}
				continue
			}
		}
		if term != noTerm && !slices.Contains(s.asked, term) {
			s.asked = append(s.asked, term)
		}
	}
}

// Search returns the passages that fit a question best, up to limit of them.
func (x *Index) Search(question string, limit int) Result {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	s.ask(x, question)
	s.found = s.found[:0]
	for _, term := range s.asked {
		for _, p := range x.postings[term] {
			if s.scores[p.passage] == 0 {
				s.found = append(s.found, p.passage)
			}
			s.scores[p.passage] += p.score
		}
	}
	r := Result{Hits: make([]Hit, 0, max(limit, 0)+1), Missing: float64(len(s.unknown)) * x.unknown}
	for _, passage := range s.found {
		h := Hit{int(passage), float64(s.scores[passage])}
		s.scores[passage] = 0
		if n := len(r.Hits); n >= limit && (n == 0 || !before(h, r.Hits[n-1])) {
			continue
		}
		at, _ := slices.BinarySearchFunc(r.Hits, h, func(x, y Hit) int {
			return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Passage, y.Passage))
		})
		r.Hits = slices.Insert(r.Hits, at, h)
		r.Hits = r.Hits[:min(len(r.Hits), limit)]
	}
	for _, term := range s.asked {
		if len(r.Hits) == 0 || !x.has(term, r.Hits[0].Passage) {
			r.Missing += x.idf[term]
		}
	}
	return r
}

// before reports whether a hit stands before another.
func before(h, other Hit) bool {
	return h.Score > other.Score || h.Score == other.Score && h.Passage < other.Passage
}

// has reports whether a passage has a term.
func (x *Index) has(term int32, passage int) bool {
	_, ok := slices.BinarySearchFunc(x.postings[term], passage, func(p posting, passage int) int { return cmp.Compare(int(p.passage), passage) })
	return ok
}

// missingShare is what a missing word takes off the evidence, as a share of its idf.
const missingShare = 0.25

// Threshold is the evidence above which the best passage is taken for an answer. It was chosen on SQuAD 2.0's
// sentences so that one absent question in ten is answered, and is the same for every set.
const Threshold = 10.9

// Evidence is the score of the best passage less a quarter of what the question asks and it lacks: of the simple
// rules that need no fitting, the one that tells best whether the passages answer at all.
func (r *Result) Evidence() float64 {
	top := 0.0
	if len(r.Hits) > 0 {
		top = r.Hits[0].Score
	}
	return top - missingShare*r.Missing
}

// Answered reports whether the best passage is given as the answer.
func (r *Result) Answered() bool { return len(r.Hits) > 0 && r.Evidence() > Threshold }
