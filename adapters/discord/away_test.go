package discord

import (
	"context"
	"errors"
	"strings"
	"testing"

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
	there := sample(t, "")
	e := edition(there)
	gone := away(t, there)
	r := start(t, setup{bot: e.Load, handler: func(h bot.Handler) bot.Handler {
		return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
			if e.Load() == gone {
				return gone.Handle(ctx, q)
			}
			return e.answering(h)(ctx, q)
		}
	}})
	private := r.asks(r.ana(), ofBridge)
	public := r.said(r.ana(), ofBridge, mention())
	e.Store(gone)
	says := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, flat(want)) || strings.Contains(text, "route") {
			t.Errorf("told %q, want %q", text, want)
		}
	}
	says(wordsOf(r.asks(r.ana(), ofBridge)), bot.ControlsOf(corpus.English).Away)
	says(wordsOf(r.said(r.ana(), ofBridge, mention())), bot.ControlsOf(corpus.English).Away)
	for _, c := range theButtons {
		want := bot.ControlsOf(corpus.English).Away
		if c.label == "En español" {
			want = bot.ControlsOf(corpus.Spanish).Away
		}
		got := r.answered(r.fake.Press(r.ana(), private, labelled(t, public.Components, c.label)))
		says(wordsOf(got), want)
	}
}
