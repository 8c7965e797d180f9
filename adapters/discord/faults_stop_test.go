package discord

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"clippings/bot"
	"clippings/internal/testkit/discordfake"
)

// stopFault is something that goes on while the adapter is told to stop.
type stopFault struct {
	name    string
	fake    discordfake.Options
	before  func(f *discordfake.Fake) // before the first request
	up      bool                      // the adapter connects, and is asked, before the fault
	after   func(q *inquiry)
	reached func(q *inquiry) bool // the moment to stop at
	timing  func(*timing)
	config  func(*Config)
}

// TestStop holds that Run returns nil in under ten seconds whatever it waits for, not ready, and leaves no
// goroutine behind.
func TestStop(t *testing.T) {
	t.Parallel()
	long := func(tm *timing) { tm.link.handshake, tm.open = time.Hour, time.Hour }
	sent := func(method, route string) func(q *inquiry) bool {
		return func(q *inquiry) bool { return len(q.fake.Requests(method, route)) > 0 }
	}
	logged := func(text string) func(q *inquiry) bool {
		return func(q *inquiry) bool { return q.logs.holds(text) }
	}
	dialled := func(name string, dial dialing) stopFault {
		n := new(atomic.Int32)
		return stopFault{name: name, before: func(*discordfake.Fake) {}, timing: long, reached: func(*inquiry) bool { return n.Load() > 0 }, config: func(c *Config) {
			c.dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				n.Add(1)
				return dial(ctx, network, addr)
			}
		}}
	}
	mute, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mute.Close() })
	hang := func(method, route string) func(f *discordfake.Fake) {
		return func(f *discordfake.Fake) {
			f.On(discordfake.Match{Method: method, Route: route, Times: -1}).Then(discordfake.Hang())
		}
	}
	beats := discordfake.Options{HeartbeatInterval: time.Second}
	rows := []stopFault{
		{name: "nothing", up: true},
		{name: "a hanging first request", before: hang("GET", "users/@me"), reached: sent("GET", "users/@me")},
		{name: "the wait after a failed first request", before: func(f *discordfake.Fake) {
			f.On(discordfake.Match{Method: "GET", Route: "users/@me", Times: -1}).Then(discordfake.Refuse(403, 0, "403"))
		}, reached: logged("Discord does not answer"), timing: func(tm *timing) { tm.least, tm.most = time.Hour, time.Hour }},
		{name: "the wait for another day's starts", fake: discordfake.Options{}, before: func(f *discordfake.Fake) { f.SetGatewayBot(1, 0, 1) }, reached: logged("too many starts")},
		dialled("a hanging dial", func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}),
		dialled("a hanging HTTP upgrade", func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, mute.Addr().String())
		}),
		dialled("no HELLO", (&meddler{change: func([]byte) ([]byte, error) { return nil, nil }}).dial),
		{name: "no READY", before: func(f *discordfake.Fake) { f.NoReady(1) }, timing: long, reached: func(q *inquiry) bool { return len(q.fake.Identifies()) == 1 }},
		{name: "the wait to identify", fake: discordfake.Options{Shards: 2}, before: func(*discordfake.Fake) {}, timing: func(tm *timing) { tm.identify = time.Hour },
			reached: func(q *inquiry) bool { return len(q.fake.Identifies()) == 1 }},
		{name: "a hanging registration", before: hang("GET", "applications/:app/commands"), reached: sent("GET", "applications/:app/commands")},
		{name: "the wait before the next connection", up: true, timing: func(tm *timing) { tm.least, tm.most = time.Hour, time.Hour },
			after: func(q *inquiry) { q.fake.DropTCP() }, reached: logged("connection to Discord lost")},
		{name: "a refused RESUME's address", up: true, after: func(q *inquiry) {
			hang("GET", "gateway")(q.fake)
			q.fake.RefuseDials(1 << 20)
			q.fake.DropTCP()
		}, reached: sent("GET", "gateway")},
		{name: "no RESUMED", up: true, timing: long, after: func(q *inquiry) { q.fake.NoReady(1); q.fake.DropTCP() },
			reached: func(q *inquiry) bool { return len(q.fake.Resumes()) == 1 }},
		{name: "a half-open socket", up: true, after: func(q *inquiry) { q.fake.HalfOpen() }},
		{name: "a half-open socket that was given up", fake: beats, up: true, after: func(q *inquiry) { q.fake.HalfOpen() }, reached: logged("no heartbeat")},
		{name: "a loss just now", up: true, after: func(q *inquiry) { q.fake.DropTCP() }},
		{name: "op 7 just now", up: true, after: func(q *inquiry) { q.fake.Op7() }},
		{name: "the wait for a rate limit", up: true, after: func(q *inquiry) {
			q.fake.On(discordfake.Match{Method: "POST", Route: messagesRoute, Times: -1}).Then(discordfake.RateLimited(discordfake.RateLimit{RetryAfter: time.Minute}))
			for range 3 { // one waits for the limit, the others for the channel
				q.forsake(q.mention().ID)
			}
		}, reached: func(q *inquiry) bool { return len(q.fake.Requests("POST", messagesRoute)) > 2 }},
		{name: "the wait for a global rate limit", up: true, after: func(q *inquiry) {
			q.fake.On(discordfake.Match{Method: "POST", Route: messagesRoute, Times: -1}).Then(discordfake.RateLimited(discordfake.RateLimit{RetryAfter: time.Minute, Global: true}))
			q.forsake(q.mention().ID)
			q.forsake(q.direct().ID)
		}, reached: func(q *inquiry) bool { return len(q.fake.Requests("POST", messagesRoute)) > 2 }},
		{name: "a hanging answer", up: true, after: func(q *inquiry) {
			hang("POST", callbackRoute)(q.fake)
			hang("POST", messagesRoute)(q.fake)
			q.forsake(q.mention().ID)
			q.forsake(q.slash().ID())
		}, reached: func(q *inquiry) bool { return len(q.fake.Requests("POST", messagesRoute)) > 2 }},
	}
	abreast(t, rows, func(row *stopFault) string { return row.name }, func(t *testing.T, row *stopFault) {
		q := inquiring(t)
		s := calm(setup{fake: row.fake, timing: row.timing, config: row.config})
		marked(t, func() {
			if row.up {
				q.rig = start(t, s)
				q.ask()
				q.answered()
				q.eventually(atMost, "the commands are not registered", func() bool { return len(q.fake.Commands("")) > 0 })
				if row.after != nil {
					row.after(q)
				}
				return
			}
			q.rig = prepare(t, s)
			row.before(q.fake)
			q.run(s)
		})
		if row.reached != nil {
			q.eventually(atMost, "it does not come to that", func() bool { return row.reached(q) })
		}
		if len(left(t)) == 0 {
			t.Error("no goroutine is seen while it runs, so none would be afterwards")
		}
		q.stop()
		if err := q.ended(); err != nil {
			t.Errorf("Run returns %v", err)
		}
		if ok, _ := q.health.Ready(); ok {
			t.Error("it is ready")
		}
		q.logs.Write([]byte("the end\n")) // the rig wants something logged
		q.alone()
	})
}

