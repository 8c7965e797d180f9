package corpus

import "math/bits"

// repairer finds, for a word that nothing stored knows, the stored word that was likely meant. It
// is read-only once built.
type repairer struct {
	words    []string // number -> word
	known    []storedWord
	longest  int // bytes of the longest word
	byFirst  wordShelf
	bySecond wordShelf
}

// shortestRepair is the length in bytes of the shortest word that is repaired: below it, most words
// are one slip away from some other. longestRepair is that of the longest.
const (
	shortestRepair = 4
	longestRepair  = 31
)

// wordShelf keeps words by their length and one of their letters, so that only those near a mistyped
// one are looked at.
type wordShelf struct {
	from  [(longestRepair+1)*shelfLetters + 1]uint32 // place on the shelf -> its first book; one more for the end
	books []shelved
}

// shelved is a word on a shelf. Its letters and its trigrams, a bit each, tell most words off without a look
// at them.
type shelved struct {
	trigrams uint64
	letters  uint32
	word     uint32 // number
}

// shelfLetters is how many letters are told apart; bytes that are equal modulo it share a place.
const shelfLetters = 32

func shelfPlace(length int, letter byte) int { return length*shelfLetters + int(letter%shelfLetters) }

func shelve(word string, number int) shelved {
	s := shelved{word: uint32(number)}
	for i := range len(word) {
		s.letters |= 1 << (word[i] % 32)
		s.trigrams |= 1 << (trigram(word, i) * 0x9E3779B1 >> 26) // any of 64
	}
	return s
}

// newRepairer makes the stored words known to the repair.
func newRepairer(words []string, known []storedWord) *repairer {
	r := &repairer{words: words, known: known}
	for _, w := range words {
		r.longest = max(r.longest, len(w))
	}
	r.byFirst.fill(words, 0)
	r.bySecond.fill(words, 1)
	return r
}

// fill puts the words that a repair may give on the shelf, by the letter at a place in them.
func (s *wordShelf) fill(words []string, letter int) {
	fits := func(w string) bool { return shortestRepair <= len(w) && len(w) <= longestRepair && w[0] > '9' }
	n := uint32(0)
	for _, w := range words {
		if fits(w) {
			s.from[shelfPlace(len(w), w[letter])]++
			n++
		}
	}
	for place, count := range s.from { // from the count of each place to its end, which filling moves to its start
		if place > 0 {
			count += s.from[place-1]
		}
		s.from[place] = count
	}
	s.books = make([]shelved, n)
	for i, w := range words {
		if fits(w) {
			from := &s.from[shelfPlace(len(w), w[letter])]
			*from--
			s.books[*from] = shelve(w, i)
		}
	}
}

// at returns the words of a length that have a letter, and others whose letter shares its place.
func (s *wordShelf) at(length int, letter byte) []shelved {
	place := shelfPlace(length, letter)
	return s.books[s.from[place]:s.from[place+1]]
}

// repair returns the number of the stored word nearest to an unknown one, and how many slips it is away: within one slip (a letter wrong,
// missing, too many, or two swapped), from seven letters on within two. Of equally near words the
// one with the same first letter, then the more frequent, then the first in the alphabet wins.
func (r *repairer) repair(word string) (number uint32, slips int, ok bool) {
	if len(word) < shortestRepair || len(word) > longestRepair || word[0] <= '9' {
		return 0, 0, false
	}
	limit := 1
	if len(word) >= 7 {
		limit = 2
	}
	s := search{repairer: r, word: word, sought: shelve(word, 0), limit: limit, distance: limit + 1}
	for i := range len(word) {
		s.places[word[i]] |= 1 << i
	}
	for length := max(shortestRepair, len(word)-limit); length <= min(longestRepair, len(word)+limit); length++ {
		s.look(length, r.byFirst.at(length, word[0]))
		s.look(length, r.byFirst.at(length, word[1])) // the first letter lost, or swapped with the second
		if len(word) >= longForSlips {
			s.look(length, r.bySecond.at(length, word[0])) // a letter too many before the first
		}
	}
	return s.best, s.distance, s.distance <= limit
}

// search is the search for the word that was likely meant by another.
type search struct {
	*repairer
	word     string
	sought   shelved // the word
	limit    int
	places   [256]uint64 // letter -> where the word has it, a bit each
	best     uint32      // the nearest so far
	distance int         // its distance; above the limit when there is none yet
}

