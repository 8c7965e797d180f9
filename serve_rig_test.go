package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// Questions of the small corpus with what stands in their answers.
const (
	bridgeQuestion = "how much does the repair cost"
	bridgeCost     = "5 million dollars"
	newCost        = "7 million dollars"
)

// serveRun is a run of "clippings serve" in this process, against a fake Discord.
type serveRun struct {
	t       *testing.T
	fake    *discordfake.Fake
	errors  *lockedBuffer
	hangups chan os.Signal
	stop    context.CancelFunc
	exit    chan int
	code    int
	ended   bool
}

// startServe runs serve with settings, as a file's text, and an environment; nil is one with the fake's
// token. It ends with the test at the latest.
func startServe(t *testing.T, fake *discordfake.Fake, settings string, env map[string]string, args ...string) *serveRun {
	t.Helper()
	if env == nil {
		env = map[string]string{discordToken: fake.Token()}
	}
	r := &serveRun{t: t, fake: fake, errors: new(lockedBuffer), hangups: make(chan os.Signal, 1), exit: make(chan int, 1)}
	p := program{
		in: strings.NewReader(""), out: io.Discard, errors: r.errors,
		getenv: func(name string) string { return env[name] }, hangups: r.hangups, transport: fake.Transport(),
	}
	args = append([]string{"serve", "--config", write(t, t.TempDir(), "my.yaml", settings)}, args...)
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go func() { r.exit <- p.run(ctx, args) }()
	t.Cleanup(func() { cancel(); r.wait(20 * time.Second) })
	return r
}

// wait waits for the run to end and returns its exit code.
func (r *serveRun) wait(limit time.Duration) int {
	r.t.Helper()
	if r.ended {
		return r.code
	}
	select {
	case r.code = <-r.exit:
		r.ended = true
	case <-time.After(limit):
		r.t.Fatalf("serve does not end within %v:\n%s", limit, r.errors)
	}
	return r.code
}

func (r *serveRun) connected() *serveRun {
	r.t.Helper()
	if err := r.fake.WaitConnected(1, 20*time.Second); err != nil {
		r.t.Fatalf("%v:\n%s", err, r.errors)
	}
	return r
}

// answers asks by /ask, and reports whether want stands in what the asker sees.
func (r *serveRun) answers(question, want string) bool {
	r.t.Helper()
	return answeredBy(r.t, r.fake, question, want)
}

func answeredBy(t *testing.T, fake *discordfake.Fake, question, want string) bool {
	t.Helper()
	got, err := somebodyAsks(fake, question).Wait(10 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(strings.ReplaceAll(got.Text(), `\`, ""), want)
}

func somebodyAsks(fake *discordfake.Fake, question string) *discordfake.Interaction {
	return fake.Slash(fake.Actor(fake.User(0), fake.Place(0, 0)), "ask", discordfake.String("question", question))
}

// told returns the lines on the error output that are no log.
func (r *serveRun) told() []string {
	var lines []string
	for line := range strings.Lines(r.errors.String()) {
		if !strings.HasPrefix(line, "time=") && !strings.HasPrefix(line, "{") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

func eventually(t *testing.T, limit time.Duration, otherwise string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(otherwise)
		}
	}
}

// newFake starts a fake Discord for tests of the program; what is sent is held to Discord's schema in
// adapters/discord.
func newFake(t *testing.T) *discordfake.Fake {
	return discordfake.New(t, discordfake.Options{NoSchema: true, CallbackDeadline: 10 * time.Second})
}

// healthAddress returns where health is served, as the log tells it.
func (r *serveRun) healthAddress() string {
	r.t.Helper()
	var address string
	eventually(r.t, 10*time.Second, "the log does not tell the address of health", func() bool {
		if m := regexp.MustCompile(`address=(127\.0\.0\.1:\d+)`).FindStringSubmatch(r.errors.String()); m != nil {
			address = m[1]
		}
		return address != ""
	})
	return address
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

// lockedBuffer collects what several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
