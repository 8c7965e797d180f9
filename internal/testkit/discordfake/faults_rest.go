package discordfake

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// Match says which requests a fault falls on.
type Match struct {
	Method string // any when empty
	Route  string // a pattern like channels/:c/messages, in which a segment with a colon matches anything; any when empty
	Nth    int    // the first request it falls on, counted from 1 since On; 1 when zero
	Times  int    // how many in a row; 1 when zero, every one from then on when negative
}

// Fault is something that goes wrong with a request. See RateLimited, Cloudflare, Status, Delay, Hang,
// Reset, Truncate and After.
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

// Status answers with a status and Discord's error shape, as for 500, 502, 503 and 504. The request
// is not carried out.
func Status(status int) Fault {
	r := refusal(status, 0, strconv.Itoa(status)+": "+http.StatusText(status))
	return Fault{answer: &r}
}

// Refuse answers with one of Discord's own error codes.
func Refuse(status, code int, message string) Fault {
	r := refusal(status, code, message)
	return Fault{answer: &r}
}

// RateLimit is what a 429 says.
type RateLimit struct {
	RetryAfter time.Duration
	Global     bool   // the whole bot is limited; such an answer carries no bucket, as Discord documents it
	Scope      string // user, global or shared; user or global when empty
	NoHeaders  bool   // retry_after stands only in the body
	Header     string // Retry-After, when it is to differ from the body, in seconds
}

// RateLimited answers 429. The request is not carried out.
func RateLimited(limit RateLimit) Fault {
	r := limit.reply()
	return Fault{answer: &r}
}

func (l RateLimit) reply() reply {
	message := "You are being rate limited."
	seconds := strconv.FormatFloat(l.RetryAfter.Seconds(), 'f', -1, 64)
	r := answer(429, map[string]any{"message": message, "retry_after": l.RetryAfter.Seconds(), "global": l.Global})
	if l.NoHeaders {
		return r
	}
	header := l.Header
	if header == "" {
		header = strconv.Itoa(int((l.RetryAfter + time.Second - 1) / time.Second))
	}
	scope := l.Scope
	if scope == "" {
		scope = "user"
		if l.Global {
			scope = "global"
		}
	}
	r.header = map[string]string{"Retry-After": header, "X-RateLimit-Scope": scope}
	if l.Global {
		r.header["X-RateLimit-Global"] = "true"
		return r
	}
	for name, value := range map[string]string{
		"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": seconds,
		"X-RateLimit-Reset":  strconv.FormatFloat(float64(time.Now().Add(l.RetryAfter).UnixMilli())/1000, 'f', 3, 64),
		"X-RateLimit-Bucket": "80c17d2f203122d936070c88c8d10f33",
	} {
		r.header[name] = value
	}
	return r
}

// Cloudflare answers 429 with the HTML of error 1015, as when the address is banned.
func Cloudflare() Fault {
	return Fault{answer: &reply{
		status: 429, contentType: "text/html; charset=UTF-8",
		header: map[string]string{"Retry-After": "600", "Server": "cloudflare"},
		body:   []byte("<!DOCTYPE html>\n<html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error <span>1015</span></h1><p>You are being rate limited</p></body></html>\n"),
	}}
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

func (s *faultScript) pick(x *exchange) []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var picked []Fault
	for _, r := range s.rules {
		if r.match.Method != "" && r.match.Method != x.method || r.match.Route != "" && !matches(r.match.Route, x.path) {
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
func (f *Fake) answerWith(w http.ResponseWriter, r *http.Request, x *exchange, carryOut func() reply) {
	faults := f.faults.pick(x)
	if len(faults) > 0 {
		f.records.faulty(x.record)
	}
	var done *reply
	carried := func() *reply {
		if done == nil {
			result := carryOut()
			done = &result
		}
		return done
	}
	finish := func(a reply) {
		f.records.end(x.record, a)
		f.changed.raise()
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
				panic(http.ErrAbortHandler)
			case <-f.closed:
				panic(http.ErrAbortHandler)
			}
		case fault.hang:
			select {
			case <-r.Context().Done():
			case <-f.closed:
			}
			panic(http.ErrAbortHandler)
		case fault.reset:
			reset(w)
			return
		case fault.answer != nil:
			finish(*fault.answer)
			fault.answer.write(w)
			return
		case fault.truncate > 0:
			truncated(w, *carried(), fault.truncate-1)
			return
		}
	}
	result := carried()
	finish(*result)
	result.write(w)
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
