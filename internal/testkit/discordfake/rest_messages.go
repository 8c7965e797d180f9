package discordfake

import "time"

// nonceMemory is how long a nonce is remembered: Discord says "the past few minutes".
const nonceMemory = 5 * time.Minute

type sentNonce struct {
	messageID string
	at        time.Time
}

// channelFor finds a channel that the bot may use in the ways needed, or says why not. The caller
// holds f.mu.
func (f *Fake) channelFor(id string, need Permission) (*channel, reply, bool) {
	c := f.world.channels[id]
	switch {
	case c == nil:
		return nil, unknown(codeUnknownChannel, "Channel"), false
	case c.private || c.denied&ViewChannel != 0:
		return nil, refusal(403, codeMissingAccess, "Missing Access"), false
	case c.denied&need != 0:
		return nil, refusal(403, codeMissingPermissions, "Missing Permissions"), false
	}
	return c, reply{}, true
}

func (f *Fake) createMessage(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, refused, ok := f.channelFor(x.vars[0], SendMessages)
	if !ok {
		return refused
	}
	b, refused, ok := parseMessage(x.body, "", 0, len(x.files))
	if !ok {
		return refused
	}
	switch {
	case b.empty(len(x.files)):
		return refusal(400, codeEmptyMessage, "Cannot send an empty message")
	case c.refusesDMs:
		return refusal(403, codeCannotSendToUser, "Cannot send messages to this user")
	case len(b.embeds) > 0 && c.denied&EmbedLinks != 0, len(x.files) > 0 && c.denied&AttachFiles != 0:
		return refusal(403, codeMissingPermissions, "Missing Permissions")
	}
	if key := c.id + " " + b.nonce; b.nonce != "" && b.EnforceNonce {
		if sent, known := f.nonces.get(key); known && f.now().Sub(sent.at) < nonceMemory {
			if m, ok := f.messages.get(sent.messageID); ok {
				return answer(200, f.delivered(m, true))
			}
		}
	}
	m := f.newMessage(c, botUser)
	m.fill(&b, f, x.files)
	m.Flags = b.flags() & (FlagSuppressEmbeds | FlagSuppressNotifications | FlagComponentsV2)
	m.Nonce = b.nonce
	if b.Reference != nil && b.Reference.MessageID != "" {
		to, known := f.messages.get(b.Reference.MessageID)
		mayFail := b.Reference.FailIfNotExists == nil || *b.Reference.FailIfNotExists
		switch {
		case c.denied&ReadMessageHistory != 0:
			return refusal(400, codeReplyWithoutHistory, "Cannot reply without permission to read message history")
		case known && !to.Deleted && to.ChannelID == c.id:
			m.Type, m.ReferenceID = TypeReply, to.ID
			if m.AllowedMentions == nil || m.AllowedMentions.RepliedUser {
				m.mention(to.Author)
			}
		case mayFail:
			var e formErrors
			e.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
			return e.reply()
		}
	}
	if m.Nonce != "" {
		f.nonces.add(c.id+" "+m.Nonce, sentNonce{m.ID, m.Sent})
	}
	f.store(m)
	f.publish("MESSAGE_CREATE", m)
	return answer(200, f.delivered(m, true))
}

func (f *Fake) editMessage(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, refused, ok := f.messageFor(x)
	switch {
	case !ok:
		return refused
	case m.Author.ID != botUser.ID:
		return refusal(403, codeOthersMessage, "Cannot edit a message authored by another user")
	}
	_, result := f.edit(m, x)
	return result
}

// edit carries out a PATCH of one of the bot's messages. The caller holds f.mu.
func (f *Fake) edit(m *Message, x *exchange) (messageBody, reply) {
	b, refused, ok := parseMessage(x.body, "", m.Flags, len(x.files))
	if !ok {
		return b, refused
	}
	if refused, ok := m.change(&b, f, x.files); !ok {
		return b, refused
	}
	f.publish("MESSAGE_UPDATE", m)
	return b, answer(200, f.delivered(m, true))
}

func (f *Fake) getMessage(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, refused, ok := f.messageFor(x)
	if !ok {
		return refused
	}
	return answer(200, f.delivered(m, f.gateway.disallowed()&IntentMessageContent == 0))
}

func (f *Fake) deleteMessage(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, refused, ok := f.messageFor(x)
	switch {
	case !ok:
		return refused
	case m.Author.ID != botUser.ID:
		return refusal(403, codeMissingPermissions, "Missing Permissions")
	}
	f.remove(m)
	return reply{status: 204}
}

// messageFor finds the message that a route names. Ephemeral messages are unknown to these routes, as
// they are to Discord's. The caller holds f.mu.
func (f *Fake) messageFor(x *exchange) (*Message, reply, bool) {
	c, refused, ok := f.channelFor(x.vars[0], 0)
	if !ok {
		return nil, refused, false
	}
	m, known := f.messages.get(x.vars[1])
	if !known || m.Deleted || m.ChannelID != c.id || m.Ephemeral() {
		return nil, unknown(codeUnknownMessage, "Message"), false
	}
	return m, reply{}, true
}

func (f *Fake) typing(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, refused, ok := f.channelFor(x.vars[0], SendMessages); !ok {
		return refused
	}
	return reply{status: 204}
}

func (f *Fake) getChannel(x *exchange) reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, refused, ok := f.channelFor(x.vars[0], 0)
	if !ok {
		return refused
	}
	return answer(200, f.wireChannel(c))
}

func (f *Fake) openDM(x *exchange) reply {
	var b struct {
		RecipientID string `json:"recipient_id"`
	}
	var e formErrors
	if refused, ok := decode(x.body, &b, "", &e); !ok {
		return refused
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	id, ok := f.world.dms[b.RecipientID]
	if !ok {
		return refusal(400, codeInvalidRecipient, "Invalid Recipient(s)")
	}
	return answer(200, f.wireChannel(f.world.channels[id]))
}
