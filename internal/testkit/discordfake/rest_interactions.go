package discordfake

import (
	"encoding/json"
	"fmt"
	"slices"
)

// mostFollowups is how many followups an app that is installed for a user only may send.
const mostFollowups = 5

// allowedCallbacks says which callback types answer which kind of interaction.
var allowedCallbacks = map[int][]int{
	kindCommand:      {CallbackMessage, CallbackDeferred, CallbackModal},
	kindComponent:    {CallbackMessage, CallbackDeferred, CallbackDeferredUpdate, CallbackUpdate, CallbackModal},
	kindAutocomplete: {CallbackAutocomplete},
	kindModal:        {CallbackMessage, CallbackDeferred, CallbackDeferredUpdate, CallbackUpdate},
}

type callbackBody struct {
	Type int             `json:"type"`
	Data json.RawMessage `json:"data"`
}

func (f *Fake) callback(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, ok := f.interactions.get(x.vars[0])
	switch {
	case !ok || i.token != x.vars[1]:
		return unknown(codeUnknownInteraction, "interaction")
	case i.callback != 0:
		return refusal(400, codeAcknowledged, "Interaction has already been acknowledged.")
	case f.now().Sub(i.created) > f.opts.CallbackDeadline:
		return unknown(codeUnknownInteraction, "interaction")
	}
	var b callbackBody
	var e formErrors
	if refused, ok := decode(x.body, &b, "", &e); !ok {
		return refused
	}
	if !slices.Contains(allowedCallbacks[i.kind], b.Type) || i.kind == kindModal && i.source == "" && (b.Type == CallbackUpdate || b.Type == CallbackDeferredUpdate) {
		e.add("type", "INTERACTION_INVALID_CALLBACK_TYPE", fmt.Sprintf("Callback type %d cannot answer an interaction of type %d", b.Type, i.kind))
		return e.reply()
	}
	response, refused, ok := f.acknowledge(i, b, x)
	if !ok {
		return refused
	}
	i.callback = b.Type
	response.Type = b.Type
	response.MessageID = i.original
	i.add(response)
	close(i.done)
	if x.query.Get("with_response") != "true" {
		return reply{status: 204}
	}
	return f.callbackResponse(i, response)
}

// acknowledge carries out a callback of an allowed type. The caller holds f.mu.
func (f *Fake) acknowledge(i *Interaction, b callbackBody, x *exchange) (Response, reply, bool) {
	data := b.Data
	if !present(data) {
		data = json.RawMessage("{}")
	}
	switch b.Type {
	case CallbackAutocomplete:
		return parseChoices(data)
	case CallbackModal:
		return parseModal(data)
	case CallbackDeferred:
		m := f.replyMessage(i)
		var body messageBody
		var e formErrors
		if refused, ok := decode(data, &body, "data", &e); !ok {
			return Response{}, refused, false
		}
		m.Flags = FlagLoading | body.flags()&FlagEphemeral
		f.showReply(i, m)
		i.original = m.ID
		return respond(StepCallback, b.Data, &body), reply{}, true
	case CallbackDeferredUpdate:
		i.original = i.source
		return Response{Step: StepCallback, Data: b.Data}, reply{}, true
	case CallbackUpdate:
		m, ok := f.messages.get(i.source)
		if !ok || m.Deleted {
			return Response{}, unknown(codeUnknownMessage, "Message"), false
		}
		body, refused, ok := parseMessage(data, "data", m.Flags, len(x.files))
		if !ok {
			return Response{}, refused, false
		}
		if refused, ok := m.change(&body, f, x.files); !ok {
			return Response{}, refused, false
		}
		i.original = i.source
		f.publish("MESSAGE_UPDATE", m)
		return respond(StepCallback, b.Data, &body), reply{}, true
	}
	body, refused, ok := parseMessage(data, "data", 0, len(x.files))
	switch {
	case !ok:
		return Response{}, refused, false
	case body.empty(len(x.files)):
		return Response{}, refusal(400, codeEmptyMessage, "Cannot send an empty message"), false
	}
	m := f.replyMessage(i)
	m.fill(&body, f, x.files)
	m.Flags = body.flags() & (FlagSuppressEmbeds | FlagSuppressNotifications | FlagComponentsV2 | FlagEphemeral)
	f.showReply(i, m)
	i.original = m.ID
	return respond(StepCallback, b.Data, &body), reply{}, true
}

// replyMessage begins a message that answers an interaction. The caller holds f.mu.
func (f *Fake) replyMessage(i *Interaction) *Message {
	m := f.newMessage(f.world.channels[i.actor.Place.ChannelID], botUser)
	m.InteractionID, m.WebhookID, m.metadata = i.id, applicationID, i.metadata
	switch {
	case i.kind == kindComponent:
		m.Type, m.ReferenceID = TypeReply, i.source
		if to, ok := f.messages.get(i.source); ok && to.Ephemeral() {
			m.Type, m.ReferenceID = TypeDefault, ""
		}
	case i.kind == kindCommand && i.metadata.targeted:
		m.Type = TypeContextCommand
	case i.kind == kindCommand:
		m.Type = TypeSlashCommand
	}
	return m
}

