package slackfake

import (
	"fmt"
	"slices"
	"strings"
)

// act makes a handle, gives it a trigger and lets fill make the envelope. With an error it fails the
// test instead. The caller holds f.mu.
func (f *Fake) act(a Actor, kind, name string, err error, fill func(h *Handle) *envelope) *Handle {
	h := &Handle{f: f, kind: kind, name: name, actor: a, started: f.ids.ts(f.now())}
	if err == nil && a.Channel.ID != "" && f.world.channels[a.Channel.ID] == nil {
		err = fmt.Errorf("there is no channel %q", a.Channel.ID)
	}
	if err != nil {
		h.bad = fmt.Errorf("slackfake: %s cannot do %s %q: %w", a.Person.Name, kind, name, err)
		f.errorf("%v", h.bad)
		return h
	}
	if e := fill(h); e != nil {
		e.handle = h
		f.post.send(e)
	}
	return h
}

// Slash has a person use a slash command, which is possible in every channel, whether the bot is in
// it or not. Slack escapes &, < and > of what is typed.
func (f *Fake) Slash(a Actor, command, text string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	var err error
	if !strings.HasPrefix(command, "/") {
		err = fmt.Errorf("a command begins with /")
	}
	return f.act(a, kindCommand, command, err, func(h *Handle) *envelope {
		c := f.world.channels[a.Channel.ID]
		h.trigger = f.newTrigger(h, "")
		h.hook = f.newHook(h, "commands", nil)
		h.name = strings.TrimSpace(command + " " + text)
		payload := encode(object{
			"token": oldToken, "team_id": teamID, "team_domain": teamDomain, "channel_id": c.ID, "channel_name": c.channelName(),
			"user_id": a.Person.ID, "user_name": a.Person.Name, "command": command, "text": escape(text), "api_app_id": appID,
			"is_enterprise_install": "false", "response_url": f.address("hooks.slack.com", h.hook.path), "trigger_id": h.trigger,
		})
		return &envelope{kind: kindCommand, name: command, payload: payload, accepts: true}
	})
}

// interaction is what all interaction payloads have.
func (f *Fake) interaction(kind string, h *Handle) object {
	return object{
		"type": kind, "token": oldToken, "api_app_id": appID, "team": object{"id": teamID, "domain": teamDomain},
		"user": interactor(h.actor.Person), "enterprise": nil, "is_enterprise_install": false,
	}
}

// MessageShortcut has a person use a shortcut of a message's menu.
func (f *Fake) MessageShortcut(a Actor, callbackID string, on Message) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.messages.get(key(on.Channel, on.TS))
	var err error
	switch {
	case !ok || m.Deleted || m.Ephemeral():
		err = fmt.Errorf("there is no message %s in %s", on.TS, on.Channel)
	case a.Channel.ID != m.Channel:
		err = fmt.Errorf("the message is in channel %s, the person in %s", m.Channel, a.Channel.ID)
	}
	return f.act(a, "message_action", callbackID, err, func(h *Handle) *envelope {
		c := f.world.channels[m.Channel]
		h.trigger = f.newTrigger(h, "")
		h.hook = f.newHook(h, "app", nil)
		h.thread = m.root()
		payload := f.interaction("message_action", h)
		payload["callback_id"], payload["trigger_id"], payload["action_ts"] = callbackID, h.trigger, h.started
		payload["response_url"] = f.address("hooks.slack.com", h.hook.path)
		payload["channel"] = object{"id": c.ID, "name": c.channelName()}
		payload["message_ts"], payload["message"] = m.TS, f.wireMessage(m)
		return &envelope{kind: kindInteraction, name: "message_action", payload: encode(payload)}
	})
}

// GlobalShortcut has a person use a global shortcut, which tells the app nothing of where they are.
func (f *Fake) GlobalShortcut(a Actor, callbackID string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.act(a, "shortcut", callbackID, nil, func(h *Handle) *envelope {
		h.trigger = f.newTrigger(h, "")
		payload := f.interaction("shortcut", h)
		payload["callback_id"], payload["trigger_id"], payload["action_ts"] = callbackID, h.trigger, h.started
		return &envelope{kind: kindInteraction, name: "shortcut", payload: encode(payload)}
	})
}

// OpenHome has a person open the app's Home tab.
func (f *Fake) OpenHome(a Actor) *Handle { return f.openTab(a, "home") }

// OpenMessages has a person open the app's Messages tab.
func (f *Fake) OpenMessages(a Actor) *Handle { return f.openTab(a, "messages") }

func (f *Fake) openTab(a Actor, tab string) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	a.Channel = f.world.channels[f.world.ims[a.Person.ID]].Channel
	return f.act(a, "app_home_opened", tab, nil, func(h *Handle) *envelope {
		event := object{"type": "app_home_opened", "user": a.Person.ID, "channel": a.Channel.ID, "tab": tab, "event_ts": h.started}
		if v := f.homes[a.Person.ID]; v != nil && tab == "home" {
			event["view"] = f.wireView(v)
		}
		if slices.Contains(f.opts.Subscriptions, "app_home_opened") {
			f.tell("app_home_opened", event, h)
		}
		return nil
	})
}

// StartAssistant has a person open the app as an assistant beside a channel, in a thread of their
// direct messages. Handle.Message is the thread's first message, which Slack writes; what the person
// says next goes to the same channel with InThread.
func (f *Fake) StartAssistant(a Actor) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	beside := a.Channel
	a.Channel = f.world.channels[f.world.ims[a.Person.ID]].Channel
	return f.act(a, "assistant_thread_started", "", nil, func(h *Handle) *envelope {
		root := &Message{
			Channel: a.Channel.ID, TS: h.started, User: botUserID, Subtype: "assistant_app_thread", Text: "New Assistant Thread",
			Via: ViaPerson, Sent: f.now(),
		}
		f.store(root)
		h.message = root
		f.assist[key(root.Channel, root.TS)] = &Assistant{Channel: root.Channel, ThreadTS: root.TS, Person: a.Person.ID}
		if f.subscribed("assistant_thread_started", "assistant:write") {
			f.tell("assistant_thread_started", f.assistantEvent("assistant_thread_started", root, a.Person, beside), h)
		}
		return nil
	})
}

// MoveAssistant has the person go to another channel while the assistant stays open beside it.
func (f *Fake) MoveAssistant(started *Handle, to Channel) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	var err error
	if started.message == nil {
		err = fmt.Errorf("no assistant thread was started")
	}
	return f.act(started.actor, "assistant_thread_context_changed", to.Name, err, func(h *Handle) *envelope {
		if f.subscribed("assistant_thread_context_changed", "assistant:write") {
			f.tell("assistant_thread_context_changed", f.assistantEvent("assistant_thread_context_changed", started.message, h.actor.Person, to), h)
		}
		return nil
	})
}

func (f *Fake) assistantEvent(kind string, root *Message, p Person, beside Channel) object {
	context := object{"force_search": false}
	if beside.ID != "" {
		context = object{"channel_id": beside.ID, "team_id": teamID, "enterprise_id": nil}
	}
	return object{
		"type": kind, "event_ts": f.ids.ts(f.now()),
		"assistant_thread": object{"user_id": p.ID, "context": context, "channel_id": root.Channel, "thread_ts": root.TS},
	}
}
