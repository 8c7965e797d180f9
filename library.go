package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus/opensearch"
)

// library is coverage that answers and can be replaced: a serving.Library or a serving.Remote.
type library interface {
	Handle(context.Context, bot.Question) (bot.Reply, error)
	Bot() *bot.Bot
	Reload() error
}

// openLibrary opens the coverage that is configured; dir is a folder of the command line's, which comes first. run
// keeps it up to date until its context ends; it is nil where there is nothing to do. close lets go of the coverage.
func (p *program) openLibrary(ctx context.Context, s *settings, dir string, health *serving.Health, metrics *serving.Metrics, log *slog.Logger) (l library, run func(context.Context) error, close func(), err error) {
	cluster, err := s.openSearch(p, dir)
	if err != nil {
		return nil, nil, nil, err
	}
	if cluster != nil {
		c, err := opensearch.Open(ctx, *cluster)
		if err != nil {
			return nil, nil, nil, err
		}
		remote := serving.NewRemote(func() bot.Passages { return c.Edition() }, c.Refresh, health, metrics, log)
		log.Info("the coverage is found", "passages", c.Edition().Words().Len(), "version", c.Edition().Version())
		return remote, remote.Run, func() { c.Close() }, nil
	}
	dir = firstOf(dir, s.Corpus.Dir)
	reader := *p
	if metrics != nil { // a server, whose log is no place for a progress bar
		reader.terminalErrors = false
	}
	var watch *serving.Watch
	var unwatched error
	if dir != "" && metrics != nil { // before it is read, so that no change is missed
		watch, unwatched = serving.NewWatch(dir)
	}
	files, err := serving.NewLibrary(func() (*bot.Bot, error) { return reader.open(ctx, dir) }, health, metrics, log)
	if err = cmp.Or(err, unwatched); err != nil { // what is wrong with the coverage tells more
		if watch != nil {
			watch.Close()
		}
		return nil, nil, nil, err
	}
	reader.errors = faultLog{log} // of a reload; whatever reads the log must understand every line
	close = func() {}
	if watch != nil {
		run = func(ctx context.Context) error { return files.Follow(ctx, watch) }
		close = func() { watch.Close() }
	}
	sources, excerpts := files.Bot().Size()
	log.Info("the coverage is loaded", "articles", sources, "excerpts", excerpts)
	return files, run, close, nil
}

// checkLibrary says in a line what coverage is configured, and whether it can answer.
func (p *program) checkLibrary(ctx context.Context, s *settings, dir string) (ok bool, found string) {
	cluster, err := s.openSearch(p, dir)
	if err == nil && cluster != nil {
		found, err = opensearch.Check(ctx, *cluster)
	}
	if err != nil {
		return false, "the coverage: " + err.Error()
	}
	if cluster != nil {
		return true, "the coverage: " + found
	}
	b, err := p.open(ctx, firstOf(dir, s.Corpus.Dir))
	if err != nil {
		return false, "the coverage: " + err.Error()
	}
	sources, excerpts := b.Size()
	found = fmt.Sprintf("the coverage has %s and %s", count(sources, "article"), count(excerpts, "excerpt"))
	if first, last := b.Span(); !first.IsZero() {
		found += fmt.Sprintf(", from %s to %s", first, last)
	}
	return excerpts > 0, found
}
