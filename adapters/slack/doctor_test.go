package slack

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"
)

// TestDoctor holds what the doctor says of an app: what is fine, what is missing and who can mend it, what is
// there and not needed; that it changes nothing and connects to nothing; and that it does not take an answer
// that says nothing for one.
func TestDoctor(t *testing.T) {
	t.Parallel()
	scopes, err := Scopes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		fake   slackfake.Options
		config func(*Config)
		fault  func(*slackfake.Fake)
		fine   []string // what is said to be fine
		amiss  []string // what is said to be missing
		err    string
	}{
		{name: "all fine", fine: []string{"bot token is valid", "scopes are those", "opens Socket Mode"}},
		{name: "a scope is missing", fake: slackfake.Options{Scopes: slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == "im:history" })},
			fine: []string{"bot token is valid", "opens Socket Mode"}, amiss: []string{"the scope im:history is missing: add it under OAuth & Permissions"}},
		{name: "a scope too many", fake: slackfake.Options{Scopes: append(slices.Clone(scopes), "users:read.email")},
			fine: []string{"bot token is valid", "opens Socket Mode"}, amiss: []string{"the scope users:read.email is granted and not needed: remove it"}},
		{name: "both", fake: slackfake.Options{Scopes: append(slices.Clone(scopes[1:]), "admin")},
			fine: []string{"bot token is valid", "opens Socket Mode"}, amiss: []string{"the scope " + scopes[0] + " is missing", "the scope admin is granted and not needed"}},
		{name: "revoked", fault: func(f *slackfake.Fake) { f.FailBotToken("token_revoked") }, amiss: []string{"the bot token: a token was revoked (token_revoked): install the app again"}},
		{name: "another app token", fault: func(f *slackfake.Fake) { f.FailAppToken("invalid_auth") },
			fine: []string{"bot token is valid", "scopes are those"}, amiss: []string{"the app token: a token is not valid (invalid_auth): copy it anew"}},
		{name: "a token of the wrong kind", config: func(c *Config) { c.BotToken = "xoxp-1" }, err: "does not begin with xoxb-"},
		{name: "no app token", config: func(c *Config) { c.AppToken = "" }, err: "no app token, which Socket Mode needs"},
		{name: "over HTTP", config: func(c *Config) { c.Mode, c.AppToken, c.Address = HTTP, "", "127.0.0.1:3000" },
			fine: []string{"bot token is valid", "scopes are those", "POST /slack on 127.0.0.1:3000: Slack must reach it under https"}},
		{name: "over HTTP without a secret", config: func(c *Config) { c.Mode, c.SigningSecret, c.Address = HTTP, "", "127.0.0.1:3000" }, err: "no signing secret"},
		{name: "rate limited", fault: func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "auth.test"}).Then(slackfake.RateLimited(time.Second))
		}, fine: []string{"bot token is valid", "scopes are those", "opens Socket Mode"}},
		{name: "a page of HTML", fault: func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "auth.test", Times: 2}).Then(slackfake.HTML200())
		}, fine: []string{"bot token is valid", "scopes are those", "opens Socket Mode"}},
		{name: "Slack is away", fault: func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "auth.test", Times: -1}).Then(slackfake.Status(http.StatusServiceUnavailable))
		}, err: "slack: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.fake.Scopes == nil {
				c.fake.Scopes = scopes
			}
			f := slackfake.New(t, c.fake)
			cfg := Config{BotToken: f.BotToken(), AppToken: f.AppToken(), SigningSecret: f.SigningSecret(), Transport: f.Transport(), APIURL: f.APIURL()}
			if c.config != nil {
				c.config(&cfg)
			}
			if c.fault != nil {
				c.fault(f)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
			defer cancel()
			found, err := Doctor(ctx, cfg)
			if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			var fine, amiss []string
			for _, one := range found {
				if strings.Contains(one.Text, "\n") || strings.Contains(one.Text, f.BotToken()) {
					t.Errorf("not one line, or a secret: %q", one.Text)
				}
				if one.OK {
					fine = append(fine, one.Text)
				} else {
					amiss = append(amiss, one.Text)
				}
			}
			said := func(kind string, got, want []string) {
				if len(got) != len(want) {
					t.Errorf("%s: %q, want %q", kind, got, want)
					return
				}
				for i := range got {
					if !strings.Contains(got[i], want[i]) {
						t.Errorf("%s: %q, want %q", kind, got[i], want[i])
					}
				}
			}
			said("fine", fine, c.fine)
			said("missing", amiss, c.amiss)
			for _, call := range f.Calls("") {
				if call.Method != "auth.test" && call.Method != "apps.connections.open" {
					t.Errorf("the doctor called %s", call.Method)
				}
			}
			if f.ConnectionCount() > 0 {
				t.Error("the doctor connected")
			}
		})
	}
}
