package discordfake

import (
	"encoding/json"
	"regexp"
	"slices"
)

// newMessage begins a message in a channel. The caller holds f.mu and stores it.
func (f *Fake) newMessage(c *channel, author User) *Message {
	return &Message{ID: f.newID(), ChannelID: c.id, GuildID: c.guildID, Author: author, Sent: f.now()}
}

// store keeps a message. The caller holds f.mu.
func (f *Fake) store(m *Message) {
	f.messages.add(m.ID, m)
	if c := f.world.channels[m.ChannelID]; c != nil {
		c.lastMessage = m.ID
	}
	f.changed.raise()
}

// remove deletes a message. The caller holds f.mu.
func (f *Fake) remove(m *Message) {
	m.Deleted = true
	f.changed.raise()
	if m.Ephemeral() || f.world.channels[m.ChannelID].private {
		return
	}
	event := encode(wireReferenceOf(m))
	f.gateway.dispatch("MESSAGE_DELETE", m.GuildID, messageIntent(m), event, event)
}

func wireReferenceOf(m *Message) map[string]string {
	w := map[string]string{"id": m.ID, "channel_id": m.ChannelID}
	if m.GuildID != "" {
		w["guild_id"] = m.GuildID
	}
	return w
}

func messageIntent(m *Message) int {
	if m.GuildID == "" {
		return IntentDirectMessages
	}
	return IntentGuildMessages
}

// publish tells the gateway of a message, if it is one that the bot gets to see. The caller holds f.mu.
func (f *Fake) publish(event string, m *Message) {
	f.changed.raise()
	c := f.world.channels[m.ChannelID]
	if m.Ephemeral() || c == nil || c.private || c.denied&ViewChannel != 0 || !f.gateway.listening() {
		return
	}
	full := encode(f.delivered(m, true))
	bare := full
	if !f.exempt(m) || m.ReferenceID != "" {
		bare = encode(f.delivered(m, false))
	}
	f.gateway.dispatch(event, m.GuildID, messageIntent(m), full, bare)
}

// fill takes over what a request said of a new message.
func (m *Message) fill(b *messageBody, f *Fake, files []Attachment) {
	m.Content = b.content
	m.setEmbeds(b.Embeds)
	m.setComponents(b.Components)
	m.AllowedMentions = b.AllowedMentions
	m.attach(f, files)
	m.mentionsFrom(f, true)
}

// change takes over what an edit said: absent fields stay as they were.
func (m *Message) change(b *messageBody, f *Fake, files []Attachment) (reply, bool) {
	next := *m
	if b.Content != nil {
		next.Content = b.content
	}
	if b.Embeds != nil {
		next.setEmbeds(b.Embeds)
	}
	if b.Components != nil {
		next.setComponents(b.Components)
	}
	if b.AllowedMentions != nil {
		next.AllowedMentions = b.AllowedMentions
	}
	const settable = FlagSuppressEmbeds | FlagComponentsV2
	if b.Flags != nil {
		next.Flags = next.Flags&^FlagSuppressEmbeds | *b.Flags&settable
	}
	next.attach(f, files)
	var embeds []embed
	_ = json.Unmarshal(orEmpty(next.Embeds), &embeds) // checked when it came in
	if next.Flags&FlagComponentsV2 != 0 {
		if next.Content != "" || len(embeds) > 0 {
			var e formErrors
			e.add("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The content and embeds must be set to null to use MessageFlags.IS_COMPONENTS_V2")
			return e.reply(), false
		}
	}
	if next.Content == "" && len(embeds) == 0 && len(next.Components) == 0 && len(next.Attachments) == 0 {
		return refusal(400, codeEmptyMessage, "Cannot send an empty message"), false
	}
	if next.Loading() {
		next.Flags &^= FlagLoading
	} else {
		next.Edited = f.now()
		next.Edits++
	}
	next.mentionsFrom(f, false)
	*m = next
	return reply{}, true
}

func (m *Message) setEmbeds(raw json.RawMessage) {
	m.Embeds, m.shownEmbeds = raw, shownEmbeds(raw)
}

func (m *Message) setComponents(raw json.RawMessage) {
	m.RawComponents, m.shownComponents = raw, shownComponents(raw)
	m.Components = nil
	_ = json.Unmarshal(m.shownComponents, &m.Components) // checked when it came in
}

func (m *Message) attach(f *Fake, files []Attachment) {
	for _, file := range files {
		file.ID = f.newID()
		file.URL = f.URL() + "/attachments/" + m.ChannelID + "/" + file.ID + "/" + file.Filename
		file.ProxyURL = file.URL
		m.Attachments = append(slices.Clip(m.Attachments), file)
	}
}

func (m *Message) mention(u User) {
	if !slices.Contains(m.Mentions, u) {
		m.Mentions = append(slices.Clip(m.Mentions), u)
	}
}

var (
	userMention = regexp.MustCompile(`<@!?(\d+)>`)
	roleMention = regexp.MustCompile(`<@&(\d+)>`)
)

// mentionsFrom works out whom the message mentions. Of the bot's messages only those count that
// allowed_mentions lets through. The caller holds f.mu.
func (m *Message) mentionsFrom(f *Fake, fresh bool) {
	if !fresh {
		m.Mentions, m.mentionRoles, m.mentionEveryone = nil, nil, false
	}
	pings := f.pinged(m)
	for _, id := range pings.Users {
		if u, ok := f.world.byUser[id]; ok {
			m.mention(u)
		}
	}
	m.mentionRoles = pings.Roles
	m.mentionEveryone = pings.Everyone
}
