package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// shownNow is what stands where something was shown, as it is now.
type shownNow struct {
	place
	message *Message
	view    *View
	blocks  json.RawMessage
}

// look finds what a person sees. A message must be in their channel and visible to them, a view open
// and theirs.
func (f *Fake) look(a Actor, on Shown) (shownNow, error) {
	p := on.place()
	if p.view != "" {
		v, ok := f.views.get(p.view)
		if home := f.homes[a.Person.ID]; !ok && home != nil && home.ID == p.view {
			v, ok = home, true
		}
		switch {
		case !ok:
			return shownNow{}, fmt.Errorf("there is no view %q", p.view)
		case !v.Open:
			return shownNow{}, fmt.Errorf("view %s is closed", v.ID)
		case v.Person != a.Person.ID:
			return shownNow{}, fmt.Errorf("view %s is another person's", v.ID)
		}
		return shownNow{place: p, view: v, blocks: v.Blocks}, nil
	}
	m, ok := f.messages.get(key(p.channel, p.ts))
	switch {
	case !ok:
		return shownNow{}, fmt.Errorf("there is no message %s in %s", p.ts, p.channel)
	case m.Deleted:
		return shownNow{}, fmt.Errorf("message %s is deleted", m.TS)
	case m.Channel != a.Channel.ID:
		return shownNow{}, fmt.Errorf("message %s is in channel %s, the person in %s", m.TS, m.Channel, a.Channel.ID)
	case m.Ephemeral() && m.Viewer != a.Person.ID:
		return shownNow{}, fmt.Errorf("message %s is visible to %s only", m.TS, m.Viewer)
	}
	return shownNow{place: p, message: m, blocks: m.Blocks}, nil
}

// Press has a person press a button, or choose an option of a select, of radio buttons or of an
// overflow menu: the value says which, and tells buttons with the same action id apart. The options of
// an external select are those last suggested. The element must be there for the person to see, or the
// test fails. In an input block the app learns of it only if the block says so.
func (f *Fake) Press(a Actor, on Shown, actionID string, value ...string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, e, err := f.usable(a, on, actionID, value...)
	var chosen object
	if err == nil {
		switch {
		case e.Type == "button":
		case len(value) != 1:
			err = fmt.Errorf("a %s needs one value", e.Type)
		case e.Type == "overflow":
			o, ok := f.offered(now.key(), e, value[0])
			if !ok {
				err = fmt.Errorf("the menu %q has no option %q", actionID, value[0])
			}
			chosen = object{"selected_option": o.raw}
		case singleState[e.Type] != "":
			chosen, err = f.fill(now.key(), e, value[0])
		default:
			err = fmt.Errorf("a %s cannot be pressed", e.Type)
		}
	}
	return f.use(a, now, e, actionID, chosen, err)
}

// Tick has a person tick checkboxes, or choose entries of a select of many: those of the values and no others.
func (f *Fake) Tick(a Actor, on Shown, actionID string, values ...string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, e, err := f.usable(a, on, actionID)
	var chosen object
	if err == nil {
		if manyState[e.Type] == "" {
			err = fmt.Errorf("a %s cannot be ticked", e.Type)
		} else {
			chosen, err = f.fill(now.key(), e, values)
		}
	}
	return f.use(a, now, e, actionID, chosen, err)
}

// usable finds an element that the person can see; of several with the same action id, the one with the value.
func (f *Fake) usable(a Actor, on Shown, actionID string, value ...string) (shownNow, Element, error) {
	now, err := f.look(a, on)
	if err != nil {
		return now, Element{}, err
	}
	elements := elementsOf(blockList(now.blocks))
	for _, e := range elements {
		if e.ActionID == actionID && (e.Type != "button" || len(value) == 0 || e.Value == value[0]) {
			return now, e, nil
		}
	}
	return now, Element{}, fmt.Errorf("there is no element %q %q, but %q", actionID, value, actionIDs(elements))
}

// use remembers what was put into an element and tells the app of it.
func (f *Fake) use(a Actor, now shownNow, e Element, actionID string, chosen object, err error) *Handle {
	return f.act(a, "block_actions", actionID, err, func(h *Handle) *envelope {
		if initialState(e) != nil {
			f.put(now.key(), a.Person.ID, e, chosen)
		}
		if e.Input && !e.Dispatch {
			return nil
		}
		action := object{"type": e.Type, "action_id": e.ActionID, "block_id": e.BlockID, "action_ts": h.started}
		for name, value := range chosen {
			action[name] = value
		}
		for _, name := range []string{"text", "value", "style", "url", "placeholder"} {
			if e.raw[name] != nil {
				action[name] = e.raw[name]
			}
		}
		payload := f.source(h, now, "block_actions")
		payload["actions"] = []object{action}
		return &envelope{kind: kindInteraction, name: "block_actions", payload: encode(payload)}
	})
}

// source begins the payload of an interaction with where it happened. What an ephemeral message holds
// is not told, as Slack does not.
func (f *Fake) source(h *Handle, now shownNow, kind string) object {
	payload := f.interaction(kind, h)
	if now.view != nil {
		modal := ""
		if now.view.Type == inModal {
			modal = now.view.ID
		}
		h.trigger = f.newTrigger(h, modal)
		payload["trigger_id"] = h.trigger
		payload["container"] = object{"type": "view", "view_id": now.view.ID}
		payload["view"] = f.wireView(now.view)
		return payload
	}
	m := now.message
	c := f.world.channels[m.Channel]
	h.trigger = f.newTrigger(h, "")
	h.hook = f.newHook(h, "actions", m)
	h.thread = m.root()
	container := object{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral()}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["trigger_id"], payload["container"] = h.trigger, container
	payload["channel"] = object{"id": c.ID, "name": c.channelName()}
	payload["response_url"] = f.address("hooks.slack.com", h.hook.path)
	payload["state"] = object{"values": f.stateOf(now.key(), h.actor.Person.ID, m.Blocks)}
	if !m.Ephemeral() {
		payload["message"] = f.wireMessage(m)
	}
	return payload
}

// Suggest has a person type in an external select and asks the app for options, which Handle.Options
// returns. Slack's clients ask only from min_query_length characters on, 3 unless the element says otherwise.
func (f *Fake) Suggest(a Actor, on Shown, actionID, typed string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, e, err := f.usable(a, on, actionID)
	if err == nil {
		least := 3
		if n, ok := whole(e.raw["min_query_length"]); ok {
			least = n
		}
		switch {
		case !slices.Contains([]string{"external_select", "multi_external_select"}, e.Type):
			err = fmt.Errorf("a %s has no suggestions", e.Type)
		case utf8.RuneCountInString(typed) < least:
			err = fmt.Errorf("nothing is asked before %d characters are typed", least)
		}
	}
	return f.act(a, "block_suggestion", actionID, err, func(h *Handle) *envelope {
		payload := f.source(h, now, "block_suggestion")
		delete(payload, "trigger_id")
		delete(payload, "response_url")
		h.trigger, h.hook = "", nil
		payload["action_id"], payload["block_id"], payload["value"] = e.ActionID, e.BlockID, typed
		return &envelope{kind: kindInteraction, name: "block_suggestion", payload: encode(payload), accepts: true}
	})
}
