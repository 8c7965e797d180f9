package discordfake_test

import (
	"net/http"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"

	"github.com/gorilla/websocket"
)

func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	ana := fake.Actor(fake.User(0), fake.DM(fake.User(0)))
	c := dial(t, fake)
	session, seq := c.ready(usualIntents)
	next := func(want string) {
		t.Helper()
		f := c.until("MESSAGE_CREATE")
		if got := content(t, f); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		seq = f.Seq
	}
	again := func() { // resumes on a new connection
		t.Helper()
		c = dial(t, fake)
		c.resume(session, seq)
	}

	fake.Duplicate(2)
	fake.Say(ana, "twice")
	next("twice")
	next("twice")
	fake.Duplicate(1)
	fake.Reorder()
	fake.Say(ana, "first")
	fake.Say(ana, "second")
	next("second")
	next("first")
	fake.Say(ana, "third")
	next("third")

	fake.RawFrame("null")
	if _, data, err := c.ws.ReadMessage(); err != nil || string(data) != "null" {
		t.Errorf("raw frame: %s, %v", data, err)
	}
	fake.Event("SOMETHING_NEW", `{"a":1}`)
	if f := c.next(); f.Type != "SOMETHING_NEW" || f.Seq != seq+1 {
		t.Errorf("event: %+v", f)
	}
	fake.Op7()
	if f := c.next(); f.Op != 7 {
		t.Errorf("op 7: %+v", f)
	}

	fake.DropTCP()
	if code := c.closed(); code == 1000 {
		t.Errorf("dropped with %d", code)
	}
	fake.Say(ana, "during the gap")
	again()
	next("during the gap")
	c.until("RESUMED")

	fake.CloseCode(4000)
	if code := c.closed(); code != 4000 {
		t.Errorf("closed with %d", code)
	}
	fake.Op7AfterResume(1)
	again()
	if f := c.next(); f.Op != 7 {
		t.Errorf("first frame after RESUME: %+v", f)
	}
	c.close(4000)
	again()
	c.until("RESUMED")

	fake.HalfOpen()
	fake.Say(ana, "into the void")
	c.send(1, nil)
	if !c.silent(50 * time.Millisecond) {
		t.Error("half open, but it speaks")
	}
	again()
	next("into the void")
	c.until("RESUMED")

	fake.NoReady(1)
	silent := dial(t, fake)
	silent.send(2, identity(fake, usualIntents))
	if !silent.silent(50 * time.Millisecond) {
		t.Error("NoReady, but it speaks")
	}
	fake.RefuseDials(1)
	_, response, err := websocket.DefaultDialer.Dial("ws"+fake.URL()[len("http"):]+"/gateway-socket", nil)
	if err == nil || response == nil || response.StatusCode != http.StatusServiceUnavailable || fake.RefusedDials() != 1 {
		t.Errorf("refused dial: %v", err)
	}
	fake.RejectIdentify(4014)
	rejected := dial(t, fake)
	rejected.send(2, identity(fake, usualIntents))
	if code := rejected.closed(); code != 4014 {
		t.Errorf("rejected with %d", code)
	}
	fake.InvalidSession(true)
	if f := c.next(); f.Op != 9 || string(f.Data) != "true" {
		t.Errorf("invalid session: %+v", f)
	}
	c.resume(session, seq)
	c.until("RESUMED")
	fake.InvalidSession(false)
	c.next()
	c.resume(session, seq)
	if f := c.next(); f.Op != 9 || string(f.Data) != "false" {
		t.Errorf("resume of an invalid session: %+v", f)
	}
	c.ready(usualIntents)
	fake.CloseCode(4009)
	if code := c.closed(); code != 4009 {
		t.Errorf("closed with %d", code)
	}
}

func TestStorm(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{KeepLast: 100})
	c := dial(t, fake)
	_, seq := c.ready(usualIntents)
	storm := fake.Storm(1000, 500*time.Millisecond)
	var got gatewayFrame
	for range 500 {
		got = c.until("MESSAGE_CREATE")
	}
	storm.Wait()
	if storm.Sent() != 500 || got.Seq != seq+500 || content(t, got) != "" || len(fake.Messages("")) != 0 {
		t.Errorf("sent %d, last %+v, kept %d", storm.Sent(), got, len(fake.Messages("")))
	}
	endless := fake.Storm(10, time.Hour)
	endless.Stop()
}
