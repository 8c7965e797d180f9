package golden_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"clippings/bot/golden"
	"clippings/corpus"
)

// judged puts a script of answers to a set: for each question, whether it is answered and the texts
// ranked, by their numbers in the corpus.
func judged(t *testing.T, questions string, script ...scripted) golden.Figures {
	t.Helper()
	set, err := golden.Parse("s.txt", strings.NewReader(questions))
	if err != nil {
		t.Fatal(err)
	}
	if len(set) != len(script) {
		t.Fatalf("%d questions, %d answers", len(set), len(script))
	}
	source := &corpus.Source{ID: "gazette-2021"}
	c := &corpus.Corpus{Sources: []*corpus.Source{source}}
	for _, text := range []string{"the flood", "the gate", "the bridge", "the mayor"} {
		c.Excerpts = append(c.Excerpts, &corpus.Excerpt{Source: source, Text: text})
	}
	next := 0
	return golden.Judge(set, c, func(q *golden.Question) golden.Answer {
		s := script[next]
		if q.Text != set[next].Text {
			t.Errorf("asked %q for %q", q.Text, set[next].Text)
		}
		next++
		a := golden.Answer{Answered: s.answered}
		for _, n := range s.ranked {
			a.Ranked = append(a.Ranked, c.Excerpts[n])
		}
		return a
	})
}

type scripted struct {
	answered bool
	ranked   []int
}

const (
	answerable   = "? a\n@ en fact\n= gazette-2021: flood\n"
	unanswerable = "? b\n@ en fact\n! nobody tells\n"
)

func TestJudgeOne(t *testing.T) {
	for _, c := range []struct {
		name                                string
		question                            string
		answer                              scripted
		right, wrong, refusal, falseAnswers int
		at1, at3, mrr                       float64
	}{
		{"answered rightly", answerable, scripted{true, []int{0, 1}}, 1, 0, 0, 0, 1, 1, 1},
		{"answered with something else", answerable, scripted{true, []int{1, 2}}, 0, 1, 0, 0, 0, 0, 0},
		{"the right one stands behind the answer", answerable, scripted{true, []int{1, 0}}, 0, 1, 0, 0, 0, 1, 0.5},
		{"refused, the right one first", answerable, scripted{false, []int{0}}, 0, 0, 1, 0, 1, 1, 1},
		{"refused, the right one fourth", answerable, scripted{false, []int{1, 2, 3, 0}}, 0, 0, 1, 0, 0, 0, 0.25},
		{"refused with nothing", answerable, scripted{}, 0, 0, 1, 0, 0, 0, 0},
		{"only the first right one counts", answerable, scripted{false, []int{1, 0, 0}}, 0, 0, 1, 0, 0, 1, 0.5},
		{"unanswerable and answered", unanswerable, scripted{true, []int{0}}, 0, 0, 0, 1, 0, 0, 0},
		{"unanswerable and refused", unanswerable, scripted{false, []int{0}}, 0, 0, 0, 0, 0, 0, 0},
	} {
		f := judged(t, c.question, c.answer)
		if f.Right != c.right || f.Wrong != c.wrong || f.WrongRefusal != c.refusal || f.FalseAnswer != c.falseAnswers {
			t.Errorf("%s: %+v", c.name, f)
		}
		if at1, at3 := f.Recall(); at1 != c.at1 || at3 != c.at3 || f.MRR() != c.mrr {
			t.Errorf("%s: recall %v and %v, mrr %v; want %v, %v, %v", c.name, at1, at3, f.MRR(), c.at1, c.at3, c.mrr)
		}
		if f.Answerable+f.Unanswerable != 1 || f.Right+f.Wrong+f.WrongRefusal != f.Answerable {
			t.Errorf("%s: counted %+v", c.name, f)
		}
	}
}

func TestJudgeSet(t *testing.T) {
	f := judged(t, strings.Repeat(answerable, 4)+strings.Repeat(unanswerable, 2),
		scripted{true, []int{0}}, scripted{true, []int{1, 0}}, scripted{false, []int{1, 2, 3, 0}}, scripted{true, []int{0, 1}},
		scripted{true, []int{2}}, scripted{false, nil})
	if f.Answerable != 4 || f.Unanswerable != 2 {
		t.Fatalf("counted %+v", f)
	}
	at1, at3 := f.Recall()
	if at1 != 0.5 || at3 != 0.75 {
		t.Errorf("recall %v and %v, want 0.5 and 0.75", at1, at3)
	}
	if want := (1 + 0.5 + 0.25 + 1) / 4; math.Abs(f.MRR()-want) > 1e-12 {
		t.Errorf("mrr %v, want %v", f.MRR(), want)
	}
	if got, want := f.Cells(), []string{"50.0 %", "75.0 %", "0.688", "50.0 %", "25.0 %", "25.0 %", "50.0 %"}; !slices.Equal(got, want) {
		t.Errorf("cells %q, want %q", got, want)
	}
	want := "recall@1  50.0  recall@3  75.0  mrr 0.688  right  50.0  wrong 25.0  refused 25.0  false answers  50.0  (4 + 2)"
	if got := f.String(); got != want {
		t.Errorf("written as\n%s, want\n%s", got, want)
	}
}

// TestFiguresOfNothing holds that an empty set, or one without questions of a kind, gives zeros.
func TestFiguresOfNothing(t *testing.T) {
	var none golden.Figures
	if s := none.String() + strings.Join(none.Cells(), " "); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
		t.Errorf("nothing is written as %s", s)
	}
	only := judged(t, unanswerable, scripted{false, nil})
	if at1, at3 := only.Recall(); at1 != 0 || at3 != 0 || only.MRR() != 0 {
		t.Errorf("without an answerable question: recall %v and %v, mrr %v", at1, at3, only.MRR())
	}
}
