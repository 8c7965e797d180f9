package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"clippings/corpus"
	"clippings/seeds"
)

// checkCommand validates a corpus.
type checkCommand struct {
	Against string `help:"Folder with the articles' texts, ID.txt each: proves every quotation letter for letter and that no text of ours repeats eight words in a row." type:"path" placeholder:"DIR"`
	HeldOut string `help:"Evaluation questions (JSON lines, plain lines or a golden set) that the corpus must not repeat." type:"path" placeholder:"FILE"`
	Path    string `arg:"" optional:"" help:"The corpus: a folder, a .jsonl file or an index file; the built-in coverage when left out." type:"path"`
}

func (k *checkCommand) run(ctx context.Context, p *program, line *commandLine) error {
	path, err := line.files(k.Path)
	if err != nil {
		return err
	}
	if file, err := isFile(path); err != nil {
		return err
	} else if file {
		return k.archive(ctx, p, path)
	}
	c, err := p.load(path)
	if err != nil {
		return err
	}
	findings := corpus.CheckRoles(c)
	ix := corpus.NewIndex(c)
	if k.Against != "" {
		if info, err := os.Stat(k.Against); err != nil {
			return err
		} else if !info.IsDir() {
			return fmt.Errorf("%s is a file; --against wants the folder with the articles' texts", k.Against)
		}
		findings = append(findings, corpus.Against(ix, os.DirFS(k.Against))...)
	}
	if k.HeldOut != "" {
		f, err := os.Open(k.HeldOut)
		if err != nil {
			return err
		}
		defer f.Close()
		findings = append(findings, corpus.HeldOut(c, k.HeldOut, f)...)
	}
	for _, finding := range findings {
		fmt.Fprintln(p.errors, finding)
	}
	quotes, questions := 0, 0
	for _, e := range c.Excerpts {
		for _, list := range e.Questions {
			questions += len(list)
		}
		if e.Kind == corpus.Quote {
			quotes++
		}
	}
	_, err = fmt.Fprintf(p.out, "%s, %s, %s, %s, %s: %s\n", count(len(c.Sources), "article"), count(quotes, "quote"),
		count(len(c.Excerpts)-quotes, "fact"), count(len(c.Gaps), "gap"), count(questions, "question"), count(len(findings), "finding"))
	if err == nil && len(findings) > 0 {
		err = errFailed
	}
	return err
}

// archive checks a file of JSON Lines or an index file: what can be opened has no faults.
func (k *checkCommand) archive(ctx context.Context, p *program, path string) error {
	if k.Against != "" || k.HeldOut != "" {
		return fmt.Errorf("--against and --held-out check a folder of written coverage, and %s is a file", path)
	}
	a, err := p.archive(ctx, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s: %s\n", sizeOf(a.Words()), count(0, "finding"))
	return err
}

// load reads the corpus in a folder, or the built-in one when dir is empty. A corpus with faults is
// told fault by fault, one line each.
func (p *program) load(dir string) (*corpus.Corpus, error) {
	var files fs.FS = seeds.Files
	if dir != "" {
		files = os.DirFS(dir)
	}
	c, err := corpus.Load(files)
	if err == nil {
		return c, nil
	}
	var many interface{ Unwrap() []error }
	if !errors.As(err, &many) {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	for _, fault := range many.Unwrap() {
		fmt.Fprintln(p.errors, fault)
	}
	return nil, fmt.Errorf("corpus: %s, nothing loaded", count(len(many.Unwrap()), "fault"))
}

func count(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
