package slackfake_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

func TestSeveralConnections(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	var got atomic.Int64
	reach := make([]atomic.Int64, 10)
	for i := range 10 {
		c := dial(t, fake)
		go func() {
			for {
				var f frame
				if c.ws.ReadJSON(&f) != nil {
					return
				}
				got.Add(1)
				reach[i].Add(1)
				_ = c.ws.WriteJSON(object{"envelope_id": f.ID})
			}
		}()
	}
	if err := fake.WaitConnected(10, patience); err != nil {
		t.Fatal(err)
	}
	ws, _, err := websocket.DefaultDialer.Dial(link(t, fake), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.Close() }()
	eleventh := &raw{t, ws}
	if f := eleventh.next(); f.Type != "disconnect" || f.Why != "too_many_websockets" {
		t.Errorf("the eleventh: %+v", f)
	}
	for range 40 {
		fake.Say(fake.Actor(fake.Person(0), fake.DM(fake.Person(0))), "x")
	}
	if err := fake.WaitAcked(patience); err != nil {
		t.Fatal(err)
	}
	for i := range reach {
		if n := reach[i].Load(); n != 4 {
			t.Errorf("connection %d got %d", i, n)
		}
	}
	if len(fake.Connections()) != 10 || got.Load() != 40 {
		t.Errorf("%d connections, %d envelopes", len(fake.Connections()), got.Load())
	}
}

func TestAddressesAreForOnce(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	to := link(t, fake)
	ws, _, err := websocket.DefaultDialer.Dial(to, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = ws.Close()
	if _, _, err := websocket.DefaultDialer.Dial(to, nil); err == nil {
		t.Error("an address was dialled twice")
	}
}

func TestEnvelopeFaults(t *testing.T) {
	fake := slackfake.New(t, quick())
	c := dial(t, fake)
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	fake.DupEnvelope(3)
	fake.Slash(ana, "/clippings", "x")
	a, b, d := c.next(), c.next(), c.next()
	if a.ID != b.ID || b.ID != d.ID || d.Attempt != 0 {
		t.Errorf("copies %+v %+v %+v", a, b, d)
	}
	c.ack(a.ID, nil)
	fake.DupEnvelope(1)
	fake.SameMessageNewEventIDs(2)
	fake.Say(ana, "x", slackfake.Mention(), slackfake.MentionFirst())
	seen := make(map[string]bool)
	for i := range 4 {
		f := c.next()
		seen[f.eventID()] = true
		if want := []string{"app_mention", "message"}[i%2]; f.event()["type"] != want || f.event()["channel"] != ana.Channel.ID {
			t.Errorf("event %d: %v", i, f.event())
		}
		c.ack(f.ID, nil)
	}
	if len(seen) != 4 {
		t.Errorf("event ids %v", seen)
	}
	fake.LoseNextDelivery(1)
	lost := fake.Say(fake.Actor(fake.Person(0), fake.DM(fake.Person(0))), "x")
	if f := c.next(); f.Attempt != 1 || lost.Deliveries() != 2 {
		t.Errorf("after a loss %+v", f)
	} else {
		c.ack(f.ID, nil)
	}
	fake.BadEnvelope(`{"type":"brand_new","envelope_id":"e1"}`)
	if f := c.next(); f.Type != "brand_new" {
		t.Errorf("bad envelope %+v", f)
	}
	unknown := fake.UnknownEvent("cat_adopted")
	f := c.next()
	if f.event()["type"] != "cat_adopted" {
		t.Errorf("unknown event %+v", f.event())
	}
	c.ack(f.ID, object{"text": strings.Repeat("x", 20480)}) // dropped unread
	eventually(t, "the large acknowledgement", func() bool { return fake.DroppedAcks() == 1 })
	c.ack(c.next().ID, nil)
	if ack, err := unknown.Wait(patience); err != nil || ack.Attempt != 1 {
		t.Errorf("unknown event: %+v %v", ack, err)
	}
	if h := fake.RawEvent(`{"type":"message","channel":{"id":"C1"}}`); h.Err() != nil {
		t.Error(h.Err())
	}
	c.ack(c.next().ID, nil)
}

func TestDisconnect(t *testing.T) {
	options := slackfake.Options{CloseAfter: 50 * time.Millisecond}
	fake := slackfake.New(t, options)
	c := dial(t, fake)
	fake.Disconnect("warning")
	if f := c.next(); f.Type != "disconnect" || f.Why != "warning" {
		t.Errorf("%+v", f)
	}
	fake.Say(fake.Actor(fake.Person(0), fake.DM(fake.Person(0))), "still here?")
	c.ack(c.next().ID, nil)
	if code := c.ended(); code != websocket.CloseNormalClosure {
		t.Errorf("close code %d", code)
	}
	c = dial(t, fake)
	fake.Disconnect("refresh_requested")
	said := fake.Say(fake.Actor(fake.Person(0), fake.DM(fake.Person(0))), "and now?")
	if c.ended(); said.Deliveries() != 0 {
		t.Error("delivered over a connection that is about to close")
	}
}

func TestPings(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{PingEvery: 10 * time.Millisecond})
	c := dial(t, fake)
	go c.ended()
	eventually(t, "pongs", func() bool { l := fake.Connections(); return len(l) == 1 && l[0].Pongs > 3 })
	fake.NoPing(true)
	time.Sleep(20 * time.Millisecond)
	before := fake.Connections()[0].Pongs
	time.Sleep(50 * time.Millisecond)
	if after := fake.Connections()[0].Pongs; after != before {
		t.Errorf("%d pongs without pings", after-before)
	}
}

