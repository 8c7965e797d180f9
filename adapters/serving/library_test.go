package serving_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// answer returns what a library answers to the sample question.
func answer(t *testing.T, l *serving.Library) string {
	t.Helper()
	reply, err := l.Handle(t.Context(), sampleQuestion)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Answer == nil {
		t.Fatalf("not covered: %+v", reply)
	}
	return reply.Answer.Text
}

func TestLibraryReload(t *testing.T) {
	var files fs.FS = edition(1)
	var load = loadFrom(func() fs.FS { return files })
	h, m := serving.NewHealth(), serving.NewMetrics()
	var log bytes.Buffer
	l, err := serving.NewLibrary(func() (*bot.Bot, error) { return load() }, h, m, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if got := answer(t, l); got != price(1) {
		t.Errorf("answer: %s", got)
	}
	broken := edition(3)
	broken["terms.yaml"] = &fstest.MapFile{Data: []byte("- id: old-bridge\n  nme: Old Bridge\n")}
	steps := []struct {
		name  string
		load  func() (*bot.Bot, error)
		fault string // what the error says; empty: replaced
		want  string
	}{
		{"good", loadFrom(func() fs.FS { return edition(2) }), "", price(2)},
		{"faulty", loadFrom(func() fs.FS { return broken }), "unknown key", price(2)},
		{"no file", loadFrom(func() fs.FS { return fstest.MapFS{} }), "no .yaml file", price(2)},
		{"no excerpt", func() (*bot.Bot, error) { return bot.New(corpus.NewIndex(new(corpus.Corpus))), nil }, "no excerpt", price(2)},
		{"no bot", func() (*bot.Bot, error) { return nil, nil }, "no excerpt", price(2)},
		{"a failure", func() (*bot.Bot, error) { return nil, errBroken }, "broken", price(2)},
		{"a panic", func() (*bot.Bot, error) { panic("index out of range") }, "index out of range", price(2)},
		{"good again", loadFrom(func() fs.FS { return edition(4) }), "", price(4)},
	}
	for _, step := range steps {
		load = step.load
		before := l.Bot()
		err := l.Reload()
		if (err == nil) != (step.fault == "") || err != nil && !strings.Contains(err.Error(), step.fault) {
			t.Errorf("%s: err = %v", step.name, err)
		}
		if (l.Bot() == before) != (step.fault != "") {
			t.Errorf("%s: the bot was replaced: %v", step.name, l.Bot() != before)
		}
		if got := answer(t, l); got != step.want {
			t.Errorf("%s: answer: %s", step.name, got)
		}
		if ready, down := h.Ready(); !ready {
			t.Errorf("%s: down: %q", step.name, down)
		}
	}
	text := scrape(t, m)
	for _, want := range []string{`clippings_reloads_total{result="ok"} 2`, `clippings_reloads_total{result="refused"} 6`, `clippings_corpus_excerpts 1`} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if n := strings.Count(log.String(), "the coverage is replaced"); n != 2 || n != strings.Count(log.String(), "\n") {
		t.Errorf("log:\n%s", &log)
	}
}

func TestNewLibraryRefuses(t *testing.T) {
	for name, load := range map[string]func() (*bot.Bot, error){
		"no file":    loadFrom(func() fs.FS { return fstest.MapFS{} }),
		"no excerpt": func() (*bot.Bot, error) { return bot.New(corpus.NewIndex(new(corpus.Corpus))), nil },
		"no bot":     func() (*bot.Bot, error) { return nil, nil },
		"a failure":  func() (*bot.Bot, error) { return nil, errBroken },
	} {
		h := serving.NewHealth()
		if l, err := serving.NewLibrary(load, h, nil, nil); err == nil || l != nil {
			t.Errorf("%s: %v, %v", name, l, err)
		}
		if ready, _ := h.Ready(); ready {
			t.Errorf("%s: ready", name)
		}
	}
	// And with nothing but coverage.
	l, err := serving.NewLibrary(loadFrom(func() fs.FS { return edition(1) }), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Reload(); err != nil {
		t.Error(err)
	}
}

// TestLibraryAnswersDuringReload asks while the coverage is replaced: every answer is that of some
// edition, none is missing, and reloads do not overlap.
func TestLibraryAnswersDuringReload(t *testing.T) {
	var loading, number atomic.Int32
	load := func() (*bot.Bot, error) {
		if loading.Add(1) > 1 {
			t.Error("two reloads at once")
		}
		defer loading.Add(-1)
		return botOf(edition(int(number.Add(1))))
	}
	l, err := serving.NewLibrary(load, serving.NewHealth(), serving.NewMetrics(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var askers, reloaders sync.WaitGroup
	for range 4 {
		askers.Go(func() {
			for ctx.Err() == nil {
				reply, err := l.Handle(ctx, sampleQuestion)
				if err != nil || reply.Answer == nil || !strings.HasPrefix(reply.Answer.Text, "Repairing the Old Bridge will cost") {
					t.Errorf("reply = %+v, err = %v", reply, err)
					return
				}
				if l.Bot() == nil {
					t.Error("no bot")
				}
			}
		})
	}
	for range 3 {
		reloaders.Go(func() {
			for range 10 {
				if err := l.Reload(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	reloaders.Wait()
	cancel()
	askers.Wait()
	if got, want := answer(t, l), price(31); got != want {
		t.Errorf("answer after all reloads: %s", got)
	}
}
