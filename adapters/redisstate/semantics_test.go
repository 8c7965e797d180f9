package redisstate

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
)

// memory is what a test of what is remembered runs against: the memory of one process, or two processes that
// share a server.
type memory interface {
	first(process int, ttl time.Duration, keys ...string) bool
	allow(process int, limits serving.Limits, person, place string) serving.Verdict
	pass(time.Duration)
	slack() time.Duration // by how much a wait may be shorter than it should
}

// alone is one process's memory. It does not matter which process asks.
type alone struct {
	seen    map[time.Duration]*serving.Seen
	limiter map[serving.Limits]*serving.Limiter
}

func (a *alone) first(_ int, ttl time.Duration, keys ...string) bool {
	if a.seen[ttl] == nil {
		a.seen[ttl] = serving.NewSeen(100, ttl)
	}
	return a.seen[ttl].First(keys...) && a.seen[ttl].Claim(nil, keys...)
}

func (a *alone) allow(_ int, limits serving.Limits, person, place string) serving.Verdict {
	if a.limiter[limits] == nil {
		a.limiter[limits] = serving.NewLimiter(limits, 100)
	}
	return a.limiter[limits].Allow(person, place)
}

func (a *alone) pass(d time.Duration) { time.Sleep(d) }
func (a *alone) slack() time.Duration { return 0 }

// together are two processes.
type together struct {
	t      *testing.T
	stores [2]*rig
	server func(time.Duration)
	began  time.Time
}

func (s *together) first(process int, ttl time.Duration, keys ...string) bool {
	first, err := s.stores[process].First("x", keys, ttl)
	if err != nil {
		s.t.Error(err)
	}
	return first
}

func (s *together) allow(process int, limits serving.Limits, person, place string) serving.Verdict {
	v, err := s.stores[process].Allow("x", person, place, limits)
	if err != nil {
		s.t.Error(err)
	}
	return v
}

func (s *together) pass(d time.Duration) {
	s.server(d)
	for _, r := range s.stores { // which live on
		if err := r.sign(r.times.life); err != nil {
			s.t.Error(err)
		}
	}
}

func (s *together) slack() time.Duration { return time.Since(s.began) }

// everywhere runs a test in one process's memory, and in two processes that share a server.
func everywhere(t *testing.T, test func(t *testing.T, m memory)) {
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			test(t, &alone{make(map[time.Duration]*serving.Seen), make(map[serving.Limits]*serving.Limiter)})
		})
	})
	servers(t, func(t *testing.T, address string) {
		c := client(t, address)
		test(t, &together{
			t: t, stores: [2]*rig{open(t, address, nil), open(t, address, nil)}, began: time.Now(),
			server: func(d time.Duration) { rewind(t, c, d) },
		})
	})
}

// TestFirst: two processes that share a server tell the first delivery of an event as one process does alone.
func TestFirst(t *testing.T) {
	const minute = time.Minute
	type step struct {
		after   time.Duration
		process int
		keys    string
		first   bool
	}
	everywhere(t, func(t *testing.T, m memory) {
		for n, c := range []struct {
			name  string
			ttl   time.Duration
			steps []step
		}{
			{"a duplicate", minute, []step{{0, 0, "a", true}, {0, 1, "a", false}, {0, 0, "a", false}}},
			{"another event", minute, []step{{0, 0, "a", true}, {0, 1, "b", true}, {0, 0, "b", false}}},
			{"within ttl", minute, []step{{0, 0, "a", true}, {50 * time.Second, 1, "a", false}}},
			{"again after ttl", minute, []step{{0, 0, "a", true}, {minute, 1, "a", true}, {0, 0, "a", false}}},
			{"a duplicate does not prolong", minute, []step{{0, 0, "a", true}, {40 * time.Second, 1, "a", false}, {20 * time.Second, 1, "a", true}}},
			{"each key has its own time", minute, []step{{0, 0, "a", true}, {30 * time.Second, 1, "b", true}, {30 * time.Second, 1, "a", true}, {0, 0, "b", false}}},
			{"two keys of one event", minute, []step{{0, 0, "e1 m", true}, {0, 1, "e2 m", false}, {0, 1, "e1 m", false}, {0, 0, "m", false}}},
			{"the same event with its keys", minute, []step{{0, 0, "e1 m", true}, {0, 1, "e1 m", false}, {minute, 1, "e1 m", true}}},
			{"a short ttl", time.Millisecond, []step{{0, 0, "a", true}, {minute, 1, "a", true}}},
		} {
			for i, step := range c.steps {
				m.pass(step.after)
				var keys []string
				for _, key := range strings.Fields(step.keys) {
					keys = append(keys, fmt.Sprint(n, key)) // of this case alone
				}
				if got := m.first(step.process, c.ttl, keys...); got != step.first {
					t.Errorf("%s, step %d: %q is first: %v", c.name, i, step.keys, got)
				}
			}
		}
	})
}

