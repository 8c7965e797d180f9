package corpus

import (
	"runtime"
	"strings"
)

// text is one analysed piece of an excerpt.
type text struct {
	from, to uint32 // its words' place in cut.numbers
	field    Field
}

// cut is what a cutter has made so far.
type cut struct {
	texts   []text
	ends    []uint32 // excerpt or gap -> place behind its last text
	numbers []uint32 // the words of all texts, by their number
	words   []string // number -> folded word
	hashes  []uint64 // number -> its wordHash
	stems   []string // number -> stem
}

// of returns the texts of an excerpt or a gap.
func (c *cut) of(doc int) []text {
	from := uint32(0)
	if doc > 0 {
		from = c.ends[doc-1]
	}
	return c.texts[from:c.ends[doc]]
}

// batch is how many excerpts and gaps are cut before they are counted: to hand over each by itself would cost more
// than to count it.
const batch = 16

// cutter cuts the texts of one language into words, numbers and counts them, and stems each once, so
// that the one that counts terms need not look at letters.
type cutter struct {
	lang     Language
	words    *dictionary
	function int      // how many of the words are function words; they are the first
	stems    []string // number -> stem
	respelt  []bool   // number -> whether spell may make another word of it
	counts   []int32  // number -> how often
	texts    []text   // all so far
	ends     []uint32 // excerpt or gap -> place behind its last text
	numbers  []uint32 // the words of all texts
	cuts     chan cut // one more for each batch, the last of which is not full
	stemmer  Stemmer
	tokens   []Token
	bytes    []byte // folded questions of one excerpt
	breaks   []int  // where each ends
}

// reserve makes room for about as many texts and words as a corpus has, and begins with the function
// words, whether or not they are stored.
func (x *cutter) reserve(c *Corpus) {
	const textsPerExcerpt, wordsPerExcerpt, differentWords = 16, 160, 1 << 13 // questions left out
	questions, words := c.asked(x.lang)
	if x.lang != Portuguese { // which questions alone are in
		questions += textsPerExcerpt * len(c.Excerpts)
		words += wordsPerExcerpt * len(c.Excerpts)
	}
	x.texts = make([]text, 0, questions)
	x.ends = make([]uint32, 0, len(c.Excerpts)+len(c.Gaps))
	x.numbers = make([]uint32, 0, words)
	x.words = newDictionary(differentWords)
	x.stems = make([]string, 0, differentWords)
	x.counts = make([]int32, 0, differentWords)
	x.respelt = make([]bool, 0, differentWords)
	eachFunctionWord(func(w string) { x.number(w, wordHash(w)) })
	x.function = len(x.words.words)
}

// analyse cuts all excerpts' and gaps' texts. They come through channels in order, so that they can be counted
// while later ones are cut: by one goroutine less than there are processors, and no more than languages, since the
// one that counts has the most to do and must not wait for its turn.
func (b *builder) analyse() {
	c := b.ix.corpus
	docs := len(c.Excerpts) + len(c.Gaps)
	for i, lang := range Languages() {
		b.cutters[i] = &cutter{lang: lang, cuts: make(chan cut, docs/batch+1)}
	}
	workers := max(1, min(len(b.cutters), runtime.GOMAXPROCS(0)-1))
	for worker := range workers {
		mine := b.cutters[worker : worker+1]
		if worker == workers-1 {
			mine = b.cutters[worker:]
		}
		go func() {
			for _, x := range mine {
				x.reserve(c)
			}
			for from := 0; from <= docs; from += batch {
				for _, x := range mine {
					for doc := from; doc < min(from+batch, docs); doc++ {
						x.document(c, doc, b.names)
					}
					x.cuts <- cut{x.texts, x.ends, x.numbers, x.words.words, x.words.hashes, x.stems}
				}
			}
		}()
	}
}

// document cuts an excerpt or a gap.
func (x *cutter) document(c *Corpus, doc int, names map[string]string) {
	if doc < len(c.Excerpts) {
		x.excerpt(c.Excerpts[doc], names)
	} else {
		x.questions(c.Gaps[doc-len(c.Excerpts)].Questions)
	}
	x.ends = append(x.ends, uint32(len(x.texts)))
}

