package corpus

import (
	"sync"
)

// Candidate is an excerpt that may answer a query, with the evidence for it.
type Candidate struct {
	Excerpt *Excerpt
	Number  int // the excerpt's place in Corpus.Excerpts

	// Score is the evidence of the first look, in no unit. It orders candidates before a closer look.
	Score float64

	Evidence
}

// Evidence is how well one excerpt fits a query. Shares are of the query's weight and lie in [0, 1].
type Evidence struct {
	Text         float64 // BM25F score of the excerpt's own fields over the query's weight, at least 0
	Asked        float64 // log likelihood of the query's content words under its questions, at least 0
	Wording      float64 // the same for the query's small words
	Phrases      float64 // the same for its pairs of neighbouring words
	Covered      float64 // share that the excerpt matches anywhere, its questions included
	InText       float64 // share that its own fields match
	Missing      float64 // weight, not a share, of what it matches nowhere
	Names        float64 // share of the named people, places and things that it matches; 1 when none is named
	NamesMissing int     // how many of them it matches nowhere
	NamesAsked   int     // how many only its questions match
	Numbers      float64 // share of the numbers that its own fields match; 1 when there is none
	Verbatim     bool    // the query is, word for word, one of its questions
}

// GapMatch is the gap that fits a query best, with the evidence for it: gaps have questions only, so
// Text and InText are 0.
type GapMatch struct {
	Gap *Gap
	Evidence
}

// evidence is what the postings of a query add up to for one excerpt. Bit i of a mask speaks of the
// query's unit i.
type evidence struct {
	text, asked float32

	matched, weakly uint64 // units that match anywhere; those of them that only a weaker term matches
	own, ownWeakly  uint64 // the same for the excerpt's own fields
}

// scratch is the working memory of one query; it is pooled, so that a search allocates nothing that
// grows with the corpus.
type scratch struct {
	tokens  []Token
	origins []Origin
	terms   []termID
	spans   []span
	stemmer Stemmer
	repair  repairScratch

	docs    []evidence // excerpt or gap -> evidence; zero between searches
	wording []float32  // excerpt or gap -> log likelihood of the small words, which nearly all have; likewise
	phrases []float32  // the same of the pairs
	seen    []bool     // excerpt -> is in touched
	touched []uint32
	order   []ranked
}

type ranked struct {
	doc   uint32
	score float32
}

var scratchPool = sync.Pool{New: func() any { return new(scratch) }}

// The first look weighs the evidence by these, near the weights that were fitted for a closer one.
const (
	lookText     = 4.0
	lookAsked    = 0.2
	lookPhrases  = 0.1
	lookWording  = 0.15
	lookVerbatim = 100
)

// weaker is how much of a unit a match covers that is not by its own name or word but by a part of
// the name or by a word group.
const weaker = 0.6

// ownFields are the fields of the excerpt itself, its questions left out.
const ownFields = 1<<FieldQuestions - 1

// Search appends to dst the limit excerpts that fit the query best at first look, likeliest first,
// each with its evidence, and returns with them the gap that fits best; its Gap is nil when none does
// at all. Ties are in the corpus' order, so the same query on the same index always gives the same
// answer. A query without weight finds nothing but what is stored with it word for word. Filters do not hold for gaps.
func (ix *Index) Search(dst []Candidate, q *Query, limit int) ([]Candidate, GapMatch) {
	var gap GapMatch
	total := q.Weight()
	verbatim := ix.verbatim(q.whole)
	if total == 0 && len(verbatim) == 0 || limit <= 0 {
		return dst, gap
	}
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	ix.accumulate(s, q)
	s.order = s.order[:0]
	excerpts := uint32(len(ix.corpus.Excerpts))
	best := ranked{doc: excerpts}
	for _, v := range verbatim { // a question of small words alone touches nothing by itself
		if doc := uint32(v & docMask); !s.seen[doc] {
			s.seen[doc] = true
			s.touched = append(s.touched, doc)
		}
	}
	for _, doc := range s.touched {
		if doc >= excerpts {
			v := &s.docs[doc]
			if r := (ranked{doc, lookAsked*v.asked + lookWording*s.wording[doc] + lookPhrases*s.phrases[doc]}); r.before(best) {
				best = r
			}
			continue
		}
		if q.Filter != nil && !q.Filter(ix.corpus.Excerpts[doc]) {
			continue
		}
		v := &s.docs[doc]
		score := lookText*v.text/max(total, 1) + lookAsked*v.asked + lookPhrases*s.phrases[doc]
		if holds(verbatim, doc) {
			score += lookVerbatim
		}
		s.keep(ranked{doc, score}, limit)
	}
	for _, r := range s.order {
		dst = append(dst, Candidate{
			Excerpt: ix.corpus.Excerpts[r.doc], Number: int(r.doc), Score: float64(r.score),
			Evidence: q.read(s, r.doc, holds(verbatim, r.doc)),
		})
	}
	if best.score > 0 {
		gap = GapMatch{ix.corpus.Gaps[best.doc-excerpts], q.read(s, best.doc, holds(verbatim, best.doc))}
	}
	s.reset()
	return dst, gap
}

