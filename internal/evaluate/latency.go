package evaluate

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// Latency is how long a whole question takes, on one goroutine.
type Latency struct {
	N   int     `json:"n"`      // timings
	P50 float64 `json:"p50_us"` // microseconds
	P99 float64 `json:"p99_us"`
}

// How latency is measured: a warm-up, then each question once; a small set again until there are enough timings. The
// systems take turns, a block of questions each, so that what else the machine does meets both alike.
const (
	warmUp       = 200
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
	rounds := (leastTimings + len(set.Questions) - 1) / len(set.Questions)
	n := max(rounds, 1) * len(set.Questions)
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
	var all []Latency
	for s := range took {
		slices.Sort(took[s])
		us := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
		all = append(all, Latency{n, us(quantile(took[s], 0.5)), us(quantile(took[s], 0.99))})
	}
	return all, nil
}
