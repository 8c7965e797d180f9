package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// often is how often a progress bar is drawn.
const often = 100 * time.Millisecond

// bar is a line on a terminal that says how many passages are read. Its methods may be called from several
// goroutines; with nothing to draw on they do nothing.
type bar struct {
	size int64 // bytes to be read; 0 when not known
	read atomic.Int64

	mu    sync.Mutex
	out   io.Writer // nil: nothing is drawn, or no longer
	drawn time.Time
	most  int // passages that were told so far
	wide  int // letters that stand on the line
}

// progress returns a bar on the error output, if that is a terminal, for so many bytes.
func (p *program) progress(size int64) *bar {
	b := &bar{size: size}
	if p.terminalErrors {
		b.out = p.errors
	}
	return b
}

// passages draws how many passages are read, unless that was done just now.
func (b *bar) passages(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.most = max(b.most, n) // they come in no order
	if b.out == nil || time.Since(b.drawn) < often {
		return
	}
	b.drawn = time.Now()
	text := count(b.most, "passage") + " read"
	if b.size > 0 {
		text += fmt.Sprintf(", %d %%", min(100*b.read.Load()/b.size, 100))
		if b.read.Load() >= b.size {
			text += ": indexing"
		}
	}
	b.draw(text)
}

func (b *bar) draw(text string) {
	wide := utf8.RuneCountInString(text)
	fmt.Fprint(b.out, "\r"+text+strings.Repeat(" ", max(b.wide-wide, 0)))
	b.wide = wide
}

// end takes the bar away; nothing is drawn any more.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.out != nil && b.wide > 0 {
		b.draw("")
		fmt.Fprint(b.out, "\r")
	}
	b.out = nil
}

// counting counts for a bar what is read, until ctx is done.
func (b *bar) counting(ctx context.Context, in io.Reader) io.Reader { return &counted{ctx, b, in} }

type counted struct {
	ctx context.Context
	bar *bar
	in  io.Reader
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	c.bar.read.Add(int64(n))
	return n, err
}
