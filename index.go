package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// indexCommand makes an index file, which opens in milliseconds, of coverage that takes long to read.
type indexCommand struct {
	Out    string `required:"" help:"The index file; one that is there is replaced once the new one is complete." type:"path" placeholder:"FILE"`
	Corpus string `arg:"" optional:"" name:"corpus" help:"JSON Lines (docs/archives.md), a name that ends in .jsonl or - for standard input, or a folder of YAML files; what --corpus says when left out." type:"path"`
}

func (x *indexCommand) run(ctx context.Context, p *program, line *commandLine) error {
	path, err := line.files(x.Corpus)
	if err != nil {
		return err
	}
	if path == "" {
		return errors.New("say what to index: clippings index FILE.jsonl --out FILE.clip")
	}
	if filepath.Ext(x.Out) == linesSuffix {
		return fmt.Errorf("--out %s: the name of an index must not end in %s", x.Out, linesSuffix)
	}
	if path != standardInput && sameFile(path, x.Out) {
		return fmt.Errorf("--out %s is what is to be read", x.Out)
	}
	began := time.Now()
	a, err := p.passages(ctx, path)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := a.WriteFile(x.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s: %s; %d bytes, %.1f s\n", x.Out, sizeOf(a.Words()), len(a.Image()), time.Since(began).Seconds())
	return err
}

// passages builds the archive of a corpus that is no index already.
func (p *program) passages(ctx context.Context, path string) (*archive.Archive, error) {
	if path == standardInput || filepath.Ext(path) == linesSuffix {
		return p.build(ctx, path)
	}
	file, err := isFile(path)
	if err != nil {
		return nil, err
	}
	if file {
		return nil, fmt.Errorf("corpus: %s: an index is made of a file whose name ends in %s, or of a folder of YAML files", path, linesSuffix)
	}
	c, err := p.load(path)
	if err != nil {
		return nil, err
	}
	return archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range c.Excerpts {
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
}

// sameFile reports whether two paths are one file.
func sameFile(one, other string) bool {
	a, err := os.Stat(one)
	b, err2 := os.Stat(other)
	return err == nil && err2 == nil && os.SameFile(a, b)
}
