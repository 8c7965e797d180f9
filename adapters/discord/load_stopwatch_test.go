package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"slices"
	"sync"
	"time"
)

// timed is one question, by the id of its event.
type timed struct {
	asked    time.Time // the fake was about to be told
	received time.Time // the event's frame had been read from the gateway's socket
	written  time.Time // the request with its first answer had been written to a socket
	sent     int       // requests that answer it; more than one where an attempt failed
}

// stopwatch stands between the adapter and its sockets, and notes when each question came in and when its
// answer went out.
type stopwatch struct {
	inner http.RoundTripper

	mu      sync.Mutex
	byID    map[string]*timed
	strange int // requests after the start that answer nothing
}

func newStopwatch(questions int) *stopwatch {
	return &stopwatch{byID: make(map[string]*timed, questions)}
}

// question returns the entry of an event, whose answer may be there before whoever asked is done asking.
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
	again                   int             // requests that repeated one
	strange                 int             // requests that answer nothing that was asked
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

// dial opens a connection of which the stopwatch sees what is read.
func (w *stopwatch) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return watched{c, w}, nil
}

type watched struct {
	net.Conn
	watch *stopwatch
}

// Read notes the events that were read. One whose id lies across two reads is missed.
func (c watched) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	now := time.Now()
	for rest := p[:n]; ; {
		_, after, found := bytes.Cut(rest, []byte(`_CREATE","s":`))
		if !found {
			return n, err
		}
		rest = after
		if m := eventID.FindSubmatch(after[:min(100, len(after))]); m != nil {
			c.watch.mu.Lock()
			c.watch.question(string(m[1])).received = now
			c.watch.mu.Unlock()
		}
	}
}

// eventID finds an event's own id behind its sequence number.
var eventID = regexp.MustCompile(`^\d+,"op":0,"d":\{"id":"(\d+)"`)

var callbackPath = regexp.MustCompile(`/interactions/(\d+)/[^/]+/callback$`)

// RoundTrip implements http.RoundTripper.
func (w *stopwatch) RoundTrip(request *http.Request) (*http.Response, error) {
	id := answersTo(request)
	if id == "" {
		if request.Method != http.MethodGet && request.Method != http.MethodPut { // the start reads, and puts the commands
			w.mu.Lock()
			w.strange++
			w.mu.Unlock()
		}
		return w.inner.RoundTrip(request)
	}
	ctx := httptrace.WithClientTrace(request.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
		now := time.Now()
		w.mu.Lock()
		defer w.mu.Unlock()
		if q := w.question(id); q.written.IsZero() {
			q.written = now
		}
	}})
	w.mu.Lock()
	w.question(id).sent++
	w.mu.Unlock()
	return w.inner.RoundTrip(request.WithContext(ctx))
}

// answersTo returns the id of the interaction or message that a request answers, or "".
func answersTo(request *http.Request) string {
	if m := callbackPath.FindStringSubmatch(request.URL.Path); m != nil {
		return m[1]
	}
	if request.Method != http.MethodPost || request.GetBody == nil {
		return ""
	}
	body, err := request.GetBody()
	if err != nil {
		return ""
	}
	var sent struct {
		Reference struct {
			Message string `json:"message_id"`
		} `json:"message_reference"`
	}
	if json.NewDecoder(body).Decode(&sent) != nil {
		return ""
	}
	return sent.Reference.Message
}