// TestStopStuck holds that Run returns in under ten seconds even where something does not heed its context.
func TestStopStuck(t *testing.T) {
	t.Parallel()
	q := inquiring(t)
	forever, inside := make(chan struct{}), make(chan struct{})
	s := setup{timing: func(tm *timing) { tm.open, tm.link.handshake = time.Hour, time.Hour }, config: func(c *Config) {
		c.dial = func(context.Context, string, string) (net.Conn, error) {
			close(inside)
			<-forever
			return nil, errForTest
		}
	}}
	marked(t, func() { q.rig = begin(t, s) })
	<-inside
	q.stop()
	if err := q.ended(); err != nil {
		t.Errorf("Run returns %v", err)
	}
	close(forever)
	q.logs.Write([]byte("the end\n")) // the rig wants something logged
	q.alone()
}

// TestStopAnswers holds that questions which were received before the stop are answered.
func TestStopAnswers(t *testing.T) {
	t.Parallel()
	q := inquiring(t)
	release, inside := make(chan struct{}), make(chan struct{}, 100)
	q.rig = start(t, calm(setup{handler: func(h bot.Handler) bot.Handler {
		return func(ctx context.Context, question bot.Question) (bot.Reply, error) {
			inside <- struct{}{}
			<-release
			return h(ctx, question)
		}
	}}))
	for range 5 {
		q.ask()
	}
	for range 15 {
		select {
		case <-inside:
		case <-time.After(atMost):
			t.Fatal("the questions do not come")
		}
	}
	q.stop()
	q.ready(false)
	close(release)
	if err := q.ended(); err != nil {
		t.Errorf("Run returns %v", err)
	}
	q.answered()
	if c, err := q.fake.WaitCloses(1, atMost); err != nil || !c[0].ByClient || c[0].Code != 1000 {
		t.Errorf("it does not end its session properly: %+v, %v", c, err)
	}
}

// TestStopUnderLoad holds that of what comes while it stops each is answered once or not at all, and that
// all is answered which it took.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	q := inquiring(t)
	var taken atomic.Int32
	q.rig = start(t, calm(setup{
		config: func(c *Config) { c.Transport = slowly{c.Transport, 20 * time.Millisecond} },
		handler: func(h bot.Handler) bot.Handler {
			return func(ctx context.Context, question bot.Question) (bot.Reply, error) {
				taken.Add(1)
				return h(ctx, question)
			}
		},
	}))
	for range 40 {
		q.ask()
	}
	q.eventually(atMost, "nothing is answered", func() bool { return len(q.fake.BotMessages("")) > 5 })
	q.stop()
	if err := q.ended(); err != nil {
		t.Errorf("Run returns %v", err)
	}
	if got := len(q.fake.BotMessages("")); got != int(taken.Load()) {
		t.Errorf("%d questions were taken, %d answered", taken.Load(), got)
	}
	replied := make(map[string]bool)
	for _, m := range q.fake.BotMessages("") {
		replied[m.ReferenceID+m.InteractionID] = true
	}
	for _, m := range q.said {
		q.lost[m.ID] = !replied[m.ID]
	}
	for _, i := range q.acted {
		q.lost[i.ID()] = !replied[i.ID()]
	}
}

// slowly lets every request take longer.
type slowly struct {
	http.RoundTripper
	by time.Duration
}

func (s slowly) RoundTrip(q *http.Request) (*http.Response, error) {
	time.Sleep(s.by)
	return s.RoundTripper.RoundTrip(q)
}
