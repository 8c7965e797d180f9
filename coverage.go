package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
)

// linesSuffix ends the names of JSON Lines files; any other file is taken for an index.
const linesSuffix = ".jsonl"

// open returns a bot that answers from what is at a path: a folder of written coverage, a file of JSON Lines, or an
// index file. An empty path is the built-in coverage. Coverage with faults is told fault by fault, one line
// each.
func (p *program) open(ctx context.Context, path string) (*bot.Bot, error) {
	file, err := isFile(path)
	if err != nil {
		return nil, err
	}
	if file {
		a, err := p.archive(ctx, path)
		if err != nil {
			return nil, err
		}
		return bot.NewArchive(a), nil
	}
	c, err := p.load(path)
	if err != nil {
		return nil, err
	}
	return bot.New(corpus.NewIndex(c)), nil
}

// files is the path of the coverage that a command works on: what it is given itself, else --corpus, else what is
// configured. An empty one is the built-in coverage. Coverage in a cluster is in no files.
func (line *commandLine) files(given string) (string, error) {
	s, err := loadSettings(line.Config)
	if err != nil {
		return "", err
	}
	path := firstOf(given, line.Corpus, s.Corpus.Dir)
	if path == "" && s.Corpus.Cluster != nil {
		return "", errors.New("the coverage that is configured lies in OpenSearch, and this is for files; clippings doctor checks it")
	}
	return path, nil
}

// isFile reports whether a corpus is one file, and so an archive; an empty path is not.
func isFile(path string) (bool, error) {
	if path == "" {
		return false, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return false, fmt.Errorf("corpus: %w", err)
	}
	return !info.IsDir(), nil
}

// archive builds an archive of JSON Lines, or opens an index file.
func (p *program) archive(ctx context.Context, path string) (*archive.Archive, error) {
	switch filepath.Ext(path) {
	case linesSuffix:
		return p.build(ctx, path)
	case ".yaml", ".yml":
		return nil, fmt.Errorf("corpus: %s is a file; a corpus of YAML files is their folder", path)
	}
	a, err := archive.Open(path)
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	return a, nil
}

// standardInput is the path that stands for it.
const standardInput = "-"

// build makes an archive of JSON Lines, showing on a terminal how far it is.
func (p *program) build(ctx context.Context, path string) (*archive.Archive, error) {
	var in io.Reader
	size := int64(0)
	if path == standardInput {
		path, in = "standard input", p.input(ctx)
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("corpus: %w", err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil {
			size = info.Size()
		}
		in = f
	}
	bar := p.progress(size)
	defer bar.end()
	a, err := archive.BuildLines(bar.counting(ctx, in), archive.Options{Progress: bar.passages})
	bar.end() // before anything else is told
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, p.faults(path, err)
	}
	return a, nil
}

// faults tells what is wrong with lines, each as file:line, and returns how much it is. An error that speaks of
// no line it returns with the path.
func (p *program) faults(path string, err error) error {
	told := strings.Split(err.Error(), "\n")
	faults, more := 0, ""
	for i, line := range told {
		switch rest, ok := strings.CutPrefix(line, "line "); {
		case ok:
			told[i] = path + ":" + rest
			faults++
		case line == "and more":
			more = " and more"
		default:
			return fmt.Errorf("corpus: %s: %w", path, err)
		}
	}
	for line := range slices.Values(told) {
		fmt.Fprintln(p.errors, line)
	}
	return fmt.Errorf("corpus: %s%s, nothing loaded", count(faults, "fault"), more)
}

// exportCommand writes written coverage as JSON Lines.
type exportCommand struct {
	Dir string `arg:"" optional:"" help:"The corpus' folder; the built-in coverage when left out." type:"path"`
}

func (x *exportCommand) run(p *program, line *commandLine) error {
	path, err := line.files(x.Dir)
	if err != nil {
		return err
	}
	file, err := isFile(path)
	if err != nil {
		return err
	}
	if file {
		return fmt.Errorf("corpus: %s is a file; export writes the lines of a folder of written coverage", path)
	}
	c, err := p.load(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(p.out)
	if err := archive.WriteLines(out, slices.Values(c.Excerpts)); err != nil {
		return err
	}
	return out.Flush()
}

// sizeOf says how much an archive holds.
func sizeOf(words *archive.Lexicon) string {
	text := count(words.Len(), "passage") + " from " + count(words.Sources(), "source")
	if first, last := words.Span(); !first.IsZero() {
		text += fmt.Sprintf(", from %s to %s", first, last)
	}
	return text
}