// look goes through some words of a length for one that is nearer than the nearest so far.
func (s *search) look(length int, books []shelved) {
	// A slip takes a letter away, or brings one, or both. Trigrams that share a bit look like one.
	longer := length - len(s.word)
	lost, new := s.limit-max(longer, 0), s.limit-max(-longer, 0)
	shared := s.sharedTrigrams(length) - (len(s.word) - bits.OnesCount64(s.sought.trigrams))
	for i := range books {
		b := &books[i]
		same := longer == 0 && b.letters == s.sought.letters // letters swapped, perhaps: in a short word they spoil nearly all trigrams
		if !same && bits.OnesCount64(b.trigrams&s.sought.trigrams) < shared || bits.OnesCount32(s.sought.letters&^b.letters) > lost ||
			bits.OnesCount32(b.letters&^s.sought.letters) > new {
			continue
		}
		other := s.words[b.word]
		if !sameStart(s.word, other) {
			continue
		}
		d := distance(&s.places, len(s.word), other)
		if d > s.limit || d > s.distance || d == s.distance && !s.better(b.word) || !(same && s.swapped(other)) && !s.resembles(other) {
			continue
		}
		s.best, s.distance = b.word, d
	}
}

// better reports whether a word is to be preferred to the best so far, which is as near.
func (s *search) better(n uint32) bool {
	a, b := s.words[n], s.words[s.best]
	if x, y := a[0] == s.word[0], b[0] == s.word[0]; x != y {
		return x
	}
	if x, y := s.known[n].times, s.known[s.best].times; x != y {
		return x > y
	}
	return a < b
}

// swapped reports whether another word is the word with two neighbouring letters swapped.
func (s *search) swapped(other string) bool {
	if len(other) != len(s.word) {
		return false
	}
	i := 0
	for i < len(other)-1 && other[i] == s.word[i] {
		i++
	}
	return i < len(other)-1 && other[i] == s.word[i+1] && other[i+1] == s.word[i] && other[i+2:] == s.word[i+2:]
}

// sharedTrigrams is how many of the word's trigrams, its ends marked, a word of a length must have as well: all
// but those that slips spoil (one spoils at most three, a swap four), and a fifth of both words'.
func (s *search) sharedTrigrams(length int) int {
	const fifth = 5 // shared/all >= 1/5, where all are those of both words, the shared ones once
	return max(1, len(s.word)-4*s.limit, (len(s.word)+length+fifth)/(fifth+1))
}

// resembles reports whether another word has as many of the word's trigrams as it must.
func (s *search) resembles(other string) bool {
	shared := 0
	for i := range len(s.word) {
		g := trigram(s.word, i)
		for j := range len(other) {
			if trigram(other, j) == g {
				shared++
				break
			}
		}
	}
	return shared >= s.sharedTrigrams(len(other))
}

// trigram returns the three bytes of a word around place i, its ends marked, as a number.
func trigram(word string, i int) uint32 {
	g := uint32(word[i]) << 8
	if i > 0 {
		g |= uint32(word[i-1]) << 16
	}
	if i+1 < len(word) {
		g |= uint32(word[i+1])
	}
	return g
}

// sameStart reports whether two words begin alike: slips rarely touch the first letter ("nursing"
// is not "using"). Long words may lose or swap it.
func sameStart(a, b string) bool {
	return a[0] == b[0] || a[0] == b[1] && a[1] == b[0] || len(a) >= longForSlips && (a[1] == b[0] || a[0] == b[1])
}

// longForSlips is the length in bytes from which on a word is told by its later letters.
const longForSlips = 8

// distance is the optimal string alignment distance in bytes (insert, delete, replace, swap neighbours)
// between a word of at most 64 bytes, given by its length and where it has each letter, and another. It
// computes a column of the matrix at a time, a bit a row, after Hyyrö, "A Bit-Vector Algorithm for
// Computing Levenshtein and Damerau Edit Distances" (2003).
func distance(places *[256]uint64, length int, other string) int {
	last := uint64(1) << (length - 1)
	up, down := ^uint64(0), uint64(0) // rows whose value is one more, one less than that of the row above
	var diagonal, before uint64       // rows equal to their upper left neighbour; places of the letter before
	d := length
	for i := 0; i < len(other); i++ {
		at := places[other[i]]
		swapped := (^diagonal & at) << 1 & before
		diagonal = ((at & up) + up ^ up) | at | down | swapped
		right, left := down|^(diagonal|up), diagonal&up // rows one more, one less than their left neighbour
		if right&last != 0 {
			d++
		} else if left&last != 0 {
			d--
		}
		right, left = right<<1|1, left<<1
		up, down = left|^(diagonal|right), diagonal&right
		before = at
	}
	return d
}
