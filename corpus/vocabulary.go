package corpus

// termID numbers the distinct index terms: stems, and "@topic" for concepts. 0 is no term.
type termID uint32

// word is what the index knows of a folded word as it is written in one language.
type word struct {
	term  termID // its stem's
	alias aliasWord
	group int32 // the word group that its stem belongs to; 0 for none
	small bool  // a function word
}

// vocabulary holds the terms and the written words of an index. It grows while the index is built
// and is read-only afterwards.
type vocabulary struct {
	terms   *dictionary // stem or "@topic" -> termID
	small   []bool      // termID -> stem of a function word
	groups  []int32     // termID -> the word group that the stem belongs to; 0 for none
	written map[Language]*written
	lexicon *lexicon
}

// written holds the words that are stored in one language, and function words.
type written struct {
	dictionary *dictionary
	words      []word // by number in the dictionary
}

func newVocabulary(x *lexicon) *vocabulary {
	v := &vocabulary{terms: newDictionary(1 << 13), written: make(map[Language]*written), lexicon: x}
	v.term("") // number 0 is no term
	for _, lang := range Languages() {
		v.written[lang] = &written{words: make([]word, 0, 1<<13)}
	}
	return v
}

// term returns the number of a stem or concept, new or known.
func (v *vocabulary) term(name string) termID {
	t := v.terms.add(name, wordHash(name))
	if int(t) == len(v.small) {
		v.small = append(v.small, false)
		v.groups = append(v.groups, v.lexicon.stems[name])
	}
	return termID(t)
}

// name returns a term's stem or "@topic".
func (v *vocabulary) name(t termID) string { return v.terms.words[t] }

// take takes in a folded word of a language, its stem given, as the next.
func (v *vocabulary) take(folded, stem string, lang Language) {
	t := v.term(stem)
	w := word{term: t, alias: v.lexicon.word(folded), group: v.groups[t], small: functionWords[folded]}
	if w.small {
		v.small[t] = true
	}
	v.written[lang].words = append(v.written[lang].words, w)
}

// find returns the term of a folded word, or 0: as written in the asked language, else as written in
// another (a mixed question, "mi licencia drive only", finds its foreign words by their own stems),
// else by its stem. A nil Stemmer skips the last.
func (v *vocabulary) find(folded string, lang Language, st *Stemmer) termID {
	if t := v.writtenAs(folded, lang); t != 0 {
		return t
	}
	for _, other := range Languages() {
		if t := v.writtenAs(folded, other); t != 0 {
			return t
		}
	}
	t, ok := v.terms.find(st.Stem(folded, lang))
	if !ok {
		return 0
	}
	return termID(t)
}

// writtenAs returns the term of a folded word as written in a language, or 0.
func (v *vocabulary) writtenAs(folded string, lang Language) termID {
	w := v.written[lang]
	if n, ok := w.dictionary.find(folded); ok {
		return w.words[n].term
	}
	return 0
}
