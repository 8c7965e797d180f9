package corpus

import "slices"

// asked is one word of a query, with what is known of it. The zero storedWord is that of a word that
// nothing stored has; alias and frame are known of such a word too.
type asked struct {
	Token
	storedWord
	hash   uint64 // its wordHash
	term   termID // as written, else its stem's; 0 for none
	origin Origin
}

// understand looks the first words of a text up, mends them, and finds what they name.
func (ix *Index) understand(s *scratch, tokens []Token, lang Language) {
	s.words = s.words[:0]
	for _, t := range tokens[:min(len(tokens), longestQuery)] {
		s.words = append(s.words, ix.look(t, lang, &s.stemmer))
	}
	ix.join(s, lang)
	ix.mend(s, lang)
	s.run = s.run[:0]
	for i := range s.words {
		w := &s.words[i]
		w.alias.inGroup(ix.vocabulary.groups[w.term])
		s.run = append(s.run, w.alias)
	}
	s.spans = ix.lexicon.match(s.spans[:0], s.run)
}

// look returns a word with what is known of it.
func (ix *Index) look(t Token, lang Language, st *Stemmer) asked {
	w := asked{Token: t, hash: wordHash(t.Word)}
	n, ok := ix.words.findHashed(t.Word, w.hash)
	if ok {
		w.storedWord = ix.stored[n]
		w.term = w.storedWord.term(lang)
	}
	if w.term == 0 { // a stored word may be in no excerpt, but part of an alias
		if n, ok := ix.vocabulary.terms.find(st.Stem(t.Word, lang)); ok {
			w.term = termID(n)
		}
	}
	if !ok {
		w.alias, w.frame = ix.lexicon.word(t.Word), classes[t.Word]&frameWord != 0
		w.origin = ix.originOf(&w)
	}
	return w
}

// originOf tells how much is known of a word that nothing stored has as it is written.
func (ix *Index) originOf(w *asked) Origin {
	switch {
	case w.alias.number != 0, w.frame, w.Number:
		return Known
	case ix.known(w.term):
		return Known // another form of a stored word
	case common(w.Word):
		return Common
	}
	return Unknown
}

// join writes two neighbours as one word where only the one word is stored ("court house").
func (ix *Index) join(s *scratch, lang Language) {
	out := 0
	for i := 0; i < len(s.words); i++ {
		w := &s.words[i]
		if i+1 < len(s.words) && ix.joins(w, &s.words[i+1], lang) {
			t := w.Token
			t.Word, t.End = t.Word+s.words[i+1].Word, s.words[i+1].End
			s.words[out] = ix.look(t, lang, &s.stemmer)
			i++
		} else if out != i {
			s.words[out] = *w
		}
		out++
	}
	s.words = s.words[:out]
}

// joins reports whether two words in a row are stored as one word only.
func (ix *Index) joins(a, b *asked, lang Language) bool {
	if a.Number || b.Number || a.function || b.function || len(a.Word)+len(b.Word) < shortestJoin {
		return false
	}
	_, ok := ix.words.findJoined(a.Word, b.Word)
	return ok && !ix.beside(&a.storedWord, &b.storedWord, lang)
}

// shortestHalf is the length in bytes of the shortest half of a word that is rather two written as one than one with a
// slip: "secton" is "section", not "sect on".
const shortestHalf = 4

// mend repairs the unknown words: split in two where the halves are stored side by side, else the
// nearest stored word, which comes first when it is one slip away and one of the halves is short.
func (ix *Index) mend(s *scratch, lang Language) {
	for i := 0; i < len(s.words); i++ {
		if s.words[i].origin != Unknown {
			continue
		}
		t := s.words[i].Token
		mended := func(word string) asked {
			t.Word = word
			w := ix.look(t, lang, &s.stemmer)
			w.origin = Repaired
			return w
		}
		word := t.Word
		n, near, found := ix.repair.repair(word)
		if at := ix.split(word, lang); at > 0 && len(s.words) < longestQuery && !(found && near == 1 && min(at, len(word)-at) < shortestHalf) {
			s.words[i] = mended(word[:at])
			i++
			s.words = slices.Insert(s.words, i, mended(word[at:]))
		} else if found {
			s.words[i] = mended(ix.words.words[n])
		}
	}
}

// split returns where to cut an unknown word into two stored ones that are side by side somewhere
// ("driveonly"), or 0. Of several places the one whose rarer half is the more frequent wins.
func (ix *Index) split(word string, lang Language) int {
	if len(word) < shortestJoin || len(word) > 2*ix.repair.longest {
		return 0
	}
	best, place := int32(0), 0
	for at := 2; at <= len(word)-2; at++ {
		first := ix.word(word[:at])
		if first == nil {
			continue
		}
		second := ix.word(word[at:])
		if second == nil || !ix.beside(first, second, lang) {
			continue
		}
		if n := min(first.times, second.times); n > best {
			best, place = n, at
		}
	}
	return place
}
