package golden

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"clippings/corpus"
)

// BM25 is plain BM25 over whole excerpts, the baseline that the bot is measured beside: k1 1.2,
// b 0.75, no stop list, words stemmed in the question's language, all that a reader sees and all
// stored questions in one field. It is read-only once built.
type BM25 struct {
	excerpts []*corpus.Excerpt
	counts   []map[string]int
	lengths  []float64
	average  float64
	holders  map[string]int
}

// NewBM25 indexes a corpus.
func NewBM25(c *corpus.Corpus) *BM25 {
	b := &BM25{excerpts: c.Excerpts, holders: make(map[string]int)}
	var stemmer corpus.Stemmer
	for _, e := range c.Excerpts {
		counts := make(map[string]int)
		add := func(text string, lang corpus.Language) {
			for _, t := range corpus.Analyze(nil, text) {
				counts[stemmer.Stem(t.Word, lang)]++
			}
		}
		speaker := ""
		if e.Speaker != nil {
			speaker = e.Speaker.Name
		}
		add(strings.Join([]string{e.Text, e.Context, speaker, e.Role, e.Source.Outlet, e.Source.Date.String()}, " . "), corpus.English)
		add(e.ES+" . "+e.ContextES, corpus.Spanish)
		for lang, questions := range e.Questions {
			for _, q := range questions {
				add(q, lang)
			}
		}
		var length float64
		for term, n := range counts {
			b.holders[term]++
			length += float64(n)
		}
		b.counts = append(b.counts, counts)
		b.lengths = append(b.lengths, length)
		b.average += length / float64(len(c.Excerpts))
	}
	return b
}

// Hit is an excerpt with its BM25 score.
type Hit struct {
	Excerpt *corpus.Excerpt
	Score   float64
}

// Rank returns the 20 excerpts that score best, best first; ties are in the corpus' order.
func (b *BM25) Rank(text string, lang corpus.Language) []Hit {
	const (
		k1    = 1.2
		bNorm = 0.75
		most  = 20
	)
	var stemmer corpus.Stemmer
	var terms []string
	for _, t := range corpus.Analyze(nil, text) {
		if term := stemmer.Stem(t.Word, lang); !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	n := float64(len(b.excerpts))
	var hits []Hit
	for i, e := range b.excerpts {
		var score float64
		for _, term := range terms {
			tf, df := float64(b.counts[i][term]), float64(b.holders[term])
			if tf == 0 {
				continue
			}
			idf := math.Log(1 + (n-df+0.5)/(df+0.5))
			score += idf * tf * (k1 + 1) / (tf + k1*(1-bNorm+bNorm*b.lengths[i]/b.average))
		}
		if score > 0 {
			hits = append(hits, Hit{e, score})
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int { return cmp.Compare(y.Score, x.Score) })
	return hits[:min(most, len(hits))]
}

// BestThreshold returns the BM25 score from which on answering gains a reader most on the sets: the
// answers that are right less those that are wrong or false. It is the best threshold the baseline
// can have, chosen with the answers in hand.
func (b *BM25) BestThreshold(sets ...[]Question) float64 {
	type scored struct{ score, gain float64 }
	var all []scored
	for _, set := range sets {
		for i := range set {
			hits := b.Rank(set[i].Text, set[i].Language)
			if len(hits) == 0 {
				continue
			}
			gain := -1.0
			if set[i].Right(hits[0].Excerpt, Visible(hits[0].Excerpt)) {
				gain = 1
			}
			all = append(all, scored{hits[0].Score, gain})
		}
	}
	slices.SortFunc(all, func(x, y scored) int { return cmp.Compare(y.score, x.score) })
	best, at, sum := 0.0, math.Inf(1), 0.0
	for _, s := range all {
		if sum += s.gain; sum > best {
			best, at = sum, s.score
		}
	}
	return at
}
