package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestServeReloadsOnHangup: a hangup signal loads what the watch of the folder cannot see.
func TestServeReloadsOnHangup(t *testing.T) {
	above := filepath.Join(t.TempDir(), "coverage")
	corpus := filepath.Join(above, "corpus")
	putBelow(t, above, corpus)
	r := startServe(t, newFake(t), "", nil, "--corpus", corpus).connected()
	if !r.answers(bridgeQuestion, bridgeCost) {
		t.Fatal("not answered from the corpus")
	}
	move(t, above, above+".old")
	putBelow(t, above, corpus, "cost the town 2.5", "cost the town 7")
	r.hangups <- syscall.SIGHUP
	eventually(t, 10*time.Second, "the new corpus does not answer", func() bool { return r.answers(bridgeQuestion, newCost) })
	if n := strings.Count(r.errors.String(), "the coverage is replaced"); n != 1 {
		t.Errorf("the coverage was replaced %d times: not by the signal alone, so this test shows nothing", n)
	}
}

// putBelow makes a folder with the small corpus' folder in it.
func putBelow(t *testing.T, above, corpus string, oldnew ...string) {
	t.Helper()
	if err := os.Mkdir(above, 0o700); err != nil {
		t.Fatal(err)
	}
	move(t, smallCorpus(t, oldnew...), corpus)
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// TestServeReloadsOnChange: a changed file needs no signal. A broken corpus is refused, told in the log
// fault by fault, and the old one keeps answering until there is a good one.
func TestServeReloadsOnChange(t *testing.T) {
	dir := smallCorpus(t)
	r := startServe(t, newFake(t), "health: 127.0.0.1:0\nlog: {format: json}\n", nil, "--corpus", dir).connected()
	var line struct {
		Message, Address string
	}
	var address string
	eventually(t, 10*time.Second, "the log does not tell the address of health", func() bool {
		for text := range strings.Lines(r.errors.String()) {
			if json.Unmarshal([]byte(text), &line) == nil && line.Address != "" {
				address = line.Address
			}
		}
		return address != ""
	})
	refused := func() string {
		_, body := get(t, "http://"+address+"/metrics")
		return regexp.MustCompile(`clippings_reloads_total\{result="refused"\} (\d+)`).FindStringSubmatch(body)[1]
	}
	for i, hangup := range []bool{false, true} {
		write(t, dir, "gazette-2021.yaml", strings.NewReplacer("kind: fact", "kind: rumour", "speaker: bo-lind", "speaker: bob-lind").Replace(smallArticle))
		if hangup {
			r.hangups <- syscall.SIGHUP
		}
		eventually(t, 20*time.Second, "the broken corpus is not refused", func() bool { return refused() >= fmt.Sprint(i+1) })
		if !r.answers(bridgeQuestion, bridgeCost) {
			t.Error("the old corpus does not answer any more")
		}
		if status, _ := get(t, "http://"+address+"/readyz"); status != 200 {
			t.Errorf("/readyz says %d", status)
		}
	}
	write(t, dir, "gazette-2021.yaml", strings.ReplaceAll(smallArticle, "cost the town 2.5", "cost the town 7"))
	eventually(t, 20*time.Second, "the new corpus does not answer", func() bool { return r.answers(bridgeQuestion, newCost) })
	for _, fault := range []string{`gazette-2021\.yaml:\d+: .*bob-lind`, `gazette-2021\.yaml:\d+: .*rumour`} {
		if !regexp.MustCompile(fault).MatchString(r.errors.String()) {
			t.Errorf("the fault %s is not told", fault)
		}
	}
	for text := range strings.Lines(r.errors.String()) {
		if !json.Valid([]byte(text)) {
			t.Errorf("a line of the log is no JSON: %q", text)
		}
	}
}

// TestServeEndsForGood: what Discord refuses for good ends the run with code 1 and one line that says
// what to do; to try again would only count against the bot.
func TestServeEndsForGood(t *testing.T) {
	for _, c := range []struct {
		name   string
		token  string // "" is the right one
		reject []int  // what IDENTIFY is answered with
		close  int    // what the connection is closed with
		want   string
	}{
		{name: "token taken back while connected", close: 4004, want: "^clippings: discord: the token is not valid .*create a new one"},
		{name: "token refused at the start", token: "another-token", want: "^clippings: discord: the token is not valid .*create a new one"},
		{name: "token refused by the gateway", reject: []int{4004}, want: "^clippings: discord: the token is not valid .*create a new one"},
		{name: "intents refused", reject: []int{4014}, want: "^clippings: discord: the intents are not allowed .*check in the developer portal"},
		{name: "more shards demanded", close: 4011, want: "^clippings: discord: .*discord.shards"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFake(t)
			token := c.token
			if token == "" {
				token = fake.Token()
			}
			fake.RejectIdentify(c.reject...)
			r := startServe(t, fake, "log: {level: error}\n", map[string]string{discordToken: token}, "--corpus", smallCorpus(t))
			if c.close != 0 {
				r.connected()
				fake.CloseCode(c.close)
			}
			if code := r.wait(20 * time.Second); code != 1 {
				t.Errorf("exit code %d", code)
			}
			if got := r.errors.String(); !regexp.MustCompile(c.want).MatchString(got) || strings.Count(got, "\n") != 1 || strings.Contains(got, token) {
				t.Errorf("got %q, want one line: %s", got, c.want)
			}
			if n := len(fake.Identifies()); n > 1 {
				t.Errorf("identified %d times", n)
			}
		})
	}
}