// showReply keeps the message and tells the gateway. The caller holds f.mu.
func (f *Fake) showReply(i *Interaction, m *Message) {
	if m.Ephemeral() {
		m.ViewerID = i.actor.User.ID
	}
	f.store(m)
	f.publish("MESSAGE_CREATE", m)
}

func (f *Fake) callbackResponse(i *Interaction, r Response) reply {
	interaction := map[string]any{"id": i.id, "type": i.kind}
	if r.MessageID != "" {
		interaction["response_message_id"] = r.MessageID
		interaction["response_message_loading"] = r.Type == CallbackDeferred
		interaction["response_message_ephemeral"] = r.Ephemeral()
	}
	w := map[string]any{"interaction": interaction}
	if m, ok := f.messages.get(r.MessageID); ok && (r.Type == CallbackMessage || r.Type == CallbackUpdate) {
		w["resource"] = map[string]any{"type": r.Type, "message": f.delivered(m, true)}
	}
	return answer(200, w)
}

// responseTo finds the interaction that a webhook route names. The caller holds f.mu.
func (f *Fake) responseTo(x *exchange) (*Interaction, reply, bool) {
	id, known := tokenOwner(x.vars[1])
	i, kept := f.interactions.get(id)
	switch {
	case x.vars[0] != applicationID || !known || !kept || i.token != x.vars[1] || i.callback == 0:
		return nil, unknown(codeUnknownWebhook, "Webhook"), false
	case f.now().Sub(i.created) > f.opts.TokenLifetime:
		return nil, refusal(401, codeInvalidToken, "Invalid Webhook Token"), false
	}
	return i, reply{}, true
}

// responseMessage finds the message that a webhook route names: @original or a followup of the
// interaction. The caller holds f.mu.
func (f *Fake) responseMessage(x *exchange) (*Interaction, *Message, reply, bool) {
	i, refused, ok := f.responseTo(x)
	if !ok {
		return nil, nil, refused, false
	}
	id := x.vars[2]
	if id == "@original" {
		id = i.original
	}
	m, ok := f.messages.get(id)
	if !ok || m.Deleted || m.InteractionID != i.id && id != i.original {
		return nil, nil, unknown(codeUnknownMessage, "Message"), false
	}
	return i, m, reply{}, true
}

func (f *Fake) followUp(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, refused, ok := f.responseTo(x)
	if !ok {
		return refused
	}
	if m, ok := f.messages.get(i.original); ok && i.callback == CallbackDeferred && m.Loading() && !m.Deleted {
		return f.editAs(i, m, x) // the first followup after a deferral fills it
	}
	b, refused, ok := parseMessage(x.body, "", 0, len(x.files))
	switch {
	case !ok:
		return refused
	case b.empty(len(x.files)):
		return refusal(400, codeEmptyMessage, "Cannot send an empty message")
	case i.userInstalled() && i.followups >= mostFollowups:
		return refusal(400, codeTooManyFollowups, "This interaction has reached the maximum number of follow up messages")
	}
	i.followups++
	m := f.replyMessage(i)
	m.fill(&b, f, x.files)
	m.Type, m.ReferenceID = TypeReply, i.original
	m.Flags = b.flags() & (FlagSuppressEmbeds | FlagSuppressNotifications | FlagComponentsV2 | FlagEphemeral)
	f.showReply(i, m)
	r := respond(StepFollowup, x.body, &b)
	r.MessageID = m.ID
	i.add(r)
	return answer(200, f.delivered(m, true))
}

func (f *Fake) editResponse(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, m, refused, ok := f.responseMessage(x)
	if !ok {
		return refused
	}
	return f.editAs(i, m, x)
}

// editAs edits a reply and records that. The caller holds f.mu.
func (f *Fake) editAs(i *Interaction, m *Message, x *exchange) reply {
	b, result := f.edit(m, x)
	if result.status == 200 {
		r := respond(StepEdit, x.body, &b)
		r.MessageID = m.ID
		i.add(r)
	}
	return result
}

func (f *Fake) getResponse(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, m, refused, ok := f.responseMessage(x)
	if !ok {
		return refused
	}
	return answer(200, f.delivered(m, true))
}

func (f *Fake) deleteResponse(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, m, refused, ok := f.responseMessage(x)
	if !ok {
		return refused
	}
	f.remove(m)
	i.add(Response{Step: StepDelete, MessageID: m.ID})
	return reply{status: 204}
}
