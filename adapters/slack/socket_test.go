package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// visiblyDown are waits so long that readiness is seen to go and come.
func visiblyDown(t *timing) {
	brisk(t)
	t.least, t.most, t.ping = 400*time.Millisecond, 400*time.Millisecond, 600*time.Millisecond
}

// TestConnectionFaults holds that a question asked before, during and after a fault of the connection is answered
// once, and that the program is not ready while the connection is down.
func TestConnectionFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		begin func(*slackfake.Fake)
		end   func(*slackfake.Fake) // once the program is not ready any more
	}{
		{"cut", func(f *slackfake.Fake) { f.DropTCP() }, nil},
		{"disconnect, warning", func(f *slackfake.Fake) { f.Disconnect("warning") }, nil},
		{"disconnect, refresh_requested", func(f *slackfake.Fake) { f.Disconnect("refresh_requested") }, nil},
		{"disconnect, link_disabled", func(f *slackfake.Fake) { f.Disconnect("link_disabled") }, nil},
		{"half-open", func(f *slackfake.Fake) { f.HalfOpen() }, nil},
		{"no pings", func(f *slackfake.Fake) { f.NoPing(true) }, func(f *slackfake.Fake) { f.NoPing(false) }},
		{"cut, three opens refused", func(f *slackfake.Fake) { f.RefuseOpens(3); f.DropTCP() }, nil},
		{"cut, three dials refused", func(f *slackfake.Fake) { f.RefuseDials(3); f.DropTCP() }, nil},
		{"cut, opening limited", func(f *slackfake.Fake) { f.OpenError("ratelimited", 1); f.DropTCP() }, nil},
		{"cut, opening fails", func(f *slackfake.Fake) { f.OpenError("internal_error", 2); f.DropTCP() }, nil},
		{"cut, opening says nothing", func(f *slackfake.Fake) { f.OpenError("", 1); f.DropTCP() }, nil},
		{"cut, opening hangs", func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "apps.connections.open"}).Then(slackfake.Hang())
			f.DropTCP()
		}, nil},
		{"cut, opening gets a page", func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "apps.connections.open"}).Then(slackfake.HTML200())
			f.DropTCP()
		}, nil},
		{"accepted and dropped", func(f *slackfake.Fake) { f.Flap(3); f.DropTCP() }, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			options := impatient(2 * time.Second)
			options.PingEvery, options.CloseAfter = 100*time.Millisecond, 300*time.Millisecond
			r := start(t, setup{fake: options, timing: visiblyDown, handler: slowly(nil, 300*time.Millisecond)})
			who := func(n int) slackfake.Actor { return r.fake.Actor(r.fake.Person(n), r.fake.Public(0)) }
			before := []*slackfake.Handle{r.mention(who(0)), r.fake.Slash(who(0), "/clippings", theQuestion)}
			r.eventually(patience, "nothing is asked", func() bool { return before[1].Deliveries() > 0 })
			row.begin(r.fake)
			during := []*slackfake.Handle{r.mention(who(1)), r.fake.Slash(who(1), "/clippings", theQuestion)}
			r.ready(false)
			if row.end != nil {
				row.end(r.fake)
			}
			r.ready(true)
			after := []*slackfake.Handle{r.mention(who(2)), r.fake.Slash(who(2), "/clippings", theQuestion)}
			for i, when := range [][]*slackfake.Handle{before, during, after} {
				for _, h := range when {
					r.answered([]string{"before", "during", "after"}[i], who(i), h)
				}
			}
			if !strings.Contains(exposed(t, r.metrics), "clippings_reconnects_total{") {
				t.Error("no reconnection is counted")
			}
		})
	}
}

