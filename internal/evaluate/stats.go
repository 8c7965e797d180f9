package evaluate

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Estimate is a figure with its 95 % confidence interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// normal975 is the 97.5 % quantile of the standard normal distribution.
const normal975 = 1.959963984540054

// Wilson is the share of hits among n with Wilson's score interval (1927), which stays within [0, 1] and is not
// empty at the ends. Of nothing, the share is 0 and anything may be true.
func Wilson(hits, n int) Estimate {
	if n == 0 {
		return Estimate{High: 1}
	}
	const z2 = normal975 * normal975
	size := float64(n)
	p := float64(hits) / size
	middle := (p + z2/(2*size)) / (1 + z2/size)
	width := normal975 / (1 + z2/size) * math.Sqrt(p*(1-p)/size+z2/(4*size*size))
	return Estimate{p, max(0, middle-width), min(1, middle+width)}
}

// pair is a figure of two systems on the same questions.
type pair [2]float64

// The bootstrap's resamples, and what it draws them from: the same figures always get the same intervals.
const (
	resamples     = 1000
	bootstrapSeed = 2026
)

// bootstrap is the percentile interval (Efron 1979) of each of two figures and of their difference, the first less
// the second. Questions are drawn with replacement, for both systems the same ones. of tells the figures when each
// of n questions counts as often as its count says.
func bootstrap(n int, of func(counts []int) pair) (each [2]Estimate, difference Estimate) {
	counts := make([]int, n)
	for i := range counts {
		counts[i] = 1
	}
	value := of(counts)
	var drawn [3][]float64
	if n > 0 {
		random := rand.New(rand.NewPCG(bootstrapSeed, uint64(n)))
		for range resamples {
			clear(counts)
			for range n {
				counts[random.IntN(n)]++
			}
			v := of(counts)
			for i, x := range []float64{v[0], v[1], v[0] - v[1]} {
				drawn[i] = append(drawn[i], x)
			}
		}
	}
	estimate := func(value float64, drawn []float64) Estimate {
		if n == 0 {
			return Estimate{Value: value, Low: value, High: value}
		}
		slices.Sort(drawn)
		return Estimate{value, quantile(drawn, 0.025), quantile(drawn, 0.975)}
	}
	return [2]Estimate{estimate(value[0], drawn[0]), estimate(value[1], drawn[1])}, estimate(value[0]-value[1], drawn[2])
}

// quantile is the smallest of the sorted values that a share of them do not exceed: the nearest rank.
func quantile[T float64 | time.Duration](sorted []T, share float64) T {
	rank := int(math.Ceil(share * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
