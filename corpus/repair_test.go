package corpus

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// TestRepairFindsTheNearest holds that the repair gives what looking at all words in full gives, for words
// with slips and for words that are nothing.
func TestRepairFindsTheNearest(t *testing.T) {
	ix, _ := builtIn(t)
	random := rand.New(rand.NewSource(11))
	words := slices.Clone(ix.Words())
	repaired := 0
	for round := range 600 {
		word := []byte(words[random.Intn(len(words))])
		for range 1 + round%3 {
			at := random.Intn(len(word) + 1)
			letter := byte('a' + random.Intn(26))
			switch {
			case at == len(word), random.Intn(4) == 0:
				word = slices.Insert(word, at, letter)
			case random.Intn(3) == 0 && len(word) > 1:
				word = slices.Delete(word, at, at+1)
			case random.Intn(2) == 0 && at > 0:
				word[at-1], word[at] = word[at], word[at-1]
			default:
				word[at] = letter
			}
		}
		got, _, ok := ix.repair.repair(string(word))
		want, found := nearest(ix, string(word))
		if ok != found || ok && got != want {
			t.Errorf("%q is repaired to %q, %v; want %q, %v", word, words[got], ok, words[want], found)
		}
		if ok {
			repaired++
		}
	}
	if repaired < 100 {
		t.Errorf("only %d of the words were repaired", repaired)
	}
}

// nearest is repair in the plainest way.
func nearest(ix *Index, word string) (best uint32, ok bool) {
	if len(word) < shortestRepair || len(word) > longestRepair || word[0] <= '9' {
		return 0, false
	}
	limit := 1
	if len(word) >= 7 {
		limit = 2
	}
	least := limit + 1
	for n, other := range ix.Words() {
		if len(other) < shortestRepair || len(other) > longestRepair || other[0] <= '9' || !sameStart(word, other) {
			continue
		}
		d := alignment(word, other)
		shared := sharedTrigrams(word, other)
		if d == 1 && sameLetters(word, other) { // two letters swapped
			shared = len(word)
		}
		if d > limit || d > least || shared < max(1, len(word)-4*limit) || 5*shared < len(word)+len(other)-shared {
			continue
		}
		a, b := ix.stored[n].times, ix.stored[best].times
		first := func(w string) bool { return w[0] == word[0] }
		w := ix.Words()[best]
		if d < least || first(other) && !first(w) || first(other) == first(w) && (a > b || a == b && other < w) {
			best, least = uint32(n), d
		}
	}
	return best, least <= limit
}

// sameLetters reports whether two words have the same letters, each as often.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// sharedTrigrams counts the trigrams of a, its ends marked, that b has.
func sharedTrigrams(a, b string) (n int) {
	a, b = "\x00"+a+"\x00", "\x00"+b+"\x00"
	for i := range len(a) - 2 {
		for j := range len(b) - 2 {
			if a[i:i+3] == b[j:j+3] {
				n++
				break
			}
		}
	}
	return n
}

// alignment is the optimal string alignment distance by its recurrence.
func alignment(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			switch {
			case i == 0:
				rows[i][j] = j
				continue
			case j == 0:
				rows[i][j] = i
				continue
			}
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}

// TestDistance holds that the distance, a bit a row, is that of the recurrence.
func TestDistance(t *testing.T) {
	random := rand.New(rand.NewSource(2))
	word := func() string {
		w := make([]byte, 1+random.Intn(longestRepair))
		for i := range w {
			w[i] = byte('a' + random.Intn(3)) // few letters, many swaps
		}
		return string(w)
	}
	for range 3000 {
		a, b := word(), word()
		var places [256]uint64
		for i := range len(a) {
			places[a[i]] |= 1 << i
		}
		if got, want := distance(&places, len(a), b), alignment(a, b); got != want {
			t.Fatalf("%s and %s are %d apart, want %d", a, b, got, want)
		}
	}
}

// TestMendSlips mends slips that spoil most of a short word, and words that could be taken for two.
func TestMendSlips(t *testing.T) {
	ix, _ := builtIn(t)
	for typed, want := range map[string]string{"trmup": "trump", "trsut": "trust", "yaer": "year", "secton": "section", "polcie": "police"} {
		var got []string
		for _, u := range ix.Query("about "+typed, English).Units {
			if u.Origin == Repaired {
				got = append(got, u.Word)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is mended to %q, want %q", typed, got, want)
		}
	}
}
