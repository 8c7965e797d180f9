package discordfake_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"

	"github.com/gorilla/websocket"
)

func TestIdentifyRefused(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{DisallowedIntents: discordfake.IntentMessageContent})
	with := func(change object) object {
		d := identity(fake, usualIntents)
		for name, value := range change {
			d[name] = value
		}
		return d
	}
	tests := []struct {
		name string
		op   int
		data any
		want int
	}{
		{"wrong token", 2, with(object{"token": "wrong"}), 4004},
		{"disallowed intent", 2, with(object{"intents": usualIntents | discordfake.IntentMessageContent}), 4014},
		{"unknown intent", 2, with(object{"intents": 1 << 30}), 4013},
		{"no intents", 2, with(object{"intents": nil}), 4013},
		{"shard beyond the count", 2, with(object{"shard": []int{2, 2}}), 4010},
		{"shard malformed", 2, with(object{"shard": []int{1}}), 4010},
		{"malformed", 2, "x", 4002},
		{"unknown op", 99, nil, 4001},
		{"presence before identify", 3, object{}, 4003},
		{"resume with a wrong token", 6, object{"token": "x", "session_id": "x", "seq": 1}, 4004},
		{"too long a frame", 2, with(object{"large": letters(4096)}), 4002},
	}
	for _, test := range tests {
		c := dial(t, fake)
		c.send(test.op, test.data)
		if code := c.closed(); code != test.want {
			t.Errorf("%s: closed with %d, want %d", test.name, code, test.want)
		}
	}
	c := dial(t, fake)
	c.ready(usualIntents)
	c.send(2, identity(fake, usualIntents))
	if code := c.closed(); code != 4005 {
		t.Errorf("second IDENTIFY: closed with %d", code)
	}
	ws, _, err := websocket.DefaultDialer.Dial("ws"+fake.URL()[len("http"):]+"/gateway-socket?v=8", nil)
	if err != nil {
		t.Fatal(err)
	}
	if code := (&rawClient{t, fake, ws}).closed(); code != 4012 {
		t.Errorf("v=8: closed with %d", code)
	}
	_ = ws.Close()
	c = dial(t, fake)
	c.ready(usualIntents)
	for range 121 {
		_ = c.ws.WriteJSON(object{"op": 3, "d": object{}})
	}
	if code := c.closed(); code != 4008 {
		t.Errorf("121 frames: closed with %d", code)
	}
	fake.SetDisallowedIntents(0)
	c = dial(t, fake)
	c.ready(usualIntents | discordfake.IntentMessageContent)
	fake.SetGatewayBot(1, 0, 1)
	c = dial(t, fake)
	c.send(2, identity(fake, usualIntents))
	if code := c.closed(); code != 4004 {
		t.Errorf("no session start left: closed with %d", code)
	}
}

