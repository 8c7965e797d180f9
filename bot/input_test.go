package bot

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"clippings/corpus"
)

func TestInputErrors(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct{ name, text, says string }{
		{"empty", "", "empty"},
		{"white space", " \n\t\u00a0", "empty"},
		{"punctuation", "¿?! … — “”", "empty"},
		{"an emoji", "😀", "empty"},
		{"too long", strings.Repeat("who ", LongestQuestion/4) + "!", "too long"},
		{"broken UTF-8", "who has \xff access", "UTF-8"},
		{"half a letter", "qui\xc3", "UTF-8"},
	} {
		r, err := b.Handle(context.Background(), Question{Text: c.text})
		in := AsInputError(err)
		if in == nil {
			t.Errorf("%s: error %v, want an *InputError", c.name, err)
			continue
		}
		if line := in.Error(); !strings.Contains(line, c.says) || strings.Contains(line, "\n") || !utf8.ValidString(line) {
			t.Errorf("%s: says %q, want one line with %q", c.name, line, c.says)
		}
		if !reflect.ValueOf(r).IsZero() {
			t.Errorf("%s: a reply beside the error", c.name)
		}
		if wrapped := fmt.Errorf("line 3: %w", err); AsInputError(wrapped) != in {
			t.Errorf("%s: lost when wrapped", c.name)
		}
	}
	if in := AsInputError(context.Canceled); in != nil {
		t.Errorf("another error is taken for the asker's: %v", in)
	}
	ask(t, b, Question{Text: strings.Repeat("who ", LongestQuestion/4)}) // the longest there may be
	ask(t, b, Question{Text: strings.Repeat("a", LongestQuestion)})
}

// TestManyAskAtOnce holds that one bot serves many goroutines and gives each what it gives one.
func TestManyAskAtOnce(t *testing.T) {
	b := loadBot(t)
	questions := []string{"who has access to COLLECT", "speaker:Wishnie contract", "qué dijo Lawlor", "quem é Wishnie", "colect acces", "hi",
		"se llevaron a mi hermano", "how did Lawlor respond to Barrett", "CT Mirror 2020", "kind:rumour what is COLLECT"}
	want := make([]Reply, len(questions))
	for i, q := range questions {
		want[i] = ask(t, b, Question{Text: q})
	}
	var group sync.WaitGroup
	for n := range 32 {
		group.Go(func() {
			for i := range 3 * len(questions) {
				at := (i + n) % len(questions)
				r, err := b.Handle(context.Background(), Question{Text: questions[at]})
				if err != nil || !reflect.DeepEqual(r, want[at]) {
					t.Errorf("%q: another reply, %v", questions[at], err)
				}
				b.Complete(questions[at], corpus.English, 5)
			}
		})
	}
	group.Wait()
}
