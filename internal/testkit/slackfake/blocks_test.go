package slackfake_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"clippings/internal/testkit/slackfake"
)

func text(n int) string { return strings.Repeat("é", n) }

func mrkdwn(s string) object { return object{"type": "mrkdwn", "text": s} }

func option(i int) object {
	return object{"text": plain(fmt.Sprintf("option %d", i)), "value": fmt.Sprintf("v%d", i)}
}

func times[T any](n int, build func(i int) T) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = build(i)
	}
	return list
}

func with(o object, more ...any) object {
	c := object{}
	for name, value := range o {
		c[name] = value
	}
	for i := 0; i < len(more); i += 2 {
		c[more[i].(string)] = more[i+1]
	}
	return c
}

func richText(elements ...any) object { return object{"type": "rich_text", "elements": elements} }

func quote(words ...any) object { return object{"type": "rich_text_quote", "elements": words} }

func word(s string) object { return object{"type": "text", "text": s} }

func input(element object) object {
	return object{"type": "input", "block_id": "in", "label": plain("Label"), "element": element}
}

// Blocks at their limits are taken, in messages by all ways of sending one.
func TestBlocksAccepted(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{NoEcho: true})
	menu := object{"type": "static_select", "action_id": "s", "placeholder": plain(text(150)), "options": times(100, option), "initial_option": option(3)}
	for name, blocks := range map[string][]any{
		"section":       {section(text(3000))},
		"plain section": {object{"type": "section", "text": object{"type": "plain_text", "text": "x", "emoji": false}, "expand": true}},
		"fields":        {object{"type": "section", "fields": times(6, func(int) object { return mrkdwn(text(2000)) })}},
		"ten fields":    {object{"type": "section", "fields": times(10, func(int) object { return plain("x") })}},
		"header":        {object{"type": "header", "text": plain(text(150)), "block_id": text(255)}},
		"context":       {object{"type": "context", "elements": append(times(9, func(int) object { return mrkdwn("x") }), object{"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"})}},
		"divider":       {object{"type": "divider"}},
		"image":         {object{"type": "image", "image_url": "https://example.org/a.png", "alt_text": text(2000), "title": plain(text(2000))}},
		"markdown":      {object{"type": "markdown", "text": text(12000)}},
		"table":         {object{"type": "table", "rows": times(100, func(int) []any { return times(20, func(int) object { return object{"type": "raw_text", "text": "x"} }) })}},
		"actions":       {actions(times(25, func(i int) object { return button(fmt.Sprint("b", i), "x", "v") })...)},
		"button": {actions(with(button(text(255), text(75), text(2000)), "url", "https://example.org/"+strings.Repeat("a", 2980), "style", "danger",
			"accessibility_label", text(75), "confirm", object{"title": plain(text(100)), "text": mrkdwn(text(300)), "confirm": plain(text(30)), "deny": plain(text(30))}))},
		"same action id in two blocks": {actions(button("a", "x", "1")), actions(button("a", "x", "2"))},
		"overflow":                     {object{"type": "section", "text": mrkdwn("x"), "accessory": object{"type": "overflow", "action_id": "o", "options": times(5, option)}}},
		"checkboxes": {actions(object{"type": "checkboxes", "action_id": "c", "options": times(10, option), "initial_options": []any{option(0), option(9)}},
			object{"type": "radio_buttons", "action_id": "r", "options": times(10, option), "initial_option": option(1)})},
		"static select": {actions(menu)},
		"grouped select": {actions(object{"type": "multi_static_select", "action_id": "s", "max_selected_items": 3,
			"option_groups": []any{object{"label": plain(text(75)), "options": times(100, option)}}})},
		"external select": {actions(object{"type": "external_select", "action_id": "s", "min_query_length": 1, "initial_option": option(1)})},
		"pickers":         {actions(object{"type": "datepicker", "initial_date": "2017-03-01"}, object{"type": "timepicker", "initial_time": "09:05"}, object{"type": "users_select"})},
		"input":           {input(object{"type": "plain_text_input", "min_length": 1, "max_length": 3000, "multiline": true})},
		"fifty":           times(50, func(int) object { return object{"type": "divider"} }),
		"rich text": {richText(
			object{"type": "rich_text_section", "elements": []any{word("a"), object{"type": "link", "url": "https://example.org", "text": "b", "style": object{"bold": true}},
				object{"type": "user", "user_id": "U0PERSON000"}, object{"type": "broadcast", "range": "here"}, object{"type": "emoji", "name": "wave"},
				object{"type": "channel", "channel_id": "C1"}, object{"type": "date", "timestamp": 1700000000, "format": "{date}", "fallback": "then"}}},
			quote(word(text(13000))), object{"type": "rich_text_preformatted", "elements": []any{word("x")}, "border": 0},
			object{"type": "rich_text_list", "style": "ordered", "indent": 8, "border": 1, "elements": []any{object{"type": "rich_text_section", "elements": []any{word("i")}}}})},
	} {
		r := call(t, fake, "chat.postMessage", object{"channel": fake.Public(0).ID, "text": "fallback", "blocks": blocks})
		if r.err() != "" {
			t.Errorf("%s: %s", name, r.raw)
		}
	}
	for _, m := range fake.BotMessages("") {
		var blocks []object
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if b["block_id"] == "" || b["block_id"] == nil {
				t.Errorf("a block has no id: %v", b)
			}
		}
	}
}

