package corpus

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// builder collects an index.
type builder struct {
	ix      *Index
	written map[string]int // folded word -> how often it is stored, for repairing what is asked
	spans   []span
	words   []word

	counts  [][fieldCount]uint16 // termID -> how often the excerpt in hand has it
	touched []termID             // whose counts are not zero
	rows    []row                // all excerpts' counts
	rowAt   []int                // excerpt -> its first row; one more for the end
	lengths [][fieldCount]int    // excerpt -> words, function words left out
	pairs   []uint64             // pairs side by side in questions, each with its excerpt: pair<<docBits | doc
}

// row is how often one excerpt has one term.
type row struct {
	term   termID
	counts [fieldCount]uint16
}

// text is one analysed piece of an excerpt.
type text struct {
	field  Field
	lang   Language
	tokens []Token
	topic  string // in place of text: a concept itself
}

func newBuilder(c *Corpus) *builder {
	x := newLexicon()
	return &builder{
		ix: &Index{
			corpus: c, lexicon: x, vocabulary: newVocabulary(x),
			verbatim: make(map[uint64][]uint32, 1<<13),
		},
		written: make(map[string]int, 1<<13),
	}
}

func (b *builder) build() *Index {
	texts := b.analyse()
	b.concepts()
	for w := range functionWords {
		b.written[w]++
		for _, lang := range Languages() {
			b.ix.vocabulary.add(w, lang)
		}
	}
	for doc := range b.ix.corpus.Excerpts {
		b.excerpt(uint32(doc), <-texts[doc])
	}
	b.rowAt = append(b.rowAt, len(b.rows))
	var side sync.WaitGroup
	side.Go(b.phrases)
	b.postings()
	b.ix.repair = newRepairer(b.written)
	side.Wait()
	return b.ix
}

// analyse cuts all excerpts' texts into tokens, beside the caller. Each excerpt's come through a
// channel of its own, so that they can be counted in order while later ones are being cut.
func (b *builder) analyse() []chan []text {
	c := b.ix.corpus
	names := make(map[string]string) // topic -> name
	for _, p := range c.People {
		names[p.ID] = p.Name
	}
	for _, t := range c.Terms {
		names[t.ID] = t.Name
	}
	texts := make([]chan []text, len(c.Excerpts))
	for i := range texts {
		texts[i] = make(chan []text, 1)
	}
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		go func() {
			for i := w; i < len(texts); i += workers {
				texts[i] <- textsOf(c.Excerpts[i], names)
			}
		}()
	}
	return texts
}

// textsOf lists what is indexed of an excerpt.
func textsOf(e *Excerpt, names map[string]string) []text {
	size := 0
	for _, list := range e.Questions {
		for _, q := range list {
			size += len(q)
		}
	}
	const perWord = 4 // bytes; a buffer that grew would be copied
	buffer := make([]Token, 0, (size+len(e.Text)+len(e.ES)+len(e.Context)+len(e.ContextES)+400)/perWord)
	out := make([]text, 0, 40)
	add := func(f Field, lang Language, s string) {
		from := len(buffer)
		buffer = Analyze(buffer, s)
		out = append(out, text{field: f, lang: lang, tokens: buffer[from:len(buffer):len(buffer)]})
	}
	add(FieldText, English, e.Text)
	add(FieldText, Spanish, e.ES)
	add(FieldContext, English, e.Context)
	add(FieldContext, Spanish, e.ContextES)
	if e.Speaker != nil {
		out = append(out, text{field: FieldSpeaker, topic: e.Speaker.ID})
		add(FieldSpeaker, English, e.Speaker.Name+" . "+e.Role)
	}
	for _, id := range e.About {
		out = append(out, text{field: FieldTerms, topic: id})
		add(FieldTerms, English, names[id])
	}
	add(FieldSource, English, strings.Join([]string{e.Source.Outlet, e.Source.Author, e.Source.Date.String(), e.Event.String()}, " . "))
	for _, lang := range Languages() {
		for _, q := range e.Questions[lang] {
			add(FieldQuestions, lang, q)
		}
	}
	return out
}

