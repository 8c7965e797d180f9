package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
)

// office is a running local-slack, and those of its apps that nobody uses just now.
type office struct {
	base   string
	client *http.Client
	free   map[Mode]chan localApp
}

// localApp is an app as local-slack's configuration has it, with the channels that are its own.
type localApp struct {
	ID       string `json:"appId"`
	Bot      string `json:"botUserId"`
	BotToken string `json:"botToken"`
	AppToken string `json:"appToken"`
	Secret   string `json:"signingSecret"`
	Mode     string `json:"mode"`
	Requests string `json:"requestUrl"`
	asking   string // where people mention the bot
	commands string // where they give commands
	direct   string // ana's conversation with the bot
	listenOn string // over HTTP
	by       Mode
}

// People of local-slack's configuration.
const (
	localAna = "UANA"
	localBo  = "UBO"
)

// newOffice finds the local-slack that the environment names, or skips the test.
func newOffice(t *testing.T) *office {
	o := &office{base: os.Getenv("CLIPPINGS_LOCAL_SLACK"), client: &http.Client{Timeout: 30 * time.Second}, free: make(map[Mode]chan localApp)}
	if o.base == "" {
		t.Skip("CLIPPINGS_LOCAL_SLACK does not name a local-slack; .ci/local-slack starts one and runs this test")
	}
	raw, err := os.ReadFile(os.Getenv("CLIPPINGS_LOCAL_SLACK_CONFIG"))
	if err != nil {
		t.Fatalf("CLIPPINGS_LOCAL_SLACK_CONFIG: %v", err)
	}
	var config struct {
		Apps     []localApp
		Channels []struct {
			ID, Name string
			Members  []string
		}
	}
	if err := json.Unmarshal(raw, &config); err != nil {
		t.Fatal(err)
	}
	o.free[Socket], o.free[HTTP] = make(chan localApp, len(config.Apps)), make(chan localApp, len(config.Apps))
	for _, a := range config.Apps {
		for _, c := range config.Channels {
			if !slices.Contains(c.Members, a.Bot) {
				continue
			}
			switch strings.TrimRight(c.Name, "0123456789") {
			case "asking":
				a.asking = c.ID
			case "commanding":
				a.commands = c.ID
			case "direct":
				a.direct = c.ID
			}
		}
		if a.by = Socket; a.Mode == "events" {
			a.by = HTTP
			a.listenOn = strings.TrimSuffix(strings.TrimPrefix(a.Requests, "http://"), "/slack")
		}
		o.free[a.by] <- a
	}
	return o
}

// do sends a request to local-slack's control interface and decodes the answer into out, unless that is nil.
func (o *office) do(method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, o.base+"/_control/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := o.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d", path, resp.StatusCode)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// desk is one adapter at work for an app of local-slack.
type desk struct {
	t       *testing.T
	office  *office
	app     localApp
	adapter *Adapter
	health  *serving.Health
	logs    *logBuffer
	cancel  context.CancelFunc
	done    chan error

	acts    sync.WaitGroup
	mu      sync.Mutex
	leaving bool // the adapter was asked to stop, and answers nothing new
}

// open runs the adapter for an app that nobody uses, until the test ends.
func (o *office) open(t *testing.T, mode Mode, h bot.Handler, change func(*timing)) *desk {
	t.Helper()
	d := &desk{t: t, office: o, health: serving.NewHealth(), logs: new(logBuffer), done: make(chan error, 1)}
	select {
	case d.app = <-o.free[mode]:
	default:
		t.Fatal("local-slack has too few apps")
	}
	b := loadBot(t)
	if h == nil {
		h = b.Handle
	}
	log := slog.New(slog.NewTextHandler(d.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a, err := New(Config{
		Mode: mode, BotToken: d.app.BotToken, AppToken: d.app.AppToken, SigningSecret: d.app.Secret, Address: d.app.listenOn,
		Contact: "Hotline 555-0100", APIURL: o.base + "/api/",
	}, h, func() *bot.Bot { return b }, d.health, serving.NewMetrics(), log)
	if err != nil {
		t.Fatal(err)
	}
	a.timing = quick()
	a.timing.ping = time.Hour // local-slack sends none
	if change != nil {
		change(&a.timing)
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.adapter, d.cancel = a, cancel
	go func() { d.done <- a.Run(ctx) }()
	t.Cleanup(func() {
		d.acts.Wait()
		d.stop()
		d.leaks()
		o.free[mode] <- d.app
	})
	d.until("the adapter does not become ready", func() bool { ok, _ := d.health.Ready(); return ok })
	return d
}

// stop asks the adapter to stop and returns what its Run returned.
func (d *desk) stop() error {
	d.mu.Lock()
	d.leaving = true
	d.mu.Unlock()
	d.cancel()
	select {
	case err := <-d.done:
		d.done <- err
		return err
	case <-time.After(15 * time.Second):
		d.t.Error("the adapter does not stop")
		return context.DeadlineExceeded
	}
}

// leaks holds that no secret, question, person or place was logged.
func (d *desk) leaks() {
	logged := d.logs.String()
	for _, s := range []string{d.app.BotToken, d.app.AppToken, d.app.Secret, localAna, d.app.asking + " ", d.app.direct + " ", "federal agencies", "_hooks"} {
		if strings.Contains(logged, s) {
			d.t.Errorf("the log holds %q:\n%s", s, logged)
		}
	}
	if logged == "" {
		d.t.Error("nothing was logged, so nothing was looked through")
	}
}

func (d *desk) until(otherwise string, f func() bool) {
	d.t.Helper()
	for end := time.Now().Add(15 * time.Second); !f(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			d.t.Fatalf("%s; the log:\n%s", otherwise, d.logs)
		}
	}
}
