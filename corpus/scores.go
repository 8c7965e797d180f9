package corpus

import "math"

// scores are the scores of excerpts or of gaps at first look, small words left out. Most of them touch a few
// words of any question, and nothing foretells how well. So what follows looks at all of them without a
// branch that depends on it, and then at the few that are left.
type scores struct {
	bits    []uint32      // a score, which is never negative, as bits: they order as it does
	quarter int           // of their number
	tops    [lanes]uint32 // the best of those of a lane
	near    []uint32      // working memory of atLeast
}

// lanes is a few times as many as the best that are looked for.
const lanes = 64

// lane returns the lane of a score. Four that are far apart share one: what stands side by side is often alike.
func (s *scores) lane(i int) int {
	if i < 4*s.quarter {
		i %= s.quarter
	}
	return i % lanes
}

// fill gives scores to what the postings of a query add up to: 0 where no content word reaches. total is
// the query's weight, at least 1.
func (s *scores) fill(docs []sums, total float32) {
	n := len(docs)
	if len(s.near) < n {
		s.bits, s.near = make([]uint32, n), make([]uint32, n)
	}
	bits, perText, q := s.bits[:n], lookText/total, n/4
	s.bits, s.quarter, s.tops = bits, q, [lanes]uint32{}
	tops := &s.tops
	docs1, docs2, docs3, docs4 := docs[:q], docs[q:2*q], docs[2*q:3*q], docs[3*q:4*q]
	bits1, bits2, bits3, bits4 := bits[:q], bits[q:2*q], bits[2*q:3*q], bits[3*q:4*q]
	for i := range q {
		x1, x2, x3, x4 := docs1[i].score(perText), docs2[i].score(perText), docs3[i].score(perText), docs4[i].score(perText)
		bits1[i], bits2[i], bits3[i], bits4[i] = x1, x2, x3, x4
		tops[i%lanes] = max(tops[i%lanes], max(max(x1, x2), max(x3, x4)))
	}
	for i := 4 * q; i < n; i++ {
		bits[i] = docs[i].score(perText)
		tops[i%lanes] = max(tops[i%lanes], bits[i])
	}
}

// score is that of fill, as bits.
func (v *sums) score(perText float32) uint32 {
	score := perText*v.text + lookAsked*v.asked + lookPhrases*v.phrases
	reached := math.Float32bits(v.text) | math.Float32bits(v.asked)
	return math.Float32bits(score) & uint32(-int32(reached)>>31)
}

// of returns a score.
func (s *scores) of(i int) float32 { return math.Float32frombits(s.bits[i]) }

// raise makes a score a greater one, above 0 at any rate.
func (s *scores) raise(i int, score float32) {
	s.bits[i] = max(s.bits[i], math.Float32bits(score), 1)
	lane := s.lane(i)
	s.tops[lane] = max(s.tops[lane], s.bits[i])
}

// highest returns the best score.
func (s *scores) highest() float32 {
	var top uint32
	for _, x := range s.tops {
		top = max(top, x)
	}
	return math.Float32frombits(top)
}

// enough returns the bits of a score above 0 that at least limit have, or all that are above 0, and not many
// more: one that the tops of so many lanes have. It looks for it from the best down, in growing steps, and
// then by halves.
func (s *scores) enough(limit int) uint32 {
	least, most := uint32(1), max(math.Float32bits(s.highest()), 1)
	for step := uint32(1<<22 - 1); least < most; {
		middle := max(least+(most-least+1)/2, most-min(step, most))
		n := 0
		for _, top := range s.tops {
			if top >= middle {
				n++
			}
		}
		switch {
		case n == limit:
			return middle
		case n > limit:
			least = middle
		default:
			most = middle - 1
			step = step<<1 | 1
		}
	}
	return least
}

// atLeast returns which scores are at least one whose bits are given, ascending. They hold until the next
// call.
func (s *scores) atLeast(least uint32) []uint32 {
	n, near := 0, s.near
	for i, bits := range s.bits {
		near[n] = uint32(i)
		if bits >= least {
			n++
		}
	}
	return near[:n]
}
