package discord

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
)

// TestMayNotWrite holds that who mentions the bot where it may not write gets the answer directly, with
// the permission that is missing, which in a thread is another one.
func TestMayNotWrite(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for _, c := range []struct {
		name      string
		code, typ int
		want      string
	}{
		{"Send Messages", 50013, 0, "“Send Messages”"},
		{"View Channel", 50001, 0, "“View Channel”"},
		{"Send Messages in Threads", 50013, 11, "“Send Messages in Threads”"},
	} {
		r.fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages"}).Then(discordfake.Refuse(403, c.code, "no"))
		m := &message{ID: "1" + fmt.Sprint(c.code, c.typ), Channel: r.ana().Place.ChannelID, Guild: r.ana().Place.GuildID, Where: c.typ, Content: theQuestion}
		m.Author.ID = r.ana().User.ID
		write, v, _ := r.adapter.heard(context.Background(), m)
		if err := r.adapter.say(context.Background(), m, write, v); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		direct := r.fake.BotMessages(r.fake.DM(r.ana().User).ChannelID)
		if len(direct) == 0 {
			t.Fatalf("%s: nothing is told", c.name)
		}
		got := wordsOf(direct[len(direct)-1])
		for _, want := range []string{c.want, itsAnswer, "A moderator of that server can grant it"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not in %s", c.name, want, got)
			}
		}
	}
}

// TestWithoutHistory holds that where the bot may not read what came before, and so not reply, it answers
// all the same.
func TestWithoutHistory(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	r.fake.Deny(r.ana().Place.ChannelID, discordfake.ReadMessageHistory)
	r.fake.Say(r.ana(), theQuestion, mention())
	if got := r.shared(r.ana()); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("answered with %s", got.Text())
	}
}

// TestOwnMistake holds that where Discord finds fault with an answer, something is said all the same.
func TestOwnMistake(t *testing.T) {
	t.Parallel()
	metrics := serving.NewMetrics()
	r := start(t, setup{metrics: metrics})
	failed := bot.ControlsOf(corpus.English).Failed
	r.fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages"}).Then(discordfake.Refuse(400, 50035, "Invalid Form Body"))
	if got := r.said(r.ana(), theQuestion, mention()); !strings.Contains(wordsOf(got), failed) {
		t.Errorf("a mention: %s", got.Text())
	}
	r.fake.On(discordfake.Match{Method: "POST", Route: "interactions/:i/:t/callback"}).Then(discordfake.Refuse(400, 50035, "Invalid Form Body"))
	if got := r.asks(r.ana(), theQuestion); !strings.Contains(wordsOf(got), failed) || !got.Ephemeral() {
		t.Errorf("/ask: %s", got.Text())
	}
	if got := counts(t, metrics); !strings.Contains(got, `clippings_failures_total{entry="command",reason="refused_400"} 1`) || !strings.Contains(got, `clippings_failures_total{entry="mention",reason="refused_400"} 1`) {
		t.Errorf("the mistakes are not counted: %s", got)
	}
	if got := r.asks(r.ana(), theQuestion); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("afterwards: %s", got.Text())
	}
}
