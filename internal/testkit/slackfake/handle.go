package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Handle is something that a person did, and what the app made of it. It stays valid after the fake
// has forgotten it.
type Handle struct {
	f       *Fake
	kind    string // as in slash_commands, block_actions, message
	name    string // the command, the action id, the text
	actor   Actor
	bad     error // why it never happened
	started string
	message *Message // of Say
	thread  string   // the thread in which, or on whose first message, something was used
	hook    *hook
	trigger string

	// guarded by f.mu
	envelopes []*envelope
	acks      []Ack
	trouble   string
	replies   []*Message // through the acknowledgement and the response URL
	views     []string
	options   []Option
}

// Ack is the app's answer to an envelope, or to a request over HTTP.
type Ack struct {
	EnvelopeID string
	Kind       string          // as in events_api, slash_commands, interactive
	Name       string          // the event's or interaction's type, or the command
	Payload    json.RawMessage // empty when there was none
	At         time.Time
	Elapsed    time.Duration // since the envelope was last delivered
	Attempt    int           // which delivery it answers: 0 is the first
	Connection int           // over which it came; 0 over HTTP
	Late       bool          // it came after the delivery had failed: its payload does not count
	Repeated   bool          // the envelope was acknowledged before
	Unknown    bool          // there is no such envelope
}

// Wait waits until everything that was sent because of the act is acknowledged, and returns the
// acknowledgement that has a payload, or the first. An act that sent nothing is done at once.
func (h *Handle) Wait(timeout time.Duration) (Ack, error) {
	if h.bad != nil {
		return Ack{}, h.bad
	}
	var found Ack
	var open []string
	done := func() bool {
		h.f.mu.Lock()
		defer h.f.mu.Unlock()
		open = nil
		for _, e := range h.envelopes {
			if !e.acked {
				open = append(open, e.describe())
			}
		}
		if open != nil {
			return false
		}
		for i, a := range h.acks {
			if i == 0 || found.Payload == nil && a.Payload != nil {
				found = a
			}
		}
		return true
	}
	if !h.f.await(timeout, done) {
		return found, fmt.Errorf("%s by %s: no acknowledgement within %v of %v", h.label(), h.actor.Person.Name, timeout, open)
	}
	return found, nil
}

func (h *Handle) label() string { return fmt.Sprintf("%s %q", h.kind, h.name) }

// Acks returns the acknowledgements so far, repeated and late ones too.
func (h *Handle) Acks() []Ack {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return slices.Clone(h.acks)
}

// Deliveries is how often something was delivered because of the act, repetitions included.
func (h *Handle) Deliveries() int {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	n := 0
	for _, e := range h.envelopes {
		n += e.deliveries
	}
	return n
}

// Trouble is the error that Slack shows to the person instead of an answer, empty when there is none:
// operation_timeout when a command or an interaction was not acknowledged in time, dispatch_failed
// when it could not be delivered, otherwise what was wrong with the answer, as in invalid_blocks.
func (h *Handle) Trouble() string {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return h.trouble
}

// Replies returns what became visible for the person because of the act, as it is now, the oldest
// first, deleted messages too: the message in the acknowledgement, what came through the response URL,
// what only this person sees in the channel, the bot's messages in the thread of what was said or
// used, and all of them in direct messages. Messages of the latter three kinds are counted from the act on, so
// that those to a person's later act in the same place are among them.
func (h *Handle) Replies() []Message {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return h.repliesLocked()
}

func (h *Handle) repliesLocked() []Message {
	if h.bad != nil {
		return nil
	}
	found := slices.Clone(h.replies)
	places := []string{key("only", h.actor.Channel.ID, h.actor.Person.ID)}
	switch {
	case h.actor.Channel.Kind == "im":
		places = append(places, key("dm", h.actor.Channel.ID))
	case h.message != nil:
		places = append(places, key("thread", h.message.Channel, h.message.root()))
	case h.thread != "":
		places = append(places, key("thread", h.actor.Channel.ID, h.thread))
	}
	for _, place := range places {
		list, _ := h.f.threads.get(place)
		for i := len(list) - 1; i >= 0 && list[i].TS > h.started; i-- {
			if list[i].hook == "" && !slices.Contains(found, list[i]) {
				found = append(found, list[i])
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *Message) int { return compare(a.TS, b.TS) })
	list := make([]Message, len(found))
	for i, m := range found {
		list[i] = m.copy()
	}
	return list
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// WaitReply waits for the first of Replies.
func (h *Handle) WaitReply(timeout time.Duration) (Message, error) {
	list, err := h.WaitReplies(1, timeout)
	if err != nil {
		return Message{}, err
	}
	return list[0], nil
}

// pending says whether something sent because of the act can still be acknowledged.
func (h *Handle) pending() bool {
	return slices.ContainsFunc(h.envelopes, func(e *envelope) bool { return !e.acked && !e.lost })
}

// WaitReplies waits until there are n of Replies and returns them all. It does not wait on when the
// person has been shown an error and nothing is delivered again.
func (h *Handle) WaitReplies(n int, timeout time.Duration) ([]Message, error) {
	if h.bad != nil {
		return nil, h.bad
	}
	var list []Message
	var trouble string
	h.f.await(timeout, func() bool {
		h.f.mu.Lock()
		defer h.f.mu.Unlock()
		list, trouble = h.repliesLocked(), h.trouble
		return len(list) >= n || trouble != "" && !h.pending()
	})
	switch {
	case len(list) >= n:
		return list, nil
	case trouble != "":
		return list, fmt.Errorf("%s: %s was shown the error %s", h.label(), h.actor.Person.Name, trouble)
	}
	return list, fmt.Errorf("%s: %d of %d replies to %s within %v", h.label(), len(list), n, h.actor.Person.Name, timeout)
}

// Views returns the modals that were opened with the act's trigger, as they are now.
func (h *Handle) Views() []View {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	var list []View
	for _, id := range h.views {
		if v, ok := h.f.views.get(id); ok {
			list = append(list, *v)
		}
	}
	return list
}

// WaitView waits until a modal was opened with the act's trigger.
func (h *Handle) WaitView(timeout time.Duration) (View, error) {
	if h.bad != nil {
		return View{}, h.bad
	}
	var list []View
	if !h.f.await(timeout, func() bool { list = h.Views(); return len(list) > 0 }) {
		return View{}, fmt.Errorf("%s: no modal for %s within %v", h.label(), h.actor.Person.Name, timeout)
	}
	return list[0], nil
}

// Options returns what Suggest was answered with.
func (h *Handle) Options() []Option {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return slices.Clone(h.options)
}

// Message is what Say wrote.
func (h *Handle) Message() Message {
	if h.message == nil {
		return Message{}
	}
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return h.message.copy()
}

// TriggerID is the trigger_id that the act carried, empty when it has none.
func (h *Handle) TriggerID() string { return h.trigger }

// ResponseURL is the response_url that the act carried, empty when it has none.
func (h *Handle) ResponseURL() string {
	if h.hook == nil {
		return ""
	}
	return h.f.address("hooks.slack.com", h.hook.path)
}

// Err is why the act never happened, nil when it did.
func (h *Handle) Err() error { return h.bad }
