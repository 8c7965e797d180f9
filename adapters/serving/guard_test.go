package serving_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
)

// answers returns a handler that takes some time, heeding its context or not.
func answers(after time.Duration, heeds bool) bot.Handler {
	return func(ctx context.Context, _ bot.Question) (bot.Reply, error) {
		if !heeds {
			ctx = context.Background()
		}
		if err := serving.Sleep(ctx, after); err != nil {
			return bot.Reply{}, fmt.Errorf("handler: %w", err)
		}
		return bot.Reply{Outcome: bot.Covered}, nil
	}
}

func panics(context.Context, bot.Question) (bot.Reply, error) { panic("my question is secret") }

func TestTimeLimit(t *testing.T) {
	const s = time.Second
	background := func() (context.Context, func()) { return context.Background(), func() {} }
	ending := func() (context.Context, func()) {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(s, cancel)
		return ctx, cancel
	}
	expiring := func() (context.Context, func()) { return context.WithTimeout(context.Background(), s) }
	ended := func() (context.Context, func()) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		return ctx, cancel
	}
	fails := func(context.Context, bot.Question) (bot.Reply, error) { return bot.Reply{}, errBroken }
	tests := []struct {
		name  string
		h     bot.Handler
		limit time.Duration
		ctx   func() (context.Context, func())
		want  error // itself, not wrapped; nil: an answer
		took  time.Duration
	}{
		{"in time", answers(s, true), 2 * s, background, nil, s},
		{"no limit", answers(time.Hour, true), 0, background, nil, time.Hour},
		{"too late, heeding", answers(time.Hour, true), 2 * s, background, serving.ErrTimeLimit, 2 * s},
		{"too late, not heeding", answers(time.Hour, false), 2 * s, background, serving.ErrTimeLimit, 2 * s},
		{"its own error", fails, 2 * s, background, errBroken, 0},
		{"the caller goes, heeding", answers(time.Hour, true), 2 * s, ending, context.Canceled, s},
		{"the caller goes, not heeding", answers(time.Hour, false), 2 * s, ending, context.Canceled, s},
		{"the caller's limit is shorter", answers(time.Hour, false), 2 * s, expiring, context.DeadlineExceeded, s},
		{"the caller's limit is longer", answers(time.Hour, false), s / 2, expiring, serving.ErrTimeLimit, s / 2},
		{"the caller is gone", answers(0, true), 2 * s, ended, context.Canceled, 0},
		{"limits in limits", serving.WithTimeLimit(answers(time.Hour, false), s), 2 * s, background, serving.ErrTimeLimit, s},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := test.ctx()
				defer cancel()
				begun := time.Now()
				reply, err := serving.WithTimeLimit(test.h, test.limit)(ctx, bot.Question{Text: "?"})
				if took := time.Since(begun); took != test.took {
					t.Errorf("took %v", took)
				}
				if err != test.want {
					t.Errorf("err = %v", err)
				}
				if (err == nil) != (reply.Outcome == bot.Covered) {
					t.Errorf("reply = %+v with error %v", reply, err)
				}
				time.Sleep(2 * time.Hour) // what runs on ends too, or the bubble tells
			})
		})
	}
}

// TestTimeLimitOfTheQuick asks a handler that notices the end of its context as soon as the limit does:
// whichever is heard first, the answer is the same.
func TestTimeLimitOfTheQuick(t *testing.T) {
	h := serving.WithTimeLimit(answers(time.Hour, true), time.Nanosecond)
	for range 5000 {
		if _, err := h(t.Context(), bot.Question{}); err != serving.ErrTimeLimit {
			t.Fatalf("err = %v", err)
		}
	}
}

func TestTimeLimitAndPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// One that comes in time reaches the caller, where WithRecover outside catches it.
		_, err := serving.WithRecover(serving.WithTimeLimit(panics, time.Second), nil)(t.Context(), bot.Question{})
		if err != serving.ErrPanic {
			t.Errorf("err = %v", err)
		}
		// One that comes too late ends nothing.
		late := func(context.Context, bot.Question) (bot.Reply, error) {
			time.Sleep(time.Minute)
			panic("late")
		}
		if _, err := serving.WithTimeLimit(late, time.Second)(t.Context(), bot.Question{}); err != serving.ErrTimeLimit {
			t.Errorf("err = %v", err)
		}
		time.Sleep(time.Hour)
	})
}

func TestRecover(t *testing.T) {
	tests := []struct {
		name    string
		h       bot.Handler
		want    error
		counted int
	}{
		{"a panic", panics, serving.ErrPanic, 1},
		{"a nil panic", func(context.Context, bot.Question) (bot.Reply, error) { panic(nil) }, serving.ErrPanic, 1},
		{"none", answers(0, true), nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := 0
			reply, err := serving.WithRecover(test.h, func() { n++ })(t.Context(), bot.Question{Text: "my question is secret"})
			if err != test.want || n != test.counted {
				t.Errorf("err = %v, counted %d", err, n)
			}
			if err != nil && (reply.Outcome != "" || strings.Contains(err.Error(), "secret")) {
				t.Errorf("reply = %+v, err = %v", reply, err)
			}
			if _, err := serving.WithRecover(test.h, nil)(t.Context(), bot.Question{}); err != test.want {
				t.Errorf("without a count: err = %v", err)
			}
		})
	}
}

func TestWithMetrics(t *testing.T) {
	m := serving.NewMetrics()
	ask := func(h bot.Handler) {
		serving.WithMetrics(h, m)(t.Context(), bot.Question{Text: "my question is secret"})
	}
	ask(answers(0, true))
	ask(answers(0, true))
	ask(serving.WithRecover(panics, nil))
	ask(func(context.Context, bot.Question) (bot.Reply, error) {
		return bot.Reply{}, &bot.InputError{Problem: bot.Problem{Field: bot.FieldAbout, Kind: bot.NoSuchTopic, Value: "my question is secret"}}
	})
	text := scrape(t, m)
	for _, want := range []string{
		`clippings_handled_total{outcome="covered"} 2`,
		`clippings_handler_errors_total{reason="panic"} 1`,
		`clippings_handler_errors_total{reason="input"} 1`,
		`clippings_handle_seconds_count 4`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("the question is among the counts:\n%s", text)
	}
	if reply, err := serving.WithMetrics(answers(0, true), nil)(t.Context(), bot.Question{}); err != nil || reply.Outcome != bot.Covered {
		t.Errorf("without counts: %+v, %v", reply, err)
	}
}

func TestReason(t *testing.T) {
	for want, err := range map[string]error{
		"":           nil,
		"input":      fmt.Errorf("ask: %w", &bot.InputError{Problem: bot.Problem{Kind: bot.NothingSaid}}),
		"time_limit": fmt.Errorf("ask: %w", serving.ErrTimeLimit),
		"panic":      serving.ErrPanic,
		"cancelled":  fmt.Errorf("ask: %w", context.Canceled),
		"deadline":   context.DeadlineExceeded,
		"other":      errors.New("my question is secret"),
	} {
		if got := serving.Reason(err); got != want {
			t.Errorf("Reason(%v) = %q, want %q", err, got, want)
		}
	}
}
