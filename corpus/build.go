package corpus

import (
	"strings"
	"sync"
)

// builder collects an index.
type builder struct {
	ix      *Index
	names   map[string]string // id of a person or term -> name
	run     []aliasWord
	spans   []span
	cutters [len(languages)]*cutter
	written [len(languages)][]word // by number in the cutter's dictionary

	counts   [][fieldCount]uint16 // termID -> how often the excerpt in hand has it
	touched  []termID             // whose counts are not zero
	rows     []row                // all excerpts' counts
	rowAt    []int                // excerpt -> its first row; one more for the end
	lengths  [][fieldCount]int    // excerpt -> words, function words left out
	asked    []int                // excerpt -> words of its questions, function words too
	allWords int                  // of all excerpts' questions
	wholes   []uint64             // hashes of whole questions, their low docBits replaced by the excerpt
	pairs    []uint64             // pairs side by side in questions, each with its excerpt: pair<<docBits | doc
}

// row is how often one excerpt has one term.
type row struct {
	term   termID
	counts [fieldCount]uint16
}

func newBuilder(c *Corpus) *builder {
	x := newLexicon()
	b := &builder{
		ix: &Index{
			corpus: c, lexicon: x, vocabulary: newVocabulary(x), words: newDictionary(1 << 14),
		},
		names: make(map[string]string),
	}
	for _, p := range c.People {
		b.names[p.ID] = p.Name
	}
	for _, t := range c.Terms {
		b.names[t.ID] = t.Name
	}
	return b
}

func (b *builder) build() *Index {
	b.analyse()
	b.reserve()
	b.concepts()
	for doc := range len(b.ix.corpus.Excerpts) + len(b.ix.corpus.Gaps) {
		b.document(uint32(doc))
	}
	for i, x := range b.cutters {
		c := <-x.cuts
		b.take(i, &c)
	}
	b.rowAt = append(b.rowAt, len(b.rows))
	var side sync.WaitGroup
	side.Go(b.phrases)
	b.postings()
	b.words()
	side.Wait()
	return b.ix
}

// reserve makes room for what the questions are likely to need: growing would copy it many times.
func (b *builder) reserve() {
	questions, words := 0, 0
	for _, lang := range Languages() {
		n, w := b.ix.corpus.asked(lang)
		questions += n
		words += w
	}
	b.pairs = make([]uint64, 0, words)
	b.wholes = make([]uint64, 0, questions)
	b.rows = make([]row, 0, words/2) // a word stands in an excerpt's questions more than once
}

// concepts fills the lexicon, names before word groups so that a name keeps a shared alias.
func (b *builder) concepts() {
	x, v := b.ix.lexicon, b.ix.vocabulary
	x.concepts = append(x.concepts, concept{}) // number 0 is no concept
	var stemmer Stemmer
	var buffer []Token
	add := func(topic, kind string, aliases [3][]string) {
		c := len(x.concepts)
		x.concepts = append(x.concepts, concept{
			topic: topic, term: v.term("@" + topic), words: kind == WordKind, outside: kind == OutsideKind,
		})
		for i, lang := range Languages() {
			for _, alias := range aliases[i] {
				buffer = analyzeStored(buffer[:0], alias)
				x.add(c, buffer, func(w string) string { return stemmer.Stem(w, lang) })
				for _, t := range buffer {
					b.store(t.Word, 1)
				}
			}
		}
	}
	for _, p := range b.ix.corpus.People {
		add(p.ID, p.Kind, [3][]string{append([]string{p.Name}, p.Aliases...)})
	}
	for _, words := range []bool{false, true} {
		for _, t := range b.ix.corpus.Terms {
			if (t.Kind == WordKind) == words {
				add(t.ID, t.Kind, [3][]string{append([]string{t.Name}, t.Aliases...), t.ES, t.PT})
			}
		}
	}
}

