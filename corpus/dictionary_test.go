package corpus

import (
	"cmp"
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

// TestDictionaryGrows holds that words keep their numbers, in the order in which they came, however
// many come, and that no other word has one.
func TestDictionaryGrows(t *testing.T) {
	d := newDictionary(1)
	word := func(i int) string { return fmt.Sprint("word", i) }
	for range 2 {
		for i := range 5000 {
			if n := d.add(word(i), wordHash(word(i))); int(n) != i {
				t.Fatalf("%s has number %d", word(i), n)
			}
		}
	}
	if n, ok := d.find(word(4321)); n != 4321 || !ok {
		t.Errorf("found as %d, %v", n, ok)
	}
	if n, ok := d.find("nothing"); ok {
		t.Errorf("what was never added has number %d", n)
	}
}

// TestDictionaryFinds holds that a packed dictionary finds its words, also written as two, and no others.
func TestDictionaryFinds(t *testing.T) {
	d := newDictionary(4)
	words := []string{"", "a", "court", "house", "courthouse", "ho", "use", "a-word-that-is-much-longer-than-eight-bytes", "ñandú"}
	for _, w := range words {
		d.add(w, wordHash(w))
	}
	d.pack()
	for i, w := range words {
		if n, ok := d.find(w); !ok || int(n) != i || d.words[n] != w {
			t.Errorf("%q is found as %d, %v", w, n, ok)
		}
		for cut := range len(w) + 1 {
			if n, ok := d.findJoined(w[:cut], w[cut:]); !ok || int(n) != i {
				t.Errorf("%q and %q are found as %d, %v", w[:cut], w[cut:], n, ok)
			}
		}
	}
	for _, w := range []string{"b", "hous", "courthouses", "aa", "a-word-that-is-much-longer-than-eight-byteS"} {
		if n, ok := d.find(w); ok {
			t.Errorf("%q is found as %d", w, n)
		}
		if n, ok := d.findJoined(w[:1], w[1:]); ok {
			t.Errorf("%q in two is found as %d", w, n)
		}
	}
}

// TestSteps holds that every step is found, and no other, however many there are.
func TestSteps(t *testing.T) {
	s := newSteps(4)
	for i := range int32(3000) {
		s.add(i/3+1, uint32(i), i+7)
	}
	for i := range int32(3000) {
		if to := s.find(i/3+1, uint32(i)); to != i+7 {
			t.Fatalf("step %d leads to %d", i, to)
		}
		if to := s.find(i/3+2, uint32(i)); to != 0 {
			t.Fatalf("what is no step leads to %d", to)
		}
	}
}

// TestSortNumbers holds that keys are sorted by their bits from one on, and keep their order below.
func TestSortNumbers(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, low := range []int{0, 24, 32, 63} {
		for _, n := range []int{0, 1, 2, 1000} {
			keys := make([]uint64, n)
			for i := range keys {
				keys[i] = random.Uint64() >> random.Intn(40)
			}
			want := slices.Clone(keys)
			slices.SortStableFunc(want, func(a, b uint64) int { return cmp.Compare(a>>low, b>>low) })
			if sortNumbers(keys, low); !slices.Equal(keys, want) {
				t.Errorf("%d keys from bit %d on are not sorted", n, low)
			}
		}
	}
}
