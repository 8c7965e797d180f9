package corpus

import (
	"cmp"
	"slices"
)

// repairer finds, for a word that nothing stored knows, the stored word that was likely meant. It
// is read-only once built.
type repairer struct {
	words    *dictionary
	counts   []int32  // number of a word -> how often it is stored
	trigrams []uint32 // three folded bytes, ascending
	holderAt []uint32 // place in trigrams -> its first holder; one more for the end
	holders  []int32  // words that hold the trigram, ascending
}

// shortestRepair is the length in bytes of the shortest word that is repaired: below it, most words
// are one slip away from some other.
const shortestRepair = 4

// newRepairer makes the stored words, with how often each is stored, known to the repair.
func newRepairer(stored *dictionary, counts []int32) *repairer {
	r := &repairer{words: stored, counts: counts}
	keys := make([]uint64, 0, 8*len(stored.words))
	for i, w := range stored.words {
		if len(w) >= shortestRepair && w[0] > '9' {
			eachTrigram(w, func(g uint32) { keys = append(keys, uint64(g)<<32|uint64(i)) })
		}
	}
	sortNumbers(keys, 32) // they come by word
	keys = slices.Compact(keys)
	r.holders = make([]int32, len(keys))
	for i, k := range keys {
		if g := uint32(k >> 32); i == 0 || g != r.trigrams[len(r.trigrams)-1] {
			r.trigrams, r.holderAt = append(r.trigrams, g), append(r.holderAt, uint32(i))
		}
		r.holders[i] = int32(uint32(k))
	}
	r.holderAt = append(r.holderAt, uint32(len(keys)))
	return r
}

// holding returns the words that hold a trigram.
func (r *repairer) holding(g uint32) []int32 {
	at, ok := slices.BinarySearch(r.trigrams, g)
	if !ok {
		return nil
	}
	return r.holders[r.holderAt[at]:r.holderAt[at+1]]
}

// eachTrigram calls f with the trigrams of word, its ends marked.
func eachTrigram(word string, f func(uint32)) {
	a, b := uint32('^'), uint32(word[0])
	for i := 1; i <= len(word); i++ {
		c := uint32('$')
		if i < len(word) {
			c = uint32(word[i])
		}
		f(a<<16 | b<<8 | c)
		a, b = b, c
	}
}

// has reports whether a folded word is stored somewhere, as written.
func (r *repairer) has(word string) bool {
	_, ok := r.words.find(word)
	return ok
}

// repairScratch is the working memory of one repair.
type repairScratch struct {
	seen    []uint8 // word -> trigrams shared, for the words of touched
	touched []int32
	row     [3][32]uint8
}

// repair returns the stored word nearest to an unknown one: within one slip (a letter wrong,
// missing, too many, or two swapped), from seven letters on within two. Of equally near words the
// one with the same first letter, then the more frequent, then the first in the alphabet wins.
func (r *repairer) repair(word string, s *repairScratch) (string, bool) {
	if len(word) < shortestRepair || len(word) >= len(s.row[0]) || word[0] <= '9' {
		return "", false
	}
	limit := 1
	if len(word) >= 7 {
		limit = 2
	}
	if len(s.seen) < len(r.words.words) {
		s.seen = make([]uint8, len(r.words.words))
	}
	s.touched = s.touched[:0]
	grams := 0
	eachTrigram(word, func(g uint32) {
		grams++
		for _, w := range r.holding(g) {
			if s.seen[w] == 0 {
				s.touched = append(s.touched, w)
			}
			s.seen[w]++
		}
	})
	best, bestAt := limit+1, int32(-1)
	better := func(w int32) bool {
		a, b := r.words.words[w], r.words.words[bestAt]
		if x, y := a[0] == word[0], b[0] == word[0]; x != y {
			return x
		}
		if x, y := r.counts[w], r.counts[bestAt]; x != y {
			return x > y
		}
		return a < b
	}
	// A slip spoils at most three trigrams, and a swap four.
	need := max(1, grams-4*limit)
	for _, w := range s.touched {
		other := r.words.words[w]
		shared := int(s.seen[w])
		s.seen[w] = 0
		if shared < need || abs(len(other)-len(word)) > limit || len(other) >= len(s.row[0]) ||
			5*shared < grams+len(other)-shared || // Jaccard below 0.2
			!sameStart(word, other) {
			continue
		}
		d := distance(word, other, best, s)
		if d < best || d == best && bestAt >= 0 && better(w) {
			best, bestAt = d, w
		}
	}
	if bestAt < 0 || best > limit {
		return "", false
	}
	return r.words.words[bestAt], true
}

// sameStart reports whether two words begin alike: slips rarely touch the first letter ("nursing"
// is not "using"). Long words may lose or swap it.
func sameStart(a, b string) bool {
	return a[0] == b[0] || a[0] == b[1] && a[1] == b[0] || len(a) >= longForSlips && (a[1] == b[0] || a[0] == b[1])
}

// longForSlips is the length in bytes from which on a word is told by its later letters.
const longForSlips = 8

// distance is the optimal string alignment distance of a and b in bytes (insert, delete, replace,
// swap neighbours), or limit+1 when it is larger than limit.
func distance(a, b string, limit int, s *repairScratch) int {
	before, last, row := s.row[0][:], s.row[1][:], s.row[2][:]
	for j := 0; j <= len(b); j++ {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			change := uint8(1)
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(b)])
}

// split cuts an unknown word into two stored ones that are side by side somewhere ("driveonly").
// Of several ways the one whose rarer half is the more frequent wins.
func (r *repairer) split(word string, beside func(a, b string) bool) (string, string, bool) {
	best, at := int32(0), 0
	for i := 2; i <= len(word)-2; i++ {
		a, okA := r.words.find(word[:i])
		b, okB := r.words.find(word[i:])
		if !okA || !okB || !beside(word[:i], word[i:]) {
			continue
		}
		if n := min(r.counts[a], r.counts[b]); cmp.Compare(n, best) > 0 {
			best, at = n, i
		}
	}
	if at == 0 {
		return "", "", false
	}
	return word[:at], word[at:], true
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
