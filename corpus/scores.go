package corpus

import "math"

// scores are the scores of excerpts or of gaps at first look, small words left out. Most of them touch a few
// words of any question, and nothing foretells how well. So what follows looks at all of them without a
// branch that depends on it, and then at the few that are left.
type scores struct {
	bits []uint32      // a score, which is never negative, as bits: they order as it does
	tops [lanes]uint32 // the best of those whose place is equal modulo lanes
	near []uint32      // working memory of atLeast
}

// lanes is a few times as many as the best that are looked for.
const lanes = 64

// fill gives scores to what the postings of a query add up to: 0 where no content word reaches. total is
// the query's weight, at least 1.
func (s *scores) fill(docs []sums, total float32) {
	if len(s.near) < len(docs) {
		s.bits, s.near = make([]uint32, len(docs)), make([]uint32, len(docs))
	}
	bits, tops, perText := s.bits[:len(docs)], [lanes]uint32{}, lookText/total
	for i := range docs {
		v := &docs[i]
		score := perText*v.text + lookAsked*v.asked + lookPhrases*v.phrases
		reached := math.Float32bits(v.text) | math.Float32bits(v.asked)
		bits[i] = math.Float32bits(score) & uint32(-int32(reached)>>31)
		tops[i%lanes] = max(tops[i%lanes], bits[i])
	}
	s.bits, s.tops = bits, tops
}

// of returns a score.
func (s *scores) of(i int) float32 { return math.Float32frombits(s.bits[i]) }

// raise makes a score a greater one, above 0 at any rate.
func (s *scores) raise(i int, score float32) {
	s.bits[i] = max(s.bits[i], math.Float32bits(score), 1)
	s.tops[i%lanes] = max(s.tops[i%lanes], s.bits[i])
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
