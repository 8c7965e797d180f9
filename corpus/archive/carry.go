package archive

import (
	"math/bits"
	"slices"
)

// What an article has said it does not say again: a sentence that goes on about a thing names it with a pronoun, or
// not at all.

// carryReach is how many passages back something may have been said.
const carryReach = 5

// Carry notes in candidates what of the question their own fields lack and the passages before them in their sources
// say. Beyond the one right before a passage it looks among the candidates alone, so it wants all that were found for
// the question. The candidates stay in their order.
func (x *Lexicon) Carry(q *Query, all []Candidate) {
	share := x.sentences()
	if share == 0 {
		return
	}
	order := make([]uint64, len(all)) // number, and place among all
	for i := range all {
		order[i] = uint64(all[i].Number)<<32 | uint64(i)
	}
	slices.Sort(order)
	for i, at := range order {
		c := &all[uint32(at)]
		c.Carried = 0
		lacking := c.lacking
		take := func(said uint64, back int) {
			for taken := lacking & said; taken != 0; taken &= taken - 1 {
				c.Carried += q.Units[bits.TrailingZeros64(taken)].Weight * share * (1 - float32(back)/(carryReach+1))
			}
			lacking &^= said
		}
		take(c.inBefore, 1)
		for j := i - 1; j >= 0 && lacking != 0; j-- {
			other := &all[uint32(order[j])]
			back := c.Number - other.Number
			if back > carryReach {
				break
			}
			if back > 0 && c.of == other.of {
				take(other.inText, back)
			}
		}
	}
}

// sentences is how far the passages are sentences, from 0 to 1: see lengthNorm. Paragraphs say themselves what they
// are about.
func (x *Lexicon) sentences() float32 { return 1 - x.Paragraphs() }

// Paragraphs is how far the passages are paragraphs rather than sentences, from 0 to 1, by how long they are on average.
func (x *Lexicon) Paragraphs() float32 { return longText(x.meta.Averages[fieldText]) }
