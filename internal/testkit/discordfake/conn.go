package discordfake

import (
	"encoding/json"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// conn is one websocket. Its own goroutine reads, another writes what is queued.
type conn struct {
	g        *gateway
	ws       *websocket.Conn
	id       int
	path     string
	opened   time.Time
	halfOpen atomic.Bool // neither read nor written any more
	closing  atomic.Bool // the fake has begun to close it
	beats    atomic.Int64
	lastBeat atomic.Int64  // when, in nanoseconds since opened
	gone     chan struct{} // closed when the socket is

	// guarded by g.mu
	session *session
	former  *session // that it was taken off
	resumed bool
	noAck   bool
	noReady bool // it gets neither READY nor events

	mu        sync.Mutex // guards what follows; taken last
	queue     [][]byte
	closeCode int
	closed    bool
	wake      chan struct{}

	sends []time.Time // of the last sendWindow; the reader's own
}

func newConn(g *gateway, ws *websocket.Conn, id int, path string) *conn {
	return &conn{g: g, ws: ws, id: id, path: path, opened: time.Now(), gone: make(chan struct{}), wake: make(chan struct{}, 1)}
}

func (c *conn) describe() Connection {
	d := Connection{ID: c.id, Path: c.path, Opened: c.opened, Resumed: c.resumed, Beats: int(c.beats.Load()), HalfOpen: c.halfOpen.Load()}
	if c.session != nil {
		d.Shard, d.SessionID = c.session.shard, c.session.id
	}
	return d
}

// send queues a frame. It never blocks.
func (c *conn) send(frame []byte) {
	if c.halfOpen.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.closeCode != 0 {
		return
	}
	if len(c.queue) >= mostQueued {
		c.cutLocked()
		return
	}
	c.queue = append(c.queue, frame)
	c.awaken()
}

// close queues a close frame behind what is queued already.
func (c *conn) close(code int) {
	c.closing.Store(true)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closeCode == 0 {
		c.closeCode = code
		c.awaken()
	}
}

// cut ends the TCP connection at once, with a reset.
func (c *conn) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cutLocked()
}

func (c *conn) cutLocked() {
	c.closing.Store(true)
	if c.closed {
		return
	}
	c.closed = true
	if tcp, ok := c.ws.NetConn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.ws.Close()
	close(c.gone)
}

func (c *conn) awaken() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run serves the connection until it ends.
func (c *conn) run() {
	var writer sync.WaitGroup
	writer.Go(c.write)
	interval := c.g.f.opts.HeartbeatInterval
	c.send(encode(map[string]any{"op": 10, "s": nil, "t": nil, "d": map[string]any{"heartbeat_interval": interval.Milliseconds(), "_trace": []string{}}}))
	stop := make(chan struct{})
	writer.Go(func() { c.watch(interval, stop) })
	c.read()
	close(stop)
	c.end()
	writer.Wait()
}

// end closes the socket without a reset, so that what was written still arrives.
func (c *conn) end() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		_ = c.ws.Close()
		close(c.gone)
	}
	c.mu.Unlock()
	c.g.mu.Lock()
	delete(c.g.conns, c)
	c.g.mu.Unlock()
	c.g.f.changed.raise()
}

// write sends what is queued, then the close frame if there is one.
func (c *conn) write() {
	for {
		select {
		case <-c.wake:
		case <-c.gone:
			return
		}
		c.mu.Lock()
		frames, code := c.queue, c.closeCode
		c.queue = nil
		c.mu.Unlock()
		for _, frame := range frames {
			if c.halfOpen.Load() {
				break
			}
			_ = c.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
			if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
				c.cut()
				return
			}
		}
		if code != 0 {
			deadline := time.Now().Add(closeHandshake)
			_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, closeReason(code)), deadline)
			_ = c.ws.SetReadDeadline(deadline)
			return
		}
	}
}

// read takes frames from the client until the connection ends, and records how it ended.
func (c *conn) read() {
	c.ws.SetReadLimit(1 << 20)
	c.ws.SetCloseHandler(func(int, string) error { return nil })
	for {
		_, data, err := c.ws.ReadMessage()
		if c.halfOpen.Load() {
			<-c.gone // what the client sends stays unread until the fake ends
			c.finish(websocket.CloseAbnormalClosure, false)
			return
		}
		if err != nil {
			code := websocket.CloseAbnormalClosure
			if frame, ok := errors.AsType[*websocket.CloseError](err); ok {
				code = frame.Code
				_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(closeHandshake))
			}
			c.finish(code, !c.closing.Load())
			return
		}
		if c.closing.Load() {
			continue // it has a close frame coming
		}
		if code := c.take(data); code != 0 {
			c.shut(code)
		}
	}
}

// shut closes the connection with one of the gateway's codes and forgets the session where the code
// says that it cannot be resumed.
func (c *conn) shut(code int) {
	c.g.mu.Lock()
	c.g.shut(c, code)
	c.g.mu.Unlock()
}

// finish takes the connection off its session and records the end.
func (c *conn) finish(code int, byClient bool) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	end := Close{At: time.Now(), Connection: c.id, ByClient: byClient, Code: code}
	if c.session != nil {
		end.Shard = c.session.shard
	}
	if !byClient {
		c.mu.Lock()
		if c.closeCode != 0 {
			end.Code = c.closeCode
		}
		c.mu.Unlock()
	}
	c.g.detach(c)
	if s := c.former; s != nil && s.conn == nil && byClient && (code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway) {
		c.g.forget(s)
	}
	c.g.closes.add(end)
	delete(c.g.conns, c)
	c.g.f.changed.raise()
}

// take handles one frame and returns the close code that it earns, if any.
func (c *conn) take(data []byte) int {
	if len(data) > mostFrame {
		return closeDecodeError
	}
	var frame struct {
		Op   *int            `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(data, &frame); err != nil || frame.Op == nil {
		return closeDecodeError
	}
	if *frame.Op != 1 && c.tooMany() {
		return closeRateLimited
	}
	switch *frame.Op {
	case 1:
		c.beats.Add(1)
		c.lastBeat.Store(int64(time.Since(c.opened)))
		c.g.f.changed.raise()
		c.g.mu.Lock()
		silent := c.noAck
		c.g.mu.Unlock()
		if !silent {
			c.send([]byte(`{"op":11,"d":null,"s":null,"t":null}`))
		}
		return 0
	case 2:
		return c.identify(frame.Data)
	case 6:
		return c.resume(frame.Data)
	case 3, 4, 8, 31: // presence, voice, members, sounds: taken and forgotten
		c.g.mu.Lock()
		defer c.g.mu.Unlock()
		if c.session == nil {
			return closeNotAuthenticated
		}
		return 0
	}
	return closeUnknownOpcode
}
