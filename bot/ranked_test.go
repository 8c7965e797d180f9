package bot

import (
	"fmt"
	"slices"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// archiveOf returns a bot over passages, of which each is "title: text".
func archiveOf(t *testing.T, passages ...[2]string) *Bot {
	t.Helper()
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for i, p := range passages {
			e := &corpus.Excerpt{ID: fmt.Sprint("p", i), Kind: corpus.Fact, Source: &corpus.Source{Title: p[0]}, Text: p[1]}
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return NewArchive(a)
}

// towns are passages about one thing each, and two that say nearly the same.
func towns(t *testing.T) *Bot {
	return archiveOf(t,
		[2]string{"Rivertown", "The Old Bridge was closed in 1998 after inspectors found cracks."},
		[2]string{"Rivertown", "Ada Flores, the mayor, opened the New Bridge in 2004."},
		[2]string{"Rivertown", "A ferry crosses the river every morning."},
		[2]string{"Hillside", "The Hillside library holds nine thousand books."},
		[2]string{"Hillside", "The library was closed for a year after a fire."},
		[2]string{"Hillside", "Its bridge is made of wood, and older than the library."},
		[2]string{"Lakeview", "Lakeview has a bridge, a library and a school."},
	)
}

func ids(list []*corpus.Excerpt) (out []string) {
	for _, e := range list {
		out = append(out, e.ID)
	}
	return out
}

// TestRankedBeginsAsHandleDoes holds that what is measured is what is answered, with passages and without.
func TestRankedBeginsAsHandleDoes(t *testing.T) {
	for name, c := range map[string]struct {
		bot       *Bot
		questions []string
	}{
		"passages": {towns(t), []string{
			"when was the old bridge closed", "who opened the New Bridge?", "library", "¿cuándo se cerró el Old Bridge?",
			"how many books does the library hold", "why is the moon round", "kind:quote bridge", "what is it",
		}},
		"coverage": {loadBot(t), []string{"who runs the plate reader database", "¿cuántas agencias federales pueden entrar en COLLECT?", "why is the moon round"}},
	} {
		found := 0
		for _, text := range c.questions {
			q := Question{Text: text}
			r, err := c.bot.Handle(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			var shown []string
			if r.Answer != nil {
				shown = append(shown, r.Answer.ID)
			}
			shown = append(shown, ids(r.Others)...)
			for _, limit := range []int{0, 1, len(shown), 10} {
				ranked, err := c.bot.Ranked(t.Context(), q, limit)
				if err != nil {
					t.Fatal(err)
				}
				if n := min(limit, len(shown)); len(ranked) > limit || len(ranked) < n || !slices.Equal(ids(ranked)[:n], shown[:n]) {
					t.Errorf("%s, %q, %d wanted: ranked %v, and %v are shown", name, text, limit, ids(ranked), shown)
				}
			}
			found += len(shown)
		}
		if found == 0 {
			t.Errorf("%s: no question found anything", name)
		}
	}
}

func TestRankedGoesOn(t *testing.T) {
	const most = mostOthers + 1 // that Handle shows
	ranked, err := towns(t).Ranked(t.Context(), Question{Text: "is there a bridge or a library, closed or open, in Rivertown, Hillside or Lakeview"}, 10)
	if err != nil || len(ranked) <= most {
		t.Errorf("%d excerpts, %v; want more than %d", len(ranked), err, most)
	}
}

func TestRankedRefuses(t *testing.T) {
	for name, b := range map[string]*Bot{"passages": towns(t), "coverage": loadBot(t)} {
		for _, text := range []string{"", "?!", "\xff"} {
			if ranked, err := b.Ranked(t.Context(), Question{Text: text}, 3); AsInputError(err) == nil || len(ranked) > 0 {
				t.Errorf("%s, %q: %v, %v", name, text, ranked, err)
			}
		}
	}
	if ranked, err := towns(t).Ranked(t.Context(), Question{Text: "bridge"}, -1); err != nil || len(ranked) > 0 {
		t.Errorf("fewer than none: %v, %v", ranked, err)
	}
}

// TestPassagesWithNumbers holds that a question with a number is asked of passages, whose words no index of ours has.
func TestPassagesWithNumbers(t *testing.T) {
	b := towns(t)
	for _, text := range []string{"was the Old Bridge closed in 1998", "what did Ada Flores open in 2004"} {
		if u := b.Understand(Question{Text: text}); u.Chat {
			t.Errorf("%q is taken for chat", text)
		}
		if r, err := b.Handle(t.Context(), Question{Text: text}); err != nil || r.Confidence > passageCoveredAbove != (r.Outcome == Covered) {
			t.Errorf("%q: %s at confidence %.2f, %v", text, r.Outcome, r.Confidence, err)
		}
	}
}
