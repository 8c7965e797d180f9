package archive

import (
	"cmp"
	"errors"
	"slices"

	"clippings/corpus"
)

// What is needed where passages are kept on other machines: the first stage is done there, by weights and scores
// that are an image's own, and the second here, from the bytes that come back.

// ErrReplaced is why nothing is found any more among passages that other ones have taken the place of. The
// question has to be asked anew, of those.
var ErrReplaced = errors.New("the passages were replaced by others")

// TermWeight is a term of a question with what the first stage multiplies its scores by: see maxscore.go.
type TermWeight struct {
	Term   uint32
	Weight uint32 // from 1 on; those of a question sum up to 65535 at most
}

// TermWeights returns what the first stage looks for, each term once. The sum of weights times scores puts passages
// in the order of Candidates, but for what is lost there by rounding each product down.
func (x *Lexicon) TermWeights(q *Query) []TermWeight {
	var sum float32
	for i := range q.slots {
		if q.slots[i].term > x.meta.SmallTerms {
			sum += q.slots[i].weight
		}
	}
	const most = 1<<16 - 1
	var weights []TermWeight
	for i := range q.slots {
		s := &q.slots[i]
		if s.term <= x.meta.SmallTerms {
			continue
		}
		if weight := uint32(s.weight / sum * most); weight > 0 {
			weights = append(weights, TermWeight{s.term, weight})
		}
	}
	return weights
}

// TermScore is a term of a passage with its score: see postings.go.
type TermScore struct {
	Term  uint32
	Score uint8 // from 1 on
}

// TermScores appends to dst what the postings hold of a passage, in the order of the terms. Of a record that is
// not one it appends what can be read.
func (x *Lexicon) TermScores(dst []TermScore, d *Document) []TermScore {
	type part struct {
		term   uint32
		weight float32
	}
	var all []part
	var terms []uint32
	fields := func(c *cursor) {
		present := c.byte()
		for f := range fieldCount {
			if present&(1<<f) == 0 {
				continue
			}
			terms = terms[:0]
			for n := c.number(); n > 0 && !c.bad; n-- {
				if t := c.number(); t > x.meta.SmallTerms && t <= x.meta.Terms {
					terms = append(terms, t)
				}
			}
			weight := x.norms.weight(f, len(terms))
			for _, t := range terms {
				all = append(all, part{t, weight})
			}
		}
	}
	c, _, _ := record(d.Record).header()
	fields(&c)
	fields(&cursor{rest: d.Source})
	slices.SortStableFunc(all, func(a, b part) int { return cmp.Compare(a.term, b.term) }) // stable: sums are rounded
	for i := 0; i < len(all); {
		term, sum := all[i].term, float32(0)
		for ; i < len(all) && all[i].term == term; i++ {
			sum += all[i].weight
		}
		dst = append(dst, TermScore{term, uint8(max(saturate(sum)/scoreStep+0.5, 1))})
	}
	return dst
}

// Neighbour returns what the second stage reads of a neighbour's record: a record without what follows the text's
// terms. As Before or After of a Document it gives the same Evidence. Of a record that is not one it returns nil.
func Neighbour(r []byte) []byte {
	c, _, _ := record(r).header()
	head := r[:len(r)-len(c.rest)]
	present := c.byte() & (1 << fieldText)
	rest := c.rest
	if present != 0 {
		for n := c.number(); n > 0 && !c.bad; n-- {
			c.number()
		}
	}
	if c.bad {
		return nil
	}
	return append(append(slices.Clone(head), present), rest[:len(rest)-len(c.rest)]...)
}

// Excerpt makes the excerpt of a document. Of bytes that are no record it makes one with what can be read.
func (d *Document) Excerpt() *corpus.Excerpt { return record(d.Record).excerpt(d.Source) }
