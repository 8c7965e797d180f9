package slackfake

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	mostQueued     = 50_000 // frames that wait for a client that does not read, before it is cut off
	mostFrame      = 1 << 20
	writeTimeout   = 10 * time.Second
	closeHandshake = time.Second
)

// conn is one websocket. Its own goroutine reads, another writes what is queued.
type conn struct {
	f        *Fake
	ws       *websocket.Conn
	id       int
	opened   time.Time
	halfOpen atomic.Bool // neither read nor written any more
	closing  atomic.Bool // the fake has begun to close it
	byClient atomic.Bool // the client began to close it
	pongs    atomic.Int64
	gone     chan struct{} // closed when the socket is
	ready    bool          // hello is queued; guarded by f.mu

	mu     sync.Mutex // guards what follows; taken last
	queue  [][]byte
	finish bool // a close frame is to follow the queue
	closed bool
	wake   chan struct{}
}

func newConn(f *Fake, ws *websocket.Conn, id int) *conn {
	return &conn{f: f, ws: ws, id: id, opened: time.Now(), gone: make(chan struct{}), wake: make(chan struct{}, 1)}
}

// hello greets the client, from when on envelopes can be delivered. The caller holds f.mu.
func (c *conn) hello(open int) {
	c.send(encode(object{
		"type": "hello", "num_connections": open,
		"debug_info":      object{"host": "applink-fake-1", "build_number": 7, "approximate_connection_time": 18060},
		"connection_info": object{"app_id": appID},
	}))
	c.ready = true
	c.f.post.connected()
}

// disconnect tells the client that the connection is going to be closed, and closes it after a while.
// It gets no envelopes any more, unless the reason is a warning. The caller holds f.mu.
func (c *conn) disconnect(reason string, after time.Duration) {
	c.send(encode(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "applink-fake-1"}}))
	if reason != "warning" {
		c.ready = false
	}
	if after <= 0 {
		c.close()
		return
	}
	timer := time.AfterFunc(after, c.close)
	c.f.begin(func() {
		<-c.gone
		timer.Stop()
	})
}

// send queues a frame. It never blocks.
func (c *conn) send(frame []byte) {
	if c.halfOpen.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.finish {
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
func (c *conn) close() {
	c.closing.Store(true)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finish = true
	c.awaken()
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
	c.read()
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		_ = c.ws.Close()
		close(c.gone)
	}
	c.mu.Unlock()
	writer.Wait()
	c.f.mu.Lock()
	c.f.socket.remove(c)
	c.f.post.disconnected(c)
	c.f.mu.Unlock()
	c.f.changed.raise()
}

// write sends what is queued and pings the client, then the close frame if there is one.
func (c *conn) write() {
	ticker := time.NewTicker(c.f.opts.PingEvery)
	defer ticker.Stop()
	c.ping()
	for {
		select {
		case <-c.wake:
		case <-ticker.C:
			c.ping()
			continue
		case <-c.gone:
			return
		}
		c.mu.Lock()
		frames, finish := c.queue, c.finish
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
		if finish && !c.halfOpen.Load() {
			deadline := time.Now().Add(closeHandshake)
			_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), deadline)
			_ = c.ws.SetReadDeadline(deadline)
			return
		}
	}
}

func (c *conn) ping() {
	c.f.mu.Lock()
	silent := c.f.socket.noPing
	c.f.mu.Unlock()
	if !silent && !c.halfOpen.Load() {
		_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from applink-fake-1"), time.Now().Add(writeTimeout))
	}
}

// read takes frames from the client until the connection ends.
func (c *conn) read() {
	c.ws.SetReadLimit(mostFrame)
	c.ws.SetPongHandler(func(string) error {
		c.pongs.Add(1)
		c.f.changed.raise()
		return nil
	})
	c.ws.SetPingHandler(func(data string) error {
		if !c.halfOpen.Load() {
			_ = c.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeTimeout))
		}
		return nil
	})
	for {
		_, data, err := c.ws.ReadMessage()
		if c.halfOpen.Load() {
			if err == nil {
				continue // thrown away
			}
			select { // on a dead path the end is noticed late
			case <-time.After(c.f.opts.AckWithin):
			case <-c.gone:
			}
			return
		}
		if err != nil {
			if !c.closing.Load() {
				c.byClient.Store(true)
			}
			return
		}
		c.f.mu.Lock()
		c.f.post.answered(c, data)
		c.f.mu.Unlock()
	}
}
