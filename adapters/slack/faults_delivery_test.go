package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
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
