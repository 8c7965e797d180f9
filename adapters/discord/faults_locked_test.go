package discord

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
)

// TestLockedSession holds that a session whose lock is never given back is left behind and another opened
// beside it, which is counted, and that questions are answered; and that after too many of them Run ends,
// for each keeps memory.
func TestLockedSession(t *testing.T) {
	t.Parallel()
	m := serving.NewMetrics()
	q := inquiring(t)
	q.rig = prepare(t, calm(setup{}))
	b := loadBot(t)
	a, err := New(Config{Token: q.fake.Token(), Transport: q.fake.Transport()}, b.Handle, func() *bot.Bot { return b }, q.health, m, slog.New(slog.NewTextHandler(q.logs, nil)))
	if err != nil {
		t.Fatal(err)
	}
	a.timing = quick()
	a.timing.link.handshake = atMost
	a.timing.locked, a.timing.probe = 300*time.Millisecond, 20*time.Millisecond
	a.interactions, a.messages, a.busy = serving.NewQueue(4, 100, nil), serving.NewQueue(4, 100, nil), serving.NewQueue(1, 1, nil)
	ctx, cancel := context.WithCancel(t.Context())
	plan, err := a.introduce(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s := newShard(a, plan.First, plan.Count)
	s.up(false) // as serve does; here the shard alone is run
	a.health.Set(adapterName, true)
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for _, queue := range []*serving.Queue{a.interactions, a.messages, a.busy} {
			queue.Close(context.Background())
		}
	})
	for n := 1; n <= abandonedMost; n++ {
		q.ready(true)
		q.ask()
		q.answered()
		session := s.session
		session.Lock()
		defer session.Unlock()
		q.eventually(atMost, "it is not counted", func() bool { return counted(t, m, "clippings_abandoned_total") == float64(n) })
	}
	select {
	case err := <-ended:
		var fatal *FatalError
		if !errors.As(err, &fatal) {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(atMost):
		t.Error("it goes on")
	}
	if got := len(q.fake.Identifies()); got != abandonedMost {
		t.Errorf("%d sessions, want %d", got, abandonedMost)
	}
}

// TestLockedOpening holds that a connection which never finishes opening, whatever it waits for, is left
// behind too.
func TestLockedOpening(t *testing.T) {
	t.Parallel()
	m := serving.NewMetrics()
	var dials atomic.Int32
	forever := make(chan struct{})
	q := inquiring(t)
	q.rig = start(t, calm(setup{metrics: m, timing: func(tm *timing) { tm.open = 2 * time.Second }, config: func(c *Config) {
		c.dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if dials.Add(1) == 1 {
				<-forever
				return nil, errForTest
			}
			return new(net.Dialer).DialContext(ctx, network, addr)
		}
	}}))
	t.Cleanup(func() { close(forever) })
	q.ask()
	q.answered()
	if got := counted(t, m, "clippings_abandoned_total"); got != 1 {
		t.Errorf("%v sessions were left behind", got)
	}
}
