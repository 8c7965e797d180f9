package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// setUp are settings with which nothing is missing.
const setUp = "contact: Hotline 555-0100\n"

// TestDoctor: the doctor tells line by line what is there and what is missing, in one order, and its exit
// code says whether all is there. It only looks: nothing in Discord is changed, and nothing connects.
func TestDoctor(t *testing.T) {
	ready := discordfake.Options{NoSchema: true, DisallowedIntents: discordfake.IntentMessageContent}
	withToken := func(fake *discordfake.Fake) map[string]string { return map[string]string{discordToken: fake.Token()} }
	const (
		understood = "^ok      (Discord: )?the configuration is understood$"
		covered    = "^ok      (Discord: )?the coverage has 1 article and 3 excerpts, from 2021-06-03 to 2021-06-03$"
		contact    = "^ok      (Discord: )?people in an emergency are shown the contact line$"
		noContact  = "^MISSING (Discord: )?no contact line: set contact in the configuration"
		valid      = "^ok      (Discord: )?Discord: the token is valid: it is that of clippings$"
		byGateway  = "^ok      (Discord: )?Discord: commands reach this bot by its gateway connection$"
		installed  = "^ok      (Discord: )?Discord: people can install it for themselves"
		noIntent   = "^ok      (Discord: )?Discord: no privileged intent is switched on"
		shards     = "^ok      (Discord: )?Discord: .*Discord recommends"
		starts     = `^ok      (Discord: )?Discord: \d+ starts are left today$`
		registered = "^ok      (Discord: )?Discord: the commands are registered$"
		notYet     = "^MISSING (Discord: )?Discord: the commands are not registered as this version has them: “clippings serve” registers them"
		blank      = "^$"
		invitation = `^Add the bot to a Discord server: https://discord\.com/oauth2/authorize\?client_id=900000000000000001&`
	)
	for _, c := range []struct {
		name     string
		fake     discordfake.Options
		serve    bool // ran before
		settings string
		env      func(*discordfake.Fake) map[string]string // nil: no token
		corpus   []string                                  // changes of the small corpus
		code     int
		want     []string // a regular expression for each line, in order
		errors   []string
	}{
		{
			name: "nothing is missing", fake: ready, serve: true, settings: setUp, env: withToken, code: 0,
			want: []string{understood, covered, contact, valid, byGateway, installed, noIntent, shards, starts, registered, blank, invitation},
		}, {
			name: "never served", fake: ready, settings: setUp, env: withToken, code: 1,
			want: []string{understood, covered, contact, valid, byGateway, installed, noIntent, shards, starts, notYet, blank, invitation},
		}, {
			name: "no token and no contact", fake: ready, code: 1,
			want: []string{understood, covered, noContact, "^MISSING (Discord: )?no token: .*CLIPPINGS_DISCORD_TOKEN.*_FILE"},
		}, {
			name: "token that is none", fake: ready, settings: setUp, code: 1,
			env: func(f *discordfake.Fake) map[string]string {
				return map[string]string{discordToken: "Bot " + f.Token()}
			},
			want: []string{understood, covered, contact, "^MISSING (Discord: )?CLIPPINGS_DISCORD_TOKEN .*the token alone"},
		}, {
			name: "token that Discord refuses", fake: ready, settings: setUp, code: 1,
			env:  func(*discordfake.Fake) map[string]string { return map[string]string{discordToken: "another-token"} },
			want: []string{understood, covered, contact, `^MISSING (Discord: )?Discord: the token is not valid .*create a new one`},
		}, {
			name: "token file that is not there", fake: ready, settings: setUp, code: 1,
			env: func(*discordfake.Fake) map[string]string {
				return map[string]string{discordToken + "_FILE": "/there/is/none"}
			},
			want: []string{understood, covered, contact, `^MISSING (Discord: )?CLIPPINGS_DISCORD_TOKEN_FILE: .*/there/is/none`},
		}, {
			name: "faulty corpus", fake: ready, serve: true, settings: setUp, env: withToken, code: 1,
			corpus: []string{"speaker: bo-lind", "speaker: bob-lind", "kind: fact", "kind: rumour"},
			want:   []string{understood, "^MISSING (Discord: )?the coverage: corpus: 2 faults, nothing loaded$", contact, valid, byGateway, installed, noIntent, shards, starts, registered, blank, invitation},
			errors: []string{`^gazette-2021\.yaml:\d+: .*bob-lind`, `^gazette-2021\.yaml:\d+: .*rumour`},
		}, {
			name: "a privileged intent is on", fake: discordfake.Options{NoSchema: true}, serve: true, settings: setUp, env: withToken, code: 1,
			want: []string{understood, covered, contact, valid, byGateway, installed, "^MISSING (Discord: )?Discord: the intent “Message Content” is switched on and not needed", shards, starts, registered, blank, invitation},
		}, {
			name: "too few shards and starts", fake: discordfake.Options{NoSchema: true, DisallowedIntents: ready.DisallowedIntents, Shards: 8, SessionStarts: 20},
			settings: setUp + "discord: {shards: 0-1/4}\n", env: withToken, code: 1,
			want: []string{understood, covered, contact, valid, byGateway, installed, noIntent, "^MISSING (Discord: )?Discord: discord.shards counts 4, and Discord recommends 8", "^MISSING (Discord: )?Discord: only 20 starts are left today", notYet, blank, invitation},
		}, {
			name: "settings that are none", fake: ready, settings: "contactt: x\n", env: withToken, code: 1,
			errors: []string{`^clippings: config: .*my\.yaml: line 1: unknown setting "contactt"$`},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := discordfake.New(t, c.fake)
			if c.serve {
				r := startServe(t, fake, "", nil, "--corpus", smallCorpus(t)).connected()
				eventually(t, 10*time.Second, "the commands are not registered", func() bool { return len(fake.Commands("")) > 0 })
				r.stop()
				r.wait(10 * time.Second)
			}
			var env map[string]string
			if c.env != nil {
				env = c.env(fake)
			}
			requests, identified := len(fake.Requests("", "")), len(fake.Identifies())
			got := runWith(t, program{getenv: func(name string) string { return env[name] }, transport: fake.Transport()},
				"doctor", "--config", write(t, t.TempDir(), "my.yaml", c.settings), "--corpus", smallCorpus(t, c.corpus...))
			if got.code != c.code {
				t.Errorf("exit code %d, want %d", got.code, c.code)
			}
			wantLines(t, "output", got.out, c.want)
			wantLines(t, "error output", got.errors, c.errors)
			if strings.Contains(got.out+got.errors, fake.Token()) {
				t.Error("the token is shown")
			}
			for _, q := range fake.Requests("", "")[requests:] {
				if q.Method != "GET" {
					t.Errorf("the doctor sent %s %s", q.Method, q.Path)
				}
			}
			if n := len(fake.Identifies()); n > identified {
				t.Error("the doctor connected to the gateway")
			}
		})
	}
}

