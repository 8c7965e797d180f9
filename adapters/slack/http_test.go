package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"
)

// overHTTP is a rig in mode http.
func overHTTP(t *testing.T, s setup) *rig {
	t.Helper()
	s.config = func(c *Config) { c.Mode = HTTP }
	if s.timing == nil {
		s.timing = brisk
	}
	return start(t, s)
}

// at is the address that the rig listens on for Slack.
func (r *rig) at() string { return "http://" + r.address + "/slack" }

// eventBody is an event_callback with a mention of the bot.
func (r *rig) eventBody(id string, on slackfake.Message) []byte {
	body, err := json.Marshal(map[string]any{"type": "event_callback", "event_id": id, "team_id": r.fake.TeamID(), "event": map[string]any{
		"type": "app_mention", "channel": on.Channel, "user": r.ana().Person.ID, "ts": on.TS, "text": "<@" + r.fake.Bot().ID + "> " + theQuestion,
	}})
	if err != nil {
		r.t.Fatal(err)
	}
	return body
}

// TestRequestsRefused holds which requests are refused, with which status, how they are counted, and that none of
// them asks anything.
func TestRequestsRefused(t *testing.T) {
	t.Parallel()
	const kind = "application/json"
	r := overHTTP(t, setup{})
	on := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "hello").Message()
	body := r.eventBody("Ev1", on)
	challenge := []byte(`{"type":"url_verification","challenge":"word"}`)
	for _, row := range []struct {
		name    string
		body    []byte
		options []slackfake.PostOption
		status  int
	}{
		{"no signature", body, nil, http.StatusUnauthorized},
		{"another secret", body, []slackfake.PostOption{slackfake.Forged()}, http.StatusUnauthorized},
		{"another body", body, []slackfake.PostOption{slackfake.Tampered(append([]byte(" "), body...))}, http.StatusUnauthorized},
		{"six minutes old", body, []slackfake.PostOption{slackfake.SignedAt(time.Now().Add(-6 * time.Minute))}, http.StatusUnauthorized},
		{"six minutes ahead", body, []slackfake.PostOption{slackfake.SignedAt(time.Now().Add(6 * time.Minute))}, http.StatusUnauthorized},
		{"half a signature", body, []slackfake.PostOption{slackfake.Header("X-Slack-Signature", "v0=00"), slackfake.Header("X-Slack-Request-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))}, http.StatusUnauthorized},
		{"a challenge without signature", challenge, nil, http.StatusUnauthorized},
		{"a challenge with another secret", challenge, []slackfake.PostOption{slackfake.Forged()}, http.StatusUnauthorized},
		{"too long", r.fake.Padded(longestBody + 1), []slackfake.PostOption{slackfake.Signed()}, http.StatusRequestEntityTooLarge},
		{"too long and not signed", r.fake.Padded(longestBody + 1), nil, http.StatusRequestEntityTooLarge},
	} {
		refused := r.refusals("bad_signature")
		d := r.fake.Post(r.at(), kind, row.body, row.options...)
		if d.Err != nil || d.Status != row.status {
			t.Errorf("%s: status %d, %v, want %d", row.name, d.Status, d.Err, row.status)
		}
		if strings.Contains(string(d.Response), "word") {
			t.Errorf("%s: the challenge is answered", row.name)
		}
		if n := r.refusals("bad_signature") - refused; row.status == http.StatusUnauthorized && n != 1 {
			t.Errorf("%s: counted %d times", row.name, n)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodHead} {
		q, err := http.NewRequest(method, r.at(), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s is answered with %d", method, answer.StatusCode)
		}
	}
	if d := r.fake.Post("http://"+r.address+"/elsewhere", kind, body, slackfake.Signed()); d.Status != http.StatusNotFound {
		t.Errorf("another address is answered with %d", d.Status)
	}
	time.Sleep(settle)
	if n := len(r.fake.Thread(on.Channel, on.TS)); n != 1 {
		t.Errorf("%d answers to requests that were refused", n-1)
	}
	d := r.fake.Post(r.at(), kind, challenge, slackfake.Signed())
	if d.Status != http.StatusOK || string(d.Response) != "word" {
		t.Errorf("a signed challenge is answered with %d %q", d.Status, d.Response)
	}
	r.answered("a mention", r.ana(), r.mention(r.ana()))
}

// refusals is how many requests were counted as refused for a reason.
func (r *rig) refusals(reason string) (n int) {
	for line := range strings.Lines(exposed(r.t, r.metrics)) {
		if rest, ok := strings.CutPrefix(line, `clippings_failures_total{entry="http",reason="`+reason+`"} `); ok {
			fmt.Sscan(rest, &n)
		}
	}
	return n
}

// TestReplayed holds that a request whose signature was seen is refused, whoever sends it and however its
// signature is spelt, and that Slack's own repetition, which is signed anew, is acknowledged and not answered again.
func TestReplayed(t *testing.T) {
	t.Parallel()
	r := overHTTP(t, setup{})
	h := r.mention(r.ana())
	r.answered("a mention", r.ana(), h)
	command := r.fake.Slash(r.bo(), "/clippings", theQuestion)
	r.answered("a command", r.bo(), command)
	for i, d := range r.fake.HTTPDeliveries() {
		if d.Status != http.StatusOK { // the adapter did not listen yet
			continue
		}
		n := r.refusals("replayed")
		if again := r.fake.Replay(d); again.Status != http.StatusUnauthorized {
			t.Errorf("a replayed request is answered with %d", again.Status)
		}
		d.Header = d.Header.Clone()
		d.Header.Set("X-Slack-Signature", "v0="+strings.ToUpper(strings.TrimPrefix(d.Header.Get("X-Slack-Signature"), "v0=")))
		d.Header.Set("X-Slack-Retry-Num", "1")
		if again := r.fake.Replay(d); again.Status != http.StatusUnauthorized {
			t.Errorf("one in capitals is answered with %d", again.Status)
		}
		if got := r.refusals("replayed") - n; got != 2 {
			t.Errorf("counted %d times", got)
		}
		if d.Header.Get("Content-Type") != "application/json" {
			continue
		}
		// Seconds later, so that it is another signature.
		again := r.fake.Post(r.at(), "application/json", d.Body, slackfake.SignedAt(time.Now().Add(time.Duration(i+1)*time.Second)), slackfake.Header("X-Slack-Retry-Num", "1"))
		if again.Status != http.StatusOK {
			t.Errorf("a repetition is answered with %d", again.Status)
		}
	}
	r.answered("the mention", r.ana(), h)
	r.answered("the command", r.bo(), command)
}

// TestRetryHeader holds that a repetition of what was never received is answered: its header alone says nothing.
func TestRetryHeader(t *testing.T) {
	t.Parallel()
	r := overHTTP(t, setup{})
	on := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "hello").Message()
	for n := range 3 {
		at := time.Now().Add(time.Duration(n) * time.Second)
		d := r.fake.Post(r.at(), "application/json", r.eventBody("Ev1", on), slackfake.SignedAt(at),
			slackfake.Header("X-Slack-Retry-Num", strconv.Itoa(n+1)), slackfake.Header("X-Slack-Retry-Reason", "http_timeout"))
		if d.Status != http.StatusOK {
			t.Errorf("answered with %d", d.Status)
		}
	}
	time.Sleep(settle)
	if thread := r.fake.Thread(on.Channel, on.TS); len(thread) != 2 || !strings.Contains(thread[1].Shown(), itsAnswer) {
		t.Errorf("%d answers, want one", len(thread)-1)
	}
}

// TestAcknowledgedInTime holds, with the waits that the program has, that all is acknowledged within three seconds
// while the handler takes five, and answered then.
func TestAcknowledgedInTime(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Socket, HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{config: func(c *Config) { c.Mode = mode }, handler: slowly(nil, 5*time.Second), timing: func(t *timing) { *t = defaultTiming() }})
			mention, command := r.mention(r.ana()), r.fake.Slash(r.bo(), "/clippings", theQuestion)
			for name, h := range map[string]*slackfake.Handle{"mention": mention, "command": command} {
				ack, err := h.Wait(patience)
				if err != nil {
					t.Fatal(err)
				}
				if name == "command" && (ack.Elapsed < 1900*time.Millisecond || len(ack.Payload) > 0) {
					t.Errorf("%s: acknowledged after %v with %q", name, ack.Elapsed, ack.Payload)
				}
				for _, a := range h.Acks() {
					if a.Elapsed > 2800*time.Millisecond {
						t.Errorf("%s: acknowledged after %v", name, a.Elapsed)
					}
				}
			}
			r.answered("mention", r.ana(), mention)
			if m := r.answered("command", r.bo(), command); m.Via != slackfake.ViaResponse {
				t.Errorf("the command is answered by %s", m.Via)
			}
			for _, d := range r.fake.HTTPDeliveries() {
				if d.Retry > 0 {
					t.Errorf("something was delivered again after %v", d.Took)
				}
			}
		})
	}
}

