package corpus

import (
	"slices"
	"sync"
)

// Candidate is an excerpt that may answer a query, with the evidence for it.
type Candidate struct {
	Excerpt *Excerpt
	Number  int // the excerpt's place in Corpus.Excerpts

	// Score is the evidence of the first look, in no unit: the BM25F score of the excerpt's fields
	// plus how well one of its questions fits. It orders candidates before a closer look.
	Score float64

	Evidence
}

// Evidence is what a closer look at one excerpt finds. Shares are of the query's weight and lie in
// [0, 1]; Best and Second compare the query with whole stored questions.
type Evidence struct {
	Text     float64 // BM25F score of the excerpt's fields divided by the query's weight, not in [0,1]
	Asked    float64 // log likelihood ratio of its questions for the query's content words
	Wording  float64 // the same for the query's small words
	Phrases  float64 // the same for its pairs of neighbouring words
	Covered  float64 // share of the query's weight that the excerpt matches anywhere
	InText   float64 // share that its own text or context matches, with speaker and source
	Missing  float64 // weight, not a share, of what it matches nowhere
	Best     float64 // likeness of the likest stored question, in [0, 1]
	Second   float64 // likeness of the next
	Small    float64 // of the small words of the asked and the likest question, the share they have in common
	Pairs    float64 // share of the query's ordered pairs of words that the text or the likest question has
	Names    float64 // share of the named people, places and things that the excerpt matches; 1 when none is named
	Numbers  float64 // share of the numbers that it matches; 1 when there is none
	Question int     // number of the likest stored question, for Index.Asked; 0 for none
}

// scratch is the working memory of one search; it is pooled, so that searches allocate nothing that
// grows with the corpus.
type scratch struct {
	tokens  []Token
	origins []Origin
	spans   []span
	stemmer Stemmer
	repair  repairScratch

	docs      []float32 // excerpt -> score
	touched   []uint32
	questions []float32 // stored question -> weight matched
	asked     []uint32  // stored questions touched
	best      []float32 // excerpt -> likeness of its likest question at first look
	order     []ranked
}

type ranked struct {
	doc   uint32
	score float32
}

var scratchPool = sync.Pool{New: func() any { return new(scratch) }}

// The first look weighs the two kinds of evidence against each other by these.
const (
	firstLookText     = 0.5
	firstLookQuestion = 1.0
)

// The likeness of two questions, after Tversky, "Features of Similarity" (1977): what they share
// over what they share plus these parts of what only the asked and only the stored one has.
const (
	onlyAsked  = 0.6
	onlyStored = 0.35
)

// Search appends to dst the limit excerpts that fit the query best at first look, likeliest first,
// each with its evidence. Ties are in the corpus' order, so the same query on the same index always
// gives the same answer. An empty query finds nothing.
func (ix *Index) Search(dst []Candidate, q *Query, limit int) []Candidate {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	total := q.Weight()
	if total == 0 || limit <= 0 {
		return dst
	}
	ix.accumulate(s, q)
	ix.likest(s, q, total)
	s.order = s.order[:0]
	for _, doc := range s.touched {
		score := firstLookText*s.docs[doc]/total + firstLookQuestion*s.best[doc]
		s.docs[doc], s.best[doc] = 0, 0
		e := ix.corpus.Excerpts[doc]
		if q.Filter != nil && !q.Filter(e) || q.Without != nil && q.Without(e) {
			continue
		}
		s.order = append(s.order, ranked{doc, score})
	}
	slices.SortFunc(s.order, func(a, b ranked) int {
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return int(a.doc) - int(b.doc)
	})
	for _, r := range s.order[:min(limit, len(s.order))] {
		dst = append(dst, Candidate{
			Excerpt: ix.corpus.Excerpts[r.doc], Number: int(r.doc), Score: float64(r.score),
			Evidence: ix.look(q, int(r.doc), s),
		})
	}
	return dst
}

// Look returns the evidence for one excerpt, by its place in Corpus.Excerpts, whatever its score.
func (ix *Index) Look(q *Query, number int) Evidence {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	return ix.look(q, number, s)
}

// accumulate adds up the postings of the query's terms.
func (ix *Index) accumulate(s *scratch, q *Query) {
	if len(s.docs) < len(ix.corpus.Excerpts) {
		s.docs = make([]float32, len(ix.corpus.Excerpts))
		s.best = make([]float32, len(ix.corpus.Excerpts))
	}
	if len(s.questions) < len(ix.asked) {
		s.questions = make([]float32, len(ix.asked))
	}
	s.touched, s.asked = s.touched[:0], s.asked[:0]
	for i := range q.Units {
		u := &q.Units[i]
		if u.Small || u.Weight == 0 {
			continue
		}
		for k, id := range u.ids {
			if id == 0 || ix.weights[id] == 0 {
				continue
			}
			share := u.Weight / max(ix.weights[id], u.Weight)
			if k >= ownIDs {
				share *= weaker
			}
			for _, p := range ix.postings[id] {
				if s.docs[p.doc] == 0 {
					s.touched = append(s.touched, p.doc)
				}
				s.docs[p.doc] += p.impact * share
			}
			for _, n := range ix.questions[id] {
				if s.questions[n] == 0 {
					s.asked = append(s.asked, n)
				}
				s.questions[n] += u.Weight * min(share, 1)
			}
		}
	}
	slices.Sort(s.touched)
}

// weaker is what a match by a name's word or by a word group counts, against one by the name or
// the word itself.
const weaker = 0.5

// likest turns the weights matched of stored questions into the likeness of each excerpt's likest.
func (ix *Index) likest(s *scratch, q *Query, total float32) {
	for _, n := range s.asked {
		shared := s.questions[n]
		s.questions[n] = 0
		stored := &ix.asked[n]
		if int(n)+1 == q.Skip {
			continue
		}
		shared = min(shared, total, max(stored.weight, 0.1))
		like := shared / (shared + onlyAsked*(total-shared) + onlyStored*(stored.weight-shared))
		if like > s.best[stored.doc] {
			s.best[stored.doc] = like
		}
	}
}

// Stored is a question that an excerpt is stored with.
type Stored struct {
	Number   int // from 1
	Excerpt  *Excerpt
	Language Language
	Text     string
}

// Questions returns how many stored questions there are; their numbers run from 1.
func (ix *Index) Questions() int { return len(ix.asked) }

// Asked returns the stored question with this number.
func (ix *Index) Asked(number int) Stored {
	q := ix.asked[number-1]
	return Stored{number, ix.corpus.Excerpts[q.doc], q.lang, q.text}
}