func TestHeartbeat(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{HeartbeatInterval: 123 * time.Millisecond})
	ws, _, err := websocket.DefaultDialer.Dial("ws"+fake.URL()[len("http"):]+"/gateway-socket", nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &rawClient{t, fake, ws}
	t.Cleanup(func() { _ = ws.Close() })
	if f := c.next(); string(f.Data) != `{"_trace":[],"heartbeat_interval":123}` {
		t.Errorf("HELLO: %s", f.Data)
	}
	c.send(1, nil)
	if f := c.next(); f.Op != 11 {
		t.Errorf("after a heartbeat: %+v", f)
	}
	fake.RequestHeartbeat()
	if f := c.next(); f.Op != 1 {
		t.Errorf("request for a heartbeat: %+v", f)
	}
	if n := fake.Connections()[0].Beats; n != 1 {
		t.Errorf("%d heartbeats", n)
	}
	fake.StopAcks()
	c.send(1, 1)
	if !c.silent(50 * time.Millisecond) {
		t.Error("acked")
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	step := func(name string, do func()) { // what follows a failure in one step is of no use
		t.Helper()
		if do(); t.Failed() {
			t.Fatalf("in step %q", name)
		}
	}
	fake := discordfake.New(t, discordfake.Options{Replay: 10})
	ana := fake.Actor(fake.User(0), fake.DM(fake.User(0)))
	c := dial(t, fake)
	session, seq := c.ready(usualIntents)
	fake.Say(ana, "one")
	first := c.until("MESSAGE_CREATE")
	if first.Seq != seq+1 || content(t, first) != "one" {
		t.Errorf("first event: %+v", first)
	}
	c.close(4000)
	fake.Say(ana, "two")
	fake.Say(ana, "three")

	c = dial(t, fake)
	c.resume(session, first.Seq)
	for i, want := range []string{"two", "three"} {
		if f := c.next(); f.Type != "MESSAGE_CREATE" || f.Seq != first.Seq+int64(i)+1 || content(t, f) != want {
			t.Errorf("replayed: %+v", f)
		}
	}
	resumed := c.next()
	if resumed.Type != "RESUMED" {
		t.Errorf("after the replay: %+v", resumed)
	}
	fake.Say(ana, "four")
	four := c.until("MESSAGE_CREATE")
	if content(t, four) != "four" {
		t.Errorf("live again: %+v", four)
	}
	if r := fake.Resumes(); len(r) != 1 || !r[0].OK || r[0].Replayed != 2 {
		t.Errorf("resumes: %+v", r)
	}

	step("replayed again", func() {
		c.close(4000)
		c = dial(t, fake)
		c.resume(session, first.Seq)
		if f := c.next(); content(t, f) != "two" {
			t.Errorf("replayed: %+v", f)
		}
		c.until("RESUMED")
	})
	step("seq from the future", func() {
		other := dial(t, fake)
		id, seq := other.ready(0)
		other.close(4000)
		again := dial(t, fake)
		again.resume(id, seq+100)
		if code := again.closed(); code != 4007 {
			t.Errorf("closed with %d", code)
		}
	})
	step("more than the buffer", func() {
		c.close(4000)
		for range 11 {
			fake.Say(ana, "x")
		}
		c = dial(t, fake)
		c.resume(session, four.Seq)
		if f := c.next(); f.Op != 9 || string(f.Data) != "false" {
			t.Errorf("%+v", f)
		}
		session, seq = c.ready(usualIntents) // on the same socket, as discordgo does
	})
	for _, code := range []int{1000, 1001} {
		step(fmt.Sprintf("after a close with %d", code), func() {
			c.close(code)
			c = dial(t, fake)
			c.resume(session, seq)
			if f := c.next(); f.Op != 9 {
				t.Errorf("%+v", f)
			}
			session, seq = c.ready(usualIntents)
		})
	}
	step("lost with a new identify", func() {
		c.close(4000)
		fake.Say(ana, "lost")
		c = dial(t, fake)
		c.ready(usualIntents)
		other := dial(t, fake)
		other.resume(session, seq)
		if f := other.next(); f.Op != 9 {
			t.Errorf("%+v", f)
		}
		if !c.silent(50 * time.Millisecond) {
			t.Error("an event of before")
		}
	})
	step("expired", func() {
		c := dial(t, fake)
		id, seq := c.ready(0)
		c.close(4000)
		if fake.ExpireSessions() == 0 {
			t.Error("nothing to expire")
		}
		c = dial(t, fake)
		c.resume(id, seq)
		if f := c.next(); f.Op != 9 {
			t.Errorf("%+v", f)
		}
	})
}

func TestResumeURL(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	c := dial(t, fake)
	c.send(2, identity(fake, 0))
	var d struct {
		SessionID string `json:"session_id"`
		URL       string `json:"resume_gateway_url"`
	}
	f := c.until("READY")
	if err := json.Unmarshal(f.Data, &d); err != nil {
		t.Fatal(err)
	}
	c.close(4000)
	c = dialURL(t, fake, d.URL+"/?v=10&encoding=json")
	c.resume(d.SessionID, f.Seq)
	c.until("RESUMED")
	if r := fake.Resumes()[0]; r.Path != "/resume-socket" || !r.OK {
		t.Errorf("resume: %+v", r)
	}
}

func TestShards(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{MaxConcurrency: 2})
	var shards []*rawClient
	for id := range 2 {
		c := dial(t, fake)
		d := identity(fake, usualIntents)
		d["shard"] = []int{id, 2}
		c.send(2, d)
		c.until("GUILD_CREATE")
		shards = append(shards, c)
	}
	if err := fake.WaitConnected(2, patience); err != nil {
		t.Fatal(err)
	}
	ana := fake.User(0)
	texts := map[int]string{}
	for i := range 2 {
		place := fake.Place(i, 0)
		texts[i] = "in guild " + place.GuildID
		fake.Say(fake.Actor(ana, place), texts[i], discordfake.MentionBot())
	}
	fake.Say(fake.Actor(ana, fake.DM(ana)), "in a DM")
	got := map[string]int{}
	for id, want := range []int{2, 1} { // the DM goes to shard 0
		for range want {
			got[content(t, shards[id].until("MESSAGE_CREATE"))] = id
		}
	}
	if len(got) != 3 || got["in a DM"] != 0 {
		t.Errorf("delivered: %v", got)
	}
	if ids := fake.Identifies(); len(ids) != 2 || ids[1].Shard != [2]int{1, 2} || ids[0].RateKey != 0 || ids[1].RateKey != 1 || ids[0].Properties["browser"] != "test" {
		t.Errorf("identifies: %+v", ids)
	}
	if n := fake.DropTCP(1); n != 1 {
		t.Errorf("dropped %d connections", n)
	}
	if code := shards[1].closed(); code == 1000 {
		t.Errorf("dropped with a close frame")
	}
}
