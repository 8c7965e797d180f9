package redisstate

import (
	"context"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"clippings/adapters/serving"
)

// TestFaults: whatever a server does, the first failure sends it away, after which nobody waits for it, until
// it answers again. The log says each change once, and the metrics say what holds.
func TestFaults(t *testing.T) {
	const soon = time.Second // a time limit that a busy machine keeps
	set := func(t *testing.T, address, name, value string) {
		if err := client(t, address).ConfigSet(context.Background(), name, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		limit  time.Duration
		reason string
		// start starts a server behind a pipe, and returns how it fails and how it is mended.
		start func(t *testing.T) (address string, fail, mend func())
	}{
		{"it ends", patience, "", func(t *testing.T) (string, func(), func()) {
			s := miniredis.RunT(t)
			return s.Addr(), s.Close, func() {
				if err := s.Restart(); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"it is killed", patience, "", func(t *testing.T) (string, func(), func()) {
			s := startRedis(t)
			return s.address(), s.kill, func() {
				if !s.start() {
					t.Fatal("it does not start again")
				}
			}
		}},
		{"it hangs", soon, "timeout", func(t *testing.T) (string, func(), func()) {
			s := startRedis(t)
			return s.address(), func() { s.signal(syscall.SIGSTOP) }, func() { s.signal(syscall.SIGCONT) }
		}},
		{"its answers are lost", soon, "timeout", func(t *testing.T) (string, func(), func()) {
			p := startPipe(t, miniredis.RunT(t).Addr())
			return p.Addr().String(), func() { p.set(0, true) }, func() { p.set(0, false) }
		}},
		{"its answers are late", soon, "timeout", func(t *testing.T) (string, func(), func()) {
			p := startPipe(t, miniredis.RunT(t).Addr())
			return p.Addr().String(), func() { p.set(2*soon, false) }, func() { p.set(0, false) }
		}},
		{"it becomes a replica", patience, "readonly", func(t *testing.T) (string, func(), func()) {
			s := startRedis(t)
			replicate := func(host, port string) {
				if err := client(t, s.address()).ReplicaOf(context.Background(), host, port).Err(); err != nil {
					t.Fatal(err)
				}
			}
			return s.address(), func() { replicate("127.0.0.1", s.port) }, func() { replicate("no", "one") }
		}},
		{"its memory is full", patience, "memory", func(t *testing.T) (string, func(), func()) {
			s := startRedis(t)
			return s.address(), func() { set(t, s.address(), "maxmemory", "1") }, func() { set(t, s.address(), "maxmemory", "0") }
		}},
		{"it is loading", patience, "loading", func(t *testing.T) (string, func(), func()) {
			s := miniredis.RunT(t)
			return s.Addr(), func() { s.SetError("LOADING Redis is loading the dataset in memory") }, func() { s.SetError("") }
		}},
		{"it wants a password", patience, "password", func(t *testing.T) (string, func(), func()) {
			s := miniredis.RunT(t)
			return s.Addr(), func() { s.RequireAuth("secret") }, func() { s.RequireAuth("") }
		}},
		{"it refuses for a reason of its own", patience, "error", func(t *testing.T) (string, func(), func()) {
			s := miniredis.RunT(t)
			return s.Addr(), func() { s.SetError("ERR no") }, func() { s.SetError("") }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address, fail, mend := c.start(t)
			r := open(t, address, func(cfg *Config) { cfg.Limit = c.limit }).run()
			first := func(key string) error { _, err := r.First("x", []string{key}, time.Minute); return err }
			eventually(t, "it does not answer at first", func() bool { return r.Up() && first("before") == nil })
			r.wantUp("1")
			lost, back := r.log.count(saysLost), r.log.count(saysBack)

			fail()
			var callers sync.WaitGroup
			for range 64 {
				callers.Go(func() {
					began := time.Now()
					if err := first("during"); err == nil {
						t.Error("answered while it fails")
					}
					if took := time.Since(began); took > c.limit+10*time.Second {
						t.Errorf("waited %v", took)
					}
				})
			}
			callers.Wait()
			for range 1000 {
				wantAway(t, first("during"))
				_, err := r.Allow("x", "a", "p", serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 1}})
				wantAway(t, err)
			}
			r.wantUp("0")
			if n := r.log.count(saysLost) - lost; n != 1 {
				t.Errorf("the log says %d times that it is lost:\n%s", n, r.log)
			}
			if n := r.log.count(saysBack) - back; n != 0 {
				t.Errorf("the log says %d times that it is back:\n%s", n, r.log)
			}
			if c.reason != "" && !strings.Contains(r.log.String(), "reason="+c.reason+"\n") {
				t.Errorf("the log does not say %q:\n%s", c.reason, r.log)
			}
			if c.reason != "" && !strings.Contains(r.counts(), `clippings_shared_state_failures_total{reason="`+c.reason+`"} `) {
				t.Errorf("the metrics do not say %q:\n%s", c.reason, r.counts())
			}

			mend()
			eventually(t, "it does not come back", func() bool { return r.Up() && first("after") == nil })
			eventually(t, "the log does not say that it is back", func() bool { return r.log.count(saysBack) > back })
		})
	}
}

// TestOpenAway: a program starts without its server, and finds it later.
func TestOpenAway(t *testing.T) {
	s := miniredis.NewMiniRedis()
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	address := s.Addr()
	s.Close()
	r := open(t, address, nil).run()
	if r.Up() || r.log.count("this process goes by its own memory") != 1 {
		t.Errorf("up: %v, the log:\n%s", r.Up(), r.log)
	}
	r.wantUp("0")
	_, err := r.First("x", []string{"a"}, time.Minute)
	wantAway(t, err)
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	eventually(t, "it is not found", r.Up)
	r.wantUp("1")
	if first, err := r.First("x", []string{"a"}, time.Minute); !first || err != nil {
		t.Errorf("%v, %v", first, err)
	}
}

// TestScriptsForgotten: a server that forgot the scripts, as after a restart, is given them again without
// counting as away.
func TestScriptsForgotten(t *testing.T) {
	servers(t, func(t *testing.T, address string) {
		r := open(t, address, nil)
		for range 2 {
			if err := client(t, address).ScriptFlush(context.Background()).Err(); err != nil {
				t.Fatal(err)
			}
			if _, err := r.First("x", []string{"a"}, time.Minute); err != nil {
				t.Error(err)
			}
			if _, err := r.Allow("x", "a", "", serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 9}}); err != nil {
				t.Error(err)
			}
		}
		if r.log.count(saysLost) > 0 {
			t.Error(r.log)
		}
	})
}

