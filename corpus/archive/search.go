package archive

import (
	"cmp"
	"context"
	"slices"

	"clippings/corpus"
)

// Candidate is a passage that may answer a question, with the evidence for it.
type Candidate struct {
	Number int
	Evidence
	Carried float32 // what the passages before it say of what it lacks: see Carry

	record, source record
	owner          any // of the records' memory, which is not to be released before
}

// NewCandidate makes a candidate of a document, which it keeps, and the evidence for it.
func NewCandidate(d *Document, e Evidence) Candidate {
	return Candidate{Number: d.Number, Evidence: e, record: d.Record, source: d.Source}
}

// Excerpt makes the excerpt of the passage.
func (c *Candidate) Excerpt() *corpus.Excerpt {
	defer hold(c.owner)()
	return c.record.excerpt(c.source)
}

// Candidates returns the limit passages that fit a question best at first look, with their evidence, the
// highest first stage's sum first; equals are in the archive's order. The same question on the same image
// always gives the same answer. It never fails and does not heed the context: it is done in microseconds.
func (a *Archive) Candidates(_ context.Context, q *Query, limit int) ([]Candidate, error) {
	return a.Search(make([]Candidate, 0, limit), q, limit), nil
}

// Search is Candidates, appended to dst.
func (a *Archive) Search(dst []Candidate, q *Query, limit int) []Candidate {
	defer hold(a)()
	s := searches.Get().(*search) // not put back after a panic, which leaves sums in it
	a.collect(s, q, limit)
	slices.SortFunc(s.best, func(f, g found) int {
		return cmp.Or(cmp.Compare(g.sum, f.sum), cmp.Compare(f.passage, g.passage))
	})
	told := q.telling()
	for _, f := range s.best {
		if int(f.passage) >= a.Len() {
			continue
		}
		d := a.Document(int(f.passage))
		c := NewCandidate(&d, a.evidence(&s.scan, q, &told, &d))
		c.owner = a
		dst = append(dst, c)
	}
	searches.Put(s)
	return dst
}

// Document returns what the second stage reads of a passage, by its number, which must be below Len.
func (a *Archive) Document(number int) Document {
	defer hold(a)()
	r := a.record(number)
	_, _, source := r.header()
	d := Document{Number: number, Record: r, Source: a.source(source)}
	if number > 0 {
		if b := a.record(number - 1); sameSource(b, source) {
			d.Before = b
		}
	}
	if number+1 < a.Len() {
		if b := a.record(number + 1); sameSource(b, source) {
			d.After = b
		}
	}
	return d
}

func sameSource(r record, source uint32) bool {
	_, _, other := r.header()
	return len(r) > 0 && other == source
}
