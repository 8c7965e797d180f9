package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// fill is the state of an element into which a person puts a value: text, or texts where it takes many.
func (f *Fake) fill(source string, e Element, value any) (object, error) {
	if field := singleState[e.Type]; field != "" {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("element %q takes one text, not %T", e.ActionID, value)
		}
		one, err := f.single(source, e, field, text)
		return object{"type": e.Type, field: one}, err
	}
	field := manyState[e.Type]
	texts, ok := value.([]string)
	if !ok || field == "" {
		return nil, fmt.Errorf("element %q (%s) does not take %T", e.ActionID, e.Type, value)
	}
	list := []any{}
	for _, text := range texts {
		one, err := f.single(source, e, field, text)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	if most, given := whole(e.raw["max_selected_items"]); given && len(list) > most {
		return nil, fmt.Errorf("element %q takes at most %d", e.ActionID, most)
	}
	return object{"type": e.Type, field: list}, nil
}

func (f *Fake) single(source string, e Element, field, text string) (any, error) {
	switch {
	case field == "selected_option" || field == "selected_options":
		o, ok := f.offered(source, e, text)
		if !ok {
			return nil, fmt.Errorf("element %q does not offer %q", e.ActionID, text)
		}
		return o.raw, nil
	case text == "":
		return nil, nil
	case field == "selected_date" && !dateForm.MatchString(text), field == "selected_time" && !timeForm.MatchString(text):
		return nil, fmt.Errorf("element %q takes no %q", e.ActionID, text)
	case field == "selected_date_time":
		n, err := strconv.Atoi(text)
		return n, err
	}
	if e.Type == "plain_text_input" {
		n := utf8.RuneCountInString(text)
		most, given := whole(e.raw["max_length"])
		if !given {
			most = 3000
		}
		if least, _ := whole(e.raw["min_length"]); n < least || n > most {
			return nil, fmt.Errorf("element %q takes %d to %d characters, not %d", e.ActionID, least, most, n)
		}
	}
	return text, nil
}

// empty says whether an element's state holds nothing.
func empty(state object) bool {
	for name, value := range state {
		if list, ok := value.([]any); name != "type" && value != nil && value != "" && (!ok || len(list) > 0) {
			return false
		}
	}
	return true
}

// Submit has a person fill in a modal and submit it. values maps action ids to a string, or to a
// []string for checkboxes and selects of many; what is not named stays as it is. A modal that Slack's
// clients would not submit, for something required is missing or too long, fails the test.
func (f *Fake) Submit(a Actor, view View, values map[string]any) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, err := f.look(a, view)
	if err == nil {
		err = f.complete(a, now, values)
	}
	name := view.CallbackID
	return f.act(a, "view_submission", name, err, func(h *Handle) *envelope {
		h.trigger = f.newTrigger(h, now.view.ID)
		payload := f.interaction("view_submission", h)
		payload["trigger_id"], payload["view"], payload["response_urls"] = h.trigger, f.wireView(now.view), []any{}
		h.views = append(h.views, now.view.ID)
		return &envelope{kind: kindInteraction, name: "view_submission", payload: encode(payload), accepts: true}
	})
}

// complete puts values into a modal and says why it could not be submitted then.
func (f *Fake) complete(a Actor, now shownNow, values map[string]any) error {
	switch stack := f.stacks[a.Person.ID]; {
	case now.view.Type != inModal || now.view.Submit == "" && now.view.submitObject == nil:
		return fmt.Errorf("the view has no button to submit it")
	case len(stack) == 0 || stack[len(stack)-1] != now.view.ID:
		return fmt.Errorf("the view is below another one")
	}
	elements := elementsOf(blockList(now.blocks))
	filled := make(map[string]object)
	for id, value := range values {
		e, ok := findElement(elements, id)
		if !ok {
			return fmt.Errorf("there is no element %q, but %q", id, actionIDs(elements))
		}
		state, err := f.fill(now.key(), e, value)
		if err != nil {
			return err
		}
		filled[e.ActionID] = state
	}
	state := f.stateOf(now.key(), a.Person.ID, now.blocks)
	for _, e := range elements {
		held, put := filled[e.ActionID]
		if !put {
			held, _ = state[e.BlockID][e.ActionID].(object)
		}
		if e.Input && !e.Optional && empty(held) {
			return fmt.Errorf("element %q is required and empty", e.ActionID)
		}
	}
	for id, state := range filled {
		e, _ := findElement(elements, id)
		f.put(now.key(), a.Person.ID, e, state)
	}
	return nil
}