// asked returns how many questions in a language are stored, and about how many words they have.
func (c *Corpus) asked(lang Language) (questions, words int) {
	const bytesPerWord = 5
	count := func(list []string) {
		questions += len(list)
		for _, q := range list {
			words += len(q)/bytesPerWord + 1
		}
	}
	for _, e := range c.Excerpts {
		count(e.Questions[lang])
	}
	for _, g := range c.Gaps {
		count(g.Questions[lang])
	}
	return questions, words
}

// excerpt cuts what is indexed of an excerpt in the cutter's language.
func (x *cutter) excerpt(e *Excerpt, names map[string]string) {
	switch x.lang {
	case English:
		x.text(FieldText, e.Text)
		x.text(FieldContext, e.Context)
		if e.Speaker != nil {
			x.text(FieldSpeaker, e.Speaker.Name)
			x.text(FieldSpeaker, e.Role)
		}
		for _, id := range e.About {
			x.text(FieldTerms, names[id])
		}
		for _, s := range []string{e.Source.Outlet, e.Source.Author, e.Source.Date.String(), e.Event.String()} {
			x.text(FieldSource, s)
		}
	case Spanish:
		x.text(FieldText, e.ES)
		x.text(FieldContext, e.ContextES)
	}
	x.questions(e.Questions)
}

// questions cuts the questions in the cutter's language. They are folded into one string, which takes less time
// than one for each.
func (x *cutter) questions(questions map[Language][]string) {
	x.bytes, x.breaks = x.bytes[:0], x.breaks[:0]
	for _, q := range questions[x.lang] {
		x.bytes = appendFolded(x.bytes, q)
		x.breaks = append(x.breaks, len(x.bytes))
	}
	folded, from := string(x.bytes), 0
	for _, end := range x.breaks {
		x.folded(FieldQuestions, folded[from:end])
		from = end
	}
}

func (x *cutter) text(f Field, s string) { x.folded(f, Fold(s)) }

// folded cuts a folded text.
func (x *cutter) folded(f Field, s string) {
	if s == "" {
		return
	}
	t := text{field: f, from: uint32(len(x.numbers))}
	if !x.plain(s) {
		x.numbers = x.numbers[:t.from]
		x.tokens = analyzeFolded(x.tokens[:0], s)
		for i := range x.tokens {
			w := x.tokens[i].Word
			x.numbers = append(x.numbers, x.number(w, wordHash(w)))
		}
	}
	for _, n := range x.numbers[t.from:] {
		x.counts[n]++
	}
	t.to = uint32(len(x.numbers))
	x.texts = append(x.texts, t)
}

// plain numbers the words of a folded text as analyzeFolded cuts it, and faster, as long as there are
// only words of ASCII letters, years, and marks beside them. Where there is anything else it stops and reports
// false; it has not made known any word then that the text does not have.
func (x *cutter) plain(s string) bool {
	for i := 0; i < len(s); {
		from := i
		switch charClasses[s[i]] {
		case letter:
			for i++; i < len(s) && charClasses[s[i]] == letter; i++ {
			}
			if i < len(s) && charClasses[s[i]] != separates {
				return false
			}
		case digit:
			for i++; i < len(s) && charClasses[s[i]] == digit; i++ {
			}
			if i-from != yearDigits || i < len(s) && s[i] != ' ' && s[i] != '?' {
				return false
			}
		case separates:
			i++
			continue
		case beyond:
			if !strings.HasPrefix(s[i:], "¿") {
				return false
			}
			i += len("¿")
			continue
		default:
			return false
		}
		w := s[from:i]
		hash := wordHash(w)
		n, known := x.words.numbering.find(hash)
		if !known {
			if respelt(w) {
				return false
			}
			n = x.number(w, hash)
		} else if x.respelt[n] {
			return false
		}
		x.numbers = append(x.numbers, n)
	}
	return true
}

// yearDigits are the digits of a year. A number that has so many is never a part of a longer one.
const yearDigits = 4

// number returns the number of a folded word, new or known. hash is its wordHash.
func (x *cutter) number(folded string, hash uint64) uint32 {
	n := x.words.add(folded, hash)
	if int(n) == len(x.stems) {
		x.stems = append(x.stems, x.stemmer.Stem(folded, x.lang))
		x.counts = append(x.counts, 0)
		x.respelt = append(x.respelt, respelt(folded))
	}
	return n
}