// TestLateFailure: a question that was asked before the server was lost and came back does not send it away
// again.
func TestLateFailure(t *testing.T) {
	r := open(t, miniredis.RunT(t).Addr(), nil)
	asked, fail, failed := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(failed)
		r.ask(func(context.Context) error { close(asked); <-fail; return redis.ErrClosed })
	}()
	<-asked
	r.ask(func(context.Context) error { return redis.ErrClosed })
	if r.Up() {
		t.Fatal("it is not lost")
	}
	r.run()
	eventually(t, "it does not come back", r.Up)
	close(fail)
	<-failed
	if !r.Up() || r.log.count(saysLost) != 1 {
		t.Errorf("up: %v, the log:\n%s", r.Up(), r.log)
	}
}

// TestFewConnections: a server that is gone is not dialled without end, and one that is there has no more
// connections than are asked for.
func TestFewConnections(t *testing.T) {
	s := miniredis.RunT(t)
	r := open(t, s.Addr(), nil).run()
	for range 200 {
		if _, err := r.First("x", []string{"a"}, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.TotalConnectionCount(); n > connections {
		t.Errorf("%d connections, want %d at most", n, connections)
	}

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dials := make(chan struct{}, 10_000)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
			dials <- struct{}{}
		}
	}()
	gone := open(t, l.Addr().String(), nil)
	gone.times.least, gone.times.most = 50*time.Millisecond, 50*time.Millisecond
	began := time.Now()
	gone.run()
	time.Sleep(time.Second)
	probes := int(time.Since(began)/(25*time.Millisecond)) + 2
	if n := len(dials); n > probes*connections {
		t.Errorf("%d connections for %d probes at most", n, probes)
	} else {
		t.Logf("%d connections in %v", n, time.Since(began))
	}
}
