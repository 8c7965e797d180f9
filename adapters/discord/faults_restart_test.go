package discord

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/internal/testkit/discordfake"
)

// TestKilled holds that a process which is killed between receiving a question and replying to it, or
// between replying and learning that it did, makes no second reply with the one that takes its place, which
// answers the next question at once.
func TestKilled(t *testing.T) {
	t.Parallel()
	type killed struct {
		name   string
		before func(q *inquiry, f *fuse) // what the first process is at when it is killed
		again  bool                      // Discord delivers the messages to the second one too
	}
	rows := []killed{
		{"before the reply", func(q *inquiry, f *fuse) {
			f.hold()
			q.forsake(q.slash().ID())
			q.forsake(q.mention().ID)
			q.forsake(q.direct().ID)
			f.reached(q, 3)
		}, false},
		{"after the reply", func(q *inquiry, f *fuse) { q.ask(); q.answered() }, true},
		{"while the reply is on its way", func(q *inquiry, f *fuse) {
			for _, route := range []string{callbackRoute, messagesRoute} {
				q.fake.On(discordfake.Match{Method: "POST", Route: route, Times: -1}).Then(discordfake.After(discordfake.Hang()))
			}
			q.ask()
			q.answered()
		}, true},
	}
	abreast(t, rows, func(row *killed) string { return row.name }, func(t *testing.T, row *killed) {
		f := newFuse()
		q := inquiring(t)
		q.rig = start(t, calm(setup{
			config:  func(c *Config) { c.Transport, c.dial = f.transport(c.Transport), f.dial },
			handler: f.handler,
		}))
		q.ask()
		q.answered()
		row.before(q, f)
		said := q.said
		f.blow()
		q.fake.ClearFaults()

		second := &rig{t: t, fake: q.fake, health: serving.NewHealth(), logs: new(logBuffer), done: make(chan error, 1)}
		began := time.Now()
		second.run(calm(setup{}))
		second.ready(true)
		q.ask()
		q.answered()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the next question is answered %v after the restart", took)
		}
		if row.again {
			for _, m := range said {
				q.fake.Redeliver(m)
			}
		}
		f.release()
		q.ask()
		q.answered()
	})
}

// fuse cuts an adapter off from the world, as when its process is killed.
type fuse struct {
	ctx   context.Context // ends when it blows
	blow  func()
	mu    sync.Mutex
	conns []net.Conn
	gate  chan struct{} // what the handler waits for; nil: nothing
	in    int           // how many wait
}

func newFuse() *fuse {
	f := new(fuse)
	ctx, cancel := context.WithCancel(context.Background())
	f.ctx = ctx
	f.blow = func() {
		cancel()
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, c := range f.conns {
			c.Close()
		}
	}
	return f
}

var errBlown = errors.New("the process is dead")

// dial is a Config's dial.
func (f *fuse) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ctx.Err() != nil {
		return nil, errBlown
	}
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err == nil {
		f.conns = append(f.conns, c)
	}
	return c, err
}

func (f *fuse) transport(next http.RoundTripper) http.RoundTripper {
	return transport(func(q *http.Request) (*http.Response, error) {
		ctx, cancel := context.WithCancel(q.Context())
		defer context.AfterFunc(f.ctx, cancel)()
		if f.ctx.Err() != nil {
			cancel()
			return nil, errBlown
		}
		return next.RoundTrip(q.WithContext(ctx)) // which ends with the request's own context otherwise
	})
}

// hold makes the handler wait from now on, release ends that.
func (f *fuse) hold() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate = make(chan struct{})
}

func (f *fuse) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gate != nil {
		close(f.gate)
		f.gate = nil
	}
}

// reached waits until so many questions are held.
func (f *fuse) reached(q *inquiry, n int) {
	q.t.Helper()
	q.eventually(atMost, "the questions do not come", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.in == n
	})
}

func (f *fuse) handler(h bot.Handler) bot.Handler {
	return func(ctx context.Context, question bot.Question) (bot.Reply, error) {
		f.mu.Lock()
		gate := f.gate
		if gate != nil {
			f.in++
		}
		f.mu.Unlock()
		if gate != nil {
			<-gate
		}
		return h(ctx, question)
	}
}
