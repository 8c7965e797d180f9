package golden

import (
	"fmt"

	"clippings/corpus"
)

// Answer is what some ranking gave for a question.
type Answer struct {
	Answered bool              // whether Ranked[0] was given as the answer
	Ranked   []*corpus.Excerpt // best first
}

// Figures sums up how a ranking did on a set.
type Figures struct {
	Answerable, Unanswerable int

	Right        int // answerable, answered rightly
	Wrong        int // answerable, answered with something else
	WrongRefusal int // answerable, not answered
	FalseAnswer  int // unanswerable, answered

	first, third int     // right excerpt at rank 1; among the first 3, answered or not
	reciprocal   float64 // sum of 1/rank of the first right excerpt
}

// Judge puts every question of a set to ask and sums up. The corpus is what ask answers from.
func Judge(set []Question, c *corpus.Corpus, ask func(*Question) Answer) Figures {
	visible := VisibleAll(c)
	var f Figures
	for i := range set {
		q := &set[i]
		f.count(q, ask(q), visible)
	}
	return f
}

func (f *Figures) count(q *Question, a Answer, visible map[*corpus.Excerpt]string) {
	if !q.Answerable() {
		f.Unanswerable++
		if a.Answered {
			f.FalseAnswer++
		}
		return
	}
	f.Answerable++
	rank := 0
	for i, e := range a.Ranked {
		if q.Right(e, visible[e]) {
			rank = i + 1
			break
		}
	}
	if rank == 1 {
		f.first++
	}
	if 1 <= rank && rank <= 3 {
		f.third++
	}
	if rank > 0 {
		f.reciprocal += 1 / float64(rank)
	}
	switch {
	case !a.Answered:
		f.WrongRefusal++
	case rank == 1:
		f.Right++
	default:
		f.Wrong++
	}
}

// Add adds the figures of another set.
func (f *Figures) Add(o *Figures) {
	f.Answerable += o.Answerable
	f.Unanswerable += o.Unanswerable
	f.Right += o.Right
	f.Wrong += o.Wrong
	f.WrongRefusal += o.WrongRefusal
	f.FalseAnswer += o.FalseAnswer
	f.first += o.first
	f.third += o.third
	f.reciprocal += o.reciprocal
}

// Recall returns recall@1 and recall@3: the share of the answerable questions with a right excerpt
// first, or among the first three, answered or not.
func (f *Figures) Recall() (at1, at3 float64) {
	n := float64(max(f.Answerable, 1))
	return float64(f.first) / n, float64(f.third) / n
}

// MRR is the mean reciprocal rank of the first right excerpt over the answerable questions.
func (f *Figures) MRR() float64 { return f.reciprocal / float64(max(f.Answerable, 1)) }

// percent is n of all in percent; 0 of nothing is 0.
func percent(n, all int) float64 { return 100 * float64(n) / float64(max(all, 1)) }

// String gives the figures on one line, in percent where a share is meant.
func (f *Figures) String() string {
	at1, at3 := f.Recall()
	return fmt.Sprintf("recall@1 %5.1f  recall@3 %5.1f  mrr %.3f  right %5.1f  wrong %4.1f  refused %4.1f  false answers %5.1f  (%d + %d)",
		100*at1, 100*at3, f.MRR(), percent(f.Right, f.Answerable), percent(f.Wrong, f.Answerable),
		percent(f.WrongRefusal, f.Answerable), percent(f.FalseAnswer, f.Unanswerable), f.Answerable, f.Unanswerable)
}

// Cells gives the figures as the cells of a table: recall@1, recall@3, MRR, right, wrong, refused,
// false answers.
func (f *Figures) Cells() []string {
	at1, at3 := f.Recall()
	cells := []string{fmt.Sprintf("%.1f %%", 100*at1), fmt.Sprintf("%.1f %%", 100*at3), fmt.Sprintf("%.3f", f.MRR())}
	for _, v := range []float64{
		percent(f.Right, f.Answerable), percent(f.Wrong, f.Answerable), percent(f.WrongRefusal, f.Answerable),
		percent(f.FalseAnswer, f.Unanswerable),
	} {
		cells = append(cells, fmt.Sprintf("%.1f %%", v))
	}
	return cells
}
