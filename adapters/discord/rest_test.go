package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clippings/adapters/serving"
)

// TestRetryRules holds which failures are tried again: what was certainly not carried out always, what may
// have been only when that does no harm, a refusal never.
func TestRetryRules(t *testing.T) {
	const backoff = 7 * time.Millisecond
	limited := func(global bool) error { return &rateLimit{Global: global, wait: 3 * time.Second} }
	status := func(n int) error { return &apiError{Status: n} }
	type rule struct {
		err     error
		once    bool // a request that may not be repeated
		repeat  bool
		respond bool // an interaction
		wait    time.Duration
	}
	rules := []rule{
		{err: limited(false), once: true, repeat: true, respond: true, wait: 3 * time.Second},
		{err: errNetwork, repeat: true, respond: true, wait: backoff},
		{err: errRequest},
	}
	for _, n := range []int{500, 502, 503, 504, 520, 522} {
		rules = append(rules, rule{err: status(n), repeat: true, respond: true, wait: backoff})
	}
	for _, n := range []int{301, 400, 401, 403, 404, 405, 409, 413} {
		rules = append(rules, rule{err: status(n)})
	}
	for _, row := range rules {
		for _, try := range []struct {
			name string
			q    request
			want bool
		}{
			{"once", request{}, row.once}, {"repeatable", request{repeatable: true}, row.repeat}, {"interaction", request{interaction: true}, row.respond},
		} {
			r := newREST("", nil, nil)
			wait, again := r.retry(&try.q, row.err, func() time.Duration { return backoff })
			if again != try.want || again && wait != row.wait {
				t.Errorf("%v, %s: again %v after %v, want %v after %v", row.err, try.name, again, wait, try.want, row.wait)
			}
			if !r.until.IsZero() {
				t.Errorf("%v stops everything until %v", row.err, r.until)
			}
		}
	}
	r := newREST("", nil, nil)
	if wait, again := r.retry(&request{interaction: true}, limited(true), nil); !again || wait != 3*time.Second {
		t.Errorf("a global limit, interaction: again %v after %v", again, wait)
	}
	if wait, again := r.retry(&request{}, limited(true), nil); !again || wait != 0 {
		t.Errorf("a global limit: again %v after %v besides the pause of all", again, wait)
	}
	if left := time.Until(r.until); left < 2*time.Second || left > 3*time.Second {
		t.Errorf("a global limit of 3 s stops everything for %v", left)
	}
	until := r.until
	r.retry(&request{}, &rateLimit{Global: true, wait: time.Second}, nil)
	if r.until != until {
		t.Error("a shorter global limit shortens a longer one")
	}
}

