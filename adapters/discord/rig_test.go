package discord

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
	"clippings/seeds"
)

// builtIn is the built-in coverage's bot, for all tests; it is read-only.
var builtIn = sync.OnceValues(func() (*bot.Bot, error) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		return nil, err
	}
	return bot.New(corpus.NewIndex(c)), nil
})

func loadBot(tb testing.TB) *bot.Bot {
	tb.Helper()
	b, err := builtIn()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// rig is the adapter connected to a fake Discord.
type rig struct {
	t       testing.TB
	fake    *discordfake.Fake
	adapter *Adapter
	health  *serving.Health
	logs    *logBuffer
	stop    context.CancelFunc
	done    chan error
}

// setup says what is not as usual. The zero value is all as usual.
type setup struct {
	fake    discordfake.Options
	config  func(*Config)
	handler func(bot.Handler) bot.Handler
	timing  func(*timing)
	bot     func() *bot.Bot
	metrics *serving.Metrics
}

// quick are waits short enough for tests.
func quick() timing {
	t := defaultTiming()
	t.link.handshake = 600 * time.Millisecond
	t.open = 5 * time.Second
	t.probe = 50 * time.Millisecond
	t.identify = 10 * time.Millisecond
	t.steady = 300 * time.Millisecond
	t.least, t.most = 10*time.Millisecond, 200*time.Millisecond
	return t
}

// start runs the adapter until the test ends, when everything that was logged is looked through.
func start(t testing.TB, s setup) *rig {
	t.Helper()
	r := begin(t, s)
	shards := max(s.fake.Shards, 1)
	if r.adapter.cfg.Shards.Count > 0 {
		shards = r.adapter.cfg.Shards.Last - r.adapter.cfg.Shards.First + 1
	}
	if err := r.fake.WaitConnected(shards, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	r.ready(true)
	return r
}

// begin is start without waiting for the connection.
func begin(t testing.TB, s setup) *rig {
	t.Helper()
	r := &rig{t: t, fake: discordfake.New(t, s.fake), health: serving.NewHealth(), logs: new(logBuffer), done: make(chan error, 1)}
	r.run(s)
	return r
}

// run starts an adapter on the rig's fake.
func (r *rig) run(s setup) {
	t := r.t
	t.Helper()
	cfg := Config{Token: r.fake.Token(), Contact: "Hotline 555-0100", Transport: r.fake.Transport()}
	if s.config != nil {
		s.config(&cfg)
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
	a, err := New(cfg, handler, coverage, r.health, s.metrics, log)
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

// restart runs a new adapter in place of the one that was stopped or has died.
func (r *rig) restart(s setup) {
	r.t.Helper()
	r.done = make(chan error, 1)
	r.run(s)
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

// ana is somebody in a server.
func (r *rig) ana() discordfake.Actor {
	return r.fake.Actor(r.fake.User(0), r.fake.Place(0, 0))
}

// asks sends /ask and returns what the asker sees.
func (r *rig) asks(who discordfake.Actor, question string, fields ...discordfake.Option) discordfake.Response {
	r.t.Helper()
	return r.answered(r.fake.Slash(who, nameAsk, append([]discordfake.Option{discordfake.String(optionQuestion, question)}, fields...)...))
}

func (r *rig) answered(i *discordfake.Interaction) discordfake.Response {
	r.t.Helper()
	got, err := i.Wait(3 * time.Second)
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

// pressed presses the button with an action and returns what the asker sees.
func (r *rig) pressed(who discordfake.Actor, on interface {
	discordfake.Shown
	CustomIDs() []string
}, do action) discordfake.Response {
	r.t.Helper()
	for _, custom := range on.CustomIDs() {
		if id, ok := parseButtonID(custom); ok && id.action == do {
			return r.answered(r.fake.Press(who, on, custom))
		}
	}
	r.t.Fatalf("no button %q among %q", do, on.CustomIDs())
	return discordfake.Response{}
}

// leaks looks everything logged through for what must not be there.
func (r *rig) leaks() {
	r.t.Helper()
	logged := r.logs.String()
	var secrets []string
	for i := range r.fake.Users() {
		secrets = append(secrets, r.fake.User(i).ID, r.fake.User(i).Name)
	}
	for i := range r.fake.Guilds() {
		place := r.fake.Place(i, 0)
		secrets = append(secrets, place.GuildID, place.ChannelID)
	}
	secrets = append(secrets, r.fake.Token(), r.fake.BotUser().ID)
	for _, m := range r.fake.Messages("") {
		secrets = append(secrets, m.ID, m.Content, m.Text())
	}
	for _, i := range r.fake.Interactions() {
		secrets = append(secrets, i.ID(), i.Token())
	}
	for _, q := range r.fake.Requests("", "") {
		if strings.Contains(q.Path, "interactions") {
			secrets = append(secrets, q.Path)
		}
	}
	secrets = append(secrets, theQuestion)
	for _, s := range secrets {
		if len(s) > 3 && strings.Contains(logged, s) {
			r.t.Errorf("the log holds %q:\n%s", s, logged)
		}
	}
	if logged == "" {
		r.t.Error("nothing was logged, so nothing was looked through")
	}
}

// theQuestion is covered by one excerpt.
const theQuestion = "how many federal agencies can get into COLLECT"

// itsAnswer stands in that excerpt.
const itsAnswer = "about 20 different federal agencies"

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

var errForTest = errors.New("failed for the test")
