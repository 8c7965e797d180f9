package slackfake

import (
	"encoding/json"
	"strings"
	"time"
)

// The ways in which a message came about.
const (
	ViaPerson    = "person"      // somebody wrote it
	ViaPost      = "postMessage" // chat.postMessage
	ViaEphemeral = "postEphemeral"
	ViaAck       = "ack" // the answer to a slash command
	ViaResponse  = "response_url"
	ViaUpload    = "upload" // files.completeUploadExternal
)

// Message is a message as it is now. A copy of one does not change any more.
type Message struct {
	Channel     string
	TS          string
	ThreadTS    string // empty outside threads, and for the first message of one
	User        string // who wrote it
	BotID       string // of a bot's
	Viewer      string // of an ephemeral message: the only person who sees it
	Subtype     string
	Text        string          // as sent: in Slack's own notation, escaped
	Blocks      json.RawMessage // with the ids that Slack has filled in; empty when there are none
	Attachments json.RawMessage
	Metadata    json.RawMessage
	Markdown    string // the argument markdown_text
	Parse       string // the argument parse
	LinkNames   bool
	UnfurlLinks *bool // nil when it was not said
	UnfurlMedia *bool
	Broadcast   bool // reply_broadcast
	Files       []File
	Via         string
	Sent        time.Time
	Edited      time.Time // zero when it never was
	Edits       int
	Deleted     bool

	// ShownCommand is the slash command with its text when it was answered with response_type
	// in_channel: Slack then shows everybody what the person typed.
	ShownCommand string

	clientMsgID string
	replies     int
	lastReply   string
	hook        string // the response URL through which an ephemeral message came
}

// Ephemeral says whether only one person sees the message.
func (m Message) Ephemeral() bool { return m.Viewer != "" }

// ByBot says whether the app under test wrote the message.
func (m Message) ByBot() bool { return m.BotID == botID }

// Shown is all that can be read in the message: the blocks when it has some, the text otherwise.
func (m Message) Shown() string {
	if list := blockList(m.Blocks); len(list) > 0 {
		return readBlocks(list)
	}
	if m.Markdown != "" {
		return m.Markdown
	}
	return unescape(m.Text)
}

// Elements lists the elements that can be used, in their order.
func (m Message) Elements() []Element { return elementsOf(blockList(m.Blocks)) }

// ActionIDs lists the action ids of the elements in their order.
func (m Message) ActionIDs() []string { return actionIDs(m.Elements()) }

// Element returns the first element with the action id.
func (m Message) Element(actionID string) (Element, bool) { return findElement(m.Elements(), actionID) }

// root is the ts of the thread that the message is in or could begin.
func (m Message) root() string {
	if m.ThreadTS != "" {
		return m.ThreadTS
	}
	return m.TS
}

// Element is an element that people can use, as it stands in a message or a view.
type Element struct {
	Type     string
	BlockID  string
	ActionID string
	Text     string // of a button
	Value    string // of a button
	URL      string // of a button
	Style    string
	Options  []Option
	Input    bool // it stands in an input block
	Optional bool // of an input block: it can stay empty
	Dispatch bool // of an input block: using it is told at once

	raw object
}

// Option is an entry of a select, of checkboxes, radio buttons or an overflow menu.
type Option struct {
	Text  string
	Value string
	Group string // the label of its group, where it has one

	raw object
}

// blockList decodes blocks that have been checked.
func blockList(raw json.RawMessage) []any {
	if len(raw) == 0 {
		return nil
	}
	x, err := decodeJSON(raw)
	if err != nil {
		return nil
	}
	list, _ := x.([]any)
	return list
}

// elementsOf finds the elements of blocks that have been checked.
func elementsOf(blocks []any) []Element {
	var found []Element
	add := func(block object, x any) {
		o, ok := x.(object)
		if !ok || str(o, "action_id") == "" {
			return
		}
		e := Element{
			Type: str(o, "type"), BlockID: str(block, "block_id"), ActionID: str(o, "action_id"), Text: textOf(o["text"]),
			Value: str(o, "value"), URL: str(o, "url"), Style: str(o, "style"), Options: optionsIn(o), raw: o,
		}
		if block["type"] == "input" {
			e.Input, e.Optional, e.Dispatch = true, block["optional"] == true, block["dispatch_action"] == true
		}
		found = append(found, e)
	}
	for _, item := range blocks {
		block, _ := item.(object)
		add(block, block["accessory"])
		add(block, block["element"])
		if block["type"] == "actions" {
			list, _ := block["elements"].([]any)
			for _, x := range list {
				add(block, x)
			}
		}
	}
	return found
}

// optionsIn lists the options and option groups of an object.
func optionsIn(o object) []Option {
	var found []Option
	each := func(x any, group string) {
		list, _ := x.([]any)
		for _, item := range list {
			option, _ := item.(object)
			found = append(found, Option{Text: textOf(option["text"]), Value: str(option, "value"), Group: group, raw: option})
		}
	}
	each(o["options"], "")
	groups, _ := o["option_groups"].([]any)
	for _, item := range groups {
		g, _ := item.(object)
		each(g["options"], textOf(g["label"]))
	}
	return found
}

func actionIDs(elements []Element) []string {
	ids := make([]string, len(elements))
	for i, e := range elements {
		ids[i] = e.ActionID
	}
	return ids
}

func findElement(elements []Element, actionID string) (Element, bool) {
	for _, e := range elements {
		if e.ActionID == actionID {
			return e, true
		}
	}
	return Element{}, false
}

// readBlocks is all text of blocks, a line for each text object and each paragraph of rich text.
func readBlocks(blocks []any) string {
	var lines []string
	line := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	var read func(x any)
	read = func(x any) {
		switch x := x.(type) {
		case []any:
			for _, item := range x {
				read(item)
			}
		case object:
			switch kind := str(x, "type"); kind {
			case plainText, "raw_text", "raw_number", "markdown":
				line(str(x, "text"))
			case mrkdwn:
				line(unescape(str(x, "text")))
			case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
				line(readInlines(x["elements"]))
			default:
				for _, name := range []string{"title", "text", "label", "fields", "elements", "rows", "accessory", "element", "options", "option_groups", "hint"} {
					read(x[name])
				}
			}
		}
	}
	read(blocks)
	return strings.Join(lines, "\n")
}

// readInlines is the text of one paragraph of rich text; mentions stand in Slack's notation.
func readInlines(x any) string {
	var b strings.Builder
	list, _ := x.([]any)
	for _, item := range list {
		word, _ := item.(object)
		switch str(word, "type") {
		case "text":
			b.WriteString(str(word, "text"))
		case "link":
			if text := str(word, "text"); text != "" {
				b.WriteString(text)
			} else {
				b.WriteString(str(word, "url"))
			}
		case "user":
			b.WriteString("<@" + str(word, "user_id") + ">")
		case "channel":
			b.WriteString("<#" + str(word, "channel_id") + ">")
		case "usergroup":
			b.WriteString("<!subteam^" + str(word, "usergroup_id") + ">")
		case "broadcast":
			b.WriteString("<!" + str(word, "range") + ">")
		case "emoji":
			b.WriteString(":" + str(word, "name") + ":")
		case "date":
			b.WriteString(str(word, "fallback"))
		}
	}
	return b.String()
}
