package discordfake_test

import (
	"fmt"
	"sync"
	"testing"

	"clippings/internal/testkit/discordfake"
)

// recorder is a testing.TB that keeps errors to itself.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	errors []string
	ends   []func()
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Error(args ...any) { r.Errorf("%s", fmt.Sprint(args...)) }
func (r *recorder) Cleanup(f func())  { r.ends = append(r.ends, f) }

func TestSchema(t *testing.T) {
	t.Parallel()
	for _, allow := range []bool{false, true} {
		tb := &recorder{TB: t}
		fake := discordfake.New(tb, discordfake.Options{AllowInvalid: allow})
		if !fake.SchemaFound() {
			tb.ends[0]()
			t.Skip("Discord's OpenAPI schema is not there")
		}
		accepted(t, fake, "PUT", "applications/"+fake.ApplicationID()+"/commands", command(object{"default_member_permissions": "2048"}))
		accepted(t, fake, "POST", send(fake.Place(0, 0)), object{"content": letters(2000)})
		i := fake.Slash(fake.Actor(fake.User(0), fake.Place(0, 0)), "ask")
		accepted(t, fake, "POST", callbackPath(i), object{"type": 5, "data": object{"flags": 64}})
		accepted(t, fake, "PATCH", webhookPath(fake, i)+"/messages/@original", modern(display(10)))
		if v := fake.Violations(); len(v) != 0 {
			t.Errorf("violations: %v", v)
		}
		accepted(t, fake, "POST", send(fake.Place(0, 0)), object{"content": "x", "tts": "maybe"})
		accepted(t, fake, "PATCH", webhookPath(fake, i)+"/messages/@original", object{"components": []any{display(1)}, "attachments": 5})
		tb.ends[0]()
		if v := fake.Violations(); len(v) != 2 || v[0].Schema != "MessageCreateRequest" {
			t.Errorf("violations: %v", v)
		}
		if want := map[bool]int{false: 2, true: 0}[allow]; len(tb.errors) != want {
			t.Errorf("allowed %v: reported %q", allow, tb.errors)
		}
	}
}
