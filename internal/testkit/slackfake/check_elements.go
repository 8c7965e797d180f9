package slackfake

import "slices"

// The elements that the places take.
var (
	multiSelects = []string{"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"}
	selects      = []string{"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
	pickers      = slices.Concat([]string{"checkboxes", "radio_buttons", "datepicker", "timepicker"}, selects, multiSelects)

	sectionElements = slices.Concat([]string{"button", "overflow", "image"}, pickers)
	actionElements  = slices.Concat([]string{"button", "overflow", "datetimepicker"}, pickers)
	inputElements   = slices.Concat([]string{"plain_text_input", "number_input", "email_text_input", "url_text_input", "datetimepicker"}, pickers)
)

// element checks one element of a block, of which used are the action ids that are taken.
func (c *checker) element(at string, x any, allowed []string, used map[string]bool) {
	o := c.object(at, x)
	if o == nil {
		return
	}
	kind, _ := o["type"].(string)
	if !slices.Contains(allowed, kind) {
		c.add(at+"/type", "unsupported type: %s", kind)
		return
	}
	if kind == "image" {
		c.image(at, o, "type", "image_url", "slack_file", "alt_text")
		return
	}
	if id := c.str(at, o, "action_id", false, 1, 255); id == "" {
		o["action_id"] = c.fresh()
	} else if used[id] {
		c.add(at+"/action_id", "action_id %q already exists in this block", id)
	} else {
		used[id] = true
	}
	focus := func(fields ...string) {
		c.fields(at, o, append(fields, "type", "action_id", "confirm", "focus_on_load")...)
		c.boolean(at, o, "focus_on_load")
		if o["focus_on_load"] == true {
			if c.focused++; c.focused > 1 {
				c.add(at+"/focus_on_load", "only one element can have focus_on_load")
			}
		}
		c.confirm(at, o)
	}
	switch kind {
	case "button":
		c.fields(at, o, "type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label")
		c.text(at, o, "text", true, plainText, 75)
		c.str(at, o, "value", false, 0, 2000)
		c.link(at, o, "url", false)
		c.oneOf(at, o, "style", false, "primary", "danger")
		c.str(at, o, "accessibility_label", false, 1, 75)
		c.confirm(at, o)
	case "overflow":
		c.fields(at, o, "type", "action_id", "options", "confirm")
		if c.has(at, o, "options", true) {
			c.options(at+"/options", o["options"], plainText, 5, true)
		}
		c.confirm(at, o)
	case "checkboxes", "radio_buttons":
		initial, many := "initial_option", false
		if kind == "checkboxes" {
			initial, many = "initial_options", true
		}
		focus("options", initial)
		if c.has(at, o, "options", true) {
			values := c.options(at+"/options", o["options"], anyText, 10, false)
			c.initial(at, o, initial, many, anyText, values)
		}
	case "datepicker":
		focus("placeholder", "initial_date")
		c.matching(at, o, "initial_date", dateForm)
		c.placeholder(at, o)
	case "timepicker":
		focus("placeholder", "initial_time", "timezone")
		c.matching(at, o, "initial_time", timeForm)
		c.str(at, o, "timezone", false, 1, 255)
		c.placeholder(at, o)
	case "datetimepicker":
		focus("initial_date_time")
		c.number(at, o, "initial_date_time", false, 1_000_000_000, 9_999_999_999)
	case "plain_text_input", "number_input", "email_text_input", "url_text_input":
		c.textInput(at, o, kind)
	default:
		c.menuElement(at, o, kind, focus)
	}
}

func (c *checker) placeholder(at string, o object) {
	c.text(at, o, "placeholder", false, plainText, 150)
}

// menuElement checks the selects, of one option and of many.
func (c *checker) menuElement(at string, o object, kind string, focus func(...string)) {
	many := slices.Contains(multiSelects, kind)
	fields := []string{"placeholder"}
	if many {
		fields = append(fields, "max_selected_items")
		c.number(at, o, "max_selected_items", false, 1, 100)
	}
	initial := func(what string) string {
		if many {
			return "initial_" + what + "s"
		}
		return "initial_" + what
	}
	ids := func(what string) {
		if !many {
			c.str(at, o, initial(what), false, 1, 255)
		} else if c.has(at, o, initial(what), false) {
			c.list(at+"/"+initial(what), o[initial(what)], 1, 100)
		}
	}
	switch kind {
	case "static_select", "multi_static_select":
		focus(append(fields, "options", "option_groups", initial("option"))...)
		values := c.menu(at, o)
		c.initial(at, o, initial("option"), many, plainText, append([]string{}, values...))
	case "external_select", "multi_external_select":
		focus(append(fields, "min_query_length", initial("option"))...)
		c.number(at, o, "min_query_length", false, 0, 255)
		c.initial(at, o, initial("option"), many, plainText, nil)
	case "users_select", "multi_users_select":
		focus(append(fields, initial("user"))...)
		ids("user")
	case "conversations_select", "multi_conversations_select":
		focus(append(fields, initial("conversation"), "default_to_current_conversation", "response_url_enabled", "filter")...)
		c.boolean(at, o, "default_to_current_conversation", "response_url_enabled")
		ids("conversation")
	case "channels_select", "multi_channels_select":
		focus(append(fields, initial("channel"), "response_url_enabled")...)
		c.boolean(at, o, "response_url_enabled")
		ids("channel")
	}
	c.placeholder(at, o)
}

// textInput checks the elements in which people type.
func (c *checker) textInput(at string, o object, kind string) {
	fields := []string{"type", "action_id", "placeholder", "initial_value", "dispatch_action_config", "focus_on_load"}
	switch kind {
	case "plain_text_input":
		fields = append(fields, "multiline", "min_length", "max_length")
		c.boolean(at, o, "multiline")
		least, _ := c.number(at, o, "min_length", false, 0, 3000)
		if most, given := c.number(at, o, "max_length", false, 1, 3000); given && most < least {
			c.add(at+"/max_length", "must not be less than min_length")
		}
	case "number_input":
		fields = append(fields, "is_decimal_allowed", "min_value", "max_value")
		if c.has(at, o, "is_decimal_allowed", true) {
			c.boolean(at, o, "is_decimal_allowed")
		}
		c.str(at, o, "min_value", false, 1, 255)
		c.str(at, o, "max_value", false, 1, 255)
	}
	c.fields(at, o, fields...)
	c.boolean(at, o, "focus_on_load")
	c.str(at, o, "initial_value", false, 0, 3000)
	c.placeholder(at, o)
	if c.has(at, o, "dispatch_action_config", false) {
		at += "/dispatch_action_config"
		if config := c.object(at, o["dispatch_action_config"]); config != nil {
			c.fields(at, config, "trigger_actions_on")
		}
	}
}

// image checks an image, be it an element or a block, which has more fields.
func (c *checker) image(at string, o object, fields ...string) {
	c.fields(at, o, fields...)
	_, address := o["image_url"]
	_, file := o["slack_file"]
	switch {
	case address && file:
		c.add(at, "only one of image_url and slack_file is allowed")
	case file:
		c.object(at+"/slack_file", o["slack_file"])
	default:
		c.link(at, o, "image_url", true)
	}
	c.str(at, o, "alt_text", true, 1, 2000)
}
