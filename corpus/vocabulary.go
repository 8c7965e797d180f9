package corpus

// termID numbers the distinct index terms: stems, and "@topic" for concepts. 0 is no term.
type termID uint32

// word is what the index knows of a folded word as it is written in one language.
type word struct {
	number uint32 // among all words that are stored
	term   termID // its stem's
	alias  aliasWord
	small  bool // a function word
}

// vocabulary holds the terms of an index. It grows while the index is built and is read-only afterwards.
type vocabulary struct {
	terms   *dictionary // stem or "@topic" -> termID
	small   []bool      // termID -> stem of a function word
	groups  []int32     // termID -> the word group that the stem belongs to; 0 for none
	lexicon *lexicon
}

func newVocabulary(x *lexicon) *vocabulary {
	v := &vocabulary{terms: newDictionary(1 << 13), lexicon: x}
	v.term("") // number 0 is no term
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

// take takes in a folded word that is written somewhere. Its stem is given, and what the lexicon knows of it.
func (v *vocabulary) take(alias aliasWord, stem string, small bool) word {
	t := v.term(stem)
	w := word{term: t, alias: alias, small: small}
	w.alias.inGroup(v.groups[t])
	if small {
		v.small[t] = true
	}
	return w
}
