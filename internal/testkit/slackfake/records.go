package slackfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Call is a request that the fake received: to a method of the Web API, or to a response URL or an
// upload URL, whose Method is then ResponseURL or Upload.
type Call struct {
	Method string
	Verb   string // of HTTP
	Path   string
	Header http.Header
	Token  string
	Form   url.Values // the query and the form; empty for JSON
	Body   []byte     // as it came
	JSON   bool       // the arguments stood in a JSON body
	At     time.Time
	Took   time.Duration // until it was answered
	Status int           // 0 until it is answered, and for good when a fault cut it off
	OK     bool          // the answer said so
	Err    string        // Slack's error name in the answer
	Fault  bool          // a fault of On had a hand in it

	cut bool // it will not be answered
}

// Arg is an argument as text, whether it came in a form or in JSON. One that is no text in JSON is
// given as its JSON.
func (c Call) Arg(name string) string {
	if !c.JSON {
		return c.Form.Get(name)
	}
	var body map[string]json.RawMessage
	if json.Unmarshal(c.Body, &body) != nil || !present(body[name]) {
		return ""
	}
	var text string
	if json.Unmarshal(body[name], &text) == nil {
		return text
	}
	return string(body[name])
}

type recorder struct {
	mu    sync.Mutex
	calls ring[*Call]
	total int
}

func (r *recorder) begin(c *Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls.add(c)
	r.total++
}

func (r *recorder) arguments(record *Call, c *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	record.Token, record.Form, record.JSON = c.token, c.form, c.isJSON
}

func (r *recorder) end(c *Call, a reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Took, c.Status, c.OK, c.Err = time.Since(c.At), a.status, a.ok, a.err
}

func (r *recorder) faulty(c *Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Fault = true
}

func (r *recorder) cut(c *Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.cut = true
}

// Calls returns the recorded calls of a method, or all when it is empty, the oldest first.
func (f *Fake) Calls(method string) []Call {
	f.records.mu.Lock()
	defer f.records.mu.Unlock()
	var found []Call
	f.records.calls.all(func(c *Call) bool {
		if method == "" || c.Method == method {
			found = append(found, *c)
		}
		return true
	})
	return found
}

// CallCount is how many calls there were in all, forgotten ones included.
func (f *Fake) CallCount() int {
	f.records.mu.Lock()
	defer f.records.mu.Unlock()
	return f.records.total
}

// WaitCalls waits until n calls of a method have been answered or cut off, and returns those that were recorded.
func (f *Fake) WaitCalls(n int, method string, timeout time.Duration) ([]Call, error) {
	var found []Call
	ok := f.await(timeout, func() bool {
		found = f.Calls(method)
		answered := 0
		for _, c := range found {
			if c.Status != 0 || c.cut {
				answered++
			}
		}
		return answered >= n
	})
	if !ok {
		return found, fmt.Errorf("%d of %d calls of %q within %v", len(found), n, method, timeout)
	}
	return found, nil
}