// TestDoctorWithoutDiscord: when Discord does not say, the doctor gives up by itself with one line, after
// what it could tell.
func TestDoctorWithoutDiscord(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it tries for some twenty seconds")
	}
	t.Parallel()
	fake := newFake(t)
	fake.On(discordfake.Match{Times: -1}).Then(discordfake.Status(503))
	got := runWith(t, program{getenv: func(name string) string { return map[string]string{discordToken: fake.Token()}[name] }, transport: fake.Transport()},
		"doctor", "--config", write(t, t.TempDir(), "my.yaml", setUp), "--corpus", smallCorpus(t))
	if got.code != 1 || !strings.Contains(got.out, "the coverage has 1 article") {
		t.Errorf("exit code %d, output %q", got.code, got.out)
	}
	wantLines(t, "error output", got.errors, []string{"^clippings: discord: Discord answered 503"})
}

// wantLines wants each line of a text to match its regular expression, and none besides.
func wantLines(t *testing.T, what, text string, want []string) {
	t.Helper()
	var lines []string
	if text != "" {
		lines = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	}
	if len(lines) != len(want) {
		t.Errorf("%s has %d lines, want %d:\n%s", what, len(lines), len(want), text)
		return
	}
	for i := range want {
		if !regexp.MustCompile(want[i]).MatchString(lines[i]) {
			t.Errorf("line %d of the %s is %q, want %s", i+1, what, lines[i], want[i])
		}
	}
}
