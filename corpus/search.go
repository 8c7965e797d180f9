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

	near  [nearGaps]uint32 // the best at first look, itself among them mostly, numbered behind the excerpts
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
	keys           []uint64  // of those that could be among the best: score, then place, to be sorted
	wordings       []float32 // of some excerpts or gaps: log likelihood of the small words
	marks          []uint32  // termID -> its weight when the query has it; zero between searches
	order          []ranked  // the best excerpts, then the nearest gap
	places         []uint32  // excerpt or gap -> 1 + its place in order, 0 when it is not there; zero between searches
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
	var nearest GapMatch
	s.order = s.best(s.order[:0], &s.gaps, nearGaps)
	for i, r := range s.order {
		nearest.near[i] = uint32(excerpts) + r.doc
	}
	nearest.found = len(s.order)
	s.order = s.best(s.order[:0], &s.excerpts, limit)
	found := len(s.order)
	gap := s.nearestGap(excerpts)
	if gap.score > 0 {
		s.order = append(s.order, gap)
	}
	evidence := ix.weigh(s, q)
	for i, r := range s.order {
		evidence[i].Verbatim = holds(verbatim, r.doc)
	}
	for i, r := range s.order[:found] {
		dst = append(dst, Candidate{Excerpt: ix.corpus.Excerpts[r.doc], Number: int(r.doc), Score: float64(r.score), Evidence: evidence[i]})
	}
	if gap.score > 0 {
		nearest.Gap, nearest.Evidence = ix.corpus.Gaps[int(gap.doc)-excerpts], evidence[found]
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

// best appends to dst the limit best of excerpts or of gaps, numbered from 0, best first and equals in their order.
func (s *scratch) best(dst []ranked, of *scores, limit int) []ranked {
	keys := s.keys[:0]
	for _, doc := range of.atLeast(of.enough(limit)) {
		keys = append(keys, uint64(of.bits[doc])<<32|uint64(^doc))
	}
	slices.Sort(keys)
	s.keys = keys
	for n := len(keys); n > 0 && limit > 0; n, limit = n-1, limit-1 {
		key := keys[n-1]
		dst = append(dst, ranked{^uint32(key), math.Float32frombits(uint32(key >> 32))})
	}
	return dst
}

// nearestGap returns the gap that fits best, the first of equals; its score is 0 when none does. What small
// words add is added for those gaps alone that could be the best with as much as small words ever add. The
// gaps stand behind so many excerpts.
func (s *scratch) nearestGap(excerpts int) ranked {
	const rounding = 1e-3 // more than sums in another order can differ by
	least := s.gaps.highest() - rounding
	for i := range s.small {
		least -= lookWording * s.small[i].most
	}
	near := s.gaps.atLeast(max(math.Float32bits(max(least, 0)), 1))
	for i := range near {
		near[i] += uint32(excerpts)
	}
	var best ranked
	for i, wording := range s.wording(near) {
		v := &s.docs[near[i]]
		if score := lookAsked*v.asked + lookWording*wording + lookPhrases*v.phrases; score > best.score {
			best = ranked{near[i], score}
		}
	}
	return best
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
