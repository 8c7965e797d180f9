package slackfake

import (
	"encoding/json"
	"time"
)

// How long an envelope waits for a connection, by the fake's clock: an event as long as Slack goes on
// trying, a command or an interaction as long as a person would.
const (
	mostWaiting = 6 * time.Minute
	mostPatient = 10 * time.Second
)

// office delivers envelopes, over a websocket or over HTTP, and repeats what fails. It is guarded by f.mu.
type office struct {
	f         *Fake
	byID      kept[*envelope]
	order     ring[*envelope]
	waiting   []*envelope // for a connection
	alarms    map[*alarm]bool
	acks      ring[Ack]
	oversized int
	sentHTTP  ring[HTTPDelivery]

	copies int // of every frame; 1 is right
	lose   int // deliveries to come that are not made
	events int // how often the events of the next message are sent, each time with new event ids
}

// alarm is something that is due at a time of the fake's clock.
type alarm struct {
	due   time.Time
	run   func()
	timer *time.Timer
}

func (o *office) init(f *Fake) {
	o.f = f
	o.alarms = make(map[*alarm]bool)
	o.byID.most, o.order.most, o.acks.most, o.sentHTTP.most = f.opts.KeepLast, f.opts.KeepLast, f.opts.KeepLast, f.opts.KeepLast
	o.copies, o.events = 1, 1
}

// stop ends every timer.
func (o *office) stop() {
	for a := range o.alarms {
		a.timer.Stop()
	}
	o.alarms = nil
	o.order.all(func(e *envelope) bool { e.settle(); return true })
}

// after runs something at a time of the fake's clock, with f.mu held.
func (o *office) after(d time.Duration, run func()) {
	a := &alarm{due: o.f.now().Add(d), run: run}
	a.timer = time.AfterFunc(d, func() {
		o.f.mu.Lock()
		defer o.f.mu.Unlock()
		o.ring(a)
	})
	o.alarms[a] = true
}

func (o *office) ring(a *alarm) {
	if o.alarms[a] {
		delete(o.alarms, a)
		a.run()
	}
}

// tick lets the alarms go off that have become due by a jump of the clock.
func (o *office) tick() {
	now := o.f.now()
	for a := range o.alarms {
		if wait := a.due.Sub(now); wait <= 0 {
			a.timer.Stop()
			o.ring(a)
		} else {
			a.timer.Reset(wait)
		}
	}
}

// send makes an envelope and delivers it.
func (o *office) send(e *envelope) {
	e.id, e.created, e.stale = o.f.ids.uuid(), time.Now(), o.f.now().Add(mostWaiting)
	if e.kind != kindEvent {
		e.stale = o.f.now().Add(mostPatient)
	}
	o.byID.add(e.id, e)
	o.order.add(e)
	if e.handle != nil {
		e.handle.envelopes = append(e.handle.envelopes, e)
	}
	o.deliver(e)
	o.f.changed.raise()
}

// deliver makes one delivery. Without an open connection it waits for one; what has waited counts as
// repeated, for Slack has tried it in vain.
func (o *office) deliver(e *envelope) {
	if e.acked || e.lost || o.f.done {
		return
	}
	if o.f.http != nil {
		o.deliverHTTP(e, *o.f.http)
		return
	}
	c := o.f.socket.pick()
	if c == nil {
		if e.kind != kindEvent && o.f.opts.EventsOnly {
			if e.handle != nil {
				e.handle.trouble = "dispatch_failed"
			}
			o.giveUp(e)
			return
		}
		if e.attempt == 0 {
			e.attempt, e.reason = 1, "timeout"
		}
		o.waiting = append(o.waiting, e)
		return
	}
	if e.deliveries > 0 && o.f.opts.NewEnvelopes {
		e.id = o.f.ids.uuid()
		o.byID.add(e.id, e)
	}
	e.conn, e.sent = c, time.Now()
	e.deliveries++
	if o.lose > 0 {
		o.lose--
	} else {
		frame := e.frame()
		for range o.copies {
			c.send(frame)
		}
	}
	e.delivery++
	this := e.delivery
	e.timer = time.AfterFunc(o.f.opts.AckWithin, func() {
		o.f.mu.Lock()
		defer o.f.mu.Unlock()
		if e.delivery == this && !e.acked {
			o.failed(e, "timeout")
		}
	})
}

