package evaluate

import (
	"context"
	"fmt"
	"slices"

	"clippings/corpus"
)

// System is something that answers questions from passages.
type System struct {
	Name string
	// Build makes it ready for passages and for questions that are mostly in a language.
	Build func(passages []*corpus.Excerpt, lang corpus.Language) (Answerer, error)
}

// Answerer answers questions from the passages it was built for. It is used by one goroutine.
type Answerer interface {
	// Answer is a whole question, from its text to all that an asker is shown.
	Answer(ctx context.Context, question string) (Answer, error)
	// Ranked returns the ids of up to limit passages, the best first, whether the question is answered or not.
	Ranked(ctx context.Context, question string, limit int) ([]string, error)
}

// Answer is what a question gets.
type Answer struct {
	Given      string  // id of the passage that is given as the answer; "" when the question is refused
	Confidence float64 // that the best passage answers, on the system's own scale
}

// rankDepth is how far down a ranking is looked at: MRR@10.
const rankDepth = 10

// observation is what one system did with one question.
type observation struct {
	asked      bool // it was asked this at all
	rank       int  // of the first relevant passage, from 1 on; 0 when it is not among the first ten
	given      bool // a passage was given as the answer
	right      bool // and it is a relevant one
	confidence float64
}

func observe(ctx context.Context, a Answerer, q *Question) (o observation, err error) {
	if err := ctx.Err(); err != nil {
		return o, err
	}
	answer, err := a.Answer(ctx, q.Text)
	if err != nil {
		return o, fmt.Errorf("%s: %w", q.Place, err)
	}
	ranked, err := a.Ranked(ctx, q.Text, rankDepth)
	if err != nil {
		return o, fmt.Errorf("%s: %w", q.Place, err)
	}
	o = observation{asked: true, given: answer.Given != "", confidence: answer.Confidence}
	o.right = o.given && slices.Contains(q.Relevant, answer.Given)
	o.rank = 1 + slices.IndexFunc(ranked, func(id string) bool { return slices.Contains(q.Relevant, id) })
	return o, nil
}

// observations are what one system did with a set.
type observations struct {
	whole   []observation // by question, on the corpus as it is
	near    []observation // by near miss, likewise
	present []observation // by question, the other half of the articles held out
	absent  []observation // by question, its own half held out
}

// observeAll puts the whole set to a system. A set of one article has no halves.
func observeAll(ctx context.Context, set *Set, system *System, noAbsent bool) (o *observations, whole Answerer, err error) {
	if whole, err = system.Build(set.Passages, set.Language); err != nil {
		return nil, nil, fmt.Errorf("%s: %s: %w", set.Name, system.Name, err)
	}
	o = &observations{
		whole: make([]observation, len(set.Questions)), near: make([]observation, len(set.NearMisses)),
		present: make([]observation, len(set.Questions)), absent: make([]observation, len(set.Questions)),
	}
	for i := range set.Questions {
		if o.whole[i], err = observe(ctx, whole, &set.Questions[i]); err != nil {
			return nil, nil, err
		}
	}
	for i := range set.NearMisses {
		if o.near[i], err = observe(ctx, whole, &set.NearMisses[i]); err != nil {
			return nil, nil, err
		}
	}
	if noAbsent || set.Articles() < 2 {
		return o, whole, nil
	}
	for _, h := range set.halves() {
		part, err := system.Build(h.kept, set.Language)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %s: %w", set.Name, system.Name, err)
		}
		for i := range set.Questions {
			q, to := &set.Questions[i], &o.present[i]
			if h.absent(q) {
				to = &o.absent[i]
			}
			if *to, err = observe(ctx, part, q); err != nil {
				return nil, nil, err
			}
		}
	}
	return o, whole, nil
}

// Options are how to measure.
type Options struct {
	// Unfitted tells the articles apart that the bot's weights were not fitted on: see Fitted.
	Unfitted bool
	// NoAbsent leaves out what is measured with half of the articles absent, and NoLatency the times.
	NoAbsent, NoLatency bool
}

// Result is what two systems did with a set, shares from 0 to 1.
type Result struct {
	Set        string          `json:"set"`
	Language   corpus.Language `json:"language"` // of most questions
	Passages   int             `json:"passages"`
	Articles   int             `json:"articles"`
	Questions  int             `json:"questions"`
	NearMisses int             `json:"near_misses"`
	Systems    [2]string       `json:"systems"` // the one that is measured, and the baseline
	Groups     []Group         `json:"groups"`  // all questions first
	Curves     []Curve         `json:"curves"`  // by system; none without absent questions
	Latency    []Latency       `json:"latency"` // by system; none when it was not measured
}

// Curve is how often a system errs as its threshold falls, half of the articles absent.
type Curve struct {
	Points    []Point `json:"points"`
	Operating Point   `json:"operating"` // of its own threshold
}

// Run measures a system and a baseline on a set. The same set always gives the same result, times apart.
func Run(ctx context.Context, set *Set, systems [2]System, o Options) (*Result, error) {
	r := &Result{
		Set: set.Name, Language: set.Language, Passages: len(set.Passages), Articles: set.Articles(),
		Questions: len(set.Questions), NearMisses: len(set.NearMisses),
	}
	var seen [2]*observations
	var whole [2]Answerer
	for i := range systems {
		var err error
		if seen[i], whole[i], err = observeAll(ctx, set, &systems[i], o.NoAbsent); err != nil {
			return nil, err
		}
		r.Systems[i] = systems[i].Name
	}
	r.Groups = append(r.Groups, groupOf(allQuestions, set, seen, func(*Question) bool { return true }))
	if o.Unfitted {
		r.Groups = append(r.Groups, groupOf(unfittedQuestions, set, seen, func(q *Question) bool { return q.Article != "" && !Fitted(q.Article) }))
	}
	for _, s := range seen {
		if all := s.halved(func(int) bool { return true }); len(all) > 0 {
			r.Curves = append(r.Curves, Curve{riskCoverage(all), s.operating()})
		}
	}
	if o.NoLatency {
		return r, nil
	}
	var err error
	r.Latency, err = latencies(ctx, set, whole)
	return r, err
}

// halved are the questions of the halves, in order of confidence, those apart that use does not want. A question is
// drawn present and absent together.
func (o *observations) halved(use func(question int) bool) (all []scored) {
	n := 0
	for i := range o.present {
		if !use(i) {
			continue
		}
		if p := &o.present[i]; p.asked {
			all = append(all, scored{p.confidence, true, p.rank == 1, n})
		}
		if a := &o.absent[i]; a.asked {
			all = append(all, scored{a.confidence, false, false, n})
		}
		n++
	}
	byConfidence(all)
	return all
}

// operating is where the system's own decisions put it on its curve.
func (o *observations) operating() Point {
	present, answered, found, wrong := 0, 0, 0, 0
	for i := range o.present {
		if p := &o.present[i]; p.asked {
			present++
			if p.given {
				found++
			}
		}
		for _, x := range []*observation{&o.present[i], &o.absent[i]} {
			if x.given {
				answered++
				if !x.right {
					wrong++
				}
			}
		}
	}
	return Point{float64(found) / float64(max(present, 1)), float64(wrong) / float64(max(answered, 1))}
}
