package corpus

import (
	"cmp"
	"math"
	"slices"
)

// Field is a part of an excerpt that is indexed by itself.
type Field uint8

// The fields.
const (
	FieldText      Field = iota // the excerpt's text, in English and in Spanish
	FieldContext                // the context line, in both languages
	FieldQuestions              // the questions it answers
	FieldSpeaker                // the speaker's name, aliases and role
	FieldTerms                  // names of what it is about
	FieldSource                 // outlet, author, title and year
	fieldCount
)

func (f Field) String() string {
	return [...]string{"text", "context", "questions", "speaker", "terms", "source"}[f]
}

// The constants of the scoring. BM25F after Robertson and Zaragoza, "The Probabilistic Relevance
// Framework" (2009), section 3.6: per field a weight and a length normalisation, one saturation for
// all. The values are those of the measurements in which title and light context fields paid, with
// b near 0.5 because excerpts are sentences.
const (
	saturation = 1.2 // k1
	lengthNorm = 0.4 // b
)

var fieldWeights = [fieldCount]float64{
	FieldText:      1,
	FieldContext:   0.4,
	FieldQuestions: 0.35,
	FieldSpeaker:   0.8,
	FieldTerms:     0.5,
	FieldSource:    0.3,
}

// termID numbers the distinct index terms: stems, and "@topic" for concepts. 0 is no term.
type termID uint32

// posting says that a term occurs in an excerpt.
type posting struct {
	doc    uint32
	impact float32 // the term's BM25F score for the excerpt, ready to add
}

// entry is one term of one excerpt, for looking at a candidate closely.
type entry struct {
	term   termID
	fields uint8   // bit 1<<Field
	own    float32 // BM25F score over the fields of the excerpt itself
	asked  float32 // log of how much likelier the term is in its questions than in all questions
}

// phrase is two words side by side, small ones too, in an excerpt's questions.
type phrase struct {
	pair  uint64
	asked float32 // as entry.asked
}

// Index is the inverted index over a corpus. It is read-only, so any number of goroutines may
// search it at once.
type Index struct {
	corpus  *Corpus
	lexicon *lexicon

	terms    map[string]termID              // stem or "@topic"
	names    []string                       // termID -> stem, for explaining
	surfaces map[Language]map[string]termID // folded word as written -> its stem's term
	weights  []float32                      // termID -> inverse document frequency; 0 for function words
	function []bool                         // termID -> is the stem of a function word

	postings  [][]posting // termID -> excerpts, ascending
	questions [][]uint32  // termID -> numbers of stored questions, ascending; content terms only

	entries    []entry  // all excerpts' terms, each excerpt's ascending
	entryAt    []uint32 // excerpt -> its first entry; one more for the end
	pairs      []uint64 // all excerpts' ordered pairs of content terms, each excerpt's ascending
	pairAt     []uint32
	phrases    []phrase // all excerpts' pairs of neighbouring words of questions, each excerpt's ascending
	phraseAt   []uint32
	asked      []storedQuestion
	questionAt []uint32 // excerpt -> its first question in asked; one more for the end

	repair *repairer
	known  map[uint64]bool // pairs of folded words that stand side by side somewhere
}

// storedQuestion is an indexed question of an excerpt.
type storedQuestion struct {
	doc    uint32
	lang   Language
	text   string
	units  []storedUnit
	weight float32 // sum of the content units' weights
}

// storedUnit is one word or one name of a stored question: its own term and what it also counts as.
type storedUnit struct {
	ids    [3]termID // ids[0] its own; 0 where there is none
	weight float32
}

// NewIndex builds the index of a corpus. It takes time and memory in proportion to the corpus.
func NewIndex(c *Corpus) *Index {
	b := builder{
		ix: &Index{
			corpus:   c,
			lexicon:  newLexicon(),
			terms:    make(map[string]termID),
			names:    []string{""},
			surfaces: make(map[Language]map[string]termID),
			function: []bool{false},
			known:    make(map[uint64]bool),
		},
		stemmer:   new(Stemmer),
		written:   make(map[string]int),
		inPhrases: make(map[uint64]int),
	}
	for _, lang := range Languages() {
		b.ix.surfaces[lang] = make(map[string]termID)
	}
	for w := range functionWords {
		for _, lang := range Languages() {
			b.ix.function[b.term(w, lang)] = true
		}
	}
	b.concepts()
	b.excerpts()
	b.finish()
	return b.ix
}

