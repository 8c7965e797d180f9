package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// patched answers some requests otherwise than the fake does, and refuses every one that would change
// something.
type patched struct {
	http.RoundTripper
	guilds  string         // what users/@me/guilds answers
	further string         // what it answers when asked for those behind the last
	app     map[string]any // fields of applications/@me that are otherwise
	wrote   bool
}

func (p *patched) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		p.wrote = true
	}
	reply := func(body []byte) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/users/@me/guilds") && p.guilds != "":
		if r.URL.Query().Get("after") != "" {
			return reply([]byte(p.further))
		}
		return reply([]byte(p.guilds))
	case strings.HasSuffix(r.URL.Path, "/applications/@me") && p.app != nil:
		answer, err := p.RoundTripper.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		app := make(map[string]any)
		if err := json.NewDecoder(answer.Body).Decode(&app); err != nil {
			return nil, err
		}
		for name, value := range p.app {
			app[name] = value
		}
		data, err := json.Marshal(app)
		if err != nil {
			return nil, err
		}
		return reply(data)
	}
	return p.RoundTripper.RoundTrip(r)
}

// TestDoctor looks at bots that are set up well and badly: everything that is wrong is named in one line
// with what mends it, and nothing is changed.
func TestDoctor(t *testing.T) {
	t.Parallel()
	const messageContent = discordfake.IntentMessageContent // switched off, as it should be
	const allMay, mayNotSend, admin = `274877975552`, `274877907968`, `8`
	for _, c := range []struct {
		name      string
		options   discordfake.Options
		setUp     func(*discordfake.Fake)
		change    func(*Config)
		guilds    string
		further   string
		app       map[string]any
		registers bool
		bad       []string // begins or holds of the findings that are not OK, in order
		good      []string // of those that are
	}{
		{
			name: "all well", options: discordfake.Options{DisallowedIntents: messageContent}, registers: true,
			guilds: `[{"permissions":"` + allMay + `"},{"permissions":"` + admin + `"}]`,
			good: []string{
				"the token is valid: it is that of clippings", "commands reach this bot", "people can install it for themselves", "no privileged intent is switched on",
				"as many shards are connected as Discord recommends: 1", "1000 starts are left today", "“View Channel” in all of 2 servers", "“Send Messages” in all of 2 servers",
				"“Send Messages in Threads” in all of 2 servers", "the commands are registered",
			},
		},
		{
			name: "message content is switched on", registers: true, guilds: `[]`,
			bad: []string{"“Message Content” is switched on and not needed: switch it off in the developer portal, under Bot"}, good: []string{"it is in no server yet"},
		},
		{
			name: "commands go elsewhere", options: discordfake.Options{DisallowedIntents: messageContent}, registers: true,
			app: map[string]any{"interactions_endpoint_url": "https://elsewhere.example/hook"},
			bad: []string{"never reach this bot: clear “Interactions Endpoint URL” in the developer portal"},
		},
		{
			name: "nobody can install it", options: discordfake.Options{DisallowedIntents: messageContent}, registers: true,
			app: map[string]any{"integration_types_config": map[string]any{"0": map[string]any{}}},
			bad: []string{"switch on “User Install” in the developer portal"},
		},
		{
			name: "commands are missing", options: discordfake.Options{DisallowedIntents: messageContent},
			bad: []string{"the commands are not registered as this version has them: “clippings serve” registers them"},
		},
		{
			name: "it may not write everywhere", options: discordfake.Options{DisallowedIntents: messageContent}, registers: true,
			guilds: `[{"permissions":"` + allMay + `"},{"permissions":"` + mayNotSend + `"},{"permissions":"0"}]`,
			bad: []string{
				"in 1 of 3 servers it lacks the permission “View Channel”", "in 2 of 3 servers it lacks the permission “Send Messages”: mentions go unanswered there, /ask works. Who manages roles",
				"in 1 of 3 servers it lacks the permission “Send Messages in Threads”",
			},
		},
		{
			name: "more servers than are listed at once", options: discordfake.Options{DisallowedIntents: messageContent}, registers: true,
			guilds:  `[` + strings.Repeat(`{"id":"7","permissions":"8"},`, 199) + `{"id":"8","permissions":"8"}]`,
			further: `[{"id":"9","permissions":"` + mayNotSend + `"}]`,
			bad:     []string{"in 1 of 201 servers it lacks the permission “Send Messages”"},
		},
		{
			name: "too few starts are left", options: discordfake.Options{DisallowedIntents: messageContent, SessionStarts: 3}, registers: true,
			bad: []string{"only 3 starts are left today"},
		},
		{
			name: "one of each", options: discordfake.Options{DisallowedIntents: messageContent, SessionStarts: 1}, registers: true,
			guilds: `[{"permissions":"` + mayNotSend + `"}]`,
			bad:    []string{"only 1 start is left today", "in 1 of 1 server it lacks the permission “Send Messages”"},
			good:   []string{"“View Channel” in all of 1 server"},
		},
		{
			name: "too few shards", options: discordfake.Options{DisallowedIntents: messageContent, Shards: 4}, registers: true,
			change: func(c *Config) { c.Shards = Shards{First: 0, Last: 0, Count: 1} },
			bad:    []string{"discord.shards counts 1, and Discord recommends 4"},
		},
		{
			name: "some of the shards", options: discordfake.Options{DisallowedIntents: messageContent, Shards: 4}, registers: true,
			change: func(c *Config) { c.Shards = Shards{First: 0, Last: 1, Count: 4} },
			good:   []string{"this process connects shards 0 to 1 of 4 (Discord recommends 4)"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fake := discordfake.New(t, c.options)
			transport := &patched{RoundTripper: fake.Transport(), guilds: c.guilds, further: c.further, app: c.app}
			cfg := Config{Token: fake.Token(), Transport: transport}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if c.registers {
				a := &Adapter{application: fake.ApplicationID(), rest: newREST(fake.Token(), fake.Transport(), nil)}
				if wrote, err := a.register(ctx); err != nil || !wrote {
					t.Fatalf("registered: %v, %v", wrote, err)
				}
			}
			if c.change != nil {
				c.change(&cfg)
			}
			found, invite, err := Doctor(ctx, cfg)
			if err != nil {
				t.Fatal(err)
			}
			bad := c.bad
			good := make(map[string]bool)
			for _, f := range found {
				switch {
				case strings.Contains(f.Text, "\n") || f.Text == "":
					t.Errorf("%q is not one line", f.Text)
				case f.OK:
					for _, want := range c.good {
						good[want] = good[want] || strings.Contains(f.Text, want)
					}
				case len(bad) == 0 || !strings.Contains(f.Text, bad[0]):
					t.Errorf("found wrong: %q, want %q", f.Text, bad)
				default:
					bad = bad[1:]
				}
			}
			if len(bad) > 0 {
				t.Errorf("not found wrong: %q", bad)
			}
			for _, want := range c.good {
				if !good[want] {
					t.Errorf("not found well: %q in %+v", want, found)
				}
			}
			if !strings.Contains(invite, "client_id="+fake.ApplicationID()) {
				t.Errorf("the invitation is %q", invite)
			}
			if transport.wrote || len(fake.Identifies()) > 0 {
				t.Error("looking changed something")
			}
		})
	}
}

