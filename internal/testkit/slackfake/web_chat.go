package slackfake

import (
	"encoding/json"
	"time"
	"unicode/utf8"
)

// content is what a message says, as far as it is the same for every way of sending one.
type content struct {
	text        string
	markdown    string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
}

// contentOf checks what a message says and refuses it with Slack's error. most is how long its text may be.
func (f *Fake) contentOf(text, markdown string, blocks, attachments, metadata json.RawMessage, most int) (content, *reply) {
	no := func(name string) (content, *reply) {
		r := refusal(name)
		return content{}, &r
	}
	c := content{text: text, markdown: markdown, attachments: attachments}
	checked, bad := f.messageBlocks(blocks)
	if bad != nil {
		return content{}, bad
	}
	c.blocks = checked
	if len(attachments) > 0 {
		list := blockList(attachments)
		switch {
		case list == nil && string(attachments) != "[]":
			return no("invalid_attachments")
		case len(list) > 100:
			return no("too_many_attachments")
		case len(list) == 0:
			c.attachments = nil
		}
	}
	if len(metadata) > 0 {
		var m struct {
			Type    string          `json:"event_type"`
			Payload json.RawMessage `json:"event_payload"`
		}
		if json.Unmarshal(metadata, &m) != nil {
			return no("invalid_metadata_format")
		}
		if m.Type != "" {
			c.metadata = metadata
		}
	}
	switch {
	case markdown != "" && (text != "" || c.blocks != nil):
		return no("markdown_text_conflict")
	case utf8.RuneCountInString(markdown) > mostMarkdown, utf8.RuneCountInString(text) > most:
		return no("msg_too_long")
	case text == "" && markdown == "" && c.blocks == nil && c.attachments == nil:
		return no("no_text")
	}
	return c, nil
}

// into puts the content into a message.
func (c content) into(m *Message) {
	m.Text, m.Markdown, m.Blocks, m.Attachments, m.Metadata = c.text, c.markdown, c.blocks, c.attachments, c.metadata
}

func (f *Fake) contentOfCall(c *call, most int) (content, *reply) {
	return f.contentOf(c.str("text"), c.str("markdown_text"), c.raw("blocks"), c.raw("attachments"), c.raw("metadata"), most)
}

// writable finds the channel that a message is to go to, by its id or a person's.
func (f *Fake) writable(id string) (*channel, *reply) {
	no := func(name string) (*channel, *reply) {
		r := refusal(name)
		return nil, &r
	}
	if im := f.world.ims[id]; im != "" {
		id = im
	}
	c := f.world.channels[id]
	switch {
	case c == nil || !c.visible():
		return no("channel_not_found")
	case c.Kind == "im" && f.opts.NoMessagesTab:
		return no("messages_tab_disabled")
	case !c.botIn:
		return no("not_in_channel")
	case c.archived:
		return no("is_archived")
	}
	return c, nil
}

// threadFault is why a message cannot be an answer in a thread, nil when it can.
func (f *Fake) threadFault(c *channel, ts string) *reply {
	if ts == "" {
		return nil
	}
	var r reply
	root, ok := f.messages.get(key(c.ID, ts))
	switch {
	case (!ok || root.Deleted || root.Ephemeral()) && f.assist[key(c.ID, ts)] == nil:
		r = refusal("thread_not_found")
	case ok && root.ThreadTS != "":
		r = refusal("cannot_reply_to_message")
	default:
		return nil
	}
	return &r
}

// crowded says whether a channel has had its share of messages for this second.
func (f *Fake) crowded(c *channel) bool {
	if f.opts.ChannelPerSecond == 0 {
		return false
	}
	now := f.now()
	recent := f.posted[c.ID]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Second {
		recent = recent[1:]
	}
	if len(recent) >= f.opts.ChannelPerSecond {
		f.posted[c.ID] = recent
		return true
	}
	f.posted[c.ID] = append(recent, now)
	return false
}

// botMessage begins a message of the app under test.
func (f *Fake) botMessage(channelID, via string) *Message {
	now := f.now()
	return &Message{Channel: channelID, TS: f.ids.ts(now), User: botUserID, BotID: botID, Via: via, Sent: now}
}

// publish stores a message of the bot that everybody sees and tells the app of it. In an assistant
// thread it ends the status.
func (f *Fake) publish(m *Message) {
	f.store(m)
	if thread := f.assist[key(m.Channel, m.ThreadTS)]; thread != nil {
		thread.Status, thread.Loading = "", nil
	}
	if !f.opts.NoEcho {
		f.tellMessage(m)
	}
}

