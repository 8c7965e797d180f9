package corpus

import "slices"

// text is one analysed piece of an excerpt.
type text struct {
	whole    uint64 // hash of all its words
	from, to uint32 // its words' place among those of the interner that cut it
	field    Field
}

// cut is what one cutter made of an excerpt or gap.
type cut struct {
	texts   []text
	numbers []uint32       // the words of all texts so far, by their number
	words   []internedWord // number -> word; both stay as they are
}

// cutters are the goroutines that cut text, each with its languages: about as much English is stored
// as all else together, and no two meet the same word.
var cutters = [2][]Language{{English}, {Spanish, Portuguese}}

// analyse cuts all excerpts' and gaps' texts into words, beside the caller. Each one's come through
// channels of its own, one a cutter, so that they can be counted in order while later ones are cut.
func (b *builder) analyse() [][len(cutters)]chan cut {
	c := b.ix.corpus
	cuts := make([][len(cutters)]chan cut, len(c.Excerpts)+len(c.Gaps))
	for i := range cuts {
		for w := range cutters {
			cuts[i][w] = make(chan cut, 1)
		}
	}
	for w, langs := range cutters {
		go func() {
			in := newInterner(langs)
			in.reserve(c)
			for i := range cuts {
				from := len(in.texts)
				if i < len(c.Excerpts) {
					in.excerpt(c.Excerpts[i], b.names)
				} else {
					in.questions(c.Gaps[i-len(c.Excerpts)].Questions)
				}
				cuts[i][w] <- cut{in.texts[from:], in.numbers, in.words}
			}
		}()
	}
	return cuts
}

// reserve makes room for about as many texts and words as the interner will meet.
func (in *interner) reserve(c *Corpus) {
	const textsPerExcerpt, wordsPerExcerpt = 20, 200 // questions left out
	texts, words := 0, 0
	for _, lang := range in.langs {
		n, w := c.asked(lang)
		texts += n + textsPerExcerpt*len(c.Excerpts)
		words += w + wordsPerExcerpt*len(c.Excerpts)
	}
	in.texts = make([]text, 0, texts)
	in.numbers = make([]uint32, 0, words)
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

// excerpt cuts what is indexed of an excerpt in the interner's languages.
func (in *interner) excerpt(e *Excerpt, names map[string]string) {
	in.text(FieldText, English, e.Text)
	in.text(FieldText, Spanish, e.ES)
	in.text(FieldContext, English, e.Context)
	in.text(FieldContext, Spanish, e.ContextES)
	if e.Speaker != nil {
		in.text(FieldSpeaker, English, e.Speaker.Name)
		in.text(FieldSpeaker, English, e.Role)
	}
	for _, id := range e.About {
		in.text(FieldTerms, English, names[id])
	}
	for _, s := range []string{e.Source.Outlet, e.Source.Author, e.Source.Date.String(), e.Event.String()} {
		in.text(FieldSource, English, s)
	}
	in.questions(e.Questions)
}

func (in *interner) questions(questions map[Language][]string) {
	for _, lang := range in.langs {
		for _, q := range questions[lang] {
			in.text(FieldQuestions, lang, q)
		}
	}
}

func (in *interner) text(f Field, lang Language, s string) {
	if s == "" || !slices.Contains(in.langs, lang) {
		return
	}
	in.tokens = analyzeStored(in.tokens[:0], s)
	t := text{field: f, from: uint32(len(in.numbers))}
	for i := range in.tokens {
		w := in.tokens[i].Word
		hash := wordHash(w)
		t.whole = wholeHash(t.whole, hash)
		in.numbers = append(in.numbers, in.number(w, hash, lang))
	}
	t.to = uint32(len(in.numbers))
	in.texts = append(in.texts, t)
}