// Every fault in blocks is refused with invalid_blocks and named with its place.
func TestBlocksRefused(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	el := func(kind string, more ...any) []any {
		return []any{actions(with(object{"type": kind, "action_id": "a"}, more...))}
	}
	for _, c := range []struct {
		want   string
		blocks any
	}{
		{"unsupported type: nonsense [json-pointer:/blocks/0/type]", []any{object{"type": "nonsense"}}},
		{"unsupported type:  [json-pointer:/blocks/1/type]", []any{object{"type": "divider"}, object{}}},
		{"must provide an object [json-pointer:/blocks/0]", []any{"text"}},
		{"no more than 50 items allowed [json-pointer:/blocks]", times(51, func(int) object { return object{"type": "divider"} })},
		{"must be less than 3001 characters [json-pointer:/blocks/0/text/text]", []any{section(text(3001))}},
		{"must be more than 0 characters [json-pointer:/blocks/0/text/text]", []any{section("")}},
		{"missing required field: text or fields [json-pointer:/blocks/0]", []any{object{"type": "section"}}},
		{"must be less than 2001 characters [json-pointer:/blocks/0/fields/1/text]", []any{object{"type": "section", "fields": []any{plain("x"), plain(text(2001))}}}},
		{"no more than 10 items allowed [json-pointer:/blocks/0/fields]", []any{object{"type": "section", "fields": times(11, func(int) object { return plain("x") })}}},
		{"invalid additional property: color [json-pointer:/blocks/0]", []any{with(section("x"), "color", "red")}},
		{"invalid additional property: emoji [json-pointer:/blocks/0/text]", []any{object{"type": "section", "text": with(mrkdwn("x"), "emoji", true)}}},
		{"must be less than 256 characters [json-pointer:/blocks/0/block_id]", []any{object{"type": "divider", "block_id": text(256)}}},
		{"already exists [json-pointer:/blocks/1/block_id]", []any{object{"type": "divider", "block_id": "b"}, object{"type": "divider", "block_id": "b"}}},
		{"unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]", []any{object{"type": "header", "text": mrkdwn("x")}}},
		{"must be less than 151 characters [json-pointer:/blocks/0/text/text]", []any{object{"type": "header", "text": plain(text(151))}}},
		{"no more than 10 items allowed [json-pointer:/blocks/0/elements]", []any{object{"type": "context", "elements": times(11, func(int) object { return plain("x") })}}},
		{"must have at least 1 item [json-pointer:/blocks/0/elements]", []any{object{"type": "context", "elements": []any{}}}},
		{"unsupported type: button [json-pointer:/blocks/0/elements/0/type]", []any{object{"type": "context", "elements": []any{button("a", "x", "v")}}}},
		{"no more than 25 items allowed [json-pointer:/blocks/0/elements]", []any{actions(times(26, func(i int) object { return button(fmt.Sprint(i), "x", "v") })...)}},
		{"already exists in this block [json-pointer:/blocks/0/elements/1/action_id]", []any{actions(button("a", "x", "v"), button("a", "y", "w"))}},
		{"must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]", el("button", "text", plain("x"), "action_id", text(256))},
		{"must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]", el("button", "text", plain(text(76)))},
		{"missing required field: text [json-pointer:/blocks/0/elements/0]", el("button")},
		{"must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]", el("button", "text", plain("x"), "value", text(2001))},
		{"must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]", el("button", "text", plain("x"), "url", "https://e.org/"+text(3000))},
		{"must be a valid URL [json-pointer:/blocks/0/elements/0/url]", el("button", "text", plain("x"), "url", "example.org")},
		{"failed to match one of the allowed values: [primary danger] [json-pointer:/blocks/0/elements/0/style]", el("button", "text", plain("x"), "style", "default")},
		{"must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]", el("button", "text", plain("x"), "accessibility_label", text(76))},
		{"must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]", el("button", "text", plain("x"), "confirm", object{"title": plain(text(101)), "text": plain("x")})},
		{"must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]", el("button", "text", plain("x"), "confirm", object{"text": plain(text(301))})},
		{"must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]", el("button", "text", plain("x"), "confirm", object{"text": plain("x"), "deny": plain(text(31))})},
		{"no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]", el("overflow", "options", times(6, option))},
		{"no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]", el("checkboxes", "options", times(11, option))},
		{"no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]", el("static_select", "options", times(101, option))},
		{"must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]", el("static_select", "options", times(2, option), "initial_option", option(5))},
		{"must match one of the options [json-pointer:/blocks/0/elements/0/initial_options/0]", el("checkboxes", "options", times(2, option), "initial_options", []any{option(5)})},
		{"only one of options and option_groups is allowed [json-pointer:/blocks/0/elements/0]", el("static_select", "options", times(2, option), "option_groups", []any{object{"label": plain("x"), "options": times(1, option)}})},
		{"missing required field: options [json-pointer:/blocks/0/elements/0]", el("static_select")},
		{"option values must be unique: v1 [json-pointer:/blocks/0/elements/0/options/1/value]", el("radio_buttons", "options", []any{option(1), option(1)})},
		{"must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]", el("overflow", "options", []any{object{"text": plain(text(76)), "value": "v"}})},
		{"must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]", el("overflow", "options", []any{object{"text": plain("x"), "value": text(76)}})},
		{"must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]", el("overflow", "options", []any{object{"text": plain("x"), "value": "v", "description": plain(text(76))}})},
		{"unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]", el("static_select", "options", []any{object{"text": mrkdwn("x"), "value": "v"}})},
		{"missing required field: value [json-pointer:/blocks/0/elements/0/options/0]", el("static_select", "options", []any{object{"text": plain("x")}})},
		{"invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]", el("static_select", "options", []any{object{"text": plain("x"), "value": "v", "url": "https://e.org"}})},
		{"must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]", el("external_select", "placeholder", plain(text(151)))},
		{"invalid additional property: options [json-pointer:/blocks/0/elements/0]", el("external_select", "options", times(1, option))},
		{"invalid format [json-pointer:/blocks/0/elements/0/initial_date]", el("datepicker", "initial_date", "March")},
		{"unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]", el("plain_text_input")},
		{"unsupported type: button [json-pointer:/blocks/0/element/type]", []any{input(button("a", "x", "v"))}},
		{"missing required field: label [json-pointer:/blocks/0]", []any{object{"type": "input", "element": object{"type": "plain_text_input"}}}},
		{"must be less than 2001 characters [json-pointer:/blocks/0/label/text]", []any{with(input(object{"type": "plain_text_input"}), "label", plain(text(2001)))}},
		{"missing required field: alt_text [json-pointer:/blocks/0]", []any{object{"type": "image", "image_url": "https://example.org/a.png"}}},
		{"missing required field: image_url [json-pointer:/blocks/0]", []any{object{"type": "image", "alt_text": "x"}}},
		{"invalid additional property: title [json-pointer:/blocks/0/elements/0]", []any{object{"type": "context", "elements": []any{object{"type": "image", "image_url": "https://e.org", "alt_text": "x", "title": plain("x")}}}}},
		{"must be less than 12001 characters [json-pointer:/blocks/0/text]", []any{object{"type": "markdown", "text": text(12001)}}},
		{"the text of all markdown blocks must be less than 12001 characters [json-pointer:/blocks/1/text]", []any{object{"type": "markdown", "text": text(7000)}, object{"type": "markdown", "text": text(5001)}}},
		{"no more than 100 items allowed [json-pointer:/blocks/0/rows]", []any{object{"type": "table", "rows": times(101, func(int) []any { return []any{object{"type": "raw_text", "text": "x"}} })}}},
		{"no more than 20 items allowed [json-pointer:/blocks/0/rows/0]", []any{object{"type": "table", "rows": []any{times(21, func(int) object { return object{"type": "raw_text", "text": "x"} })}}}},
		{"missing required field: elements [json-pointer:/blocks/0]", []any{object{"type": "rich_text"}}},
		{"unsupported type: text [json-pointer:/blocks/0/elements/0/type]", []any{richText(word("x"))}},
		{"unsupported type: nonsense [json-pointer:/blocks/0/elements/0/elements/0/type]", []any{richText(quote(object{"type": "nonsense"}))}},
		{"must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]", []any{richText(quote(word("")))}},
		{"invalid additional property: size [json-pointer:/blocks/0/elements/0/elements/0/style]", []any{richText(quote(with(word("x"), "style", object{"size": 3})))}},
		{"unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]", []any{richText(object{"type": "rich_text_preformatted", "elements": []any{object{"type": "user", "user_id": "U1"}}})}},
		{"failed to match one of the allowed values: [bullet ordered] [json-pointer:/blocks/0/elements/0/style]", []any{richText(object{"type": "rich_text_list", "style": "star", "elements": []any{object{"type": "rich_text_section", "elements": []any{word("x")}}}})}},
		{"must be less than or equal to 1 [json-pointer:/blocks/0/elements/0/border]", []any{richText(object{"type": "rich_text_quote", "border": 2, "elements": []any{word("x")}})}},
		{"must be a string [json-pointer:/blocks/0/text/text]", []any{object{"type": "section", "text": object{"type": "mrkdwn", "text": 5}}}},
		{"must provide a value that is not null [json-pointer:/blocks/0/accessory]", []any{with(section("x"), "accessory", nil)}},
	} {
		r := refused(t, call(t, fake, "chat.postMessage", object{"channel": fake.Public(0).ID, "text": "fallback", "blocks": c.blocks}), "invalid_blocks")
		messages := fmt.Sprint(r.at("response_metadata.messages"))
		if !strings.Contains(messages, "[ERROR] ") || !strings.Contains(messages, c.want) {
			t.Errorf("messages %s, want %s", messages, c.want)
		}
	}
	if n := len(fake.BotMessages("")); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
}

