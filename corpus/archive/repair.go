package archive

import (
	"encoding/binary"
	"math/bits"
)

// A typing error is repaired by the written words nearest to it. Words of about its length are told off by which
// letters they have: a letter wrong, missing, too many or swapped changes at most two of the 32 bits that a
// word's letters set.

// letters sets a bit for each byte of a word.
func letters(word []byte) (set uint32) {
	for _, c := range word {
		set |= 1 << (c & 31)
	}
	return set
}

// longestRepair is the length in bytes of the longest word that is repaired, shortestRepair of the shortest:
// below it, most words are one slip away from some other.
const (
	shortestRepair = 4
	longestRepair  = 24
)

// shapes writes what the repair needs of the forms: by length, their numbers and letters.
func shapes(forms []string) (sets, lengths, byLength []byte) {
	var count [longestRepair + 3]uint32
	length := func(form string) int { return min(len(form)-1, longestRepair+1) } // the first byte is the language
	for _, f := range forms {
		count[length(f)+1]++
	}
	for i := 1; i < len(count); i++ {
		count[i] += count[i-1]
	}
	numbers := make([]uint32, len(forms))
	masks := make([]uint32, len(forms))
	at := count
	for i, f := range forms {
		n := at[length(f)]
		at[length(f)]++
		numbers[n], masks[n] = uint32(i), letters([]byte(f[1:]))
	}
	return appendNumbers(nil, masks), appendNumbers(nil, count[:]), appendNumbers(nil, numbers)
}

// nearest returns the term of the written word that is nearest to an unknown one: within one slip (a letter
// wrong, missing, too many, or two swapped), from seven letters on within two, with the same first letter. Of
// equally near words the one whose term more passages have wins, then the first in the alphabet. It returns 0
// when there is none.
func (x *Lexicon) nearest(word string) uint32 {
	if len(word) < shortestRepair || len(word) > longestRepair || word[0] <= '9' {
		return 0
	}
	limit := 1
	if len(word) >= 7 {
		limit = 2
	}
	asked, set := []byte(word), letters([]byte(word))
	best, bestTerm, bestFrequency := limit+1, uint32(0), uint32(0)
	for length := max(len(word)-limit, shortestRepair-1); length <= min(len(word)+limit, longestRepair); length++ {
		from, to := x.formsOf(length)
		for i := from; i < to; i++ {
			if bits.OnesCount32(set^binary.LittleEndian.Uint32(x.shapes[4*i:])) > 2*limit {
				continue
			}
			form := int(binary.LittleEndian.Uint32(x.byLength[4*i:]))
			if form >= x.forms.n {
				continue
			}
			other := x.forms.at(form)[1:]
			if len(other) == 0 || other[0] != asked[0] {
				continue
			}
			d := distance(asked, other, min(best, limit))
			if d > limit || d > best {
				continue
			}
			term := x.formTerm(form)
			frequency := x.frequency(term)
			if frequency > 0 && (d < best || frequency > bestFrequency) {
				best, bestTerm, bestFrequency = d, term, frequency
			}
		}
	}
	return bestTerm
}

// formsOf returns the places in byLength of the forms of a length in bytes.
func (x *Lexicon) formsOf(length int) (from, to int) {
	if 4*(length+2) > len(x.lengths) {
		return 0, 0
	}
	n := len(x.byLength) / 4
	from = min(int(binary.LittleEndian.Uint32(x.lengths[4*length:])), n)
	to = min(int(binary.LittleEndian.Uint32(x.lengths[4*length+4:])), n)
	return from, to
}

// distance is the optimal string alignment distance of a and b in bytes (insert, delete, replace, swap
// neighbours), or limit+1 when it is larger than limit. Both are at most longestRepair long.
func distance(a, b []byte, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 || len(b) == 0 {
		return min(len(a)+len(b), limit+1)
	}
	var rows [3][longestRepair + 2]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, last[j]+1, row[j-1]+1)
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
	return min(int(last[len(b)]), limit+1)
}
