package discordfake_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

func TestRESTFaults(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	place := fake.Place(0, 0)
	body := object{"content": "x"}
	match := discordfake.Match{Method: "POST", Route: "/channels/:c/messages"}
	sent := func() int { return len(fake.BotMessages("")) }

	fake.On(match).Then(discordfake.RateLimited(discordfake.RateLimit{RetryAfter: 1500 * time.Millisecond, Scope: "shared"}))
	r := call(t, fake, "POST", send(place), body)
	if r.status != 429 || r.body["retry_after"] != 1.5 || r.body["global"] != false || r.header.Get("Retry-After") != "2" || r.header.Get("X-RateLimit-Scope") != "shared" || r.header.Get("X-RateLimit-Reset-After") != "1.5" {
		t.Errorf("429: %d %s %v", r.status, r.raw, r.header)
	}
	fake.On(match).Then(discordfake.RateLimited(discordfake.RateLimit{RetryAfter: time.Second, Global: true}))
	r = call(t, fake, "POST", send(place), body)
	if r.body["global"] != true || r.header.Get("X-RateLimit-Global") != "true" || r.header.Get("X-RateLimit-Reset-After") != "" {
		t.Errorf("global 429: %s %v", r.raw, r.header)
	}
	fake.On(match).Then(discordfake.RateLimited(discordfake.RateLimit{RetryAfter: time.Second, NoHeaders: true}))
	if r = call(t, fake, "POST", send(place), body); r.status != 429 || r.header.Get("Retry-After") != "" {
		t.Errorf("429 without headers: %v", r.header)
	}
	fake.On(match).Then(discordfake.Cloudflare())
	if r = call(t, fake, "POST", send(place), body); r.status != 429 || !strings.Contains(string(r.raw), "1015") || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Errorf("Cloudflare: %d %s", r.status, r.raw)
	}
	if n := fake.InvalidRequests(); n != 3 {
		t.Errorf("%d invalid requests, want 3", n)
	}
	fake.On(match).Then(discordfake.Refuse(403, 50013, "Missing Permissions"))
	refused(t, fake, "POST", send(place), body, 403, 50013)

	later := match
	later.Nth, later.Times = 2, 2
	fake.On(later).Then(discordfake.Status(502))
	for i, want := range []int{200, 502, 502, 200} {
		if r := call(t, fake, "POST", send(place), body); r.status != want {
			t.Errorf("request %d: %d, want %d", i, r.status, want)
		}
	}
	accepted(t, fake, "POST", send(place), body)
	if sent() != 3 {
		t.Errorf("%d messages, want 3", sent())
	}

	broken := func(name string, carriedOut bool, faults ...discordfake.Fault) {
		t.Helper()
		before := sent()
		fake.On(match).Then(faults...)
		if r, err := attempt(fake, "POST", send(place), body); err == nil {
			t.Errorf("%s: %d %s", name, r.status, r.raw)
		}
		if got := sent() - before; got != map[bool]int{true: 1}[carriedOut] {
			t.Errorf("%s: %d messages", name, got)
		}
	}
	broken("reset", false, discordfake.Reset())
	broken("reset afterwards", true, discordfake.After(discordfake.Reset()))
	broken("truncate", true, discordfake.Truncate(5))
	broken("reset later", true, discordfake.After(discordfake.Delay(10*time.Millisecond)), discordfake.Reset())
	before := sent()
	fake.On(match).Then(discordfake.After(discordfake.Status(504)))
	if r := call(t, fake, "POST", send(place), body); r.status != 504 || sent() != before+1 {
		t.Errorf("504 afterwards: %d, %d messages", r.status, sent()-before)
	}
	fake.On(match).Then(discordfake.Delay(60 * time.Millisecond))
	begin := time.Now()
	accepted(t, fake, "POST", send(place), body)
	if took := time.Since(begin); took < 60*time.Millisecond {
		t.Errorf("delayed by %v", took)
	}

	fake.On(discordfake.Match{Route: "users/@me", Times: -1}).Then(discordfake.Hang())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request, _ := http.NewRequestWithContext(ctx, "GET", "https://discord.com/api/v10/users/@me", nil)
	if response, err := (&http.Client{Transport: fake.Transport()}).Do(request); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hang: %v, %v", response, err)
	}
	go func() { // is freed when the fake ends
		if response, err := (&http.Client{Transport: fake.Transport()}).Get("https://discord.com/api/v10/users/@me"); err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
		}
	}()
	if _, err := fake.WaitRequests(2, "GET", "users/@me", patience); err != nil {
		t.Error(err)
	}
	fake.ClearFaults()
	accepted(t, fake, "GET", "users/@me", nil)
	faulty := 0
	for _, r := range fake.Requests("POST", "") {
		if r.Fault {
			faulty++
		}
	}
	if faulty != 13 {
		t.Errorf("%d requests are recorded as faulty, want 13", faulty)
	}
}

func TestKeepLast(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{KeepLast: 10, NoSchema: true})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	first := fake.Slash(ana, "ask")
	accepted(t, fake, "POST", callbackPath(first), object{"type": 4, "data": object{"content": "kept by its handle"}})
	for range 15 {
		i := fake.Slash(ana, "ask")
		accepted(t, fake, "POST", callbackPath(i), object{"type": 4, "data": object{"content": "x"}})
	}
	if a, b, c := len(fake.Requests("", "")), len(fake.Messages("")), len(fake.Interactions()); a != 10 || b != 10 || c != 10 {
		t.Errorf("kept %d requests, %d messages, %d interactions", a, b, c)
	}
	if fake.RequestCount() != 16 {
		t.Errorf("%d requests in all", fake.RequestCount())
	}
	if r, err := first.Wait(0); err != nil || r.Content != "kept by its handle" {
		t.Errorf("%+v, %v", r, err)
	}
}
