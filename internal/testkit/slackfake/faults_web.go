package slackfake

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// Match says which requests a fault falls on.
type Match struct {
	Method string // as in chat.postMessage, ResponseURL or Upload; any when empty
	Nth    int    // the first request it falls on, counted from 1 since Then; 1 when zero
	Times  int    // how many in a row; 1 when zero, every one from then on when negative
}

// Fault is something that goes wrong with a request. See RateLimited, OKFalse, Status, HTML200, Delay,
// Hang, Reset, Truncate and After.
type Fault struct {
	delay    time.Duration
	answer   *reply
	hang     bool
	reset    bool
	truncate int // 0: not; else how many bytes of the body are sent, plus one
	after    bool
}

// Delay waits before the request is carried out, as long as the client waits too.
func Delay(d time.Duration) Fault { return Fault{delay: d} }

// Hang never answers: until the client gives up or the fake ends.
func Hang() Fault { return Fault{hang: true} }

// Reset cuts the TCP connection without an answer.
func Reset() Fault { return Fault{reset: true} }

// Truncate carries the request out and sends only n bytes of the answer's body, then cuts the connection.
func Truncate(n int) Fault { return Fault{truncate: n + 1, after: true} }

// Status answers with a status and a page of HTML, as for 500, 502, 503 and 504. The request is not
// carried out.
func Status(status int) Fault {
	r := plain(status, "text/html; charset=utf-8", "<html><body><h1>"+http.StatusText(status)+"</h1></body></html>\n")
	return Fault{answer: &r}
}

// HTML200 answers 200 with a page of HTML, as a proxy does that stands in between. The request is not
// carried out.
func HTML200() Fault { return Status(http.StatusOK) }

// OKFalse answers {"ok":false} with one of Slack's error names, or with an empty one. The request is
// not carried out.
func OKFalse(name string) Fault {
	r := refusal(name)
	return Fault{answer: &r}
}

// RateLimited answers 429. Retry-After is in whole seconds, rounded up; with zero there is none. The
// request is not carried out.
func RateLimited(retryAfter time.Duration) Fault {
	r := limited(int((retryAfter + time.Second - 1) / time.Second))
	return Fault{answer: &r}
}

// After carries the request out first and then lets the fault happen: what was sent counts, but the
// client does not learn of it.
func After(f Fault) Fault {
	f.after = true
	return f
}

type faultScript struct {
	mu    sync.Mutex
	rules []*rule
}

type rule struct {
	match  Match
	faults []Fault
	seen   int
}

// Rule is a fault that On has begun to describe.
type Rule struct {
	f     *Fake
	match Match
}

// On picks the requests that a fault falls on; Then says which. Requests are counted from Then on.
func (f *Fake) On(m Match) Rule { return Rule{f, m} }

// Then sets the faults, which happen in the order given: After(Delay(d)), Reset() carries the request
// out, waits, and cuts the connection. When several rules pick a request, the one set first has it.
func (r Rule) Then(faults ...Fault) {
	r.f.faults.mu.Lock()
	defer r.f.faults.mu.Unlock()
	r.f.faults.rules = append(r.f.faults.rules, &rule{match: r.match, faults: faults})
}

// ClearFaults ends every fault that On has set.
func (f *Fake) ClearFaults() {
	f.faults.mu.Lock()
	defer f.faults.mu.Unlock()
	f.faults.rules = nil
}

func (s *faultScript) pick(method string) []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var picked []Fault
	for _, r := range s.rules {
		if r.match.Method != "" && r.match.Method != method {
			continue
		}
		r.seen++
		first, times := max(r.match.Nth, 1), r.match.Times
		if times == 0 {
			times = 1
		}
		if picked == nil && r.seen >= first && (times < 0 || r.seen < first+times) {
			picked = r.faults
		}
	}
	return picked
}

// answerWith answers a request through the faults that fall on it.
func (f *Fake) answerWith(w http.ResponseWriter, r *http.Request, record *Call, carryOut func() reply) {
	faults := f.faults.pick(record.Method)
	var done *reply
	carried := func() reply {
		if done == nil {
			result := carryOut()
			done = &result
		}
		return *done
	}
	finish := func(a reply) {
		f.records.end(record, a)
		f.changed.raise()
		a.write(w)
	}
	cut := func() {
		f.records.cut(record)
		f.changed.raise()
	}
	if len(faults) > 0 {
		f.records.faulty(record)
	}
	for _, fault := range faults {
		if fault.after {
			carried()
		}
		switch {
		case fault.delay > 0:
			select {
			case <-time.After(fault.delay):
			case <-r.Context().Done():
				cut()
				panic(http.ErrAbortHandler)
			case <-f.closed:
				panic(http.ErrAbortHandler)
			}
		case fault.hang:
			cut()
			select {
			case <-r.Context().Done():
			case <-f.closed:
			}
			panic(http.ErrAbortHandler)
		case fault.reset:
			cut()
			reset(w)
			return
		case fault.answer != nil:
			finish(*fault.answer)
			return
		case fault.truncate > 0:
			a := carried()
			cut()
			truncated(w, a, fault.truncate-1)
			return
		}
	}
	finish(carried())
}

// reset cuts the connection so that the client sees a reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// truncated announces the whole answer and sends its beginning.
func truncated(w http.ResponseWriter, a reply, n int) {
	whole := httptest.NewRecorder()
	a.write(whole)
	for name, values := range whole.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:min(n, len(a.body))])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
