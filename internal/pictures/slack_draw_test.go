package pictures

import (
	"fmt"
	"strings"
	"testing"

	"clippings/internal/testkit/slackfake"
)

// block is a block of Slack's, or an element of one, as its JSON says.
type block map[string]any

// str is a member that is text, or the text of a member that is a text object.
func (b block) str(key string) string {
	if s, ok := b[key].(string); ok {
		return s
	}
	s, _ := b.in(key)["text"].(string)
	return s
}

func (b block) in(key string) block {
	m, _ := b[key].(map[string]any)
	return m
}

func (b block) all(key string) []block {
	list, _ := b[key].([]any)
	var out []block
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// slackMessage draws a message of the bot's. Filled are the values of fields, by action id.
func slackMessage(t *testing.T, did string, m slackfake.Message, filled map[string]string) drawing {
	t.Helper()
	blocks := slackBlocks(t, m.Blocks)
	note := ""
	if m.Ephemeral() {
		note = `<p class="note">Only visible to you</p>`
	}
	return drawing{
		did + `<article class="slack"><div class="face">C</div><div class="said"><h1>Clippings <small>APP</small></h1>` + note + drawBlocks(t, blocks, filled) + `</div></article>`,
		slackTexts(t, blocks),
	}
}

// drawBlocks draws blocks. One of a kind that the renderer does not know fails the test.
func drawBlocks(t *testing.T, blocks []block, filled map[string]string) string {
	t.Helper()
	var b strings.Builder
	for _, k := range blocks {
		b.WriteString(`<div class="block">`)
		switch kind := k.str("type"); kind {
		case "rich_text":
			for _, e := range k.all("elements") {
				b.WriteString(drawRich(t, e))
			}
		case "section":
			b.WriteString(`<div class="beside"><div class="pre">` + drawText(t, k.in("text")) + "</div>")
			if a := k.in("accessory"); a != nil {
				b.WriteString(drawElement(t, a, filled))
			}
			b.WriteString("</div>")
			if fields := k.all("fields"); len(fields) > 0 {
				b.WriteString(`<div class="fields">`)
				for _, f := range fields {
					b.WriteString(`<div class="pre">` + drawText(t, f) + "</div>")
				}
				b.WriteString("</div>")
			}
		case "context":
			for _, e := range k.all("elements") {
				b.WriteString(`<div class="context pre">` + drawText(t, e) + "</div>")
			}
		case "actions":
			b.WriteString(`<div class="actions">`)
			for _, e := range k.all("elements") {
				b.WriteString(drawElement(t, e, filled))
			}
			b.WriteString("</div>")
		case "input":
			optional := ""
			if k["optional"] == true {
				optional = " <span>(optional)</span>"
			}
			b.WriteString(`<div class="input"><div class="label">` + escaped(k.str("label")) + optional + "</div>" + drawElement(t, k.in("element"), filled) + "</div>")
		default:
			t.Fatalf("a block of type %q is not drawn yet", kind)
		}
		b.WriteString("</div>")
	}
	return b.String()
}

// drawText draws a text object. Only plain text is sent, in which nothing is a mark.
func drawText(t *testing.T, o block) string {
	t.Helper()
	if o != nil && o.str("type") != "plain_text" {
		t.Fatalf("a text of type %q is not drawn yet", o.str("type"))
	}
	return escaped(o.str("text"))
}

func drawRich(t *testing.T, e block) string {
	t.Helper()
	var b strings.Builder
	for _, part := range e.all("elements") {
		s := escaped(part.str("text"))
		switch kind := part.str("type"); kind {
		case "text":
		case "link":
			if s == "" {
				s = escaped(part.str("url"))
			}
			s = "<a>" + s + "</a>"
		default:
			t.Fatalf("a rich text element of type %q is not drawn yet", kind)
		}
		style := part.in("style")
		if style["bold"] == true {
			s = "<b>" + s + "</b>"
		}
		if style["italic"] == true {
			s = "<i>" + s + "</i>"
		}
		b.WriteString(s)
	}
	switch kind := e.str("type"); kind {
	case "rich_text_section":
		return `<p class="pre">` + b.String() + "</p>"
	case "rich_text_quote":
		return `<blockquote class="pre">` + b.String() + "</blockquote>"
	default:
		t.Fatalf("a rich text of type %q is not drawn yet", kind)
		return ""
	}
}

// drawElement draws what can be used.
func drawElement(t *testing.T, e block, filled map[string]string) string {
	t.Helper()
	value, class := filled[e.str("action_id")], "filled"
	if value == "" {
		value, class = e.str("placeholder"), ""
	}
	switch kind := e.str("type"); kind {
	case "button":
		return `<span class="button">` + escaped(e.str("text")) + "</span>"
	case "checkboxes":
		var b strings.Builder
		b.WriteString(`<div class="boxes">`)
		for _, o := range e.all("options") {
			fmt.Fprintf(&b, `<div class="tick"><i></i><div>%s<small>%s</small></div></div>`, escaped(o.str("text")), escaped(o.str("description")))
		}
		return b.String() + "</div>"
	case "static_select", "external_select":
		return `<span class="select ` + class + `">` + escaped(value) + "</span>"
	case "datepicker":
		if class == "" {
			value = "–"
		}
		return `<span class="select ` + class + `">` + escaped(value) + "</span>"
	case "plain_text_input":
		if e["multiline"] == true {
			class += " tall"
		}
		return `<span class="field ` + class + `">` + escaped(value) + "</span>"
	default:
		t.Fatalf("an element of type %q is not drawn yet", kind)
		return ""
	}
}
