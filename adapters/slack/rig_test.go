package slack

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// rig is the adapter connected to a fake Slack.
type rig struct {
	t       testing.TB
	fake    *slackfake.Fake
	adapter *Adapter
	health  *serving.Health
	metrics *serving.Metrics
	logs    *logBuffer
	stop    context.CancelFunc
	done    chan error
	address string // over HTTP, what it listens on
}

// setup says what is not as usual. The zero value is all as usual, by Socket Mode.
type setup struct {
	fake    slackfake.Options
	config  func(*Config)
	handler func(bot.Handler) bot.Handler
	timing  func(*timing)
	bot     func() *bot.Bot
}

// quick are waits short enough for tests.
func quick() timing {
	t := defaultTiming()
	t.ping = 2 * time.Second
	t.request = 2 * time.Second
	t.steady = 300 * time.Millisecond
	t.least, t.most = 10*time.Millisecond, 200*time.Millisecond
	return t
}

// start runs the adapter until the test ends, when everything that was logged is looked through.
func start(t testing.TB, s setup) *rig {
	t.Helper()
	r := begin(t, s)
	if r.adapter.cfg.Mode == HTTP {
		base := "http://" + r.address + "/slack"
		r.eventually(5*time.Second, "the adapter does not listen", func() bool {
			return r.fake.DeliverOverHTTP(slackfake.Endpoints{Events: base, Commands: base, Interactive: base}) == nil
		})
	} else if err := r.fake.WaitConnected(1, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	r.ready(true)
	return r
}

// begin is start without waiting for the connection.
func begin(t testing.TB, s setup) *rig {
	t.Helper()
	if s.fake.PingEvery == 0 {
		s.fake.PingEvery = 500 * time.Millisecond
	}
	r := &rig{t: t, fake: slackfake.New(t, s.fake), health: serving.NewHealth(), metrics: serving.NewMetrics(), logs: new(logBuffer)}
	r.run(s)
	return r
}

// run starts an adapter on the rig's fake.
func (r *rig) run(s setup) {
	t := r.t
	t.Helper()
	r.done = make(chan error, 1)
	cfg := Config{
		BotToken: r.fake.BotToken(), AppToken: r.fake.AppToken(), SigningSecret: r.fake.SigningSecret(), Contact: "Hotline 555-0100",
		Transport: r.fake.Transport(), APIURL: r.fake.APIURL(),
	}
	if s.config != nil {
		s.config(&cfg)
	}
	if cfg.Mode == HTTP && cfg.Address == "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() }) // should the adapter never serve it
		cfg.listener, cfg.Address = l, l.Addr().String()
		r.address = cfg.Address
	}
	coverage := s.bot
	if coverage == nil {
		b := loadBot(t)
		coverage = func() *bot.Bot { return b }
	}
	handler := bot.Handler(func(ctx context.Context, q bot.Question) (bot.Reply, error) { return coverage().Handle(ctx, q) })
	if s.handler != nil {
		handler = s.handler(handler)
	}
	log := slog.New(slog.NewTextHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a, err := New(cfg, handler, coverage, r.health, r.metrics, log)
	if err != nil {
		t.Fatal(err)
	}
	a.timing = quick()
	if s.timing != nil {
		s.timing(&a.timing)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.adapter, r.stop = a, cancel
	done := r.done
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(15 * time.Second):
			t.Error("the adapter does not stop")
		}
		r.leaks()
	})
}

// ready waits until the program is ready, or is not.
func (r *rig) ready(want bool) {
	r.t.Helper()
	r.eventually(10*time.Second, "readiness does not become what it should", func() bool {
		ok, _ := r.health.Ready()
		return ok == want
	})
}

func (r *rig) eventually(limit time.Duration, otherwise string, f func() bool) {
	r.t.Helper()
	for end := time.Now().Add(limit); !f(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatal(otherwise)
		}
	}
}

// ana is somebody in a public channel that the bot is in.
func (r *rig) ana() slackfake.Actor { return r.fake.Actor(r.fake.Person(0), r.fake.Public(0)) }

// asks sends the slash command and returns what the asker sees.
func (r *rig) asks(who slackfake.Actor, text string) slackfake.Message {
	r.t.Helper()
	return r.seen(r.fake.Slash(who, "/clippings", text))
}

// seen waits for what came of something.
func (r *rig) seen(h *slackfake.Handle) slackfake.Message {
	r.t.Helper()
	m, err := h.WaitReply(5 * time.Second)
	if err != nil {
		r.t.Fatalf("%v; trouble: %s", err, h.Trouble())
	}
	return m
}

// pressed presses the button with an action and returns what the asker sees.
func (r *rig) pressed(who slackfake.Actor, on slackfake.Message, do serving.Action) slackfake.Message {
	r.t.Helper()
	for _, id := range on.ActionIDs() {
		if c, ok := serving.ParseControl(id); ok && c.Action == do {
			return r.seen(r.fake.Press(who, on, id))
		}
	}
	r.t.Fatalf("no button %q among %q", do, on.ActionIDs())
	return slackfake.Message{}
}

// leaks looks everything logged through for what must not be there.
func (r *rig) leaks() {
	r.t.Helper()
	logged := r.logs.String()
	secrets := []string{r.fake.BotToken(), r.fake.AppToken(), r.fake.SigningSecret(), r.fake.TeamID(), theQuestion}
	for i := range r.fake.People() {
		secrets = append(secrets, r.fake.Person(i).ID, r.fake.Person(i).Name)
	}
	for _, m := range r.fake.Messages("") {
		secrets = append(secrets, m.TS, m.Channel, m.Text)
	}
	for _, s := range secrets {
		if len(s) > 3 && strings.Contains(logged, s) {
			r.t.Errorf("the log holds %q:\n%s", s, logged)
		}
	}
	if logged == "" {
		r.t.Error("nothing was logged, so nothing was looked through")
	}
}

// theQuestion is covered by one excerpt, and itsAnswer stands in it.
const (
	theQuestion = "how many federal agencies can get into COLLECT"
	itsAnswer   = "about 20 different federal agencies"
)

// logBuffer collects what is logged.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
