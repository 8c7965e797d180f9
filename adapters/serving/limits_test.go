package serving_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
)

func TestLimitsValidate(t *testing.T) {
	tests := []struct {
		limits serving.Limits
		want   []string // what the error says; none: valid
	}{
		{serving.Limits{}, nil},
		{serving.Limits{Person: serving.Rate{Every: time.Second, Burst: 1}}, nil},
		{serving.Limits{Person: serving.Rate{Every: time.Second}}, []string{"limit of a person: burst is 0"}},
		{serving.Limits{Place: serving.Rate{Burst: 3}}, []string{"limit of a place: every is 0s"}},
		{serving.Limits{Person: serving.Rate{Every: -1, Burst: 1}, Place: serving.Rate{Every: 1, Burst: -1}}, []string{"limit of a person: every is -1ns", "limit of a place: burst is -1"}},
	}
	for _, test := range tests {
		err := test.limits.Validate()
		if (err == nil) != (len(test.want) == 0) {
			t.Errorf("%+v: %v", test.limits, err)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %q does not say %q", test.limits, err, want)
			}
		}
	}
}

func TestLimiter(t *testing.T) {
	const s = time.Second
	var (
		allowed = serving.Verdict{OK: true}
		told    = func(wait time.Duration) serving.Verdict { return serving.Verdict{Wait: wait, Tell: true} }
		quiet   = func(wait time.Duration) serving.Verdict { return serving.Verdict{Wait: wait} }
	)
	// Each step lets time pass, then somebody asks.
	type step struct {
		after         time.Duration
		person, place string
		want          serving.Verdict
	}
	person := serving.Limits{Person: serving.Rate{Every: 10 * s, Burst: 2}}
	place := serving.Limits{Place: serving.Rate{Every: 10 * s, Burst: 2}}
	both := serving.Limits{Person: serving.Rate{Every: 10 * s, Burst: 2}, Place: serving.Rate{Every: 4 * s, Burst: 3}}
	tests := []struct {
		name   string
		limits serving.Limits
		most   int
		steps  []step
	}{
		{"no limits", serving.Limits{}, 10, []step{{0, "a", "x", allowed}, {0, "a", "x", allowed}, {0, "a", "x", allowed}}},
		{"burst, then one line", person, 10, []step{
			{0, "a", "x", allowed}, {0, "a", "x", allowed}, {0, "a", "x", told(10 * s)}, {3 * s, "a", "x", quiet(7 * s)}, {0, "a", "y", quiet(7 * s)},
		}},
		{"refill, one each time", person, 10, []step{
			{0, "a", "x", allowed}, {0, "a", "x", allowed}, {10 * s, "a", "x", allowed}, {0, "a", "x", told(10 * s)}, {10 * s, "a", "x", allowed}, {0, "a", "x", told(10 * s)},
		}},
		{"never more than burst", person, 10, []step{
			{time.Hour, "a", "x", allowed}, {time.Hour, "a", "x", allowed}, {0, "a", "x", allowed}, {0, "a", "x", told(10 * s)},
		}},
		{"persons apart", person, 10, []step{
			{0, "a", "x", allowed}, {0, "a", "x", allowed}, {0, "b", "x", allowed}, {0, "a", "x", told(10 * s)}, {0, "b", "x", allowed}, {0, "b", "x", told(10 * s)},
		}},
		{"a refusal takes nothing from the person", person, 10, []step{
			{0, "a", "x", allowed}, {0, "a", "x", allowed}, {5 * s, "a", "x", told(5 * s)}, {0, "a", "x", quiet(5 * s)}, {0, "a", "x", quiet(5 * s)}, {5 * s, "a", "x", allowed},
		}},
		{"a place, each person told once", place, 10, []step{
			{0, "a", "x", allowed}, {0, "b", "x", allowed}, {0, "a", "x", told(10 * s)}, {0, "a", "x", quiet(10 * s)}, {0, "b", "x", told(10 * s)}, {0, "a", "y", allowed}, {0, "a", "x", told(10 * s)},
		}},
		{"refused by the person, the place loses nothing", both, 10, []step{
			{0, "a", "x", allowed}, {0, "a", "x", allowed}, {0, "a", "x", told(10 * s)}, {0, "a", "x", quiet(10 * s)}, {0, "b", "x", allowed}, {0, "b", "x", told(4 * s)},
		}},
		{"refused by the place, the person loses nothing", both, 10, []step{
			{0, "b", "x", allowed}, {0, "c", "x", allowed}, {0, "d", "x", allowed}, {0, "a", "x", told(4 * s)}, {0, "a", "x", quiet(4 * s)}, {0, "a", "y", allowed}, {0, "a", "y", allowed}, {0, "a", "y", told(10 * s)},
		}},
		{"the longer wait", both, 10, []step{
			{0, "a", "x", allowed}, {0, "a", "x", allowed}, {0, "b", "x", allowed}, {0, "a", "x", told(10 * s)}, {0, "c", "x", told(4 * s)},
		}},
		{"somebody unnamed", both, 10, []step{
			{0, "", "x", allowed}, {0, "", "x", allowed}, {0, "", "x", allowed}, {0, "", "x", told(4 * s)}, {0, "", "x", quiet(4 * s)}, {4 * s, "", "x", allowed}, {0, "", "x", told(4 * s)},
		}},
		{"nowhere", both, 10, []step{{0, "a", "", allowed}, {0, "a", "", allowed}, {0, "a", "", told(10 * s)}, {0, "", "", allowed}}},
		{"the longest silent is forgotten", person, 2, []step{
			{0, "a", "", allowed}, {0, "a", "", allowed}, {0, "b", "", allowed}, {0, "a", "", told(10 * s)}, {0, "c", "", allowed}, {0, "a", "", quiet(10 * s)}, {0, "d", "", allowed}, {0, "c", "", allowed}, {0, "a", "", allowed},
		}},
		{"a limit that is not valid", serving.Limits{Person: serving.Rate{Every: s}}, 10, []step{{0, "a", "x", allowed}, {0, "a", "x", allowed}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := serving.NewLimiter(test.limits, test.most)
				for i, step := range test.steps {
					time.Sleep(step.after)
					got := l.Allow(step.person, step.place)
					got.Wait = got.Wait.Round(time.Microsecond) // x/time/rate counts in fractions of tokens
					if got != step.want {
						t.Errorf("step %d: Allow(%q, %q) = %+v, want %+v", i, step.person, step.place, got, step.want)
					}
				}
			})
		})
	}
}

