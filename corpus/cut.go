package corpus

// text is one analysed piece of an excerpt.
type text struct {
	whole    uint64 // hash of all its words
	from, to uint32 // its words' place in cut.numbers
	field    Field
}

// cut is what a cutter made of one excerpt or gap.
type cut struct {
	texts   []text
	numbers []uint32 // the words of all texts so far, by their number
	words   []string // number -> folded word
	hashes  []uint64 // number -> its wordHash
	stems   []string // number -> stem
}

// cutter cuts the texts of one language into words, numbers and counts them, and stems each once, so
// that the one that counts terms need not look at letters.
type cutter struct {
	lang     Language
	words    *dictionary
	function int      // how many of the words are function words; they are the first
	stems    []string // number -> stem
	counts   []int32  // number -> how often
	texts    []text   // all so far
	numbers  []uint32 // their words
	cuts     chan cut // of each excerpt, then of each gap, then one of nothing
	stemmer  Stemmer
	tokens   []Token
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
	x.numbers = make([]uint32, 0, words)
	x.words = newDictionary(differentWords)
	x.stems = make([]string, 0, differentWords)
	x.counts = make([]int32, 0, differentWords)
	eachFunctionWord(func(w string) { x.number(w, wordHash(w)) })
	x.function = len(x.words.words)
}

// analyse cuts all excerpts' and gaps' texts, a goroutine each language. They come through a channel
// in order, so that they can be counted while later ones are cut.
func (b *builder) analyse() {
	c := b.ix.corpus
	for i, lang := range Languages() {
		x := &cutter{lang: lang, cuts: make(chan cut, len(c.Excerpts)+len(c.Gaps)+1)}
		b.cutters[i] = x
		go func() {
			x.reserve(c)
			cut := func(all func()) {
				from := len(x.texts)
				all()
				x.cuts <- cut{x.texts[from:], x.numbers, x.words.words, x.words.hashes, x.stems}
			}
			for _, e := range c.Excerpts {
				cut(func() { x.excerpt(e, b.names) })
			}
			for _, g := range c.Gaps {
				cut(func() { x.questions(g.Questions) })
			}
			cut(func() {}) // a corpus without any excerpt has function words too
		}()
	}
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

func (x *cutter) questions(questions map[Language][]string) {
	for _, q := range questions[x.lang] {
		x.text(FieldQuestions, q)
	}
}

func (x *cutter) text(f Field, s string) {
	if s == "" {
		return
	}
	x.tokens = analyzeStored(x.tokens[:0], s)
	t := text{field: f, from: uint32(len(x.numbers))}
	for i := range x.tokens {
		w := x.tokens[i].Word
		hash := wordHash(w)
		t.whole = wholeHash(t.whole, hash)
		n := x.number(w, hash)
		x.counts[n]++
		x.numbers = append(x.numbers, n)
	}
	t.to = uint32(len(x.numbers))
	x.texts = append(x.texts, t)
}

// number returns the number of a folded word, new or known. hash is its wordHash.
func (x *cutter) number(folded string, hash uint64) uint32 {
	n := x.words.add(folded, hash)
	if int(n) == len(x.stems) {
		x.stems = append(x.stems, x.stemmer.Stem(folded, x.lang))
		x.counts = append(x.counts, 0)
	}
	return n
}
