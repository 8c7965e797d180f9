package bot

import "math"

// Weights are the fitted constants of ranking and deciding. TestWeightsAreFitted fits them anew on
// the project's own questions and fails when these are not what comes out.
type Weights struct {
	Rank   Features // a candidate's score is the sum of its features times these
	Decide Signals  // confidence is the logistic function of the sum of signals times these, plus Bias
	Bias   float64
}

func (w *Weights) score(f *Features) float64 {
	var sum float64
	for i := range f {
		sum += f[i] * w.Rank[i]
	}
	return sum
}

// confidence is the probability that the best candidate answers the question.
func (w *Weights) confidence(s *Signals) float64 {
	sum := w.Bias
	for i := range s {
		sum += s[i] * w.Decide[i]
	}
	return 1 / (1 + math.Exp(-sum))
}