// TestServeStops: a stop with questions in flight answers them all, each once, ends with code 0 in under
// ten seconds, and leaves no goroutine.
func TestServeStops(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("with questions in flight", func(t *testing.T) {
		fake := newFake(t)
		r := startServe(t, fake, "", nil, "--corpus", smallCorpus(t)).connected()
		const callbacks, creations = "interactions/:id/:token/callback", "channels/:c/messages"
		for _, route := range []string{callbacks, creations} {
			fake.On(discordfake.Match{Method: "POST", Route: route, Times: -1}).Then(discordfake.Delay(600 * time.Millisecond))
		}
		var asked []*discordfake.Interaction
		for range 24 { // more than are worked on at once
			asked = append(asked, somebodyAsks(fake, bridgeQuestion))
		}
		var mentions []discordfake.Message
		for i := range 6 {
			who := fake.Actor(fake.User(i%fake.Users()), fake.Place(i%2, i/2))
			mentions = append(mentions, fake.Say(who, bridgeQuestion, discordfake.MentionBot()))
		}
		// Events come in order: with the last request about a message, all that came before are taken.
		if _, err := fake.WaitRequests(len(mentions), "POST", creations, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		stopped := time.Now()
		r.stop()
		if code := r.wait(15 * time.Second); code != 0 {
			t.Errorf("exit code %d", code)
		}
		if took := time.Since(stopped); took > 10*time.Second {
			t.Errorf("stopping took %v", took)
		}
		for i, q := range asked {
			if n := len(q.Responses()); n != 1 {
				t.Errorf("question %d of /ask has %d answers", i, n)
			}
		}
		for i, m := range mentions {
			if n := repliesTo(fake, m); n != 1 {
				t.Errorf("mention %d has %d answers", i, n)
			}
		}
		if log := r.errors.String(); !strings.Contains(log, "msg=stopped") || strings.Contains(log, "left unanswered") {
			t.Errorf("the log says\n%s", log)
		}
	})
	t.Run("with an answer that Discord does not take", func(t *testing.T) {
		if testing.Short() {
			t.Skip("-short: it takes nine seconds")
		}
		fake := newFake(t)
		r := startServe(t, fake, "", nil, "--corpus", smallCorpus(t)).connected()
		fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages", Times: -1}).Then(discordfake.Hang())
		fake.Say(fake.Actor(fake.User(0), fake.Place(0, 0)), bridgeQuestion, discordfake.MentionBot())
		if _, err := fake.WaitRequests(1, "POST", "channels/:c/messages", 10*time.Second); err != nil {
			t.Fatal(err)
		}
		stopped := time.Now()
		r.stop()
		code := r.wait(20 * time.Second)
		if took := time.Since(stopped); code != 0 || took > 10*time.Second {
			t.Errorf("exit code %d after %v", code, took)
		}
		if !strings.Contains(r.errors.String(), "questions were left unanswered") {
			t.Errorf("the log does not tell that an answer was given up:\n%s", r.errors)
		}
	})
	t.Run("while it cannot connect", func(t *testing.T) {
		fake := newFake(t)
		fake.RefuseDials(1 << 20)
		r := startServe(t, fake, "health: 127.0.0.1:0\n", nil, "--corpus", smallCorpus(t))
		eventually(t, 10*time.Second, "nothing dials", func() bool { return fake.RefusedDials() > 0 })
		stopped := time.Now()
		r.stop()
		if code, took := r.wait(15*time.Second), time.Since(stopped); code != 0 || took > 10*time.Second {
			t.Errorf("exit code %d after %v", code, took)
		}
	})
	nothingLeft(t, before)
}

func repliesTo(fake *discordfake.Fake, m discordfake.Message) int {
	n := 0
	for _, reply := range fake.BotMessages(m.ChannelID) {
		if reply.ReferenceID == m.ID {
			n++
		}
	}
	return n
}

// nothingLeft wants no more goroutines than there were.
func nothingLeft(t *testing.T, before int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
