package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"clippings/internal/testkit/discordfake"
)

var sharedKey = strings.Repeat("0123456789abcdef", 4)

// TestServeShares: two runs that share state answer each question once, though both are handed it. They go on
// without the state, say so, and find it again.
func TestServeShares(t *testing.T) {
	redis := miniredis.RunT(t)
	fake := newFake(t)
	settings := "health: 127.0.0.1:0\nstate: {time: 5s, redis: '" + redis.Addr() + "'}\n"
	env := map[string]string{discordToken: fake.Token(), stateKey + "_FILE": write(t, t.TempDir(), "key", sharedKey+"\n")}
	corpus := smallCorpus(t)
	var runs [2]*serveRun
	var addresses [2]string
	for i := range runs {
		runs[i] = startServe(t, fake, settings, env, "--corpus", corpus)
		addresses[i] = runs[i].healthAddress()
		eventually(t, 20*time.Second, "a run is not connected", func() bool { return strings.Contains(runs[i].errors.String(), "connected to Discord") })
	}
	up := func(want string) {
		t.Helper()
		for i := range runs {
			eventually(t, 20*time.Second, "clippings_shared_state_up does not become "+want, func() bool {
				_, counts := get(t, "http://"+addresses[i]+"/metrics")
				return strings.Contains(counts, "\nclippings_shared_state_up "+want+"\n")
			})
		}
	}
	dealtWith := regexp.MustCompile(`(?m)^clippings_(?:replies|failures|duplicates)_total\{.*\} (\d+)$`)
	asked := 0
	ask := func(n int) {
		t.Helper()
		for range n {
			if asked++; !runs[0].answers(bridgeQuestion, bridgeCost) {
				t.Error("not answered from the corpus")
			}
		}
		for i := range runs {
			eventually(t, 20*time.Second, "a run has not dealt with every question", func() bool {
				_, counts := get(t, "http://"+addresses[i]+"/metrics")
				sum := 0
				for _, m := range dealtWith.FindAllStringSubmatch(counts, -1) {
					n, _ := strconv.Atoi(m[1]) // digits
					sum += n
				}
				return sum >= asked
			})
		}
	}
	up("1")
	ask(5)
	if n := len(fake.Requests("POST", "interactions/:id/:token/callback")); n != 5 {
		t.Errorf("5 questions got %d answers", n)
	}
	for _, key := range redis.Keys() {
		if redis.TTL(key) <= 0 {
			t.Errorf("%s never expires", key)
		}
		value, _ := redis.Get(key)
		for _, id := range []string{fake.User(0).ID, fake.Place(0, 0).GuildID, fake.Place(0, 0).ChannelID} {
			if strings.Contains(key+value, id) {
				t.Errorf("%s = %s holds an id", key, value)
			}
		}
	}
	if len(redis.Keys()) < 5 {
		t.Errorf("only the keys %q", redis.Keys())
	}
	redis.Close()
	ask(2)
	up("0")
	if err := redis.Restart(); err != nil {
		t.Fatal(err)
	}
	up("1")
	for _, r := range runs {
		r.stop()
		if code := r.wait(20 * time.Second); code != 0 || len(r.told()) > 0 {
			t.Errorf("stopped with code %d and %q", code, r.told())
		}
		log := r.errors.String()
		if lost, back := strings.Count(log, "the shared state is lost"), strings.Count(log, "the shared state answers"); lost != 1 || back != 2 {
			t.Errorf("the log says %d times that the state is lost, %d times that it answers:\n%s", lost, back, log)
		}
		if strings.Contains(log, sharedKey) {
			t.Error("the key is in the log")
		}
	}
}

// TestStateSettings: what is wrong with the settings of the shared state is one line for serve and for doctor,
// and no secret is in it.
func TestStateSettings(t *testing.T) {
	const with = "state: {redis: '127.0.0.1:1'}\n"
	for _, c := range []struct {
		name, settings string
		env            map[string]string
		want           string
	}{
		{"no key", with, nil, "state.redis is set and has no key: set CLIPPINGS_STATE_KEY, or CLIPPINGS_STATE_KEY_FILE"},
		{"a short key", with, map[string]string{stateKey: "secret"}, "CLIPPINGS_STATE_KEY.* the key has 6 characters"},
		{"two keys", with, map[string]string{stateKey: sharedKey, stateKey + "_FILE": "/some/file"}, "both set: set one"},
		{"no such file", with, map[string]string{stateKey + "_FILE": "/there/is/none"}, "CLIPPINGS_STATE_KEY_FILE: .*/there/is/none"},
		{"a user without a password", "state: {redis: 'redis://bot@127.0.0.1:1'}\n", map[string]string{stateKey: sharedKey}, "CLIPPINGS_STATE_PASSWORD.*no password"},
		{"a key for nothing", "", map[string]string{stateKey: sharedKey}, "CLIPPINGS_STATE_KEY is set and state.redis is empty"},
		{"a password for nothing", "", map[string]string{statePassword: "hunter2"}, "CLIPPINGS_STATE_PASSWORD is set and state.redis is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFake(t)
			env := map[string]string{discordToken: fake.Token()}
			for name, value := range c.env {
				env[name] = value
			}
			r := startServe(t, fake, c.settings, env, "--corpus", smallCorpus(t))
			if code := r.wait(20 * time.Second); code != 1 {
				t.Errorf("exit code %d", code)
			}
			wantLines(t, "error output of serve", strings.Join(r.told(), "\n"), []string{"^clippings: .*" + c.want})

			doctor := runWith(t, program{getenv: func(name string) string { return env[name] }, transport: fake.Transport()},
				"doctor", "--config", write(t, t.TempDir(), "my.yaml", setUp+c.settings), "--corpus", smallCorpus(t))
			if !regexp.MustCompile("(?m)^MISSING .*" + c.want).MatchString(doctor.out) {
				t.Errorf("the doctor says\n%s", doctor.out)
			}
			for _, secret := range []string{sharedKey, "hunter2"} {
				if strings.Contains(r.errors.String()+doctor.out+doctor.errors, secret) {
					t.Errorf("%q is shown", secret)
				}
			}
		})
	}
}

// TestDoctorChecksState: one line says how the shared state answers, or what is wrong with it.
func TestDoctorChecksState(t *testing.T) {
	redis := miniredis.RunT(t)
	for name, c := range map[string]struct {
		settings string
		want     string
	}{
		"it answers":      {"state: {time: 5s, redis: '" + redis.Addr() + "'}\n", `^ok      shared state: the server answers, in \d+\.\d ms`},
		"nothing listens": {"state: {redis: 'unix:///there/is/none'}\n", "^MISSING shared state: nothing listens"},
		"none":            {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			fake := discordfake.New(t, discordfake.Options{NoSchema: true})
			env := map[string]string{discordToken: fake.Token(), stateKey: sharedKey}
			if c.settings == "" {
				delete(env, stateKey)
			}
			got := runWith(t, program{getenv: func(name string) string { return env[name] }, transport: fake.Transport()},
				"doctor", "--config", write(t, t.TempDir(), "my.yaml", setUp+c.settings), "--corpus", smallCorpus(t))
			var lines []string
			for line := range strings.Lines(got.out) {
				if strings.Contains(line, "shared state") {
					lines = append(lines, line)
				}
			}
			if c.want == "" && len(lines) > 0 || c.want != "" && (len(lines) != 1 || !regexp.MustCompile(c.want).MatchString(lines[0])) {
				t.Errorf("%q, want %s", lines, c.want)
			}
		})
	}
}
