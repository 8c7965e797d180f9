package serving

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"clippings/bot"
)

// corpusPart is the coverage's name in Health.
const corpusPart = "corpus"

// Library holds the bot that answers now, and replaces it when its coverage has changed. A question is
// answered wholly from the coverage that was there when it was asked. It is safe for concurrent use.
type Library struct {
	load    func() (*bot.Bot, error)
	metrics *Metrics
	log     *slog.Logger
	current atomic.Pointer[bot.Bot]
	replace sync.Mutex // held during a reload
}

// NewLibrary loads the coverage and returns a Library that answers from it. Load makes the bot; it is called
// again, never twice at once, for each reload, and the bot before is no longer referred to here. Coverage that cannot
// be loaded or has no excerpt is an error: a bot without coverage must not start. The part "corpus" of
// health is up when it succeeds, and stays up, since a reload that fails leaves the old coverage. Nil
// health, m and log are valid.
func NewLibrary(load func() (*bot.Bot, error), health *Health, m *Metrics, log *slog.Logger) (*Library, error) {
	l := &Library{load: load, metrics: m, log: logger(log)}
	health.Set(corpusPart, false)
	if err := l.install(); err != nil {
		return nil, err
	}
	health.Set(corpusPart, true)
	return l, nil
}

// Bot returns the bot that answers now; never nil. It does not wait for a reload. Who needs one
// coverage for several steps keeps what it returns.
func (l *Library) Bot() *bot.Bot { return l.current.Load() }

// Handle is the bot.Handler of the bot that answers now.
func (l *Library) Handle(ctx context.Context, q bot.Question) (bot.Reply, error) {
	return l.Bot().Handle(ctx, q)
}

// Reload loads the coverage again and answers from it once it is ready. Coverage that cannot be loaded
// or has no excerpt is refused: the old one stays, and the error, with a line for each thing that is
// wrong, is returned, not logged. One reload runs at a time; a second call waits, then loads again.
func (l *Library) Reload() error {
	l.replace.Lock()
	defer l.replace.Unlock()
	err := l.install()
	l.metrics.Reloaded(err == nil)
	if err != nil {
		return fmt.Errorf("the coverage is not replaced: %w", err)
	}
	sources, excerpts := l.Bot().Size()
	l.log.Info("the coverage is replaced", "articles", sources, "excerpts", excerpts)
	return nil
}

// install loads the coverage and makes it the current one.
func (l *Library) install() error {
	b, err := l.build()
	if err != nil {
		return err
	}
	l.current.Store(b)
	_, excerpts := b.Size()
	l.metrics.Corpus(excerpts)
	return nil
}

// build loads coverage. A panic, which faulty coverage should not cause, becomes an
// error: whoever edits the files must not be able to end a bot that answers.
func (l *Library) build() (b *bot.Bot, err error) {
	defer func() {
		if value := recover(); value != nil {
			b, err = nil, fmt.Errorf("the coverage cannot be used: panic: %v", value)
		}
	}()
	if b, err = l.load(); err != nil {
		return nil, err
	}
	if b != nil {
		if _, excerpts := b.Size(); excerpts > 0 {
			return b, nil
		}
	}
	return nil, errors.New("the coverage has no excerpt")
}
