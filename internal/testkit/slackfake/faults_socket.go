package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Connection is a copy of what is known of a websocket.
type Connection struct {
	ID       int // counted from 1
	Opened   time.Time
	Closed   time.Time // zero while it is open
	ByClient bool      // the client closed it
	HalfOpen bool
	Pongs    int // how often the client answered a ping
}

func (c *conn) describe() Connection {
	return Connection{ID: c.id, Opened: c.opened, ByClient: c.byClient.Load(), HalfOpen: c.halfOpen.Load(), Pongs: int(c.pongs.Load())}
}

func (s *sockets) remove(c *conn) {
	s.conns = slices.DeleteFunc(s.conns, func(other *conn) bool { return other == c })
	gone := c.describe()
	gone.Closed = time.Now()
	s.gone.add(gone)
}

// Connections returns the open websockets, the oldest first. Those that the fake is closing are not among them.
func (f *Fake) Connections() []Connection {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []Connection
	for _, c := range f.socket.conns {
		if !c.closing.Load() {
			list = append(list, c.describe())
		}
	}
	return list
}

// Closed returns the websockets that have come and gone, in the order in which they went.
func (f *Fake) Closed() []Connection {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.socket.gone.list()
}

// ConnectionCount is how many websockets there were in all.
func (f *Fake) ConnectionCount() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.socket.count
}

// Opens returns the calls of apps.connections.open that had a valid token, the oldest first.
func (f *Fake) Opens() []Open {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.socket.opens.list()
}

// WaitConnected waits until n websockets are open that have been greeted; half-open ones do not count.
func (f *Fake) WaitConnected(n int, timeout time.Duration) error {
	open := 0
	ok := f.await(timeout, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		open = 0
		for _, c := range f.socket.conns {
			if c.ready && !c.closing.Load() && !c.halfOpen.Load() {
				open++
			}
		}
		return open >= n
	})
	if !ok {
		return fmt.Errorf("%d of %d connections within %v", open, n, timeout)
	}
	return nil
}

// WaitConnectionCount waits until there have been n websockets in all.
func (f *Fake) WaitConnectionCount(n int, timeout time.Duration) error {
	if !f.await(timeout, func() bool { return f.ConnectionCount() >= n }) {
		return fmt.Errorf("%d of %d connections within %v", f.ConnectionCount(), n, timeout)
	}
	return nil
}

// each does something with every open connection and returns how many there were.
func (f *Fake) each(do func(*conn)) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed.raise()
	n := 0
	for _, c := range f.socket.conns {
		if !c.closing.Load() && !c.halfOpen.Load() {
			do(c)
			n++
		}
	}
	return n
}

// DropTCP resets the connections without a close frame. It returns how many there were, as the other
// faults do. What they had not acknowledged is delivered again.
func (f *Fake) DropTCP() int { return f.each((*conn).cut) }

// HalfOpen stops reading and writing on the connections but leaves the sockets open, like a path that
// went dead. Slack does not know and goes on choosing them for deliveries.
func (f *Fake) HalfOpen() int { return f.each(func(c *conn) { c.halfOpen.Store(true) }) }

// Disconnect sends a disconnect envelope and closes the connections after Options.CloseAfter. The
// reason is warning (envelopes are still delivered), refresh_requested or link_disabled (they are not).
func (f *Fake) Disconnect(reason string) int {
	return f.each(func(c *conn) { c.disconnect(reason, f.opts.CloseAfter) })
}

// BadEnvelope sends a text frame as it is: null, broken JSON, an envelope of an unknown type.
func (f *Fake) BadEnvelope(raw string) int {
	return f.each(func(c *conn) { c.send([]byte(raw)) })
}

// UnknownEvent delivers an event of a type that no client knows. It is repeated like any other.
func (f *Fake) UnknownEvent(name string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := &Handle{f: f, kind: "event", name: name, actor: Actor{Person: f.world.people[0]}, started: f.ids.ts(f.now())}
	f.tell(name, object{"type": name, "event_ts": h.started}, h)
	return h
}

// RawEvent delivers an event with any content, which must have a type.
func (f *Fake) RawEvent(event string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	var o object
	h := &Handle{f: f, kind: "event", actor: Actor{Person: f.world.people[0]}, started: f.ids.ts(f.now())}
	if err := json.Unmarshal([]byte(event), &o); err != nil || str(o, "type") == "" {
		h.bad = fmt.Errorf("slackfake: an event must be a JSON object with a type: %s", event)
		f.errorf("%v", h.bad)
		return h
	}
	h.name = str(o, "type")
	f.tell(h.name, o, h)
	return h
}

// DupEnvelope sends every envelope n times at once from now on, each time the same; 1 ends it.
func (f *Fake) DupEnvelope(n int) { f.script(func() { f.post.copies = max(n, 1) }) }

// SameMessageNewEventIDs has the events of the next message that somebody says delivered n times, each
// time with a new envelope and event id.
func (f *Fake) SameMessageNewEventIDs(n int) { f.script(func() { f.post.events = max(n, 1) }) }

// LoseNextDelivery loses the next n deliveries over a websocket on their way: the app never sees them,
// and they are repeated once they have not been acknowledged in time.
func (f *Fake) LoseNextDelivery(n int) { f.script(func() { f.post.lose = n }) }

// NoPing stops the pings of all connections, those to come too, until it is called with false.
func (f *Fake) NoPing(stop bool) { f.script(func() { f.socket.noPing = stop }) }

// Flap accepts the next n connections and drops each at once, before the greeting.
func (f *Fake) Flap(n int) { f.script(func() { f.socket.flap = n }) }

// OpenError answers the next n calls of apps.connections.open with an error name, all when n is
// negative, none any more when it is 0.
func (f *Fake) OpenError(name string, n int) {
	f.script(func() { f.socket.openError, f.socket.openErrors = name, n })
}

// RefuseOpens answers the next n calls of apps.connections.open with HTTP 503.
func (f *Fake) RefuseOpens(n int) { f.script(func() { f.socket.refuseOpens = n }) }

// RefuseDials answers the next n attempts to open a websocket with HTTP 503.
func (f *Fake) RefuseDials(n int) { f.script(func() { f.socket.refuseDials = n }) }

func (f *Fake) script(set func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	set()
}
