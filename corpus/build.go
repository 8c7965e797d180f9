package corpus

import (
	"strings"
	"sync"
)

// builder collects an index.
type builder struct {
	ix      *Index
	names   map[string]string // id of a person or term -> name
	aliases int               // how many words aliases have; they have the first numbers in ix.words
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
	bags     bagBuilder
	wholes   []uint64 // hashes of whole questions, their low docBits replaced by the excerpt
	pairs    []uint64 // pairs side by side in questions, each with its excerpt: pair<<docBits | doc
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
			corpus: c, lexicon: x, vocabulary: newVocabulary(x), words: newDictionary(1 << 14), stored: make([]storedWord, 0, 1<<14),
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
	docs := len(b.ix.corpus.Excerpts) + len(b.ix.corpus.Gaps)
	for from := 0; from <= docs; from += batch { // once at least: the words of no text are function words
		cuts := b.take()
		for doc := from; doc < min(from+batch, docs); doc++ {
			b.document(doc, &cuts)
		}
	}
	b.rowAt = append(b.rowAt, len(b.rows))
	var side sync.WaitGroup
	side.Go(b.phrases)
	side.Go(func() {
		x := b.bags.build(b.ix.vocabulary.small)
		b.ix.bags = x
		b.ix.lean = newLean(&x, x.parts[2*len(b.ix.corpus.Excerpts)])
	})
	side.Go(b.words)
	b.postings()
	side.Wait()
	return b.ix
}

// reserve makes room for what the questions are likely to need: growing would copy it many times.
func (b *builder) reserve() {
	asked, words := 0, 0
	for _, lang := range Languages() {
		n, w := b.ix.corpus.asked(lang)
		asked += n
		words += w
	}
	for i := range b.written {
		b.written[i] = make([]word, 0, 1<<13)
	}
	b.pairs = make([]uint64, 0, words)
	b.wholes = make([]uint64, 0, asked)
	b.rows = make([]row, 0, words/2) // a word stands in an excerpt's questions more than once
	docs := len(b.ix.corpus.Excerpts) + len(b.ix.corpus.Gaps)
	b.bags = bagBuilder{terms: make([]termID, 0, words), ends: make([]uint32, 0, asked), parts: make([]uint32, 1, 2*docs+1)}
	b.ix.questions = questions{words: make([]uint32, 0, words), ends: make([]uint32, 0, asked), from: make([]uint32, 1, len(b.ix.corpus.Excerpts)+1)}
}

// concepts fills the lexicon, names before word groups so that a name keeps a shared alias.
func (b *builder) concepts() {
	x, v := b.ix.lexicon, b.ix.vocabulary
	x.concepts = append(x.concepts, concept{}) // number 0 is no concept
	var stemmer Stemmer
	var buffer []Token
	add := func(topic string, words, outside bool, aliases [3][]string) {
		c := len(x.concepts)
		x.concepts = append(x.concepts, concept{
			topic: topic, term: v.term("@" + topic), words: words, outside: outside,
		})
		for i, lang := range Languages() {
			for _, alias := range aliases[i] {
				buffer = analyzeStored(buffer[:0], alias)
				x.add(c, buffer, func(w string) string { return stemmer.Stem(w, lang) })
				for _, t := range buffer {
					b.ix.stored[b.store(t.Word, wordHash(t.Word))].times++
				}
			}
		}
	}
	for _, p := range b.ix.corpus.People {
		add(p.ID, false, false, [3][]string{append([]string{p.Name}, p.Aliases...)})
	}
	for _, words := range []bool{false, true} {
		for _, t := range b.ix.corpus.Terms {
			if (t.Kind == WordKind) == words {
				add(t.ID, words, t.Outside(), [3][]string{append([]string{t.Name}, t.Aliases...), t.ES, t.PT})
			}
		}
	}
	x.finish()
	b.aliases = len(b.ix.stored)
}

