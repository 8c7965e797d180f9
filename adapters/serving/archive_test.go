package serving_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus/archive"
)

// writeIndex writes an index whose one telling passage is that of an edition.
func writeIndex(t *testing.T, path string, millions int) {
	t.Helper()
	var lines strings.Builder
	for i := range 300 {
		fmt.Fprintf(&lines, `{"id":"p%d","text":"The council of Rivertown met for the %dth time.","source":{"id":"s%d","outlet":"The Gazette","date":"2019"}}`+"\n", i, i, i/10)
	}
	fmt.Fprintf(&lines, `{"id":"cost","text":%q,"source":{"id":"gazette-2021","outlet":"The Gazette","title":"Bridge to close","date":"2021-06-03"}}`+"\n", price(millions))
	a, err := archive.BuildLines(strings.NewReader(lines.String()), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.WriteFile(path); err != nil {
		t.Fatal(err)
	}
}

// openIndex is a load function that opens an index file.
func openIndex(path string) func() (*bot.Bot, error) {
	return func() (*bot.Bot, error) {
		a, err := archive.Open(path)
		if err != nil {
			return nil, err
		}
		return bot.NewArchive(a), nil
	}
}

var costQuestion = bot.Question{Text: "how many million dollars will repairing the Old Bridge cost the town"}

// best is the excerpt that a library finds first, whatever it makes of it.
func best(ctx context.Context, l *serving.Library) (string, error) {
	r, err := l.Handle(ctx, costQuestion)
	switch {
	case err != nil:
		return "", err
	case r.Answer != nil:
		return r.Answer.Text, nil
	case len(r.Others) > 0:
		return r.Others[0].Text, nil
	}
	return "", nil
}

func TestLibraryOfIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.clip")
	writeIndex(t, path, 1)
	m := serving.NewMetrics()
	l, err := serving.NewLibrary(openIndex(path), serving.NewHealth(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := func(millions int) {
		t.Helper()
		if got, err := best(t.Context(), l); err != nil || got != price(millions) {
			t.Errorf("%s, %v", got, err)
		}
	}
	want(1)
	writeIndex(t, path, 2)
	want(1)
	if err := l.Reload(); err != nil {
		t.Fatal(err)
	}
	want(2)
	if err := os.WriteFile(path+".new", []byte("clipping, but not really"), 0o600); err != nil {
		t.Fatal(err)
	}
	rename(t, path+".new", path)
	if err := l.Reload(); err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	want(2)
	if sources, excerpts := l.Bot().Size(); sources != 31 || excerpts != 301 || !strings.Contains(scrape(t, m), "clippings_corpus_excerpts 301\n") {
		t.Errorf("%d sources, %d excerpts", sources, excerpts)
	}
}

// TestIndexReplacedUnderLoad replaces an index file while questions are asked and buttons of excerpts are pressed.
func TestIndexReplacedUnderLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.clip")
	writeIndex(t, path, 1)
	l, err := serving.NewLibrary(openIndex(path), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var askers sync.WaitGroup
	for range 3 {
		askers.Go(func() {
			for ctx.Err() == nil {
				text, err := best(context.Background(), l)
				if err != nil || text != price(1) && text != price(2) {
					t.Errorf("%q, %v", text, err)
					return
				}
				b := l.Bot()
				r, err := b.Handle(context.Background(), costQuestion)
				if err != nil {
					t.Error(err)
					return
				}
				e := r.Answer
				if e == nil {
					e = r.Others[0]
				}
				if again, err := b.Resolve(bot.RefOf(e)); err != nil || again.Text != e.Text {
					t.Errorf("%v, %v", again, err)
					return
				}
			}
		})
	}
	for n := range 20 {
		writeIndex(t, path, 1+n%2)
		if err := l.Reload(); err != nil {
			t.Error(err)
		}
		runtime.GC()
	}
	cancel()
	askers.Wait()
}

// watchFile watches a file until the test ends.
func watchFile(t *testing.T, path string, load func() (*bot.Bot, error)) *watched {
	t.Helper()
	w := &watched{dir: path}
	counted := func() (*bot.Bot, error) {
		w.loads.Add(1)
		return load()
	}
	follow(t, w, path, counted)
	return w
}

func (w *watched) finds(t *testing.T, millions int) {
	t.Helper()
	eventually(t, price(millions), func() bool {
		got, err := best(t.Context(), w.Library)
		return err == nil && got == price(millions)
	})
}

func TestWatchFile(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "data")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "news.clip")
	writeIndex(t, path, 1)
	w := watchFile(t, path, openIndex(path))
	for n := 2; n < 5; n++ { // replaced by rename, again and again
		writeIndex(t, path, n)
		w.finds(t, n)
	}

	// What happens beside it is nothing.
	loads := w.loads.Load()
	writeIndex(t, filepath.Join(dir, "other.clip"), 9)
	write(t, dir, edition(9))
	time.Sleep(500 * time.Millisecond)
	if n := w.loads.Load(); n != loads {
		t.Errorf("other files made %d loads", n-loads)
	}

	// A file that is gone, or is none, leaves the old one; one that is there again is taken.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the fault is logged", func() bool { return strings.Contains(w.log.String(), "level=ERROR") })
	w.finds(t, 4)
	writeIndex(t, path, 5)
	w.finds(t, 5)

	// So is one in a folder that takes the place of the folder.
	next := filepath.Join(parent, "next")
	if err := os.Mkdir(next, 0o755); err != nil {
		t.Fatal(err)
	}
	writeIndex(t, filepath.Join(next, "news.clip"), 6)
	rename(t, dir, filepath.Join(parent, "old"))
	rename(t, next, dir)
	w.finds(t, 6)
	writeIndex(t, path, 7)
	w.finds(t, 7)
}

// TestWatchWrittenInPlace writes into the file that is open, as nobody should: at worst some questions fail
// meanwhile, and what stands there at last is answered from.
func TestWatchWrittenInPlace(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("what reading a part that is gone does is known of Linux alone")
	}
	path := filepath.Join(t.TempDir(), "news.clip")
	writeIndex(t, path, 1)
	w := watchFile(t, path, openIndex(path))
	writeIndex(t, path+".next", 2)
	next, err := os.ReadFile(path + ".next")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, next[:5000], 0o600); err != nil {
		t.Fatal(err)
	}
	ask := serving.WithRecover(w.Handle, func() {})
	for range 50 {
		ask(t.Context(), costQuestion) // may fail; must not end the process
	}
	eventually(t, "the fault is logged", func() bool { return strings.Contains(w.log.String(), "level=ERROR") })
	if err := os.WriteFile(path, next, 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, price(2), func() bool {
		r, err := ask(t.Context(), costQuestion)
		return err == nil && (r.Answer != nil && r.Answer.Text == price(2) || len(r.Others) > 0 && r.Others[0].Text == price(2))
	})
}

func TestWatchLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "news.jsonl")
	line := func(millions int) string {
		return fmt.Sprintf(`{"id":"cost","text":%q,"source":{"id":"g","outlet":"The Gazette","date":"2021"}}`, price(millions))
	}
	write1(t, path, line(1))
	w := watchFile(t, path, func() (*bot.Bot, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		a, err := archive.BuildLines(f, archive.Options{})
		if err != nil {
			return nil, err
		}
		return bot.NewArchive(a), nil
	})
	write1(t, path, line(2))
	w.finds(t, 2)
	write1(t, path, strings.Replace(line(3), "text", "txt", 1))
	eventually(t, "the fault is logged", func() bool { return strings.Contains(w.log.String(), "level=ERROR") })
	w.finds(t, 2)
}
