package slack

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// timed is one question: a command by its trigger id, a mention by its message's ts.
type timed struct {
	asked    time.Time // the fake was about to be told
	received time.Time // its envelope had been read from the socket
	written  time.Time // the first answer had been written to a socket
	sent     int       // answers; more than one where an attempt failed
}

// stopwatch stands between the adapter and its sockets, and notes when each question came in and when its
// answer went out.
type stopwatch struct {
	inner http.RoundTripper

	mu       sync.Mutex
	byID     map[string]*timed
	commands map[string]string // trigger ids by envelope ids
	strange  int               // messages posted that answer nothing
}

func newStopwatch(questions int) *stopwatch {
	return &stopwatch{byID: make(map[string]*timed, questions), commands: make(map[string]string, questions)}
}

// question returns the entry of a question, whose answer may be there before whoever asked is done asking.
// The caller holds mu.
func (w *stopwatch) question(id string) *timed {
	q := w.byID[id]
	if q == nil {
		q = new(timed)
		w.byID[id] = q
	}
	return q
}

func (w *stopwatch) asked(id string, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.question(id).asked = at
}

// results are what a stopwatch has seen. The times are in order, the shortest first.
type results struct {
	fromAsked, fromReceived []time.Duration // until the answer was written
	again                   int             // answers that repeated one
	strange                 int             // answers to nothing that was asked
}

func (w *stopwatch) results() (r results) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r.strange = w.strange
	for _, q := range w.byID {
		switch {
		case q.asked.IsZero():
			r.strange += q.sent
		case !q.written.IsZero():
			r.again += q.sent - 1
			r.fromAsked = append(r.fromAsked, q.written.Sub(q.asked))
			if !q.received.IsZero() {
				r.fromReceived = append(r.fromReceived, q.written.Sub(q.received))
			}
		}
	}
	slices.Sort(r.fromAsked)
	slices.Sort(r.fromReceived)
	return r
}

// dial opens the connection of a websocket, of which the stopwatch sees every frame.
func (w *stopwatch) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &watched{Conn: c, in: frames{take: w.in, head: true}, out: frames{take: w.out, head: true}}, nil
}

type watched struct {
	net.Conn
	in, out frames // each used by one goroutine at a time, apart from the pongs, which are written whole
	writing sync.Mutex
}

func (c *watched) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.in.add(p[:n], time.Now())
	return n, err
}

func (c *watched) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	now := time.Now()
	c.writing.Lock()
	defer c.writing.Unlock()
	c.out.add(p[:n], now)
	return n, err
}

// frames reads what goes one way over a websocket, behind the head of HTTP, and hands on each text frame that is
// complete. No message here is parted.
type frames struct {
	take func(text []byte, at time.Time)
	head bool
	rest []byte
}

func (f *frames) add(p []byte, at time.Time) {
	f.rest = append(f.rest, p...)
	if f.head {
		_, after, found := strings.Cut(string(f.rest), "\r\n\r\n")
		if !found {
			return
		}
		f.head, f.rest = false, []byte(after)
	}
	for len(f.rest) >= 2 {
		at0, length, masked := 2, int(f.rest[1]&0x7f), f.rest[1]&0x80 != 0
		switch {
		case length == 126 && len(f.rest) >= 4:
			length, at0 = int(binary.BigEndian.Uint16(f.rest[2:])), 4
		case length == 127 && len(f.rest) >= 10:
			length, at0 = int(binary.BigEndian.Uint64(f.rest[2:])), 10
		case length >= 126:
			return
		}
		var mask []byte
		if masked {
			at0 += 4
		}
		if len(f.rest) < at0+length {
			return
		}
		if masked {
			mask = f.rest[at0-4 : at0]
		}
		text := slices.Clone(f.rest[at0 : at0+length])
		for i := range text {
			if masked {
				text[i] ^= mask[i%4]
			}
		}
		if f.rest[0]&0x0f == 1 {
			f.take(text, at)
		}
		f.rest = slices.Delete(f.rest, 0, at0+length)
	}
}

// in notes an envelope that was read.
func (w *stopwatch) in(text []byte, at time.Time) {
	var e struct {
		ID      string `json:"envelope_id"`
		Payload struct {
			Trigger string `json:"trigger_id"`
			Event   struct {
				Type string `json:"type"`
				TS   string `json:"ts"`
				Bot  string `json:"bot_id"`
			} `json:"event"`
		} `json:"payload"`
	}
	if json.Unmarshal(text, &e) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	id := e.Payload.Trigger
	if id != "" {
		w.commands[e.ID] = id
	} else if ev := e.Payload.Event; ev.Bot == "" {
		id = ev.TS
	}
	if id == "" {
		return
	}
	if q := w.question(id); q.received.IsZero() {
		q.received = at
	}
}

// out notes an acknowledgement that was written, when it carries an answer.
func (w *stopwatch) out(text []byte, at time.Time) {
	var ack struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	if json.Unmarshal(text, &ack) != nil || len(ack.Payload) == 0 || string(ack.Payload) == "null" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrote(w.commands[ack.ID], at)
	delete(w.commands, ack.ID)
}

// wrote notes an answer. The caller holds mu.
func (w *stopwatch) wrote(id string, at time.Time) {
	q := w.question(id)
	q.sent++
	if q.written.IsZero() {
		q.written = at
	}
}

// RoundTrip implements http.RoundTripper.
func (w *stopwatch) RoundTrip(request *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(request.URL.Path, "/chat.postMessage") {
		return w.inner.RoundTrip(request)
	}
	id := answersTo(request)
	if id == "" {
		w.mu.Lock()
		w.strange++
		w.mu.Unlock()
		return w.inner.RoundTrip(request)
	}
	ctx := httptrace.WithClientTrace(request.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
		now := time.Now()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.wrote(id, now)
	}})
	return w.inner.RoundTrip(request.WithContext(ctx))
}

// answersTo returns the ts of the message below which a request posts, or "".
func answersTo(request *http.Request) string {
	if request.GetBody == nil {
		return ""
	}
	body, err := request.GetBody()
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return ""
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return ""
	}
	return form.Get("thread_ts")
}