// document counts the terms of one excerpt or gap.
func (b *builder) document(doc uint32) {
	b.rowAt = append(b.rowAt, len(b.rows))
	b.lengths = append(b.lengths, [fieldCount]int{})
	b.asked = append(b.asked, 0)
	if excerpts := b.ix.corpus.Excerpts; int(doc) < len(excerpts) {
		b.topics(excerpts[doc])
	}
	for i, x := range b.cutters {
		c := <-x.cuts
		b.take(i, &c)
		for _, t := range c.texts {
			b.text(doc, t, c.numbers[t.from:t.to], b.written[i])
		}
	}
	for _, t := range b.touched {
		b.rows = append(b.rows, row{t, b.counts[t]})
		b.counts[t] = [fieldCount]uint16{}
	}
	b.touched = b.touched[:0]
}

// take makes known the words of a cut, by a cutter's number, that were not before.
func (b *builder) take(cutter int, c *cut) {
	for n := len(b.written[cutter]); n < len(c.words); n++ {
		b.written[cutter] = append(b.written[cutter], b.ix.vocabulary.take(c.words[n], c.stems[n], n < b.cutters[cutter].function))
	}
}

// topics counts the concepts that an excerpt is filed under.
func (b *builder) topics(e *Excerpt) {
	if e.Speaker != nil {
		b.count(b.ix.vocabulary.term("@"+e.Speaker.ID), FieldSpeaker)
	}
	for _, id := range e.About {
		b.count(b.ix.vocabulary.term("@"+id), FieldTerms)
	}
}

func (b *builder) count(t termID, f Field) {
	if int(t) >= len(b.counts) {
		b.counts = append(b.counts, make([][fieldCount]uint16, int(t)+1024-len(b.counts))...)
	}
	if b.counts[t] == ([fieldCount]uint16{}) {
		b.touched = append(b.touched, t)
	}
	b.counts[t][f]++
}

// text counts the terms of one text, whose words are given by their number among those written.
func (b *builder) text(doc uint32, t text, numbers []uint32, written []word) {
	question := t.field == FieldQuestions
	b.run = b.run[:0]
	var before termID
	for _, n := range numbers {
		w := &written[n]
		b.run = append(b.run, w.alias)
		if question {
			b.pairs = append(b.pairs, pairOf(before, w.term)<<docBits|uint64(doc))
			before = w.term
		}
		if !w.small {
			b.lengths[doc][t.field]++
			b.count(w.term, t.field)
		} else if question {
			b.count(w.term, t.field)
		}
	}
	if question {
		b.asked[doc] += len(numbers)
		b.allWords += len(numbers)
		b.wholes = append(b.wholes, t.whole&^docMask|uint64(doc))
	}
	b.spans = b.ix.lexicon.match(b.spans[:0], b.run)
	for _, s := range b.spans {
		b.count(b.ix.lexicon.concepts[s.concept].term, t.field)
	}
}

// store takes in that a folded word is stored so many times more, and returns what is known of it.
func (b *builder) store(word string, times int32) *storedWord {
	n := b.ix.words.add(word, wordHash(word))
	if int(n) == len(b.ix.stored) {
		b.ix.stored = append(b.ix.stored, storedWord{})
	}
	w := &b.ix.stored[n]
	w.times += times
	return w
}

// words puts together what questions need to know of all that is stored.
func (b *builder) words() {
	ix := b.ix
	eachFunctionWord(func(folded string) {
		if w := b.store(folded, 0); !w.function {
			w.function = true
			w.times++
		}
	})
	for i, x := range b.cutters {
		for n, w := range x.words.words {
			b.store(w, x.counts[n]).terms[i] = b.written[i][n].term
		}
	}
	for i, w := range ix.words.words {
		ix.stored[i].alias = ix.lexicon.word(w)
	}
	for w := range strings.FieldsSeq(frameWords) {
		if known := ix.word(w); known != nil {
			known.frame = true
		}
	}
	ix.words.pack()
	ix.vocabulary.terms.pack()
	ix.lexicon.words.pack()
	ix.repair = newRepairer(ix.words.words, ix.stored)
}
