package corpus

import (
	"strings"
	"sync"
)

// builder collects an index: it cuts the texts of a corpus, or takes over the cut that is kept beside them, counts what
// is in them, and weighs the counts.
type builder struct {
	ix      *Index
	names   map[string]string // id of a person or term -> name
	aliases int               // how many of the first words in ix.words the lexicon has not been asked about
	cutters [len(languages)]*cutter
	written [len(languages)][]word // by number in the cutter's dictionary
	piece   piece                  // the text in hand
	run     []aliasWord            // its words
	spans   []span                 // what is named in it

	tally
	askings
}

func newBuilder(c *Corpus) *builder {
	x := newLexicon()
	ix := &Index{
		corpus: c, lexicon: x, vocabulary: newVocabulary(x), words: newDictionary(1 << 14), stored: make([]storedWord, 0, 1<<14),
	}
	b := &builder{ix: ix, names: make(map[string]string), tally: tally{ix: ix}, askings: askings{ix: ix}}
	for _, p := range c.People {
		b.names[p.ID] = p.Name
	}
	for _, t := range c.Terms {
		b.names[t.ID] = t.Name
	}
	return b
}

// build makes the index, of the cut that is kept with the corpus where there is one.
func (b *builder) build() *Index {
	var side sync.WaitGroup
	if kept, ok := keptCut(b.ix.corpus); ok {
		b.recall(kept, &side)
	} else {
		b.cut()
		b.weighAskings(&side)
		side.Go(b.words)
	}
	b.rowAt = append(b.rowAt, len(b.rows))
	b.postings()
	side.Wait()
	return b.ix
}

// cut cuts all texts and counts them. Others may take them too.
func (b *builder) cut(others ...taker) {
	c := b.ix.corpus
	b.analyse()
	questions, words := 0, 0
	for i, lang := range Languages() {
		n, w := c.asked(lang)
		questions += n
		words += w
		b.written[i] = make([]word, 0, 1<<13)
	}
	b.reserve(questions, words)
	b.concepts(func(word string) { b.ix.stored[b.store(word, wordHash(word))].times++ })
	b.aliases = len(b.ix.stored)
	takers := append([]taker{&b.tally, &b.askings}, others...)
	docs := len(c.Excerpts) + len(c.Gaps)
	for from := 0; from <= docs; from += batch { // once at least: the words of no text are function words
		cuts := b.receive()
		b.tally.grow()
		for doc := from; doc < min(from+batch, docs); doc++ {
			b.document(doc, &cuts, takers)
		}
	}
	for i, x := range b.cutters {
		for n, times := range x.counts {
			b.ix.stored[b.written[i][n].number].times += times
		}
	}
}

// document hands over the texts of one excerpt or gap.
func (b *builder) document(doc int, cuts *[len(languages)]cut, takers []taker) {
	for _, t := range takers {
		t.begin(doc)
	}
	for lang := range cuts {
		for _, text := range cuts[lang].of(doc) {
			b.read(&cuts[lang], lang, text)
			for _, t := range takers {
				t.take(&b.piece)
			}
		}
	}
	for _, t := range takers {
		t.end()
	}
}

// weighAskings begins to weigh all that questions are kept as, once they are all taken in. It learns how they lean, if
// nobody has.
func (b *builder) weighAskings(side *sync.WaitGroup) {
	side.Go(b.phrases)
	side.Go(func() {
		x := b.bags.build(b.ix.vocabulary.small)
		b.ix.bags = x
		if b.ix.lean.weight == nil {
			b.ix.lean = newLean(&x, len(b.ix.corpus.Excerpts))
		}
	})
}

// reserve makes room for about so many questions and words in them: growing would copy it many times.
func (b *builder) reserve(questions, words int) {
	b.tally.reserve(words)
	b.askings.reserve(questions, words)
}

// concepts fills the lexicon, names before word groups so that a name keeps a shared alias. It calls met with every
// word of an alias.
func (b *builder) concepts(met func(folded string)) {
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
					met(t.Word)
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
}

// receive waits for the next batch and makes its words known that were not before.
func (b *builder) receive() (cuts [len(languages)]cut) {
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
	return cuts
}

// read makes a text that is cut the piece in hand.
func (b *builder) read(c *cut, lang int, t text) {
	p, run := &b.piece, b.run[:0]
	p.field, p.lang, p.words, p.concepts = t.field, lang, p.words[:0], p.concepts[:0]
	for _, n := range c.numbers[t.from:t.to] {
		w := &b.written[lang][n]
		p.words = append(p.words, w.number)
		run = append(run, w.alias)
	}
	b.run, b.spans = run, b.ix.lexicon.match(b.spans[:0], run)
	for _, s := range b.spans {
		p.concepts = append(p.concepts, b.ix.lexicon.concepts[s.concept].term)
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
