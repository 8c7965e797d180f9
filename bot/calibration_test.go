package bot

import (
	"math"
	"testing"
)

// TestCalibration holds confidence to what it says it is, on questions that nothing was fitted on: in
// each third of the scale the mean confidence is near the share of answers that are right, once the
// unanswerable questions are weighed as the fit weighs them.
func TestCalibration(t *testing.T) {
	const errors, least = 2.5, 0.1 // standard errors of a share among so many weighted questions, and at least so much
	b := loadBot(t)
	type bin struct{ weight, confidence, right float64 }
	var bins [3]bin
	for _, name := range heldOutSets {
		set := loadSet(t, name)
		examples := goldenExamples(b, set)
		var answerable, unanswerable float64
		for i := range set {
			if set[i].Answerable() {
				answerable++
			} else {
				unanswerable++
			}
		}
		for i := range examples {
			x := &examples[i]
			if len(x.matches) == 0 || x.u.Notice == Emergency || x.u.Chat || x.u.listing() {
				continue
			}
			weight := 1.0
			if !set[i].Answerable() {
				weight = unanswerableShare / (1 - unanswerableShare) * answerable / unanswerable
			}
			s := b.signals(x.u, x.matches, &x.gap)
			p := b.weights.confidence(&s)
			at := &bins[min(int(p*3), 2)]
			at.weight += weight
			at.confidence += weight * p
			if x.right[0] {
				at.right += weight
			}
		}
	}
	for i, at := range bins {
		if at.weight < 5 {
			continue
		}
		said, was := at.confidence/at.weight, at.right/at.weight
		t.Logf("third %d: weight %.0f, confidence %.2f, right %.2f", i+1, at.weight, said, was)
		if math.Abs(said-was) > max(least, errors*math.Sqrt(0.25/at.weight)) {
			t.Errorf("third %d of the scale: confidence %.2f on the mean, right %.2f", i+1, said, was)
		}
	}
}