// TestAllow: two processes that share a server hold a person and a place to their limits as one does alone.
func TestAllow(t *testing.T) {
	const s = time.Second
	var (
		ok    = serving.Verdict{OK: true}
		told  = func(wait time.Duration) serving.Verdict { return serving.Verdict{Wait: wait, Tell: true} }
		quiet = func(wait time.Duration) serving.Verdict { return serving.Verdict{Wait: wait} }
	)
	type step struct {
		after         time.Duration
		process       int
		person, place string
		want          serving.Verdict
	}
	// Rates so slow that it does not matter how long the test takes.
	person := serving.Limits{Person: serving.Rate{Every: 1000 * s, Burst: 2}}
	place := serving.Limits{Place: serving.Rate{Every: 1000 * s, Burst: 2}}
	both := serving.Limits{Person: serving.Rate{Every: 1000 * s, Burst: 2}, Place: serving.Rate{Every: 400 * s, Burst: 3}}
	odd := serving.Limits{Person: serving.Rate{Every: 1000*s + 1, Burst: 1}}
	everywhere(t, func(t *testing.T, m memory) {
		for n, c := range []struct {
			name   string
			limits serving.Limits
			steps  []step
		}{
			{"burst, then one line", person, []step{
				{0, 0, "a", "x", ok}, {0, 1, "a", "x", ok}, {0, 0, "a", "x", told(1000 * s)}, {300 * s, 1, "a", "x", quiet(700 * s)}, {0, 0, "a", "y", quiet(700 * s)},
			}},
			{"refill, one each time", person, []step{
				{0, 0, "a", "x", ok}, {0, 0, "a", "x", ok}, {1000 * s, 1, "a", "x", ok}, {0, 0, "a", "x", told(1000 * s)}, {1000 * s, 0, "a", "x", ok}, {0, 1, "a", "x", told(1000 * s)},
			}},
			{"never more than burst", person, []step{
				{time.Hour, 0, "a", "x", ok}, {time.Hour, 1, "a", "x", ok}, {0, 0, "a", "x", ok}, {0, 1, "a", "x", told(1000 * s)},
			}},
			{"persons apart", person, []step{
				{0, 0, "a", "x", ok}, {0, 1, "a", "x", ok}, {0, 0, "b", "x", ok}, {0, 0, "a", "x", told(1000 * s)}, {0, 1, "b", "x", ok}, {0, 1, "b", "x", told(1000 * s)},
			}},
			{"a refusal takes nothing from the person", person, []step{
				{0, 0, "a", "x", ok}, {0, 0, "a", "x", ok}, {500 * s, 1, "a", "x", told(500 * s)}, {0, 0, "a", "x", quiet(500 * s)}, {0, 1, "a", "x", quiet(500 * s)}, {500 * s, 0, "a", "x", ok},
			}},
			{"a place, each person told once", place, []step{
				{0, 0, "a", "x", ok}, {0, 1, "b", "x", ok}, {0, 0, "a", "x", told(1000 * s)}, {0, 1, "a", "x", quiet(1000 * s)}, {0, 0, "b", "x", told(1000 * s)}, {0, 1, "a", "y", ok}, {0, 0, "a", "x", told(1000 * s)},
			}},
			{"refused by the person, the place loses nothing", both, []step{
				{0, 0, "a", "x", ok}, {0, 1, "a", "x", ok}, {0, 0, "a", "x", told(1000 * s)}, {0, 1, "a", "x", quiet(1000 * s)}, {0, 0, "b", "x", ok}, {0, 1, "b", "x", told(400 * s)},
			}},
			{"refused by the place, the person loses nothing", both, []step{
				{0, 0, "b", "x", ok}, {0, 1, "c", "x", ok}, {0, 0, "d", "x", ok}, {0, 1, "a", "x", told(400 * s)}, {0, 0, "a", "x", quiet(400 * s)}, {0, 1, "a", "y", ok}, {0, 0, "a", "y", ok}, {0, 1, "a", "y", told(1000 * s)},
			}},
			{"the longer wait", both, []step{
				{0, 0, "a", "x", ok}, {0, 1, "a", "x", ok}, {0, 0, "b", "x", ok}, {0, 1, "a", "x", told(1000 * s)}, {0, 0, "c", "x", told(400 * s)},
			}},
			{"somebody unnamed", both, []step{
				{0, 0, "", "x", ok}, {0, 1, "", "x", ok}, {0, 0, "", "x", ok}, {0, 1, "", "x", told(400 * s)}, {0, 0, "", "x", quiet(400 * s)}, {400 * s, 1, "", "x", ok}, {0, 0, "", "x", told(400 * s)},
			}},
			{"nowhere", both, []step{{0, 0, "a", "", ok}, {0, 1, "a", "", ok}, {0, 0, "a", "", told(1000 * s)}, {0, 1, "", "", ok}}},
			{"a person and a place of one name", both, []step{{0, 0, "x", "x", ok}, {0, 0, "x", "x", ok}, {0, 1, "x", "", told(1000 * s)}, {0, 1, "", "x", ok}, {0, 1, "", "x", told(400 * s)}}},
			{"a fraction of a microsecond", odd, []step{{0, 0, "a", "", ok}, {1000*s + time.Millisecond, 1, "a", "", ok}}},
		} {
			name := func(id string) string {
				if id == "" {
					return ""
				}
				return fmt.Sprint(n, id) // of this case alone
			}
			for i, step := range c.steps {
				m.pass(step.after)
				got := m.allow(step.process, c.limits, name(step.person), name(step.place))
				got.Wait = got.Wait.Round(time.Microsecond) // x/time/rate counts in fractions of tokens
				if short := step.want.Wait - got.Wait; short > 0 && short <= m.slack() {
					got.Wait = step.want.Wait
				}
				if got != step.want {
					t.Errorf("%s, step %d: Allow(%q, %q) = %+v, want %+v", c.name, i, step.person, step.place, got, step.want)
				}
			}
		}
	})
}
