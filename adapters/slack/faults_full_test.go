package slack

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// TestFull holds that a question for which there is no room is not lost: a command is told so at once, and a
// message is not acknowledged, so that Slack delivers it again, and is answered then.
func TestFull(t *testing.T) {
	t.Parallel()
	const depth = 20
	release := make(chan struct{})
	r := start(t, setup{
		fake:    slackfake.Options{People: 60, AckWithin: 6 * time.Second, RetryAfter: []time.Duration{0, 0, 0, 0}},
		handler: slowly(release, time.Minute),
		timing:  func(t *timing) { brisk(t); t.depth = depth },
	})
	for n := range workers + depth {
		who := r.fake.Person(2 + n%50)
		r.fake.Say(r.fake.Actor(who, r.fake.DM(who)), theQuestion)
	}
	r.eventually(patience, "the queue is not full", func() bool { return r.adapter.queue.Depth() == depth })
	h := r.fake.Say(r.bo(), theQuestion)
	if m := r.asks(r.ana(), theQuestion); m.Shown() != bot.ControlsOf("").Busy {
		t.Errorf("a command is told %q", m.Shown())
	}
	if dropped := exposed(t, r.metrics); !strings.Contains(dropped, `clippings_dropped_total{adapter="slack"} 2`) {
		t.Error("what was dropped is not counted")
	}
	if n := len(h.Acks()); n > 0 {
		t.Error("a message that nobody answers is acknowledged")
	}
	close(release)
	r.answered("the message", r.bo(), h)
	if n := len(r.fake.BotMessages("")); n != workers+depth+1 {
		t.Errorf("%d answers to %d messages", n, workers+depth+1)
	}
}

// TestBlocked holds that the socket lives while every handler hangs: pings are answered, and what comes is
// acknowledged in time.
func TestBlocked(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := start(t, setup{
		fake: slackfake.Options{PingEvery: 50 * time.Millisecond}, handler: slowly(release, time.Minute),
		timing: func(t *timing) { brisk(t); t.ack = 500 * time.Millisecond; t.ping = time.Second },
	})
	var all []*slackfake.Handle
	for n := range 200 {
		if n%2 == 0 {
			all = append(all, r.mention(r.ana()))
		} else {
			all = append(all, r.fake.Slash(r.bo(), "/clippings", theQuestion))
		}
	}
	if err := r.fake.WaitAcked(patience); err != nil {
		t.Fatal(err)
	}
	pongs := r.fake.Connections()[0].Pongs
	r.eventually(patience, "pings are not answered", func() bool { return r.fake.Connections()[0].Pongs > pongs+10 })
	if n := r.fake.ConnectionCount(); n != 1 {
		t.Errorf("%d connections, want the first", n)
	}
	for _, a := range r.fake.Acks() {
		if a.Elapsed > 3*time.Second {
			t.Errorf("a %s was acknowledged after %v", a.Name, a.Elapsed)
		}
	}
	close(release)
	for n, h := range all {
		r.eventually(patience, "one is not answered", func() bool {
			if n%2 == 0 {
				return len(h.Replies()) == 1
			}
			replies := 0
			for _, m := range h.Replies() {
				if m.Via == slackfake.ViaResponse {
					replies++
				}
			}
			return replies == 1
		})
	}
}

// mortal carries requests until it dies, as a process does: nothing gets out any more.
type mortal struct {
	http.RoundTripper
	dead atomic.Bool
}

func (m *mortal) RoundTrip(q *http.Request) (*http.Response, error) {
	if m.dead.Load() {
		return nil, context.Canceled
	}
	return m.RoundTripper.RoundTrip(q)
}

// TestKilled holds that a question is answered once when the process is killed between receiving it and
// answering it, or between answering a message and acknowledging it, and another process takes its place. Slack
// delivers again what was not acknowledged, and the thread tells what was answered.
func TestKilled(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		entry string
		after bool // the answer has been posted
	}{
		{"before the answer", "mention", false},
		{"before the answer", "direct", false},
		{"before the answer", "command", false},
		{"before the acknowledgement", "mention", true},
		{"before the acknowledgement", "direct", true},
	} {
		t.Run(row.name+", "+row.entry, func(t *testing.T) {
			t.Parallel()
			release, begun := make(chan struct{}), make(chan struct{}, 4)
			defer close(release)
			life := new(mortal)
			s := setup{
				fake:   impatient(2 * time.Second),
				timing: func(t *timing) { brisk(t); t.answer = time.Second },
				config: func(c *Config) { life.RoundTripper, c.Transport = c.Transport, life },
				handler: func(h bot.Handler) bot.Handler {
					return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
						begun <- struct{}{}
						if !row.after {
							select {
							case <-release:
							case <-ctx.Done():
							}
						}
						return h(ctx, q)
					}
				},
			}
			r := start(t, s)
			if row.after { // posted, but the process does not learn of it
				r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(slackfake.After(slackfake.Hang()))
			}
			who := r.ana()
			var h *slackfake.Handle
			switch row.entry {
			case "mention":
				h = r.mention(who)
			case "direct":
				who = r.bo()
				h = r.fake.Say(who, theQuestion)
			case "command":
				h = r.fake.Slash(who, "/clippings", theQuestion)
			}
			select {
			case <-begun:
			case <-time.After(patience):
				t.Fatal("the question did not arrive")
			}
			if row.after {
				if _, err := h.WaitReply(patience); err != nil {
					t.Fatal(err)
				}
			}
			life.dead.Store(true)
			r.fake.DropTCP()
			r.run(setup{timing: brisk})
			r.answered("after the restart", who, h)
			if h.Deliveries() < 2 {
				t.Error("it was not delivered again, so nothing was tried")
			}
		})
	}
}
