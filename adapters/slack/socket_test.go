package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"
)

// visiblyDown are waits so long that readiness is seen to go and come.
func visiblyDown(t *timing) {
	brisk(t)
	t.least, t.most, t.ping = 400*time.Millisecond, 400*time.Millisecond, 600*time.Millisecond
}

// TestConnectionFaults holds that a question asked before, during and after a fault of the connection is answered
// once, and that the program is not ready while the connection is down.
func TestConnectionFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		begin func(*slackfake.Fake)
		end   func(*slackfake.Fake) // once the program is not ready any more
	}{
		{"cut", func(f *slackfake.Fake) { f.DropTCP() }, nil},
		{"disconnect, warning", func(f *slackfake.Fake) { f.Disconnect("warning") }, nil},
		{"disconnect, refresh_requested", func(f *slackfake.Fake) { f.Disconnect("refresh_requested") }, nil},
		{"disconnect, link_disabled", func(f *slackfake.Fake) { f.Disconnect("link_disabled") }, nil},
		{"half-open", func(f *slackfake.Fake) { f.HalfOpen() }, nil},
		{"no pings", func(f *slackfake.Fake) { f.NoPing(true) }, func(f *slackfake.Fake) { f.NoPing(false) }},
		{"cut, three opens refused", func(f *slackfake.Fake) { f.RefuseOpens(3); f.DropTCP() }, nil},
		{"cut, three dials refused", func(f *slackfake.Fake) { f.RefuseDials(3); f.DropTCP() }, nil},
		{"cut, opening limited", func(f *slackfake.Fake) { f.OpenError("ratelimited", 1); f.DropTCP() }, nil},
		{"cut, opening fails", func(f *slackfake.Fake) { f.OpenError("internal_error", 2); f.DropTCP() }, nil},
		{"cut, opening says nothing", func(f *slackfake.Fake) { f.OpenError("", 1); f.DropTCP() }, nil},
		{"cut, opening hangs", func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "apps.connections.open"}).Then(slackfake.Hang())
			f.DropTCP()
		}, nil},
		{"cut, opening gets a page", func(f *slackfake.Fake) {
			f.On(slackfake.Match{Method: "apps.connections.open"}).Then(slackfake.HTML200())
			f.DropTCP()
		}, nil},
		{"accepted and dropped", func(f *slackfake.Fake) { f.Flap(3); f.DropTCP() }, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			options := impatient(2 * time.Second)
			options.PingEvery, options.CloseAfter = 100*time.Millisecond, 300*time.Millisecond
			r := start(t, setup{fake: options, timing: visiblyDown, handler: slowly(nil, 300*time.Millisecond)})
			who := func(n int) slackfake.Actor { return r.fake.Actor(r.fake.Person(n), r.fake.Public(0)) }
			before := []*slackfake.Handle{r.mention(who(0)), r.fake.Slash(who(0), "/clippings", theQuestion)}
			r.eventually(patience, "nothing is asked", func() bool { return before[1].Deliveries() > 0 })
			row.begin(r.fake)
			during := []*slackfake.Handle{r.mention(who(1)), r.fake.Slash(who(1), "/clippings", theQuestion)}
			r.ready(false)
			if row.end != nil {
				row.end(r.fake)
			}
			r.ready(true)
			after := []*slackfake.Handle{r.mention(who(2)), r.fake.Slash(who(2), "/clippings", theQuestion)}
			for i, when := range [][]*slackfake.Handle{before, during, after} {
				for _, h := range when {
					r.answered([]string{"before", "during", "after"}[i], who(i), h)
				}
			}
			if !strings.Contains(exposed(t, r.metrics), "clippings_reconnects_total{") {
				t.Error("no reconnection is counted")
			}
		})
	}
}