func (f *Fake) postMessage(c *call) reply {
	if bad := c.missing("channel"); bad != nil {
		return *bad
	}
	to, bad := f.writable(c.str("channel"))
	if bad != nil {
		return *bad
	}
	said, bad := f.contentOfCall(c, mostText)
	if bad != nil {
		return *bad
	}
	if bad := f.threadFault(to, c.str("thread_ts")); bad != nil {
		return *bad
	}
	if f.crowded(to) {
		return limited(1)
	}
	m := f.botMessage(to.ID, ViaPost)
	said.into(m)
	m.ThreadTS, m.Parse = c.str("thread_ts"), c.str("parse")
	m.LinkNames, _ = c.boolean("link_names")
	m.Broadcast, _ = c.boolean("reply_broadcast")
	m.UnfurlLinks, m.UnfurlMedia = c.flag("unfurl_links"), c.flag("unfurl_media")
	if m.Broadcast && m.ThreadTS != "" {
		m.Subtype = "thread_broadcast"
	}
	f.publish(m)
	return success(object{"channel": m.Channel, "ts": m.TS, "message": f.wireMessage(m)})
}

func (f *Fake) postEphemeral(c *call) reply {
	if bad := c.missing("channel", "user"); bad != nil {
		return *bad
	}
	to, bad := f.writable(c.str("channel"))
	if bad != nil {
		return *bad
	}
	viewer, known := f.world.byPerson[c.str("user")]
	if !known || viewer.Bot {
		return refusal("user_not_found")
	}
	if !to.has(viewer.ID) {
		return refusal("user_not_in_channel")
	}
	said, bad := f.contentOfCall(c, mostText)
	if bad != nil {
		return *bad
	}
	if bad := f.threadFault(to, c.str("thread_ts")); bad != nil {
		return *bad
	}
	m := f.botMessage(to.ID, ViaEphemeral)
	said.into(m)
	m.Viewer, m.ThreadTS, m.Parse = viewer.ID, c.str("thread_ts"), c.str("parse")
	m.LinkNames, _ = c.boolean("link_names")
	m.UnfurlLinks, m.UnfurlMedia = c.flag("unfurl_links"), c.flag("unfurl_media")
	f.store(m)
	return success(object{"message_ts": m.TS})
}

// own finds a message of the bot's that it can change. An ephemeral one cannot be found.
func (f *Fake) own(c *call, refused string) (*Message, *reply) {
	no := func(name string) (*Message, *reply) {
		r := refusal(name)
		return nil, &r
	}
	if bad := c.missing("channel", "ts"); bad != nil {
		return nil, bad
	}
	to := f.world.channels[c.str("channel")]
	if to == nil || !to.visible() {
		return no("channel_not_found")
	}
	m, ok := f.messages.get(key(to.ID, c.str("ts")))
	switch {
	case !ok || m.Deleted || m.Ephemeral():
		return no("message_not_found")
	case !m.ByBot():
		return no(refused)
	}
	return m, nil
}

func (f *Fake) updateMessage(c *call) reply {
	m, bad := f.own(c, "cant_update_message")
	if bad != nil {
		return *bad
	}
	said, bad := f.contentOfCall(c, mostUpdatedText)
	if bad != nil {
		return *bad
	}
	// What an update does not name stays; an empty list takes the blocks or attachments away.
	if c.str("blocks") == "" {
		said.blocks = m.Blocks
	}
	if c.str("attachments") == "" {
		said.attachments = m.Attachments
	}
	if c.str("metadata") == "" {
		said.metadata = m.Metadata
	}
	f.change(m, said)
	return success(object{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": f.wireMessage(m)})
}

// change gives a message new content and tells the app of it unless only one person sees it.
func (f *Fake) change(m *Message, said content) {
	before := f.wireMessage(m)
	said.into(m)
	m.Edited = f.now()
	m.Edits++
	f.changed.raise()
	if !m.Ephemeral() && !(f.opts.NoEcho && m.ByBot()) {
		f.tellChanged(m, before)
	}
}

func (f *Fake) deleteMessage(c *call) reply {
	m, bad := f.own(c, "cant_delete_message")
	if bad != nil {
		return *bad
	}
	f.remove(m)
	return success(object{"channel": m.Channel, "ts": m.TS})
}

// remove deletes a message and tells the app of it unless only one person saw it.
func (f *Fake) remove(m *Message) {
	before := f.wireMessage(m)
	m.Deleted = true
	f.changed.raise()
	if !m.Ephemeral() && !(f.opts.NoEcho && m.ByBot()) {
		f.tellDeleted(m, before)
	}
}
