package slackfake_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/gorilla/websocket"
)

// frame is an envelope as a client sees it.
type frame struct {
	Type    string          `json:"type"`
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
	Accepts bool            `json:"accepts_response_payload"`
	Attempt int             `json:"retry_attempt"`
	Reason  string          `json:"retry_reason"`
	Why     string          `json:"reason"`
	Open    int             `json:"num_connections"`
}

func (f frame) eventID() string {
	var p struct {
		ID string `json:"event_id"`
	}
	_ = json.Unmarshal(f.Payload, &p)
	return p.ID
}

func (f frame) event() object {
	var p struct {
		Event object `json:"event"`
	}
	_ = json.Unmarshal(f.Payload, &p)
	return p.Event
}

// raw is a Socket Mode client without habits of its own: it does not acknowledge anything.
type raw struct {
	t  *testing.T
	ws *websocket.Conn
}

func link(t *testing.T, fake *slackfake.Fake) string {
	t.Helper()
	request, _ := http.NewRequest("POST", fake.APIURL()+"apps.connections.open", nil)
	request.Header.Set("Authorization", "Bearer "+fake.AppToken())
	return fmt.Sprint(accepted(t, do(t, request)).body["url"])
}

// dial connects and reads the greeting.
func dial(t *testing.T, fake *slackfake.Fake) *raw {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(link(t, fake), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	c := &raw{t, ws}
	if f := c.next(); f.Type != "hello" {
		t.Fatalf("first frame %+v", f)
	}
	return c
}

func (c *raw) next() frame {
	c.t.Helper()
	var f frame
	_ = c.ws.SetReadDeadline(time.Now().Add(patience))
	if err := c.ws.ReadJSON(&f); err != nil {
		c.t.Fatalf("read: %v", err)
	}
	return f
}

func (c *raw) ack(id string, payload any) {
	c.t.Helper()
	answer := object{"envelope_id": id}
	if payload != nil {
		answer["payload"] = payload
	}
	if err := c.ws.WriteJSON(answer); err != nil {
		c.t.Fatal(err)
	}
}

// ended reads until the connection is over and returns the close code, 0 without a close frame.
func (c *raw) ended() int {
	for {
		_ = c.ws.SetReadDeadline(time.Now().Add(patience))
		_, _, err := c.ws.ReadMessage()
		if end, ok := errors.AsType[*websocket.CloseError](err); ok {
			return end.Code
		}
		if err != nil {
			return 0
		}
	}
}

func quick() slackfake.Options {
	return slackfake.Options{AckWithin: 300 * time.Millisecond, RetryAfter: []time.Duration{0, 30 * time.Millisecond, 60 * time.Millisecond}}
}

// What nobody acknowledges is delivered four times and then given up.
func TestRedelivery(t *testing.T) {
	fake := slackfake.New(t, quick())
	c := dial(t, fake)
	said := fake.Say(fake.Actor(fake.Person(0), fake.DM(fake.Person(0))), "hello")
	var ids, events []string
	for attempt := range 4 {
		f := c.next()
		ids, events = append(ids, f.ID), append(events, f.eventID())
		if f.Attempt != attempt || (f.Reason == "timeout") != (attempt > 0) || f.Type != "events_api" || f.Accepts {
			t.Errorf("delivery %d: %+v", attempt, f)
		}
	}
	if ids[0] != ids[3] || events[0] == "" || events[0] != events[3] {
		t.Errorf("envelopes %v, events %v", ids, events)
	}
	if err := fake.WaitAcked(patience); err != nil { // given up
		t.Fatal(err)
	}
	if e := fake.Envelopes()[0]; !e.Lost || e.Acked || e.Deliveries != 4 {
		t.Errorf("envelope %+v", e)
	}
	if _, err := said.Wait(time.Millisecond); err == nil {
		t.Error("acknowledged")
	}
	c.ack(ids[0], nil)
	eventually(t, "the late acknowledgement", func() bool { return len(said.Acks()) == 1 && said.Acks()[0].Late })
	c.ack(ids[0], nil)
	eventually(t, "the repeated acknowledgement", func() bool { return len(said.Acks()) == 2 && said.Acks()[1].Repeated })
	c.ack("nowhere", nil)
	eventually(t, "an unknown acknowledgement", func() bool { a := fake.Acks(); return a[len(a)-1].Unknown })
}

// The clock can be moved on to the next repetition, and envelopes can be new ones.
func TestRedeliveryByTheClock(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{AckWithin: 50 * time.Millisecond, NewEnvelopes: true})
	c := dial(t, fake)
	fake.Say(fake.Actor(fake.Person(0), fake.DM(fake.Person(0))), "hello")
	first, second := c.next(), c.next()
	if first.ID == second.ID || first.eventID() != second.eventID() {
		t.Errorf("envelopes %s and %s, events %s and %s", first.ID, second.ID, first.eventID(), second.eventID())
	}
	eventually(t, "the second delivery has failed", func() bool { return fake.Envelopes()[0].Attempt == 2 })
	fake.Advance(time.Minute)
	third := c.next()
	if third.Attempt != 2 {
		t.Errorf("attempt %d", third.Attempt)
	}
	c.ack(first.ID, nil) // any of its ids will do
	if err := fake.WaitAcked(patience); err != nil {
		t.Error(err)
	}
}

