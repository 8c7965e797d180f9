package discord

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestOddFrames holds that frames which nobody expects neither take the connection down nor are answered,
// and that the questions around them are.
func TestOddFrames(t *testing.T) {
	t.Parallel()
	q := inquire(t, setup{})
	event := func(name, data string) func() { return func() { q.fake.Event(name, data) } }
	frame := func(text string) func() { return func() { q.fake.RawFrame(text) } }
	q.steady(func() {
		for name, odd := range map[string]func(){
			"null":                       frame("null"),
			"null in spaces":             frame(" null "),
			"no JSON":                    frame(`{"op":0,"t":"MESSAGE_CREATE"`),
			"no UTF-8":                   frame("\xff\xfe{}"),
			"empty":                      frame(""),
			"a list":                     frame(`[{"op":7}]`),
			"a number":                   frame("7"),
			"no op":                      frame(`{"t":"MESSAGE_CREATE","d":{}}`),
			"an unknown op":              frame(`{"op":99,"d":{"heartbeat_interval":1}}`),
			"a client's op":              frame(`{"op":2,"d":{}}`),
			"an op of text":              frame(`{"op":"7"}`),
			"an unasked acknowledgement": frame(`{"op":11}`),
			"a request for a heartbeat":  func() { q.fake.RequestHeartbeat() },
			"a second HELLO":             frame(`{"op":10,"d":{"heartbeat_interval":41250}}`),
			"a second READY":             event("READY", `{"v":10,"session_id":"x","guilds":[null,{"channels":[null]}],"user":null}`),
			"an unknown event":           event("SOMETHING_NEW", `{"a":[1,{}]}`),
			"an unknown event, no data":  event("SOMETHING_NEW", `null`),
			"a guild of nothing":         event("GUILD_CREATE", `null`),
			"a guild with null":          event("GUILD_CREATE", `{"id":"1","channels":[null],"members":[null],"voice_states":[null]}`),
			"a voice state":              event("VOICE_STATE_UPDATE", `{"guild_id":"1","user_id":null}`),
			"a voice server":             event("VOICE_SERVER_UPDATE", `{"guild_id":"1"}`),
			"no message":                 event("MESSAGE_CREATE", `null`),
			"a list for a message":       event("MESSAGE_CREATE", `[]`),
			"an empty message":           event("MESSAGE_CREATE", `{}`),
			"no interaction":             event("INTERACTION_CREATE", `null`),
			"an empty interaction":       event("INTERACTION_CREATE", `{}`),
			"an interaction of nobody":   event("INTERACTION_CREATE", `{"id":"5","type":3,"data":null,"member":null,"user":null}`),
			"a modal with null":          event("INTERACTION_CREATE", `{"id":"6","type":5,"data":{"components":[null,{"type":1,"components":[null]}]}}`),
			"an event without a name":    event("", `{}`),
		} {
			odd()
			m := q.mention()
			if _, err := q.fake.WaitReply(m, atMost); err != nil {
				t.Fatalf("after %s: %v", name, err)
			}
		}
		q.ask()
		q.answered()
	})
	q.stays()
}

// TestUnknownComponents holds that a message with components of unknown types is answered.
func TestUnknownComponents(t *testing.T) {
	t.Parallel()
	m := &meddler{change: func(message []byte) ([]byte, error) {
		return asIs(bytes.Replace(message, []byte(`"mentions":[`), []byte(`"components":[{"type":99,"x":[1]},null,{"type":17,"components":[{"type":123}]},7],"mentions":[`), 1)), nil
	}}
	q := inquire(t, setup{config: func(c *Config) { c.dial = m.dial }})
	q.stays()
}

// TestOddReady holds that the bot connects whatever READY holds besides the session's id.
func TestOddReady(t *testing.T) {
	t.Parallel()
	rows := []string{
		`"guilds":[null]`, `"guilds":[{"id":"1","channels":[null],"members":[null],"voice_states":[null]}]`, `"guilds":"none"`, `"guilds":null`,
		`"user":null`, `"user":[]`, `"private_channels":[null,7]`, `"shard":"0,1"`, `"application":7`, `"resume_gateway_url":null`,
		`"resume_gateway_url":"https://elsewhere.example/"`, `"resume_gateway_url":"nowhere"`, `"resume_gateway_url":"ws://127.0.0.1:1/"`, `"v":"ten"`,
	}
	abreast(t, rows, func(row *string) string { return *row }, func(t *testing.T, row *string) {
		name, _, _ := strings.Cut(*row, ":")
		field := regexp.MustCompile(name + `:("[^"]*"|\[[^\]]*\]|\{[^}]*\}|[0-9]+|null)`)
		m := &meddler{change: func(message []byte) ([]byte, error) {
			if bytes.Contains(message, []byte(`"t":"READY"`)) {
				if !field.Match(message) {
					t.Errorf("READY has no %s", name)
				}
				message = field.ReplaceAllLiteral(message, []byte(*row))
			}
			return asIs(message), nil
		}}
		s := setup{config: func(c *Config) { c.dial = m.dial }}
		q := inquire(t, s)
		q.stays()
		q.fake.DropTCP()
		q.ready(false)
		q.ask()
		q.ready(true)
		q.answered()
		if i, r := len(q.fake.Identifies()), len(q.fake.Resumes()); i != 1 || r == 0 {
			t.Errorf("%d identifications, %d resumes", i, r)
		}
	})
}

