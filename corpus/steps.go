package corpus

// steps tell which state comes behind a state by a word. It is an open hash table, several times faster to
// fill and to look into than a map.
type steps struct {
	slots []step // place by hash; a power of two, at most three quarters full
	n     int
}

// step is one step. A state that steps go from is never 0, so a slot whose from is 0 is empty.
type step struct {
	from, to int32
	word     uint32
}

// newSteps makes some slots; more may come. slots is a power of two.
func newSteps(slots int) steps { return steps{slots: make([]step, slots)} }

// slot returns the slot that a step is in, or the empty one that it would be in.
func (s *steps) slot(from int32, word uint32) *step {
	mask := uint64(len(s.slots) - 1)
	for at := mix(uint64(from)<<32|uint64(word)) & mask; ; at = (at + 1) & mask {
		if x := &s.slots[at]; x.from == 0 || x.from == from && x.word == word {
			return x
		}
	}
}

// find returns the state behind a state by a word, or 0.
func (s *steps) find(from int32, word uint32) int32 { return s.slot(from, word).to }

// add takes in a step that is not known yet.
func (s *steps) add(from int32, word uint32, to int32) {
	*s.slot(from, word) = step{from, to, word}
	if s.n++; 4*s.n > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]step, 2*len(old))
		for _, x := range old {
			if x.from != 0 {
				*s.slot(x.from, x.word) = x
			}
		}
	}
}