// A command is repeated too, unless only events are to be; then the person sees an error.
func TestCommandsInTrouble(t *testing.T) {
	fake := slackfake.New(t, quick())
	c := dial(t, fake)
	asked := fake.Slash(fake.Actor(fake.Person(0), fake.Public(0)), "/clippings", "x")
	if f := c.next(); f.Type != "slash_commands" || !f.Accepts {
		t.Errorf("%+v", f)
	}
	second := c.next()
	if asked.Trouble() != "operation_timeout" {
		t.Errorf("trouble %q", asked.Trouble())
	}
	c.ack(second.ID, object{"text": "late but there"})
	if ack, err := asked.Wait(patience); err != nil || ack.Attempt != 1 || asked.Trouble() != "" || len(asked.Replies()) != 1 {
		t.Errorf("ack %+v %v %q", ack, err, asked.Trouble())
	}

	options := quick()
	options.EventsOnly = true
	strict := slackfake.New(t, options)
	if h := strict.Slash(strict.Actor(strict.Person(0), strict.Public(0)), "/clippings", "x"); h.Trouble() != "dispatch_failed" {
		t.Errorf("without a connection: %q", h.Trouble())
	}
	c = dial(t, strict)
	asked = strict.Slash(strict.Actor(strict.Person(0), strict.Public(0)), "/clippings", "x")
	f := c.next()
	if _, err := asked.WaitReply(patience); err == nil || asked.Trouble() != "operation_timeout" {
		t.Errorf("%v %q", err, asked.Trouble())
	}
	c.ack(f.ID, object{"text": "too late"})
	eventually(t, "the acknowledgement", func() bool { return len(asked.Acks()) == 1 })
	if !asked.Acks()[0].Late || len(asked.Replies()) != 0 || asked.Deliveries() != 1 {
		t.Errorf("%+v, %d replies", asked.Acks(), len(asked.Replies()))
	}
}

// What was on its way when a socket was lost comes again over another; what nobody could take waits.
func TestLostSocket(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	ana := fake.Actor(fake.Person(0), fake.DM(fake.Person(0)))
	early := fake.Say(ana, "is anybody there?")
	c := dial(t, fake)
	f := c.next()
	if f.Attempt != 1 { // Slack has tried it in vain
		t.Errorf("waited: %+v", f)
	}
	c.ack(f.ID, nil)
	if _, err := early.Wait(patience); err != nil {
		t.Error(err)
	}
	fake.Say(ana, "and now?")
	f = c.next()
	if n := fake.DropTCP(); n != 1 {
		t.Errorf("%d connections dropped", n)
	}
	if code := c.ended(); code != 0 {
		t.Errorf("a close frame: %d", code)
	}
	c = dial(t, fake)
	if again := c.next(); again.ID != f.ID || again.Attempt != 1 || again.Reason != "connection_failed" {
		t.Errorf("again: %+v", again)
	}
	fake.Advance(7 * time.Minute)
	_ = c.ws.Close()
	if err := fake.WaitConnected(0, patience); err != nil {
		t.Error(err)
	}
	eventually(t, "both connections gone", func() bool { return len(fake.Closed()) == 2 })
	fake.Advance(7 * time.Minute)
	asked := fake.Slash(ana, "/clippings", "x")
	fake.Advance(11 * time.Second)
	dial(t, fake)
	eventually(t, "the command is given up", func() bool { return asked.Trouble() == "dispatch_failed" })
	if gone := fake.Closed(); gone[0].ByClient || !gone[1].ByClient {
		t.Errorf("closed %+v", gone)
	}
}