// Corpus returns the corpus that the index was built from.
func (ix *Index) Corpus() *Corpus { return ix.corpus }

type builder struct {
	ix      *Index
	stemmer *Stemmer
	written map[string]int // folded word -> how often it is stored, for repairing what is asked
	docs    []builtDoc
	tokens  []Token
	spans   []span

	inPhrases    map[uint64]int // pair -> how often it occurs in questions
	inQuestions  []int          // termID -> how often it occurs in questions
	allQuestions int            // how often any does
}

// builtDoc collects one excerpt while the index is built.
type builtDoc struct {
	counts  map[termID]*[fieldCount]uint16
	length  [fieldCount]int
	pairs   map[uint64]bool
	phrases map[uint64]uint16 // pairs of neighbours in questions, with their counts
}

// term returns the number of a folded word's stem, new or known.
func (b *builder) term(word string, lang Language) termID {
	known := b.ix.surfaces[lang]
	if t, ok := known[word]; ok {
		return t
	}
	t := b.name(b.stemmer.Stem(word, lang))
	known[word] = t
	return t
}

func (b *builder) name(stem string) termID {
	t, ok := b.ix.terms[stem]
	if !ok {
		t = termID(len(b.ix.names))
		b.ix.terms[stem] = t
		b.ix.names = append(b.ix.names, stem)
		b.ix.function = append(b.ix.function, false)
	}
	return t
}

// concepts fills the lexicon, names before word groups so that a name keeps a shared alias.
func (b *builder) concepts() {
	x := b.ix.lexicon
	add := func(topic, kind string, aliases map[Language][]string) {
		c := len(x.concepts)
		x.concepts = append(x.concepts, concept{
			topic: topic, term: b.name("@" + topic), words: kind == WordKind, outside: kind == OutsideKind,
		})
		for _, lang := range Languages() {
			for _, alias := range aliases[lang] {
				x.add(c, alias, lang, b.stemmer)
				for _, t := range Analyze(nil, alias) {
					if !functionWords[t.Word] {
						b.written[t.Word]++
					}
				}
			}
		}
	}
	for _, p := range b.ix.corpus.People {
		add(p.ID, p.Kind, map[Language][]string{English: append([]string{p.Name}, p.Aliases...)})
	}
	for _, words := range []bool{false, true} {
		for _, t := range b.ix.corpus.Terms {
			if (t.Kind == WordKind) == words {
				add(t.ID, t.Kind, map[Language][]string{
					English: append([]string{t.Name}, t.Aliases...), Spanish: t.ES, Portuguese: t.PT,
				})
			}
		}
	}
}

func (b *builder) excerpts() {
	topics := make(map[string][]string) // id -> what to index for it
	for _, p := range b.ix.corpus.People {
		topics[p.ID] = []string{p.Name}
	}
	for _, t := range b.ix.corpus.Terms {
		topics[t.ID] = append([]string{t.Name}, t.ES...)
	}
	for doc, e := range b.ix.corpus.Excerpts {
		b.docs = append(b.docs, builtDoc{counts: make(map[termID]*[fieldCount]uint16), pairs: make(map[uint64]bool), phrases: make(map[uint64]uint16)})
		b.field(doc, FieldText, English, e.Text)
		b.field(doc, FieldText, Spanish, e.ES)
		b.field(doc, FieldContext, English, e.Context)
		b.field(doc, FieldContext, Spanish, e.ContextES)
		if e.Speaker != nil {
			b.field(doc, FieldSpeaker, English, e.Speaker.Name+" . "+e.Role)
			b.topic(doc, FieldSpeaker, e.Speaker.ID)
		}
		for _, id := range e.About {
			b.topic(doc, FieldTerms, id)
			b.field(doc, FieldTerms, English, topics[id][0])
		}
		b.field(doc, FieldSource, English, e.Source.Outlet+" . "+e.Source.Author+" . "+e.Source.Date.String())
		b.ix.questionAt = append(b.ix.questionAt, uint32(len(b.ix.asked)))
		for _, lang := range Languages() {
			for _, q := range e.Questions[lang] {
				b.field(doc, FieldQuestions, lang, q)
				b.ix.asked = append(b.ix.asked, storedQuestion{doc: uint32(doc), lang: lang, text: q, units: b.units(lang)})
			}
		}
	}
	b.ix.questionAt = append(b.ix.questionAt, uint32(len(b.ix.asked)))
}

