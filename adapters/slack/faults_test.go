package slack

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// TestMain lets more tests run at a time than there are processors: nearly all that they do is to wait.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		f.Value.Set("8")
	}
	os.Exit(m.Run())
}

// How long to wait for what must come, and for what must not.
const (
	patience = 20 * time.Second
	settle   = 300 * time.Millisecond
)

// visible is what somebody sees because of an act: the replies to it, and what was sent to them directly.
func (r *rig) visible(who slackfake.Actor, h *slackfake.Handle) []slackfake.Message {
	list := h.Replies()
	if who.Channel.Kind != "im" {
		list = append(list, r.fake.BotMessages(r.fake.DM(who.Person).ID)...)
	}
	return list
}

// one waits for a reply to an act, holds that there is exactly one when everything is acknowledged, and
// returns it.
func (r *rig) one(what string, who slackfake.Actor, h *slackfake.Handle) slackfake.Message {
	r.t.Helper()
	if err := h.Err(); err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
	for end := time.Now().Add(patience); len(r.visible(who, h)) == 0; time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("%s: no reply; trouble %q, %d deliveries, %d acknowledgements", what, h.Trouble(), h.Deliveries(), len(h.Acks()))
		}
	}
	if err := r.fake.WaitAcked(patience); err != nil {
		r.t.Errorf("%s: %v", what, err)
	}
	time.Sleep(settle)
	list := r.visible(who, h)
	if len(list) != 1 {
		var shown []string
		for _, m := range list {
			shown = append(shown, m.Via+": "+m.Shown())
		}
		r.t.Errorf("%s: %d replies, want one: %q", what, len(list), shown)
	}
	return list[0]
}

// answered is one that holds the answer to theQuestion.
func (r *rig) answered(what string, who slackfake.Actor, h *slackfake.Handle) slackfake.Message {
	r.t.Helper()
	m := r.one(what, who, h)
	if !strings.Contains(m.Shown(), itsAnswer) {
		r.t.Errorf("%s: %q does not hold %q", what, m.Shown(), itsAnswer)
	}
	return m
}

// exposed is the text form of all metrics.
func exposed(t testing.TB, m *serving.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

// failures is how many questions were counted as not answered.
func (r *rig) failures() int {
	n := 0
	for _, line := range strings.Split(exposed(r.t, r.metrics), "\n") {
		var value int
		if i := strings.LastIndexByte(line, ' '); i > 0 && strings.HasPrefix(line, "clippings_failures_total{") {
			fmt.Sscan(line[i:], &value)
			n += value
		}
	}
	return n
}

// mention asks by a mention in a channel, direct in direct messages.
func (r *rig) mention(who slackfake.Actor) *slackfake.Handle {
	return r.fake.Say(who, theQuestion, slackfake.Mention())
}

func (r *rig) bo() slackfake.Actor {
	return r.fake.Actor(r.fake.Person(1), r.fake.DM(r.fake.Person(1)))
}

// brisk are waits still shorter than quick ones.
func brisk(t *timing) {
	t.again, t.request, t.limited = 200*time.Millisecond, time.Second, 300*time.Millisecond
}

// slowly is a handler that first waits until the channel is closed, or for so long.
func slowly(until <-chan struct{}, d time.Duration) func(bot.Handler) bot.Handler {
	return func(h bot.Handler) bot.Handler {
		return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
			select {
			case <-until:
			case <-time.After(d):
			}
			return h(ctx, q)
		}
	}
}

