package bot

import (
	"errors"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/seeds"
)

func TestRef(t *testing.T) {
	b := loadBot(t)
	seen := make(map[Ref]string)
	for _, e := range b.Corpus().Excerpts {
		r := RefOf(e)
		if len(r) != RefLength || strings.Trim(string(r), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("%s: reference %q", e.ID, r)
		}
		if other, twice := seen[r.idPart()]; twice {
			t.Errorf("%s and %s have one reference", e.ID, other)
		}
		seen[r.idPart()] = e.ID
		if got, err := b.Resolve(r); got != e || err != nil {
			t.Errorf("%s: resolved to %v, %v", e.ID, got, err)
		}
	}
	for _, r := range []Ref{"", "x", "AAAAAAAAAAAA", Ref(strings.Repeat("é", 6)), Ref(strings.Repeat("A", 500))} {
		if e, err := b.Resolve(r); e != nil || !errors.Is(err, ErrGone) {
			t.Errorf("%q resolved to %v, %v", r, e, err)
		}
	}
}

// TestRefChanged changes each thing that is shown of an excerpt, and wants the old reference to tell.
func TestRefChanged(t *testing.T) {
	for name, change := range map[string]func(*corpus.Excerpt){
		"text": func(e *corpus.Excerpt) { e.Text += "!" }, "Spanish": func(e *corpus.Excerpt) { e.ES += "!" },
		"role": func(e *corpus.Excerpt) { e.Role += "!" }, "role in Spanish": func(e *corpus.Excerpt) { e.RoleES += "!" }, "via": func(e *corpus.Excerpt) { e.Via = "interview" },
		"context": func(e *corpus.Excerpt) { e.Context += "!" }, "speaker": func(e *corpus.Excerpt) { e.Speaker = nil },
		"title": func(e *corpus.Excerpt) { e.Source.Title += "!" }, "date": func(e *corpus.Excerpt) { e.Source.Date.Year++ },
	} {
		c, err := corpus.Load(seeds.Files)
		if err != nil {
			t.Fatal(err)
		}
		e := c.Excerpt("ctpublic-2017/barrett-all-you-can-eat")
		old := RefOf(e)
		change(e)
		if got, err := New(corpus.NewIndex(c)).Resolve(old); got != e || !errors.Is(err, ErrChanged) {
			t.Errorf("%s changed: %v, %v", name, got, err)
		}
	}
}

func TestStatements(t *testing.T) {
	b := loadBot(t)
	list, err := b.Statements("Lawlor", "")
	if err != nil || len(list) < 10 {
		t.Fatalf("Lawlor says %d things, %v", len(list), err)
	}
	for i, e := range list {
		if e.Speaker.ID != "mike-lawlor" || i > 0 && list[i-1].Source.Date.Compare(e.Source.Date) > 0 {
			t.Errorf("%d: %s by %s on %v", i, e.ID, e.Speaker.ID, e.Source.Date)
		}
	}
	about, err := b.Statements("wishney", "fingerprints")
	if err != nil || len(about) == 0 || len(about) > 10 {
		t.Errorf("Wishnie on fingerprints: %d, %v", len(about), err)
	}
	for _, c := range [][2]string{{"Zebulon", ""}, {"", ""}, {"Lawlor", "zebras"}} {
		if _, err := b.Statements(c[0], c[1]); AsInputError(err) == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q on %q: %v, want one line for the asker", c[0], c[1], err)
		}
	}
}

func TestValues(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct {
		field       Field
		typed, want string
	}{
		{FieldSpeaker, "wish", "Michael Wishnie"}, {FieldSpeaker, "", "Alok Bhatt"}, {FieldOutlet, "mir", "The Connecticut Mirror"},
		{FieldAbout, "trust", "Trust Act"}, {FieldFrom, "2019", "2019-03"}, {FieldTo, "", "2017-02-22"},
	} {
		got := b.Values(c.field, c.typed, 25)
		if len(got) == 0 || got[0] != c.want || len(got) > 25 {
			t.Errorf("%s %q: %q, want %q first", c.field, c.typed, got, c.want)
		}
		for _, value := range got { // whatever is proposed must be understood
			r := ask(t, b, Question{Text: "what do they say about data", Narrow: []Narrow{{c.field, value}}})
			if len(r.Problems) > 0 {
				t.Errorf("%s proposes %q, and then: %q", c.field, value, r.Problems)
			}
		}
	}
	if got := b.Values(FieldKind, "q", 25); got != nil {
		t.Errorf("kinds: %q", got)
	}
	r := ask(t, b, Question{Text: "who uses COLLECT", Narrow: []Narrow{{FieldSpeaker, "Zebulon"}}})
	if len(r.Problems) != 1 {
		t.Errorf("an unknown speaker beside the text: problems %q", r.Problems)
	}
}
