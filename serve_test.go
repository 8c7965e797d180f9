package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestServe: with a token from anywhere it may stand, serve connects and answers, and a stop is no failure.
func TestServe(t *testing.T) {
	for name, env := range map[string]func(token string) map[string]string{
		"environment": func(token string) map[string]string { return map[string]string{discordToken: token} },
		"environment with spaces around": func(token string) map[string]string {
			return map[string]string{discordToken: " " + token + " \n"}
		},
		"file": func(token string) map[string]string {
			return map[string]string{discordToken + "_FILE": write(t, t.TempDir(), "token", token)}
		},
		"file with a line break": func(token string) map[string]string {
			return map[string]string{discordToken + "_FILE": write(t, t.TempDir(), "token", token+"\r\n")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t)
			r := startServe(t, fake, "", env(fake.Token()), "--corpus", smallCorpus(t)).connected()
			if !r.answers(bridgeQuestion, bridgeCost) {
				t.Error("/ask is not answered from the corpus")
			}
			asked := fake.Say(fake.Actor(fake.User(1), fake.Place(1, 0)), bridgeQuestion, discordfake.MentionBot())
			if reply, err := fake.WaitReply(asked, 10*time.Second); err != nil || !strings.Contains(reply.Text(), bridgeCost) {
				t.Errorf("a mention: %v, %q", err, reply.Text())
			}
			r.stop()
			if code := r.wait(10 * time.Second); code != 0 || len(r.told()) > 0 {
				t.Errorf("stopped with code %d and %q", code, r.told())
			}
			if strings.Contains(r.errors.String(), fake.Token()) {
				t.Errorf("the token is on the error output:\n%s", r.errors)
			}
		})
	}
}

// TestServeCorpus: the command line's corpus goes before that of the settings.
func TestServeCorpus(t *testing.T) {
	fake := newFake(t)
	r := startServe(t, fake, "corpus: /there/is/none\n", nil, "--corpus", smallCorpus(t)).connected()
	if !r.answers(bridgeQuestion, bridgeCost) {
		t.Error("not answered from the corpus of the command line")
	}
}

// TestServeRefuses gives serve what it must refuse before anything reaches Discord: with exit code 1,
// lines that say what is wrong, and never the token.
func TestServeRefuses(t *testing.T) {
	fake := newFake(t)
	token, dir := fake.Token(), t.TempDir()
	missing := filepath.Join(dir, "missing")
	set := func(value string) map[string]string { return map[string]string{discordToken: value} }
	file := func(path string) map[string]string { return map[string]string{discordToken + "_FILE": path} }
	holding := func(text string) map[string]string { return file(write(t, t.TempDir(), "token", text)) }
	small, faulty := smallCorpus(t), smallCorpus(t, "speaker: bo-lind", "speaker: bob-lind", "kind: fact", "kind: rumour")
	bare := smallCorpus(t)
	if err := os.Remove(filepath.Join(bare, "gazette-2021.yaml")); err != nil {
		t.Fatal(err)
	}
	one := func(pattern string) []string { return []string{"^clippings: .*" + pattern} }
	for _, c := range []struct {
		name     string
		settings string
		env      map[string]string
		corpus   string
		want     []string // a regular expression for each line
	}{
		{"no token", "", map[string]string{}, small, one("nothing to serve: set CLIPPINGS_DISCORD_TOKEN.*_FILE")},
		{"both places", "", map[string]string{discordToken: token, discordToken + "_FILE": missing}, small, one("both set: set one")},
		{"Bot before the token", "", set("Bot " + token), small, one("the token alone")},
		{"Bot before the token in a file", "", holding("Bot " + token + "\n"), small, one("the token alone")},
		{"space in the token", "", set("fake bot token"), small, one("the token alone")},
		{"two lines in the file", "", holding(token + "\n" + token + "\n"), small, one("the token alone")},
		{"control character", "", set(token + "\x01x"), small, one("the token alone")},
		{"byte order mark in the file", "", holding("\ufeff" + token), small, one("the token alone")},
		{"file with nothing in it", "", holding("\n"), small, one("CLIPPINGS_DISCORD_TOKEN_FILE.*empty")},
		{"no such token file", "", file(missing), small, one("CLIPPINGS_DISCORD_TOKEN_FILE: .*" + regexp.QuoteMeta(missing) + ": no such file")},
		{"token file is a folder", "", file(dir), small, one("CLIPPINGS_DISCORD_TOKEN_FILE: .*is a directory")},
		{"Discord's settings without a token", "discord: {shards: 0-3/16}\n", map[string]string{}, small, one("discord is configured and has no token: set")},
		{"unknown setting", "contact: x\ndiscrod: {shards: 4}\n", set(token), small, one(`my\.yaml: line 2: unknown setting "discrod"`)},
		{"the token among the settings", "discord: {token: abc}\n", set(token), small, one(`my\.yaml: line 1: unknown setting "token"`)},
		{"wrong setting", "log: {level: loud}\n", set(token), small, one(`my\.yaml: log\.level: "loud"`)},
		{"no such corpus", "", set(token), missing, one("corpus: .*" + regexp.QuoteMeta(missing))},
		{"empty folder", "", set(token), dir, one("no .yaml file")},
		{"no excerpt", "", set(token), bare, []string{"no excerpt", "^clippings: corpus: 1 fault, nothing loaded"}},
		{"faulty corpus", "", set(token), faulty, []string{`^gazette-2021\.yaml:\d+: .*bob-lind`, `^gazette-2021\.yaml:\d+: .*rumour`, "^clippings: corpus: 2 faults, nothing loaded"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := startServe(t, fake, c.settings, c.env, "--corpus", c.corpus)
			if code := r.wait(10 * time.Second); code != 1 {
				t.Errorf("exit code %d", code)
			}
			got := r.told()
			if len(got) != len(c.want) {
				t.Fatalf("want %d lines, got %q", len(c.want), got)
			}
			for i, want := range c.want {
				if !regexp.MustCompile(want).MatchString(got[i]) {
					t.Errorf("line %d is %q, want in it %s", i+1, got[i], want)
				}
			}
			if strings.Contains(r.errors.String(), token) {
				t.Errorf("the token is on the error output:\n%s", r.errors)
			}
		})
	}
	if n := fake.RequestCount(); n > 0 {
		t.Errorf("%d requests reached Discord", n)
	}
}