// TestFragments holds that questions are answered when messages come in parts, one byte at a time.
func TestFragments(t *testing.T) {
	t.Parallel()
	m := &meddler{change: func(message []byte) (frames []byte, err error) {
		for i, b := range message {
			first := byte(frameContinue)
			if i == 0 {
				first = frameText
			}
			if i == len(message)-1 {
				first |= frameWhole
			}
			frames = append(frames, wire(first, []byte{b})...)
			if i%100 == 0 {
				frames = append(frames, wire(framePing|frameWhole, nil)...)
			}
		}
		return frames, nil
	}}
	inquire(t, setup{config: func(c *Config) { c.dial = m.dial }}).stays()
}

// TestStorm holds that questions are answered, the bot ready and its connection kept while a thousand
// messages a second come that are none of its business.
func TestStorm(t *testing.T) {
	t.Parallel()
	q := inquire(t, setup{})
	q.steady(func() {
		storm := q.fake.Storm(1000, 2*time.Second)
		for storm.Sent() < 1800 {
			q.ask()
			q.answered()
			time.Sleep(50 * time.Millisecond)
		}
		storm.Wait()
		q.ask()
		q.answered()
	})
	q.stays()
}

// TestDuplicates holds that an event gets one reply however often and by whatever way it comes again:
// repeated by the gateway, sent anew, on several connections at once, or replayed after RESUME.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	type way struct {
		name string
		test func(t *testing.T) *inquiry
	}
	ways := []way{{"repeated", func(t *testing.T) *inquiry {
		q := inquire(t, setup{})
		q.fake.Duplicate(3)
		for range 5 {
			q.ask()
		}
		q.answered()
		return q
	}}, {"sent anew", func(t *testing.T) *inquiry {
		q := inquire(t, setup{})
		m, d := q.mention(), q.direct()
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() { q.fake.Redeliver(m); q.fake.Redeliver(d) })
		}
		group.Wait()
		q.answered()
		q.fake.Redeliver(m)
		q.fake.Redeliver(d)
		q.ask()
		q.answered()
		return q
	}}, {"at once", func(t *testing.T) *inquiry {
		var mu sync.Mutex
		events := make(map[string]json.RawMessage)
		m := &meddler{change: func(message []byte) ([]byte, error) {
			var p payload
			if json.Unmarshal(message, &p) != nil || p.Type != eventMessage && p.Type != eventInteraction {
				return asIs(message), nil
			}
			mu.Lock()
			defer mu.Unlock()
			if events[p.Type] == nil { // the first is the question
				events[p.Type] = slices.Clone(p.Data)
			}
			return nil, nil // it comes by other ways
		}}
		q := inquiring(t)
		q.rig = start(t, calm(setup{config: func(c *Config) { c.dial = m.dial }}))
		q.slash()
		q.mention()
		q.eventually(atMost, "the events do not come", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(events) == 2
		})
		mu.Lock()
		both := maps.Clone(events)
		mu.Unlock()
		var group sync.WaitGroup
		for range 16 {
			for kind, data := range both {
				group.Go(func() { q.adapter.event(kind, data, time.Now()) })
			}
		}
		group.Wait()
		q.answered()
		return q
	}}, {"replayed", func(t *testing.T) *inquiry {
		seq := regexp.MustCompile(`"s":[0-9]+`)
		m := &meddler{change: func(message []byte) ([]byte, error) { // so that RESUME asks for everything again
			return asIs(seq.ReplaceAll(message, []byte(`"s":1`))), nil
		}}
		q := inquire(t, setup{config: func(c *Config) { c.dial = m.dial }})
		q.ask()
		q.answered()
		for range 2 {
			q.fake.DropTCP()
			q.ready(false)
			q.ask()
			q.ready(true)
			q.answered()
		}
		if r := q.fake.Resumes(); len(r) != 2 || r[1].Replayed < 9 {
			t.Errorf("nothing was replayed: %+v", r)
		}
		return q
	}}}
	abreast(t, ways, func(w *way) string { return w.name }, func(t *testing.T, w *way) {
		q := w.test(t)
		q.stop()
		q.ended()
		if sent := len(q.fake.Requests("POST", messagesRoute)) + len(q.fake.Requests("POST", callbackRoute)); sent != len(q.said)+len(q.acted) {
			t.Errorf("%d requests for %d questions: it is Discord that tells the duplicates", sent, len(q.said)+len(q.acted))
		}
	})
}

// TestReorder holds that questions which overtake one another are all answered.
func TestReorder(t *testing.T) {
	t.Parallel()
	q := inquire(t, setup{})
	for range 3 {
		q.fake.Reorder()
		q.ask()
		q.fake.Reorder()
		q.mention()
		q.slash()
	}
	q.ask() // sends what is still held back
	q.answered()
	q.stays()
}