// concepts fills the lexicon, names before word groups so that a name keeps a shared alias.
func (b *builder) concepts() {
	x, v := b.ix.lexicon, b.ix.vocabulary
	x.concepts = append(x.concepts, concept{}) // number 0 is no concept
	var buffer []Token
	add := func(topic, kind string, aliases [3][]string) {
		c := len(x.concepts)
		x.concepts = append(x.concepts, concept{
			topic: topic, term: v.term("@" + topic), words: kind == WordKind, outside: kind == OutsideKind,
		})
		for i, lang := range Languages() {
			for _, alias := range aliases[i] {
				buffer = Analyze(buffer[:0], alias)
				x.add(c, buffer, func(w string) string { return v.stemmer.Stem(w, lang) })
				for _, t := range buffer {
					b.written[t.Word]++
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

// excerpt counts the terms of one excerpt.
func (b *builder) excerpt(doc uint32, pieces []text) {
	b.rowAt = append(b.rowAt, len(b.rows))
	b.lengths = append(b.lengths, [fieldCount]int{})
	for _, p := range pieces {
		if p.topic != "" {
			b.count(b.ix.vocabulary.term("@"+p.topic), p.field)
			continue
		}
		b.piece(doc, p)
	}
	for _, t := range b.touched {
		b.rows = append(b.rows, row{t, b.counts[t]})
		b.counts[t] = [fieldCount]uint16{}
	}
	b.touched = b.touched[:0]
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

func (b *builder) piece(doc uint32, p text) {
	v := b.ix.vocabulary
	question := p.field == FieldQuestions
	b.words = b.words[:0]
	var before termID
	whole := uint64(fnvOffset)
	for i := range p.tokens {
		w := v.add(p.tokens[i].Word, p.lang)
		b.words = append(b.words, w)
		b.written[p.tokens[i].Word]++
		if question {
			b.pairs = append(b.pairs, pairOf(before, w.term)<<docBits|uint64(doc))
			before = w.term
			whole = hashWord(whole, p.tokens[i].Word)
		}
		if !w.small {
			b.lengths[doc][p.field]++
			b.count(w.term, p.field)
		} else if question {
			b.count(w.term, p.field)
		}
	}
	if question {
		b.ix.verbatim[whole] = append(b.ix.verbatim[whole], doc)
	}
	b.spans = b.ix.lexicon.match(b.spans[:0], len(b.words),
		func(i int) uint32 { return b.words[i].alias }, func(i int) string { return v.names[b.words[i].term] })
	for _, s := range b.spans {
		b.count(b.ix.lexicon.concepts[s.concept].term, p.field)
	}
}

// postings turns the counts into weights and postings.
func (b *builder) postings() {
	ix := b.ix
	n := len(ix.corpus.Excerpts)
	terms := len(ix.vocabulary.names)
	frequency := make([]int, terms)
	asked := make([]int, terms) // how often questions have it
	var allAsked int
	for _, r := range b.rows {
		frequency[r.term]++
		asked[r.term] += int(r.counts[FieldQuestions])
		allAsked += int(r.counts[FieldQuestions])
	}
	var average [fieldCount]float64
	for _, l := range b.lengths {
		for f := range average {
			average[f] += float64(l[f]) / float64(n)
		}
	}
	ix.weights = make([]float32, terms)
	ix.postings = make([][]posting, terms)
	store := make([]posting, len(b.rows)) // one allocation for all lists
	for t := range ix.weights {
		if !ix.vocabulary.small[t] {
			ix.weights[t] = inverseFrequency(n, frequency[t])
		}
		ix.postings[t], store = store[:0:frequency[t]], store[frequency[t]:]
	}
	for doc := range n {
		for _, r := range b.rows[b.rowAt[doc]:b.rowAt[doc+1]] {
			p := posting{doc: uint32(doc)}
			var tf float64
			for f, count := range r.counts {
				if count == 0 {
					continue
				}
				p.fields |= 1 << f
				if Field(f) != FieldQuestions {
					norm := 1 - lengthNorm + lengthNorm*float64(b.lengths[doc][f])/max(average[f], 1)
					tf += fieldWeights[f] * float64(count) / norm
				}
			}
			p.own = float32(float64(ix.weights[r.term]) * tf / (saturation + tf))
			p.asked = likelihood(int(r.counts[FieldQuestions]), asked[r.term], allAsked)
			ix.postings[r.term] = append(ix.postings[r.term], p)
		}
	}
}

// likelihood is what n occurrences in an excerpt's questions add to the log likelihood, when all
// questions have the word inAll times among all their words.
func likelihood(n, inAll, all int) float32 {
	if n == 0 {
		return 0
	}
	p := float64(inAll) / float64(all)
	return float32(math.Log(1 + float64(n)/(smoothing*p)))
}

// phrases turns the pairs into postings.
func (b *builder) phrases() {
	slices.Sort(b.pairs)
	ix := b.ix
	ix.pairs = make([]uint64, 0, len(b.pairs)/2)
	ix.pairAt = make([]uint32, 0, len(b.pairs)/2)
	ix.phrased = make([]phrasePosting, 0, len(b.pairs))
	for from := 0; from < len(b.pairs); {
		pair := b.pairs[from] >> docBits
		to := from + 1
		for to < len(b.pairs) && b.pairs[to]>>docBits == pair {
			to++
		}
		ix.pairs = append(ix.pairs, pair)
		ix.pairAt = append(ix.pairAt, uint32(len(ix.phrased)))
		for i := from; i < to; {
			j := i + 1
			for j < to && b.pairs[j] == b.pairs[i] {
				j++
			}
			doc := uint32(b.pairs[i] & (1<<docBits - 1))
			ix.phrased = append(ix.phrased, phrasePosting{doc, likelihood(j-i, to-from, len(b.pairs))})
			i = j
		}
		from = to
	}
	ix.pairAt = append(ix.pairAt, uint32(len(ix.phrased)))
}