// TestPostFaults holds that a message is answered once and no more, whatever happens to the request that
// posts the answer, in a channel's thread and in direct messages.
func TestPostFaults(t *testing.T) {
	t.Parallel()
	type faults = []slackfake.Fault
	one := func(f slackfake.Fault) faults { return faults{f} }
	for _, row := range []struct {
		name   string
		faults faults
		times  int
	}{
		{"429", one(slackfake.RateLimited(time.Second)), 1},
		{"429 twice", one(slackfake.RateLimited(time.Second)), 2},
		{"429 that does not say how long", one(slackfake.RateLimited(0)), 1},
		{"500", one(slackfake.Status(500)), 1},
		{"503 three times", one(slackfake.Status(503)), 3},
		{"502 after it was posted", one(slackfake.After(slackfake.Status(502))), 1},
		{"ok false with an error that passes", one(slackfake.OKFalse("internal_error")), 2},
		{"the same after it was posted", one(slackfake.After(slackfake.OKFalse("fatal_error"))), 1},
		{"ok false without an error", one(slackfake.OKFalse("")), 1},
		{"the same after it was posted", one(slackfake.After(slackfake.OKFalse(""))), 1},
		{"ratelimited in the answer", one(slackfake.OKFalse("ratelimited")), 1},
		{"a page", one(slackfake.HTML200()), 1},
		{"a page after it was posted", one(slackfake.After(slackfake.HTML200())), 1},
		{"an answer cut short", one(slackfake.Truncate(10)), 1},
		{"an answer cut at once", one(slackfake.Truncate(0)), 1},
		{"slow", one(slackfake.Delay(time.Second)), 1},
		{"a reset", one(slackfake.Reset()), 2},
		{"a reset after it was posted", one(slackfake.After(slackfake.Reset())), 1},
		{"hangs", one(slackfake.Hang()), 1},
		{"hangs after it was posted", one(slackfake.After(slackfake.Hang())), 1},
		{"posted, slow, and cut", faults{slackfake.After(slackfake.Delay(500 * time.Millisecond)), slackfake.Reset()}, 1},
	} {
		for _, place := range []string{"channel", "direct"} {
			t.Run(row.name+", "+place, func(t *testing.T) {
				t.Parallel()
				r := start(t, setup{timing: brisk})
				r.fake.On(slackfake.Match{Method: "chat.postMessage", Times: row.times}).Then(row.faults...)
				who := r.ana()
				if place == "direct" {
					who = r.bo()
				}
				r.answered(row.name, who, r.fake.Say(who, theQuestion, mentionIn(place)...))
				if n := r.failures(); n != 0 {
					t.Errorf("%d failures are counted", n)
				}
				r.answered("the next", who, r.fake.Say(who, theQuestion, mentionIn(place)...))
			})
		}
	}
}

func mentionIn(place string) []slackfake.SayOption {
	if place == "direct" {
		return nil
	}
	return []slackfake.SayOption{slackfake.Mention()}
}

// TestLookFaults holds that an answer whose outcome is not known is found when looking for it fails at first, and
// when much was said since.
func TestLookFaults(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"channel", "direct"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{timing: brisk})
			who, method := r.ana(), "conversations.replies"
			if place == "direct" {
				who, method = r.bo(), "conversations.history"
			}
			r.fake.On(slackfake.Match{Method: method}).Then(slackfake.Status(503))
			r.fake.On(slackfake.Match{Method: method}).Then(slackfake.OKFalse(""))
			r.fake.On(slackfake.Match{Method: method}).Then(slackfake.HTML200())
			r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(slackfake.After(slackfake.Reset()))
			r.answered(place, who, r.fake.Say(who, theQuestion, mentionIn(place)...))
		})
	}
	t.Run("a long thread", func(t *testing.T) {
		t.Parallel()
		r := start(t, setup{timing: brisk})
		root := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "who has seen this?").Message()
		for range perRequest + 10 {
			r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "not me", slackfake.InThread(root.TS))
		}
		r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(slackfake.After(slackfake.Reset()))
		r.answered("below a long thread", r.ana(), r.fake.Say(r.ana(), theQuestion, slackfake.Mention(), slackfake.InThread(root.TS)))
	})
	t.Run("much said after the question", func(t *testing.T) {
		t.Parallel()
		r := start(t, setup{timing: brisk})
		r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(slackfake.After(slackfake.Delay(500*time.Millisecond)), slackfake.Reset())
		h := r.mention(r.ana())
		if _, err := h.WaitReply(patience); err != nil {
			t.Fatal(err)
		}
		for range perRequest + 10 {
			r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "me too", slackfake.InThread(h.Message().TS))
		}
		r.answered("above much that was said", r.ana(), h)
	})
	t.Run("a thread that cannot be read", func(t *testing.T) { // what stands above is not known, which is no reason to be silent
		t.Parallel()
		for _, fault := range []slackfake.Fault{slackfake.Hang(), slackfake.Status(503), slackfake.OKFalse("missing_scope"), slackfake.RateLimited(time.Minute)} {
			r := start(t, setup{timing: func(t *timing) { brisk(t); t.request = 500 * time.Millisecond }})
			r.fake.On(slackfake.Match{Method: "conversations.replies", Times: -1}).Then(fault)
			root := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "who has seen this?").Message()
			r.answered("in a thread", r.ana(), r.fake.Say(r.ana(), theQuestion, slackfake.Mention(), slackfake.InThread(root.TS)))
		}
	})
}

