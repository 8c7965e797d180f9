package slack

import (
	"context"
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
