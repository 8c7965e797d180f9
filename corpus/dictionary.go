package corpus

import "strings"

// dictionary numbers words from 0 on, in the order in which they come. It is an open hash table over
// hashes that are needed anyway, several times faster to fill than a map, with nothing in its slots
// that the garbage collector looks at.
type dictionary struct {
	words []string // number -> word
	slots []slot   // place by hash; a power of two, at most half full
}

// slot holds a word's number + 1, 0 when it is empty, and the upper half of the word's hash.
type slot struct{ number, tag uint32 }

// newDictionary makes room for some words; more may come.
func newDictionary(words int) *dictionary {
	size := 16
	for size < 2*words {
		size *= 2
	}
	return &dictionary{words: make([]string, 0, words), slots: make([]slot, size)}
}

// add returns the number of a word, new or known. hash is its wordHash.
func (d *dictionary) add(word string, hash uint64) uint32 {
	s := d.slot(word, hash)
	if s.number != 0 {
		return s.number - 1
	}
	d.words = append(d.words, word)
	*s = slot{uint32(len(d.words)), uint32(hash >> 32)}
	if 2*len(d.words) > len(d.slots) {
		d.grow()
	}
	return uint32(len(d.words) - 1)
}

// find returns the number of a word, and whether it has one.
func (d *dictionary) find(word string) (uint32, bool) { return d.findHashed(word, wordHash(word)) }

// findHashed is find for a word whose wordHash is at hand.
func (d *dictionary) findHashed(word string, hash uint64) (uint32, bool) {
	n := d.slot(word, hash).number
	return n - 1, n != 0
}

// findJoined is find for two words written as one. hash is the first's wordHash.
func (d *dictionary) findJoined(first, second string, hash uint64) (uint32, bool) {
	hash = hashOn(hash, second)
	mask, tag := uint64(len(d.slots)-1), uint32(hash>>32)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := &d.slots[at]
		if s.number == 0 {
			return 0, false
		}
		if s.tag == tag {
			if rest, ok := strings.CutPrefix(d.words[s.number-1], first); ok && rest == second {
				return s.number - 1, true
			}
		}
	}
}

// slot returns the slot that a word is in, or the empty one that it would be in.
func (d *dictionary) slot(word string, hash uint64) *slot {
	mask, tag := uint64(len(d.slots)-1), uint32(hash>>32)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := &d.slots[at]
		if s.number == 0 || s.tag == tag && d.words[s.number-1] == word {
			return s
		}
	}
}

// pack copies all words into one string, in their order: to find a word then is to look at memory that is
// close together, and what the words were cut from can go.
func (d *dictionary) pack() {
	all := strings.Join(d.words, "")
	for i, w := range d.words {
		d.words[i], all = all[:len(w)], all[len(w):]
	}
}

func (d *dictionary) grow() {
	d.slots = make([]slot, 2*len(d.slots))
	for i, word := range d.words {
		hash := wordHash(word)
		*d.slot(word, hash) = slot{uint32(i + 1), uint32(hash >> 32)}
	}
}