// topic counts a concept itself in a field.
func (b *builder) topic(doc int, f Field, id string) {
	b.count(doc, f, b.name("@"+id))
}

func (b *builder) count(doc int, f Field, t termID) {
	d := &b.docs[doc]
	n := d.counts[t]
	if n == nil {
		n = new([fieldCount]uint16)
		d.counts[t] = n
	}
	n[f]++
}

// field analyses a text and counts its stems and concepts in a field of an excerpt. It leaves the
// tokens and spans for units.
func (b *builder) field(doc int, f Field, lang Language, text string) {
	b.tokens = Analyze(b.tokens[:0], text)
	stem := func(i int) string { return b.ix.names[b.term(b.tokens[i].Word, lang)] }
	b.spans = b.ix.lexicon.match(b.spans[:0], b.tokens, stem)
	d := &b.docs[doc]
	var before, neighbour termID
	for i, t := range b.tokens {
		id := b.term(t.Word, lang)
		if i > 0 {
			b.ix.known[sideBySide(b.tokens[i-1].Word, t.Word)] = true
		}
		b.written[t.Word]++
		if f == FieldQuestions {
			d.phrases[pairOf(neighbour, id)]++
			b.inPhrases[pairOf(neighbour, id)]++
			neighbour = id
		}
		if b.ix.function[id] {
			if f == FieldQuestions {
				b.count(doc, f, id)
			}
			continue
		}
		b.count(doc, f, id)
		d.length[f]++
		if before != 0 && f != FieldTerms && f != FieldSource {
			d.pairs[pairOf(before, id)] = true
		}
		before = id
	}
	for _, s := range b.spans {
		b.count(doc, f, b.ix.lexicon.concepts[s.concept].term)
	}
}

// units makes the units of a stored question from the tokens and spans that field left.
func (b *builder) units(lang Language) []storedUnit {
	var units []storedUnit
	next := 0
	for i := 0; i < len(b.tokens); {
		if next < len(b.spans) && b.spans[next].from == i {
			s := b.spans[next]
			next++
			c := b.ix.lexicon.concepts[s.concept]
			u := storedUnit{ids: [3]termID{c.term}}
			if c.words || s.to == i+1 {
				u.ids[1] = b.term(b.tokens[i].Word, lang)
			}
			if c.words && s.to == i+1 {
				u.ids[0], u.ids[1] = u.ids[1], u.ids[0]
			}
			units = append(units, u)
			i = s.to
			continue
		}
		units = append(units, storedUnit{ids: [3]termID{b.term(b.tokens[i].Word, lang)}})
		i++
	}
	return units
}

// sideBySide is the key of two folded words that stand side by side.
func sideBySide(a, b string) uint64 {
	const prime = 1099511628211 // FNV-1a, 64 bit
	h := uint64(14695981039346656037)
	for _, s := range [...]string{a, " ", b} {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * prime
		}
	}
	return h
}

func pairOf(a, b termID) uint64 { return uint64(a)<<32 | uint64(b) }

