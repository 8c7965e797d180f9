package discordfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Interaction types.
const (
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5
)

// Callback types.
const (
	CallbackPong           = 1
	CallbackMessage        = 4
	CallbackDeferred       = 5
	CallbackDeferredUpdate = 6
	CallbackUpdate         = 7
	CallbackAutocomplete   = 8
	CallbackModal          = 9
)

// The steps in which a bot answers an interaction.
const (
	StepCallback = "callback"
	StepEdit     = "edit"     // PATCH of the reply or of a followup
	StepFollowup = "followup" // a further message
	StepDelete   = "delete"
)

// Interaction is something a person did with the bot, and what the bot answered. It stays valid after
// the fake has forgotten it.
type Interaction struct {
	f          *Fake
	id, token  string
	kind       int
	actor      Actor
	name       string // of the command
	created    time.Time
	dispatched time.Time
	done       chan struct{} // closed by the callback
	bad        error         // why it never happened
	source     string        // the message whose component was used
	metadata   *wireMetadata

	// guarded by f.mu
	responses []Response
	callback  int    // its type, once it came
	original  string // the message that @original names
	followups int
}

// Response is one thing that the bot did about an interaction.
type Response struct {
	Step       string
	Type       int // of a callback
	At         time.Time
	Elapsed    time.Duration   // since the interaction was dispatched
	Data       json.RawMessage // data of a callback, the whole body otherwise; empty when there was none
	Flags      int             // as sent
	Content    string
	Embeds     json.RawMessage
	Components []Component // of a message or a modal
	Choices    []Choice    // of an autocomplete
	CustomID   string      // of a modal
	Title      string      // of a modal
	MessageID  string      // the message it made, changed or deleted
}

// Choice is one suggestion of an autocomplete.
type Choice struct {
	Name              string            `json:"name"`
	NameLocalizations map[string]string `json:"name_localizations"`
	Value             any               `json:"value"`
}

// Ephemeral says whether the response asked to be seen by one person only.
func (r Response) Ephemeral() bool { return r.Flags&FlagEphemeral != 0 }

// Text is all that can be read in the response but embeds: its content and its text displays, one a line.
func (r Response) Text() string { return text(r.Content, r.Components) }

// Button returns the component with the custom id.
func (r Response) Button(customID string) (Component, bool) { return find(r.Components, customID) }

// CustomIDs lists the custom ids of the response's components in their order.
func (r Response) CustomIDs() []string { return customIDs(r.Components) }

// ID is the interaction's id.
func (i *Interaction) ID() string { return i.id }

// Token is the interaction's token.
func (i *Interaction) Token() string { return i.token }

// Wait waits for the callback, the bot's first answer.
func (i *Interaction) Wait(timeout time.Duration) (Response, error) {
	if i.bad != nil {
		return Response{}, i.bad
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-i.done:
		return i.Responses()[0], nil
	case <-timer.C:
	case <-i.f.closed:
	}
	select {
	case <-i.done:
		return i.Responses()[0], nil
	default:
		return Response{}, fmt.Errorf("no callback for interaction %s (%s) within %v", i.id, i.name, timeout)
	}
}

// WaitReply waits until the person sees an answer: the message that the callback brought, or the one
// that a deferred callback was edited into.
func (i *Interaction) WaitReply(timeout time.Duration) (Message, error) {
	if i.bad != nil {
		return Message{}, i.bad
	}
	var m Message
	if !i.f.await(timeout, func() bool { var ok bool; m, ok = i.Reply(); return ok && !m.Loading() }) {
		return m, fmt.Errorf("no reply to interaction %s (%s) within %v", i.id, i.name, timeout)
	}
	return m, nil
}

// Responses returns all that the bot did about the interaction so far.
func (i *Interaction) Responses() []Response {
	i.f.mu.Lock()
	defer i.f.mu.Unlock()
	return append([]Response(nil), i.responses...)
}

// Reply returns the message that @original names as it is now, if there is one. After a deferred
// update there is one only once it was edited.
func (i *Interaction) Reply() (Message, bool) {
	i.f.mu.Lock()
	defer i.f.mu.Unlock()
	m, ok := i.f.messages.get(i.original)
	edited := slices.ContainsFunc(i.responses, func(r Response) bool { return r.Step == StepEdit })
	if !ok || m.Deleted || i.callback == CallbackDeferredUpdate && !edited {
		return Message{}, false
	}
	return *m, true
}

// Elapsed is the time from the dispatch to the callback, 0 while there was none.
func (i *Interaction) Elapsed() time.Duration {
	i.f.mu.Lock()
	defer i.f.mu.Unlock()
	if len(i.responses) == 0 {
		return 0
	}
	return i.responses[0].Elapsed
}

// Interactions returns the interactions that the fake still keeps, the oldest first.
func (f *Fake) Interactions() []*Interaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []*Interaction
	f.interactions.all(func(i *Interaction) bool { list = append(list, i); return true })
	return list
}

// add records a response. The caller holds f.mu.
func (i *Interaction) add(r Response) {
	r.At = time.Now()
	r.Elapsed = r.At.Sub(i.dispatched)
	i.responses = append(i.responses, r)
	i.f.changed.raise()
}

// respond renders a parsed message body as a response.
func respond(step string, data json.RawMessage, b *messageBody) Response {
	return Response{Step: step, Data: data, Flags: b.flags(), Content: b.content, Embeds: b.Embeds, Components: b.components}
}
