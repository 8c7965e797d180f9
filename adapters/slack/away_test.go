package slack

import (
	"context"
	"errors"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
)

// absent are passages on other machines that cannot be reached.
type absent struct{ *archive.Archive }

var errAbsent = errors.New("no route to host")

func (absent) Candidates(context.Context, *archive.Query, int) ([]archive.Candidate, error) {
	return nil, errAbsent
}
func (absent) Named(context.Context, []byte) ([]*corpus.Excerpt, error) { return nil, errAbsent }

// away is a bot whose coverage cannot be reached.
func away(t *testing.T, b *bot.Bot) *bot.Bot {
	t.Helper()
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range b.Corpus().Excerpts {
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bot.NewArchive(absent{a})
}

// TestAway asks and presses while the coverage cannot be reached: each gets one line that says so, and nobody is told
// why.
func TestAway(t *testing.T) {
	t.Parallel()
	now := &edition{b: loadBot(t)}
	r := start(t, setup{bot: now.load})
	ana := r.ana()
	m := r.asks(ana, ofReciprocity)
	now.store(away(t, loadBot(t)))
	for _, do := range []serving.Action{serving.Other, serving.More, serving.Translate, serving.Cite, serving.Share, serving.NotThis} {
		got := r.pressed(ana, m, do)
		if !holds(got.Shown(), "cannot be reached right now") && !holds(got.Shown(), "no se puede llegar a la cobertura") || holds(got.Shown(), "route") {
			t.Errorf("%q: %s", do, got.Shown())
		}
	}
	if got := r.asks(ana, ofReciprocity); !holds(got.Shown(), "cannot be reached right now") || holds(got.Shown(), "route") {
		t.Errorf("asked: %s", got.Shown())
	}
	if n := len(r.fake.BotMessages("")); n > 0 {
		t.Errorf("%d messages were posted", n)
	}
}