// Close has a person close a modal. The app learns of it when the view says notify_on_close.
func (f *Fake) Close(a Actor, view View) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, err := f.look(a, view)
	if err == nil && now.view.Type != inModal {
		err = fmt.Errorf("a Home tab cannot be closed")
	}
	return f.act(a, "view_closed", view.CallbackID, err, func(h *Handle) *envelope {
		f.shut(a.Person.ID, now.view.ClearOnClose)
		if !now.view.NotifyOnClose {
			return nil
		}
		payload := f.interaction("view_closed", h)
		payload["view"], payload["is_cleared"] = f.wireView(now.view), now.view.ClearOnClose
		return &envelope{kind: kindInteraction, name: "view_closed", payload: encode(payload)}
	})
}

// applySubmission carries out what a modal's submission was answered with.
func (f *Fake) applySubmission(h *Handle, payload json.RawMessage) {
	var answer struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	person := h.actor.Person.ID
	v, ok := f.views.get(h.views[0])
	if json.Unmarshal(payload, &answer) != nil || !ok {
		h.trouble = "invalid_response"
		return
	}
	switch answer.Action {
	case "":
		f.shut(person, false)
	case "clear":
		f.shut(person, true)
	case "errors":
		inputs := make([]string, 0, len(answer.Errors))
		for _, e := range v.Elements() {
			if e.Input {
				inputs = append(inputs, e.BlockID)
			}
		}
		for block := range answer.Errors {
			if !slices.Contains(inputs, block) {
				h.trouble = "invalid_response: there is no input block " + block
				return
			}
		}
		if len(answer.Errors) == 0 {
			h.trouble = "invalid_response: no errors"
			return
		}
		v.Errors = answer.Errors
	case "update", "push":
		fresh, bad := f.checkedView(answer.View, inModal)
		if bad != nil {
			h.trouble = bad.err + ": " + string(bad.body)
			return
		}
		if answer.Action == "update" {
			f.replace(v, fresh)
			return
		}
		if len(f.stacks[person]) >= mostStacked {
			h.trouble = "push_limit_reached"
			return
		}
		f.show(fresh, person)
		h.views = append(h.views, fresh.ID)
	default:
		h.trouble = "invalid_response: unknown response_action " + answer.Action
	}
}

// applySuggestion keeps the options that an external select was answered with.
func (f *Fake) applySuggestion(e *envelope, payload json.RawMessage) {
	h := e.handle
	x, err := decodeJSON(payload)
	o, _ := x.(object)
	c := newChecker(inModal, f.ids.short)
	if err != nil || o == nil {
		h.trouble = "invalid_response"
		return
	}
	switch {
	case o["options"] != nil:
		if list, ok := o["options"].([]any); !ok || len(list) > 0 {
			c.options("/options", o["options"], plainText, mostSuggestions, false)
		}
	case o["option_groups"] != nil:
		c.groups("/option_groups", o["option_groups"])
	default:
		c.add("", "missing required field: options")
	}
	if len(c.errors) > 0 {
		h.trouble = "invalid_response: " + c.errors[0]
		return
	}
	h.options = optionsIn(o)
	var sent struct {
		ActionID  string `json:"action_id"`
		BlockID   string `json:"block_id"`
		Container struct {
			ViewID    string `json:"view_id"`
			ChannelID string `json:"channel_id"`
			MessageTS string `json:"message_ts"`
		} `json:"container"`
	}
	_ = json.Unmarshal(e.payload, &sent)
	at := place{view: sent.Container.ViewID, channel: sent.Container.ChannelID, ts: sent.Container.MessageTS}
	f.suggested.add(key(at.key(), sent.BlockID, sent.ActionID), h.options)
}
