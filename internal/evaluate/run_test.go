package evaluate

import (
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"clippings/corpus"
)

// script answers by a table: the passages it ranks, best first, and how confident it is; it answers from a half on.
type script map[string]struct {
	ranked     []string
	confidence float64
}

// scripted is a script over what passages it was built for.
type scripted struct {
	script script
	there  []string
}

func (s scripted) Ranked(_ context.Context, question string, limit int) (all []string, err error) {
	line, ok := s.script[question]
	if !ok {
		return nil, errors.New("that was not to be asked")
	}
	for _, id := range line.ranked {
		if slices.Contains(s.there, id) {
			all = append(all, id)
		}
	}
	return all[:min(len(all), limit)], nil
}

func (s scripted) Answer(ctx context.Context, question string) (a Answer, err error) {
	ranked, err := s.Ranked(ctx, question, 1)
	if err != nil || len(ranked) == 0 {
		return a, err
	}
	a.Confidence = s.script[question].confidence
	if a.Confidence > 0.5 {
		a.Given = ranked[0]
	}
	return a, nil
}

func (s script) system(name string) System {
	return System{Name: name, Build: func(passages []*corpus.Excerpt, _ corpus.Language) (Answerer, error) {
		var there []string
		for _, e := range passages {
			there = append(there, e.ID)
		}
		return scripted{s, there}, nil
	}}
}

// The questions of readSome's set.
const (
	asksClosed, asksCrosses, asksBooks, asksSchool = "When was the Old Bridge closed?", "What crosses the river?", "¿Cuántos libros hay?", "Where is a school?"
	asksWhoClosed, asksWhoWrote                    = "Who closed the Old Bridge?", "Who wrote the books?"
)

var (
	good = script{
		asksClosed:    {[]string{"a1", "a2"}, 0.9},       // right
		asksCrosses:   {[]string{"b1", "a2", "c1"}, 0.8}, // second, answered wrongly; with its article absent, answered with another
		asksBooks:     {[]string{"b1"}, 0.4},             // first, and refused
		asksSchool:    {[]string{"a1", "a2", "b1", "c1"}, 0.3},
		asksWhoClosed: {[]string{"a1"}, 0.7}, asksWhoWrote: {[]string{"b1"}, 0.2},
	}
	poor = script{
		asksClosed: {[]string{"a2"}, 0.9}, asksCrosses: {nil, 0}, asksBooks: {nil, 0}, asksSchool: {[]string{"c1"}, 0.6},
		asksWhoClosed: {nil, 0}, asksWhoWrote: {nil, 0},
	}
)

