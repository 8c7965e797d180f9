package slackfake_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// endpoint is an app that listens over HTTP, with slack-go's verification.
type endpoint struct {
	t       *testing.T
	fake    *slackfake.Fake
	url     string
	mu      sync.Mutex
	good    []*http.Request
	retries []string
	bad     int
	answer  func(w http.ResponseWriter, body []byte) bool // true: it has answered
}

func listen(t *testing.T, fake *slackfake.Fake) *endpoint {
	e := &endpoint{t: t, fake: fake}
	server := httptest.NewServer(http.HandlerFunc(e.serve))
	t.Cleanup(server.Close)
	e.url = server.URL
	return e
}

func (e *endpoint) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	verifier, err := slack.NewSecretsVerifier(r.Header, e.fake.SigningSecret())
	if err == nil {
		_, _ = verifier.Write(body)
		err = verifier.Ensure()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil {
		e.bad++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	e.good = append(e.good, r)
	e.retries = append(e.retries, r.Header.Get("X-Slack-Retry-Num")+" "+r.Header.Get("X-Slack-Retry-Reason"))
	if e.answer != nil && e.answer(w, body) {
		return
	}
	if r.Header.Get("Content-Type") != "application/json" {
		if _, err := slack.InteractionCallbackParse(r); err == nil {
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		r.PostForm, r.Form = nil, nil
		c, err := slack.SlashCommandParse(r)
		if err != nil || c.Command == "" {
			e.t.Errorf("neither an interaction nor a command: %s %v", body, err)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(object{"text": "an answer to " + c.Text})
		return
	}
	event, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
	if err != nil {
		e.t.Errorf("event: %v", err)
	}
	if event.Type == slackevents.URLVerification {
		var c slackevents.ChallengeResponse
		_ = json.Unmarshal(body, &c)
		_, _ = w.Write([]byte(c.Challenge))
	}
}

func TestOverHTTP(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	e := listen(t, fake)
	if err := fake.DeliverOverHTTP(slackfake.Endpoints{Events: e.url}); err != nil {
		t.Fatal(err)
	}
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	asked := fake.Slash(ana, "/clippings", "who?")
	if reply, err := asked.WaitReply(patience); err != nil || reply.Text != "an answer to who?" || !reply.Ephemeral() {
		t.Errorf("%+v %v", reply, err)
	}
	said := fake.Say(ana, "who?", slackfake.Mention())
	if _, err := said.Wait(patience); err != nil || said.Deliveries() != 2 {
		t.Errorf("%v, %d deliveries", err, said.Deliveries())
	}
	if _, err := fake.GlobalShortcut(ana, "search").Wait(patience); err != nil {
		t.Error(err)
	}
	e.mu.Lock()
	e.answer = func(w http.ResponseWriter, _ []byte) bool {
		_, _ = w.Write([]byte("plain words"))
		return true
	}
	e.mu.Unlock()
	if reply, err := fake.Slash(ana, "/clippings", "x").WaitReply(patience); err != nil || reply.Text != "plain words" {
		t.Errorf("%+v %v", reply, err)
	}
	fake.DeliverOverSocket()
	waiting := fake.Slash(ana, "/clippings", "x")
	if waiting.Deliveries() != 0 {
		t.Error("still over HTTP")
	}
}

func TestChallenge(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	e := listen(t, fake)
	e.answer = func(w http.ResponseWriter, _ []byte) bool { _, _ = w.Write([]byte("no")); return true }
	if err := fake.DeliverOverHTTP(slackfake.Endpoints{Events: e.url}); err == nil {
		t.Error("a wrong answer to the challenge was taken")
	}
}

// Events are repeated as Slack does it, commands are not.
func TestHTTPRetries(t *testing.T) {
	fake := slackfake.New(t, quick())
	e := listen(t, fake)
	if err := fake.DeliverOverHTTP(slackfake.Endpoints{Events: e.url}); err != nil {
		t.Fatal(err)
	}
	set := func(answer func(w http.ResponseWriter, body []byte) bool) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.answer, e.retries = answer, nil
	}
	seen := func() []string {
		e.mu.Lock()
		defer e.mu.Unlock()
		return append([]string(nil), e.retries...)
	}
	dm := fake.Actor(fake.Person(0), fake.DM(fake.Person(0)))
	set(func(w http.ResponseWriter, _ []byte) bool { w.WriteHeader(500); return true })
	fake.Say(dm, "x")
	eventually(t, "four deliveries", func() bool { return len(seen()) == 4 })
	if got := strings.Join(seen(), ","); got != " ,1 http_error,2 http_error,3 http_error" {
		t.Errorf("retries %q", got)
	}
	if err := fake.WaitAcked(patience); err != nil {
		t.Error(err)
	}
	asked := fake.Slash(dm, "/clippings", "x")
	if _, err := asked.WaitReply(patience); err == nil || asked.Trouble() != "dispatch_failed" || asked.Deliveries() != 1 {
		t.Errorf("%v %q", err, asked.Trouble())
	}
	set(func(w http.ResponseWriter, _ []byte) bool {
		w.Header().Set("X-Slack-No-Retry", "1")
		w.WriteHeader(500)
		return true
	})
	fake.Say(dm, "x")
	if err := fake.WaitAcked(patience); err != nil || len(seen()) != 1 {
		t.Errorf("%v, %v", err, seen())
	}
	first := true
	set(func(w http.ResponseWriter, _ []byte) bool {
		if first {
			first = false
			time.Sleep(400 * time.Millisecond)
		}
		return false
	})
	slow := fake.Say(dm, "x")
	if ack, err := slow.Wait(patience); err != nil || ack.Attempt != 1 {
		t.Errorf("%+v %v", ack, err)
	}
	if got := strings.Join(seen(), ","); got != " ,1 http_timeout" {
		t.Errorf("retries %q", got)
	}
	slashed := fake.Slash(dm, "/clippings", "x")
	if _, err := slashed.WaitReply(patience); err != nil {
		t.Error(err)
	}
}

// slack-go's own verification is the judge of the signatures.
func TestSignatures(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	e := listen(t, fake)
	body := fake.Padded(0)
	post := func(options ...slackfake.PostOption) int {
		return fake.Post(e.url, "application/json", body, options...).Status
	}
	now := time.Now()
	for name, c := range map[string]struct {
		options []slackfake.PostOption
		want    int
	}{
		"right":    {[]slackfake.PostOption{slackfake.Signed()}, 200},
		"missing":  {nil, 401},
		"forged":   {[]slackfake.PostOption{slackfake.Forged()}, 401},
		"tampered": {[]slackfake.PostOption{slackfake.Tampered([]byte(`{}`))}, 401},
		"old":      {[]slackfake.PostOption{slackfake.SignedAt(now.Add(-6 * time.Minute))}, 401},
		"future":   {[]slackfake.PostOption{slackfake.SignedAt(now.Add(6 * time.Minute))}, 401},
		"recent":   {[]slackfake.PostOption{slackfake.SignedAt(now.Add(-4 * time.Minute))}, 200},
	} {
		if got := post(c.options...); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	d := fake.Post(e.url, "application/json", body, slackfake.Signed(), slackfake.Header("X-Slack-Retry-Num", "2"))
	again := fake.Replay(d)
	if again.Status != 200 || again.Retry != 2 || again.Header.Get("X-Slack-Signature") != d.Header.Get("X-Slack-Signature") {
		t.Errorf("replayed %+v", again)
	}
	if big := fake.Padded(100_000); len(big) != 100_000 || !json.Valid(big) {
		t.Errorf("padded to %d", len(big))
	}
	if n := len(fake.HTTPDeliveries()); n != 9 {
		t.Errorf("%d deliveries recorded", n)
	}
	if d := fake.Post("http://127.0.0.1:1/", "application/json", body); d.Err == nil || d.Status != 0 {
		t.Errorf("to nobody: %+v", d)
	}
}
