package slackfake

import (
	"strconv"
	"unicode/utf8"
)

// richText checks the elements of a rich_text block.
func (c *checker) richText(at string, block object) {
	if !c.has(at, block, "elements", true) {
		return
	}
	at += "/elements"
	for i, item := range c.list(at, block["elements"], 1, 1000) {
		at := at + "/" + strconv.Itoa(i)
		o := c.object(at, item)
		if o == nil {
			continue
		}
		kind, _ := o["type"].(string)
		switch kind {
		case "rich_text_section":
			c.fields(at, o, "type", "elements")
			c.inlines(at, o, false)
		case "rich_text_quote":
			c.fields(at, o, "type", "elements", "border")
			c.number(at, o, "border", false, 0, 1)
			c.inlines(at, o, false)
		case "rich_text_preformatted":
			c.fields(at, o, "type", "elements", "border", "language")
			c.number(at, o, "border", false, 0, 1)
			c.str(at, o, "language", false, 0, 255)
			c.inlines(at, o, true)
		case "rich_text_list":
			c.richList(at, o)
		default:
			c.add(at+"/type", "unsupported type: %s", kind)
		}
	}
}

func (c *checker) richList(at string, o object) {
	c.fields(at, o, "type", "elements", "style", "indent", "border", "offset")
	c.oneOf(at, o, "style", true, "bullet", "ordered")
	c.number(at, o, "indent", false, 0, 8)
	c.number(at, o, "border", false, 0, 1)
	c.number(at, o, "offset", false, 0, 1_000_000)
	if !c.has(at, o, "elements", true) {
		return
	}
	for i, item := range c.list(at+"/elements", o["elements"], 1, 1000) {
		at := at + "/elements/" + strconv.Itoa(i)
		section := c.object(at, item)
		if section == nil {
			continue
		}
		if section["type"] != "rich_text_section" {
			c.add(at+"/type", "unsupported type: %v", section["type"])
			continue
		}
		c.fields(at, section, "type", "elements")
		c.inlines(at, section, false)
	}
}

// inlines checks the words of a rich text element; a preformatted one holds only text and links.
func (c *checker) inlines(at string, o object, preformatted bool) {
	if !c.has(at, o, "elements", true) {
		return
	}
	at += "/elements"
	for i, item := range c.list(at, o["elements"], 0, 10_000) {
		at := at + "/" + strconv.Itoa(i)
		word := c.object(at, item)
		if word == nil {
			continue
		}
		kind, _ := word["type"].(string)
		if preformatted && kind != "text" && kind != "link" {
			c.add(at+"/type", "unsupported type: %s", kind)
			continue
		}
		c.inline(at, word, kind)
	}
}

func (c *checker) inline(at string, o object, kind string) {
	allow := func(fields ...string) { c.fields(at, o, append(fields, "type", "style")...) }
	switch kind {
	case "text":
		allow("text")
		c.shown += utf8.RuneCountInString(c.str(at, o, "text", true, 1, 1_000_000))
	case "link":
		allow("url", "text", "unsafe")
		c.link(at, o, "url", true)
		c.boolean(at, o, "unsafe")
		c.shown += utf8.RuneCountInString(c.str(at, o, "text", false, 0, 1_000_000))
	case "user":
		allow("user_id")
		c.str(at, o, "user_id", true, 1, 255)
	case "channel":
		allow("channel_id")
		c.str(at, o, "channel_id", true, 1, 255)
	case "usergroup":
		allow("usergroup_id")
		c.str(at, o, "usergroup_id", true, 1, 255)
	case "team":
		allow("team_id")
		c.str(at, o, "team_id", true, 1, 255)
	case "broadcast":
		allow("range")
		c.oneOf(at, o, "range", true, "here", "channel", "everyone")
	case "emoji":
		allow("name", "unicode", "url", "skin_tone")
		c.str(at, o, "name", true, 1, 255)
	case "color":
		allow("value")
		c.str(at, o, "value", true, 1, 255)
	case "date":
		allow("timestamp", "format", "url", "fallback")
		c.number(at, o, "timestamp", true, 0, 99_999_999_999)
		c.str(at, o, "format", true, 1, 1000)
		c.link(at, o, "url", false)
		c.str(at, o, "fallback", false, 0, 1000)
	default:
		c.add(at+"/type", "unsupported type: %s", kind)
		return
	}
	if c.has(at, o, "style", false) {
		if style := c.object(at+"/style", o["style"]); style != nil {
			names := []string{"bold", "italic", "strike", "code", "underline"}
			if kind != "text" && kind != "link" {
				names = append(names, "highlight", "client_highlight", "unlink")
			}
			c.fields(at+"/style", style, names...)
			c.boolean(at+"/style", style, names...)
		}
	}
}
