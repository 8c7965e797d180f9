package slackfake_test

import (
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
)

func searchModal() object {
	in := func(block string, optional bool, element object) object {
		return object{"type": "input", "block_id": block, "label": plain(block), "optional": optional, "element": element}
	}
	return object{
		"type": "modal", "callback_id": "search", "title": plain("Search"), "submit": plain("Search"), "notify_on_close": true, "private_metadata": "kept",
		"blocks": []any{
			in("q", false, object{"type": "plain_text_input", "action_id": "question", "max_length": 20}),
			in("s", true, object{"type": "external_select", "action_id": "speaker", "min_query_length": 2}),
			in("d", true, object{"type": "datepicker", "action_id": "from"}),
			in("c", true, object{"type": "checkboxes", "action_id": "kinds", "options": times(3, option), "initial_options": []any{option(0)}}),
		},
	}
}

// openModal has an app open a modal for a global shortcut.
func openModal(t *testing.T, fake *slackfake.Fake, ana slackfake.Actor) slackfake.View {
	t.Helper()
	act := fake.GlobalShortcut(ana, "search")
	accepted(t, call(t, fake, "views.open", object{"trigger_id": act.TriggerID(), "view": searchModal()}))
	view, err := act.WaitView(patience)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// The whole way through a modal: shortcut, suggestions, submission, errors, update, push, clear.
func TestModal(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	answer := make(chan any, 1)
	var got slack.InteractionCallback
	connect(t, fake, func(a *app) {
		a.inter = func(c slack.InteractionCallback) any {
			switch c.Type {
			case slack.InteractionTypeBlockSuggestion:
				return object{"options": []any{object{"text": plain("Wishnie " + c.Value), "value": "wishnie"}}}
			case slack.InteractionTypeViewSubmission:
				got = c
				return <-answer
			}
			return nil
		}
	})
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	view := openModal(t, fake, ana)
	suggested := fake.Suggest(ana, view, "speaker", "wi")
	if _, err := suggested.Wait(patience); err != nil {
		t.Fatal(err)
	}
	if list := suggested.Options(); len(list) != 1 || list[0].Text != "Wishnie wi" {
		t.Fatalf("options %+v", list)
	}
	values := map[string]any{"question": "what?", "speaker": "wishnie", "from": "2017-03-01", "kinds": []string{"v1", "v2"}}
	submit := func(v slackfake.View, response any) *slackfake.Handle {
		t.Helper()
		answer <- response
		h := fake.Submit(ana, v, values)
		if _, err := h.Wait(patience); err != nil {
			t.Fatal(err)
		}
		values = nil
		return h
	}
	submit(view, object{"response_action": "errors", "errors": object{"q": "too short"}})
	state := got.View.State.Values
	if state["q"]["question"].Value != "what?" || state["s"]["speaker"].SelectedOption.Value != "wishnie" || state["d"]["from"].SelectedDate != "2017-03-01" ||
		len(state["c"]["kinds"].SelectedOptions) != 2 || got.View.PrivateMetadata != "kept" || got.View.CallbackID != "search" || got.User.ID != ana.Person.ID {
		t.Errorf("submission %+v", got.View)
	}
	if now, _ := fake.View(view.ID); !now.Open || now.Errors["q"] != "too short" {
		t.Errorf("after errors %+v", now)
	}
	if h := submit(view, object{"response_action": "errors", "errors": object{"nowhere": "x"}}); h.Trouble() == "" {
		t.Error("errors of a block that is not there are no trouble")
	}
	submit(view, object{"response_action": "update", "view": with(searchModal(), "title", plain("Again"))})
	if top, _ := fake.TopView(ana.Person); top.ID != view.ID || top.Title != "Again" || top.Updates != 1 || top.Hash == view.Hash {
		t.Errorf("after update %+v", top)
	}
	pushed := submit(view, object{"response_action": "push", "view": with(searchModal(), "title", plain("Above"))})
	top, _ := fake.TopView(ana.Person)
	if top.Title != "Above" || top.PreviousID != view.ID || top.RootID != view.ID || len(pushed.Views()) != 2 {
		t.Errorf("after push %+v", top)
	}
	values = map[string]any{"question": "more"}
	submit(top, object{"response_action": "clear"})
	if top, open := fake.TopView(ana.Person); open {
		t.Errorf("after clear %+v", top)
	}
	again := openModal(t, fake, ana)
	values = map[string]any{"question": "more"}
	submit(again, nil)
	if now, _ := fake.View(again.ID); now.Open {
		t.Error("an empty answer left the modal open")
	}
	last := openModal(t, fake, ana)
	closed := fake.Close(ana, last)
	if _, err := closed.Wait(patience); err != nil || closed.Deliveries() != 1 {
		t.Errorf("close: %v, %d deliveries", err, closed.Deliveries())
	}
}

func TestTriggersAndHashes(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	act := fake.GlobalShortcut(ana, "search")
	open := func(trigger string) apiResult {
		return call(t, fake, "views.open", object{"trigger_id": trigger, "view": searchModal()})
	}
	opened := accepted(t, open(act.TriggerID()))
	refused(t, open(act.TriggerID()), "exchanged_trigger_id")
	late := fake.GlobalShortcut(ana, "search")
	fake.Advance(3100 * time.Millisecond)
	refused(t, open(late.TriggerID()), "expired_trigger_id")
	update := func(args ...any) apiResult {
		return call(t, fake, "views.update", with(object{"view_id": opened.at("view.id"), "view": searchModal()}, args...))
	}
	refused(t, update("hash", "1.x"), "hash_conflict")
	accepted(t, update("hash", opened.at("view.hash")))
	refused(t, update("hash", opened.at("view.hash")), "hash_conflict")
	refused(t, update("view_id", "V404"), "not_found")
	refused(t, call(t, fake, "views.push", object{"trigger_id": fake.Slash(ana, "/clippings", "").TriggerID(), "view": searchModal()}), "not_found")

	home := object{"type": "home", "blocks": []any{section("coverage"), actions(button("open", "Open", "1"), with(button("open2", "Open", "2")))}}
	publish := func(args ...any) apiResult {
		return call(t, fake, "views.publish", with(object{"user_id": ana.Person.ID, "view": home}, args...))
	}
	first := accepted(t, publish())
	refused(t, publish("hash", "1.x"), "hash_conflict")
	accepted(t, publish("hash", first.at("view.hash")))
	refused(t, publish("user_id", "U404"), "invalid_arguments")
	refused(t, publish("view", searchModal()), "invalid_arguments")
	view, ok := fake.Home(ana.Person)
	if !ok || view.Updates != 1 || view.Shown() != "coverage\nOpen\nOpen" {
		t.Errorf("home %+v", view)
	}
	disabled := slackfake.New(t, slackfake.Options{NoHome: true})
	refused(t, call(t, disabled, "views.publish", object{"user_id": ana.Person.ID, "view": home}), "not_enabled")
	connect(t, fake, func(a *app) {
		a.inter = func(c slack.InteractionCallback) any {
			if c.Type != slack.InteractionTypeBlockActions {
				return nil
			}
			if c.Container.Type != "view" || c.View.ID != view.ID || c.ResponseURL != "" || c.ActionCallback.BlockActions[0].Value != "1" {
				t.Errorf("from the Home tab %+v", c)
			}
			_, err := a.api.OpenView(c.TriggerID, slack.ModalViewRequest{Type: slack.VTModal, Title: slack.NewTextBlockObject("plain_text", "Found", false, false)})
			if err == nil {
				t.Error("a view without blocks was opened")
			}
			return nil
		}
	})
	if _, err := fake.Press(ana, view, "open").Wait(patience); err != nil {
		t.Error(err)
	}
	seen := fake.OpenHome(ana)
	if _, err := seen.Wait(patience); err != nil {
		t.Error(err)
	}
}

// failing is a testing.TB that only counts the errors of what the fake refuses to do.
type failing struct {
	testing.TB
	errors []string
}

func (f *failing) Errorf(format string, args ...any) { f.errors = append(f.errors, format) }

// What Slack's clients would not let a person do fails the test.
func TestImpossibleActs(t *testing.T) {
	tb := &failing{TB: t}
	fake := slackfake.New(tb, slackfake.Options{})
	ana, ben := fake.Actor(fake.Person(0), fake.Public(0)), fake.Actor(fake.Person(1), fake.Public(0))
	view := openModal(t, fake, ana)
	posted := accepted(t, call(t, fake, "chat.postMessage", object{"channel": ana.Channel.ID, "text": "x", "blocks": []any{actions(button("a", "A", "1"))}}))
	m, _ := fake.Message(ana.Channel.ID, posted.body["ts"].(string))
	only := accepted(t, call(t, fake, "chat.postEphemeral", object{"channel": ana.Channel.ID, "user": ana.Person.ID, "text": "x", "blocks": []any{actions(button("a", "A", "1"))}}))
	mine, _ := fake.Message(ana.Channel.ID, only.body["message_ts"].(string))
	for name, act := range map[string]func() *slackfake.Handle{
		"no button":           func() *slackfake.Handle { return fake.Press(ana, m, "b") },
		"other value":         func() *slackfake.Handle { return fake.Press(ana, m, "a", "2") },
		"other channel":       func() *slackfake.Handle { return fake.Press(fake.Actor(ana.Person, fake.Private()), m, "a") },
		"another's ephemeral": func() *slackfake.Handle { return fake.Press(ben, mine, "a") },
		"another's modal":     func() *slackfake.Handle { return fake.Submit(ben, view, nil) },
		"required":            func() *slackfake.Handle { return fake.Submit(ana, view, nil) },
		"too long":            func() *slackfake.Handle { return fake.Submit(ana, view, map[string]any{"question": text(21)}) },
		"not offered": func() *slackfake.Handle {
			return fake.Submit(ana, view, map[string]any{"question": "x", "speaker": "y"})
		},
		"no date": func() *slackfake.Handle {
			return fake.Submit(ana, view, map[string]any{"question": "x", "from": "May"})
		},
		"no element":         func() *slackfake.Handle { return fake.Submit(ana, view, map[string]any{"nothing": "x"}) },
		"short query":        func() *slackfake.Handle { return fake.Suggest(ana, view, "speaker", "w") },
		"no thread":          func() *slackfake.Handle { return fake.Say(ana, "x", slackfake.InThread("1.2")) },
		"no slash":           func() *slackfake.Handle { return fake.Slash(ana, "clippings", "x") },
		"tick a button":      func() *slackfake.Handle { return fake.Tick(ana, m, "a", "1") },
		"close a home":       func() *slackfake.Handle { return fake.Close(ana, slackfake.View{ID: "V404"}) },
		"ephemeral shortcut": func() *slackfake.Handle { return fake.MessageShortcut(ana, "check", mine) },
		"stranger":           func() *slackfake.Handle { return fake.Say(ana, "x", slackfake.InThread(mine.TS+"0")) },
	} {
		before := len(tb.errors)
		h := act()
		if h.Err() == nil || len(tb.errors) != before+1 {
			t.Errorf("%s: possible", name)
		}
		if _, err := h.Wait(time.Second); err == nil {
			t.Errorf("%s: acknowledged", name)
		}
		if _, err := h.WaitReply(time.Second); err == nil {
			t.Errorf("%s: answered", name)
		}
	}
	fake.Delete(m)
	if fake.Press(ana, m, "a").Err() == nil {
		t.Error("a deleted message can be used")
	}
}

// Ticks are remembered and told with every later act in the same message.
func TestTicks(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	var calls []slack.InteractionCallback
	connect(t, fake, func(a *app) {
		a.inter = func(c slack.InteractionCallback) any { calls = append(calls, c); return nil }
	})
	posted := accepted(t, call(t, fake, "chat.postMessage", object{"channel": fake.Public(0).ID, "text": "x", "blocks": []any{
		with(section("pick"), "block_id", "b", "accessory", object{"type": "checkboxes", "action_id": "pick", "options": times(4, option)}),
		actions(button("collect", "Collect", "1"), object{"type": "overflow", "action_id": "menu", "options": times(2, option)}),
	}}))
	ana, ben := fake.Actor(fake.Person(0), fake.Public(0)), fake.Actor(fake.Person(1), fake.Public(0))
	m, _ := fake.Message(fake.Public(0).ID, posted.body["ts"].(string))
	for _, h := range []*slackfake.Handle{
		fake.Tick(ana, m, "pick", "v1", "v3"), fake.Press(ana, m, "collect"), fake.Press(ben, m, "collect"), fake.Press(ben, m, "menu", "v1"),
	} {
		if _, err := h.Wait(patience); err != nil {
			t.Fatal(err)
		}
	}
	if len(calls) != 4 {
		t.Fatalf("%d calls", len(calls))
	}
	if a := calls[0].ActionCallback.BlockActions[0]; len(a.SelectedOptions) != 2 || a.SelectedOptions[1].Value != "v3" || a.BlockID != "b" {
		t.Errorf("ticked %+v", a)
	}
	ticked := func(c slack.InteractionCallback) int {
		return len(c.BlockActionState.Values["b"]["pick"].SelectedOptions)
	}
	if ticked(calls[1]) != 2 || ticked(calls[2]) != 0 {
		t.Errorf("state of %d and %d", ticked(calls[1]), ticked(calls[2]))
	}
	if o := calls[3].ActionCallback.BlockActions[0].SelectedOption; o.Value != "v1" {
		t.Errorf("menu %+v", o)
	}
	if c := calls[1]; c.Message.Timestamp != m.TS || c.Channel.ID != m.Channel || c.Container.MessageTs != m.TS || c.TriggerID == "" || c.ResponseURL == "" || c.APIAppID != fake.AppID() {
		t.Errorf("payload %+v", c)
	}
}