// TestCommandAcrossConnections holds that a command is answered once when its connection is lost before it is
// acknowledged: whether Slack delivers it again or not, and whether that is before the answer is there or after.
func TestCommandAcrossConnections(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		once  bool // Slack does not deliver it again
		first bool // the answer is there before the next connection
		late  bool // the answer is there when acknowledgements are due already
	}{
		{"delivered again, answered before", false, true, false},
		{"delivered again, answered after", false, false, false},
		{"delivered again, answered late", false, false, true},
		{"not delivered again, answered before", true, true, false},
		{"not delivered again, answered after", true, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			options := impatient(3 * time.Second)
			options.EventsOnly = row.once
			r := start(t, setup{fake: options, timing: func(t *timing) {
				visiblyDown(t)
				if row.late {
					t.ack = 700 * time.Millisecond
				}
			}, handler: slowly(release, patience)})
			h := r.fake.Slash(r.ana(), "/clippings", theQuestion)
			r.eventually(patience, "the command does not arrive", func() bool { return len(r.adapter.errands.all()) == 1 })
			r.fake.DropTCP()
			r.ready(false)
			if !row.first {
				r.ready(true)
				if row.late {
					if _, err := h.Wait(patience); err != nil {
						t.Fatal(err)
					}
				}
			}
			close(release)
			r.ready(true)
			r.answered(row.name, r.ana(), h)
			if want := map[bool]int{true: 1, false: 2}[row.once]; h.Deliveries() != want {
				t.Errorf("%d deliveries, want %d", h.Deliveries(), want)
			}
		})
	}
}

// all returns the errands under way.
func (all *errands) all() []uint64 {
	all.mu.Lock()
	defer all.mu.Unlock()
	var keys []uint64
	for k := range all.running {
		keys = append(keys, k)
	}
	return keys
}

// TestFlapping holds that a connection that is accepted and dropped again and again, before the greeting or after,
// is not tried more often than the backoff says, and that it is used again when it holds.
func TestFlapping(t *testing.T) {
	t.Parallel()
	usual := func(t *timing) {
		d := defaultTiming()
		brisk(t)
		t.least, t.most, t.steady = d.least, d.most, d.steady
	}
	for _, greeted := range []bool{false, true} {
		t.Run(fmt.Sprint("greeted ", greeted), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{timing: usual})
			began := time.Now()
			if !greeted {
				r.fake.Flap(1000)
				r.fake.DropTCP()
			}
			for time.Since(began) < 4*time.Second {
				if greeted {
					r.fake.DropTCP()
				}
				time.Sleep(5 * time.Millisecond)
			}
			// Half of 0.5, 1, 2 and 4 s are the shortest waits; the first connection was before.
			if n := len(r.fake.Opens()) - 1; n > 5 || n < 2 {
				t.Errorf("%d attempts in four seconds", n)
			}
			r.fake.Flap(0)
			r.ready(true)
			r.answered("after the flapping", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
		})
	}
}

