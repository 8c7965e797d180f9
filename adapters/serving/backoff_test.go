package serving_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
)

func TestBackoff(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name   string
		b      serving.Backoff
		wholes []time.Duration // the longest that each call may return; half of it is the least
	}{
		{"doubles up to most", serving.Backoff{Least: s, Most: 10 * s}, []time.Duration{s, 2 * s, 4 * s, 8 * s, 10 * s, 10 * s, 10 * s}},
		{"exactly most", serving.Backoff{Least: s, Most: 4 * s}, []time.Duration{s, 2 * s, 4 * s, 4 * s}},
		{"the zero value", serving.Backoff{}, []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, time.Minute, time.Minute}},
		{"most below least", serving.Backoff{Least: 5 * s, Most: s}, []time.Duration{5 * s, 5 * s}},
		{"one nanosecond", serving.Backoff{Least: 1, Most: 3}, []time.Duration{1, 2, 3, 3}},
		{"without end", serving.Backoff{Least: math.MaxInt64/2 + 1, Most: math.MaxInt64}, []time.Duration{math.MaxInt64/2 + 1, math.MaxInt64, math.MaxInt64}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := test.b
			for range 100 {
				for i, whole := range test.wholes {
					if d := b.Next(); d < max(whole/2, 1) || d > whole {
						t.Fatalf("call %d: %v, want from %v to %v", i, d, whole/2, whole)
					}
				}
				b.Reset()
			}
		})
	}
}

// TestBackoffSpreads proves that the waits fill their whole range.
func TestBackoffSpreads(t *testing.T) {
	b := serving.Backoff{Least: time.Second, Most: time.Second}
	var quarters [2]int
	for range 1000 {
		if b.Next() < 750*time.Millisecond {
			quarters[0]++
		} else {
			quarters[1]++
		}
	}
	if min(quarters[0], quarters[1]) < 300 { // by chance less than once in 10^30 runs
		t.Errorf("lower and upper half: %v", quarters)
	}
}

func TestSleep(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name       string
		d, timeout time.Duration
		want       error
		took       time.Duration
	}{
		{"whole", s, time.Hour, nil, s},
		{"cut short", time.Hour, s, context.DeadlineExceeded, s},
		{"nothing", 0, s, nil, 0},
		{"less than nothing", -s, s, nil, 0},
		{"too late", 0, -s, context.DeadlineExceeded, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
				defer cancel()
				begun := time.Now()
				if err := serving.Sleep(ctx, test.d); !errors.Is(err, test.want) {
					t.Errorf("err = %v", err)
				}
				if took := time.Since(begun); took != test.took {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}
