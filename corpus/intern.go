package corpus

// interner numbers the folded words that a cutter meets, and stems them, so that the one that counts
// need not look at letters. It is an open hash table over the hashes that whole questions need
// anyway, several times faster here than a map.
type interner struct {
	langs   []Language
	slots   []uint32 // place by hash -> number of a word + 1; 0 is empty; a power of two, at most half full
	words   []internedWord
	stemmer Stemmer
	tokens  []Token
	texts   []text   // all so far
	numbers []uint32 // their words
}

type internedWord struct {
	folded, stem string
	hash         uint64
	lang         Language
}

func newInterner(langs []Language) *interner {
	return &interner{langs: langs, slots: make([]uint32, 1<<16)}
}

// number returns the number of a folded word in a language, new or known. hash is its wordHash.
func (in *interner) number(folded string, hash uint64, lang Language) uint32 {
	mask := uint64(len(in.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		n := in.slots[at]
		if n == 0 {
			if 2*len(in.words) >= len(in.slots) {
				in.grow()
				return in.number(folded, hash, lang)
			}
			in.words = append(in.words, internedWord{folded, in.stemmer.Stem(folded, lang), hash, lang})
			in.slots[at] = uint32(len(in.words))
			return uint32(len(in.words) - 1)
		}
		if w := &in.words[n-1]; w.hash == hash && w.folded == folded && w.lang == lang {
			return n - 1
		}
	}
}

func (in *interner) grow() {
	in.slots = make([]uint32, 2*len(in.slots))
	mask := uint64(len(in.slots) - 1)
	for i, w := range in.words {
		at := w.hash & mask
		for in.slots[at] != 0 {
			at = (at + 1) & mask
		}
		in.slots[at] = uint32(i + 1)
	}
}
