package serving

import (
	"context"
	"math/rand/v2"
	"time"
)

// What a zero Backoff waits.
const (
	defaultLeast = time.Second
	defaultMost  = time.Minute
)

// Backoff says how long to wait before the next attempt at something that failed. The whole wait
// doubles from Least to Most; what Next returns lies anywhere between half of it and all of it, so that
// many programs that lost the same service do not come back at the same moment, and none comes at once.
//
// The zero value waits from one second to one minute. It is not safe for concurrent use: one loop has
// one Backoff.
type Backoff struct {
	Least time.Duration // the first whole wait; one second when zero or less
	Most  time.Duration // no whole wait is longer; one minute when zero or less, and never below Least

	whole time.Duration // the next whole wait; zero: Least
}

// Next returns how long to wait before the next attempt, always above zero, and lets the wait after it
// be longer.
func (b *Backoff) Next() time.Duration {
	least, most := b.Least, b.Most
	if least <= 0 {
		least = defaultLeast
	}
	if most <= 0 {
		most = defaultMost
	}
	most = max(least, most)
	whole := max(b.whole, least)
	if whole > most/2 {
		whole, b.whole = min(whole, most), most
	} else {
		b.whole = 2 * whole
	}
	half := whole - whole/2 // rounded up: a wait of one nanosecond has no half
	return half + rand.N(whole-half+1)
}

// Reset begins again from Least, after an attempt went well.
func (b *Backoff) Reset() { b.whole = 0 }

// Sleep waits for d, or until ctx ends; then it returns ctx's error. With a d of zero or less it returns
// at once.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
