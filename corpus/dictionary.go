package corpus

import "strings"

// numbering numbers hashes from 0 on, in the order in which they come. It is an open hash table over
// hashes that are needed anyway, several times faster to fill than a map, with nothing in its slots
// that the garbage collector looks at.
type numbering struct {
	hashes []uint64 // number -> hash
	slots  []uint64 // place by hash: its number + 1, and above that the rest of the hash; 0 when empty. A power of two, at most half full
}

// numberBits are the bits of a slot for a number: room for four million.
const numberBits = 22

// newNumbering makes room for some hashes; more may come.
func newNumbering(room int) numbering {
	size := 16
	for size < 2*room {
		size *= 2
	}
	return numbering{hashes: make([]uint64, 0, room), slots: make([]uint64, size)}
}

// add returns the number of a hash, and whether it is new. Hashes that are equal in the bits that a slot keeps, and
// in those that lead to it, are taken for one: among a hundred thousand that is as rare as one in ten million.
func (x *numbering) add(hash uint64) (number uint32, fresh bool) {
	mask := uint64(len(x.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := x.slots[at]
		if s == 0 {
			x.hashes = append(x.hashes, hash)
			n := len(x.hashes)
			x.slots[at] = hash>>numberBits<<numberBits | uint64(n)
			if 2*n > len(x.slots) {
				x.grow()
			}
			return uint32(n - 1), true
		}
		if (s^hash)>>numberBits == 0 {
			return numberOf(s), false
		}
	}
}

// find returns the number of a hash, and whether it has one; what is said of add holds.
func (x *numbering) find(hash uint64) (number uint32, ok bool) {
	mask := uint64(len(x.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := x.slots[at]
		if s == 0 {
			return 0, false
		}
		if (s^hash)>>numberBits == 0 {
			return numberOf(s), true
		}
	}
}

func (x *numbering) grow() {
	x.slots = make([]uint64, 2*len(x.slots))
	mask := uint64(len(x.slots) - 1)
	for i, hash := range x.hashes {
		at := hash & mask
		for x.slots[at] != 0 {
			at = (at + 1) & mask
		}
		x.slots[at] = hash>>numberBits<<numberBits | uint64(i+1)
	}
}

// numberOf is the number in a slot that is not empty.
func numberOf(slot uint64) uint32 { return uint32(slot&(1<<numberBits-1)) - 1 }

// dictionary numbers words from 0 on, in the order in which they come.
type dictionary struct {
	numbering
	words []string // number -> word
}

// newDictionary makes room for some words; more may come.
func newDictionary(words int) *dictionary {
	return &dictionary{newNumbering(words), make([]string, 0, words)}
}

// add returns the number of a word, new or known. hash is its wordHash, and all that is compared: to look at the
// letters as well, which lie wherever the word was first met, costs more than all else here.
func (d *dictionary) add(word string, hash uint64) uint32 {
	n, fresh := d.numbering.add(hash)
	if fresh {
		d.words = append(d.words, word)
	}
	return n
}

// find returns the number of a word, and whether it has one.
func (d *dictionary) find(word string) (uint32, bool) { return d.findHashed(word, wordHash(word)) }

// findHashed is find for a word whose wordHash is at hand.
func (d *dictionary) findHashed(word string, hash uint64) (uint32, bool) {
	n, ok := d.numbering.find(hash)
	return n, ok && d.words[n] == word
}

// findJoined is find for two words written as one.
func (d *dictionary) findJoined(first, second string) (uint32, bool) {
	var room [64]byte
	n, ok := d.numbering.find(wordHash(append(append(room[:0], first...), second...)))
	if !ok {
		return 0, false
	}
	rest, ok := strings.CutPrefix(d.words[n], first)
	return n, ok && rest == second
}

// pack copies all words into one string, in their order: to find a word then is to look at memory that is
// close together, and what the words were cut from can go. No word may come afterwards.
func (d *dictionary) pack() {
	all := strings.Join(d.words, "")
	for i, w := range d.words {
		d.words[i], all = all[:len(w)], all[len(w):]
	}
	d.hashes = nil
}