// finish turns what was counted into weights and postings.
func (b *builder) finish() {
	ix := b.ix
	ix.weights = make([]float32, len(ix.names))
	ix.postings = make([][]posting, len(ix.names))
	ix.questions = make([][]uint32, len(ix.names))
	frequency := make([]int, len(ix.names))
	b.inQuestions = make([]int, len(ix.names))
	var average [fieldCount]float64
	for _, d := range b.docs {
		for t, counts := range d.counts {
			frequency[t]++
			b.inQuestions[t] += int(counts[FieldQuestions])
			b.allQuestions += int(counts[FieldQuestions])
		}
		for f, n := range d.length {
			average[f] += float64(n) / float64(len(b.docs))
		}
	}
	for t := range ix.weights {
		if !ix.function[t] {
			ix.weights[t] = inverseFrequency(len(b.docs), frequency[t])
		}
	}
	for doc, d := range b.docs {
		ix.entryAt = append(ix.entryAt, uint32(len(ix.entries)))
		ix.pairAt = append(ix.pairAt, uint32(len(ix.pairs)))
		from := len(ix.entries)
		for t, counts := range d.counts {
			var fields uint8
			var tf, own float64
			for f, n := range counts {
				if n == 0 {
					continue
				}
				fields |= 1 << f
				norm := 1 - lengthNorm + lengthNorm*float64(d.length[f])/max(average[f], 1)
				if Field(f) != FieldQuestions {
					own += fieldWeights[f] * float64(n) / norm
				}
				tf += fieldWeights[f] * float64(n) / norm
			}
			weight := float64(ix.weights[t])
			ix.entries = append(ix.entries, entry{
				t, fields, float32(weight * own / (saturation + own)), b.likelihood(t, counts[FieldQuestions]),
			})
			if ix.function[t] {
				continue
			}
			impact := weight * tf / (saturation + tf)
			ix.postings[t] = append(ix.postings[t], posting{uint32(doc), float32(impact)})
		}
		slices.SortFunc(ix.entries[from:], func(a, b entry) int { return int(a.term) - int(b.term) })
		start := len(ix.pairs)
		for p := range d.pairs {
			ix.pairs = append(ix.pairs, p)
		}
		slices.Sort(ix.pairs[start:])
		ix.phraseAt = append(ix.phraseAt, uint32(len(ix.phrases)))
		start = len(ix.phrases)
		for p, n := range d.phrases {
			share := float64(b.inPhrases[p]) / float64(b.allQuestions)
			ix.phrases = append(ix.phrases, phrase{p, float32(math.Log(1 + float64(n)/(smoothing*share)))})
		}
		slices.SortFunc(ix.phrases[start:], func(a, b phrase) int { return cmp.Compare(a.pair, b.pair) })
	}
	ix.entryAt = append(ix.entryAt, uint32(len(ix.entries)))
	ix.pairAt = append(ix.pairAt, uint32(len(ix.pairs)))
	ix.phraseAt = append(ix.phraseAt, uint32(len(ix.phrases)))
	for n := range ix.asked {
		q := &ix.asked[n]
		for i := range q.units {
			u := &q.units[i]
			u.weight = ix.weights[u.ids[0]]
			q.weight += u.weight
			for _, id := range u.ids {
				if list := ix.questions[id]; ix.weights[id] > 0 && (len(list) == 0 || list[len(list)-1] != uint32(n)) {
					ix.questions[id] = append(list, uint32(n))
				}
			}
		}
	}
	ix.repair = newRepairer(b.written)
}

// inverseFrequency is the weight of a term that df of n excerpts hold: the logarithm of how rare it
// is, the form of Robertson and Spärck Jones made positive, ln(1 + (n - df + ½)/(df + ½)).
func inverseFrequency(n, df int) float32 {
	return float32(math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5)))
}

// likelihood is what a term that an excerpt's questions hold n times adds to the log likelihood
// ratio of the excerpt's questions against all questions, with Dirichlet smoothing (Zhai and
// Lafferty 2004), the part that all excerpts share left out: ln(1 + n/(smoothing·p(term))).
func (b *builder) likelihood(t termID, n uint16) float32 {
	if n == 0 {
		return 0
	}
	p := float64(b.inQuestions[t]) / float64(b.allQuestions)
	return float32(math.Log(1 + float64(n)/(smoothing*p)))
}

// smoothing is the Dirichlet prior, in words. An excerpt's questions are some two hundred words.
const smoothing = 25