// TestOddEnvelopes holds that what cannot be read or is not known ends nothing, is acknowledged at once where it
// has an id, and that the next question is answered by the same connection.
func TestOddEnvelopes(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	envelope := func(kind, payload string) string {
		return `{"envelope_id":"ID","type":"` + kind + `","payload":` + payload + `,"accepts_response_payload":true}`
	}
	event := func(inner string) string {
		return envelope("events_api", `{"type":"event_callback","event_id":"Ev1","event":`+inner+`}`)
	}
	for n, raw := range []string{
		"null", "[]", "{}", "7", `"hello"`, "true", "{", `{"type":`, `{"envelope_id":7}`, `{"type":7,"envelope_id":"ID"}`,
		`{"type":"brand_new"}`, `{"envelope_id":null,"type":null,"payload":null}`,
		`{"envelope_id":"ID"}`, `{"envelope_id":"ID","type":"brand_new"}`, `{"envelope_id":"ID","type":null}`,
		envelope("brand_new", "{}"), envelope("events_api", "null"), envelope("events_api", "[]"), envelope("events_api", "7"), envelope("events_api", "{}"),
		envelope("slash_commands", "null"), envelope("slash_commands", "[]"), envelope("slash_commands", "{}"),
		envelope("slash_commands", `{"command":7,"text":[],"user_id":{}}`), envelope("slash_commands", `{"command":"/clippings"}`),
		envelope("interactive", "null"), envelope("interactive", "[]"), envelope("interactive", "{}"), envelope("interactive", `{"type":"brand_new"}`),
		envelope("interactive", `{"type":"brand_new","user":{"id":"U1"}}`), envelope("interactive", `{"type":7,"user":7}`),
		envelope("interactive", `{"type":"block_actions","user":{"id":"U1"}}`), envelope("interactive", `{"type":"block_actions","user":{"id":"U1"},"actions":[null,7,{}]}`),
		envelope("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":null}`), envelope("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":{"state":[]}}`),
		event("null"), event("[]"), event("7"), event("{}"), event(`{"type":"brand_new"}`), event(`{"type":7}`), event(`{"type":"message"}`),
		event(`{"type":"message","channel":7,"user":[],"ts":{}}`), event(`{"type":"app_mention","channel":null,"user":"U1","ts":"1.0"}`),
		event(`{"type":"message","channel":"C1","user":"U1","ts":"1.0","text":{"a":1}}`), event(`{"type":"message","subtype":"brand_new","channel":"D1","user":"U1","ts":"1.0","text":"x"}`),
		event(`{"type":"message","channel":"D1","user":null,"ts":"1.0","text":"x","bot_id":"B1"}`), event(`{"type":"app_home_opened","tab":7}`),
		event(`{"type":"assistant_thread_started","assistant_thread":[]}`), event(`{"type":"assistant_thread_started"}`),
	} {
		id := fmt.Sprint("odd-", n)
		named := strings.Contains(raw, `"envelope_id":"ID"`)
		raw = strings.ReplaceAll(strings.ReplaceAll(raw, `"ID"`, `"`+id+`"`), "Ev1", fmt.Sprint("Ev", n))
		if r.fake.BadEnvelope(raw) != 1 {
			t.Fatalf("%s: not connected", raw)
		}
		if named {
			began := time.Now()
			r.eventually(patience, raw+" is not acknowledged", func() bool {
				return slices.ContainsFunc(r.fake.Acks(), func(a slackfake.Ack) bool { return a.EnvelopeID == id })
			})
			if took := time.Since(began); took > time.Second {
				t.Errorf("%s is acknowledged after %v", raw, took)
			}
		}
	}
	for _, h := range []*slackfake.Handle{
		r.fake.UnknownEvent("brand_new"), r.fake.RawEvent(`{"type":"reaction_added","user":7}`), r.fake.RawEvent(`{"type":"team_join","user":{"id":"U1"}}`),
	} {
		ack, err := h.Wait(patience)
		if err != nil || ack.Elapsed > time.Second || len(h.Replies()) > 0 {
			t.Errorf("an unknown event: acknowledged after %v, %v", ack.Elapsed, err)
		}
	}
	r.answered("the next question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
	if n := r.fake.ConnectionCount(); n != 1 {
		t.Errorf("%d connections, want the first", n)
	}
	if strings.Contains(exposed(t, r.metrics), "clippings_panics_total{") {
		t.Error("something panicked")
	}
}

// TestUnreadable holds that a connection of which nothing can be read is replaced, and the next question answered.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: visiblyDown})
	for range 20 {
		r.fake.BadEnvelope("{")
	}
	r.ready(false)
	r.ready(true)
	r.answered("the next question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
}

// TestIllTyped holds that a question is answered in spite of fields of a form that is not known.
func TestIllTyped(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	where := r.fake.Public(0).ID
	ask := func(ts, more string) slackfake.Actor {
		who := r.ana()
		r.fake.RawEvent(fmt.Sprintf(`{"type":"app_mention","channel":%q,"user":%q,"ts":%q,"text":"<@%s> %s",%s}`,
			where, who.Person.ID, ts, r.fake.Bot().ID, theQuestion, more))
		return who
	}
	for n, more := range []string{
		`"blocks":7`, `"blocks":[{"type":"brand_new","elements":7}]`, `"files":{"a":[]}`, `"team":[1]`, `"edited":7`, `"client_msg_id":{}`, `"event_ts":7.5`,
		`"attachments":"x"`, `"bot_profile":[]`, `"thread_ts":7`, `"hidden":"no"`, `"parent_user_id":[]`, `"metadata":7`, `"assistant_thread":7`,
	} {
		root := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "hello").Message()
		ask(root.TS, more)
		r.eventually(patience, more+": no answer", func() bool { return len(r.fake.Thread(where, root.TS)) > 1 })
		if n == 0 {
			continue
		}
		if thread := r.fake.Thread(where, root.TS); len(thread) != 2 || !strings.Contains(thread[1].Shown(), itsAnswer) {
			t.Errorf("%s: %d messages", more, len(thread))
		}
	}
}

