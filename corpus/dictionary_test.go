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
