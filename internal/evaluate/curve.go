package evaluate

import (
	"cmp"
	"slices"
)

// scored is one question with how confident a system is that its best passage answers.
type scored struct {
	confidence float64
	positive   bool // the passages answer it
	right      bool // and the best passage is one that does
	question   int  // its place among the questions that are drawn
}

// byConfidence puts questions in order, the most confident first.
func byConfidence(all []scored) {
	slices.SortStableFunc(all, func(x, y scored) int { return cmp.Compare(y.confidence, x.confidence) })
}

// AUROC is the area under the receiver operating characteristic: how often, of a question that the passages answer
// and one that they do not, the first has the higher confidence; ties count half (Mann and Whitney 1947). It is 0.5
// where there are none of either. counts tells how often each question counts; all is in order of confidence.
func auroc(all []scored, counts []int) float64 {
	var positives, negatives, above, wins float64
	for from, to := 0, 0; from < len(all); from = to {
		var p, n float64
		for to = from; to < len(all) && all[to].confidence == all[from].confidence; to++ {
			if c := float64(counts[all[to].question]); all[to].positive {
				p += c
			} else {
				n += c
			}
		}
		wins += n * (above + p/2)
		above += p
		positives += p
		negatives += n
	}
	if positives == 0 || negatives == 0 {
		return 0.5
	}
	return wins / (positives * negatives)
}

// answeredAt is the share of the questions with an answer that are answered when the threshold is set, with the
// answers in hand, so that at most a share of those without one are.
func answeredAt(all []scored, counts []int, absent float64) float64 {
	var positives, negatives float64
	for i := range all {
		if c := float64(counts[all[i].question]); all[i].positive {
			positives += c
		} else {
			negatives += c
		}
	}
	var p, n, best float64
	for from, to := 0, 0; from < len(all); from = to {
		for to = from; to < len(all) && all[to].confidence == all[from].confidence; to++ {
			if c := float64(counts[all[to].question]); all[to].positive {
				p += c
			} else {
				n += c
			}
		}
		if n > absent*negatives {
			break
		}
		best = p
	}
	return best / max(positives, 1)
}

// Point is one threshold of a selective predictor.
type Point struct {
	Coverage float64 `json:"coverage"` // share of the questions with an answer that are answered
	Risk     float64 `json:"risk"`     // share of all that are answered wrongly, or though there is no answer
}

// mostPoints is about how many points a curve has.
const mostPoints = 200

// riskCoverage is the curve of risk against coverage (El-Yaniv and Wiener 2010) as the threshold falls. The points
// are evenly spread over the coverage, from the first step on: the risk of the few most confident ones alone says
// nothing. all is in order of confidence.
func riskCoverage(all []scored) []Point {
	positives := 0
	for i := range all {
		if all[i].positive {
			positives++
		}
	}
	var curve []Point
	answered, wrong, found, last := 0, 0, 0, 0.0
	for from, to := 0, 0; from < len(all); from = to {
		for to = from; to < len(all) && all[to].confidence == all[from].confidence; to++ {
			answered++
			if all[to].positive {
				found++
			}
			if !all[to].right {
				wrong++
			}
		}
		p := Point{float64(found) / float64(max(positives, 1)), float64(wrong) / float64(answered)}
		if p.Coverage-last >= 1.0/mostPoints || to == len(all) {
			curve, last = append(curve, p), p.Coverage
		}
	}
	return curve
}
