package discordfake

import (
	"fmt"
	"time"
)

// Connection is a websocket that is open now.
type Connection struct {
	ID        int
	Path      string // /gateway-socket, or /resume-socket when the client used resume_gateway_url
	Shard     [2]int // id and count; once it is identified or resumed
	SessionID string // empty until then
	Resumed   bool
	Opened    time.Time
	Beats     int // heartbeats received
	HalfOpen  bool
}

// Identify is an IDENTIFY that the fake received.
type Identify struct {
	At         time.Time
	Connection int
	Shard      [2]int
	RateKey    int // shard id modulo max_concurrency: those of one key must lie 5 s apart
	Intents    int
	Properties map[string]any
	Presence   bool // it carried a presence
	Close      int  // the close code it was answered with; 0 when it was accepted
}

// Resume is a RESUME that the fake received.
type Resume struct {
	At         time.Time
	Connection int
	Path       string
	SessionID  string
	Seq        int64
	OK         bool
	Replayed   int // events sent again
}

// Close is the end of a connection.
type Close struct {
	At         time.Time
	Connection int
	Shard      [2]int
	ByClient   bool
	Code       int // the close frame's; 1006 when the connection broke without one
}

// Connections returns the open websockets, the oldest first. A half-open one stays among them until the
// fake ends: nothing tells it that the client has gone.
func (f *Fake) Connections() []Connection {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	var open []Connection
	for id := 1; id <= f.gateway.count; id++ {
		for c := range f.gateway.conns {
			if c.id == id {
				open = append(open, c.describe())
			}
		}
	}
	return open
}

// Identifies returns the IDENTIFYs so far, refused ones included.
func (f *Fake) Identifies() []Identify { return listed(f, &f.gateway.identifies) }

// Resumes returns the RESUMEs so far, refused ones included.
func (f *Fake) Resumes() []Resume { return listed(f, &f.gateway.resumes) }

// Closes returns how the connections ended that have ended.
func (f *Fake) Closes() []Close { return listed(f, &f.gateway.closes) }

func listed[T any](f *Fake, r *ring[T]) []T {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	var list []T
	r.all(func(v T) bool { list = append(list, v); return true })
	return list
}

// WaitConnected waits until n different shards have a connection that was answered with READY or
// RESUMED and is not half open.
func (f *Fake) WaitConnected(n int, timeout time.Duration) error {
	var have int
	ok := f.await(timeout, func() bool {
		f.gateway.mu.Lock()
		defer f.gateway.mu.Unlock()
		shards := make(map[[2]int]bool)
		for c := range f.gateway.conns {
			if c.session != nil && !c.noReady && !c.halfOpen.Load() && !c.closing.Load() {
				shards[c.session.shard] = true
			}
		}
		have = len(shards)
		return have >= n
	})
	if !ok {
		return fmt.Errorf("%d of %d shards connected within %v", have, n, timeout)
	}
	return nil
}

// WaitIdentifies waits until there were n IDENTIFYs and returns them.
func (f *Fake) WaitIdentifies(n int, timeout time.Duration) ([]Identify, error) {
	return waitFor(f, n, timeout, "identifies", f.Identifies)
}

// WaitResumes waits until there were n RESUMEs and returns them.
func (f *Fake) WaitResumes(n int, timeout time.Duration) ([]Resume, error) {
	return waitFor(f, n, timeout, "resumes", f.Resumes)
}

// WaitCloses waits until n connections have ended and returns how.
func (f *Fake) WaitCloses(n int, timeout time.Duration) ([]Close, error) {
	return waitFor(f, n, timeout, "closes", f.Closes)
}

func waitFor[T any](f *Fake, n int, timeout time.Duration, what string, list func() []T) ([]T, error) {
	var found []T
	if !f.await(timeout, func() bool { found = list(); return len(found) >= n }) {
		return found, fmt.Errorf("%d of %d %s within %v", len(found), n, what, timeout)
	}
	return found, nil
}
