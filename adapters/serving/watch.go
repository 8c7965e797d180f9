package serving

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a folder or file must be quiet before it is read: an editor and a copy make several events
// of one change, and what is read in between is half a corpus.
const settle = 300 * time.Millisecond

// Watch notices changes of a corpus folder or of one file, from NewWatch on. Make it before the coverage is loaded,
// and no change is missed between the two: what happens until Follow runs waits for it.
//
// Files may be replaced by rename, as editors do, and so may the folder, or the symbolic link
// that the path or its folder is. A folder above that is replaced is not noticed, nor is a file elsewhere to which
// the path is a link.
type Watch struct {
	watcher   *fsnotify.Watcher
	dir, file string // file is "" for all of the folder
	above     error  // why a replaced folder will go unnoticed; nil when it will not
}

// NewWatch begins to watch a folder or a file. It returns an error when the folder cannot be watched.
func NewWatch(path string) (*Watch, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("watch %s: %w", path, err)
	}
	w := &Watch{dir: path}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		w.dir, w.file = filepath.Dir(path), path
	}
	if w.watcher, err = fsnotify.NewWatcher(); err != nil {
		return nil, fmt.Errorf("watch %s: %w", w.dir, err)
	}
	if err := w.watcher.Add(w.dir); err != nil {
		w.watcher.Close()
		return nil, fmt.Errorf("watch %s: %w", w.dir, err)
	}
	// The folder above tells when the folder itself is replaced. It may be closed to us; then only that
	// goes unnoticed.
	w.above = w.watcher.Add(filepath.Dir(w.dir))
	return w, nil
}

// Close stops watching. A second call does nothing.
func (w *Watch) Close() error { return w.watcher.Close() }

// Follow reloads whenever w has noticed a change, until ctx ends; then it returns nil. A reload that is refused is
// logged in one line, and the old coverage stays. One call at a time may follow w.
func (l *Library) Follow(ctx context.Context, w *Watch) error {
	if w.above != nil {
		l.log.Warn("a replaced corpus folder will not be noticed", "error", w.above)
	}
	watcher := w.watcher
	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if event.Name == w.dir && event.Has(fsnotify.Create) {
				_ = watcher.Remove(w.dir) // frees the watch of the old one, unless it went with it
				if err := watcher.Add(w.dir); err != nil {
					l.log.Warn("the corpus folder cannot be watched", "error", err)
				}
			}
			if w.concerns(event) {
				quiet.Reset(settle)
			}
		case err := <-watcher.Errors: // events were lost, so anything may have changed
			l.log.Warn("watching the corpus folder", "error", err)
			quiet.Reset(settle)
		case <-quiet.C:
			if err := l.Reload(); err != nil {
				l.log.Error("reload", "error", oneLine(err))
			}
		}
	}
}

// concerns reports whether an event may have changed the corpus. Editors' own files, which are hidden or end
// otherwise, do not count, nor does what else happens beside the folder or the file.
func (w *Watch) concerns(event fsnotify.Event) bool {
	if event.Op == fsnotify.Chmod {
		return false
	}
	if event.Name == w.dir {
		return true
	}
	if filepath.Dir(event.Name) != w.dir {
		return false
	}
	name := filepath.Base(event.Name)
	if name == "..data" { // the link that Kubernetes turns to the new files of a mounted folder
		return true
	}
	if w.file != "" {
		return event.Name == w.file
	}
	ext := filepath.Ext(name)
	return !strings.HasPrefix(name, ".") && (ext == ".yaml" || ext == ".txt")
}

// oneLine is an error in one line: a corpus with many faults has one line for each.
func oneLine(err error) string {
	first, rest, many := strings.Cut(err.Error(), "\n")
	if !many {
		return first
	}
	more := "1 more line"
	if n := 1 + strings.Count(rest, "\n"); n > 1 {
		more = fmt.Sprintf("%d more lines", n)
	}
	return fmt.Sprintf("%s (and %s)", first, more)
}