// TestFatal holds that what will not get better ends the adapter at once, with one line that says what to do and
// holds no secret, and that Slack is not asked again.
func TestFatal(t *testing.T) {
	t.Parallel()
	say := func(r *rig) { r.mention(r.ana()) }
	for _, row := range []struct {
		name    string
		before  func(*slackfake.Fake) // the start
		running func(*rig)            // once it is connected; nil: it never is
		want    string
		method  string // which must not be tried again
	}{
		{"bot token revoked at the start", func(f *slackfake.Fake) { f.FailBotToken("token_revoked") }, nil, "install the app again", "auth.test"},
		{"bot token expired at the start", func(f *slackfake.Fake) { f.FailBotToken("token_expired") }, nil, "token rotation", "auth.test"},
		{"bot token not valid at the start", func(f *slackfake.Fake) { f.FailBotToken("invalid_auth") }, nil, "copy it anew", "auth.test"},
		{"app removed at the start", func(f *slackfake.Fake) { f.FailBotToken("account_inactive") }, nil, "install it again", "auth.test"},
		{"app token not valid", func(f *slackfake.Fake) { f.FailAppToken("invalid_auth") }, nil, "copy it anew", "apps.connections.open"},
		{"app token of the wrong kind", func(f *slackfake.Fake) { f.OpenError("not_allowed_token_type", -1) }, nil, "xapp-", "apps.connections.open"},
		{"app token expired", func(f *slackfake.Fake) { f.OpenError("token_expired", -1) }, nil, "token rotation", "apps.connections.open"},
		{"app token without its scope", func(f *slackfake.Fake) { f.OpenError("missing_scope", -1) }, nil, "lacks a scope", "apps.connections.open"},
		{"no app token", func(f *slackfake.Fake) { f.OpenError("not_authed", -1) }, nil, "set it where", "apps.connections.open"},
		{"no such address", func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "apps.connections.open", Times: -1}).Then(slackfake.Status(404))
		}, nil, "404", "apps.connections.open"},
		{"bot token revoked while it runs", nil, func(r *rig) { r.fake.FailBotToken("token_revoked"); say(r) }, "install the app again", "chat.postMessage"},
		{"app removed while it runs", nil, func(r *rig) { r.fake.FailBotToken("account_inactive"); say(r) }, "install it again", "chat.postMessage"},
		{"app token revoked while it runs", nil, func(r *rig) { r.fake.FailAppToken("token_revoked"); r.fake.DropTCP() }, "install the app again", "apps.connections.open"},
		{"app token expired while it runs", nil, func(r *rig) { r.fake.OpenError("token_expired", -1); r.fake.DropTCP() }, "token rotation", "apps.connections.open"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var r *rig
			if row.running != nil {
				r = start(t, setup{timing: brisk})
			} else {
				r = prepared(t, setup{timing: brisk}, row.before)
			}
			before := len(r.fake.Calls(row.method))
			if row.running != nil {
				row.running(r)
			}
			err := r.ends(patience)
			var fatal *FatalError
			if !errors.As(err, &fatal) {
				t.Fatalf("it ends with %v", err)
			}
			if text := err.Error(); !strings.Contains(text, row.want) || strings.ContainsAny(text, "\n") || strings.Contains(text, r.fake.BotToken()) || strings.Contains(text, r.fake.AppToken()) {
				t.Errorf("%q does not say %q", text, row.want)
			}
			if n := len(r.fake.Calls(row.method)) - before; n != 1 {
				t.Errorf("%s was tried %d times", row.method, n)
			}
			if ok, _ := r.health.Ready(); ok {
				t.Error("it is ready")
			}
			r.adapter.log.Info("so that something is logged")
		})
	}
}