// TestRefusals holds that who asks sees an answer when Slack refuses the one that was made: in plain text, or
// a line, or directly.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		refusal string
		times   int
		direct  bool
		line    bool // says no more than that something went wrong
	}{
		{"msg_too_long", 1, false, false},
		{"invalid_blocks", 1, false, false},
		{"msg_blocks_too_long", 1, false, false},
		{"invalid_blocks", 2, false, true},
		{"msg_too_long", 2, false, true},
		{"not_in_channel", 1, true, false},
		{"channel_not_found", 1, true, false},
		{"is_archived", 1, true, false},
		{"restricted_action_read_only_channel", 1, true, false},
	} {
		t.Run(fmt.Sprint(row.refusal, " ", row.times), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{timing: brisk})
			r.fake.On(slackfake.Match{Method: "chat.postMessage", Times: row.times}).Then(slackfake.OKFalse(row.refusal))
			m := r.one(row.refusal, r.ana(), r.mention(r.ana()))
			if got := strings.Contains(m.Shown(), itsAnswer); got == row.line {
				t.Errorf("%q is shown", m.Shown())
			}
			if got := m.Channel == r.fake.DM(r.ana().Person).ID; got != row.direct {
				t.Errorf("shown in %s, directly is %v", m.Channel, row.direct)
			}
			if !r.fake.Pinged(m).None() || len(r.fake.Unfurls(m)) > 0 {
				t.Errorf("it pings or unfurls: %+v", m)
			}
		})
	}
	t.Run("taken out of the channel", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		r := start(t, setup{handler: slowly(release, patience), timing: brisk})
		h := r.mention(r.ana())
		r.fake.RemoveBot(r.fake.Public(0))
		close(release)
		if m := r.answered("a mention", r.ana(), h); m.Channel != r.fake.DM(r.ana().Person).ID {
			t.Errorf("shown in %s", m.Channel)
		}
	})
}

// TestResponseFaults holds that a command that is answered late is answered by its response URL, once, whatever
// happens to the request, and directly when the URL takes nothing any more.
func TestResponseFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		fault  slackfake.Fault
		direct bool
		failed bool // counted as not answered, for it is not known
	}{
		{"429", slackfake.RateLimited(time.Second), false, false},
		{"429 that does not say how long", slackfake.RateLimited(0), false, false},
		{"503", slackfake.Status(503), false, false},
		{"500 after it was posted", slackfake.After(slackfake.Status(500)), false, true},
		{"a reset after it was posted", slackfake.After(slackfake.Reset()), false, true},
		{"hangs after it was posted", slackfake.After(slackfake.Hang()), false, true},
		{"slow", slackfake.Delay(500 * time.Millisecond), false, false},
		{"an answer cut at once", slackfake.Truncate(0), false, false},
		{"invalid_blocks", slackfake.OKFalse("invalid_blocks"), false, false},
		{"expired", slackfake.OKFalse("expired_url"), true, false},
		{"used", slackfake.OKFalse("used_url"), true, false},
		{"gone", slackfake.Status(404), true, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{
				handler: slowly(nil, 300*time.Millisecond),
				timing:  func(t *timing) { brisk(t); t.ack = 100 * time.Millisecond },
			})
			r.fake.On(slackfake.Match{Method: slackfake.ResponseURL}).Then(row.fault)
			m := r.answered(row.name, r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
			if got := m.Channel == r.fake.DM(r.ana().Person).ID; got != row.direct {
				t.Errorf("shown in %s, directly is %v", m.Channel, row.direct)
			}
			r.eventually(patience, "what is counted as not answered", func() bool { return r.failures() > 0 == row.failed })
		})
	}
	t.Run("half an hour later", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		r := start(t, setup{handler: slowly(release, patience), timing: func(t *timing) { t.ack = 50 * time.Millisecond }})
		h := r.fake.Slash(r.ana(), "/clippings", theQuestion)
		if _, err := h.Wait(patience); err != nil {
			t.Fatal(err)
		}
		r.fake.Advance(31 * time.Minute)
		close(release)
		if m := r.answered("a command", r.ana(), h); m.Channel != r.fake.DM(r.ana().Person).ID {
			t.Errorf("shown in %s", m.Channel)
		}
	})
}

// TestTooLongForAcknowledgement holds that an answer that cannot go in an acknowledgement goes by the response URL,
// and that the command is acknowledged all the same. No page is that long today.
func TestTooLongForAcknowledgement(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	h := r.fake.Slash(r.ana(), "/clippings", theQuestion)
	r.answered("as usual", r.ana(), h)
	again := strings.Replace(string(r.fake.Envelopes()[0].Payload), h.TriggerID(), "another", 1)
	acked := make(chan any, 1)
	r.adapter.take(envelope{kind: kindCommand, payload: []byte(again), received: time.Now(), ack: onceAcked(func(answer any) error {
		if answer != nil {
			return errors.New("too long")
		}
		acked <- nil
		return nil
	})})
	list, err := h.WaitReplies(2, patience)
	if err != nil {
		t.Fatal(err)
	}
	if m := list[1]; m.Via != slackfake.ViaResponse || !strings.Contains(m.Shown(), itsAnswer) {
		t.Errorf("%q came by %s", m.Shown(), m.Via)
	}
	select {
	case <-acked:
	case <-time.After(patience):
		t.Error("it is not acknowledged")
	}
}
