package archive

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"clippings/corpus"
)

// TestHeldWhileRead reads an excerpt that takes long to read from archives that nothing else refers to, while
// memory is collected all the time. Where the memory is not held, this ends the process within some turns.
func TestHeldWhileRead(t *testing.T) {
	topics := make([]string, 100_000)
	for i := range topics {
		topics[i] = `"` + spelled(i) + `"`
	}
	line := strings.Replace(shortLine("a", "dredged harbour"), `"source"`, `"about":[`+strings.Join(topics, ",")+`],"source"`, 1)
	path := filepath.Join(t.TempDir(), "news.clip")
	if err := buildLines(t, line).WriteFile(path); err != nil {
		t.Fatal(err)
	}
	done, collected := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(collected)
		for {
			select {
			case <-done:
				return
			default:
				runtime.GC()
			}
		}
	}()
	opened := func() *Archive {
		a, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	candidate := func() *Candidate {
		a := opened()
		return &a.Search(nil, a.Query("dredged harbour", corpus.English), 1)[0]
	}
	for range 10 {
		for name, e := range map[string]*corpus.Excerpt{"the archive": opened().Excerpt(0), "a candidate": candidate().Excerpt()} {
			if len(e.About) != len(topics) {
				t.Errorf("of %s: %d topics", name, len(e.About))
			}
		}
	}
	close(done)
	<-collected
}
