package slackfake

import "encoding/json"

const mostViewBytes = 250_000

// checkedView reads a view of a modal or of the Home tab and checks it. What is wrong with it is
// answered as Slack does, with invalid_arguments.
func (f *Fake) checkedView(raw json.RawMessage, surface string) (*View, *reply) {
	no := func(r reply) (*View, *reply) { return nil, &r }
	if len(raw) > mostViewBytes {
		return no(refusal("view_too_large"))
	}
	c := newChecker(surface, f.ids.short)
	x, err := decodeJSON(raw)
	if err != nil {
		c.add("/view", "must provide an object")
		return no(invalidBlocks("invalid_arguments", c))
	}
	o := c.object("/view", x)
	if o == nil {
		return no(invalidBlocks("invalid_arguments", c))
	}
	c.view("/view", o)
	if len(c.errors) > 0 {
		return no(invalidBlocks("invalid_arguments", c))
	}
	v := &View{
		Type: surface, CallbackID: str(o, "callback_id"), PrivateMetadata: str(o, "private_metadata"), ExternalID: str(o, "external_id"),
		Title: textOf(o["title"]), Submit: textOf(o["submit"]), Close: textOf(o["close"]),
		NotifyOnClose: o["notify_on_close"] == true, ClearOnClose: o["clear_on_close"] == true,
		Blocks: encode(o["blocks"]), titleObject: o["title"], submitObject: o["submit"], closeObject: o["close"],
	}
	return v, nil
}

func (c *checker) view(at string, o object) {
	common := []string{"type", "blocks", "private_metadata", "callback_id", "external_id"}
	if kind, _ := o["type"].(string); kind != c.surface {
		c.add(at+"/type", "unsupported type: %s", kind)
		return
	}
	c.str(at, o, "private_metadata", false, 0, 3000)
	c.str(at, o, "callback_id", false, 0, 255)
	c.str(at, o, "external_id", false, 0, 255)
	if c.has(at, o, "blocks", true) {
		c.blocks(at+"/blocks", o["blocks"], mostViewBlocks)
	}
	if c.surface == inHome {
		c.fields(at, o, common...)
		return
	}
	c.fields(at, o, append(common, "title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")...)
	c.text(at, o, "title", true, plainText, 24)
	c.text(at, o, "submit", false, plainText, 24)
	c.text(at, o, "close", false, plainText, 24)
	c.boolean(at, o, "clear_on_close", "notify_on_close", "submit_disabled")
	if c.inputs > 0 && o["submit"] == nil {
		c.add(at, "missing required field: submit, which a view with an input block needs")
	}
}

// str is a field that is text, empty when it is none.
func str(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// textOf is the text of a text object, empty when x is none.
func textOf(x any) string {
	o, _ := x.(object)
	return str(o, "text")
}