// TestServeHealthInUse: an address that cannot be listened on ends the run with one line that names it,
// and the questions that came before are not left hanging.
func TestServeHealthInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, address := range map[string]string{"in use": taken.Addr().String(), "no address": "nonsense"} {
		t.Run(name, func(t *testing.T) {
			r := startServe(t, newFake(t), "health: "+address+"\n", nil, "--corpus", smallCorpus(t))
			if code := r.wait(10 * time.Second); code != 1 {
				t.Errorf("exit code %d", code)
			}
			if got := r.told(); len(got) != 1 || !strings.HasPrefix(got[0], "clippings: health and metrics: ") || !strings.Contains(got[0], address) {
				t.Errorf("got %q, want one line that names %s", got, address)
			}
		})
	}
}

// TestServeHealth: /livez answers as long as the process runs, /readyz says no until the bot is connected
// and whenever it is not, and /metrics holds counts of what was served and nothing of who asked.
func TestServeHealth(t *testing.T) {
	fake := newFake(t)
	fake.RefuseDials(1 << 20)
	r := startServe(t, fake, "health: 127.0.0.1:0\n", nil, "--corpus", smallCorpus(t))
	address := r.healthAddress()
	get := func(path string) (int, string) { return get(t, "http://"+address+path) }
	becomes := func(want int, why string) {
		t.Helper()
		eventually(t, 40*time.Second, "/readyz does not become "+why, func() bool { status, _ := get("/readyz"); return status == want })
	}
	eventually(t, 10*time.Second, "nothing dials", func() bool { return fake.RefusedDials() > 0 })
	for range 20 {
		if status, body := get("/readyz"); status != 503 || body != "discord shard 0/1\n" {
			t.Fatalf("/readyz says %d %q and the bot is not connected", status, body)
		}
	}
	if status, _ := get("/livez"); status != 200 {
		t.Errorf("/livez says %d", status)
	}
	fake.RefuseDials(0)
	becomes(200, "green")
	if err := fake.WaitConnected(1, 0); err != nil {
		t.Errorf("/readyz is green: %v", err)
	}
	fake.RefuseDials(1 << 20)
	fake.DropTCP()
	becomes(503, "red")
	if status, _ := get("/livez"); status != 200 {
		t.Errorf("/livez says %d while the gateway is down", status)
	}
	fake.RefuseDials(0)
	becomes(200, "green again")
	if !r.answers(bridgeQuestion, bridgeCost) {
		t.Error("no answer after the reconnection")
	}
	var counts string
	for _, want := range []string{
		"\nclippings_corpus_excerpts 3\n", "\n" + `clippings_gateway_up{adapter="discord",shard="0"} 1` + "\n",
		"\n" + `clippings_replies_total{entry="command",outcome="covered"} 1` + "\n",
	} {
		// A reply is counted once Discord has confirmed it, a moment after the asker sees it.
		eventually(t, 10*time.Second, "/metrics lacks "+want, func() bool { _, counts = get("/metrics"); return strings.Contains(counts, want) })
	}
	for _, secret := range []string{fake.User(0).ID, fake.User(0).Name, fake.Place(0, 0).ChannelID, fake.Place(0, 0).GuildID, "repair", fake.Token()} {
		if strings.Contains(counts, secret) {
			t.Errorf("/metrics holds %q", secret)
		}
	}
}
