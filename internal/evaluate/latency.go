package evaluate

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// Latency is how long a whole question takes, on one goroutine, in microseconds.
type Latency struct {
	N   int     `json:"n"`      // timings
	P50 float64 `json:"p50_us"` // of all timings
	P99 float64 `json:"p99_us"`
	// BestP99 is the 99th percentile of the questions' best timings: what a question takes when nothing else on the
	// machine gets in its way.
	BestP99 float64 `json:"best_p99_us"`
}

// How latency is measured: a warm-up, then all questions in rounds, a small set in more of them. The systems take
// turns, a block of questions each, so that what else the machine does meets both alike.
const (
	warmUp       = 200
	leastRounds  = 3
	leastTimings = 1000
	block        = 100
)

func latencies(ctx context.Context, set *Set, systems [2]Answerer) ([]Latency, error) {
	ask := func(a Answerer, i int) (time.Duration, error) {
		q := &set.Questions[i%len(set.Questions)]
		start := time.Now()
		_, err := a.Answer(ctx, q.Text)
		took := time.Since(start)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", q.Place, err)
		}
		return took, nil
	}
	for _, a := range systems {
		for i := range warmUp {
			if _, err := ask(a, i); err != nil {
				return nil, err
			}
		}
	}
	runtime.GC()
	n := len(set.Questions) * max(leastRounds, (leastTimings+len(set.Questions)-1)/len(set.Questions))
	var took [2][]time.Duration
	for from := 0; from < n; from += block {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for s, a := range systems {
			for i := from; i < min(from+block, n); i++ {
				d, err := ask(a, i)
				if err != nil {
					return nil, err
				}
				took[s] = append(took[s], d)
			}
		}
	}
	return []Latency{latencyOf(took[0], len(set.Questions)), latencyOf(took[1], len(set.Questions))}, nil
}

// latencyOf sums up rounds of timings, each of all questions in their order.
func latencyOf(took []time.Duration, questions int) Latency {
	best := slices.Clone(took[:questions])
	for i, d := range took {
		best[i%questions] = min(best[i%questions], d)
	}
	slices.Sort(best)
	slices.Sort(took)
	us := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	return Latency{len(took), us(quantile(took, 0.5)), us(quantile(took, 0.99)), us(quantile(best, 0.99))}
}
