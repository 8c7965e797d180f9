package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"clippings/corpus/archive"
	"clippings/corpus/opensearch"
)

// loadCommand writes an index into the OpenSearch cluster that is configured.
type loadCommand struct {
	Keep   bool          `help:"Keep the passages that were current before, until the next load."`
	Linger time.Duration `help:"How long they stay anyway, so that bots that answer from them can go over." default:"30s"`
	File   string        `arg:"" help:"The index." type:"path"`
}

func (l *loadCommand) run(ctx context.Context, p *program, line *commandLine) error {
	if line.Corpus != "" {
		return errors.New("load loads the index that it is given, and has no use for --corpus")
	}
	s, err := loadSettings(line.Config)
	if err != nil {
		return err
	}
	cfg, err := s.needOpenSearch(p)
	if err != nil {
		return err
	}
	a, err := archive.Open(l.File)
	if err != nil {
		return err
	}
	defer a.Close()
	meter := &meter{p: p, begun: time.Now()}
	index, err := opensearch.Load(ctx, *cfg, a, opensearch.LoadOptions{
		Keep: l.Keep, Linger: l.Linger, Progress: meter.progress, Step: meter.step,
	})
	meter.end()
	if index != "" {
		fmt.Fprintf(p.out, "%s are current now, as %s\n", count(a.Len(), "passage"), index)
	}
	return err
}

// meter shows how far a load is: on a terminal in one line that changes, else in a line for each step. It is safe for
// concurrent use.
type meter struct {
	p     *program
	begun time.Time

	mu     sync.Mutex
	what   string
	done   int
	of     int
	last   time.Time
	length int // of the line that stands
}

// refreshed is how long a line of a terminal stands at least.
const refreshed = 200 * time.Millisecond

func (m *meter) step(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.what, m.done, m.of = what, 0, 0
	m.show()
}

func (m *meter) progress(done, of int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done, m.of = max(m.done, done), of
	if m.p.terminalOut && (time.Since(m.last) >= refreshed || done == of) {
		m.show()
	}
}

func (m *meter) show() {
	text := m.what
	if m.of > 0 {
		text = fmt.Sprintf("%s: %d of %d (%d %%)", m.what, m.done, m.of, 100*m.done/m.of)
	}
	m.last = time.Now()
	if !m.p.terminalOut {
		fmt.Fprintf(m.p.out, "%4.0f s  %s\n", time.Since(m.begun).Seconds(), text)
		return
	}
	fmt.Fprintf(m.p.out, "\r%s%s", text, strings.Repeat(" ", max(m.length-len(text), 0)))
	m.length = len(text)
}

// end leaves the line.
func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.length > 0 {
		fmt.Fprintln(m.p.out)
	}
}
