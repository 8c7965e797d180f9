package discordfake

import (
	"fmt"
	"sync"
	"time"
)

// Request is a REST request that the fake received.
type Request struct {
	Method string
	Path   string // without /api/v10, or whole when it has another beginning
	Query  string
	Route  string // the pattern it matched, as in channels/:c/messages; empty when unknown
	Body   []byte // the JSON; of a multipart request its payload_json
	Files  []Attachment
	Auth   string
	At     time.Time     // when it arrived
	Took   time.Duration // until it was answered
	Status int           // 0 until it is answered, and for good when a fault cut it off
	Code   int           // Discord's code in the body of an error
	Fault  bool          // a fault of On had a hand in it
}

type recorder struct {
	mu       sync.Mutex
	requests ring[*Request]
	total    int
	invalid  int // answers 401, 403 and 429 that count towards the ban of the address
}

// Requests returns the recorded requests, the oldest first. An empty method or route matches any;
// a route is a pattern like channels/:c/messages, in which a segment with a colon matches anything.
func (f *Fake) Requests(method, route string) []Request {
	f.records.mu.Lock()
	defer f.records.mu.Unlock()
	var found []Request
	f.records.requests.all(func(r *Request) bool {
		if (method == "" || r.Method == method) && (route == "" || matches(route, r.Path)) {
			found = append(found, *r)
		}
		return true
	})
	return found
}

// RequestCount is how many requests there were in all, forgotten ones included.
func (f *Fake) RequestCount() int {
	f.records.mu.Lock()
	defer f.records.mu.Unlock()
	return f.records.total
}

// InvalidRequests counts the answers that Discord holds against the client's address: 401, 403, and
// 429 unless its scope is shared. From 10,000 in ten minutes it bans the address.
func (f *Fake) InvalidRequests() int {
	f.records.mu.Lock()
	defer f.records.mu.Unlock()
	return f.records.invalid
}

// WaitRequests waits until n requests match as in Requests and returns them.
func (f *Fake) WaitRequests(n int, method, route string, timeout time.Duration) ([]Request, error) {
	var found []Request
	if !f.await(timeout, func() bool { found = f.Requests(method, route); return len(found) >= n }) {
		return found, fmt.Errorf("%d of %d requests %s %s within %v", len(found), n, method, route, timeout)
	}
	return found, nil
}

func (r *recorder) begin(request *Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests.add(request)
	r.total++
}

func (r *recorder) end(request *Request, answer reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	request.Took = time.Since(request.At)
	request.Status = answer.status
	request.Code = answer.code
	switch answer.status {
	case 401, 403:
		r.invalid++
	case 429:
		if answer.header["X-RateLimit-Scope"] != "shared" {
			r.invalid++
		}
	}
}

func (r *recorder) faulty(request *Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	request.Fault = true
}

// Messages returns the messages of a channel, or of all when the id is empty, the oldest first.
// Deleted ones are among them, marked.
func (f *Fake) Messages(channelID string) []Message {
	return f.messagesWhere(func(m *Message) bool { return channelID == "" || m.ChannelID == channelID })
}

// BotMessages returns the messages that the bot wrote in a channel, or in all when the id is empty,
// replies to interactions included.
func (f *Fake) BotMessages(channelID string) []Message {
	return f.messagesWhere(func(m *Message) bool {
		return m.Author.ID == botUser.ID && (channelID == "" || m.ChannelID == channelID)
	})
}

func (f *Fake) messagesWhere(wanted func(*Message) bool) []Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []Message
	f.messages.all(func(m *Message) bool {
		if wanted(m) {
			found = append(found, *m)
		}
		return true
	})
	return found
}

// Message returns a message by its id as it is now.
func (f *Fake) Message(id string) (Message, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.messages.get(id)
	if !ok {
		return Message{}, false
	}
	return *m, true
}

// WaitMessage waits for a message of the bot that wanted accepts (any when nil) and returns the first.
func (f *Fake) WaitMessage(timeout time.Duration, wanted func(Message) bool) (Message, error) {
	var found Message
	ok := f.await(timeout, func() bool {
		for _, m := range f.BotMessages("") {
			if wanted == nil || wanted(m) {
				found = m
				return true
			}
		}
		return false
	})
	if !ok {
		return found, fmt.Errorf("no such message of the bot within %v", timeout)
	}
	return found, nil
}

// WaitReply waits for the bot's message that refers to the given one.
func (f *Fake) WaitReply(to Message, timeout time.Duration) (Message, error) {
	return f.WaitMessage(timeout, func(m Message) bool { return m.ReferenceID == to.ID })
}
