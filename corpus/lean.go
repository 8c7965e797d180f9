package corpus

import "math"

// lean tells how much a question sounds like those that gaps have and excerpts have not: how much money,
// whose phone number, what came of it. It is a logistic regression on the terms of all stored questions, learned by
// stochastic gradient descent, while the index is built or, of the built-in coverage, when its cut was made.
type lean struct {
	weight []float32 // by number in bags
	bias   float32
}

// The descent goes over the questions in so many rounds, by steps of leanRate in the first, half of it in the
// second, a third in the third.
const (
	leanRounds = 3
	leanRate   = 0.3
)

// newLean learns from the bags of all stored questions, those behind so many excerpts' being of gaps. Where excerpts
// or gaps have none, there is nothing to learn, and no question leans. Products are rounded before they are added, so that
// machines that could do both in one step learn the same.
func newLean(x *bags, excerpts int) lean {
	l := lean{weight: make([]float32, len(x.weight))}
	n, firstGap := len(x.ends), x.parts[2*excerpts]
	if int(firstGap) == n || firstGap == 0 {
		return l
	}
	step := stride(n)
	for round := range leanRounds {
		rate := float32(leanRate) / float32(round+1)
		for k, i := 0, 0; k < n; k, i = k+1, (i+step)%n {
			bag := x.terms[x.begin(i):x.ends[i]]
			sum := l.bias
			for _, t := range bag {
				sum += l.weight[t]
			}
			miss := -logistic(sum)
			if uint32(i) >= firstGap {
				miss++
			}
			change := float32(rate * miss)
			for _, t := range bag {
				l.weight[t] += change
			}
			l.bias += change / 10 // every question moves it, so it moves less
		}
	}
	return l
}

// stride returns a step by which each of n places is reached once, neighbors far apart: one near the golden section
// of n that has no divisor in common with it.
func stride(n int) int {
	step := max(int(float64(n)*(math.Phi-1)), 1)
	for gcd(step, n) != 1 {
		step++
	}
	return step
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
