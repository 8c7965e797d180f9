package discordfake

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// gatewayScript is what the gateway is to do wrong. It is guarded by gateway.mu.
type gatewayScript struct {
	copies         int // of each event; 1 is right
	reorder        bool
	noAck          int // connections to come
	noReady        int
	refuseDials    int
	refused        int
	op7AfterResume int
	identifyCodes  []int
}

// each does something with every open connection, or with those of the given shards, and returns
// how many there were.
func (f *Fake) each(shards []int, do func(*conn)) int {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	defer f.changed.raise()
	n := 0
	for c := range f.gateway.conns {
		if c.closing.Load() || c.halfOpen.Load() {
			continue
		}
		if len(shards) > 0 && (c.session == nil || !slices.Contains(shards, c.session.shard[0])) {
			continue
		}
		do(c)
		n++
	}
	return n
}

// DropTCP resets the connections of the shards, or all when none is given, without a close frame.
// The sessions can be resumed. It returns how many there were, as the other faults do.
func (f *Fake) DropTCP(shards ...int) int {
	return f.each(shards, func(c *conn) {
		f.gateway.detach(c)
		c.cut()
	})
}

// HalfOpen stops reading and writing on the connections but leaves the sockets open, like a path that
// went dead. Events are kept for RESUME.
func (f *Fake) HalfOpen(shards ...int) int {
	return f.each(shards, func(c *conn) {
		c.halfOpen.Store(true)
	})
}

// CloseCode closes the connections with a code. 4004, 4007, 4009 and from 4010 to 4014 end the
// session too.
func (f *Fake) CloseCode(code int, shards ...int) int {
	return f.each(shards, func(c *conn) {
		f.gateway.shut(c, code)
	})
}

// Op7 asks the clients to reconnect. The sessions can be resumed.
func (f *Fake) Op7(shards ...int) int {
	return f.RawFrame(`{"op":7,"d":null,"s":null,"t":null}`, shards...)
}

// Op7AfterResume makes the first frame after each of the next n RESUMEs a request to reconnect,
// instead of the events and RESUMED.
func (f *Fake) Op7AfterResume(n int) {
	f.script(func(s *gatewayScript) { s.op7AfterResume = n })
}

// InvalidSession tells the clients that their session is invalid. One that is not resumable is
// forgotten; either way the connection waits for a new IDENTIFY or RESUME.
func (f *Fake) InvalidSession(resumable bool, shards ...int) int {
	return f.each(shards, func(c *conn) {
		s := c.session
		f.gateway.detach(c)
		if s != nil && !resumable {
			f.gateway.forget(s)
		}
		c.send(invalidSession(resumable))
	})
}

// ExpireSessions forgets the sessions that have no connection, as Discord does after some minutes:
// a RESUME of one is answered with op 9. It returns how many there were.
func (f *Fake) ExpireSessions() int {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	n := 0
	for _, s := range slices.Clone(f.gateway.order) {
		if s.conn == nil {
			f.gateway.forget(s)
			n++
		}
	}
	return n
}

// RequestHeartbeat asks the clients for a heartbeat at once (op 1).
func (f *Fake) RequestHeartbeat(shards ...int) int {
	return f.RawFrame(`{"op":1,"d":null,"s":null,"t":null}`, shards...)
}

// NoAck leaves the heartbeats of the next n connections unanswered.
func (f *Fake) NoAck(n int) {
	f.script(func(s *gatewayScript) { s.noAck = n })
}

// StopAcks leaves the heartbeats of the connections that are open unanswered from now on.
func (f *Fake) StopAcks(shards ...int) int {
	return f.each(shards, func(c *conn) { c.noAck = true })
}

// NoReady sends nothing after IDENTIFY or RESUME on the next n connections.
func (f *Fake) NoReady(n int) {
	f.script(func(s *gatewayScript) { s.noReady = n })
}

// RawFrame sends a text frame as it is: null, broken JSON, an unknown op.
func (f *Fake) RawFrame(frame string, shards ...int) int {
	return f.each(shards, func(c *conn) { c.send([]byte(frame)) })
}

// Event sends a dispatch with a proper sequence number but any name and data, to every session that
// has a shard among the given ones, or to all.
func (f *Fake) Event(name, data string, shards ...int) {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	for _, s := range f.gateway.order {
		if len(shards) == 0 || slices.Contains(shards, s.shard[0]) {
			s.push(name, []byte(data), &f.gateway.script)
		}
	}
}

// Duplicate sends every event n times from now on, with the same sequence number; 1 ends it.
func (f *Fake) Duplicate(n int) {
	f.script(func(s *gatewayScript) { s.copies = max(n, 1) })
}

// Reorder holds the next event back until the one after it has been sent.
func (f *Fake) Reorder() {
	f.script(func(s *gatewayScript) { s.reorder = true })
}

// RefuseDials answers the next n attempts to open a websocket with HTTP 503.
func (f *Fake) RefuseDials(n int) {
	f.script(func(s *gatewayScript) { s.refuseDials = n })
}

// RefusedDials is how many attempts were refused so far.
func (f *Fake) RefusedDials() int {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	return f.gateway.script.refused
}

// RejectIdentify closes the next IDENTIFYs with these codes, one each.
func (f *Fake) RejectIdentify(codes ...int) {
	f.script(func(s *gatewayScript) { s.identifyCodes = codes })
}

func (f *Fake) script(set func(*gatewayScript)) {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	set(&f.gateway.script)
}

// Flood is a Storm that is going on.
type Flood struct {
	sent atomic.Int64
	stop chan struct{}
	once sync.Once
	done chan struct{}
}

// Sent is how many events there were so far.
func (s *Flood) Sent() int { return int(s.sent.Load()) }

// Stop ends the storm early.
func (s *Flood) Stop() { s.once.Do(func() { close(s.stop) }); s.Wait() }

// Wait blocks until the storm is over.
func (s *Flood) Wait() { <-s.done }

// Storm has people write messages that are none of the bot's business, so many a second for a while,
// in all guilds in turn. They are delivered but not kept.
func (f *Fake) Storm(perSecond int, duration time.Duration) *Flood {
	s := &Flood{stop: make(chan struct{}), done: make(chan struct{})}
	f.gateway.running.Go(func() {
		defer close(s.done)
		const tick = 5 * time.Millisecond
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		begin := time.Now()
		for {
			select {
			case <-ticker.C:
			case <-s.stop:
				return
			case <-f.closed:
				return
			}
			elapsed := min(time.Since(begin), duration)
			due := int(float64(perSecond) * elapsed.Seconds())
			for n := int(s.sent.Load()); n < due; n++ {
				f.chatter(n)
				s.sent.Add(1)
			}
			if elapsed == duration {
				return
			}
		}
	})
	return s
}

// chatter delivers one message that is not kept.
func (f *Fake) chatter(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	g := f.world.guilds[n%len(f.world.guilds)]
	m := f.newMessage(f.world.channels[g.channels[0]], f.world.users[n%len(f.world.users)])
	m.Content = "see you at the meeting on Thursday, bring the banner"
	f.publish("MESSAGE_CREATE", m)
}