// TestGone holds that a command is answered by its response URL when nobody waits for the request's answer any more.
func TestGone(t *testing.T) {
	t.Parallel()
	r := overHTTP(t, setup{fake: slackfake.Options{AckWithin: 200 * time.Millisecond}, handler: slowly(nil, 500*time.Millisecond)})
	if m := r.answered("a command", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion)); m.Via != slackfake.ViaResponse {
		t.Errorf("answered by %s", m.Via)
	}
}

// TestOddRequests holds that signed requests of any content are answered at once and end nothing.
func TestOddRequests(t *testing.T) {
	t.Parallel()
	r := overHTTP(t, setup{})
	form := func(fields ...string) string {
		v := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			v.Set(fields[i], fields[i+1])
		}
		return v.Encode()
	}
	const asJSON, asForm = "application/json", "application/x-www-form-urlencoded"
	for n, row := range []struct{ kind, body string }{
		{asJSON, ""}, {asJSON, "null"}, {asJSON, "[]"}, {asJSON, "7"}, {asJSON, "{"}, {asJSON, "{}"}, {asJSON, `{"type":7}`}, {asJSON, `{"type":"brand_new"}`},
		{asJSON, `{"type":"event_callback"}`}, {asJSON, `{"type":"event_callback","event":null}`}, {asJSON, `{"type":"event_callback","event":7}`},
		{asJSON, `{"type":"event_callback","event_id":7,"event":{"type":"brand_new"}}`}, {asJSON, `{"type":"app_rate_limited","minute_rate_limited":1}`},
		{asJSON, `{"type":"url_verification"}`}, {asJSON, `{"type":"url_verification","challenge":7}`},
		{asForm, ""}, {asForm, "%zz"}, {asForm, "a=b"}, {asForm, form("payload", "null")}, {asForm, form("payload", "{")}, {asForm, form("payload", `{"type":"brand_new"}`)},
		{asForm, form("command", "/clippings")}, {asForm, form("ssl_check", "1")}, {"", "x"}, {"text/plain", "x"}, {"multipart/form-data", "x"}, {"/", "{}"},
	} {
		d := r.fake.Post(r.at(), row.kind, []byte(row.body), slackfake.SignedAt(time.Now().Add(time.Duration(n)*time.Second)))
		if d.Status != http.StatusOK || d.Took > time.Second {
			t.Errorf("%s %q: status %d after %v", row.kind, row.body, d.Status, d.Took)
		}
	}
	r.answered("the next question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
	if strings.Contains(exposed(t, r.metrics), "clippings_panics_total{") {
		t.Error("something panicked")
	}
}

// TestAddressInUse holds that an address that cannot be listened on ends the adapter with a line that names it.
func TestAddressInUse(t *testing.T) {
	t.Parallel()
	first := overHTTP(t, setup{})
	r := prepared(t, setup{config: func(c *Config) { c.Mode, c.Address = HTTP, first.address }, timing: brisk}, nil)
	if err := r.ends(patience); err == nil || !strings.Contains(err.Error(), first.address) {
		t.Errorf("it ends with %v", err)
	}
	r.adapter.log.Info("so that something is logged")
}