// document counts the terms of one excerpt or gap.
func (b *builder) document(doc int, cuts *[len(languages)]cut) {
	b.rowAt = append(b.rowAt, len(b.rows))
	b.lengths = append(b.lengths, [fieldCount]int{})
	b.asked = append(b.asked, 0)
	if excerpts := b.ix.corpus.Excerpts; doc < len(excerpts) {
		b.topics(excerpts[doc])
	}
	for i := range cuts {
		c := &cuts[i]
		for _, t := range c.of(doc) {
			b.text(uint32(doc), t, c.numbers[t.from:t.to], b.written[i])
		}
		if languages[i] == English {
			b.bags.part()
		}
	}
	b.bags.part()
	if q := &b.ix.questions; doc < len(b.ix.corpus.Excerpts) {
		q.from = append(q.from, uint32(len(q.ends)))
	}
	for _, t := range b.touched {
		b.rows = append(b.rows, row{t, b.counts[t]})
		b.counts[t] = [fieldCount]uint16{}
	}
	b.touched = b.touched[:0]
}

// take waits for the next batch and makes its words known that were not before.
func (b *builder) take() (cuts [len(languages)]cut) {
	ix := b.ix
	for i, x := range b.cutters {
		c := <-x.cuts
		for n := len(b.written[i]); n < len(c.words); n++ {
			number := b.store(c.words[n], c.hashes[n])
			stored := &ix.stored[number]
			stored.alias = ix.lexicon.word(c.words[n])
			w := ix.vocabulary.take(stored.alias, c.stems[n], n < x.function)
			w.number = number
			stored.terms[i] = w.term
			if w.small && !stored.function {
				stored.function = true
				stored.times++
			}
			b.written[i] = append(b.written[i], w)
		}
		cuts[i] = c
	}
	if terms := len(ix.vocabulary.small); len(b.counts) < terms {
		b.counts = append(b.counts, make([][fieldCount]uint16, terms+1<<10-len(b.counts))...)
	}
	return cuts
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

// count counts a term, which is known already.
func (b *builder) count(t termID, f Field) {
	counts := &b.counts[t]
	if *counts == ([fieldCount]uint16{}) {
		b.touched = append(b.touched, t)
	}
	counts[f]++
}

// text counts the terms of one text, whose words are given by their number among those written.
func (b *builder) text(doc uint32, t text, numbers []uint32, written []word) {
	run, long := b.run[:0], 0
	if t.field == FieldQuestions {
		b.question(doc, t.whole, numbers, written)
	}
	for _, n := range numbers {
		w := &written[n]
		run = append(run, w.alias)
		if !w.small {
			long++
		}
		if !w.small || t.field == FieldQuestions {
			b.count(w.term, t.field)
		}
	}
	b.lengths[doc][t.field] += long
	b.run, b.spans = run, b.ix.lexicon.match(b.spans[:0], run)
	for _, s := range b.spans {
		concept := b.ix.lexicon.concepts[s.concept].term
		b.count(concept, t.field)
		if t.field == FieldQuestions {
			b.bags.add(concept)
		}
	}
	if t.field == FieldQuestions {
		b.bags.end()
	}
}

// question takes in what is kept of a question as a whole.
func (b *builder) question(doc uint32, whole uint64, numbers []uint32, written []word) {
	pairs, before := b.pairs, termID(0)
	for _, n := range numbers {
		w := &written[n]
		pairs = append(pairs, pairOf(before, w.term)<<docBits|uint64(doc))
		before = w.term
	}
	b.pairs = pairs
	for _, n := range numbers {
		b.bags.add(written[n].term)
	}
	b.asked[doc] += len(numbers)
	b.allWords += len(numbers)
	b.wholes = append(b.wholes, whole&^docMask|uint64(doc))
	if int(doc) < len(b.ix.corpus.Excerpts) {
		q := &b.ix.questions
		for _, n := range numbers {
			q.words = append(q.words, written[n].number)
		}
		q.ends = append(q.ends, uint32(len(q.words)))
	}
}

// store returns the number of a folded word among all that are stored, new or known. hash is its wordHash.
func (b *builder) store(folded string, hash uint64) uint32 {
	n := b.ix.words.add(folded, hash)
	if int(n) == len(b.ix.stored) {
		b.ix.stored = append(b.ix.stored, storedWord{})
	}
	return n
}

// words finishes what questions need to know of all that is stored.
func (b *builder) words() {
	ix := b.ix
	for i, x := range b.cutters {
		for n, times := range x.counts {
			ix.stored[b.written[i][n].number].times += times
		}
	}
	for i, w := range ix.words.words[:b.aliases] { // of what is written, the alias is known already
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
