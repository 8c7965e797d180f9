package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"clippings/bench/engine"
	"clippings/bench/passages"
)

// plan is what is to be measured, and with what.
type plan struct {
	sizes   []int
	engines []engine.Spec
	data    string
	seed    uint64
	budget  time.Duration // of questions, for an engine and size
	binary  string        // the worker's
	scratch string        // folder for indexes, empty
	log     io.Writer     // is told how it goes
}

// How questions are put. Engines take turns, so that all meet the same moods of a machine; the questions before
// a turn's are asked again, untimed, so that no engine pays for what the one before it left in the caches.
const (
	turn      = 250 // questions
	firstWarm = 200
	laterWarm = 50
)

// builds is how often an index is built. The median counts; a small index is built in an instant that varies.
func builds(size int) int {
	if size > 100_000 {
		return 1
	}
	return 3
}

// measure measures everything. An engine that fails is told among the absent; the error is about the rest.
func (p *plan) measure(ctx context.Context, real *passages.Real) (*results, error) {
	r := newResults(p)
	for _, size := range p.sizes {
		if err := p.measureSize(ctx, real, size, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// contender is an engine while one size is measured.
type contender struct {
	spec   engine.Spec
	dir    string
	worker *process // nil when there is none now
	row    row
	nanos  []int64
	spent  time.Duration // on the clock
	core   float64       // seconds of it with the core
	failed error
}

func (p *plan) measureSize(ctx context.Context, real *passages.Real, size int, r *results) error {
	var all []*contender
	defer func() {
		for _, c := range all {
			if c.worker != nil {
				_ = c.worker.stop() // it is on the way out, and what went wrong is told
			}
			os.RemoveAll(c.dir)
		}
	}()
	asked := len(real.Questions(size, mostQuestions, p.seed))
	for _, spec := range p.engines {
		if spec.Most > 0 && size > spec.Most {
			r.Absent = append(r.Absent, absence{spec.Title, size, "it takes too long"})
			continue
		}
		all = append(all, &contender{
			spec: spec, dir: filepath.Join(p.scratch, spec.Name),
			row: row{Name: spec.Name, Title: spec.Title, Role: spec.Role, Whole: spec.Whole, Stored: spec.Stored, Drawn: spec.Drawn, Passages: size, Asked: asked},
		})
	}
	each := func(f func(*contender) error) error {
		for _, c := range all {
			if c.failed != nil {
				continue
			}
			if c.failed = f(c); c.failed != nil {
				fmt.Fprintf(p.log, "%s passages: %s fails: %v\n", thousands(size), c.spec.Title, c.failed)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	}
	for range builds(size) {
		err := each(func(c *contender) error {
			fmt.Fprintf(p.log, "%s passages: %s is built\n", thousands(size), c.spec.Title)
			return p.build(ctx, c)
		})
		if err != nil {
			return err
		}
	}
	if err := each(func(c *contender) error { return p.open(ctx, c) }); err != nil {
		return err
	}
	for from := 0; from < asked; from += turn {
		fmt.Fprintf(p.log, "%s passages: %d of %d questions are asked\n", thousands(size), from, asked)
		err := each(func(c *contender) error { return p.ask(c, from, min(from+turn, asked)) })
		if err != nil {
			return err
		}
		all = append(all[1:], all[0]) // another one is first
	}
	if err := each(weigh); err != nil {
		return err
	}
	slices.SortFunc(all, func(x, y *contender) int { return p.place(x) - p.place(y) })
	for _, c := range all {
		if c.failed != nil {
			r.Absent = append(r.Absent, absence{c.spec.Title, size, "it fails: " + c.failed.Error()})
		} else {
			r.Rows = append(r.Rows, c.row)
		}
	}
	return nil
}

func (p *plan) place(c *contender) int {
	return slices.IndexFunc(p.engines, func(s engine.Spec) bool { return s.Name == c.spec.Name })
}

// build has the index built in a new process, which goes on where the index is its memory.
func (p *plan) build(ctx context.Context, c *contender) (err error) {
	if c.worker != nil {
		if err := p.end(c); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(c.dir); err != nil {
		return err
	}
	if err := os.Mkdir(c.dir, 0o700); err != nil {
		return err
	}
	if c.worker, err = p.start(ctx, c.spec, c.row.Passages, c.dir); err != nil {
		return err
	}
	done, err := c.worker.do(order{Do: toBuild})
	if err != nil {
		return err
	}
	c.row.Builds = append(c.row.Builds, done.Took)
	if !c.spec.Stored {
		return nil
	}
	if err := p.end(c); err != nil {
		return err
	}
	c.row.File, err = sizeOf(c.dir)
	return err
}

func (p *plan) end(c *contender) error {
	w := c.worker
	c.worker = nil
	return w.stop()
}

// open has the index opened, in a new process where it is stored. Its files are in the page cache then, however long ago
// they were written: opening is timed, not the disk.
func (p *plan) open(ctx context.Context, c *contender) (err error) {
	if c.spec.Stored {
		if err := readThrough(c.dir); err != nil {
			return err
		}
		if c.worker, err = p.start(ctx, c.spec, c.row.Passages, c.dir); err != nil {
			return err
		}
	}
	done, err := c.worker.do(order{Do: toOpen})
	c.row.Open = done.Took
	return err
}

// readThrough reads all files of a folder.
func readThrough(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(io.Discard, f)
		return err
	})
}

// ask gives a contender its turn, as far as its time reaches.
func (p *plan) ask(c *contender, from, to int) error {
	o := order{Do: toSearch, From: from, To: to, Budget: p.budget - c.spent}
	if o.Budget <= 0 {
		return nil
	}
	if from == 0 {
		for i := range min(firstWarm, c.row.Asked) {
			o.Warm = append(o.Warm, i*c.row.Asked/min(firstWarm, c.row.Asked))
		}
	} else {
		for i := max(from-laterWarm, 0); i < from; i++ {
			o.Warm = append(o.Warm, i)
		}
	}
	done, err := c.worker.do(o)
	if err != nil {
		return err
	}
	for _, nanos := range done.Nanos {
		c.spent += time.Duration(nanos)
	}
	c.nanos = append(c.nanos, done.Nanos...)
	c.core += done.Spent
	c.row.Right += done.Right
	c.row.Pinned = done.Pinned
	return nil
}

// weigh completes a contender's row.
func weigh(c *contender) error {
	done, err := c.worker.do(order{Do: toWeigh})
	if err != nil {
		return err
	}
	c.row.Resident = done.Bytes
	c.row.Answered = len(c.nanos)
	if c.spent > 0 {
		c.row.Core = min(c.core/c.spent.Seconds(), 1)
	}
	slices.Sort(c.nanos)
	c.row.P50, c.row.P99 = quantile(c.nanos, 0.5), quantile(c.nanos, 0.99)
	return nil
}
