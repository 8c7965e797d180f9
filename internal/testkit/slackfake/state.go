package slackfake

import (
	"encoding/json"
	"slices"
)

// Shown is something with elements that a person can use: a Message or a View.
type Shown interface{ place() place }

type place struct {
	view        string // or
	channel, ts string
}

func (m Message) place() place { return place{channel: m.Channel, ts: m.TS} }
func (v View) place() place    { return place{view: v.ID} }

func (p place) key() string {
	if p.view != "" {
		return p.view
	}
	return key(p.channel, p.ts)
}

// stateOf is what the inputs among blocks hold for a person, as payloads tell it: by block and action.
// What the person has put in stays as long as an element with the same ids is there.
func (f *Fake) stateOf(source, person string, blocks json.RawMessage) map[string]map[string]any {
	given, _ := f.state.get(key(source, person))
	values := make(map[string]map[string]any)
	for _, e := range elementsOf(blockList(blocks)) {
		value := initialState(e)
		if value == nil {
			continue
		}
		if values[e.BlockID] == nil {
			values[e.BlockID] = make(map[string]any)
		}
		if put, ok := given[e.BlockID][e.ActionID]; ok {
			value, _ = put.(object)
		}
		values[e.BlockID][e.ActionID] = value
	}
	return values
}

// put remembers what a person has put into an element.
func (f *Fake) put(source, person string, e Element, value object) {
	at := key(source, person)
	given, ok := f.state.get(at)
	if !ok {
		given = make(map[string]map[string]any)
	}
	if given[e.BlockID] == nil {
		given[e.BlockID] = make(map[string]any)
	}
	given[e.BlockID][e.ActionID] = value
	f.state.add(at, given)
}

// The field of an element's state in which its value stands, for elements with one value and with many.
var (
	singleState = map[string]string{
		"plain_text_input": "value", "number_input": "value", "email_text_input": "value", "url_text_input": "value",
		"static_select": "selected_option", "external_select": "selected_option", "radio_buttons": "selected_option",
		"users_select": "selected_user", "conversations_select": "selected_conversation", "channels_select": "selected_channel",
		"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time",
	}
	manyState = map[string]string{
		"checkboxes": "selected_options", "multi_static_select": "selected_options", "multi_external_select": "selected_options",
		"multi_users_select": "selected_users", "multi_conversations_select": "selected_conversations", "multi_channels_select": "selected_channels",
	}
)

// initialState is the state of an element that nobody has touched, nil when it has none.
func initialState(e Element) object {
	if field := singleState[e.Type]; field != "" {
		var value any
		for _, name := range []string{"initial_value", "initial_option", "initial_user", "initial_conversation", "initial_channel", "initial_date", "initial_time", "initial_date_time"} {
			if e.raw[name] != nil {
				value = e.raw[name]
			}
		}
		return object{"type": e.Type, field: value}
	}
	if field := manyState[e.Type]; field != "" {
		value := any([]any{})
		for _, name := range []string{"initial_options", "initial_users", "initial_conversations", "initial_channels"} {
			if e.raw[name] != nil {
				value = e.raw[name]
			}
		}
		return object{"type": e.Type, field: value}
	}
	return nil
}

// offered finds an option among those that an element offers: its own, or those last suggested.
func (f *Fake) offered(source string, e Element, value string) (Option, bool) {
	list := e.Options
	if e.Type == "external_select" || e.Type == "multi_external_select" {
		list, _ = f.suggested.get(key(source, e.BlockID, e.ActionID))
	}
	if i := slices.IndexFunc(list, func(o Option) bool { return o.Value == value }); i >= 0 {
		return list[i], true
	}
	for _, name := range []string{"initial_option"} {
		if o, ok := e.raw[name].(object); ok && str(o, "value") == value {
			return Option{Text: textOf(o["text"]), Value: value, raw: o}, true
		}
	}
	return Option{}, false
}
