package corpus

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// cutOf returns what is to be kept of a corpus. The same corpus always gives the same.
func cutOf(c *Corpus) []byte {
	b := newBuilder(c)
	var r recorder
	b.cut(&r)
	ix := b.ix
	k := keptWriter{append(make([]byte, 0, len(r.asked.data)+1<<20), keptMagic...)}
	k.data = binary.LittleEndian.AppendUint64(k.data, sumOf(c))
	k.data = binary.LittleEndian.AppendUint64(k.data, 0)
	k.list(ix.words.words)
	k.list(ix.vocabulary.terms.words)
	for i := range ix.stored {
		w := &ix.stored[i]
		for _, t := range w.terms {
			k.number(uint64(t))
		}
		times := uint64(w.times) << 1
		if w.function {
			times++
		}
		k.number(times)
	}
	x := b.bags.build(ix.vocabulary.small)
	k.lean(newLean(&x, len(c.Excerpts)))
	var rows keptWriter
	rows.tally(&b.tally)
	k.number(uint64(len(rows.data)))
	k.data = append(k.data, rows.data...)
	k.number(uint64(len(b.wholes)))
	k.number(uint64(b.allQuestionWords))
	k.data = append(k.data, r.asked.data...)
	binary.LittleEndian.PutUint64(k.data[keptHeader-8:], wordHash(k.data[keptHeader:]))
	return k.data
}

// recorder writes down the questions that it is given.
type recorder struct {
	asked keptWriter
	doc   [len(languages)]keptWriter // questions of the one in hand
	n     [len(languages)]uint64     // how many
}

func (r *recorder) begin(int) {
	for lang := range r.doc {
		r.doc[lang].data, r.n[lang] = r.doc[lang].data[:0], 0
	}
}

func (r *recorder) take(p *piece) {
	if p.field != FieldQuestions {
		return
	}
	r.n[p.lang]++
	w := &r.doc[p.lang]
	w.number(uint64(len(p.words)))
	for _, n := range p.words {
		w.number(uint64(n))
	}
	w.number(uint64(len(p.concepts)))
	for _, t := range p.concepts {
		w.number(uint64(t))
	}
}

func (r *recorder) end() {
	for lang, n := range r.n {
		r.asked.number(n)
		r.asked.data = append(r.asked.data, r.doc[lang].data...)
	}
}

// keptWriter is the other side of keptReader.
type keptWriter struct{ data []byte }

func (w *keptWriter) number(n uint64) { w.data = binary.AppendUvarint(w.data, n) }

func (w *keptWriter) list(words []string) {
	w.number(uint64(len(words)))
	for _, word := range words {
		w.number(uint64(len(word)))
	}
	for _, word := range words {
		w.data = append(w.data, word...)
	}
}

func (w *keptWriter) lean(l lean) {
	w.number(uint64(len(l.weight)))
	for _, f := range append([]float32{l.bias}, l.weight...) {
		w.data = binary.LittleEndian.AppendUint32(w.data, math.Float32bits(f))
	}
}

// tally writes the counts of all excerpts and gaps.
func (w *keptWriter) tally(t *tally) {
	w.number(uint64(len(t.rows)))
	for doc, from := range t.rowAt {
		to := len(t.rows)
		if doc+1 < len(t.rowAt) {
			to = t.rowAt[doc+1]
		}
		rows := slices.SortedFunc(slices.Values(t.rows[from:to]), func(a, b row) int { return cmp.Compare(a.term, b.term) })
		w.number(uint64(len(rows)))
		for _, length := range t.lengths[doc] {
			w.number(uint64(length))
		}
		w.number(uint64(t.questionWords[doc]))
		before := termID(0)
		for _, r := range rows {
			w.number(uint64(r.term - before))
			before = r.term
			w.counts(&r.counts)
		}
	}
}

// counts writes how often an excerpt has a term: its count in questions, doubled, where that is all, as it mostly is, else the
// fields that have it, a bit each, doubled and 1 more, and then the count of each.
func (w *keptWriter) counts(counts *[fieldCount]uint16) {
	fields := uint64(0)
	for f, n := range counts {
		if n > 0 {
			fields |= 1 << f
		}
	}
	if fields == 1<<FieldQuestions {
		w.number(uint64(counts[FieldQuestions]) << 1)
		return
	}
	w.number(fields<<1 | 1)
	for _, n := range counts {
		if n > 0 {
			w.number(uint64(n))
		}
	}
}
