package redisstate

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clippings/adapters/serving"
)

// TestOneAmongMany: of many callers in two processes one has each event, and all of them together get what a
// person and a place may have.
func TestOneAmongMany(t *testing.T) {
	servers(t, func(t *testing.T, address string) {
		stores := []*rig{open(t, address, nil), open(t, address, nil)}
		limits := serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 5}, Place: serving.Rate{Every: time.Hour, Burst: 12}}
		const events, persons = 50, 4
		var had [events]atomic.Int32
		var allowed, told [persons]atomic.Int32
		var callers sync.WaitGroup
		for n := range 20 {
			callers.Go(func() {
				s, who := stores[n%2], n/2%persons
				for e := range events {
					keys := []string{fmt.Sprint("e", e), fmt.Sprint("m", e)}
					first, err := s.First("x", keys, time.Minute)
					if err != nil {
						t.Error(err)
					}
					if first {
						had[e].Add(1)
					}
				}
				for range 10 {
					v, err := s.Allow("x", fmt.Sprint("person", who), "place", limits)
					if err != nil {
						t.Error(err)
					}
					if v.OK {
						allowed[who].Add(1)
					}
					if v.Tell {
						told[who].Add(1)
					}
				}
			})
		}
		callers.Wait()
		for e := range had {
			if n := had[e].Load(); n != 1 {
				t.Errorf("event %d was first %d times", e, n)
			}
		}
		all := int32(0)
		for who := range allowed {
			n := allowed[who].Load()
			all += n
			if n > 5 {
				t.Errorf("person %d was allowed %d times", who, n)
			}
			if n := told[who].Load(); n < 1 || n > 6 { // once after each time that the person was allowed, at most
				t.Errorf("person %d was told %d times", who, n)
			}
		}
		if all != 12 {
			t.Errorf("the place allowed %d questions", all)
		}
	})
}

// TestOrphans: what a process had claimed that was killed goes to who is handed it next, or asks for it. What a
// process had claimed that ended in order is done.
func TestOrphans(t *testing.T) {
	servers(t, func(t *testing.T, address string) {
		c := client(t, address)
		killed, stopped, lives := open(t, address, nil), open(t, address, nil), open(t, address, nil)
		claim := func(claim func(string, []string, time.Duration) (bool, error), want bool, what string, keys ...string) {
			t.Helper()
			if got, err := claim("x", keys, 30*time.Minute); got != want || err != nil {
				t.Errorf("%s: %v, %v", what, got, err)
			}
		}
		claim(killed.First, true, "a new event", "k1", "shared")
		claim(killed.First, true, "a new event", "k2")
		claim(stopped.First, true, "a new event", "s")
		claim(lives.First, true, "a new event", "l")
		claim(lives.Adopt, false, "adopts from a process that lives", "k1")
		claim(lives.Adopt, false, "adopts what nobody has", "new")
		claim(lives.Adopt, false, "adopts its own", "l")
		if err := stopped.Close(); err != nil {
			t.Error(err)
		}
		rewind(t, c, serving.ClaimLife-2*time.Second)
		claim(lives.First, false, "an event of a process that may live", "k1")
		rewind(t, c, serving.ClaimLife)
		claim(lives.Adopt, false, "adopts what nobody has", "new")
		claim(lives.Adopt, true, "adopts from a killed process", "k1", "new")
		claim(lives.Adopt, false, "adopts twice", "k1")
		claim(lives.First, false, "an event that it adopted", "new")
		claim(lives.First, true, "is handed an event of a killed process", "k2")
		claim(lives.First, false, "is handed it again", "k2")
		claim(lives.First, false, "an event of a process that ended in order", "s")
		claim(lives.Adopt, false, "adopts from a process that ended in order", "s")
		claim(open(t, address, nil).First, false, "an event that the living one adopted", "k1")
	})
}

// TestLives: a process that nobody asks anything gives signs of life.
func TestLives(t *testing.T) {
	servers(t, func(t *testing.T, address string) {
		r := open(t, address, nil)
		r.times.beat = 5 * time.Millisecond
		r.run()
		c := client(t, address)
		for range 3 {
			if err := c.Del(context.Background(), processes+r.me).Err(); err != nil {
				t.Fatal(err)
			}
			eventually(t, "no sign of life", func() bool { return c.Exists(context.Background(), processes+r.me).Val() == 1 })
		}
	})
}

// TestClockSetBack: a server whose clock is set back, or that is told of a lower limit, makes nobody wait
// longer than an empty bucket does.
func TestClockSetBack(t *testing.T) {
	servers(t, func(t *testing.T, address string) {
		r, c := open(t, address, nil), client(t, address)
		limits := serving.Limits{Person: serving.Rate{Every: time.Minute, Burst: 2}}
		for range 2 {
			if v, err := r.Allow("x", "a", "", limits); !v.OK || err != nil {
				t.Fatalf("%+v, %v", v, err)
			}
		}
		rewind(t, c, -24*time.Hour)
		if v, err := r.Allow("x", "a", "", limits); v.OK || v.Wait > time.Minute || err != nil {
			t.Errorf("%+v, %v", v, err)
		}
		rewind(t, c, time.Minute)
		if v, err := r.Allow("x", "a", "", limits); !v.OK || err != nil {
			t.Errorf("refused after the wait: %+v, %v", v, err)
		}
	})
}

// TestHoldsNobody: a server is given no id and nothing for ever, and who has another key knows other names.
func TestHoldsNobody(t *testing.T) {
	const event, person, place = "m1187654321098765432", "U024BE7LH", "C9876543210"
	servers(t, func(t *testing.T, address string) {
		c, ctx := client(t, address), context.Background()
		limits := serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 1}, Place: serving.Rate{Every: time.Hour, Burst: 1}}
		ask := func(r *rig, space string) {
			for range 2 {
				if _, err := r.First(space, []string{event}, time.Minute); err != nil {
					t.Error(err)
				}
				if _, err := r.Allow(space, person, place, limits); err != nil {
					t.Error(err)
				}
			}
		}
		keysAfter := func(r *rig, space string) map[string]bool {
			c.FlushAll(ctx)
			ask(r, space)
			found := make(map[string]bool)
			for _, key := range c.Keys(ctx, "*").Val() {
				if !strings.HasPrefix(key, processes) {
					found[key] = true
				}
				value := c.Get(ctx, key).Val()
				if ttl := c.PTTL(ctx, key).Val(); ttl <= 0 {
					t.Errorf("%s never expires: %v", key, ttl)
				}
				for _, id := range []string{event, person, place, event[1:]} {
					if strings.Contains(key+value, id) {
						t.Errorf("%s = %s holds %s", key, value, id)
					}
				}
			}
			if len(found) != 3 {
				t.Errorf("%d keys: %v", len(found), found)
			}
			return found
		}
		common := func(a, b map[string]bool) (n int) {
			for key := range a {
				if b[key] {
					n++
				}
			}
			return n
		}
		one := keysAfter(open(t, address, nil), "x")
		if n := common(one, keysAfter(open(t, address, nil), "x")); n != 3 {
			t.Errorf("two processes agree on %d of 3 keys", n)
		}
		if n := common(one, keysAfter(open(t, address, nil), "y")); n != 0 {
			t.Errorf("two spaces have %d keys in common", n)
		}
		if n := common(one, keysAfter(open(t, address, func(c *Config) { c.Key = strings.ToUpper(testKey) }), "x")); n != 0 {
			t.Errorf("two bots have %d keys in common", n)
		}
	})
}
