package slackfake

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	linkPath        = "link/"
	mostConnections = 10
)

// sockets is the state of Socket Mode. It is guarded by f.mu.
type sockets struct {
	f       *Fake
	tickets map[string]time.Time
	conns   []*conn // in the order in which they were opened
	turn    int
	count   int // connections so far
	opens   ring[Open]
	gone    ring[Connection]

	openError   string
	openErrors  int
	refuseOpens int
	refuseDials int
	flap        int
	noPing      bool
}

// Open is a call of apps.connections.open.
type Open struct {
	At  time.Time
	OK  bool
	Err string
}

func (s *sockets) init(f *Fake) {
	s.f = f
	s.tickets = make(map[string]time.Time)
	s.opens.most, s.gone.most = f.opts.KeepLast, f.opts.KeepLast
}

// closeAll cuts every connection.
func (s *sockets) closeAll() {
	for _, c := range s.conns {
		c.cut()
	}
}

// connectionsOpen gives out an address to dial. Faults come before it.
func (f *Fake) connectionsOpen(*call) reply {
	s := &f.socket
	open := Open{At: time.Now(), OK: true}
	defer func() { s.opens.add(open) }()
	switch {
	case s.refuseOpens > 0:
		s.refuseOpens--
		open.OK, open.Err = false, "503"
		return plain(http.StatusServiceUnavailable, "text/html; charset=utf-8", "<html><body><h1>Service Unavailable</h1></body></html>\n")
	case s.openErrors != 0:
		if s.openErrors > 0 {
			s.openErrors--
		}
		open.OK, open.Err = false, s.openError
		if s.openError == "ratelimited" {
			return limited(1)
		}
		return refusal(s.openError)
	}
	ticket := f.ids.uuid()
	s.tickets[ticket] = time.Now()
	for old, at := range s.tickets {
		if time.Since(at) > f.opts.TicketLife {
			delete(s.tickets, old)
		}
	}
	return success(object{"url": "ws://" + f.host + "/" + linkPath + "?ticket=" + ticket + "&app_id=" + appID})
}

// pick chooses the connection for the next envelope: each in its turn, none that is about to close.
func (s *sockets) pick() *conn {
	for range s.conns {
		s.turn++
		if c := s.conns[s.turn%len(s.conns)]; !c.closing.Load() && c.ready {
			return c
		}
	}
	return nil
}

// serveLink upgrades a request to a websocket and runs it to its end.
func (f *Fake) serveLink(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	s := &f.socket
	ticket := r.URL.Query().Get("ticket")
	issued, known := s.tickets[ticket]
	delete(s.tickets, ticket)
	status := 0
	switch {
	case f.done:
		status = http.StatusServiceUnavailable
	case s.refuseDials > 0:
		s.refuseDials--
		status = http.StatusServiceUnavailable
	case !known || time.Since(issued) > f.opts.TicketLife:
		status = http.StatusRequestTimeout
	}
	if status == 0 {
		f.running.Add(1)
	}
	f.mu.Unlock()
	if status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	defer f.running.Done()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	f.mu.Lock()
	if f.done {
		f.mu.Unlock()
		_ = ws.Close()
		return
	}
	s.count++
	c := newConn(f, ws, s.count)
	open := 1
	for _, other := range s.conns {
		if !other.closing.Load() {
			open++
		}
	}
	s.conns = append(s.conns, c)
	switch {
	case s.flap > 0:
		s.flap--
		c.cut()
	case open > mostConnections:
		c.disconnect("too_many_websockets", 0)
	default:
		c.hello(open)
	}
	f.mu.Unlock()
	f.changed.raise()
	c.run()
}
