package bot

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"clippings/bot/golden"
	"clippings/corpus"
	"clippings/seeds"
)

// builtIn loads the built-in coverage once for all tests; it is read-only.
var builtIn = sync.OnceValues(func() (*corpus.Index, error) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		return nil, err
	}
	return corpus.NewIndex(c), nil
})

// loadBot returns a new bot over the built-in coverage.
func loadBot(tb testing.TB) *Bot {
	tb.Helper()
	ix, err := builtIn()
	if err != nil {
		tb.Fatal(err)
	}
	return New(ix)
}

// loadSet reads a golden set.
func loadSet(tb testing.TB, name string) []golden.Question {
	tb.Helper()
	path := filepath.Join("testdata", "golden", name+".txt")
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	set, err := golden.Parse(path, f)
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// readText reads a text as Understand reads a question.
func readText(text string) *reading {
	r := read(corpus.Analyze(nil, text), nil)
	return &r
}
