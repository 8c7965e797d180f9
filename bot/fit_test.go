package bot

import (
	"flag"
	"fmt"
	"go/format"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"clippings/bot/golden"
	"clippings/corpus"
)

var update = flag.Bool("update", false, "rewrite the files that the tests compare with")

const weightsFile = "weights_fitted.go"

// The sets that the weights are fitted on. The held-out ones are only measured.
var fitSets = []string{"community", "press", "wide", "unanswerable-community", "unanswerable-press", "street", "neighbors", "callers", "hotline", "fresh", "parish", "library", "voices", "pairs"}

// unanswerableShare is the share of questions without an answer that confidence is calibrated for:
// whatever the sets hold, they are weighed so that of twenty questions three are not covered.
const unanswerableShare = 0.15

// TestWeightsAreFitted fits the weights anew and compares them with those in use, so that no weight
// is ever set by hand and a change of the seeds or of a feature shows in the diff.
func TestWeightsAreFitted(t *testing.T) {
	b := loadBot(t)
	w := fit(t, b)
	got := weightsSource(t, w)
	if *update {
		if err := os.WriteFile(weightsFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	close := func(what string, x, y float64) {
		if math.Abs(x-y) > 0.002*(1+math.Abs(x)) {
			t.Errorf("%s is %.4f, fitted anew %.4f: run go test ./bot -run 'TestWeightsAreFitted|TestGolden' -update", what, y, x)
		}
	}
	if *update {
		return
	}
	for i := range w.Rank {
		close(Feature(i).String(), w.Rank[i], fitted.Rank[i])
	}
	for i := range w.Decide {
		close(Signal(i).String(), w.Decide[i], fitted.Decide[i])
	}
	close("bias", w.Bias, fitted.Bias)
}

// example is one question of the fit: its candidates, and which of them are right.
type example struct {
	u       *Understanding
	matches []Match
	gap     corpus.GapMatch
	right   []bool // by match; all false for a question that nothing answers
	any     bool
}

// fit fits ranking, then deciding on the ranking's best.
func fit(t *testing.T, b *Bot) *Weights {
	w := new(Weights)
	b.weights = w
	var all []example
	for _, name := range fitSets {
		all = append(all, goldenExamples(b, loadSet(t, name))...)
	}
	w.Rank = fitRank(all)
	for i := range all {
		all[i].again(b)
	}
	w.Decide, w.Bias = fitDecide(b, all)
	return w
}

func goldenExamples(b *Bot, set []golden.Question) []example {
	visible := golden.VisibleAll(b.Corpus())
	var out []example
	for i := range set {
		q := &set[i]
		x := example{u: b.Understand(Question{Text: q.Text})}
		x.retrieve(b, func(e *corpus.Excerpt) bool { return q.Right(e, visible[e]) })
		out = append(out, x)
	}
	return out
}

func (x *example) retrieve(b *Bot, right func(*corpus.Excerpt) bool) {
	x.matches, x.gap = b.rank(new(ranking), x.u)
	for _, m := range x.matches {
		r := right(m.Excerpt)
		x.right = append(x.right, r)
		x.any = x.any || r
	}
}

// again ranks the candidates again, with the weights that the bot has now.
func (x *example) again(b *Bot) {
	right := make(map[*corpus.Excerpt]bool)
	for i, m := range x.matches {
		right[m.Excerpt] = x.right[i]
	}
	b.order(x.u, x.matches)
	for i, m := range x.matches {
		x.right[i] = right[m.Excerpt]
	}
}

// Evidence may only speak the way it means: what is missing never for an answer, what matches never
// against it. Without these bounds a feature that hardly matters takes the wrong sign from noise, and
// a question far from all that was fitted on is answered because it is full of unknown words.
var (
	rankFor     = []Feature{FeatureText, FeatureAsked, FeatureWording, FeaturePhrases, FeatureCovered, FeatureInText, FeatureKind, FeatureSpeaker}
	rankAgainst = []Feature{FeatureMissing, FeatureNames, FeatureNumbers, FeatureNoNumber, FeatureNoDate, FeatureNoOne, FeatureOther}

	decideFor = []Signal{
		Signal(FeatureText), Signal(FeatureAsked), Signal(FeatureWording), Signal(FeaturePhrases), Signal(FeatureCovered),
		Signal(FeatureInText), Signal(FeatureKind), Signal(FeatureSpeaker), SignalAskedEach,
		SignalPhrasesEach, SignalPosterior, SignalNearer,
	}
	decideAgainst = []Signal{
		Signal(FeatureMissing), Signal(FeatureNames), Signal(FeatureNumbers), Signal(FeatureNoNumber), Signal(FeatureNoDate),
		Signal(FeatureNoOne), Signal(FeatureOther), SignalGapAsked, SignalGapWording, SignalGapPhrases,
		SignalNoWhen, SignalNoNumber, SignalNoWhy, SignalNoHowLong, SignalNameless, SignalNameApart, SignalOutside, SignalAdvice, SignalShort,
		SignalNoStatement, SignalCoarse, SignalNoReason, SignalNoPerson, SignalLater,
		SignalNoNewNumber, SignalBare, SignalDetail, SignalGapShare, SignalLean,
	}
)

// fitRank maximises the conditional likelihood of the right candidates among all (McFadden's
// conditional logit) by gradient ascent.
func fitRank(examples []example) Features {
	const (
		steps = 600
		rate  = 2.0
		ridge = 0.002
	)
	var w Features
	for range steps {
		var gradient Features
		var n float64
		for i := range examples {
			if x := &examples[i]; x.any {
				n++
				x.gradient(&w, &gradient)
			}
		}
		for k := range w {
			w[k] += rate * (gradient[k]/n - ridge*w[k])
		}
		for _, k := range rankFor {
			w[k] = max(w[k], 0)
		}
		for _, k := range rankAgainst {
			w[k] = min(w[k], 0)
		}
	}
	return w
}

// gradient adds that of the example's log likelihood.
func (x *example) gradient(w, gradient *Features) {
	p := make([]float64, len(x.matches))
	top := math.Inf(-1)
	for j := range x.matches {
		for k := range w {
			p[j] += w[k] * x.matches[j].Features[k]
		}
		top = max(top, p[j])
	}
	var all, good float64
	for j := range p {
		p[j] = math.Exp(p[j] - top)
		all += p[j]
		if x.right[j] {
			good += p[j]
		}
	}
	for j := range p {
		d := -p[j] / all
		if x.right[j] {
			d += p[j] / good
		}
		for k := range gradient {
			gradient[k] += d * x.matches[j].Features[k]
		}
	}
}

// fitDecide fits the logistic regression whether the best candidate is right, with a ridge and within
// the bounds, one weight after the other by Newton's step, over and over.
func fitDecide(b *Bot, examples []example) (Signals, float64) {
	const (
		n      = int(signalCount) + 1 // the last is the bias
		ridge  = 2.0                  // of a weight times its signal's standard deviation, so that rare signals may weigh much
		sweeps = 300
	)
	type row struct {
		x         []float64
		weight, y float64
	}
	var rows []row
	var answerable, unanswerable float64
	for i := range examples {
		if examples[i].any {
			answerable++
		} else {
			unanswerable++
		}
	}
	for i := range examples {
		x := &examples[i]
		if len(x.matches) == 0 || x.u.Notice == Emergency || x.u.listing() {
			continue // decided without the regression
		}
		s := b.signals(x.u, x.matches, &x.gap)
		r := row{x: append(slices.Clone(s[:]), 1), weight: 1}
		if x.right[0] {
			r.y = 1
		}
		if !x.any {
			r.weight *= unanswerableShare / (1 - unanswerableShare) * answerable / unanswerable
		}
		rows = append(rows, r)
	}
	lowest, highest := make([]float64, n), make([]float64, n)
	for k := range n {
		lowest[k], highest[k] = math.Inf(-1), math.Inf(1)
	}
	for _, k := range decideFor {
		lowest[k] = 0
	}
	for _, k := range decideAgainst {
		highest[k] = 0
	}
	variance := make([]float64, n)
	for k := range n {
		var sum, squares float64
		for _, r := range rows {
			sum += r.x[k]
			squares += r.x[k] * r.x[k]
		}
		mean := sum / float64(len(rows))
		variance[k] = squares/float64(len(rows)) - mean*mean
	}
	w, z := make([]float64, n), make([]float64, len(rows))
	for range sweeps {
		for k := range n {
			penalty := ridge * variance[k] // 0 for the bias
			gradient, curve := -penalty*w[k], penalty+1e-9
			for i, r := range rows {
				if r.x[k] != 0 {
					p := 1 / (1 + math.Exp(-z[i]))
					gradient += r.weight * (r.y - p) * r.x[k]
					curve += r.weight * p * (1 - p) * r.x[k] * r.x[k]
				}
			}
			next := min(max(w[k]+gradient/curve, lowest[k]), highest[k])
			for i, r := range rows {
				z[i] += (next - w[k]) * r.x[k]
			}
			w[k] = next
		}
	}
	var s Signals
	copy(s[:], w)
	return s, w[n-1]
}

func weightsSource(t *testing.T, w *Weights) []byte {
	var s strings.Builder
	s.WriteString("// Code generated by go test ./bot -run TestWeightsAreFitted -update. DO NOT EDIT.\n\npackage bot\n\n")
	s.WriteString("// fitted are the weights in use.\nvar fitted = Weights{\n\tRank: Features{\n")
	for i, v := range w.Rank {
		fmt.Fprintf(&s, "\t\t%.4f, // %v\n", v, Feature(i))
	}
	s.WriteString("\t},\n\tDecide: Signals{\n")
	for i, v := range w.Decide {
		fmt.Fprintf(&s, "\t\t%.4f, // %v\n", v, Signal(i))
	}
	fmt.Fprintf(&s, "\t},\n\tBias: %.4f,\n}\n", w.Bias)
	out, err := format.Source([]byte(s.String()))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