// TestCommandAcrossConnections holds that a command is answered once when its connection is lost before it is
// acknowledged: whether Slack delivers it again or not, and whether that is before the answer is there or after.
func TestCommandAcrossConnections(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		once  bool // Slack does not deliver it again
		first bool // the answer is there before the next connection
		late  bool // the answer is there when acknowledgements are due already
	}{
		{"delivered again, answered before", false, true, false},
		{"delivered again, answered after", false, false, false},
		{"delivered again, answered late", false, false, true},
		{"not delivered again, answered before", true, true, false},
		{"not delivered again, answered after", true, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			options := impatient(3 * time.Second)
			options.EventsOnly = row.once
			r := start(t, setup{fake: options, timing: func(t *timing) {
				visiblyDown(t)
				if row.late {
					t.ack = 700 * time.Millisecond
				}
			}, handler: slowly(release, patience)})
			h := r.fake.Slash(r.ana(), "/clippings", theQuestion)
			r.eventually(patience, "the command does not arrive", func() bool { return len(r.adapter.errands.all()) == 1 })
			r.fake.DropTCP()
			r.ready(false)
			if !row.first {
				r.ready(true)
				if row.late {
					if _, err := h.Wait(patience); err != nil {
						t.Fatal(err)
					}
				}
			}
			close(release)
			r.ready(true)
			r.answered(row.name, r.ana(), h)
			if want := map[bool]int{true: 1, false: 2}[row.once]; h.Deliveries() != want {
				t.Errorf("%d deliveries, want %d", h.Deliveries(), want)
			}
		})
	}
}

// all returns the errands under way.
func (all *errands) all() []uint64 {
	all.mu.Lock()
	defer all.mu.Unlock()
	var keys []uint64
	for k := range all.running {
		keys = append(keys, k)
	}
	return keys
}

// TestFlapping holds that a connection that is accepted and dropped again and again, before the greeting or after,
// is not tried more often than the backoff says, and that it is used again when it holds.
func TestFlapping(t *testing.T) {
	t.Parallel()
	usual := func(t *timing) {
		d := defaultTiming()
		brisk(t)
		t.least, t.most, t.steady = d.least, d.most, d.steady
	}
	for _, greeted := range []bool{false, true} {
		t.Run(fmt.Sprint("greeted ", greeted), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{timing: usual})
			began := time.Now()
			if !greeted {
				r.fake.Flap(1000)
				r.fake.DropTCP()
			}
			for time.Since(began) < 4*time.Second {
				if greeted {
					r.fake.DropTCP()
				}
				time.Sleep(5 * time.Millisecond)
			}
			// Half of 0.5, 1, 2 and 4 s are the shortest waits; the first connection was before.
			if n := len(r.fake.Opens()) - 1; n > 5 || n < 2 {
				t.Errorf("%d attempts in four seconds", n)
			}
			r.fake.Flap(0)
			r.ready(true)
			r.answered("after the flapping", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
		})
	}
}

