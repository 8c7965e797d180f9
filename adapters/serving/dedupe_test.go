package serving_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
)

func TestSeenOnceAmongMany(t *testing.T) {
	const keys, callers = 50, 100
	s := serving.NewSeen(keys, time.Hour)
	var first [keys]atomic.Int32
	var start, done sync.WaitGroup
	start.Add(1)
	for range callers {
		done.Go(func() {
			start.Wait()
			for k := range keys {
				if s.First(fmt.Sprint("event-", k)) {
					first[k].Add(1)
				}
			}
		})
	}
	start.Done()
	done.Wait()
	for k := range first {
		if n := first[k].Load(); n != 1 {
			t.Errorf("key %d was first %d times", k, n)
		}
	}
}

func TestSeenForgets(t *testing.T) {
	// Each step waits, then asks for a key.
	type step struct {
		wait  time.Duration
		key   string
		first bool
	}
	tests := []struct {
		name  string
		most  int
		ttl   time.Duration
		steps []step
	}{
		{"a duplicate within ttl", 10, time.Minute, []step{{0, "a", true}, {59 * time.Second, "a", false}}},
		{"again after ttl", 10, time.Minute, []step{{0, "a", true}, {time.Minute, "a", true}}},
		{"a duplicate does not prolong", 10, time.Minute, []step{{0, "a", true}, {30 * time.Second, "a", false}, {30 * time.Second, "a", true}, {59 * time.Second, "a", false}}},
		{"each key has its own time", 10, time.Minute, []step{{0, "a", true}, {30 * time.Second, "b", true}, {40 * time.Second, "a", true}, {0, "b", false}}},
		{"the oldest goes", 2, time.Minute, []step{{0, "a", true}, {0, "b", true}, {0, "c", true}, {0, "b", false}, {0, "c", false}, {0, "a", true}, {0, "c", false}, {0, "b", true}}},
		{"round the ring", 2, time.Minute, []step{{0, "a", true}, {0, "b", true}, {time.Minute, "c", true}, {0, "d", true}, {0, "c", false}, {0, "e", true}, {0, "c", true}}},
		{"at least one", 0, time.Minute, []step{{0, "a", true}, {0, "a", false}, {0, "b", true}, {0, "a", true}}},
		{"no ttl", 2, 0, []step{{0, "a", true}, {1000 * time.Hour, "a", false}, {0, "b", true}, {0, "c", true}, {0, "a", true}}},
		{"the empty key", 2, time.Minute, []step{{0, "", true}, {0, "", true}, {0, "a", true}, {0, "b", true}, {0, "", true}, {0, "a", false}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := serving.NewSeen(test.most, test.ttl)
				for i, step := range test.steps {
					time.Sleep(step.wait)
					if got := s.First(step.key); got != step.first {
						t.Errorf("step %d: First(%q) = %v", i, step.key, got)
					}
				}
			})
		})
	}
}

func TestSeenIsBounded(t *testing.T) {
	s := serving.NewSeen(1000, time.Hour)
	for i := range 5000 {
		if !s.First(fmt.Sprint(i)) {
			t.Fatalf("key %d was never seen", i)
		}
	}
	for i := range 5000 {
		if first, forgotten := s.First(fmt.Sprint(4999-i)), i >= 1000; first != forgotten {
			t.Fatalf("First of the key %d back = %v", i, first)
		}
		if i >= 1000 { // from here on, asking changes what is remembered
			break
		}
	}
}

func BenchmarkSeen(b *testing.B) {
	s := serving.NewSeen(10_000, time.Minute)
	keys := make([]string, 20_000)
	for i := range keys {
		keys[i] = fmt.Sprint(1_000_000_000_000+i, ":message")
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.First(keys[i%len(keys)])
	}
}
