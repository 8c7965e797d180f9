package corpus

import (
	"math"
	"sync"
)

// recall takes over a cut instead of cutting. When it returns, all is tallied. Askings, what is made of them, and what is
// known of words, others are still writing until side is waited for. To read askings and then weigh the pairs in them takes
// as long as all else, so it has a core to itself.
func (b *builder) recall(kept keptReader, side *sync.WaitGroup) {
	ix := b.ix
	b.vocabularies(&kept)
	ix.lean = kept.lean()
	docs, bytes := len(ix.corpus.Excerpts)+len(ix.corpus.Gaps), int(kept.number())
	rows := kept
	kept.at += bytes
	asked, tallied := make(chan struct{}), make(chan struct{})
	side.Go(func() {
		b.askings.reserve(int(kept.number()), int(kept.number()))
		kept.asked(docs, &b.askings)
		close(asked)
		<-tallied
		b.weighAskings(side)
	})
	b.concepts(func(string) {}) // whose terms are all known, so that it only reads the vocabulary
	for t, name := range ix.vocabulary.terms.words {
		ix.vocabulary.groups[t] = ix.lexicon.stems[name]
	}
	rows.tally(docs, &b.tally)
	close(tallied)
	side.Go(func() {
		<-asked // who reads what words packs
		b.words()
	})
}

// vocabularies reads what words and terms there are.
func (b *builder) vocabularies(kept *keptReader) {
	v := b.ix.vocabulary
	kept.list(func(word string) { b.store(word, wordHash(word)) })
	kept.list(func(name string) { v.terms.add(name, wordHash(name)) })
	v.small, v.groups = make([]bool, len(v.terms.words)), make([]int32, len(v.terms.words))
	for i := range b.ix.stored {
		w := &b.ix.stored[i]
		for lang := range w.terms {
			w.terms[lang] = termID(kept.number())
		}
		times := kept.number()
		w.times, w.function = int32(times>>1), times&1 != 0
		if w.function {
			for _, t := range w.terms {
				v.small[t] = true
			}
		}
	}
	b.aliases = len(b.ix.stored) // what the lexicon knows of words is asked when it is there
}

// keptReader goes through a cut. It is the program's own, so what it says is not doubted.
type keptReader struct {
	data string
	at   int
}

func (r *keptReader) number() uint32 {
	c := r.data[r.at]
	r.at++
	n := uint32(c & 0x7f)
	for shift := 7; c >= 0x80; shift += 7 {
		c = r.data[r.at]
		r.at++
		n |= uint32(c&0x7f) << shift
	}
	return n
}

// list reads words, in their order.
func (r *keptReader) list(met func(word string)) {
	lengths := make([]uint32, r.number())
	for i := range lengths {
		lengths[i] = r.number()
	}
	for _, n := range lengths {
		word := r.data[r.at:][:n]
		r.at += len(word)
		met(word)
	}
}

// numbers reads how many numbers there are and appends them to a list.
func numbers[T ~uint32](r *keptReader, list []T) []T {
	for range r.number() {
		list = append(list, T(r.number()))
	}
	return list
}

// lean reads what is learned of questions.
func (r *keptReader) lean() lean {
	var l lean
	l.weight = make([]float32, r.number())
	l.bias = r.float()
	for i := range l.weight {
		l.weight[i] = r.float()
	}
	return l
}

func (r *keptReader) float() float32 {
	bits := uint32(load4(r.data[r.at:]))
	r.at += 4
	return math.Float32frombits(bits)
}

// tally reads the counts of so many excerpts and gaps.
func (r *keptReader) tally(docs int, t *tally) {
	t.rows = make([]row, 0, r.number())
	t.rowAt, t.lengths, t.questionWords = make([]int, docs), make([][fieldCount]int, docs), make([]int, docs)
	for doc := range docs {
		t.rowAt[doc] = len(t.rows)
		rows := r.number()
		for f := range t.lengths[doc] {
			t.lengths[doc][f] = int(r.number())
		}
		t.questionWords[doc] = int(r.number())
		t.allQuestionWords += t.questionWords[doc]
		term := termID(0)
		for range rows {
			term += termID(r.number())
			x := row{term: term}
			if n := r.number(); n&1 == 0 {
				x.counts[FieldQuestions] = uint16(n >> 1)
			} else {
				for f := range x.counts {
					if n>>(f+1)&1 != 0 {
						x.counts[f] = uint16(r.number())
					}
				}
			}
			t.rows = append(t.rows, x)
		}
	}
}

// asked hands over the questions of so many excerpts and gaps.
func (r *keptReader) asked(docs int, to taker) {
	p := piece{field: FieldQuestions}
	for doc := range docs {
		to.begin(doc)
		for p.lang = range languages {
			for range r.number() {
				p.words = numbers(r, p.words[:0])
				p.concepts = numbers(r, p.concepts[:0])
				to.take(&p)
			}
		}
		to.end()
	}
}
