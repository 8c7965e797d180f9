package slackfake_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

const patience = 5 * time.Second

type object = map[string]any

// apiResult is an answer of the Web API.
type apiResult struct {
	status int
	header http.Header
	raw    string
	body   object
}

func (r apiResult) err() string {
	if r.body["ok"] == true {
		return ""
	}
	s, _ := r.body["error"].(string)
	return s
}

// at walks the body by a path of names with dots.
func (r apiResult) at(path string) any {
	var at any = r.body
	for name := range strings.SplitSeq(path, ".") {
		o, _ := at.(object)
		at = o[name]
	}
	return at
}

func do(t *testing.T, request *http.Request) apiResult {
	t.Helper()
	client := &http.Client{Timeout: patience}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := apiResult{status: response.StatusCode, header: response.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &r.body)
	return r
}

// call uses a method of the Web API with arguments in JSON and the bot token.
func call(t *testing.T, fake *slackfake.Fake, method string, args object) apiResult {
	t.Helper()
	data, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	request, _ := http.NewRequest("POST", fake.APIURL()+method, strings.NewReader(string(data)))
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Authorization", "Bearer "+fake.BotToken())
	return do(t, request)
}

// form uses a method with arguments in a form.
func form(t *testing.T, fake *slackfake.Fake, method string, args ...string) apiResult {
	t.Helper()
	values := url.Values{"token": {fake.BotToken()}}
	for i := 0; i < len(args); i += 2 {
		values.Set(args[i], args[i+1])
	}
	request, _ := http.NewRequest("POST", fake.APIURL()+method, strings.NewReader(values.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, request)
}

// respond posts to a response URL.
func respond(t *testing.T, to string, body any) apiResult {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, _ := http.NewRequest("POST", to, strings.NewReader(string(data)))
	request.Header.Set("Content-Type", "application/json")
	return do(t, request)
}

// refused expects an error name.
func refused(t *testing.T, r apiResult, name string) apiResult {
	t.Helper()
	if r.err() != name {
		t.Errorf("answer %d %s, want the error %s", r.status, r.raw, name)
	}
	return r
}

// accepted expects success.
func accepted(t *testing.T, r apiResult) apiResult {
	t.Helper()
	if r.body["ok"] != true {
		t.Fatalf("answer %d %s, want ok", r.status, r.raw)
	}
	return r
}

// app is a bot on slack-go's Socket Mode client that answers as it is told.
type app struct {
	t      *testing.T
	fake   *slackfake.Fake
	api    *slack.Client
	client *socketmode.Client

	mu      sync.Mutex
	seen    []socketmode.Event
	command func(slack.SlashCommand) any        // its payload
	inter   func(slack.InteractionCallback) any // its payload
	event   func(slackevents.EventsAPIEvent)    // after the acknowledgement
	silent  func(socketmode.Event) bool         // true: no acknowledgement
}

func newAPI(fake *slackfake.Fake) *slack.Client {
	return slack.New(fake.BotToken(), slack.OptionAppLevelToken(fake.AppToken()), slack.OptionAPIURL(fake.APIURL()),
		slack.OptionHTTPClient(&http.Client{Timeout: 10 * time.Second}))
}

// connect starts an app and waits until it is connected.
func connect(t *testing.T, fake *slackfake.Fake, set func(*app)) *app {
	t.Helper()
	a := &app{t: t, fake: fake, api: newAPI(fake)}
	if set != nil {
		set(a)
	}
	a.client = socketmode.New(a.api)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = a.client.RunContext(ctx) })
	running.Go(func() { a.serve(ctx) })
	t.Cleanup(func() { cancel(); running.Wait() })
	if err := fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *app) serve(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-a.client.Events:
			a.handle(ctx, e)
		}
	}
}

func (a *app) handle(ctx context.Context, e socketmode.Event) {
	a.mu.Lock()
	a.seen = append(a.seen, e)
	a.mu.Unlock()
	if e.Request == nil || e.Request.EnvelopeID == "" || a.silent != nil && a.silent(e) {
		return
	}
	var payload any
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		if a.command != nil {
			payload = a.command(data)
		}
	case slack.InteractionCallback:
		if a.inter != nil {
			payload = a.inter(data)
		}
	}
	_ = a.client.AckCtx(ctx, e.Request.EnvelopeID, payload)
	if data, ok := e.Data.(slackevents.EventsAPIEvent); ok && a.event != nil {
		a.event(data)
	}
}

// events returns what came so far of one type.
func (a *app) events(kind socketmode.EventType) []socketmode.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []socketmode.Event
	for _, e := range a.seen {
		if e.Type == kind {
			list = append(list, e)
		}
	}
	return list
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func section(text string) object {
	return object{"type": "section", "text": object{"type": "mrkdwn", "text": text}}
}

func button(id, label, value string) object {
	return object{"type": "button", "action_id": id, "value": value, "text": object{"type": "plain_text", "text": label}}
}

func actions(elements ...any) object { return object{"type": "actions", "elements": elements} }

func plain(text string) object { return object{"type": "plain_text", "text": text} }