func runScripts(t *testing.T, o Options) *Result {
	t.Helper()
	r, err := Run(t.Context(), readSome(t), [2]System{good.system("good"), poor.system("poor")}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRun(t *testing.T) {
	r := runScripts(t, Options{NoLatency: true, Unfitted: true})
	if r.Set != "some-set" || r.Passages != 4 || r.Articles != 3 || r.Questions != 4 || r.NearMisses != 2 || r.Latency != nil || len(r.Groups) != 2 {
		t.Fatalf("%+v", r)
	}
	for key, want := range map[string]struct {
		good, poor float64
		n          int
	}{
		SuccessAt1:      {0.5, 0.25, 4},
		successAt3:      {0.75, 0.25, 4},
		mrrAt10:         {(1 + 1.0/2 + 1 + 1.0/4) / 4, 0.25, 4},
		answeredRight:   {0.25, 0.25, 4},
		answeredWrong:   {0.25, 0.25, 4},
		refused:         {0.5, 0.5, 4},
		nearAnswered:    {0.5, 0, 2},
		NearAUROC:       {0.75, 0.75, 6}, // above 0.7 and 0.2; above two zeros, two ties each
		PresentAnswered: {0.5, 0.5, 4},
	} {
		f := r.Groups[0].Figure(key)
		if f == nil {
			t.Errorf("%s is not measured", key)
			continue
		}
		if f.N != want.n {
			t.Errorf("%s is of %d questions, want %d", key, f.N, want.n)
		}
		near(t, key+" of good", f.Systems[0].Value, want.good, 1e-12)
		near(t, key+" of poor", f.Systems[1].Value, want.poor, 1e-12)
		near(t, key+"'s difference", f.Difference.Value, want.good-want.poor, 1e-12)
		for _, e := range append(f.Systems[:], f.Difference) {
			if e.Low > e.Value+1e-12 || e.High < e.Value-1e-12 {
				t.Errorf("%s: %+v lies outside of its interval", key, e)
			}
		}
	}
	if len(r.Curves) != 2 || len(r.Curves[0].Points) == 0 {
		t.Errorf("curves %v", r.Curves)
	}
	// Of the others, what is so whichever articles are out: absent questions have nothing right.
	for _, g := range r.Groups {
		if f := g.Figure(AbsentAnswered); f != nil && f.Systems[1].Value > 0.5 {
			t.Errorf("%s: poor answers %v of the absent", g.Name, f.Systems[1].Value)
		}
	}
	unfitted := 0
	for _, q := range readSome(t).Questions {
		if !Fitted(q.Article) {
			unfitted++
		}
	}
	if g := r.Groups[1]; g.Name != unfittedQuestions || g.Questions != unfitted {
		t.Errorf("%d questions are of articles not fitted on, want %d", g.Questions, unfitted)
	}
	if again := runScripts(t, Options{NoLatency: true, Unfitted: true}); !reflect.DeepEqual(again, r) {
		t.Error("the same set has another result")
	}
}

// TestAbsent works the halves out by hand.
func TestAbsent(t *testing.T) {
	s := readSome(t)
	r := runScripts(t, Options{NoLatency: true})
	var answered, found, right float64
	for _, h := range s.halves() {
		var there []string
		for _, e := range h.kept {
			there = append(there, e.ID)
		}
		for i := range s.Questions {
			q := &s.Questions[i]
			a, err := scripted{good, there}.Answer(t.Context(), q.Text)
			if err != nil {
				t.Fatal(err)
			}
			switch given := a.Given != ""; {
			case given && h.absent(q):
				answered++
			case given:
				found++
				if slices.Contains(q.Relevant, a.Given) {
					right++
				}
			}
		}
	}
	g := &r.Groups[0]
	near(t, "absent answered", g.Figure(AbsentAnswered).Systems[0].Value, answered/4, 1e-12)
	near(t, "present answered", g.Figure(PresentAnswered).Systems[0].Value, found/4, 1e-12)
	near(t, "present answered rightly", g.Figure(presentRight).Systems[0].Value, right/4, 1e-12)
	near(t, "the operating point's coverage", r.Curves[0].Operating.Coverage, found/4, 1e-12)
	near(t, "the operating point's risk", r.Curves[0].Operating.Risk, (answered+found-right)/(answered+found), 1e-12)
}

// TestOneArticle: a set that cannot be halved has the other figures.
func TestOneArticle(t *testing.T) {
	set, err := Read(folder(t, `{"id": "a1", "title": "Rivertown", "text": "a"}`, `{"q": "`+asksClosed+`", "lang": "en", "relevant": ["a1"]}`, ""))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), set, [2]System{good.system("good"), poor.system("poor")}, Options{NoLatency: true, Unfitted: true})
	if err != nil {
		t.Fatal(err)
	}
	g := r.Groups[0]
	if g.Figure(SuccessAt1) == nil || g.Figure(AbsentAnswered) != nil || g.Figure(absentAUROC) != nil || g.Figure(nearAnswered) != nil || r.Curves != nil {
		t.Errorf("%+v", r)
	}
	if err := WritePlot(io.Discard, []*Result{r}); err != nil {
		t.Error(err)
	}
}

func TestRunFails(t *testing.T) {
	set := readSome(t)
	broken := System{Name: "broken", Build: func([]*corpus.Excerpt, corpus.Language) (Answerer, error) { return nil, errors.New("no room") }}
	for name, c := range map[string]struct {
		systems [2]System
		want    string
	}{
		"not built": {[2]System{good.system("good"), broken}, "some-set: broken: no room"},
		"refuses":   {[2]System{good.system("good"), script{}.system("mute")}, "queries.jsonl:1: that was not to be asked"},
	} {
		if _, err := Run(t.Context(), set, c.systems, Options{NoLatency: true}); err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Run(stopped, set, [2]System{good.system("good"), poor.system("poor")}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after it was stopped: %v", err)
	}
}

func TestLatency(t *testing.T) {
	r := runScripts(t, Options{NoAbsent: true})
	if len(r.Latency) != 2 {
		t.Fatalf("%d latencies", len(r.Latency))
	}
	for i, l := range r.Latency {
		if l.N < leastTimings || l.N%4 != 0 || l.P50 <= 0 || l.P99 < l.P50 || l.BestP99 > l.P99 || l.BestP99 <= 0 {
			t.Errorf("latency %d: %+v", i, l)
		}
	}
	if r.Groups[0].Figure(AbsentAnswered) != nil {
		t.Error("absent questions were asked")
	}
}

func TestLatencyOf(t *testing.T) {
	const us = time.Microsecond
	took := []time.Duration{10 * us, 20 * us, 900 * us, 11 * us, 500 * us, 30 * us, 12 * us, 22 * us, 31 * us} // three rounds of three questions
	if got, want := latencyOf(took, 3), (Latency{9, 22, 900, 30}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
