package redisstate

import (
	"strconv"
	"testing"
	"time"

	"clippings/adapters/serving"
)

// The benchmarks compare what a question costs by the memory of one process alone with what it costs by a
// Redis on the same machine, where nearly all of it is the way there and back. Each event is new.

func BenchmarkFirst(b *testing.B) {
	each(b, func(b *testing.B, state serving.State) {
		s := serving.NewSeen(100_000, 15*time.Minute).Share(state, "bench")
		for i := 0; b.Loop(); i++ {
			key := strconv.Itoa(i)
			if !s.First(key) || !s.Claim(nil, key) {
				b.Fatal("a new event is not the first")
			}
		}
	})
}

func BenchmarkAllow(b *testing.B) {
	limits := serving.Limits{Person: serving.Rate{Every: 3 * time.Second, Burst: 20}, Place: serving.Rate{Every: time.Second / 5, Burst: 300}}
	each(b, func(b *testing.B, state serving.State) {
		l := serving.NewLimiter(limits, 100_000).Share(state, "bench")
		for i := 0; b.Loop(); i++ {
			l.Allow(strconv.Itoa(i%1000), strconv.Itoa(i%50))
		}
	})
}

func each(b *testing.B, run func(*testing.B, serving.State)) {
	b.Run("memory", func(b *testing.B) { b.ReportAllocs(); run(b, nil) })
	b.Run("redis-server", func(b *testing.B) {
		r := open(b, startRedis(b).address(), nil)
		b.ReportAllocs()
		run(b, r)
		if n := r.log.count(saysLost); n > 0 {
			b.Fatal(r.log)
		}
	})
	b.Run("away", func(b *testing.B) {
		r := open(b, "127.0.0.1:1", nil)
		b.ReportAllocs()
		run(b, r)
	})
}
