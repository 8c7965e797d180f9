package slackfake

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"time"
)

const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

// hook is a response URL.
type hook struct {
	path     string
	handle   *Handle
	original *Message // in which something was used; nil for commands and shortcuts
	issued   time.Time
	uses     int
}

// newHook gives out a response URL of a kind: commands, actions or app.
func (f *Fake) newHook(h *Handle, kind string, original *Message) *hook {
	k := &hook{path: kind + "/" + teamID + "/" + f.ids.next("9") + "/" + f.ids.short() + f.ids.short(), handle: h, original: original, issued: f.now()}
	f.hooks.add(k.path, k)
	return k
}

// address is where a path of the fake's is found: on the fake itself, or on the host that Slack would
// name when Options.SlackHosts asks for it.
func (f *Fake) address(host, path string) string {
	if f.opts.SlackHosts {
		return "https://" + host + "/" + path
	}
	return f.server.URL + "/" + path
}

// response is what an app sends to a response URL, or as the answer to a slash command.
type response struct {
	Type        string          `json:"response_type"`
	Text        string          `json:"text"`
	Markdown    string          `json:"markdown_text"`
	Blocks      json.RawMessage `json:"blocks"`
	Attachments json.RawMessage `json:"attachments"`
	Metadata    json.RawMessage `json:"metadata"`
	ThreadTS    string          `json:"thread_ts"`
	Replace     bool            `json:"replace_original"`
	Delete      bool            `json:"delete_original"`
	UnfurlLinks *bool           `json:"unfurl_links"`
	UnfurlMedia *bool           `json:"unfurl_media"`
	Parse       string          `json:"parse"`
	LinkNames   any             `json:"link_names"`
}

// serveHook takes a message for a response URL. It answers ok as text/html, as Slack does.
func (f *Fake) serveHook(r *http.Request, path string, data []byte) reply {
	if r.Method != http.MethodPost {
		return plain(http.StatusMethodNotAllowed, "text/html", "method not allowed")
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		if form, err := url.ParseQuery(string(data)); err == nil && form.Get("payload") != "" {
			data = []byte(form.Get("payload"))
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed.raise()
	no := func(status int, name string) reply {
		r := refusal(name)
		r.status = status
		return r
	}
	k, ok := f.hooks.get(path)
	switch {
	case !ok || f.now().Sub(k.issued) > hookLife:
		return no(http.StatusNotFound, "expired_url")
	case k.uses >= hookUses:
		return no(http.StatusNotFound, "used_url")
	}
	var said response
	if err := json.Unmarshal(data, &said); err != nil {
		return no(http.StatusBadRequest, "invalid_payload")
	}
	if bad := f.respond(k, said); bad != nil {
		bad.status = http.StatusBadRequest
		return *bad
	}
	k.uses++
	return plain(http.StatusOK, "text/html", "ok")
}

// respond carries out what was sent to a response URL. Only something used in a message has an
// original that can be replaced or deleted; otherwise a new message comes of it.
func (f *Fake) respond(k *hook, said response) *reply {
	original := k.original
	if original != nil && original.Deleted {
		original = nil
	}
	if said.Delete {
		if original != nil {
			f.remove(original)
		}
		return nil
	}
	c, bad := f.contentOfResponse(said)
	if bad != nil {
		return bad
	}
	if said.Replace && original != nil {
		f.change(original, c)
		original.UnfurlLinks, original.UnfurlMedia = said.UnfurlLinks, said.UnfurlMedia
		k.handle.replies = append(k.handle.replies, original)
		return nil
	}
	f.appear(k.handle, said, c, ViaResponse)
	return nil
}

func (f *Fake) contentOfResponse(said response) (content, *reply) {
	raw := func(m json.RawMessage) json.RawMessage {
		if !present(m) {
			return nil
		}
		return m
	}
	return f.contentOf(said.Text, said.Markdown, raw(said.Blocks), raw(said.Attachments), raw(said.Metadata), mostText)
}

// appear shows an answer in the channel of an act: to the person alone, or to all.
func (f *Fake) appear(h *Handle, said response, c content, via string) *Message {
	m := f.botMessage(h.actor.Channel.ID, via)
	c.into(m)
	m.ThreadTS, m.Parse = said.ThreadTS, said.Parse
	m.LinkNames = said.LinkNames == true || said.LinkNames == float64(1)
	m.UnfurlLinks, m.UnfurlMedia = said.UnfurlLinks, said.UnfurlMedia
	m.hook = via
	h.replies = append(h.replies, m)
	if said.Type == "in_channel" {
		if via == ViaAck {
			m.ShownCommand = h.name
		}
		f.publish(m)
		return m
	}
	m.Viewer = h.actor.Person.ID
	f.store(m)
	return m
}

// apply carries out the payload of an acknowledgement.
func (f *Fake) apply(e *envelope, payload json.RawMessage) {
	defer f.changed.raise()
	h := e.handle
	switch {
	case e.kind == kindCommand:
		var said response
		if json.Unmarshal(payload, &said) != nil {
			h.trouble = "invalid_command_response"
			return
		}
		c, bad := f.contentOfResponse(said)
		if bad != nil {
			h.trouble = "invalid_command_response: " + string(bad.body)
			return
		}
		f.appear(h, said, c, ViaAck)
	case e.name == "block_suggestion":
		f.applySuggestion(e, payload)
	case e.name == "view_submission":
		f.applySubmission(h, payload)
	}
}
