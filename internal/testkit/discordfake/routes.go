package discordfake

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// exchange is one REST request on its way through the fake.
type exchange struct {
	method, path string // the path without /api/v10 and slashes at its ends
	query        url.Values
	vars         []string // what the route's parameters stand for, in their order
	body         []byte
	files        []Attachment
	record       *Request
}

type route struct {
	method, pattern string
	open            bool // needs no Authorization
	serve           func(*Fake, *exchange) reply
}

// routeTable is every route there is. A segment with a colon is a parameter.
var routeTable = []route{
	{"GET", "gateway", true, (*Fake).getGateway},
	{"GET", "gateway/bot", false, (*Fake).getGatewayBot},
	{"GET", "users/@me", false, (*Fake).getMe},
	{"POST", "users/@me/channels", false, (*Fake).openDM},
	{"GET", "applications/@me", false, (*Fake).getApplication},
	{"GET", "oauth2/applications/@me", false, (*Fake).getApplication},
	{"GET", "applications/:app/commands", false, (*Fake).getCommands},
	{"PUT", "applications/:app/commands", false, (*Fake).putCommands},
	{"GET", "applications/:app/guilds/:g/commands", false, (*Fake).getCommands},
	{"PUT", "applications/:app/guilds/:g/commands", false, (*Fake).putCommands},
	{"GET", "channels/:c", false, (*Fake).getChannel},
	{"POST", "channels/:c/messages", false, (*Fake).createMessage},
	{"GET", "channels/:c/messages/:m", false, (*Fake).getMessage},
	{"PATCH", "channels/:c/messages/:m", false, (*Fake).editMessage},
	{"DELETE", "channels/:c/messages/:m", false, (*Fake).deleteMessage},
	{"POST", "channels/:c/typing", false, (*Fake).typing},
	{"POST", "interactions/:id/:token/callback", true, (*Fake).callback},
	{"POST", "webhooks/:app/:token", true, (*Fake).followUp},
	{"GET", "webhooks/:app/:token/messages/:m", true, (*Fake).getResponse},
	{"PATCH", "webhooks/:app/:token/messages/:m", true, (*Fake).editResponse},
	{"DELETE", "webhooks/:app/:token/messages/:m", true, (*Fake).deleteResponse},
}

// matches says whether a path without slashes at its ends fits a pattern such as channels/:c/messages.
func matches(pattern, path string) bool {
	_, ok := match(strings.Trim(pattern, "/"), path)
	return ok
}

func match(pattern, path string) (vars []string, ok bool) {
	for {
		p, restOfPattern, morePattern := strings.Cut(pattern, "/")
		s, restOfPath, morePath := strings.Cut(path, "/")
		switch {
		case morePattern != morePath:
			return nil, false
		case strings.HasPrefix(p, ":") && s != "":
			vars = append(vars, s)
		case p != s:
			return nil, false
		}
		if !morePattern {
			return vars, true
		}
		pattern, path = restOfPattern, restOfPath
	}
}

const mostBody = 32 << 20

func (f *Fake) serveHTTP(w http.ResponseWriter, r *http.Request) {
	if path := strings.Trim(r.URL.Path, "/"); path == gatewayPath || path == resumePath {
		f.gateway.serve(w, r, "/"+path)
		return
	}
	x := &exchange{method: r.Method, query: r.URL.Query()}
	version, path := splitAPI(r.URL.Path)
	x.path = path
	if version != "v9" && version != "v10" {
		x.path = r.URL.Path // with its slash, so that it matches no route
	}
	x.record = &Request{Method: r.Method, Path: x.path, Query: r.URL.RawQuery, Auth: r.Header.Get("Authorization"), At: time.Now()}
	bad := x.readBody(r)
	x.record.Body, x.record.Files = x.body, x.files
	found, status := x.find()
	if found != nil {
		x.record.Route = found.pattern
	}
	f.records.begin(x.record)
	f.changed.raise()

	f.answerWith(w, r, x, func() reply {
		switch {
		case version == "":
			return refusal(404, 0, "404: Not Found")
		case version != "v9" && version != "v10":
			return refusal(400, codeInvalidAPIVersion, "Invalid API version provided")
		case status != 0:
			return refusal(status, 0, strconv.Itoa(status)+": "+http.StatusText(status))
		case !found.open && x.record.Auth != "Bot "+botToken:
			return refusal(401, 0, "401: Unauthorized")
		case bad != nil:
			return *bad
		}
		if limited, yes := f.rates.check(f, x, found); yes {
			return limited
		}
		f.judge.consider(f, x)
		return found.serve(f, x)
	})
}

// splitAPI takes /api/v10/users/@me apart. The version is empty when the path is not under /api, and
// v6 when it names none, as Discord has it.
func splitAPI(path string) (version, rest string) {
	path = strings.Trim(path, "/")
	rest, ok := strings.CutPrefix(path, "api/")
	if !ok {
		return "", path
	}
	first, after, _ := strings.Cut(rest, "/")
	if len(first) > 1 && first[0] == 'v' && strings.Trim(first[1:], "0123456789") == "" {
		return first, after
	}
	return "v6", rest
}

// find looks the route up: nil with 404 or 405 when there is none.
func (x *exchange) find() (found *route, status int) {
	status = http.StatusNotFound
	for i := range routeTable {
		vars, ok := match(routeTable[i].pattern, x.path)
		if !ok {
			continue
		}
		if routeTable[i].method == x.method {
			x.vars = vars
			return &routeTable[i], 0
		}
		status = http.StatusMethodNotAllowed
	}
	return nil, status
}

// readBody reads JSON, or payload_json and files of a multipart request.
func (x *exchange) readBody(r *http.Request) *reply {
	tooLarge := refusal(413, codeTooLarge, "Request entity too large")
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	limited := http.MaxBytesReader(nil, r.Body, mostBody)
	if kind != "multipart/form-data" {
		body, err := io.ReadAll(limited)
		x.body = body
		if err != nil {
			return &tooLarge
		}
		return nil
	}
	reader := multipart.NewReader(limited, params["boundary"])
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &tooLarge
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return &tooLarge
		}
		if part.FormName() == "payload_json" {
			x.body = data
			continue
		}
		file := Attachment{Filename: part.FileName(), ContentType: part.Header.Get("Content-Type"), Size: len(data)}
		if file.Size > mostAttachmentBytes {
			return &tooLarge
		}
		x.files = append(x.files, file)
	}
}

// write sends the answer.
func (a reply) write(w http.ResponseWriter) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if len(a.body) > 0 {
		kind := a.contentType
		if kind == "" {
			kind = "application/json"
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// present says whether a field stands in a JSON object with another value than null.
func present(field json.RawMessage) bool {
	return len(field) > 0 && string(field) != "null"
}