// settle ends the wait for an acknowledgement.
func (e *envelope) settle() {
	e.delivery++
	e.conn = nil
	if e.timer != nil {
		e.timer.Stop()
	}
}

// failed notes that a delivery came to nothing and arranges the next one.
func (o *office) failed(e *envelope, reason string) {
	if o.f.done {
		return
	}
	e.settle()
	defer o.f.changed.raise()
	if e.kind != kindEvent && e.handle != nil {
		e.handle.trouble = "operation_timeout"
	}
	if e.attempt >= len(o.f.opts.RetryAfter) || e.kind != kindEvent && (o.f.opts.EventsOnly || o.f.http != nil) {
		o.giveUp(e)
		return
	}
	wait := o.f.opts.RetryAfter[e.attempt]
	e.attempt++
	e.reason = reason
	if wait == 0 {
		o.deliver(e)
		return
	}
	o.after(wait, func() { o.deliver(e) })
}

func (o *office) giveUp(e *envelope) {
	e.settle()
	e.lost = true
	o.f.changed.raise()
}

// connected delivers what has waited for a connection, but for what Slack would have given up.
func (o *office) connected() {
	list := o.waiting
	o.waiting = nil
	for _, e := range list {
		if o.f.now().After(e.stale) {
			if e.kind != kindEvent && e.handle != nil {
				e.handle.trouble = "dispatch_failed"
			}
			o.giveUp(e)
			continue
		}
		o.deliver(e)
	}
}

// disconnected repeats what was delivered over a connection that is gone.
func (o *office) disconnected(c *conn) {
	var list []*envelope
	o.order.all(func(e *envelope) bool {
		if e.conn == c && !e.acked {
			list = append(list, e)
		}
		return true
	})
	for _, e := range list {
		o.failed(e, "connection_failed")
	}
}

// answered takes the frame in which an app acknowledges an envelope.
func (o *office) answered(c *conn, frame []byte) {
	defer o.f.changed.raise()
	if len(frame) >= mostAckBytes {
		o.oversized++
		return
	}
	var answer struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	if json.Unmarshal(frame, &answer) != nil || answer.ID == "" {
		return
	}
	e, ok := o.byID.get(answer.ID)
	if !ok {
		o.acks.add(Ack{EnvelopeID: answer.ID, Payload: answer.Payload, At: time.Now(), Connection: c.id, Unknown: true})
		return
	}
	o.acknowledge(e, answer.Payload, answer.ID, c.id)
}

// acknowledge ends the delivery of an envelope and carries out what the answer says.
func (o *office) acknowledge(e *envelope, payload json.RawMessage, id string, connection int) {
	if !present(payload) || string(payload) == "{}" || string(payload) == `""` {
		payload = nil
	}
	now := time.Now()
	a := Ack{
		EnvelopeID: id, Kind: e.kind, Name: e.name, Payload: payload, At: now, Elapsed: now.Sub(e.sent), Attempt: e.attempt, Connection: connection,
		Repeated: e.acked, Late: e.lost || !e.acked && e.conn == nil && connection != 0,
	}
	o.acks.add(a)
	if e.handle != nil {
		e.handle.acks = append(e.handle.acks, a)
	}
	if e.acked {
		return
	}
	e.acked = true
	e.settle()
	if payload != nil && e.accepts && !a.Late && e.handle != nil {
		o.f.apply(e, payload)
	}
	if e.handle != nil && !a.Late && e.handle.trouble == "operation_timeout" {
		e.handle.trouble = ""
	}
	if e.name == "view_submission" && payload == nil && !a.Late {
		o.f.shut(e.handle.actor.Person.ID, false)
	}
}
