package serving_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
)

// elsewhere is coverage on other machines: its passages, and what is wrong with them.
type elsewhere struct {
	*archive.Archive
	fault atomic.Pointer[error]
}

func (e *elsewhere) Candidates(ctx context.Context, q *archive.Query, limit int) ([]archive.Candidate, error) {
	if err := e.fault.Load(); err != nil {
		return nil, *err
	}
	return e.Archive.Candidates(ctx, q, limit)
}

// place is where elsewhere is found: now is what is current there, known what was found at the last look.
type place struct {
	now, known atomic.Pointer[elsewhere]
	fault      atomic.Pointer[error]
	looks      atomic.Int64
}

func (p *place) passages() bot.Passages { return p.known.Load() }

func (p *place) refresh(context.Context) (bool, error) {
	p.looks.Add(1)
	if err := p.fault.Load(); err != nil {
		return false, *err
	}
	now := p.now.Load()
	return p.known.Swap(now) != now, nil
}

func (p *place) set(e *elsewhere) { p.now.Store(e); p.known.Store(e) }

// archived is an edition of the sample as an archive.
func archived(t *testing.T, million int) *elsewhere {
	t.Helper()
	c, err := corpus.Load(fstest.MapFS(edition(million)))
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range c.Excerpts {
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &elsewhere{Archive: a}
}

var errUnplugged = errors.New("connection refused")

// said is what a Remote says first to the sample question, covered or near.
func said(t *testing.T, r *serving.Remote) string {
	t.Helper()
	reply, err := r.Handle(t.Context(), sampleQuestion)
	switch {
	case err != nil:
		t.Fatal(err)
	case reply.Answer != nil:
		return reply.Answer.Text
	case len(reply.Others) > 0:
		return reply.Others[0].Text
	}
	return ""
}

// TestRemoteAway takes the coverage away and gives it back: each is noticed, told once and counted.
func TestRemoteAway(t *testing.T) {
	first := archived(t, 1)
	synctest.Test(t, func(t *testing.T) {
		p := new(place)
		p.set(first)
		health, m := serving.NewHealth(), serving.NewMetrics()
		var log lockedBuffer
		r := serving.NewRemote(p.passages, p.refresh, health, m, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }()
		ready := func(want bool) {
			t.Helper()
			synctest.Wait()
			if ok, down := health.Ready(); ok != want {
				t.Fatalf("ready: %v, down: %q", ok, down)
			}
		}
		ready(true)
		if got := said(t, r); got != price(1) {
			t.Errorf("answer: %q", got)
		}

		// Noticed by a question.
		first.fault.Store(&errUnplugged)
		p.fault.Store(&errUnplugged)
		handler := serving.WithMetrics(r.Handle, m)
		for range 3 {
			if _, err := handler(t.Context(), sampleQuestion); bot.AsInputError(err) == nil || serving.Reason(err) != "away" {
				t.Errorf("the asker is told %v", err)
			}
			ready(false)
		}
		before := p.looks.Load()
		time.Sleep(10 * time.Minute)
		if n := p.looks.Load() - before; n < 100 || n > 300 {
			t.Errorf("it was looked for %d times in ten minutes", n)
		}
		ready(false)
		first.fault.Store(nil)
		p.fault.Store(nil)
		time.Sleep(6 * time.Second)
		ready(true)
		if got := said(t, r); got != price(1) {
			t.Errorf("answer: %q", got)
		}

		// Noticed by itself.
		p.fault.Store(&errUnplugged)
		time.Sleep(6 * time.Second)
		ready(false)
		p.fault.Store(nil)
		time.Sleep(6 * time.Second)
		ready(true)

		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		for text, want := range map[string]int{"the coverage cannot be reached": 2, "connection refused": 2, "can be reached again": 2, "replaced": 0} {
			if got := strings.Count(log.String(), text); got != want {
				t.Errorf("%q is logged %d times, not %d:\n%s", text, got, want, log.String())
			}
		}
		if text := scrape(t, m); !strings.Contains(text, `clippings_handler_errors_total{reason="away"} 3`) {
			t.Errorf("not counted:\n%s", text)
		}
	})
}

// TestRemoteReplaced replaces the coverage, at leisure and under a question.
func TestRemoteReplaced(t *testing.T) {
	editions := []*elsewhere{archived(t, 1), archived(t, 2), archived(t, 3), archived(t, 4)}
	synctest.Test(t, func(t *testing.T) {
		p := new(place)
		p.set(editions[0])
		m := serving.NewMetrics()
		r := serving.NewRemote(p.passages, p.refresh, nil, m, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }()
		before := r.Bot()

		p.now.Store(editions[1])
		if got := said(t, r); got != price(1) || r.Bot() != before {
			t.Errorf("before it is noticed: %q", got)
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := said(t, r); got != price(2) || r.Bot() == before {
			t.Errorf("after it was noticed: %q", got)
		}

		// The old passages are gone before it is noticed: many ask at once, and each is answered.
		gone := error(archive.ErrReplaced)
		editions[1].fault.Store(&gone)
		p.now.Store(editions[2])
		var askers sync.WaitGroup
		for range 20 {
			askers.Go(func() {
				if got := said(t, r); got != price(3) {
					t.Errorf("gone: %q", got)
				}
			})
		}
		askers.Wait()

		p.now.Store(editions[3])
		if err := r.Reload(); err != nil || said(t, r) != price(4) {
			t.Errorf("on demand: %v", err)
		}
		p.fault.Store(&errUnplugged)
		if err := r.Reload(); !errors.Is(err, errUnplugged) || said(t, r) != price(4) {
			t.Errorf("on demand while it is away: %v", err)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		text := scrape(t, m)
		for _, want := range []string{`clippings_reloads_total{result="ok"} 3`, `clippings_corpus_excerpts 1`} {
			if !strings.Contains(text, want+"\n") {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
	})
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
