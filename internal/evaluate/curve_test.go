package evaluate

import (
	"slices"
	"testing"
)

// ordering is questions with their confidence, + for those with an answer, in order.
func ordering(positive, negative []float64) (all []scored, counts []int) {
	for _, c := range positive {
		all = append(all, scored{c, true, true, len(all)})
	}
	for _, c := range negative {
		all = append(all, scored{c, false, false, len(all)})
	}
	byConfidence(all)
	return all, slices.Repeat([]int{1}, len(all))
}

func TestAUROC(t *testing.T) {
	for name, c := range map[string]struct {
		positive, negative []float64
		want               float64
	}{
		"apart":         {[]float64{3, 4}, []float64{1, 2}, 1},
		"the wrong way": {[]float64{1, 2}, []float64{3, 4}, 0},
		"all equal":     {[]float64{1, 1}, []float64{1, 1, 1}, 0.5},
		"three of four": {[]float64{1, 3}, []float64{0, 2}, 0.75},
		"one tie":       {[]float64{2, 3}, []float64{1, 2}, 0.875},
		"no negatives":  {[]float64{2, 3}, nil, 0.5},
		"nothing":       {nil, nil, 0.5},
	} {
		all, counts := ordering(c.positive, c.negative)
		near(t, name, auroc(all, counts), c.want, 1e-12)
	}
	all, counts := ordering([]float64{1, 3}, []float64{0, 2})
	counts[0] = 3 // the positive at 1 thrice: of 4 × 2 pairs, 3 × 1 + 1 × 2 are right
	near(t, "with counts", auroc(all, counts), 5.0/8, 1e-12)
}

func TestAnsweredAt(t *testing.T) {
	// In order: + + - + - + -, of which 4 are positive and 3 negative.
	all, counts := ordering([]float64{9, 8, 6, 4}, []float64{7, 5, 3})
	for allowed, want := range map[float64]float64{0: 0.5, 0.32: 0.5, 0.34: 0.75, 0.67: 1, 1: 1} {
		near(t, "the share answered", answeredAt(all, counts, allowed), want, 1e-12)
	}
	tied, counts := ordering([]float64{5, 5}, []float64{5})
	near(t, "the share answered of equals", answeredAt(tied, counts, 0.5), 0, 1e-12)
}

func TestRiskCoverage(t *testing.T) {
	all := []scored{
		{9, true, true, 0}, {8, true, false, 1}, {7, false, false, 0}, {6, true, true, 2}, {5, false, false, 1}, {5, true, true, 3},
	}
	want := []Point{{0.25, 0}, {0.5, 1.0 / 2}, {0.75, 2.0 / 4}, {1, 3.0 / 6}}
	if got := riskCoverage(all); !slices.Equal(got, want) {
		t.Errorf("the curve is %v, want %v", got, want)
	}
	if got := riskCoverage(nil); got != nil {
		t.Errorf("the curve of nothing is %v", got)
	}
	var many []scored
	for i := range 10000 {
		many = append(many, scored{float64(-i), i%2 == 0, i%3 == 0, i})
	}
	curve := riskCoverage(many)
	if n := len(curve); n > mostPoints+1 || n < mostPoints/2 || curve[n-1].Coverage != 1 {
		t.Errorf("a curve has %d points and ends at %v", n, curve[n-1])
	}
}