// TestLimitOf holds how long a 429 makes a request wait, and whether all have to.
func TestLimitOf(t *testing.T) {
	for _, row := range []struct {
		name, body string
		header     map[string]string
		wait       time.Duration
		global     bool
	}{
		{"both", `{"retry_after":0.5,"global":false}`, map[string]string{"Retry-After": "1", "X-RateLimit-Reset-After": "0.5"}, time.Second, false},
		{"body only", `{"message":"x","retry_after":0.25,"global":false}`, nil, 250 * time.Millisecond, false},
		{"header longer", `{"retry_after":0.1}`, map[string]string{"Retry-After": "3"}, 3 * time.Second, false},
		{"body longer", `{"retry_after":4.5}`, map[string]string{"Retry-After": "3"}, 4500 * time.Millisecond, false},
		{"reset longer", `{"retry_after":0.1}`, map[string]string{"Retry-After": "1", "X-RateLimit-Reset-After": "1.7"}, 1700 * time.Millisecond, false},
		{"global in the body", `{"retry_after":64.5,"global":true}`, nil, 64500 * time.Millisecond, true},
		{"global in the header", `{"retry_after":1}`, map[string]string{"X-RateLimit-Global": "true"}, time.Second, true},
		{"nothing said", `{}`, nil, defaultWait, false},
		{"nothing sensible said", `{"retry_after":-3}`, map[string]string{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, defaultWait, false},
		{"no number", `{"retry_after":"soon"}`, map[string]string{"Retry-After": "NaN"}, defaultWait, false},
		{"for ever", `{"retry_after":1e300}`, nil, longestWait, false},
		{"infinite", `{}`, map[string]string{"Retry-After": "+Inf"}, longestWait, false},
		{"a page from in front of Discord", "<!DOCTYPE html><h1>Error 1015</h1>", map[string]string{"Retry-After": "600"}, 10 * time.Minute, true},
		{"a page that does not say how long", "error code: 1015", nil, defaultWait, true},
		{"an empty answer", "", map[string]string{"Retry-After": "2"}, 2 * time.Second, true},
	} {
		h := make(http.Header)
		for name, value := range row.header {
			h.Set(name, value)
		}
		if got := limitOf(h, []byte(row.body)); got.wait != row.wait || got.Global != row.global {
			t.Errorf("%s: %v, global %v; want %v, %v", row.name, got.wait, got.Global, row.wait, row.global)
		}
	}
}

// TestRequests holds how often a request is sent and how it ends, by what is answered in turn.
func TestRequests(t *testing.T) {
	const limited = `429 {"retry_after":0.001}`
	repeatable, interaction := request{repeatable: true}, request{interaction: true, attempt: time.Minute}
	for _, row := range []struct {
		name    string
		q       request
		answers []string // the last one again and again
		sent    int
		want    string // the error, "" for none
	}{
		{"at once", request{}, []string{"200 {}"}, 1, ""},
		{"no content", request{}, []string{"204 "}, 1, ""},
		{"limited once", request{}, []string{limited, "200 {}"}, 2, ""},
		{"limited for ever", request{}, []string{limited}, mostAttempts, "Discord answered 429"},
		{"unknown outcome, repeatable", repeatable, []string{"502 <html>", "cut", "200 {}"}, 3, ""},
		{"unknown outcome", request{}, []string{"502 <html>"}, 1, "Discord answered 502 (code 0)"},
		{"cut", request{}, []string{"cut"}, 1, errNetwork.Error()},
		{"refused", repeatable, []string{`403 {"code":50013,"message":"Missing Permissions"}`}, 1, "Discord answered 403 (code 50013)"},
		{"moved", repeatable, []string{"307 "}, 1, "Discord answered 307 (code 0)"},
		{"acknowledged by an earlier attempt", interaction, []string{"500 {}", `400 {"code":40060}`}, 2, ""},
		{"acknowledged by somebody else", interaction, []string{`400 {"code":40060}`}, 1, "Discord answered 400 (code 40060)"},
		{"acknowledged, and no interaction", repeatable, []string{"500 {}", `400 {"code":40060}`}, 2, "Discord answered 400 (code 40060)"},
		{"too late", interaction, []string{"cut", `404 {"code":10062}`}, 2, "Discord answered 404 (code 10062)"},
		{"no JSON where some is wanted", repeatable, []string{"200 <html>"}, 1, errAnswer.Error()},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := &script{answers: row.answers}
			r := newREST("secret", s, nil)
			row.q.method, row.q.url = http.MethodPost, "https://discord.example/x"
			var out any
			if row.want == errAnswer.Error() {
				out = new(struct{})
			}
			err := r.do(t.Context(), row.q, out)
			if got := fmt.Sprint(err); row.want == "" && err != nil || row.want != "" && got != row.want {
				t.Errorf("it ends with %v, want %q", err, row.want)
			}
			if s.count() != row.sent {
				t.Errorf("sent %d times, want %d", s.count(), row.sent)
			}
		})
	}
}

