package slackfake

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Limits of messages.
const (
	mostBlocks       = 50
	mostViewBlocks   = 100
	mostBlockText    = 13_200
	mostMarkdown     = 12_000
	mostText         = 40_000
	mostUpdatedText  = 4_000
	mostAckBytes     = 20_480 // an answer over Socket Mode of this size or more is dropped
	mostSuggestions  = 100
	mostTableRows    = 100
	mostTableColumns = 20
)

// blocks checks a list of blocks.
func (c *checker) blocks(at string, x any, most int) []any {
	list := c.list(at, x, 0, most)
	for i, item := range list {
		at := at + "/" + strconv.Itoa(i)
		if o := c.object(at, item); o != nil {
			c.block(at, o)
		}
	}
	return list
}

func (c *checker) block(at string, o object) {
	kind, _ := o["type"].(string)
	if id := c.str(at, o, "block_id", false, 0, 255); id == "" {
		o["block_id"] = c.fresh()
	} else if c.blockIDs[id] {
		c.add(at+"/block_id", "block_id %q already exists", id)
	} else {
		c.blockIDs[id] = true
	}
	allow := func(fields ...string) { c.fields(at, o, append(fields, "type", "block_id")...) }
	used := make(map[string]bool)
	switch kind {
	case "section":
		allow("text", "fields", "accessory", "expand")
		c.section(at, o, used)
	case "header":
		allow("text")
		c.text(at, o, "text", true, plainText, 150)
	case "divider":
		allow()
	case "context":
		allow("elements")
		if c.has(at, o, "elements", true) {
			c.context(at+"/elements", o["elements"])
		}
	case "actions":
		allow("elements")
		if c.has(at, o, "elements", true) {
			for i, item := range c.list(at+"/elements", o["elements"], 1, 25) {
				c.element(at+"/elements/"+strconv.Itoa(i), item, actionElements, used)
			}
		}
	case "image":
		c.image(at, o, "type", "image_url", "slack_file", "alt_text", "title", "block_id")
		c.text(at, o, "title", false, plainText, 2000)
	case "rich_text":
		allow("elements")
		c.richText(at, o)
	case "input":
		allow("label", "element", "hint", "optional", "dispatch_action")
		c.inputs++
		c.text(at, o, "label", true, plainText, 2000)
		c.text(at, o, "hint", false, plainText, 2000)
		c.boolean(at, o, "optional", "dispatch_action")
		if c.has(at, o, "element", true) {
			c.element(at+"/element", o["element"], inputElements, used)
		}
	case "markdown", "table":
		if c.surface != inMessage {
			c.add(at+"/type", "unsupported type: %s", kind)
			return
		}
		if kind == "table" {
			c.table(at, o)
			return
		}
		allow("text")
		n := utf8.RuneCountInString(c.str(at, o, "text", true, 1, mostMarkdown))
		c.shown += n
		if c.markdown += n; c.markdown > mostMarkdown && n <= mostMarkdown {
			c.add(at+"/text", "the text of all markdown blocks must be less than %d characters", mostMarkdown+1)
		}
	default:
		c.add(at+"/type", "unsupported type: %s", kind)
	}
}

func (c *checker) section(at string, o object, used map[string]bool) {
	_, text := o["text"]
	_, fields := o["fields"]
	if !text && !fields {
		c.add(at, "missing required field: text or fields")
	}
	c.text(at, o, "text", false, anyText, 3000)
	c.boolean(at, o, "expand")
	if c.has(at, o, "fields", false) {
		for i, item := range c.list(at+"/fields", o["fields"], 1, 10) {
			c.textObject(at+"/fields/"+strconv.Itoa(i), item, anyText, 2000)
		}
	}
	if c.has(at, o, "accessory", false) {
		c.element(at+"/accessory", o["accessory"], sectionElements, used)
	}
}

func (c *checker) context(at string, x any) {
	for i, item := range c.list(at, x, 1, 10) {
		at := at + "/" + strconv.Itoa(i)
		if o, ok := item.(object); ok && o["type"] == "image" {
			c.image(at, o, "type", "image_url", "slack_file", "alt_text")
		} else {
			c.textObject(at, item, anyText, 3000)
		}
	}
}

func (c *checker) table(at string, o object) {
	c.fields(at, o, "type", "block_id", "rows", "column_settings")
	if c.tables++; c.tables > 1 {
		c.add(at, "only_one_table_allowed")
	}
	if c.has(at, o, "column_settings", false) {
		c.list(at+"/column_settings", o["column_settings"], 0, mostTableColumns)
	}
	if !c.has(at, o, "rows", true) {
		return
	}
	for i, row := range c.list(at+"/rows", o["rows"], 1, mostTableRows) {
		at := at + "/rows/" + strconv.Itoa(i)
		for j, item := range c.list(at, row, 1, mostTableColumns) {
			at := at + "/" + strconv.Itoa(j)
			cell := c.object(at, item)
			switch cell["type"] {
			case "raw_text":
				c.fields(at, cell, "type", "text")
				c.shown += utf8.RuneCountInString(c.str(at, cell, "text", true, 1, 1_000_000))
			case "raw_number":
				c.fields(at, cell, "type", "text", "value")
				c.shown += utf8.RuneCountInString(c.str(at, cell, "text", true, 1, 1_000_000))
			case "rich_text":
				c.fields(at, cell, "type", "elements", "block_id")
				c.richText(at, cell)
			default:
				c.add(at+"/type", "unsupported type: %v", cell["type"])
			}
		}
	}
}

// messageBlocks checks the blocks of a message and returns them as they are kept. Without blocks it
// returns nothing.
func (f *Fake) messageBlocks(raw json.RawMessage) (json.RawMessage, *reply) {
	if len(raw) == 0 {
		return nil, nil
	}
	no := func(r reply) (json.RawMessage, *reply) { return nil, &r }
	x, err := decodeJSON(raw)
	if _, isList := x.([]any); err != nil || !isList {
		return no(refusal("invalid_blocks_format"))
	}
	c := newChecker(inMessage, f.ids.short)
	list := c.blocks("/blocks", x, mostBlocks)
	if len(c.errors) > 0 {
		return no(invalidBlocks("invalid_blocks", c))
	}
	if c.shown > mostBlockText {
		return no(refusal("msg_blocks_too_long"))
	}
	if len(list) == 0 {
		return nil, nil
	}
	return encode(list), nil
}

func invalidBlocks(name string, c *checker) reply {
	return refusal(name, object{"errors": c.errors, "response_metadata": object{"messages": c.messages()}})
}
