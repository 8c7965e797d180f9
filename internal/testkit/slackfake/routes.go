package slackfake

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const mostBody = 32 << 20

// method is one of the Web API's.
type method struct {
	scopes   []string // the token needs one of them; none when empty
	app      bool     // it takes the app-level token
	open     bool     // it takes no token
	formOnly bool     // arguments in JSON are not read
	carry    func(f *Fake, c *call) reply
}

// methodTable lists the methods that the fake knows. It is never written to.
var methodTable = map[string]method{
	"api.test":                              {open: true, carry: (*Fake).apiTest},
	"auth.test":                             {carry: (*Fake).authTest},
	"apps.connections.open":                 {app: true, carry: (*Fake).connectionsOpen},
	"chat.postMessage":                      {scopes: []string{"chat:write"}, carry: (*Fake).postMessage},
	"chat.postEphemeral":                    {scopes: []string{"chat:write"}, carry: (*Fake).postEphemeral},
	"chat.update":                           {scopes: []string{"chat:write"}, carry: (*Fake).updateMessage},
	"chat.delete":                           {scopes: []string{"chat:write"}, carry: (*Fake).deleteMessage},
	"conversations.history":                 {formOnly: true, carry: (*Fake).history},
	"conversations.replies":                 {formOnly: true, carry: (*Fake).repliesOf},
	"conversations.info":                    {formOnly: true, carry: (*Fake).channelInfo},
	"conversations.open":                    {scopes: []string{"im:write", "mpim:write"}, carry: (*Fake).openDM},
	"conversations.join":                    {scopes: []string{"channels:join"}, carry: (*Fake).joinChannel},
	"users.info":                            {scopes: []string{"users:read"}, formOnly: true, carry: (*Fake).userInfo},
	"bots.info":                             {scopes: []string{"users:read"}, formOnly: true, carry: (*Fake).botInfo},
	"views.open":                            {carry: (*Fake).viewsOpen},
	"views.push":                            {carry: (*Fake).viewsPush},
	"views.update":                          {carry: (*Fake).viewsUpdate},
	"views.publish":                         {carry: (*Fake).viewsPublish},
	"files.getUploadURLExternal":            {scopes: []string{"files:write"}, formOnly: true, carry: (*Fake).uploadURL},
	"files.completeUploadExternal":          {scopes: []string{"files:write"}, carry: (*Fake).completeUpload},
	"assistant.threads.setStatus":           {scopes: []string{"assistant:write", "chat:write"}, carry: (*Fake).setStatus},
	"assistant.threads.setTitle":            {scopes: []string{"assistant:write"}, carry: (*Fake).setTitle},
	"assistant.threads.setSuggestedPrompts": {scopes: []string{"assistant:write"}, carry: (*Fake).setPrompts},
}

// The paths under which the fake listens, apart from /api/. Calls names the requests to them by these
// words, and Match.Method picks them by the same.
const (
	ResponseURL = "response_url"
	Upload      = "upload"
)

func (f *Fake) serveHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case strings.HasPrefix(path, "api/"):
		name := strings.TrimPrefix(path, "api/")
		f.serveCall(w, r, name, func(data []byte, record *Call) reply { return f.serveAPI(r, name, data, record) })
	case strings.HasPrefix(path, linkPath):
		f.serveLink(w, r)
	case strings.HasPrefix(path, "commands/"), strings.HasPrefix(path, "actions/"), strings.HasPrefix(path, "app/"):
		f.serveCall(w, r, ResponseURL, func(data []byte, record *Call) reply { return f.serveHook(r, path, data) })
	case strings.HasPrefix(path, "upload/v1/"):
		f.serveCall(w, r, Upload, func(data []byte, record *Call) reply { return f.serveUpload(r, path, data) })
	default:
		plain(http.StatusNotFound, "text/html; charset=utf-8", "<!DOCTYPE html><title>There's been a glitch…</title>").write(w)
	}
}

// serveCall reads a request's body, records the request and answers it through the faults that fall on it.
func (f *Fake) serveCall(w http.ResponseWriter, r *http.Request, name string, carry func([]byte, *Call) reply) {
	record := &Call{Method: name, Verb: r.Method, Path: r.URL.Path, Header: r.Header, At: time.Now()}
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, mostBody))
	record.Body = data
	f.records.begin(record)
	f.changed.raise()
	if err != nil {
		large := plain(http.StatusRequestEntityTooLarge, "text/plain", "request_entity_too_large")
		f.records.end(record, large)
		large.write(w)
		return
	}
	f.answerWith(w, r, record, func() reply { return carry(data, record) })
}

func (f *Fake) serveAPI(r *http.Request, name string, data []byte, record *Call) reply {
	c := parseCall(r, name, data)
	c.record = record
	f.records.arguments(record, c)
	known, ok := methodTable[name]
	if !ok {
		return refusal("unknown_method", object{"req_method": name})
	}
	if c.broken != "" {
		return refusal(c.broken)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed.raise()
	header := map[string]string{"X-Slack-Req-Id": f.ids.uuid()}
	answer := f.authorized(known, c)
	if answer == nil {
		if known.formOnly && c.isJSON {
			c.isJSON, c.form = false, url.Values{}
		}
		carried := known.carry(f, c)
		answer = &carried
	}
	if c.token == botToken && !known.app {
		header["X-OAuth-Scopes"] = strings.Join(f.auth.scopes, ",")
		header["X-Accepted-OAuth-Scopes"] = strings.Join(known.scopes, ",")
	}
	for name, value := range answer.header {
		header[name] = value
	}
	answer.header = header
	return *answer
}

// multipartValues reads the fields of a multipart form that are no files.
func multipartValues(data []byte, boundary string) (url.Values, error) {
	values := url.Values{}
	reader := multipart.NewReader(bytes.NewReader(data), boundary)
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			return values, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return values, err
		}
		values.Add(part.FormName(), string(content))
	}
}
