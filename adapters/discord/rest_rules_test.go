package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
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
