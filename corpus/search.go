package corpus

import (
	"math"
	"slices"
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
	Plain        float64 // share that it matches anywhere of the words that are neither names nor numbers; 1 when there is none
	Verbatim     bool    // the query is, word for word, one of its questions
}

// GapMatch is the gap that fits a query best, with the evidence for it: gaps have questions only, so
// Text and InText are 0.
type GapMatch struct {
	Gap *Gap
	Evidence

	near  [nearGaps]uint32 // itself and the next best, numbered behind the excerpts
	found int              // how many of these there are
}

// scratch is the working memory of one query; it is pooled, so that a search allocates nothing that
// grows with the corpus.
type scratch struct {
	tokens  []Token
	words   []asked
	run     []aliasWord // of the words
	spans   []span
	stemmer Stemmer

	docs           []sums      // excerpt or gap -> what its postings add up to; zero between searches
	small          []smallTerm // of the query's small words
	excerpts, gaps scores
	keys           []uint64         // of the excerpts that could be among the best: score, then place, to be sorted
	wordings       []float32        // of some excerpts or gaps: log likelihood of the small words
	marks          *marks           // of the query's terms; nil before it is first needed, zero between searches
	nearest        [nearGaps]ranked // the gaps that nearestGaps returns
	order          []ranked         // the best excerpts, then the nearest gap
	places         []uint32         // excerpt or gap -> 1 + its place in order, 0 when it is not there; zero between searches
	weighing
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

// Search appends to dst the limit excerpts that fit the query best at first look, likeliest first,
// each with its evidence, and returns with them the gap that fits best; its Gap is nil when none does
// at all. Ties are in the corpus' order, so the same query on the same index always gives the same
// answer. A query without weight finds nothing but what is stored with it word for word. Filters do not hold for gaps.
func (ix *Index) Search(dst []Candidate, q *Query, limit int) ([]Candidate, GapMatch) {
	total := q.Weight()
	verbatim := ix.verbatim(q.whole)
	if total == 0 && len(verbatim) == 0 || limit <= 0 {
		return dst, GapMatch{}
	}
	s := scratchPool.Get().(*scratch)
	excerpts := len(ix.corpus.Excerpts)
	docs := s.begin(excerpts+len(ix.corpus.Gaps), ix, q)
	ix.accumulate(docs, q)
	ix.firstLook(s, docs, q, max(total, 1), verbatim)
	s.choose(limit)
	found := len(s.order)
	gaps := s.nearestGaps(excerpts)
	if len(gaps) > 0 {
		s.order = append(s.order, gaps[0])
	}
	evidence := ix.weigh(s, q)
	for i, r := range s.order {
		evidence[i].Verbatim = holds(verbatim, r.doc)
	}
	for i, r := range s.order[:found] {
		dst = append(dst, Candidate{Excerpt: ix.corpus.Excerpts[r.doc], Number: int(r.doc), Score: float64(r.score), Evidence: evidence[i]})
	}
	var nearest GapMatch
	if len(gaps) > 0 {
		nearest.Gap, nearest.Evidence = ix.corpus.Gaps[int(gaps[0].doc)-excerpts], evidence[found]
	}
	for i, r := range gaps {
		nearest.near[i], nearest.found = r.doc, i+1
	}
	clear(docs)
	scratchPool.Put(s) // not deferred: what a filter's panic leaves behind must not be used again
	return dst, nearest
}

// begin makes room for the sums of n excerpts and gaps, which are zero, and returns them. It finds the query's small
// words.
func (s *scratch) begin(n int, ix *Index, q *Query) []sums {
	if len(s.docs) < n {
		s.docs, s.places = make([]sums, n), make([]uint32, n)
	}
	s.small = s.small[:0]
	for i := range q.Units {
		if u := &q.Units[i]; u.Small {
			s.small = append(s.small, ix.small[u.ids[0]])
		}
	}
	return s.docs[:n]
}

// firstLook gives excerpts and gaps their scores, small words left out. total is the query's weight, at least 1.
func (ix *Index) firstLook(s *scratch, docs []sums, q *Query, total float32, verbatim []uint64) {
	excerpts := ix.corpus.Excerpts
	if q.Filter != nil {
		for i, e := range excerpts {
			if !q.Filter(e) {
				docs[i] = sums{}
			}
		}
	}
	s.excerpts.fill(docs[:len(excerpts)], total)
	s.gaps.fill(docs[len(excerpts):], 1)
	for i, v := range verbatim { // a question of small words alone reaches nothing by itself
		if i > 0 && v == verbatim[i-1] {
			continue // in another language, too
		}
		doc := int(v & docMask)
		score := lookPhrases * docs[doc].phrases
		if doc >= len(excerpts) {
			s.gaps.raise(doc-len(excerpts), score)
		} else if q.Filter == nil || q.Filter(excerpts[doc]) {
			s.excerpts.raise(doc, max(score, s.excerpts.of(doc))+lookVerbatim)
		}
	}
}

// choose puts the limit best excerpts into order, best first and equals in their order.
func (s *scratch) choose(limit int) {
	keys := s.keys[:0]
	for _, doc := range s.excerpts.atLeast(s.excerpts.enough(limit)) {
		keys = append(keys, uint64(s.excerpts.bits[doc])<<32|uint64(^doc))
	}
	slices.Sort(keys)
	s.keys, s.order = keys, s.order[:0]
	for n := len(keys); n > 0 && len(s.order) < limit; n-- {
		key := keys[n-1]
		s.order = append(s.order, ranked{^uint32(key), math.Float32frombits(uint32(key >> 32))})
	}
}

// nearestGaps returns the gap that fits best, the first of equals, and some of the next best; none where no gap
// fits. What small words add is added for those gaps alone that could be the best with as much as small words ever
// add; the next best are of these. The gaps stand behind so many excerpts. They hold until the next call.
func (s *scratch) nearestGaps(excerpts int) []ranked {
	const rounding = 1e-3 // more than sums in another order can differ by
	least := s.gaps.highest() - rounding
	for i := range s.small {
		least -= lookWording * s.small[i].most
	}
	near := s.gaps.atLeast(max(math.Float32bits(max(least, 0)), 1))
	for i := range near {
		near[i] += uint32(excerpts)
	}
	s.nearest = [nearGaps]ranked{}
	found := 0
	for i, wording := range s.wording(near) {
		v := &s.docs[near[i]]
		score := lookAsked*v.asked + lookWording*wording + lookPhrases*v.phrases
		if score <= s.nearest[nearGaps-1].score {
			continue
		}
		at := min(found, nearGaps-1)
		for at > 0 && s.nearest[at-1].score < score {
			s.nearest[at] = s.nearest[at-1]
			at--
		}
		s.nearest[at] = ranked{near[i], score}
		found = min(found+1, nearGaps)
	}
	return s.nearest[:found]
}

// wording returns the log likelihood of the query's small words under the questions of excerpts or gaps. It
// holds until the next call.
func (s *scratch) wording(docs []uint32) []float32 {
	s.wordings = append(s.wordings[:0], make([]float32, len(docs))...)
	for i := range s.small {
		s.small[i].add(s.wordings, docs)
	}
	return s.wordings
}
