package discord

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
)

// What people do in these tests, in few words.

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// mention is discordfake.MentionBot.
func mention() discordfake.SayOption { return discordfake.MentionBot() }

// said says something to the bot and returns its reply.
func (r *rig) said(who discordfake.Actor, text string, options ...discordfake.SayOption) discordfake.Message {
	r.t.Helper()
	asked := r.fake.Say(who, text, options...)
	reply, err := r.fake.WaitReply(asked, patience)
	if err != nil {
		r.t.Fatalf("%q: %v", text, err)
	}
	return reply
}

// shared waits for the one message that the bot wrote by itself, in answer to nobody, in the actor's
// channel.
func (r *rig) shared(in discordfake.Actor) discordfake.Message {
	r.t.Helper()
	m, err := r.fake.WaitMessage(patience, func(m discordfake.Message) bool {
		return m.ChannelID == in.Place.ChannelID && m.ReferenceID == "" && m.InteractionID == ""
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return m
}

// in puts somebody else in the same channel.
func (r *rig) in(place discordfake.Actor, user int) discordfake.Actor {
	return r.fake.Actor(r.fake.User(user), place.Place)
}

// quiet holds that the bot does not answer a message: what is asked behind it is answered, and it is not.
func (r *rig) quiet(t testing.TB, name string, m discordfake.Message) {
	t.Helper()
	r.said(r.fake.Actor(r.fake.User(3), r.fake.DM(r.fake.User(3))), theQuestion)
	for _, reply := range r.fake.BotMessages("") {
		if reply.ReferenceID == m.ID {
			t.Errorf("%s: answered with %q", name, reply.Text())
		}
	}
}

// counts is what /metrics serves.
func counts(t testing.TB, m *serving.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("/metrics answers %d", w.Code)
	}
	return w.Body.String()
}

// editions is coverage that a test can replace while the adapter runs.
type editions struct{ atomic.Pointer[bot.Bot] }

func edition(b *bot.Bot) *editions {
	e := new(editions)
	e.Store(b)
	return e
}

// ofBridge is a question that the sample answers with the mayor's words.
const ofBridge = "why is the bridge being closed"

// answering answers every question with the mayor's words and all that is near, whatever was asked, so
// that every button is there.
func (e *editions) answering(bot.Handler) bot.Handler {
	return func(context.Context, bot.Question) (bot.Reply, error) {
		c := e.Load().Corpus()
		safety := c.Excerpt(safetyID)
		return bot.Reply{
			Outcome: bot.Covered, Language: corpus.English, Answer: safety, OtherSide: safety.Links,
			Others: []*corpus.Excerpt{c.Excerpt(gateID), c.Excerpt(costID)},
		}, nil
	}
}

// onSample runs the adapter over the sample.
func onSample(t *testing.T) (*rig, *editions) {
	t.Helper()
	e := edition(sample(t, ""))
	return start(t, setup{bot: e.Load, handler: e.answering}), e
}

// labelled returns the id of the button with a label, or fails the test.
func labelled(t testing.TB, list []component, label string) string {
	t.Helper()
	for _, b := range buttonsOf(list) {
		if b.Label == label {
			return b.CustomID
		}
	}
	t.Fatalf("no button %q", label)
	return ""
}

// wordsOf is what can be read, letter for letter as Discord shows it.
func wordsOf(s interface{ Text() string }) string { return flat(unescape(s.Text())) }
