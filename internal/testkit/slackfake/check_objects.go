package slackfake

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// The kinds of text objects that a place takes.
const (
	plainText = "plain_text"
	mrkdwn    = "mrkdwn"
	anyText   = ""
)

// text checks the text object in a field.
func (c *checker) text(at string, o object, name string, required bool, kind string, most int) {
	if c.has(at, o, name, required) {
		c.textObject(at+"/"+name, o[name], kind, most)
	}
}

func (c *checker) textObject(at string, x any, kind string, most int) {
	o := c.object(at, x)
	if o == nil {
		return
	}
	given, _ := o["type"].(string)
	if given != plainText && given != mrkdwn || kind != anyText && given != kind {
		c.add(at, "failed to match all allowed schemas")
		c.add(at+"/type", "unsupported type: %s", given)
		return
	}
	if given == plainText {
		c.fields(at, o, "type", "text", "emoji")
		c.boolean(at, o, "emoji")
		if o["emoji"] == nil {
			o["emoji"] = true
		}
	} else {
		c.fields(at, o, "type", "text", "verbatim")
		c.boolean(at, o, "verbatim")
		if o["verbatim"] == nil {
			o["verbatim"] = false
		}
	}
	c.shown += utf8.RuneCountInString(c.str(at, o, "text", true, 1, most))
}

// confirm checks the confirmation dialog of an element.
func (c *checker) confirm(at string, element object) {
	if !c.has(at, element, "confirm", false) {
		return
	}
	at += "/confirm"
	o := c.object(at, element["confirm"])
	if o == nil {
		return
	}
	c.fields(at, o, "title", "text", "confirm", "deny", "style")
	c.text(at, o, "title", false, plainText, 100)
	c.text(at, o, "text", true, anyText, 300)
	c.text(at, o, "confirm", false, plainText, 30)
	c.text(at, o, "deny", false, plainText, 30)
	c.oneOf(at, o, "style", false, "primary", "danger")
}

// options checks a list of options and returns their values.
func (c *checker) options(at string, x any, kind string, most int, urls bool) []string {
	var values []string
	for i, item := range c.list(at, x, 1, most) {
		value := c.option(at+"/"+strconv.Itoa(i), item, kind, urls)
		if slices.Contains(values, value) {
			c.add(at+"/"+strconv.Itoa(i)+"/value", "option values must be unique: %s", value)
		}
		values = append(values, value)
	}
	return values
}

func (c *checker) option(at string, x any, kind string, urls bool) string {
	o := c.object(at, x)
	if o == nil {
		return ""
	}
	if urls {
		c.fields(at, o, "text", "value", "description", "url")
		c.link(at, o, "url", false)
	} else {
		c.fields(at, o, "text", "value", "description")
	}
	c.text(at, o, "text", true, kind, 75)
	c.text(at, o, "description", false, kind, 75)
	return c.str(at, o, "value", true, 1, 75)
}

// menu checks the options or option groups of a static select and returns the values in them.
func (c *checker) menu(at string, o object) []string {
	_, flat := o["options"]
	_, grouped := o["option_groups"]
	switch {
	case flat && grouped:
		c.add(at, "only one of options and option_groups is allowed")
	case flat:
		return c.options(at+"/options", o["options"], plainText, 100, false)
	case grouped:
		return c.groups(at+"/option_groups", o["option_groups"])
	default:
		c.add(at, "missing required field: options")
	}
	return nil
}

func (c *checker) groups(at string, x any) []string {
	var values []string
	for i, item := range c.list(at, x, 1, 100) {
		at := at + "/" + strconv.Itoa(i)
		g := c.object(at, item)
		if g == nil {
			continue
		}
		c.fields(at, g, "label", "options")
		c.text(at, g, "label", true, plainText, 75)
		if c.has(at, g, "options", true) {
			values = append(values, c.options(at+"/options", g["options"], plainText, 100, false)...)
		}
	}
	return values
}

// initial checks the options that are chosen at first: each must be one of those there are, unless
// these come from elsewhere and values is nil.
func (c *checker) initial(at string, o object, name string, many bool, kind string, values []string) {
	if !c.has(at, o, name, false) {
		return
	}
	at += "/" + name
	items := []any{o[name]}
	if many {
		items = c.list(at, o[name], 1, 100)
	}
	shown := c.shown // what is shown already does not count twice
	for i, item := range items {
		place := at
		if many {
			place += "/" + strconv.Itoa(i)
		}
		value := c.option(place, item, kind, false)
		if values != nil && !slices.Contains(values, value) {
			c.add(place, "must match one of the options")
		}
	}
	c.shown = shown
}
