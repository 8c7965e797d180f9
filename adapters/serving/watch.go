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

// Watch reloads whenever the files of a folder, or one file, have changed, until ctx ends; then it returns nil. Only
// changes that come after the call are noticed. It returns an error when the folder cannot be watched.
// A reload that is refused is logged in one line, and the old coverage stays.
//
// Files may be replaced by rename, as editors do, and so may the folder, or the symbolic link
// that path or its folder is. A folder above that is replaced is not noticed, nor is a file elsewhere to which
// path is a link.
func (l *Library) Watch(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("watch %s: %w", path, err)
	}
	dir, file := path, ""
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		dir, file = filepath.Dir(path), path
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	defer watcher.Close()
	if err := watcher.Add(dir); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	// The folder above tells when the folder itself is replaced. It may be closed to us; then only that
	// goes unnoticed.
	if err := watcher.Add(filepath.Dir(dir)); err != nil {
		l.log.Warn("a replaced corpus folder will not be noticed", "error", err)
	}

	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if event.Name == dir && event.Has(fsnotify.Create) {
				_ = watcher.Remove(dir) // frees the watch of the old one, unless it went with it
				if err := watcher.Add(dir); err != nil {
					l.log.Warn("the corpus folder cannot be watched", "error", err)
				}
			}
			if concerns(event, dir, file) {
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

// concerns reports whether an event may have changed the corpus in dir, or, unless file is "", the corpus in that file
// of it. Editors' own files, which are hidden or end otherwise, do not count, nor does what else happens beside
// the folder or the file.
func concerns(event fsnotify.Event, dir, file string) bool {
	if event.Op == fsnotify.Chmod {
		return false
	}
	if event.Name == dir {
		return true
	}
	if filepath.Dir(event.Name) != dir {
		return false
	}
	name := filepath.Base(event.Name)
	if name == "..data" { // the link that Kubernetes turns to the new files of a mounted folder
		return true
	}
	if file != "" {
		return event.Name == file
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
	return fmt.Sprintf("%s (and %d more lines)", first, 1+strings.Count(rest, "\n"))
}
