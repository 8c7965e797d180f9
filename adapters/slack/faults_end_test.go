package slack

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

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
			before := 0 // an adapter that fails at the start may have called already
			if row.running != nil {
				before = len(r.fake.Calls(row.method))
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
			// The fake notes a call once it is answered, which may be a moment after the adapter has read the answer.
			calls := func() int { return len(r.fake.Calls(row.method)) - before }
			r.eventually(patience, row.method+" was not tried", func() bool { return calls() > 0 })
			time.Sleep(50 * time.Millisecond)
			if n := calls(); n != 1 {
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
