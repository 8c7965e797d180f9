package slack

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// TestErrors holds what each error of Slack's means: a word for logs without anything of its text, how long to wait,
// and whether nothing will get better.
func TestErrors(t *testing.T) {
	a := newTestAdapter(t, loadBot(t))
	said := func(name string) error { return slack.SlackErrorResponse{Err: name} }
	for _, row := range []struct {
		err    error
		reason string
		wait   time.Duration
		fatal  bool
		lost   bool
	}{
		{nil, "lost", 0, false, false},
		{errLost, "lost", 0, false, false},
		{errEmpty, "network", 0, false, false},
		{errUnknown, "unknown", 0, false, false},
		{context.DeadlineExceeded, "too slow", 0, false, false},
		{errors.New("Post \"https://slack.example/secret\": EOF"), "network", 0, false, false},
		{&slack.RateLimitedError{RetryAfter: 7 * time.Second}, "rate limited", 7 * time.Second, false, false},
		{&slack.RateLimitedError{}, "rate limited", 5 * time.Second, false, false},
		{slack.StatusCodeError{Code: 429}, "rate limited", 5 * time.Second, false, false},
		{said("ratelimited"), "rate limited", 5 * time.Second, false, false},
		{slack.StatusCodeError{Code: 503}, "status 503", 0, false, false},
		{slack.StatusCodeError{Code: 404}, "status 404", 0, true, false},
		{said("invalid_auth"), "invalid_auth", 0, true, true},
		{said("token_revoked"), "token_revoked", 0, true, true},
		{said("token_expired"), "token_expired", 0, true, true},
		{said("account_inactive"), "account_inactive", 0, true, true},
		{said("not_authed"), "not_authed", 0, true, true},
		{said("missing_scope"), "missing_scope", 0, true, false},
		{said("not_allowed_token_type"), "not_allowed_token_type", 0, true, false},
		{said("not_in_channel"), "not_in_channel", 0, false, false},
		{said("what somebody asked"), "network", 0, false, false},
		{said(strings.Repeat("x", 50)), "network", 0, false, false},
		{said(""), "network", 0, false, false},
	} {
		if got := reasonOf(row.err); got != row.reason {
			t.Errorf("%v is called %q, want %q", row.err, got, row.reason)
		}
		if got := a.retryAfter(row.err); got != row.wait {
			t.Errorf("%v waits %v, want %v", row.err, got, row.wait)
		}
		if got := fatalError(row.err) != nil; got != row.fatal {
			t.Errorf("%v ends the start: %v", row.err, got)
		}
		if got := lost(row.err); got != row.lost {
			t.Errorf("%v ends the adapter: %v", row.err, got)
		}
	}
}

