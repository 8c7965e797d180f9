package slackfake

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// call is a request to a method of the Web API while it is carried out.
type call struct {
	method string
	token  string
	form   url.Values
	body   map[string]json.RawMessage // of a JSON request
	isJSON bool
	broken string // the error name when the body could not be read
	record *Call
}

// parseCall reads the arguments from the query, a form or JSON, and the token from the Authorization
// header or the form. A token in a JSON body does not count, as with Slack.
func parseCall(r *http.Request, method string, data []byte) *call {
	c := &call{method: method, form: r.URL.Query()}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(data) == 0:
	case kind == "application/json":
		c.isJSON = true
		if err := json.Unmarshal(data, &c.body); err != nil {
			c.broken = "invalid_json"
			if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
				c.broken = "json_not_object"
			}
		}
	case kind == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(data))
		if err != nil {
			c.broken = "invalid_form_data"
		}
		for name, list := range values {
			c.form[name] = list
		}
	case kind == "multipart/form-data":
		values, err := multipartValues(data, params["boundary"])
		if err != nil {
			c.broken = "invalid_form_data"
		}
		for name, list := range values {
			c.form[name] = list
		}
	default:
		c.broken = "invalid_post_type"
	}
	c.token = c.form.Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = strings.TrimSpace(bearer)
	}
	return c
}

// raw is an argument as JSON: what stands in a JSON body, or in the text of a form's field or of a
// JSON string. It is empty when the argument is absent, null or "".
func (c *call) raw(name string) json.RawMessage {
	if !c.isJSON {
		return json.RawMessage(c.form.Get(name))
	}
	value := c.body[name]
	if !present(value) {
		return nil
	}
	var text string
	if json.Unmarshal(value, &text) == nil {
		return json.RawMessage(text)
	}
	return value
}

// str is an argument as text. Numbers and booleans of a JSON body become text.
func (c *call) str(name string) string {
	if !c.isJSON {
		return c.form.Get(name)
	}
	value := c.body[name]
	if !present(value) {
		return ""
	}
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}

// boolean is an argument that is true or false, and whether it was given.
func (c *call) boolean(name string) (value, given bool) {
	switch strings.ToLower(c.str(name)) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// flag is a boolean argument as a pointer, nil when it was not given.
func (c *call) flag(name string) *bool {
	value, given := c.boolean(name)
	if !given {
		return nil
	}
	return &value
}

// number is an argument that is a whole number, or the default.
func (c *call) number(name string, otherwise int) int {
	n, err := strconv.Atoi(c.str(name))
	if err != nil {
		return otherwise
	}
	return n
}

// missing is the answer when one of the arguments is absent, nil when all are there.
func (c *call) missing(names ...string) *reply {
	var messages []string
	for _, name := range names {
		if c.str(name) == "" {
			messages = append(messages, "[ERROR] missing required field: "+name)
		}
	}
	if messages == nil {
		return nil
	}
	r := refusal("invalid_arguments", object{"response_metadata": object{"messages": messages}})
	return &r
}

// reply is the answer to a request.
type reply struct {
	status      int
	body        []byte
	contentType string // application/json; charset=utf-8 when empty
	header      map[string]string
	ok          bool
	err         string // Slack's error name, for the record
}

// success is {"ok":true} with more fields.
func success(fields object) reply {
	body := object{"ok": true}
	for name, value := range fields {
		body[name] = value
	}
	return reply{status: 200, body: encode(body), ok: true}
}

// refusal is {"ok":false} with the error's name and more fields.
func refusal(name string, fields ...object) reply {
	body := object{"ok": false, "error": name}
	for _, more := range fields {
		for field, value := range more {
			body[field] = value
		}
	}
	return reply{status: 200, body: encode(body), err: name}
}

// limited is Slack's answer to one request too many. Without a wait there is no Retry-After.
func limited(seconds int) reply {
	r := refusal("ratelimited")
	r.status = http.StatusTooManyRequests
	if seconds > 0 {
		r.header = map[string]string{"Retry-After": strconv.Itoa(seconds)}
	}
	return r
}

// plain is an answer of text.
func plain(status int, contentType, body string) reply {
	return reply{status: status, contentType: contentType, body: []byte(body), ok: status/100 == 2}
}

// write sends the answer.
func (a reply) write(w http.ResponseWriter) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	kind := a.contentType
	if kind == "" {
		kind = "application/json; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}