// The sum of the text of all blocks is bounded, whatever the kind of text.
func TestTextOfAllBlocks(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{NoEcho: true})
	post := func(blocks ...any) apiResult {
		return call(t, fake, "chat.postMessage", object{"channel": fake.Public(0).ID, "text": "fallback", "blocks": blocks})
	}
	accepted(t, post(section(text(3000)), section(text(3000)), richText(quote(word(text(7125)))), actions(button("a", text(75), "v"))))
	refused(t, post(section(text(3000)), section(text(3000)), richText(quote(word(text(7126)))), actions(button("a", text(75), "v"))), "msg_blocks_too_long")
	refused(t, call(t, fake, "chat.postMessage", object{"channel": fake.Public(0).ID, "blocks": "not JSON"}), "invalid_blocks_format")
	refused(t, call(t, fake, "chat.postMessage", object{"channel": fake.Public(0).ID, "blocks": object{"type": "divider"}}), "invalid_blocks_format")
	accepted(t, form(t, fake, "chat.postMessage", "channel", fake.Public(0).ID, "blocks", `[{"type":"divider"}]`))
}

// Views have limits of their own, which are refused as invalid_arguments.
func TestViewsRefused(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	modal := object{"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": []any{section("x")}}
	for _, c := range []struct {
		want string
		view object
	}{
		{"must be less than 25 characters [json-pointer:/view/title/text]", with(modal, "title", plain(text(25)))},
		{"must be less than 25 characters [json-pointer:/view/submit/text]", with(modal, "submit", plain(text(25)))},
		{"must be less than 25 characters [json-pointer:/view/close/text]", with(modal, "close", plain(text(25)))},
		{"must be less than 3001 characters [json-pointer:/view/private_metadata]", with(modal, "private_metadata", text(3001))},
		{"must be less than 256 characters [json-pointer:/view/callback_id]", with(modal, "callback_id", text(256))},
		{"no more than 100 items allowed [json-pointer:/view/blocks]", with(modal, "blocks", times(101, func(int) object { return object{"type": "divider"} }))},
		{"missing required field: blocks [json-pointer:/view]", object{"type": "modal", "title": plain("x")}},
		{"missing required field: title [json-pointer:/view]", object{"type": "modal", "blocks": []any{}}},
		{"unsupported type: home [json-pointer:/view/type]", object{"type": "home", "blocks": []any{}}},
		{"invalid additional property: colour [json-pointer:/view]", with(modal, "colour", "red")},
		{"unsupported type: markdown [json-pointer:/view/blocks/0/type]", with(modal, "blocks", []any{object{"type": "markdown", "text": "x"}})},
		{"missing required field: submit", object{"type": "modal", "title": plain("x"), "blocks": []any{input(object{"type": "plain_text_input"})}}},
		{"must be less than or equal to 3000 [json-pointer:/view/blocks/0/element/max_length]", with(modal, "blocks", []any{input(object{"type": "plain_text_input", "max_length": 3001})})},
		{"only one element can have focus_on_load", with(modal, "blocks", []any{actions(object{"type": "users_select", "focus_on_load": true}, object{"type": "channels_select", "focus_on_load": true})})},
	} {
		r := refused(t, call(t, fake, "views.open", object{"trigger_id": "1.2.3", "view": c.view}), "invalid_arguments")
		if messages := fmt.Sprint(r.at("response_metadata.messages")); !strings.Contains(messages, c.want) {
			t.Errorf("messages %s, want %s", messages, c.want)
		}
	}
	big := with(modal, "blocks", times(100, func(int) object { return section(text(3000)) }))
	refused(t, call(t, fake, "views.open", object{"trigger_id": "1.2.3", "view": big}), "view_too_large")
	refused(t, call(t, fake, "views.open", object{"trigger_id": "1.2.3", "view": modal}), "invalid_trigger_id")
}
