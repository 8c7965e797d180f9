package discord

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"clippings/adapters/serving"
)

// Shards says which shards of a bot this process connects: First to Last of Count. Count 0 asks
// Discord how many there should be, and connects them all.
type Shards struct{ First, Last, Count int }

// ParseShards reads "" (as many as Discord recommends), "4" (all of four) or "0-3/16" (the first four
// of sixteen, when several processes share the servers).
func ParseShards(s string) (Shards, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Shards{}, nil
	}
	wrong := fmt.Errorf("%q is no range of shards: write nothing, 4, or 0-3/16", s)
	span, count, ranged := strings.Cut(s, "/")
	if !ranged {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return Shards{}, wrong
		}
		return Shards{Last: n - 1, Count: n}, nil
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 {
		return Shards{}, wrong
	}
	from, to, several := strings.Cut(span, "-")
	if !several {
		to = from
	}
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || first < 0 || last < first || last >= n {
		return Shards{}, wrong
	}
	return Shards{first, last, n}, nil
}

// identifyGate spaces identifications as Discord demands: shards whose number has the same remainder
// by the bot's maximal concurrency identify one after another. It is safe for concurrent use.
type identifyGate struct {
	concurrency int // at least 1; set before the first enter

	mu   sync.Mutex
	keys map[int]*identifyKey
}

type identifyKey struct {
	turn chan struct{} // holds one while somebody identifies
	next time.Time     // the next may identify then; of who has the turn
}

// enter returns when the shard may identify, or ctx's error. Who has entered calls leave once, when
// Discord has answered or will not, and says whether the shard has identified: the next one of its key
// waits so long from then on.
func (g *identifyGate) enter(ctx context.Context, shard int, apart time.Duration) (leave func(identified bool), err error) {
	g.mu.Lock()
	if g.keys == nil {
		g.keys = make(map[int]*identifyKey)
	}
	n := shard % max(g.concurrency, 1)
	key := g.keys[n]
	if key == nil {
		key = &identifyKey{turn: make(chan struct{}, 1)}
		g.keys[n] = key
	}
	g.mu.Unlock()
	select {
	case key.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := serving.Sleep(ctx, time.Until(key.next)); err != nil {
		<-key.turn
		return nil, err
	}
	return func(identified bool) {
		if identified {
			key.next = time.Now().Add(apart)
		}
		<-key.turn
	}, nil
}