// TestResponseRefused holds how the answers of a response URL are read that are not simply ok.
func TestResponseRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"ok":true}`: "", `{"ok":false,"error":"invalid_blocks"}`: "invalid_blocks", `{"ok":false}`: "expired_url", `{`: "expired_url",
		"no_text": "no_text", "<html>": "expired_url", "": "expired_url", `{"error":"a sentence with words"}`: "expired_url",
	} {
		if got := refusal(refused([]byte(text))); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// TestOnce holds that what cannot be looked for is sent once more only when nothing can have come of it.
func TestOnce(t *testing.T) {
	type outcome struct {
		again bool
		err   error
	}
	down, refusedIt := slack.StatusCodeError{Code: http.StatusServiceUnavailable}, slack.SlackErrorResponse{Err: "no_text"}
	for _, row := range []struct {
		name     string
		outcomes []outcome
		calls    int
		want     error
	}{
		{"done", []outcome{{false, nil}}, 1, nil},
		{"refused", []outcome{{false, refusedIt}}, 1, refusedIt},
		{"not known", []outcome{{false, errLost}, {false, nil}}, 1, errUnknown},
		{"not begun, then done", []outcome{{true, down}, {true, down}, {false, nil}}, 3, nil},
		{"not begun, then not known", []outcome{{true, down}, {false, errLost}, {false, nil}}, 2, errUnknown},
		{"limited, then done", []outcome{{true, &slack.RateLimitedError{RetryAfter: time.Millisecond}}, {false, nil}}, 2, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			a := newTestAdapter(t, loadBot(t))
			n := 0
			err := a.once(t.Context(), func(context.Context) (bool, error) {
				o := row.outcomes[n]
				n++
				return o.again, o.err
			})
			if n != row.calls || (err == nil) != (row.want == nil) || row.want != nil && reasonOf(err) != reasonOf(row.want) {
				t.Errorf("%d calls, %v; want %d, %v", n, err, row.calls, row.want)
			}
		})
	}
}

// TestErrands holds by which delivery an answer goes, and which deliveries are acknowledged without.
func TestErrands(t *testing.T) {
	type delivery struct {
		acks    []any
		refuses bool // an answer
		gone    bool // its connection, with whatever is acknowledged
	}
	ack := func(d *delivery) func(any) error {
		return onceAcked(func(answer any) error {
			if d.gone || d.refuses && answer != nil {
				return errLost
			}
			d.acks = append(d.acks, answer)
			return nil
		})
	}
	is := func(t *testing.T, d *delivery, want ...any) {
		t.Helper()
		for end := time.Now().Add(5 * time.Second); len(d.acks) < len(want) && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		if len(d.acks) != len(want) || len(want) == 1 && d.acks[0] != want[0] {
			t.Errorf("acknowledged with %v, want %v", d.acks, want)
		}
	}
	t.Run("the newest that takes it", func(t *testing.T) {
		all := newErrands()
		one, two, three := new(delivery), new(delivery), &delivery{gone: true}
		use, end := all.begin("k", ack(one))
		for _, d := range []*delivery{two, three} {
			if other, _ := all.begin("k", ack(d)); other != nil {
				t.Error("another errand has begun")
			}
		}
		if err := use("answer"); err != nil {
			t.Error(err)
		}
		if err := use("another"); !errors.Is(err, errAcked) {
			t.Error(err)
		}
		end()
		is(t, one, nil)
		is(t, two, "answer")
		is(t, three)
	})
	t.Run("none takes it", func(t *testing.T) {
		all := newErrands()
		one, two := &delivery{refuses: true}, &delivery{refuses: true}
		use, end := all.begin("k", ack(one))
		all.begin("k", ack(two))
		if err := use("answer"); err == nil {
			t.Error("an answer that nobody took has gone")
		}
		if err := use(nil); err != nil {
			t.Error(err)
		}
		end()
		is(t, one, nil)
		is(t, two, nil)
	})
	t.Run("answered in another way", func(t *testing.T) {
		all := newErrands()
		use, end := all.begin("k", ack(new(delivery)))
		use(nil)
		late := make(chan any, 2)
		all.begin("k", func(answer any) error { late <- answer; return nil }) // while it is being answered
		end()
		if other, _ := all.begin("k", func(answer any) error { late <- answer; return nil }); other != nil { // and after
			t.Error("it is answered again")
		}
		for range 2 {
			select {
			case answer := <-late:
				if answer != nil {
					t.Errorf("acknowledged with %v", answer)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("it is not acknowledged")
			}
		}
	})
	t.Run("answered in an acknowledgement that was lost", func(t *testing.T) {
		all := newErrands()
		use, end := all.begin("k", ack(new(delivery)))
		use("answer")
		end()
		if other, _ := all.begin("k", ack(new(delivery))); other == nil {
			t.Error("it is not answered again")
		}
	})
	t.Run("no errand", func(t *testing.T) {
		all := newErrands()
		for range 2 {
			if use, end := all.begin("", ack(new(delivery))); use == nil {
				t.Error("it is taken for one")
			} else {
				end()
			}
		}
	})
}
