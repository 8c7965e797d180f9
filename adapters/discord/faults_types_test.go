package discord

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"clippings/internal/testkit/discordfake"
)

// TestIllTyped holds, for every field of what people do, that another type in its place crashes nothing:
// what speaks to nobody is not answered, what is asked is answered once, and not more than once where a
// field is odd without which there is nobody or nothing to answer.
func TestIllTyped(t *testing.T) {
	t.Parallel()
	say := func(r *rig, who discordfake.Actor, options ...discordfake.SayOption) (string, func() error) {
		m := r.fake.Say(who, theQuestion, options...)
		return m.ID, func() error { _, err := r.fake.WaitReply(m, atMost); return err }
	}
	act := func(i *discordfake.Interaction) (string, func() error) {
		return i.ID(), func() error { _, err := i.Wait(atMost); return err }
	}
	type way struct {
		name, kind string
		needed     string // fields without which there is nobody or nothing to answer
		do         func(r *rig, answer discordfake.Response) (id string, wait func() error)
	}
	ways := []way{
		{"chatter", eventMessage, "all", func(r *rig, _ discordfake.Response) (string, func() error) { return say(r, r.ana()) }},
		{"mention", eventMessage, "id channel_id author type webhook_id mentions", func(r *rig, _ discordfake.Response) (string, func() error) {
			return say(r, r.ana(), discordfake.MentionBot())
		}},
		{"direct message", eventMessage, "all", func(r *rig, _ discordfake.Response) (string, func() error) {
			return say(r, r.fake.Actor(r.fake.User(1), r.fake.DM(r.fake.User(1))))
		}},
		{"command", eventInteraction, "id token", func(r *rig, _ discordfake.Response) (string, func() error) {
			return act(r.fake.Slash(r.ana(), nameAsk, discordfake.String(optionQuestion, theQuestion)))
		}},
		{"command on a message", eventInteraction, "id token", func(r *rig, _ discordfake.Response) (string, func() error) {
			return act(r.fake.MessageCommand(r.ana(), nameCheck, r.fake.Say(r.ana(), theQuestion)))
		}},
		{"button", eventInteraction, "id token", func(r *rig, answer discordfake.Response) (string, func() error) {
			return act(r.fake.Press(r.ana(), answer, answer.CustomIDs()[0]))
		}},
	}
	abreast(t, ways, func(way *way) string { return way.name }, func(t *testing.T, way *way) {
		m := misprints{kind: way.kind}
		o := discordfake.Options{NoSchema: true} // it has its own tests, and takes long
		r := start(t, calm(setup{fake: o, config: func(c *Config) { c.dial = (&meddler{change: m.change}).dial }}))
		asks := func() discordfake.Response {
			got, err := r.fake.Slash(r.ana(), nameAsk, discordfake.String(optionQuestion, theQuestion)).Wait(atMost)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		answer := asks()
		m.next(nil, nil)
		way.do(r, answer)
		tried := make(map[string]string)
		for _, path := range m.paths(r) {
			waits := make(map[string]func() error)
			for _, odd := range []any{nil, 5.0, "x", []any{map[string]any{"id": nil}}} {
				m.next(path, odd)
				id, wait := way.do(r, answer)
				tried[id] = fmt.Sprintf("%s = %v", strings.Join(path, "."), odd)
				if way.needed != "all" && !slices.Contains(strings.Fields(way.needed), path[0]) {
					waits[id] = wait
				}
			}
			for id, wait := range waits {
				if wait() != nil {
					t.Fatalf("not answered: %s", tried[id])
				}
			}
		}
		if got := asks(); !strings.Contains(got.Text(), itsAnswer) {
			t.Errorf("the next question gets %s", got.Text())
		}
		if i, c, n := len(r.fake.Identifies()), len(r.fake.Closes()), len(tried); i != 1 || c != 0 || n < 100 {
			t.Errorf("%d identifications, %d ends, %d changes", i, c, n)
		}
		replies := make(map[string]int)
		for _, sent := range r.fake.BotMessages("") {
			id := sent.ReferenceID + sent.InteractionID
			if replies[id]++; replies[id] > 1 || way.name == "chatter" && sent.InteractionID == "" {
				t.Errorf("answered unasked, or twice: %s", tried[id])
			}
		}
	})
}

// misprints change one field each of the events of a kind, in turn.
type misprints struct {
	kind string

	mu    sync.Mutex
	queue []misprint
	seen  map[string]any // the event that was not changed
}

type misprint struct {
	path []string // nil: no change
	odd  any
}

// next says what is done to the event after those that were spoken of.
func (m *misprints) next(path []string, odd any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queue = append(m.queue, misprint{path, odd})
}

// paths returns the ways to every field of the event that came; of a list its first element counts.
func (m *misprints) paths(r *rig) (all [][]string) {
	var event map[string]any
	r.eventually(atMost, "no event comes", func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		event = m.seen
		return event != nil
	})
	var walk func(v any, path []string)
	walk = func(v any, path []string) {
		if len(path) > 0 {
			all = append(all, path)
		}
		if len(path) == 3 || len(path) == 2 && path[0] == "message" {
			return // deeper is what the bot wrote itself, or people's names and pictures
		}
		switch v := v.(type) {
		case map[string]any:
			for name, field := range v {
				walk(field, append(slices.Clip(path), name))
			}
		case []any:
			if len(v) > 0 {
				walk(v[0], append(slices.Clip(path), "0"))
			}
		}
	}
	walk(event, nil)
	return all
}

func (m *misprints) change(message []byte) ([]byte, error) {
	var p payload
	var d map[string]any
	m.mu.Lock()
	defer m.mu.Unlock()
	if json.Unmarshal(message, &p) != nil || p.Type != m.kind || len(m.queue) == 0 || json.Unmarshal(p.Data, &d) != nil {
		return asIs(message), nil
	}
	if author, ok := d["author"].(map[string]any); ok && author["bot"] == true {
		return asIs(message), nil // the bot's own replies
	}
	now := m.queue[0]
	m.queue = m.queue[1:]
	if now.path == nil {
		m.seen = d
		return asIs(message), nil
	}
	data, err := json.Marshal(map[string]any{"op": 0, "s": p.Seq, "t": p.Type, "d": replaced(d, now.path, now.odd)})
	return asIs(data), err
}

// replaced returns v with something else at the end of a path.
func replaced(v any, path []string, odd any) any {
	if len(path) == 0 {
		return odd
	}
	switch v := v.(type) {
	case map[string]any:
		v[path[0]] = replaced(v[path[0]], path[1:], odd)
	case []any:
		if i, err := strconv.Atoi(path[0]); err == nil && i < len(v) {
			v[i] = replaced(v[i], path[1:], odd)
		}
	}
	return v
}
