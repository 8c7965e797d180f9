package corpus

import "slices"

// text is one analysed piece of an excerpt.
type text struct {
	field Field
	lang  Language
	words []uint32 // numbers in the interner that cut it
	whole uint64   // hash of all its words
	topic string   // in place of text: a concept itself
}

// cut is what one cutter made of an excerpt or gap.
type cut struct {
	texts []text
	words []internedWord // the interner's words so far, which stay as they are
}

// cutters are the goroutines that cut text, each with its languages: about as much English is stored
// as all else together, and no two meet the same word.
var cutters = [2][]Language{{English}, {Spanish, Portuguese}}

// analyse cuts all excerpts' and gaps' texts into words, beside the caller. Each one's come through
// channels of its own, one a cutter, so that they can be counted in order while later ones are cut.
func (b *builder) analyse() [][len(cutters)]chan cut {
	c := b.ix.corpus
	names := make(map[string]string) // topic -> name
	for _, p := range c.People {
		names[p.ID] = p.Name
	}
	for _, t := range c.Terms {
		names[t.ID] = t.Name
	}
	cuts := make([][len(cutters)]chan cut, len(c.Excerpts)+len(c.Gaps))
	for i := range cuts {
		for w := range cutters {
			cuts[i][w] = make(chan cut, 1)
		}
	}
	for w, langs := range cutters {
		go func() {
			in := newInterner(langs)
			for i := range cuts {
				in.begin()
				if i < len(c.Excerpts) {
					in.excerpt(c.Excerpts[i], names)
				} else {
					in.questions(c.Gaps[i-len(c.Excerpts)].Questions)
				}
				cuts[i][w] <- cut{in.texts, in.words}
			}
		}()
	}
	return cuts
}

// begin makes room for the texts of the next excerpt or gap.
func (in *interner) begin() {
	in.texts = make([]text, 0, 48)
	in.buffer = make([]uint32, 0, 768)
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
		in.topic(FieldSpeaker, e.Speaker.ID)
	}
	for _, id := range e.About {
		in.text(FieldTerms, English, names[id])
		in.topic(FieldTerms, id)
	}
	for _, s := range []string{e.Source.Outlet, e.Source.Author, e.Source.Date.String(), e.Event.String()} {
		in.text(FieldSource, English, s)
	}
	in.questions(e.Questions)
}

func (in *interner) questions(questions map[Language][]string) {
	for _, lang := range Languages() {
		for _, q := range questions[lang] {
			in.text(FieldQuestions, lang, q)
		}
	}
}

// topic adds a concept itself, once however many cutters there are.
func (in *interner) topic(f Field, id string) {
	if slices.Contains(in.langs, English) {
		in.texts = append(in.texts, text{field: f, topic: id})
	}
}

func (in *interner) text(f Field, lang Language, s string) {
	if s == "" || !slices.Contains(in.langs, lang) {
		return
	}
	in.tokens = analyzeStored(in.tokens[:0], s)
	from := len(in.buffer)
	t := text{field: f, lang: lang}
	for i := range in.tokens {
		w := in.tokens[i].Word
		hash := wordHash(w)
		t.whole = wholeHash(t.whole, hash)
		in.buffer = append(in.buffer, in.number(w, hash, lang))
	}
	t.words = in.buffer[from:len(in.buffer):len(in.buffer)]
	in.texts = append(in.texts, t)
}
