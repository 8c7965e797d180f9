package serving_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
)

// scripted is a State that says what a test wants, and notes what it was asked.
type scripted struct {
	first, adopt bool
	verdict      serving.Verdict

	mu    sync.Mutex
	err   error
	asked []string
}

// note notes a question and returns the error with which it is answered.
func (s *scripted) note(what ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, strings.Join(what, " "))
	return s.err
}

// fail lets every question fail from now on.
func (s *scripted) fail() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = errSilent
}

func (s *scripted) First(space string, keys []string, ttl time.Duration) (bool, error) {
	return s.first, s.note(append([]string{"first", space, ttl.String()}, keys...)...)
}

func (s *scripted) Adopt(space string, keys []string, ttl time.Duration) (bool, error) {
	return s.adopt, s.note(append([]string{"adopt", space, ttl.String()}, keys...)...)
}

func (s *scripted) Allow(space, person, place string, _ serving.Limits) (serving.Verdict, error) {
	return s.verdict, s.note("allow", space, person, place)
}

var errSilent = errors.New("silent")

func TestClaim(t *testing.T) {
	for _, c := range []struct {
		name     string
		state    *scripted // nil: none
		ttl      time.Duration
		keys     []string
		want     bool
		orphaned bool // in the end
		asked    []string
	}{
		{"nothing shared", nil, time.Minute, []string{"a"}, true, false, nil},
		{"the first of all", &scripted{first: true}, time.Minute, []string{"a", "b"}, true, false, []string{"first x 1m0s a b"}},
		{"another has it", &scripted{}, time.Minute, []string{"a"}, false, false, []string{"first x 1m0s a", "adopt x 1m0s a"}},
		{"another has it and ends", &scripted{adopt: true}, time.Minute, []string{"a", "b"}, false, true, []string{"first x 1m0s a b", "adopt x 1m0s a b"}},
		{"the state does not say", &scripted{err: errSilent}, time.Minute, []string{"a"}, true, false, []string{"first x 1m0s a"}},
		{"an empty key among others", &scripted{first: true}, time.Minute, []string{"", "a"}, true, false, []string{"first x 1m0s a"}},
		{"empty keys alone", &scripted{}, time.Minute, []string{"", ""}, true, false, nil},
		{"no key", &scripted{}, time.Minute, nil, true, false, nil},
		{"remembered for ever", &scripted{}, 0, []string{"a"}, true, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := serving.NewSeen(10, c.ttl)
				if c.state != nil {
					s.Share(c.state, "x")
				}
				var orphaned atomic.Int32
				if got := s.Claim(func() { orphaned.Add(1) }, c.keys...); got != c.want {
					t.Errorf("Claim = %v", got)
				}
				time.Sleep(serving.ClaimLife)
				synctest.Wait()
				if orphaned.Load() > 0 {
					t.Error("orphaned while its process may live")
				}
				time.Sleep(10 * serving.ClaimLife)
				synctest.Wait()
				if n := orphaned.Load(); (n == 1) != c.orphaned || n > 1 {
					t.Errorf("orphaned %d times", n)
				}
				if c.state != nil && !slices.Equal(c.state.asked, c.asked) {
					t.Errorf("the state was asked %q, want %q", c.state.asked, c.asked)
				}
			})
		})
	}
}

// TestClaimLost: a state that is lost after it said that another process has an event does not make this one
// answer it as well.
func TestClaimLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := &scripted{adopt: true}
		s := serving.NewSeen(10, time.Minute).Share(state, "x")
		if s.Claim(func() { t.Error("orphaned") }, "a") {
			t.Error("two have it")
		}
		state.fail()
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(state.asked) != 2 {
			t.Errorf("asked %q", state.asked)
		}
	})
}