// TestWaitBeyondTheDeadline holds that nobody waits for a limit that ends too late: the request is given up
// at once, and its lane and worker are free.
func TestWaitBeyondTheDeadline(t *testing.T) {
	s := &script{answers: []string{`429 {"retry_after":60}`}}
	r := newREST("", s, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	began := time.Now()
	var limited *rateLimit
	if err := r.do(ctx, request{url: "https://discord.example/x", lane: "1"}, nil); !errors.As(err, &limited) {
		t.Errorf("it ends with %v", err)
	}
	s.set(`429 {"retry_after":60,"global":true}`)
	if err := r.do(ctx, request{url: "https://discord.example/x", lane: "1"}, nil); !errors.As(err, &limited) {
		t.Errorf("limited with all others, it ends with %v", err)
	}
	if err := r.do(ctx, request{url: "https://discord.example/y"}, nil); !errors.As(err, &limited) || s.count() != 2 {
		t.Errorf("another then ends with %v, after %d requests in all", err, s.count())
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestWaitEndsWithContext holds that a wait for a limit, for another's and for a lane ends with the context.
func TestWaitEndsWithContext(t *testing.T) {
	for _, body := range []string{`429 {"retry_after":60}`, `429 {"retry_after":60,"global":true}`} {
		s := &script{answers: []string{body}}
		r := newREST("", s, nil)
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 3 { // one waits for the limit, the others for the lane
			group.Go(func() {
				if err := r.do(ctx, request{url: "https://discord.example/x", lane: "1"}, nil); !errors.Is(err, context.Canceled) {
					t.Errorf("it ends with %v", err)
				}
			})
		}
		for s.count() == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
		group.Wait()
	}
}

// TestLimitOfAll holds that a global limit stops what is sent elsewhere, but no interaction.
func TestLimitOfAll(t *testing.T) {
	t.Parallel()
	s := &script{answers: []string{`429 {"retry_after":0.4,"global":true}`, "200 {}"}}
	r := newREST("", s, nil)
	began := time.Now()
	first := make(chan error)
	go func() { first <- r.do(t.Context(), request{url: "https://discord.example/x"}, nil) }()
	for {
		r.mu.Lock()
		stopped := !r.until.IsZero()
		r.mu.Unlock()
		if stopped {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := r.do(t.Context(), request{url: "https://discord.example/i", interaction: true}, nil); err != nil || len(first) > 0 {
		t.Errorf("an interaction: %v; the limited one came before: %v", err, len(first) > 0)
	}
	if err := r.do(t.Context(), request{url: "https://discord.example/y"}, nil); err != nil || time.Since(began) < 400*time.Millisecond {
		t.Errorf("another: %v after %v", err, time.Since(began))
	}
	if err := <-first; err != nil {
		t.Error(err)
	}
	if got := s.count(); got != 4 {
		t.Errorf("%d requests, want 4", got)
	}
}

// TestLane holds that requests of one lane are sent one after another in the order in which they came, and
// that other lanes do not wait for them.
func TestLane(t *testing.T) {
	hold := make(chan struct{})
	var mu sync.Mutex
	var sent []string
	var running atomic.Int32
	r := newREST("", transport(func(q *http.Request) (*http.Response, error) {
		mu.Lock()
		sent = append(sent, q.URL.Path)
		mu.Unlock()
		if strings.HasPrefix(q.URL.Path, "/slow") {
			if running.Add(1) > 1 {
				t.Error("two at once in one lane")
			}
			<-hold
			running.Add(-1)
		}
		return answered("200 {}"), nil
	}), nil)
	var group sync.WaitGroup
	const many = 5
	var want []string
	for i := range many {
		path := fmt.Sprint("/slow", i)
		want = append(want, path)
		group.Go(func() {
			if err := r.do(t.Context(), request{url: "https://discord.example" + path, lane: "1"}, nil); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(20 * time.Millisecond) // so that they come in this order
	}
	if err := r.do(t.Context(), request{url: "https://discord.example/quick", lane: "2"}, nil); err != nil {
		t.Error(err)
	}
	close(hold)
	group.Wait()
	want = slices.Insert(want, 1, "/quick")
	if !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
}

// TestAttempts holds that a response to an interaction that hangs is sent again beside the first, that the
// first answer counts, and that slow answers are waited for.
func TestAttempts(t *testing.T) {
	const attempt = 100 * time.Millisecond
	never := make(chan struct{})
	for _, row := range []struct {
		name   string
		answer func(n int, q *http.Request) (*http.Response, error)
		want   string
		most   int // requests
	}{
		{"hangs once", func(n int, q *http.Request) (*http.Response, error) {
			if n == 1 {
				return hang(q, never)
			}
			return answered("204 "), nil
		}, "", 3},
		{"is carried out, and hangs", func(n int, q *http.Request) (*http.Response, error) {
			if n == 1 {
				return hang(q, never)
			}
			return answered(`400 {"code":40060}`), nil
		}, "", 3},
		{"is always slow", func(n int, q *http.Request) (*http.Response, error) {
			select {
			case <-time.After(attempt * 5 / 2):
				return answered("204 "), nil
			case <-q.Context().Done():
				return nil, q.Context().Err()
			}
		}, "", 3},
		{"one fails, the slow one gets through", func(n int, q *http.Request) (*http.Response, error) {
			if n > 1 {
				return answered("502 "), nil
			}
			time.Sleep(attempt * 5 / 2)
			return answered("204 "), nil
		}, "", 3},
		{"is refused while another hangs", func(n int, q *http.Request) (*http.Response, error) {
			if n == 1 {
				return hang(q, never)
			}
			return answered(`404 {"code":10062}`), nil
		}, "Discord answered 404 (code 10062)", 3},
		{"hangs always", func(n int, q *http.Request) (*http.Response, error) { return hang(q, never) }, context.DeadlineExceeded.Error(), 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var n, running atomic.Int32
			r := newREST("", transport(func(q *http.Request) (*http.Response, error) {
				running.Add(1)
				defer running.Add(-1)
				return row.answer(int(n.Add(1)), q)
			}), nil)
			ctx, cancel := context.WithTimeout(t.Context(), 20*attempt)
			defer cancel()
			err := r.do(ctx, request{url: "https://discord.example/x", interaction: true, attempt: attempt}, nil)
			if got := fmt.Sprint(err); row.want == "" && err != nil || row.want != "" && got != row.want {
				t.Errorf("it ends with %v, want %q", err, row.want)
			}
			if int(n.Load()) > row.most {
				t.Errorf("sent %d times, want at most %d", n.Load(), row.most)
			}
			for end := time.Now().Add(5 * time.Second); running.Load() > 0; time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%d requests run on", running.Load())
				}
			}
		})
	}
}

// TestErrorsTellNothing holds that no error holds an address, an id in it, the token, or what was sent.
func TestErrorsTellNothing(t *testing.T) {
	const token, id, text = "secret-token", "123456789012345678", "what somebody asked"
	for name, try := range map[string]struct {
		url    string
		answer string
	}{
		"no address":      {"https://discord.example/\x00" + id, "200 {}"},
		"another address": {"://" + id, "200 {}"},
		"the network":     {"https://discord.example/" + id, "cut"},
		"a refusal":       {"https://discord.example/" + id, `400 {"code":50035,"message":"` + text + `","errors":{"` + id + `":1}}`},
		"a page":          {"https://discord.example/" + id, "404 <html>" + text + token + id},
		"a limit":         {"https://discord.example/" + id, `429 {"retry_after":60,"message":"` + text + `"}`},
		"odd JSON":        {"https://discord.example/" + id, `200 {"id":` + id + `,"` + text + `":1}`},
		"no JSON":         {"https://discord.example/" + id, "200 " + text},
	} {
		r := newREST(token, &script{answers: []string{try.answer}}, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		var out struct {
			ID string `json:"id"`
		}
		err := r.do(ctx, request{method: http.MethodGet, url: try.url, body: text}, &out)
		cancel()
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, said := range []string{err.Error(), refusal(err), fmt.Sprintf("%+v", err)} {
			for _, secret := range []string{token, id, text, "discord.example", "http"} {
				if strings.Contains(said, secret) {
					t.Errorf("%s: %q holds %q", name, said, secret)
				}
			}
		}
	}
}

// TestToken holds that the token goes to Discord only where it is needed, and not where an answer points.
func TestToken(t *testing.T) {
	var mu sync.Mutex
	seen := make(map[string]string)
	r := newREST("secret", transport(func(q *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		seen[q.URL.Path] = q.Header.Get("Authorization")
		a := answered("302 ")
		a.Header.Set("Location", "https://elsewhere.example/stolen")
		return a, nil
	}), nil)
	r.do(t.Context(), request{method: http.MethodGet, url: "https://discord.example/one"}, nil)
	r.do(t.Context(), request{method: http.MethodPost, url: "https://discord.example/two", interaction: true}, nil)
	if len(seen) != 2 || seen["/one"] != "Bot secret" || seen["/two"] != "" {
		t.Errorf("requests with their tokens: %q", seen)
	}
}

// TestCounted holds that every attempt is counted with its status.
func TestCounted(t *testing.T) {
	m := serving.NewMetrics()
	r := newREST("", &script{answers: []string{"502 ", "cut", `429 {"retry_after":0.001}`, "200 {}"}}, m)
	if err := r.do(t.Context(), request{url: "https://discord.example/x", repeatable: true}, nil); err != nil {
		t.Fatal(err)
	}
	for _, status := range []string{"502", "none", "429", "200"} {
		if got := counted(t, m, "clippings_rest_requests_total", `status="`+status+`"`); got != 1 {
			t.Errorf("status %s is counted %v times", status, got)
		}
	}
}

// transport is a function as a http.RoundTripper.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(q *http.Request) (*http.Response, error) { return f(q) }

// script answers requests in turn, each as "STATUS BODY", or "cut" for no answer, and the last for ever.
type script struct {
	mu      sync.Mutex
	answers []string
	n       int
}

func (s *script) RoundTrip(q *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answers[min(s.n, len(s.answers)-1)]
	s.n++
	if a == "cut" {
		return nil, errors.New("read tcp: " + q.URL.String() + ": connection reset by peer")
	}
	return answered(a), nil
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *script) set(answers ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = answers
}

func answered(a string) *http.Response {
	status, body, _ := strings.Cut(a, " ")
	var code int
	fmt.Sscan(status, &code)
	return &http.Response{StatusCode: code, Header: make(http.Header), Body: io.NopCloser(bytes.NewReader([]byte(body)))}
}

// hang answers when the request is given up.
func hang(q *http.Request, never <-chan struct{}) (*http.Response, error) {
	select {
	case <-q.Context().Done():
	case <-never:
	}
	return nil, q.Context().Err()
}
