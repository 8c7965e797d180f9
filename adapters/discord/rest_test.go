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
)

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