// TestOddEnvelopes holds that what cannot be read or is not known ends nothing, is acknowledged at once where it
// has an id, and that the next question is answered by the same connection.
func TestOddEnvelopes(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	envelope := func(kind, payload string) string {
		return `{"envelope_id":"ID","type":"` + kind + `","payload":` + payload + `,"accepts_response_payload":true}`
	}
	event := func(inner string) string {
		return envelope("events_api", `{"type":"event_callback","event_id":"Ev1","event":`+inner+`}`)
	}
	for n, raw := range []string{
		"null", "[]", "{}", "7", `"hello"`, "true", "{", `{"type":`, `{"envelope_id":7}`, `{"type":7,"envelope_id":"ID"}`,
		`{"type":"brand_new"}`, `{"envelope_id":null,"type":null,"payload":null}`,
		`{"envelope_id":"ID"}`, `{"envelope_id":"ID","type":"brand_new"}`, `{"envelope_id":"ID","type":null}`,
		envelope("brand_new", "{}"), envelope("events_api", "null"), envelope("events_api", "[]"), envelope("events_api", "7"), envelope("events_api", "{}"),
		envelope("slash_commands", "null"), envelope("slash_commands", "[]"), envelope("slash_commands", "{}"),
		envelope("slash_commands", `{"command":7,"text":[],"user_id":{}}`), envelope("slash_commands", `{"command":"/clippings"}`),
		envelope("interactive", "null"), envelope("interactive", "[]"), envelope("interactive", "{}"), envelope("interactive", `{"type":"brand_new"}`),
		envelope("interactive", `{"type":"brand_new","user":{"id":"U1"}}`), envelope("interactive", `{"type":7,"user":7}`),
		envelope("interactive", `{"type":"block_actions","user":{"id":"U1"}}`), envelope("interactive", `{"type":"block_actions","user":{"id":"U1"},"actions":[null,7,{}]}`),
		envelope("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":null}`), envelope("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":{"state":[]}}`),
		event("null"), event("[]"), event("7"), event("{}"), event(`{"type":"brand_new"}`), event(`{"type":7}`), event(`{"type":"message"}`),
		event(`{"type":"message","channel":7,"user":[],"ts":{}}`), event(`{"type":"app_mention","channel":null,"user":"U1","ts":"1.0"}`),
		event(`{"type":"message","channel":"C1","user":"U1","ts":"1.0","text":{"a":1}}`), event(`{"type":"message","subtype":"brand_new","channel":"D1","user":"U1","ts":"1.0","text":"x"}`),
		event(`{"type":"message","channel":"D1","user":null,"ts":"1.0","text":"x","bot_id":"B1"}`), event(`{"type":"app_home_opened","tab":7}`),
		event(`{"type":"assistant_thread_started","assistant_thread":[]}`), event(`{"type":"assistant_thread_started"}`),
	} {
		id := fmt.Sprint("odd-", n)
		named := strings.Contains(raw, `"envelope_id":"ID"`)
		raw = strings.ReplaceAll(strings.ReplaceAll(raw, `"ID"`, `"`+id+`"`), "Ev1", fmt.Sprint("Ev", n))
		if r.fake.BadEnvelope(raw) != 1 {
			t.Fatalf("%s: not connected", raw)
		}
		if named {
			began := time.Now()
			r.eventually(patience, raw+" is not acknowledged", func() bool {
				return slices.ContainsFunc(r.fake.Acks(), func(a slackfake.Ack) bool { return a.EnvelopeID == id })
			})
			if took := time.Since(began); took > time.Second {
				t.Errorf("%s is acknowledged after %v", raw, took)
			}
		}
	}
	for _, h := range []*slackfake.Handle{
		r.fake.UnknownEvent("brand_new"), r.fake.RawEvent(`{"type":"reaction_added","user":7}`), r.fake.RawEvent(`{"type":"team_join","user":{"id":"U1"}}`),
	} {
		ack, err := h.Wait(patience)
		if err != nil || ack.Elapsed > time.Second || len(h.Replies()) > 0 {
			t.Errorf("an unknown event: acknowledged after %v, %v", ack.Elapsed, err)
		}
	}
	r.answered("the next question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
	if n := r.fake.ConnectionCount(); n != 1 {
		t.Errorf("%d connections, want the first", n)
	}
	if strings.Contains(exposed(t, r.metrics), "clippings_panics_total{") {
		t.Error("something panicked")
	}
}

// TestUnreadable holds that a connection of which nothing can be read is replaced, and the next question answered.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: visiblyDown})
	for range 20 {
		r.fake.BadEnvelope("{")
	}
	r.ready(false)
	r.ready(true)
	r.answered("the next question", r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
}

// TestIllTyped holds that a question is answered in spite of fields of a form that is not known.
func TestIllTyped(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	where := r.fake.Public(0).ID
	ask := func(ts, more string) slackfake.Actor {
		who := r.ana()
		r.fake.RawEvent(fmt.Sprintf(`{"type":"app_mention","channel":%q,"user":%q,"ts":%q,"text":"<@%s> %s",%s}`,
			where, who.Person.ID, ts, r.fake.Bot().ID, theQuestion, more))
		return who
	}
	for n, more := range []string{
		`"blocks":7`, `"blocks":[{"type":"brand_new","elements":7}]`, `"files":{"a":[]}`, `"team":[1]`, `"edited":7`, `"client_msg_id":{}`, `"event_ts":7.5`,
		`"attachments":"x"`, `"bot_profile":[]`, `"thread_ts":7`, `"hidden":"no"`, `"parent_user_id":[]`, `"metadata":7`, `"assistant_thread":7`,
	} {
		root := r.fake.Say(r.fake.Actor(r.fake.Person(2), r.fake.Public(0)), "hello").Message()
		ask(root.TS, more)
		r.eventually(patience, more+": no answer", func() bool { return len(r.fake.Thread(where, root.TS)) > 1 })
		if n == 0 {
			continue
		}
		if thread := r.fake.Thread(where, root.TS); len(thread) != 2 || !strings.Contains(thread[1].Shown(), itsAnswer) {
			t.Errorf("%s: %d messages", more, len(thread))
		}
	}
}
