package discord

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestParseShards holds what an operator may write, and that anything else is told apart.
func TestParseShards(t *testing.T) {
	for _, row := range []struct {
		in   string
		want Shards
	}{
		{"", Shards{}}, {"  ", Shards{}}, {"1", Shards{0, 0, 1}}, {"4", Shards{0, 3, 4}}, {" 16 ", Shards{0, 15, 16}},
		{"0-3/16", Shards{0, 3, 16}}, {"4-7/16", Shards{4, 7, 16}}, {"15-15/16", Shards{15, 15, 16}}, {"2/4", Shards{2, 2, 4}}, {"0/1", Shards{0, 0, 1}},
	} {
		got, err := ParseShards(row.in)
		if err != nil || got != row.want {
			t.Errorf("%q: %v, %v; want %v", row.in, got, err, row.want)
		}
		if err := (&Config{Token: "x", Shards: got}).Validate(); err != nil {
			t.Errorf("%q is read, and not valid: %v", row.in, err)
		}
	}
	for _, in := range []string{"0", "-1", "x", "1.5", "4/4", "0-4/4", "3-2/4", "-1-2/4", "0-1", "0-1/0", "0-1/", "/4", "-/4", "1-/4", "0-1/x", "a-b/4", "0-1-2/4", "0/1/2", "99999999999999999999"} {
		got, err := ParseShards(in)
		if err == nil || got != (Shards{}) {
			t.Errorf("%q is read as %v", in, got)
			continue
		}
		if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "0-3/16") {
			t.Errorf("%q: the error does not say what to write: %v", in, err)
		}
	}
}

// TestIdentifyGate holds that shards of one key identify one after another and far enough apart, counted
// from when the one before was done, and that others do not wait for them.
func TestIdentifyGate(t *testing.T) {
	t.Parallel()
	const apart, slow = 100 * time.Millisecond, 60 * time.Millisecond
	for _, concurrency := range []int{0, 1, 2, 16} {
		g := &identifyGate{concurrency: concurrency}
		keys := max(concurrency, 1)
		var mu sync.Mutex
		done := make(map[int][]time.Time)
		inside := make(map[int]int)
		var group sync.WaitGroup
		for shard := range 6 {
			group.Go(func() {
				leave, err := g.enter(t.Context(), shard, apart)
				if err != nil {
					t.Error(err)
					return
				}
				key, entered := shard%keys, time.Now()
				mu.Lock()
				if inside[key]++; inside[key] > 1 {
					t.Errorf("concurrency %d: two shards of key %d at once", concurrency, key)
				}
				if n := len(done[key]); n > 0 && entered.Sub(done[key][n-1]) < apart {
					t.Errorf("concurrency %d: %v after the one before", concurrency, entered.Sub(done[key][n-1]))
				}
				mu.Unlock()
				time.Sleep(slow)
				mu.Lock()
				inside[key]--
				done[key] = append(done[key], time.Now())
				mu.Unlock()
				leave(true)
			})
		}
		group.Wait()
		if len(done) != min(keys, 6) {
			t.Errorf("concurrency %d: %d keys", concurrency, len(done))
		}
		if keys == 16 { // all six have keys of their own
			all := slices.Concat(done[0], done[1], done[2], done[3], done[4], done[5])
			first, last := slices.MinFunc(all, time.Time.Compare), slices.MaxFunc(all, time.Time.Compare)
			if last.Sub(first) >= apart+slow {
				t.Errorf("shards of different keys waited for one another: %v", last.Sub(first))
			}
		}
	}
}

// TestIdentifyGateUnused holds that who entered and did not identify makes nobody wait, and that waiting
// ends with the context, in the queue and in front of the door.
func TestIdentifyGateUnused(t *testing.T) {
	g := new(identifyGate)
	leave, err := g.enter(t.Context(), 0, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := g.enter(ctx, 1, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in the queue: %v", err)
	}
	leave(false)
	if leave, err = g.enter(t.Context(), 2, time.Hour); err != nil {
		t.Fatal(err)
	}
	leave(true)
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := g.enter(ctx, 3, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in front of the door: %v", err)
	}
	select {
	case g.keys[0].turn <- struct{}{}:
	default:
		t.Error("who gave up keeps the door shut")
	}
}