// slack-go comes back after every kind of trouble, and what it missed comes again.
func TestSlackGoReconnects(t *testing.T) {
	options := quick()
	options.PingEvery = 20 * time.Millisecond
	fake := slackfake.New(t, options)
	a := connect(t, fake, nil)
	dm := fake.Actor(fake.Person(0), fake.DM(fake.Person(0)))
	for i, trouble := range []func(){
		func() { fake.DropTCP() },
		func() { fake.Flap(3); fake.DropTCP() },
		func() { fake.Disconnect("refresh_requested") },
		func() { fake.RefuseDials(1); fake.DropTCP() },
		func() { fake.RefuseOpens(1); fake.DropTCP() },
		func() { fake.OpenError("internal_error", 1); fake.DropTCP() },
		func() { fake.BadEnvelope("null"); fake.BadEnvelope("{"); fake.BadEnvelope(`{"type":"x"}`) },
	} {
		trouble()
		said := fake.Say(dm, fmt.Sprint("after trouble ", i))
		if _, err := said.Wait(patience); err != nil {
			t.Errorf("trouble %d: %v", i, err)
		}
	}
	opens := fake.Opens()
	bad := 0
	for _, o := range opens {
		if !o.OK {
			bad++
		}
	}
	if len(opens) < 8 || bad != 2 || fake.ConnectionCount() < 8 {
		t.Errorf("%d opens, %d bad, %d connections", len(opens), bad, fake.ConnectionCount())
	}
	if n := len(a.events(socketmode.EventTypeErrorBadMessage)); n == 0 {
		t.Error("the bad envelopes were not noticed")
	}
	if err := fake.WaitConnectionCount(1, patience); err != nil {
		t.Error(err)
	}
}

// A half-open connection swallows deliveries; they come over the next one.
func TestHalfOpen(t *testing.T) {
	fake := slackfake.New(t, quick())
	dead := dial(t, fake)
	fake.HalfOpen()
	if err := fake.WaitConnected(1, 30*time.Millisecond); err == nil {
		t.Error("a half-open connection counts as connected")
	}
	asked := fake.Slash(fake.Actor(fake.Person(0), fake.Public(0)), "/clippings", "x")
	alive := dial(t, fake)
	f := alive.next()
	if f.Attempt == 0 {
		t.Errorf("%+v", f)
	}
	alive.ack(f.ID, object{"text": "here"})
	if _, err := asked.WaitReply(patience); err != nil {
		t.Error(err)
	}
	_ = dead.ws.Close()
	eventually(t, "the dead connection is noticed", func() bool { return len(fake.Connections()) == 1 })
}

// slack-go stops for good where a token is refused.
func TestFatalOpen(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	fake.FailAppToken("invalid_auth")
	err := socketmode.New(newAPI(fake)).RunContext(t.Context())
	if err == nil || err.Error() != "invalid_auth" {
		t.Errorf("%v", err)
	}
	var answer slack.SlackErrorResponse
	fake.FailAppToken("")
	fake.OpenError("token_revoked", -1)
	err = socketmode.New(newAPI(fake)).RunContext(t.Context())
	if !errors.As(err, &answer) || answer.Err != "token_revoked" || len(fake.Opens()) != 1 {
		t.Errorf("%v, opens %+v", err, fake.Opens())
	}
}
