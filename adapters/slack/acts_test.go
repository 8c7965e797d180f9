package slack

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"

	"clippings/bot"
	"strings"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// What people do in tests, beside what the rig has.

// says has somebody mention the bot in a message.
func (r *rig) says(who slackfake.Actor, text string, options ...slackfake.SayOption) *slackfake.Handle {
	return r.fake.Say(who, text, append(options, slackfake.Mention())...)
}

// home has somebody open Home and returns what it shows.
func (r *rig) home(who slackfake.Actor) slackfake.View {
	r.t.Helper()
	r.fake.OpenHome(who)
	v, err := r.fake.WaitHome(who.Person, patience, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// opened waits for the window that was opened by something.
func (r *rig) opened(h *slackfake.Handle) slackfake.View {
	r.t.Helper()
	v, err := h.WaitView(patience)
	if err != nil {
		r.t.Fatalf("%v; trouble: %s", err, h.Trouble())
	}
	return v
}

// button1 returns the id of the first button with an action, or "".
func button1(on interface{ ActionIDs() []string }, do serving.Action) string {
	for _, id := range on.ActionIDs() {
		if c, ok := serving.ParseControl(id); ok && c.Action == do {
			return id
		}
	}
	return ""
}

// holds reports whether a text holds all of some others, wherever lines break.
func holds(text string, all ...string) bool {
	for _, s := range all {
		if !strings.Contains(flat(text), flat(s)) {
			return false
		}
	}
	return true
}

// edition is a coverage that is replaced while the program runs.
type edition struct {
	mu sync.Mutex
	b  *bot.Bot
}

func (e *edition) load() *bot.Bot {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.b
}

func (e *edition) store(b *bot.Bot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.b = b
}

// told has an adapter that is not connected answer an interaction and returns what is sent to its response URL.
func told(t *testing.T, a *Adapter, i *interaction) string {
	t.Helper()
	var said string
	a.client = &http.Client{Transport: sink(func(body []byte) { said = string(body) })}
	if _, err := a.press(context.Background(), i); err != nil {
		t.Errorf("%v", err)
	}
	var out struct {
		Text string `json:"text"`
		Type string `json:"response_type"`
	}
	if err := json.Unmarshal([]byte(said), &out); err != nil || out.Type != "ephemeral" {
		t.Errorf("sent %q", said)
	}
	return out.Text
}

// sink answers every request, and hands on its body.
type sink func(body []byte)

func (s sink) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	s(body)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Header: http.Header{"Content-Type": {"text/html"}}, Request: r}, err
}

func question(text string) bot.Question { return bot.Question{Text: text} }
