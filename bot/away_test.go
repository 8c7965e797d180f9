package bot

import (
	"context"
	"errors"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// absent are passages that cannot be reached.
type absent struct{ *archive.Archive }

var errAbsent = errors.New("no route to host")

func (absent) Candidates(context.Context, *archive.Query, int) ([]archive.Candidate, error) {
	return nil, errAbsent
}
func (absent) Named(context.Context, []byte) ([]*corpus.Excerpt, error) { return nil, errAbsent }

// TestAway holds that an asker is told in their own language that the coverage cannot be reached, and nothing of why.
func TestAway(t *testing.T) {
	there := buildArchive(t, loadBot(t).Corpus().Excerpts)
	b := NewArchive(absent{there})
	for _, c := range []struct {
		question Question
		want     string
	}{
		{Question{Text: "who runs the plate reader database?"}, englishControls.Away},
		{Question{Text: "¿quién tiene acceso a los datos de la policía?"}, spanishControls.Away},
		{Question{Text: "quem tem acesso aos dados da polícia?"}, portugueseControls.Away},
		{Question{Text: "COLLECT 1373", Locale: "es-419"}, spanishControls.Away},
	} {
		_, err := b.Handle(t.Context(), c.question)
		var away *AwayError
		if in := AsInputError(err); in == nil || in.In("") != c.want || err.Error() != englishControls.Away {
			t.Errorf("%q: %v", c.question.Text, err)
		}
		if !errors.As(err, &away) || !errors.Is(err, errAbsent) {
			t.Errorf("%q: the cause is lost in %v", c.question.Text, err)
		}
	}
	ref := RefOf(there.Excerpt(7))
	if e, err := b.Resolve(ref); e != nil || AsInputError(err) == nil || errors.Is(err, ErrGone) {
		t.Errorf("a reference names %v, %v", e, err)
	}
	if e, err := NewArchive(there).Resolve(ref); err != nil || e.ID != there.Excerpt(7).ID {
		t.Errorf("where it can be reached, the reference names %v, %v", e, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Handle(ended, Question{Text: "who runs the plate reader database?"}); err != context.Canceled {
		t.Errorf("who does not ask any more is told %v", err)
	}
	if _, err := b.Handle(t.Context(), Question{}); AsInputError(err) == nil || errors.Is(err, errAbsent) {
		t.Errorf("an empty question: %v", err)
	}
}