// TestLimiterWait proves that a question is allowed after the wait that a refusal names, however odd
// the rate.
func TestLimiterWait(t *testing.T) {
	for _, every := range []time.Duration{1, 7, 333 * time.Microsecond, time.Second / 3, 7 * time.Second, 13 * time.Minute, 1000 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			l := serving.NewLimiter(serving.Limits{Person: serving.Rate{Every: every, Burst: 3}}, 1)
			for range 50 {
				v := l.Allow("a", "")
				for !v.OK {
					if v.Wait <= 0 || v.Wait > every {
						t.Fatalf("every %v: wait %v", every, v.Wait)
					}
					time.Sleep(v.Wait)
					if v = l.Allow("a", ""); !v.OK {
						t.Fatalf("every %v: refused after the wait, for %v more", every, v.Wait)
					}
				}
			}
		})
	}
}

func TestLimiterNil(t *testing.T) {
	var l *serving.Limiter
	if v := l.Allow("a", "x"); !v.OK {
		t.Errorf("a nil Limiter refused: %+v", v)
	}
}

func TestLimiterUnderLoad(t *testing.T) {
	l := serving.NewLimiter(serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 5}, Place: serving.Rate{Every: time.Hour, Burst: 12}}, 100)
	var allowed, told [4]atomic.Int32
	var callers sync.WaitGroup
	for i := range 100 {
		callers.Go(func() {
			who := i % len(allowed)
			for range 10 {
				v := l.Allow(string(rune('a'+who)), "x")
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
	var all int32
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
}