// before orders by score, the best first, and equals by their place in the corpus.
func (r ranked) before(q ranked) bool {
	return r.score > q.score || r.score == q.score && r.doc < q.doc
}

// keep puts r in its place among the limit best so far, best first.
func (s *scratch) keep(r ranked, limit int) {
	if len(s.order) == limit {
		if !r.before(s.order[limit-1]) {
			return
		}
		s.order = s.order[:limit-1]
	}
	i := len(s.order)
	s.order = append(s.order, r)
	for ; i > 0 && r.before(s.order[i-1]); i-- {
		s.order[i] = s.order[i-1]
	}
	s.order[i] = r
}

// accumulate adds up the postings of all terms and phrases of a query.
func (ix *Index) accumulate(s *scratch, q *Query) {
	if n := len(ix.corpus.Excerpts) + len(ix.corpus.Gaps); len(s.docs) < n {
		s.docs, s.seen = make([]evidence, n), make([]bool, n)
		s.wording, s.phrases = make([]float32, n), make([]float32, n)
	}
	for i := range q.Units {
		if u := &q.Units[i]; u.Small {
			for _, p := range ix.postings[u.ids[0]] {
				s.wording[p.doc] += p.asked
			}
		} else if u.Weight > 0 {
			ix.unit(s, u, 1<<i)
		}
	}
	for _, pair := range q.phrases {
		for _, p := range ix.phrase(pair) {
			s.phrases[p.doc] += p.asked
		}
	}
}

// unit adds the postings of one unit with some weight.
func (ix *Index) unit(s *scratch, u *Unit, bit uint64) {
	for k, id := range u.ids {
		if id == 0 || ix.weights[id] == 0 {
			continue
		}
		credit := unitCredit(u, k, ix.weights[id])
		for _, p := range ix.postings[id] {
			v := &s.docs[p.doc]
			if !s.seen[p.doc] {
				s.seen[p.doc] = true
				s.touched = append(s.touched, p.doc)
			}
			if v.matched&bit == 0 {
				v.matched |= bit
				v.asked += credit.asked * p.asked
				if k >= ownIDs {
					v.weakly |= bit
				}
			}
			if p.fields&ownFields != 0 && v.own&bit == 0 {
				v.own |= bit
				v.text += credit.own * p.own
				if k >= ownIDs {
					v.ownWeakly |= bit
				}
			}
		}
	}
}

// credit is how much of a posting's two scores a unit gets.
type credit struct{ own, asked float32 }

// unitCredit returns the credit for a match by the k-th term of a unit, whose weight is given. A
// weak term of great weight (the rare words of a common name) counts no more than the unit.
func unitCredit(u *Unit, k int, weight float32) credit {
	c := credit{1, 1}
	if k >= ownIDs {
		c = credit{weaker, weaker}
	}
	if u.Frame {
		c.asked *= frameShare
	}
	c.own *= u.Weight / max(u.Weight, weight)
	return c
}

// reset clears the working memory for the next search. Small words and phrases reach excerpts that
// no content word touches, so all are cleared: a plain write, cheaper than keeping a list.
func (s *scratch) reset() {
	clear(s.docs)
	clear(s.wording)
	clear(s.phrases)
	clear(s.seen)
	s.touched = s.touched[:0]
}

// read turns the sums of one excerpt into evidence.
func (q *Query) read(s *scratch, doc uint32, verbatim bool) Evidence {
	v := &s.docs[doc]
	e := Evidence{
		Asked: float64(v.asked), Wording: float64(s.wording[doc]), Phrases: float64(s.phrases[doc]), Names: 1, Numbers: 1, Verbatim: verbatim,
	}
	var total, names, namesHit, numbers, numbersHit float64
	for i := range q.Units {
		u := &q.Units[i]
		if u.Weight == 0 {
			continue
		}
		w := float64(u.Weight)
		total += w
		any, own := share(v.matched, v.weakly, i), share(v.own, v.ownWeakly, i)
		e.Covered += w * any
		e.InText += w * own
		e.Missing += w * (1 - any)
		if u.Number {
			numbers += w
			numbersHit += w * own
		} else if u.Topic != "" && !u.Group {
			names += w
			namesHit += w * any
			if any == 0 {
				e.NamesMissing++
			} else if own == 0 {
				e.NamesAsked++
			}
		}
	}
	if total == 0 {
		return e
	}
	e.Text = float64(v.text) / total
	e.Covered /= total
	e.InText /= total
	if names > 0 {
		e.Names = namesHit / names
	}
	if numbers > 0 {
		e.Numbers = numbersHit / numbers
	}
	return e
}

// share is how much of unit i two masks say is matched.
func share(matched, weakly uint64, i int) float64 {
	switch bit := uint64(1) << i; {
	case matched&bit == 0:
		return 0
	case weakly&bit != 0:
		return weaker
	}
	return 1
}

// Matches reports whether unit i of a query matches an excerpt, given by its place in Corpus.Excerpts,
// anywhere, its questions included.
func (ix *Index) Matches(q *Query, i, number int) bool {
	for _, id := range q.Units[i].ids {
		if id != 0 && ix.posting(id, uint32(number)) != nil {
			return true
		}
	}
	return false
}