// TestScopeMissing holds that a scope that is missing for one thing does not end the rest.
func TestScopeMissing(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	r.fake.On(slackfake.Match{Method: "chat.postMessage", Times: -1}).Then(slackfake.OKFalse("missing_scope"))
	r.mention(r.ana())
	r.eventually(patience, "the failure is not counted", func() bool {
		return strings.Contains(exposed(t, r.metrics), `clippings_failures_total{entry="mention",reason="missing_scope"} 1`)
	})
	r.answered("a command", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
}

// prepared is a rig whose fake has been told what to do before the adapter starts.
func prepared(t testing.TB, s setup, before func(*slackfake.Fake)) *rig {
	t.Helper()
	if s.fake.PingEvery == 0 {
		s.fake.PingEvery = 500 * time.Millisecond
	}
	r := &rig{t: t, fake: slackfake.New(t, s.fake), health: serving.NewHealth(), metrics: serving.NewMetrics(), logs: new(logBuffer)}
	if before != nil {
		before(r.fake)
	}
	r.run(s)
	return r
}

// ends waits until the adapter's Run returns, and returns its error.
func (r *rig) ends(limit time.Duration) error {
	r.t.Helper()
	select {
	case err := <-r.done:
		r.done <- err // for the rig's own cleanup
		return err
	case <-time.After(limit):
		r.t.Fatal("it goes on")
		return nil
	}
}

// TestStops holds that a stop takes less than ten seconds, whatever the adapter waits for, and leaves no goroutine.
// It does not run beside others, for it counts goroutines.
func TestStops(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	hang := func(method string) func(*slackfake.Fake) {
		return func(f *slackfake.Fake) { f.On(slackfake.Match{Method: method, Times: -1}).Then(slackfake.Hang()) }
	}
	limited := func(method string) func(*slackfake.Fake) {
		return func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: method, Times: -1}).Then(slackfake.RateLimited(time.Hour))
		}
	}
	ask := func(r *rig) {
		r.mention(r.ana())
		r.fake.Slash(r.ana(), "/clippings", theQuestion)
	}
	for _, row := range []struct {
		name   string
		before func(*slackfake.Fake)
		asked  func(*rig) // once it is connected; nil: it never is
		method string     // that is being called when it is stopped
		mode   Mode
	}{
		{"in the backoff of the start", func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "auth.test", Times: -1}).Then(slackfake.Status(503))
		}, nil, "auth.test", Socket},
		{"limited at the start", limited("auth.test"), nil, "auth.test", Socket},
		{"hanging at the start", hang("auth.test"), nil, "auth.test", HTTP},
		{"in the backoff of the connection", func(f *slackfake.Fake) { f.RefuseOpens(1000) }, nil, "apps.connections.open", Socket},
		{"limited in opening", limited("apps.connections.open"), nil, "apps.connections.open", Socket},
		{"hanging in opening", hang("apps.connections.open"), nil, "apps.connections.open", Socket},
		{"in the handshake", nil, nil, "apps.connections.open", Socket},
		{"limited in answering", limited("chat.postMessage"), ask, "chat.postMessage", Socket},
		{"limited in answering, over HTTP", limited("chat.postMessage"), ask, "chat.postMessage", HTTP},
		{"hanging in answering", hang("chat.postMessage"), ask, "chat.postMessage", Socket},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			t.Run("run", func(t *testing.T) { // all that it starts ends with it
				s := setup{
					config: func(c *Config) {
						c.Mode = row.mode
						if row.before == nil {
							c.dial = silent(t)
						}
					},
					timing: func(t *timing) { brisk(t); t.request = 10 * time.Second; t.least, t.most = time.Minute, time.Minute },
				}
				var r *rig
				if row.asked == nil {
					r = prepared(t, s, row.before)
				} else {
					r = start(t, s)
					row.before(r.fake)
					row.asked(r)
				}
				r.eventually(patience, row.method+" is not called", func() bool { return len(r.fake.Calls(row.method)) > 0 })
				began := time.Now()
				r.stop()
				if err := r.ends(patience); err != nil {
					t.Errorf("it ends with %v", err)
				}
				if took := time.Since(began); took > 9500*time.Millisecond {
					t.Errorf("it took %v", took)
				}
				r.adapter.log.Info("so that something is logged")
			})
			for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					stacks := make([]byte, 1<<20)
					t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
				}
			}
		})
	}
}

// silent dials somebody who accepts connections and says nothing.
func silent(t *testing.T) func(context.Context, string, string) (net.Conn, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, l.Addr().String())
	}
}

// TestStopWithHandlerThatHangs holds that a handler that does not end delays the stop by less than ten seconds, in
// both modes.
func TestStopWithHandlerThatHangs(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Socket, HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			defer close(release)
			r := start(t, setup{config: func(c *Config) { c.Mode = mode }, handler: slowly(release, time.Minute), timing: brisk})
			r.fake.Slash(r.ana(), "/clippings", theQuestion)
			r.mention(r.ana())
			r.eventually(patience, "the command does not arrive", func() bool { return len(r.adapter.errands.all()) == 1 })
			began := time.Now()
			r.stop()
			r.eventually(patience, "the stop does not begin", func() bool { return time.Since(began) > 6*time.Second })
			r.fake.Slash(r.ana(), "/clippings", theQuestion) // one that comes in the last moment
			if err := r.ends(patience); err != nil {
				t.Errorf("it ends with %v", err)
			}
			if took := time.Since(began); took > 9800*time.Millisecond {
				t.Errorf("it took %v", took)
			}
		})
	}
}
