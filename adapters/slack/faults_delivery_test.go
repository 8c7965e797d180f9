package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// impatient is a Slack that delivers again soon.
func impatient(within time.Duration) slackfake.Options {
	return slackfake.Options{AckWithin: within, RetryAfter: []time.Duration{0, 100 * time.Millisecond, 200 * time.Millisecond, 200 * time.Millisecond}}
}

// TestDeliveries holds that a question is answered once, however it is delivered, by every way to ask, in both
// modes.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		slack slackfake.Options
		fault func(*slackfake.Fake)
		slow  time.Duration // of the handler
		ack   time.Duration // the latest that the adapter acknowledges; 0 is as usual
		only  Mode
	}{
		{name: "three at once", fault: func(f *slackfake.Fake) { f.DupEnvelope(3) }, only: Socket},
		{name: "three at once, answered late", fault: func(f *slackfake.Fake) { f.DupEnvelope(3) }, slow: 400 * time.Millisecond, ack: 100 * time.Millisecond, only: Socket},
		{name: "several event ids", fault: func(f *slackfake.Fake) { f.SameMessageNewEventIDs(4) }},
		{name: "first delivery lost", slack: impatient(300 * time.Millisecond), fault: func(f *slackfake.Fake) { f.LoseNextDelivery(1) }, only: Socket},
		{name: "two deliveries lost", slack: impatient(300 * time.Millisecond), fault: func(f *slackfake.Fake) { f.LoseNextDelivery(2) }, only: Socket},
		{name: "again before it is acknowledged", slack: impatient(600 * time.Millisecond), slow: 900 * time.Millisecond, only: Socket},
		{name: "again with a new envelope", slack: func() slackfake.Options { o := impatient(600 * time.Millisecond); o.NewEnvelopes = true; return o }(), slow: 900 * time.Millisecond, only: Socket},
		{name: "again and answered late", slack: impatient(600 * time.Millisecond), slow: 1200 * time.Millisecond, ack: 900 * time.Millisecond, only: Socket},
		{name: "answered late", slow: 500 * time.Millisecond, ack: 100 * time.Millisecond},
	} {
		for _, mode := range []Mode{Socket, HTTP} {
			if row.only != "" && row.only != mode {
				continue
			}
			for _, entry := range []string{"mention", "direct", "command", "check"} {
				t.Run(row.name+", "+string(mode)+", "+entry, func(t *testing.T) {
					t.Parallel()
					r := start(t, setup{
						fake: row.slack, config: func(c *Config) { c.Mode = mode }, handler: slowly(nil, row.slow),
						timing: func(t *timing) {
							brisk(t)
							if row.ack > 0 {
								t.ack = row.ack
							}
						},
					})
					var on slackfake.Message
					if entry == "check" {
						on = r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), theQuestion).Message()
						if err := r.fake.WaitAcked(patience); err != nil {
							t.Fatal(err)
						}
					}
					if row.fault != nil {
						row.fault(r.fake)
					}
					who := r.ana()
					var h *slackfake.Handle
					switch entry {
					case "mention":
						h = r.mention(who)
					case "direct":
						who = r.bo()
						h = r.fake.Say(who, theQuestion)
					case "command":
						h = r.fake.Slash(who, "/clippings", theQuestion)
					case "check":
						h = r.fake.MessageShortcut(who, "check", on)
					}
					r.answered(row.name, who, h)
				})
			}
		}
	}
}

// TestAgainAfterAcknowledgement holds that what Slack delivers once more, though it was acknowledged, is not
// answered once more.
func TestAgainAfterAcknowledgement(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"mention", "command"} {
		t.Run(entry, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{timing: brisk})
			var h *slackfake.Handle
			if entry == "mention" {
				h = r.mention(r.ana())
			} else {
				h = r.fake.Slash(r.ana(), "/clippings", theQuestion)
			}
			r.answered(entry, r.ana(), h)
			for _, e := range r.fake.Envelopes() {
				n := len(r.fake.Acks())
				frame, err := json.Marshal(map[string]any{"envelope_id": e.ID, "payload": e.Payload, "type": e.Kind, "retry_attempt": 1, "retry_reason": "timeout"})
				if err != nil {
					t.Fatal(err)
				}
				r.fake.BadEnvelope(string(frame))
				r.eventually(patience, "it is not acknowledged once more", func() bool { return len(r.fake.Acks()) > n })
			}
			r.answered(entry+", once more", r.ana(), h)
		})
	}
}

// TestButtonsAgain holds that each press of a button is answered once: pressed twice, delivered three times,
// delivered again.
func TestButtonsAgain(t *testing.T) {
	t.Parallel()
	press := func(r *rig, on slackfake.Message) *slackfake.Handle {
		r.t.Helper()
		for _, id := range on.ActionIDs() {
			if c, ok := serving.ParseControl(id); ok && c.Action == serving.Cite {
				return r.fake.Press(r.ana(), on, id)
			}
		}
		r.t.Fatalf("no such button among %q", on.ActionIDs())
		return nil
	}
	for _, row := range []struct {
		name  string
		slack slackfake.Options
		fault func(*slackfake.Fake)
	}{
		{"twice", slackfake.Options{}, nil},
		{"delivered three times", slackfake.Options{}, func(f *slackfake.Fake) { f.DupEnvelope(3) }},
		{"lost at first", impatient(300 * time.Millisecond), func(f *slackfake.Fake) { f.LoseNextDelivery(2) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{fake: row.slack, timing: brisk})
			answer := r.answered("the question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
			if row.fault != nil {
				row.fault(r.fake)
			}
			one, other := press(r, answer), press(r, answer)
			r.one("one press", r.ana(), one)
			r.one("another", r.ana(), other)
		})
	}
}

// TestShareTwice holds that an excerpt that is shared twice in a row, or whose sharing is delivered several times,
// is posted once, and that who pressed is told each time.
func TestShareTwice(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	answer := r.answered("the question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
	r.fake.DupEnvelope(3)
	share := ""
	for _, id := range answer.ActionIDs() {
		if c, ok := serving.ParseControl(id); ok && c.Action == serving.Share {
			share = id
		}
	}
	one, other := r.fake.Press(r.ana(), answer, share), r.fake.Press(r.ana(), answer, share)
	r.one("one press", r.ana(), one)
	r.one("another", r.ana(), other)
	posted := 0
	for _, m := range r.fake.BotMessages(r.fake.Public(0).ID) {
		if strings.Contains(m.Shown(), itsAnswer) {
			posted++
		}
	}
	if posted != 1 {
		t.Errorf("it was posted %d times", posted)
	}
}

// TestFull holds that a question for which there is no room is not lost: a command is told so at once, and a
// message is not acknowledged, so that Slack delivers it again, and is answered then.
func TestFull(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := start(t, setup{
		fake:    slackfake.Options{People: 60, AckWithin: 6 * time.Second, RetryAfter: []time.Duration{0, 0, 0, 0}, NoEcho: true},
		handler: slowly(release, time.Minute),
		timing:  brisk,
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
