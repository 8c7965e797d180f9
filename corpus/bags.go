package corpus

import (
	"cmp"
	"math"
	"slices"
)

// bags are the stored questions of excerpts and gaps as sets of terms, small words and names included.
type bags struct {
	terms []bagTerm // of all questions; a question's own each once
	ends  []uint32  // question -> place behind its last term
	// parts are the first questions of excerpts and gaps, for each of those in English and of those in other languages;
	// one more for the end.
	parts []uint32
	total []uint32 // question -> sum of its terms' weights

	numbers []bagTerm // termID -> its number here; 0 for a term that does not count
	// weight is how much a term tells between questions: ln(1 + questions / those that have it), in 1/bagUnit, smallTells
	// times that for small words; 0 for number 0. Whole numbers add up faster than others, and this is what Nearest does.
	weight []uint32
}

// bagTerm numbers the terms of questions, the most frequent first: what Nearest looks up most often is close
// together. There are numbers for the 65,535 most frequent; others do not count.
type bagTerm uint16

const bagUnit = 1024

// smallTells is how much more a small word tells between questions than a content word that is as rare: what is asked of
// one thing hangs on it. "Who signed it" is not "when was it signed".
const smallTells = 2

// bagBuilder collects bags.
type bagBuilder struct {
	terms       []termID
	ends, parts []uint32
}

// add puts a term into the question in hand.
func (b *bagBuilder) add(t termID) {
	begin := uint32(0)
	if n := len(b.ends); n > 0 {
		begin = b.ends[n-1]
	}
	if !slices.Contains(b.terms[begin:], t) {
		b.terms = append(b.terms, t)
	}
}

// end ends the question in hand.
func (b *bagBuilder) end() { b.ends = append(b.ends, uint32(len(b.terms))) }

// part ends the questions of an excerpt or a gap in English, or those in other languages.
func (b *bagBuilder) part() { b.parts = append(b.parts, uint32(len(b.ends))) }

// build returns the bags. small tells of each termID whether it is a small word's.
func (b *bagBuilder) build(small []bool) bags {
	having := make([]uint32, len(small)) // how many questions have it
	for _, t := range b.terms {
		having[t]++
	}
	var order []termID
	for t, n := range having {
		if n > 0 {
			order = append(order, termID(t))
		}
	}
	slices.SortFunc(order, func(a, b termID) int { return cmp.Or(int(having[b])-int(having[a]), int(a)-int(b)) })
	order = order[:min(len(order), math.MaxUint16)]
	x := bags{
		terms: make([]bagTerm, len(b.terms)), ends: b.ends, parts: b.parts, total: make([]uint32, len(b.ends)),
		numbers: make([]bagTerm, len(small)), weight: make([]uint32, len(order)+1),
	}
	for i, t := range order {
		x.numbers[t] = bagTerm(i + 1)
		tells := math.Log(1 + float64(len(b.ends))/float64(having[t]))
		if small[t] {
			tells *= smallTells
		}
		x.weight[i+1] = uint32(bagUnit * tells)
	}
	from := uint32(0)
	for i, end := range b.ends {
		for at := from; at < end; at++ {
			x.terms[at] = x.numbers[b.terms[at]]
			x.total[i] += x.weight[x.terms[at]]
		}
		from = end
	}
	return x
}

// begin returns the place of a question's first term.
func (x *bags) begin(question int) uint32 {
	if question == 0 {
		return 0
	}
	return x.ends[question-1]
}
