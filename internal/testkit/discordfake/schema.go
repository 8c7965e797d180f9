package discordfake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Violation is a request that breaks Discord's OpenAPI schema.
type Violation struct {
	Method, Route string
	Schema        string
	Problem       string
	Body          []byte
}

func (v Violation) String() string {
	return fmt.Sprintf("%s %s breaks %s: %s\n%s", v.Method, v.Route, v.Schema, v.Problem, v.Body)
}

// judge holds requests against the schema, one after the other and apart from the answers, so that it
// does not slow them down.
type judge struct {
	t      testing.TB
	allow  bool
	schema *schemas // nil: nothing is judged

	mu         sync.Mutex // guards what follows
	idle       *sync.Cond
	queue      []judged
	working    bool
	violations []Violation
}

type judged struct {
	method, route, schema string
	body                  []byte
}

func (j *judge) init(t testing.TB, opts Options) {
	j.t, j.allow = t, opts.AllowInvalid
	j.idle = sync.NewCond(&j.mu)
	if opts.NoSchema {
		return
	}
	found := loadSchemas()
	j.schema = found.schemas
	if found.err != nil {
		t.Logf("discordfake: requests are not judged by Discord's schema: %v", found.err)
	}
}

// schemaFor names the schema for a route's body, or "" when there is none.
func schemaFor(x *exchange) string {
	switch x.method + " " + x.record.Route {
	case "POST channels/:c/messages":
		return "MessageCreateRequest"
	case "PATCH channels/:c/messages/:m":
		return "MessageEditRequestPartial"
	case "PUT applications/:app/commands", "PUT applications/:app/guilds/:g/commands":
		return "ApplicationCommandUpdateRequest"
	case "POST webhooks/:app/:token":
		return "IncomingWebhookRequestPartial"
	case "PATCH webhooks/:app/:token/messages/:m":
		return "IncomingWebhookUpdateRequestPartial"
	case "POST interactions/:id/:token/callback":
		var b callbackBody
		_ = json.Unmarshal(x.body, &b)
		switch b.Type {
		case CallbackPong:
			return "PongInteractionCallbackRequest"
		case CallbackMessage, CallbackDeferred:
			return "CreateMessageInteractionCallbackRequest"
		case CallbackDeferredUpdate, CallbackUpdate:
			return "UpdateMessageInteractionCallbackRequest"
		case CallbackAutocomplete:
			return "ApplicationCommandAutocompleteCallbackRequest"
		}
		return "ModalInteractionCallbackRequest"
	}
	return ""
}

// consider queues a request's body to be judged.
func (j *judge) consider(_ *Fake, x *exchange) {
	name := schemaFor(x)
	if j.schema == nil || name == "" || len(x.body) == 0 {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if name == "ApplicationCommandUpdateRequest" {
		var items []json.RawMessage
		if err := json.Unmarshal(x.body, &items); err != nil {
			j.violations = append(j.violations, Violation{x.method, x.record.Route, "a list of " + name, err.Error(), x.body})
			return
		}
		for _, item := range items {
			j.queue = append(j.queue, judged{x.method, x.record.Route, name, item})
		}
	} else {
		j.queue = append(j.queue, judged{x.method, x.record.Route, name, x.body})
	}
	if !j.working {
		j.working = true
		go j.work()
	}
}

func (j *judge) work() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for len(j.queue) > 0 {
		next := j.queue[0]
		j.queue = j.queue[1:]
		j.mu.Unlock()
		problem := j.schema.judge(next.schema, next.body)
		j.mu.Lock()
		if problem != nil {
			j.violations = append(j.violations, Violation{next.method, next.route, next.schema, problem.Error(), next.body})
		}
	}
	j.working = false
	j.idle.Broadcast()
}

// Violations returns the requests so far that break Discord's OpenAPI schema. It waits for those that
// are still being judged. It is empty where the schema's file is missing.
func (f *Fake) Violations() []Violation {
	j := &f.judge
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.working {
		j.idle.Wait()
	}
	return append([]Violation(nil), j.violations...)
}

// SchemaFound says whether requests are judged by Discord's OpenAPI schema.
func (f *Fake) SchemaFound() bool { return f.judge.schema != nil }

func (j *judge) report() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.working {
		j.idle.Wait()
	}
	if j.allow {
		return
	}
	for i, v := range j.violations {
		if i == 10 {
			j.t.Errorf("discordfake: and %d more", len(j.violations)-i)
			return
		}
		j.t.Errorf("discordfake: %v", v)
	}
}

// schemas is the compiled part of Discord's schema. It is safe for concurrent use.
type schemas struct {
	byName map[string]*jsonschema.Schema
}

type loaded struct {
	schemas *schemas
	err     error
}

// loadSchemas compiles what is needed of Discord's schema, once in a process.
var loadSchemas = sync.OnceValue(func() loaded {
	path, err := schemaFile()
	if err != nil {
		return loaded{err: err}
	}
	s, err := compileSchemas(path)
	return loaded{s, err}
})

// schemaFile finds shared/discord-openapi.json in the working directory or above it.
func schemaFile() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, "shared", "discord-openapi.json")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no shared/discord-openapi.json above the working directory")
		}
		dir = parent
	}
}

func compileSchemas(path string) (*schemas, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("discord.json", doc); err != nil {
		return nil, err
	}
	s := &schemas{byName: make(map[string]*jsonschema.Schema)}
	for _, name := range []string{
		"MessageCreateRequest", "MessageEditRequestPartial", "ApplicationCommandUpdateRequest",
		"IncomingWebhookRequestPartial", "IncomingWebhookUpdateRequestPartial",
		"PongInteractionCallbackRequest", "CreateMessageInteractionCallbackRequest", "UpdateMessageInteractionCallbackRequest",
		"ApplicationCommandAutocompleteCallbackRequest", "ModalInteractionCallbackRequest",
	} {
		compiled, err := compiler.Compile("discord.json#/components/schemas/" + name)
		if err != nil {
			return nil, err
		}
		s.byName[name] = compiled
	}
	return s, nil
}

// judge says how a body breaks a schema. Two quirks of the schema are evened out: it allows content up
// to 4000 characters, which the limits of this package take care of, and it wants
// default_member_permissions as an integer, where Discord's documentation and libraries have a string.
func (s *schemas) judge(name string, body []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	if object, ok := doc.(map[string]any); ok {
		if digits, ok := object["default_member_permissions"].(string); ok {
			if _, err := strconv.ParseUint(digits, 10, 64); err == nil {
				object["default_member_permissions"] = json.Number(digits)
			}
		}
	}
	return s.byName[name].Validate(doc)
}
