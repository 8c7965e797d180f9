package corpus

// sums is what the postings of a query add up to for one excerpt or gap.
type sums struct {
	text, asked, phrases float32

	mark uint32 // how the last unit matches, see further
}

// weaker is how much of a unit a match covers that is not by its own name or word but by a part of
// the name or by a word group.
const weaker = 0.6

// accumulate adds up the postings of a query's content words and of its pairs of words. Small words reach
// nearly all excerpts and tell little, so they are added only for those that are chosen by the rest.
func (ix *Index) accumulate(docs []sums, q *Query) {
	for i := range q.Units {
		u := &q.Units[i]
		if u.Small || u.Weight <= 0 {
			continue
		}
		unit, add := uint32(unitMarks*i), first
		for k, id := range u.ids {
			if weight := ix.terms[id].weight; weight != 0 && ix.known(id) {
				add(docs, ix.asked(id), ix.own(id), unitCredit(u, k, weight), unit)
				add = further
			}
		}
	}
	for _, pair := range q.phrases {
		for _, p := range ix.phrase(pair) {
			docs[p.doc()].phrases += p.adds
		}
	}
}

// What a mark says of a unit, added to its number times unitMarks. A mark below that is another unit's.
const (
	matchesNot = iota
	matches    // in questions, by one of the terms so far
	matchesOwn // in the excerpt's own fields, too or alone
	unitMarks
)

// first adds the postings of a unit's first term, and marks what has it.
func first(docs []sums, asked, own []posting, c credit, unit uint32) {
	for _, p := range asked {
		v := &docs[p.doc()]
		v.asked += c.asked * p.adds
		v.mark = unit + matches
	}
	for _, p := range own {
		v := &docs[p.doc()]
		v.text += c.own * p.adds
		v.mark = unit + matchesOwn
	}
}

// further adds the postings of one of a unit's further terms: each excerpt gets the credit of the first that
// it has at all, and for its own fields of the first that those have. Nothing foretells how an excerpt is
// marked, so what to add is looked up by the mark: a branch that goes either way costs more than the sum.
func further(docs []sums, asked, own []posting, c credit, unit uint32) {
	byMark := [4]float32{matchesNot: c.asked}
	for _, p := range asked {
		v := &docs[p.doc()]
		mark := max(v.mark, unit) - unit
		v.asked += byMark[mark%4] * p.adds
		v.mark = unit + max(mark, matches)
	}
	byMark = [4]float32{matchesNot: c.own, matches: c.own}
	for _, p := range own {
		v := &docs[p.doc()]
		v.text += byMark[(max(v.mark, unit)-unit)%4] * p.adds
		v.mark = unit + matchesOwn
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
