package slack

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

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
	t.Run("a question on an answer far down a thread", func(t *testing.T) {
		t.Parallel()
		var follows atomic.Bool
		r := start(t, setup{timing: brisk, handler: func(h bot.Handler) bot.Handler {
			return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
				follows.Store(q.Follows != "")
				return h(ctx, q)
			}
		}})
		root := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "who has seen this?").Message()
		for range perRequest + 10 {
			r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "not me", slackfake.InThread(root.TS))
		}
		r.answered("the question", r.ana(), r.fake.Say(r.ana(), theQuestion, slackfake.Mention(), slackfake.InThread(root.TS)))
		r.one("the next", r.ana(), r.fake.Say(r.ana(), "and what did the state say about it?", slackfake.Mention(), slackfake.InThread(root.TS)))
		if !follows.Load() {
			t.Error("the next question does not follow the answer")
		}
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