// TestDoctorWithoutToken holds what is said of a token that Discord does not take, and of a Discord that
// does not answer; neither tells the token.
func TestDoctorWithoutToken(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	const wrong = "not-the-token-4711"
	found, invite, err := Doctor(t.Context(), Config{Token: wrong, Transport: fake.Transport()})
	if err != nil || len(found) != 1 || found[0].OK || !strings.Contains(found[0].Text, "the token is not valid") || !strings.Contains(found[0].Text, "developer portal") || invite != "" {
		t.Errorf("a wrong token: %+v, %q, %v", found, invite, err)
	}
	if len(found) == 1 && strings.Contains(found[0].Text, wrong) {
		t.Errorf("the token is told: %q", found[0].Text)
	}
	if _, _, err := Doctor(t.Context(), Config{}); err == nil || !strings.Contains(err.Error(), "no token") {
		t.Errorf("no token at all: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	down := roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("dial: " + wrong) })
	if _, _, err := Doctor(ctx, Config{Token: wrong, Transport: down}); err == nil || strings.Contains(err.Error(), wrong) {
		t.Errorf("no Discord: %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestInviteURL holds that the invitation asks for what the bot needs and for nothing else.
func TestInviteURL(t *testing.T) {
	u, err := url.Parse(InviteURL("123"))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "https" || u.Host != "discord.com" || u.Path != "/oauth2/authorize" || q.Get("client_id") != "123" || q.Get("scope") != "bot applications.commands" {
		t.Errorf("the invitation is %s", u)
	}
	// View Channel, Send Messages, Read Message History, Send Messages in Threads: by Discord's documentation.
	if got := q.Get("permissions"); got != "274877975552" {
		t.Errorf("permissions %s", got)
	}
}
