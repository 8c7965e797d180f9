package slackfake

import "slices"

// tell delivers an event, whether it is subscribed to or not.
func (f *Fake) tell(name string, event object, h *Handle) {
	id := f.ids.next("Ev")
	payload := object{
		"token": oldToken, "team_id": teamID, "context_team_id": teamID, "context_enterprise_id": nil, "api_app_id": appID,
		"event": event, "type": "event_callback", "event_id": id, "event_time": eventTime(str(event, "event_ts")),
		"authorizations":        []object{{"enterprise_id": nil, "team_id": teamID, "user_id": botUserID, "is_bot": true, "is_enterprise_install": false}},
		"is_ext_shared_channel": false, "event_context": "4-" + id,
	}
	f.post.send(&envelope{kind: kindEvent, name: name, eventID: id, payload: encode(payload), handle: h})
}

// subscribed says whether the app gets a bot event: it asked for it and has the scope that goes with it.
func (f *Fake) subscribed(event, scope string) bool {
	return slices.Contains(f.opts.Subscriptions, event) && f.granted(scope)
}

// hears says whether the app gets the messages of a channel.
func (f *Fake) hears(c *channel) bool {
	events := map[string]string{"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
	return c.botIn && f.subscribed(events[c.Kind], scopeFor(c.Kind, "history"))
}

// tellMessage delivers the message event of a new message where the app hears it.
func (f *Fake) tellMessage(m *Message) { f.tellMessageFor(m, nil) }

func (f *Fake) tellMessageFor(m *Message, h *Handle) {
	c := f.world.channels[m.Channel]
	if c == nil || !f.hears(c) {
		return
	}
	event := f.wireMessage(m)
	event["channel"], event["channel_type"], event["event_ts"] = m.Channel, c.Kind, m.TS
	delete(event, "reply_count")
	f.tell("message", event, h)
}

// tellMention delivers the app_mention event of a message. Slack sends none in direct messages.
func (f *Fake) tellMention(m *Message, h *Handle) {
	c := f.world.channels[m.Channel]
	if c == nil || !c.botIn || c.Kind == "im" || !f.subscribed("app_mention", "app_mentions:read") {
		return
	}
	event := f.wireMessage(m)
	event["type"], event["channel"], event["event_ts"] = "app_mention", m.Channel, m.TS
	f.tell("app_mention", event, h)
}

// tellChanged delivers the event of a changed message.
func (f *Fake) tellChanged(m *Message, before object) {
	c := f.world.channels[m.Channel]
	if c == nil || !f.hears(c) {
		return
	}
	ts := f.ids.ts(f.now())
	f.tell("message", object{
		"type": "message", "subtype": "message_changed", "message": f.wireMessage(m), "previous_message": before, "channel": m.Channel,
		"hidden": true, "ts": ts, "event_ts": ts, "channel_type": c.Kind,
	}, nil)
}

// tellDeleted delivers the event of a deleted message.
func (f *Fake) tellDeleted(m *Message, before object) {
	c := f.world.channels[m.Channel]
	if c == nil || !f.hears(c) {
		return
	}
	ts := f.ids.ts(f.now())
	f.tell("message", object{
		"type": "message", "subtype": "message_deleted", "previous_message": before, "deleted_ts": m.TS, "channel": m.Channel,
		"hidden": true, "ts": ts, "event_ts": ts, "channel_type": c.Kind,
	}, nil)
}
