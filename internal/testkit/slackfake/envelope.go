package slackfake

import (
	"encoding/json"
	"fmt"
	"time"
)

// The kinds of envelopes.
const (
	kindEvent       = "events_api"
	kindCommand     = "slash_commands"
	kindInteraction = "interactive"
)

// envelope is something that the app is to learn, until it has acknowledged it or it is given up.
// It is guarded by f.mu.
type envelope struct {
	id         string
	kind       string
	name       string // the type of the event or interaction, or the command
	eventID    string
	payload    json.RawMessage
	accepts    bool // the acknowledgement can have a payload
	handle     *Handle
	attempt    int // how often it was repeated
	reason     string
	deliveries int
	conn       *conn
	sent       time.Time
	timer      *time.Timer
	delivery   int // raised with every change of what is awaited, so that a timer knows that it is out of date
	acked      bool
	lost       bool
	created    time.Time
	stale      time.Time // of the fake's clock: from when on it is not kept for a connection any more
}

// Envelope is a copy of what is known of one.
type Envelope struct {
	ID         string
	Kind       string // events_api, slash_commands or interactive
	Name       string // the type of the event or interaction, or the command
	EventID    string
	Payload    json.RawMessage
	Deliveries int
	Attempt    int // the retry_attempt of the last delivery, or of the next once that has failed
	Acked      bool
	Lost       bool // given up after the last repetition
	Created    time.Time
}

func (e *envelope) describe() string {
	return fmt.Sprintf("%s %s (delivered %d times)", e.kind, e.name, e.deliveries)
}

// Envelopes returns what was to be delivered, the oldest first, whether over a websocket or over HTTP.
func (f *Fake) Envelopes() []Envelope {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []Envelope
	f.post.order.all(func(e *envelope) bool { list = append(list, e.copy()); return true })
	return list
}

// Unacked returns the envelopes that are neither acknowledged nor given up.
func (f *Fake) Unacked() []Envelope {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []Envelope
	f.post.order.all(func(e *envelope) bool {
		if !e.acked && !e.lost {
			list = append(list, e.copy())
		}
		return true
	})
	return list
}

// WaitAcked waits until every envelope is acknowledged or given up.
func (f *Fake) WaitAcked(timeout time.Duration) error {
	var open []Envelope
	if !f.await(timeout, func() bool { open = f.Unacked(); return len(open) == 0 }) {
		return fmt.Errorf("%d envelopes not acknowledged within %v, the first %s %s", len(open), timeout, open[0].Kind, open[0].Name)
	}
	return nil
}

func (e *envelope) copy() Envelope {
	return Envelope{
		ID: e.id, Kind: e.kind, Name: e.name, EventID: e.eventID, Payload: e.payload, Deliveries: e.deliveries, Attempt: e.attempt,
		Acked: e.acked, Lost: e.lost, Created: e.created,
	}
}

// frame is the envelope as it travels over a websocket.
func (e *envelope) frame() []byte {
	o := object{"envelope_id": e.id, "payload": e.payload, "type": e.kind, "accepts_response_payload": e.accepts}
	if e.kind == kindEvent || e.attempt > 0 {
		o["retry_attempt"], o["retry_reason"] = e.attempt, e.reason
	}
	return encode(o)
}

// Acks returns every acknowledgement that came, those of unknown envelopes too, the oldest first.
func (f *Fake) Acks() []Ack {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.post.acks.list()
}

// DroppedAcks is how many acknowledgements were so large that they were thrown away unread, as Slack
// does from 20,480 bytes on.
func (f *Fake) DroppedAcks() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.post.oversized
}
