package serving

import (
	"context"
	"errors"
	"time"

	"clippings/bot"
)

// What a guarded handler answers when the handler within did not.
var (
	// ErrTimeLimit says that an answer took too long.
	ErrTimeLimit = errors.New("the answer took too long")
	// ErrPanic says that a handler panicked. It holds nothing of the panic's value, nor should a log: the
	// value may hold the question.
	ErrPanic = errors.New("the handler failed")
)

// WithTimeLimit returns a handler that answers ErrTimeLimit when h takes longer than limit, even when h
// ignores its context, and ctx's own error when ctx ends first. A limit of zero or less is none.
//
// An h that ignores its context runs on by itself, and what it answers then is dropped. A panic of h is
// raised again in the caller, unless the caller has its answer already; then it is dropped too, so
// WithRecover belongs inside.
func WithTimeLimit(h bot.Handler, limit time.Duration) bot.Handler {
	if limit <= 0 {
		return h
	}
	return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
		if err := ctx.Err(); err != nil {
			return bot.Reply{}, err
		}
		limited, cancel := context.WithTimeoutCause(ctx, limit, ErrTimeLimit)
		defer cancel()
		done := make(chan result, 1) // room for one, so that an answer that nobody awaits is not stuck
		go func() { done <- call(limited, h, q) }()
		select {
		case r := <-done:
			switch {
			case r.panicked != nil:
				panic(r.panicked)
			case r.err != nil && limited.Err() != nil && errors.Is(r.err, limited.Err()): // h noticed by itself
				return bot.Reply{}, whyEnded(ctx, limited)
			}
			return r.reply, r.err
		case <-limited.Done():
			return bot.Reply{}, whyEnded(ctx, limited)
		}
	}
}

// result is how one call of a handler ended.
type result struct {
	reply    bot.Reply
	err      error
	panicked any
}

// call calls h and catches its panic, on a goroutine where nobody else could.
func call(ctx context.Context, h bot.Handler, q bot.Question) (r result) {
	defer func() { r.panicked = recover() }()
	r.reply, r.err = h(ctx, q)
	return r
}

// whyEnded tells the end of the limit from the end of the context it was set in.
func whyEnded(ctx, limited context.Context) error {
	if errors.Is(context.Cause(limited), ErrTimeLimit) {
		return ErrTimeLimit
	}
	return ctx.Err()
}

// WithRecover returns a handler that answers ErrPanic when h panics, after it called onPanic, which
// may be nil. The panic's value is dropped.
func WithRecover(h bot.Handler, onPanic func()) bot.Handler {
	return func(ctx context.Context, q bot.Question) (reply bot.Reply, err error) {
		defer func() {
			if recover() != nil {
				if onPanic != nil {
					onPanic()
				}
				reply, err = bot.Reply{}, ErrPanic
			}
		}()
		return h(ctx, q)
	}
}

// WithMetrics returns a handler that counts the outcomes, the errors by their Reason, and the time that
// h takes. These are counts of their own, apart from those that an adapter makes of what it sent. A nil
// m counts nothing.
func WithMetrics(h bot.Handler, m *Metrics) bot.Handler {
	if m == nil {
		return h
	}
	return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
		begun := time.Now()
		reply, err := h(ctx, q)
		m.handled(reply.Outcome, err, time.Since(begun))
		return reply, err
	}
}

// Reason names an error's class in a word fit for a count or a log line: "input", "away", "time_limit",
// "panic", "cancelled", "deadline" or "other", and "" for nil. It never holds anything of the error's
// text, which may hold the question.
func Reason(err error) string {
	var away *bot.AwayError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &away):
		return "away"
	case bot.AsInputError(err) != nil:
		return "input"
	case errors.Is(err, ErrTimeLimit):
		return "time_limit"
	case errors.Is(err, ErrPanic):
		return "panic"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, context.DeadlineExceeded):
		return "deadline"
	}
	return "other"
}
