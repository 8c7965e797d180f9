package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
	"clippings/internal/bm25"
	"clippings/internal/evaluate"
)

// evalCommand measures the bot on public retrieval sets.
type evalCommand struct {
	JSON     string   `name:"json" help:"Write all figures as JSON; - is standard output, and no table then." placeholder:"FILE"`
	Markdown string   `help:"Write the tables into a Markdown file, between its lines <!-- eval --> and <!-- /eval --> where it has them." type:"path" placeholder:"FILE"`
	Plot     string   `help:"Draw risk against coverage, half of the articles absent. SVG only: FILE ends in .svg." type:"path" placeholder:"FILE"`
	Limit    int      `help:"Ask about N questions of each set, and N near misses, evenly spread; 0 asks all." placeholder:"N"`
	Unfitted bool     `help:"Tell the articles of the public sets apart that no weight was fitted on."`
	Sets     []string `arg:"" name:"set" help:"Folders with passages.jsonl, queries.jsonl and perhaps unanswerable.jsonl."`
}

func (c *evalCommand) run(ctx context.Context, p *program, line *commandLine) error {
	switch {
	case line.Corpus != "":
		return errors.New("eval measures on the sets that it is given, and has no use for --corpus")
	case line.Config != "":
		return errors.New("eval measures with no settings, and has no use for --config")
	case c.Plot != "" && filepath.Ext(c.Plot) != ".svg":
		return fmt.Errorf("--plot writes SVG only: %s does not end in .svg", c.Plot)
	case c.Limit < 0:
		return errors.New("--limit cannot be negative")
	}
	// Faults come before the first set is measured, which takes long.
	for _, out := range [][2]string{{"--json", c.JSON}, {"--markdown", c.Markdown}, {"--plot", c.Plot}} {
		if flag, file := out[0], out[1]; file != "" && file != "-" {
			if _, err := os.Stat(filepath.Dir(file)); err != nil {
				return fmt.Errorf("%s: %w", flag, err)
			}
		}
	}
	var sets []*evaluate.Set
	for _, dir := range c.Sets {
		set, err := evaluate.Read(dir)
		if err != nil {
			return fmt.Errorf("eval: %w", err)
		}
		set.Thin(c.Limit)
		sets = append(sets, set)
	}
	var results []*evaluate.Result
	for _, set := range sets {
		r, err := evaluate.Run(ctx, set, evalSystems, evaluate.Options{Unfitted: c.Unfitted})
		if err != nil {
			return fmt.Errorf("eval: %w", err)
		}
		results = append(results, r)
		if c.JSON == "-" {
			continue
		}
		if err := r.WriteText(p.out); err != nil {
			return err
		}
	}
	return c.write(p, results)
}

// write writes what files were asked for.
func (c *evalCommand) write(p *program, results []*evaluate.Result) error {
	if c.JSON != "" {
		out, err := json.MarshalIndent(results, "", " ")
		if err != nil {
			return err
		}
		out = append(out, '\n')
		if c.JSON == "-" {
			_, err = p.out.Write(out)
		} else {
			err = os.WriteFile(c.JSON, out, 0o644)
		}
		if err != nil {
			return err
		}
	}
	if c.Markdown != "" {
		before, err := os.ReadFile(c.Markdown)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.WriteFile(c.Markdown, []byte(withTables(string(before), evaluate.Markdown(results))), 0o644); err != nil {
			return err
		}
	}
	if c.Plot != "" {
		var svg bytes.Buffer
		if err := evaluate.WritePlot(&svg, results); err != nil {
			return err
		}
		return os.WriteFile(c.Plot, svg.Bytes(), 0o644)
	}
	return nil
}

// The lines in a Markdown file that the tables stand between.
const tablesStart, tablesEnd = "<!-- eval -->\n", "<!-- /eval -->\n"

// withTables is a page with other tables. A page that has no place for them gets one at its end.
func withTables(page, tables string) string {
	before, rest, ok := strings.Cut(page, tablesStart)
	_, after, ok2 := strings.Cut(rest, tablesEnd)
	if !ok || !ok2 {
		before, after = page, ""
	}
	return before + tablesStart + tables + tablesEnd + after
}

// evalSystems are the bot as a large body of coverage is served with it, and plain BM25. The bot tells the language
// of each question itself; BM25 is told that of the set.
var evalSystems = [2]evaluate.System{
	{Name: "Clippings", Build: func(passages []*corpus.Excerpt, _ corpus.Language) (evaluate.Answerer, error) {
		a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
			for _, e := range passages {
				if !yield(e, nil) {
					return
				}
			}
		}, archive.Options{})
		if err != nil {
			return nil, err
		}
		return evalBot{bot.NewArchive(a)}, nil
	}},
	{Name: "plain BM25", Build: func(passages []*corpus.Excerpt, lang corpus.Language) (evaluate.Answerer, error) {
		return evalBM25{bm25.New(passages, lang), passages}, nil
	}},
}

// evalBot is the bot as a measured system.
type evalBot struct{ bot *bot.Bot }

func (b evalBot) Answer(ctx context.Context, question string) (a evaluate.Answer, err error) {
	r, err := b.bot.Handle(ctx, bot.Question{Text: question})
	if err != nil {
		return a, err
	}
	a.Confidence = r.Confidence
	if r.Outcome == bot.Covered {
		a.Given = r.Answer.ID
	}
	return a, nil
}

func (b evalBot) Ranked(ctx context.Context, question string, limit int) ([]string, error) {
	ranked, err := b.bot.Ranked(ctx, bot.Question{Text: question}, limit)
	ids := make([]string, len(ranked))
	for i, e := range ranked {
		ids[i] = e.ID
	}
	return ids, err
}

// evalBM25 is the baseline. It finds as many passages as a reply of the bot shows.
type evalBM25 struct {
	index    *bm25.Index
	passages []*corpus.Excerpt
}

// shown is how many passages a reply holds at most: an answer and four others.
const shown = 5

func (b evalBM25) Answer(_ context.Context, question string) (a evaluate.Answer, err error) {
	r := b.index.Search(question, shown)
	a.Confidence = r.Evidence()
	if r.Answered() {
		a.Given = b.passages[r.Hits[0].Passage].ID
	}
	return a, nil
}

func (b evalBM25) Ranked(_ context.Context, question string, limit int) ([]string, error) {
	var ids []string
	for _, h := range b.index.Search(question, limit).Hits {
		ids = append(ids, b.passages[h.Passage].ID)
	}
	return ids, nil
}
