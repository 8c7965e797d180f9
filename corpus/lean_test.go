package corpus

import "testing"

// TestLean holds that what is learned tells the built-in coverage's own questions apart, and the same each time.
func TestLean(t *testing.T) {
	ix, _ := builtIn(t)
	x, excerpts := &ix.bags, len(ix.corpus.Excerpts)
	firstGap := x.parts[2*excerpts]
	right := 0
	for i, end := range x.ends {
		sum := ix.lean.bias
		for _, t := range x.terms[x.begin(i):end] {
			sum += ix.lean.weight[t]
		}
		if sum > 0 == (uint32(i) >= firstGap) {
			right++
		}
	}
	if share := float64(right) / float64(len(x.ends)); share < 0.8 {
		t.Errorf("of the questions that were learned from, %.1f %% are told apart, want 80", 100*share)
	}
	again := newLean(x, excerpts)
	for i, w := range again.weight {
		if w != ix.lean.weight[i] {
			t.Fatalf("learned again, the weight of term %d is %v, not %v", i, w, ix.lean.weight[i])
		}
	}
}

// TestStride holds that every place is reached once.
func TestStride(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 6, 10, 12, 97, 100, 24285, 24310} {
		reached, at, step := make([]bool, n), 0, stride(n)
		for range n {
			if reached[at] {
				t.Fatalf("%d places by steps of %d: place %d twice", n, step, at)
			}
			reached[at] = true
			at = (at + step) % n
		}
	}
}
