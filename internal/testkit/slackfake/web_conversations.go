package slackfake

import (
	"slices"
	"strings"
)

// readable finds a channel whose messages the bot may read.
func (f *Fake) readable(c *call) (*channel, *reply) {
	no := func(r reply) (*channel, *reply) { return nil, &r }
	if bad := c.missing("channel"); bad != nil {
		return nil, bad
	}
	ch := f.world.channels[c.str("channel")]
	switch {
	case ch == nil || !ch.visible():
		return no(refusal("channel_not_found"))
	case !f.granted(scopeFor(ch.Kind, "history")):
		return nil, f.lacking(scopeFor(ch.Kind, "history"))
	case !ch.botIn:
		return no(refusal("not_in_channel"))
	}
	return ch, nil
}

// page cuts a list of messages to the limit and gives the cursor of what follows.
func page(list []*Message, c *call, otherwise int) (cut []*Message, next string, ok bool) {
	from := 0
	if cursor := c.str("cursor"); cursor != "" {
		ts, found := strings.CutPrefix(cursor, "next_ts:")
		from = slices.IndexFunc(list, func(m *Message) bool { return m.TS == ts })
		if !found || from < 0 {
			return nil, "", false
		}
	}
	list = list[from:]
	if limit := c.number("limit", otherwise); limit > 0 && limit < len(list) {
		return list[:limit], "next_ts:" + list[limit].TS, true
	}
	return list, "", true
}

// between says whether a message lies within the arguments oldest and latest.
func between(m *Message, c *call) bool {
	inclusive, _ := c.boolean("inclusive")
	oldest, latest := c.str("oldest"), c.str("latest")
	after := oldest == "" || oldest == "0" || m.TS > oldest || inclusive && m.TS == oldest
	before := latest == "" || m.TS < latest || inclusive && m.TS == latest
	return after && before
}

func (f *Fake) wireMessages(list []*Message) []object {
	rendered := make([]object, len(list))
	for i, m := range list {
		rendered[i] = f.wireMessage(m)
	}
	return rendered
}

func (f *Fake) history(c *call) reply {
	ch, bad := f.readable(c)
	if bad != nil {
		return *bad
	}
	var list []*Message
	f.messages.all(func(m *Message) bool {
		if m.Channel == ch.ID && !m.Deleted && !m.Ephemeral() && (m.ThreadTS == "" || m.Broadcast) && between(m, c) {
			list = append(list, m)
		}
		return true
	})
	slices.Reverse(list)
	cut, next, ok := page(list, c, 100)
	if !ok {
		return refusal("invalid_cursor")
	}
	return success(object{"messages": f.wireMessages(cut), "has_more": next != "", "pin_count": 0, "response_metadata": object{"next_cursor": next}})
}

// repliesOf answers with a thread, its first message before the rest; of a message that is itself an
// answer, with that one alone.
func (f *Fake) repliesOf(c *call) reply {
	ch, bad := f.readable(c)
	if bad != nil {
		return *bad
	}
	if bad := c.missing("ts"); bad != nil {
		return *bad
	}
	ts := c.str("ts")
	asked, ok := f.messages.get(key(ch.ID, ts))
	if !ok || asked.Ephemeral() || asked.Deleted && asked.replies == 0 {
		return refusal("thread_not_found")
	}
	list := []*Message{asked}
	f.messages.all(func(m *Message) bool {
		if m.Channel == ch.ID && m.ThreadTS == ts && !m.Deleted && !m.Ephemeral() && between(m, c) {
			list = append(list, m)
		}
		return true
	})
	cut, next, ok := page(list, c, 1000)
	if !ok {
		return refusal("invalid_cursor")
	}
	return success(object{"messages": f.wireMessages(cut), "has_more": next != "", "response_metadata": object{"next_cursor": next}})
}

func (f *Fake) channelInfo(c *call) reply {
	if bad := c.missing("channel"); bad != nil {
		return *bad
	}
	ch := f.world.channels[c.str("channel")]
	switch {
	case ch == nil || !ch.visible():
		return refusal("channel_not_found")
	case !f.granted(scopeFor(ch.Kind, "read")):
		return *f.lacking(scopeFor(ch.Kind, "read"))
	}
	o := f.wireChannel(ch)
	if yes, _ := c.boolean("include_num_members"); yes {
		o["num_members"] = len(f.world.members(ch))
	}
	return success(object{"channel": o})
}

func (f *Fake) openDM(c *call) reply {
	id := c.str("channel")
	if users := c.str("users"); users != "" {
		if strings.Contains(users, ",") {
			return refusal("method_not_supported_for_channel_type") // the fake has no group messages
		}
		if id = f.world.ims[users]; id == "" {
			return refusal("user_not_found")
		}
	}
	ch := f.world.channels[id]
	if ch == nil || ch.Kind != "im" {
		return refusal("channel_not_found")
	}
	o := object{"id": ch.ID}
	if whole, _ := c.boolean("return_im"); whole {
		o = f.wireChannel(ch)
	}
	return success(object{"channel": o, "no_op": true, "already_open": true})
}

func (f *Fake) joinChannel(c *call) reply {
	if bad := c.missing("channel"); bad != nil {
		return *bad
	}
	ch := f.world.channels[c.str("channel")]
	switch {
	case ch == nil || !ch.visible():
		return refusal("channel_not_found")
	case ch.Kind != "channel":
		return refusal("method_not_supported_for_channel_type")
	case ch.archived:
		return refusal("is_archived")
	case ch.botIn:
		return success(object{"channel": f.wireChannel(ch), "warning": "already_in_channel", "response_metadata": object{"warnings": []string{"already_in_channel"}}})
	}
	ch.botIn = true
	return success(object{"channel": f.wireChannel(ch)})
}