// TestClaimLeft: nobody is told of an event that may be left alone.
func TestClaimLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := &scripted{adopt: true}
		if serving.NewSeen(10, time.Minute).Share(state, "x").Claim(nil, "a") {
			t.Error("two have it")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(state.asked) != 1 {
			t.Errorf("asked %q", state.asked)
		}
	})
}

// TestFirstOfSeveralKeys: an event is known by any of its keys, and all of them are remembered.
func TestFirstOfSeveralKeys(t *testing.T) {
	s := serving.NewSeen(10, time.Minute)
	for i, step := range []struct {
		keys []string
		want bool
	}{
		{[]string{"e1", "m"}, true}, {[]string{"e2", "m"}, false}, {[]string{"e2"}, false}, {[]string{"e1"}, false},
		{[]string{"", "e3"}, true}, {[]string{"e3", ""}, false}, {nil, true}, {nil, true}, {[]string{"e4", "e4"}, false},
	} {
		if got := s.First(step.keys...); got != step.want {
			t.Errorf("step %d: First(%q) = %v", i, step.keys, got)
		}
	}
}

// TestLimiterShares: the state decides while it says something, and what it allowed counts when it is lost.
func TestLimiterShares(t *testing.T) {
	limits := serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 3}}
	refused := serving.Verdict{Wait: time.Minute, Tell: true}
	state := &scripted{verdict: serving.Verdict{OK: true}}
	l := serving.NewLimiter(limits, 10).Share(state, "x")
	for range 2 {
		if v := l.Allow("a", "p"); !v.OK {
			t.Errorf("the state allowed it: %+v", v)
		}
	}
	state.verdict = refused
	if v := l.Allow("a", "p"); v != refused {
		t.Errorf("%+v, the state said %+v", v, refused)
	}
	state.fail()
	if v := l.Allow("a", "p"); !v.OK {
		t.Errorf("two were allowed here, and the third is refused: %+v", v)
	}
	if v := l.Allow("a", "p"); v.OK {
		t.Error("a fourth is allowed, with two that the state allowed")
	}
	if want := slices.Repeat([]string{"allow x a p"}, 5); !slices.Equal(state.asked, want) {
		t.Errorf("asked %q", state.asked)
	}
	for name, unasked := range map[string]*serving.Limiter{
		"no limits":    serving.NewLimiter(serving.Limits{}, 10).Share(state, "x"),
		"not valid":    serving.NewLimiter(serving.Limits{Person: serving.Rate{Every: 1}}, 10).Share(state, "x"),
		"nothing told": serving.NewLimiter(limits, 10).Share(nil, "x"),
	} {
		state.asked = nil
		if v := unasked.Allow("a", "p"); !v.OK || len(state.asked) > 0 {
			t.Errorf("%s: %+v, asked %q", name, v, state.asked)
		}
	}
	if v := l.Allow("", ""); !v.OK || len(state.asked) > 0 {
		t.Errorf("nobody, nowhere: %+v, asked %q", v, state.asked)
	}
}

func TestSharedStateMetrics(t *testing.T) {
	m := serving.NewMetrics()
	if text := scrape(t, m); strings.Contains(text, "shared_state") {
		t.Errorf("a program that shares nothing has\n%s", text)
	}
	m.SharedState(true)
	m.SharedState(false)
	m.SharedStateAsked(time.Millisecond, "")
	m.SharedStateAsked(time.Second, "timeout")
	m.SharedStateAsked(time.Second, "WRONGPASS for 1187654321098765432")
	text := scrape(t, m)
	for _, want := range []string{
		"clippings_shared_state_up 0", "clippings_shared_state_seconds_count 1",
		`clippings_shared_state_failures_total{reason="timeout"} 1`, `clippings_shared_state_failures_total{reason="other"} 1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	m.SharedState(true)
	if !strings.Contains(scrape(t, m), "clippings_shared_state_up 1\n") {
		t.Error("it is not up")
	}
	m = nil
	m.SharedState(true)
	m.SharedStateAsked(0, "")
}
