package corpus

// termID numbers the distinct index terms: stems, and "@topic" for concepts. 0 is no term.
type termID uint32

// word is what the index knows of a folded word as it is written in one language.
type word struct {
	term  termID // its stem's
	alias aliasWord
	group int32  // the word group that its stem belongs to; 0 for none
	count uint32 // its place in vocabulary.counts
	small bool   // a function word
}

// vocabulary holds the terms and the written words of an index. It grows while the index is built
// and is read-only afterwards.
type vocabulary struct {
	terms   map[string]termID // stem or "@topic"
	names   []string          // termID -> stem or "@topic"
	small   []bool            // termID -> stem of a function word
	written map[Language]map[string]word
	counts  []int32 // word.count -> how often it is stored in that language
	lexicon *lexicon
}

func newVocabulary(x *lexicon) *vocabulary {
	v := &vocabulary{
		terms: make(map[string]termID, 1<<13), names: []string{""}, small: []bool{false},
		written: make(map[Language]map[string]word), lexicon: x,
	}
	for _, lang := range Languages() {
		v.written[lang] = make(map[string]word, 1<<12)
	}
	return v
}

// term returns the number of a stem or concept, new or known.
func (v *vocabulary) term(name string) termID {
	t, ok := v.terms[name]
	if !ok {
		t = termID(len(v.names))
		v.terms[name] = t
		v.names = append(v.names, name)
		v.small = append(v.small, false)
	}
	return t
}

// add returns what is known of a folded word, taking it in when it is new. stem is its stem in lang.
func (v *vocabulary) add(folded, stem string, lang Language) word {
	words := v.written[lang]
	w, ok := words[folded]
	if !ok {
		w = word{
			term: v.term(stem), alias: v.lexicon.word(folded), group: v.lexicon.stems[stem], count: uint32(len(v.counts)),
			small: functionWords[folded],
		}
		v.counts = append(v.counts, 0)
		if w.small {
			v.small[w.term] = true
		}
		words[folded] = w
	}
	return w
}

// find returns the term of a folded word, or 0: as written in the asked language, else as written in
// another (a mixed question, "mi licencia drive only", finds its foreign words by their own stems),
// else by its stem. A nil Stemmer skips the last.
func (v *vocabulary) find(folded string, lang Language, st *Stemmer) termID {
	if w, ok := v.written[lang][folded]; ok {
		return w.term
	}
	for _, other := range Languages() {
		if w, ok := v.written[other][folded]; ok {
			return w.term
		}
	}
	return v.terms[st.Stem(folded, lang)]
}
