package corpus

// frequentTerm tells at once whether an excerpt or a gap has a term that many have: to find a few of them in its
// postings is to go through all.
type frequentTerm struct {
	any docSet // has it anywhere
	own docSet // has it in its own fields
}

// docSet is a set of excerpts and gaps, a bit each.
type docSet []uint64

func (s docSet) add(doc uint32) { s[doc/64] |= 1 << (doc % 64) }

// has returns 1 when the excerpt or gap is in the set, else 0.
func (s docSet) has(doc uint32) uint8 { return uint8(s[doc/64] >> (doc % 64) & 1) }

// manyPostings is from how many postings on a term is frequent: a few times as many as excerpts are looked at closely.
const manyPostings = 96

// frequentTerms finds the frequent ones among the terms of content words.
func (b *builder) frequentTerms() {
	ix, words := b.ix, (len(b.lengths)+63)/64
	for t := range ix.vocabulary.small {
		asked, own := ix.asked(termID(t)), ix.own(termID(t))
		if ix.terms[t].weight == 0 || len(asked)+len(own) < manyPostings {
			continue
		}
		both := make(docSet, 2*words)
		x := frequentTerm{both[:words], both[words:]}
		for _, p := range asked {
			x.any.add(p.doc())
		}
		for _, p := range own {
			x.any.add(p.doc())
			x.own.add(p.doc())
		}
		ix.frequent = append(ix.frequent, x)
		ix.terms[t].frequent = uint32(len(ix.frequent))
	}
}
