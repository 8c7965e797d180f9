package engine

import (
	"errors"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"clippings/bench/passages"
)

var plainSpecs = []Spec{{
	Name: "plain-bm25", Title: "plain BM25, exhaustive", Role: Textbook, Drawn: true,
	New: func(string) Engine { return new(Plain) },
}}

// The usual constants of BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework").
const (
	k1 = 1.2
	b  = 0.75
)

// Plain is BM25 as it stands in books: for every word of the question every posting is read, and nothing is
// compressed or skipped. The idf is Lucene's, ln(1 + (N - df + 0.5)/(df + 0.5)).
type Plain struct {
	terms    map[string]int32 // stem -> term
	postings [][]posting      // by term, in order of passage
	idf      []float32
	stemmer  plainStemmer
	asked    []int32   // terms of the question in hand
	scores   []float32 // of the question in hand, by passage; zeroes between questions
	touched  []int32   // passages with a score
	best     []Hit
}

// posting is a passage with a term, and what the term weighs there but for its idf.
type posting struct {
	passage int32
	weight  float32
}

// Hit is a passage with its score.
type Hit struct {
	Passage int
	Score   float32
}

// Build implements Engine.
func (p *Plain) Build(all []passages.Passage) error {
	*p = Plain{terms: make(map[string]int32)}
	ofWord := make(map[string]int32) // -1 for a stop word
	lengths := make([]int32, len(all))
	total := 0
	var last []int32 // by term, the last passage that has it, and one
	for number, passage := range all {
		eachWord(body(passage), func(word string) {
			term, ok := ofWord[word]
			if !ok {
				term = p.termOf(word)
				ofWord[strings.Clone(word)] = term
			}
			if term < 0 {
				return
			}
			if int(term) == len(p.postings) {
				p.postings, last = append(p.postings, nil), append(last, 0)
			}
			if list := p.postings[term]; last[term] == int32(number)+1 {
				list[len(list)-1].weight++
			} else {
				p.postings[term] = append(list, posting{int32(number), 1})
				last[term] = int32(number) + 1
			}
			lengths[number]++
			total++
		})
	}
	average := float64(total) / float64(max(len(all), 1))
	p.idf = make([]float32, len(p.postings))
	for term, list := range p.postings {
		kept := make([]posting, len(list)) // without the room to grow
		for i, post := range list {
			tf := float64(post.weight)
			norm := k1 * (1 - b + b*float64(lengths[post.passage])/average)
			kept[i] = posting{post.passage, float32(tf * (k1 + 1) / (tf + norm))}
		}
		p.postings[term] = kept
		df := float64(len(list))
		p.idf[term] = float32(math.Log(1 + (float64(len(all))-df+0.5)/(df+0.5)))
	}
	p.scores = make([]float32, len(all))
	return nil
}

// termOf returns the term of a word, a new one where there is none, or -1 for a stop word.
func (p *Plain) termOf(word string) int32 {
	if stopWords[word] {
		return -1
	}
	stem := p.stemmer.stem(word)
	term, ok := p.terms[stem]
	if !ok {
		term = int32(len(p.terms))
		p.terms[strings.Clone(stem)] = term
	}
	return term
}

// Open implements Engine.
func (p *Plain) Open() error {
	if p.terms == nil {
		return errors.New("the index is memory of the process that builds it")
	}
	return nil
}

// Search implements Engine.
func (p *Plain) Search(question string, limit int) ([]int, error) {
	var found []int
	for _, hit := range p.Hits(question, limit) {
		found = append(found, hit.Passage)
	}
	return found, nil
}

// Hits returns the passages of Search with their scores. They hold until the next search.
func (p *Plain) Hits(question string, limit int) []Hit {
	p.touched = p.touched[:0]
	p.asked = p.asked[:0]
	eachWord(question, func(word string) {
		if stopWords[word] {
			return
		}
		term, ok := p.terms[p.stemmer.stem(word)]
		if !ok || slices.Contains(p.asked, term) {
			return
		}
		p.asked = append(p.asked, term)
		idf := p.idf[term]
		for _, post := range p.postings[term] {
			if p.scores[post.passage] == 0 {
				p.touched = append(p.touched, post.passage)
			}
			p.scores[post.passage] += idf * post.weight
		}
	})
	p.best = p.best[:0]
	for _, passage := range p.touched {
		p.offer(Hit{int(passage), p.scores[passage]}, limit)
		p.scores[passage] = 0
	}
	return p.best
}

// offer puts a hit in its place among the best, which are few, and lets the last go where there are too many.
// Of equal scores the lower number comes first.
func (p *Plain) offer(h Hit, limit int) {
	before := func(x, y Hit) bool { return x.Score > y.Score || x.Score == y.Score && x.Passage < y.Passage }
	if len(p.best) == limit {
		if limit == 0 || !before(h, p.best[limit-1]) {
			return
		}
		p.best = p.best[:limit-1]
	}
	p.best = append(p.best, h)
	for i := len(p.best) - 1; i > 0 && before(p.best[i], p.best[i-1]); i-- {
		p.best[i], p.best[i-1] = p.best[i-1], p.best[i]
	}
}

// Close implements Engine.
func (p *Plain) Close() error { return nil }

// plainStemmer is Snowball's English stemmer, the code that this project's analysis uses.
type plainStemmer struct{ env *snowballstem.Env }

func (s *plainStemmer) stem(word string) string {
	if s.env == nil {
		s.env = snowballstem.NewEnv("")
	}
	s.env.SetCurrent(word)
	english.Stem(s.env)
	return s.env.Current()
}

// eachWord calls f for each run of letters and digits, in small letters. The word holds during the call.
func eachWord(text string, f func(word string)) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		f(word)
	}
}

// stopWords are the 33 that Lucene's English analyzer leaves out.
var stopWords = func() map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(`a an and are as at be but by for if in into is it no not of on or such that the
		their then there these they this to was will with`) {
		set[word] = true
	}
	return set
}()
