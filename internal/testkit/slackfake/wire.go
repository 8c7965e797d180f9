package slackfake

import (
	"encoding/json"
	"strconv"
	"time"
)

// seconds is a time as Slack writes it in whole seconds.
func seconds(t time.Time) int64 { return t.Unix() }

// wireMessage renders a message as it stands in events and in answers. The caller holds f.mu.
func (f *Fake) wireMessage(m *Message) object {
	o := object{"type": "message", "ts": m.TS, "text": m.Text, "team": teamID}
	set := func(name, value string) {
		if value != "" {
			o[name] = value
		}
	}
	raw := func(name string, value json.RawMessage) {
		if len(value) > 0 {
			o[name] = value
		}
	}
	set("user", m.User)
	set("subtype", m.Subtype)
	set("client_msg_id", m.clientMsgID)
	raw("blocks", m.Blocks)
	raw("attachments", m.Attachments)
	raw("metadata", m.Metadata)
	if m.BotID != "" {
		o["bot_id"] = m.BotID
		if m.BotID == botID {
			o["app_id"] = appID
			o["bot_profile"] = botProfile()
		}
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
		if root, ok := f.messages.get(key(m.Channel, m.ThreadTS)); ok {
			set("parent_user_id", root.User)
		}
	} else if m.replies > 0 {
		o["thread_ts"], o["reply_count"], o["reply_users_count"], o["latest_reply"] = m.TS, m.replies, 1, m.lastReply
	}
	if !m.Edited.IsZero() {
		o["edited"] = object{"user": m.User, "ts": stamp(m.Edited.Unix() * 1_000_000)}
	}
	if len(m.Files) > 0 {
		files := make([]object, len(m.Files))
		for i, file := range m.Files {
			files[i] = file.wire()
		}
		o["files"], o["upload"], o["display_as_bot"] = files, true, false
	}
	return o
}

func botProfile() object {
	return object{
		"id": botID, "app_id": appID, "user_id": botUserID, "name": botName, "team_id": teamID, "deleted": false, "updated": 1700000000,
		"icons": object{"image_36": "https://a.slack-edge.com/bot_36.png", "image_48": "https://a.slack-edge.com/bot_48.png", "image_72": "https://a.slack-edge.com/bot_72.png"},
	}
}

// wireUser renders a person as users.info does. The caller holds f.mu.
func (f *Fake) wireUser(p Person, locale bool) object {
	o := object{
		"id": p.ID, "team_id": teamID, "name": p.Name, "deleted": false, "color": "9f69e7", "real_name": p.RealName,
		"tz": "America/New_York", "tz_label": "Eastern Standard Time", "tz_offset": -18000,
		"profile":  object{"real_name": p.RealName, "real_name_normalized": p.RealName, "display_name": p.Name, "display_name_normalized": p.Name, "team": teamID, "status_text": "", "status_emoji": ""},
		"is_admin": false, "is_owner": false, "is_primary_owner": false, "is_restricted": false, "is_ultra_restricted": false,
		"is_bot": p.Bot, "is_app_user": false, "is_email_confirmed": true, "updated": 1700000000,
	}
	if locale {
		o["locale"] = f.world.locale(p.ID)
	}
	return o
}

// wireChannel renders a channel as conversations.info does. The caller holds f.mu.
func (f *Fake) wireChannel(c *channel) object {
	o := object{
		"id": c.ID, "created": 1700000000, "is_archived": c.archived, "is_channel": c.Kind == "channel", "is_group": c.Kind == "group",
		"is_im": c.Kind == "im", "is_mpim": c.Kind == "mpim", "is_private": c.Kind != "channel", "is_org_shared": false, "context_team_id": teamID, "updated": 1700000000000,
	}
	if c.Kind == "im" {
		o["user"], o["is_open"], o["priority"] = c.person, true, 0
		return o
	}
	more := object{
		"name": c.Name, "name_normalized": c.Name, "is_general": c.Name == "general", "is_member": c.botIn, "is_shared": false, "is_ext_shared": false,
		"creator": f.world.people[0].ID, "unlinked": 0, "topic": object{"value": "", "creator": "", "last_set": 0}, "purpose": object{"value": "", "creator": "", "last_set": 0},
	}
	for name, value := range more {
		o[name] = value
	}
	return o
}

// interactor is a person as interaction payloads name them.
func interactor(p Person) object {
	return object{"id": p.ID, "username": p.Name, "name": p.Name, "team_id": teamID}
}

// channelName is how payloads name a channel.
func (c *channel) channelName() string {
	switch c.Kind {
	case "im":
		return "directmessage"
	case "mpim":
		return "mpdm"
	case "group":
		return "privategroup"
	}
	return c.Name
}

// personBlocks is the rich text that Slack's clients send with what a person types: mentions and links
// apart from the text around them.
func personBlocks(id, text string) json.RawMessage {
	var words []any
	add := func(s string) {
		if s != "" {
			words = append(words, object{"type": "text", "text": unescape(s)})
		}
	}
	last := 0
	for _, at := range typedParts.FindAllStringSubmatchIndex(text, -1) {
		add(text[last:at[0]])
		if at[2] >= 0 {
			words = append(words, object{"type": "user", "user_id": text[at[2]:at[3]]})
		} else {
			words = append(words, object{"type": "link", "url": unescape(text[at[4]:at[5]])})
		}
		last = at[1]
	}
	add(text[last:])
	if words == nil {
		return nil
	}
	return encode([]any{object{"type": "rich_text", "block_id": id, "elements": []any{object{"type": "rich_text_section", "elements": words}}}})
}

// eventTime is the second of a ts.
func eventTime(ts string) int64 {
	n, _ := strconv.ParseFloat(ts, 64)
	return int64(n)
}
