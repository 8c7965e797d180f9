package serving_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
)

// These tests watch a real folder, which no faked time can hasten.

// watched is a library that watches a folder.
type watched struct {
	*serving.Library
	dir   string
	loads atomic.Int32
	log   lines
}

// lines is a log that may be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// watch writes the first edition into a folder and watches it until the test ends.
func watch(t *testing.T, dir string) *watched {
	t.Helper()
	w := &watched{dir: dir}
	load := func() (*bot.Bot, error) {
		w.loads.Add(1)
		return botOf(os.DirFS(dir))
	}
	follow(t, w, dir, load)
	return w
}

// follow loads the coverage for w and watches its folder or file until the test ends.
func follow(t *testing.T, w *watched, path string, load func() (*bot.Bot, error)) {
	t.Helper()
	noticed, err := serving.NewWatch(path)
	if err != nil {
		t.Fatal(err)
	}
	w.Library, err = serving.NewLibrary(load, nil, nil, slog.New(slog.NewTextHandler(&w.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Follow(ctx, noticed) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Follow ended with %v", err)
		}
		if err := noticed.Close(); err != nil {
			t.Error(err)
		}
	})
}

// eventually waits until what holds, for at most some seconds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// answers waits until an edition answers.
func (w *watched) answers(t *testing.T, millions int) {
	t.Helper()
	eventually(t, price(millions), func() bool { return answer(t, w.Library) == price(millions) })
}

func write1(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func TestWatchFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, edition(1))
	w := watch(t, dir)
	article := filepath.Join(dir, "gazette-2021.yaml")

	// Several writes in a row are one change.
	for i := range 5 {
		write(t, dir, edition(2+i))
		time.Sleep(20 * time.Millisecond)
	}
	w.answers(t, 6)
	if n := w.loads.Load(); n != 2 {
		t.Errorf("loaded %d times", n)
	}

	// An editor writes beside the file, then renames.
	write1(t, filepath.Join(dir, ".gazette-2021.yaml.swp"), "swap")
	write1(t, filepath.Join(dir, "4913"), "probe")
	rename(t, article, article+"~")
	write1(t, filepath.Join(dir, ".new"), string(edition(7)["gazette-2021.yaml"].Data))
	rename(t, filepath.Join(dir, ".new"), article)
	w.answers(t, 7)

	// What is broken is refused, in one line, however much is wrong.
	write1(t, article, "source:\n  id: other\n  what: 1\nexcerpts:\n  - id: x\n    colour: red\n")
	eventually(t, "the fault is logged", func() bool { return strings.Contains(w.log.String(), "level=ERROR") })
	if got := answer(t, w.Library); got != price(7) {
		t.Errorf("answer: %s", got)
	}
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(line, "level=ERROR") && (!strings.Contains(line, "gazette-2021.yaml:") || strings.Contains(line, `\n`)) {
			t.Errorf("logged %s", line)
		}
	}
	if n := strings.Count(w.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d errors were logged:\n%s", n, &w.log)
	}

	// And what is mended is taken.
	write(t, dir, edition(8))
	w.answers(t, 8)
}

func TestWatchIgnores(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "corpus")
	write(t, dir, edition(1))
	w := watch(t, dir)
	write1(t, filepath.Join(dir, ".gazette-2021.yaml.swp"), "swap")
	write1(t, filepath.Join(dir, ".gazette-2021.yaml"), "hidden")
	write1(t, filepath.Join(dir, "gazette-2021.yaml~"), "backup")
	write1(t, filepath.Join(dir, "README.md"), "words")
	write1(t, filepath.Join(parent, "beside.yaml"), "other")
	if err := os.Chmod(filepath.Join(dir, "terms.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	if n := w.loads.Load(); n != 1 {
		t.Errorf("loaded %d times", n)
	}
}

func TestWatchReplacedFolder(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir, next, old := filepath.Join(parent, "corpus"), filepath.Join(parent, "next"), filepath.Join(parent, "old")
	write(t, dir, edition(1))
	w := watch(t, dir)
	for i := range 2 {
		write(t, next, edition(10+2*i))
		rename(t, dir, old)
		rename(t, next, dir)
		w.answers(t, 10+2*i)

		// The new folder is watched, the old one is not.
		write(t, dir, edition(11+2*i))
		w.answers(t, 11+2*i)
		loads := w.loads.Load()
		write(t, old, edition(99))
		time.Sleep(400 * time.Millisecond)
		if n := w.loads.Load(); n != loads {
			t.Errorf("the old folder made %d loads", n-loads)
		}
		if err := os.RemoveAll(old); err != nil {
			t.Fatal(err)
		}
	}

	// While there is none, the old coverage stays.
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the fault is logged", func() bool { return strings.Contains(w.log.String(), "level=ERROR") })
	if got := answer(t, w.Library); got != price(13) {
		t.Errorf("answer: %s", got)
	}
	write(t, dir, edition(14))
	w.answers(t, 14)
	write(t, dir, edition(15))
	w.answers(t, 15)
}

func TestWatchLink(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "current")
	point := func(to string) {
		t.Helper()
		if err := os.Symlink(to, dir+".new"); err != nil {
			t.Skip(err)
		}
		rename(t, dir+".new", dir)
	}
	write(t, filepath.Join(parent, "r1"), edition(1))
	write(t, filepath.Join(parent, "r2"), edition(2))
	point("r1")
	w := watch(t, dir)
	point("r2")
	w.answers(t, 2)
	write(t, filepath.Join(parent, "r2"), edition(3))
	w.answers(t, 3)
	loads := w.loads.Load()
	write(t, filepath.Join(parent, "r1"), edition(4)) // not watched any more
	time.Sleep(400 * time.Millisecond)
	if n := w.loads.Load(); n != loads {
		t.Errorf("the old folder made %d loads", n-loads)
	}
	point("r1")
	w.answers(t, 4)
}

// TestWatchMount swaps the files as Kubernetes does in a mounted folder: each is a link through one
// hidden link, which is turned.
func TestWatchMount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	turn := func(to string, files fstest.MapFS) {
		t.Helper()
		write(t, filepath.Join(dir, to), files)
		if err := os.Symlink(to, filepath.Join(dir, "..data_tmp")); err != nil {
			t.Skip(err)
		}
		rename(t, filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data"))
	}
	turn("..1", edition(1))
	for name := range edition(1) {
		if err := os.Symlink(filepath.Join("..data", name), filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	w := watch(t, dir)
	turn("..2", edition(2))
	w.answers(t, 2)
	turn("..3", edition(3))
	w.answers(t, 3)
}

func TestWatchNothing(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	if _, err := serving.NewWatch(missing); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("err = %v", err)
	}
}

// TestWatchFromLoading changes the coverage when it has been loaded and is not followed yet.
func TestWatchFromLoading(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, edition(1))
	w := &watched{dir: dir}
	follow(t, w, dir, func() (*bot.Bot, error) {
		b, err := botOf(os.DirFS(dir))
		if w.loads.Add(1) == 1 {
			write(t, dir, edition(2))
		}
		return b, err
	})
	w.answers(t, 2)
}
