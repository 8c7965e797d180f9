package bot

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/format"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// The weights for passages are fitted on half of the articles of the public sets: by sentence, in English and in
// Spanish; and questions in Spanish about paragraphs in English. The decision is fitted on each in its other form too:
// see otherForm. The other half is never seen.
const publicSets = "../../shared/eval/public"

var passageSets = []string{"squad20-sent", "xquad-en-sent", "xquad-es-sent", "xquad-es2en"}

// publicSet is a set as it lies in a folder.
type publicSet struct {
	passages []*corpus.Excerpt
	queries  []publicQuery
}

type publicQuery struct {
	ID       string
	Q        string
	Lang     corpus.Language
	Relevant []string
}

func loadPublicSet(t testing.TB, name string) publicSet {
	t.Helper()
	var s publicSet
	sources := make(map[string]*corpus.Source)
	eachLine(t, filepath.Join(publicSets, name, "passages.jsonl"), func(line []byte) {
		var p struct{ ID, Title, Text string }
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		if sources[p.Title] == nil {
			sources[p.Title] = &corpus.Source{Title: p.Title}
		}
		s.passages = append(s.passages, &corpus.Excerpt{ID: p.ID, Kind: corpus.Fact, Text: p.Text, Source: sources[p.Title]})
	})
	eachLine(t, filepath.Join(publicSets, name, "queries.jsonl"), func(line []byte) {
		var q publicQuery
		if err := json.Unmarshal(line, &q); err != nil {
			t.Fatal(err)
		}
		s.queries = append(s.queries, q)
	})
	return s
}

func eachLine(t testing.TB, path string, f func(line []byte)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func buildArchive(t testing.TB, passages []*corpus.Excerpt) *archive.Archive {
	t.Helper()
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range passages {
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// toFit reports whether an article, by its title, is among those that are fitted on.
func toFit(title string) bool {
	h := fnv.New32a()
	h.Write([]byte(title))
	return h.Sum32()>>8&1 == 0
}

// passageExample is a public set's question put to an archive.
type passageExample struct {
	question passageQuestion
	matches  []*passageMatch // in the order of the first look until they are ranked
	right    []bool          // by match
	present  bool            // its article is in the archive
	weight   float64
}

// passageExamples asks the questions about the articles to fit on. share of the articles are left out of
// the archive, and their questions cannot be answered.
func passageExamples(t *testing.T, set publicSet, share float64, seed uint64) []passageExample {
	titles := make(map[string]string)
	var all []string
	for _, p := range set.passages {
		titles[p.ID] = p.Source.Title
		if !slices.Contains(all, p.Source.Title) {
			all = append(all, p.Source.Title)
		}
	}
	random := rand.New(rand.NewPCG(seed, 1))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	out := all[:int(share*float64(len(all)))]
	kept := slices.DeleteFunc(slices.Clone(set.passages), func(e *corpus.Excerpt) bool { return slices.Contains(out, e.Source.Title) })
	a := buildArchive(t, kept)
	var examples []passageExample
	for _, q := range set.queries {
		title := titles[q.Relevant[0]]
		if !toFit(title) {
			continue
		}
		x := passageExample{present: !slices.Contains(out, title), weight: 1}
		x.question = *newPassageQuestion(a.Lexicon, q.Q, q.Lang, answerType(corpus.Analyze(nil, q.Q)))
		candidates, _ := a.Candidates(t.Context(), x.question.query, passageDepth)
		a.Carry(x.question.query, candidates)
		x.matches = passageMatches(&x.question, candidates)
		for _, m := range x.matches {
			x.right = append(x.right, slices.Contains(q.Relevant, kept[m.Number].ID))
		}
		examples = append(examples, x)
	}
	for i := range examples { // each set counts the same
		examples[i].weight = 1000 / float64(len(examples))
	}
	return examples
}

// TestPassageWeightsAreFitted fits the weights for passages anew and compares.
func TestPassageWeightsAreFitted(t *testing.T) {
	if _, err := os.Stat(publicSets); err != nil {
		t.Skip("the public sets are not beside the project: ", publicSets)
	}
	if testing.Short() {
		t.Skip("the fit takes too long here")
	}
	w := fitPassages(t)
	if *update {
		if err := os.WriteFile("passages_fitted.go", passageSource(t, w), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 0.02*max(1, math.Abs(want)) {
			t.Errorf("%s is %.4f, and the fit gives %.4f", name, got, want)
		}
	}
	for f := range passageFeatureCount {
		near(f.String(), fittedForPassages.Rank[f], w.Rank[f])
	}
	for s := range passageSignalCount {
		near(s.String(), fittedForPassages.Decide[s], w.Decide[s])
	}
	near("bias", fittedForPassages.Bias, w.Bias)
}

// falseAnswers is the share of questions about articles that are left out which may be answered: the bias is set
// so that in no set to fit on, in neither form, more are.
const falseAnswers = 0.09

func fitPassages(t *testing.T) *passageWeights {
	w := new(passageWeights)
	var whole, halves []passageExample
	var ends []int
	for i, name := range passageSets {
		set := loadPublicSet(t, name)
		whole = append(whole, passageExamples(t, set, 0, 1)...)
		for form, set := range []publicSet{set, otherForm(t, name, set)} {
			for seed := range uint64(2) {
				halves = append(halves, passageExamples(t, set, 0.5, 10*uint64(i+form*len(passageSets))+seed)...)
			}
			ends = append(ends, len(halves))
		}
	}
	for i := range whole { // all texts, not to depend on weights that are not known yet
		for _, m := range whole[i].matches {
			m.read(&whole[i].question)
		}
	}
	w.Rank = fitPassageRank(whole)
	var rows []logisticRow
	for i := range halves {
		x := &halves[i]
		row := logisticRow{x: make([]float64, passageSignalCount), weight: x.weight}
		if len(x.matches) > 0 {
			w.orderAndRead(&x.question, x.matches)
			s := passageSignalsOf(&x.question, x.matches)
			copy(row.x, s[:])
		}
		if x.present {
			row.y = 1
		}
		rows = append(rows, row)
	}
	decide, _ := fitLogistic(rows)
	copy(w.Decide[:], decide)
	from := 0
	w.Bias = math.Inf(1)
	for _, to := range ends {
		var absent []float64
		for _, row := range rows[from:to] {
			if row.y == 0 {
				sum := 0.0
				for k, v := range row.x {
					sum += v * decide[k]
				}
				absent = append(absent, sum)
			}
		}
		slices.Sort(absent)
		w.Bias = min(w.Bias, -absent[int(float64(len(absent))*(1-falseAnswers))])
		from = to
	}
	return w
}

// Evidence may only speak the way it means: see rankFor.
var passageAgainst = []passageFeature{passageMissing, passageOther, passageNamed, passageNumbers, passageNames}

// fitPassageRank maximises the conditional likelihood of the right passages among the candidates by Adam (Kingma
// and Ba, 2015): the features are of very unlike sizes. The ridge is on the weights of features scaled to a deviation
// of 1.
func fitPassageRank(examples []passageExample) (w passageFeatures) {
	const steps, rate, ridge = 400, 0.2, 0.01
	var m, v passageFeatures
	variance := passageVariance(examples)
	for step := 1; step <= steps; step++ {
		var gradient passageFeatures
		n := 0.0
		for i := range examples {
			if x := &examples[i]; slices.Contains(x.right, true) {
				x.gradient(&w, &gradient)
				n += x.weight
			}
		}
		for k := range w {
			g := gradient[k]/n - ridge*variance[k]*w[k]
			m[k] = 0.9*m[k] + 0.1*g
			v[k] = 0.999*v[k] + 0.001*g*g
			w[k] += rate * m[k] / (1 - math.Pow(0.9, float64(step))) / (math.Sqrt(v[k]/(1-math.Pow(0.999, float64(step)))) + 1e-8)
			if slices.Contains(passageAgainst, passageFeature(k)) {
				w[k] = min(w[k], 0)
			} else {
				w[k] = max(w[k], 0)
			}
		}
	}
	return w
}

// passageVariance is the variance of each feature over all candidates.
func passageVariance(examples []passageExample) (variance passageFeatures) {
	var sum, squares passageFeatures
	n := 0.0
	for i := range examples {
		for _, m := range examples[i].matches {
			n++
			for k, v := range m.features {
				sum[k] += v
				squares[k] += v * v
			}
		}
	}
	for k := range variance {
		variance[k] = squares[k]/n - sum[k]/n*sum[k]/n
	}
	return variance
}

// gradient adds that of the example's log likelihood.
func (x *passageExample) gradient(w, gradient *passageFeatures) {
	p := make([]float64, len(x.matches))
	top := math.Inf(-1)
	for j := range x.matches {
		for k := range w {
			p[j] += w[k] * x.matches[j].features[k]
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
			gradient[k] += x.weight * d * x.matches[j].features[k]
		}
	}
}

// logisticRow is one case of a logistic regression.
type logisticRow struct {
	x         []float64
	y, weight float64
}

// fitLogistic fits a logistic regression with a small ridge, one weight after the other by Newton's step.
func fitLogistic(rows []logisticRow) (w []float64, bias float64) {
	const ridge, sweeps = 0.5, 200
	n := len(rows[0].x) + 1
	w = make([]float64, n)
	z := make([]float64, len(rows))
	for range sweeps {
		for k := range n {
			penalty := ridge
			if k == n-1 {
				penalty = 0
			}
			gradient, curve := -penalty*w[k], penalty+1e-9
			at := func(r *logisticRow) float64 {
				if k == n-1 {
					return 1
				}
				return r.x[k]
			}
			for i := range rows {
				if x := at(&rows[i]); x != 0 {
					p := 1 / (1 + math.Exp(-z[i]))
					gradient += rows[i].weight * (rows[i].y - p) * x
					curve += rows[i].weight * p * (1 - p) * x * x
				}
			}
			step := gradient / curve
			for i := range rows {
				z[i] += step * at(&rows[i])
			}
			w[k] += step
		}
	}
	return w[:n-1], w[n-1]
}

func passageSource(t *testing.T, w *passageWeights) []byte {
	var s strings.Builder
	s.WriteString("// Code generated by go test ./bot -run TestPassageWeightsAreFitted -update. DO NOT EDIT.\n\npackage bot\n\n")
	s.WriteString("// fittedForPassages are the weights in use.\nvar fittedForPassages = passageWeights{\n\tRank: passageFeatures{\n")
	for i, v := range w.Rank {
		fmt.Fprintf(&s, "\t\t%.4f, // %v\n", v, passageFeature(i))
	}
	s.WriteString("\t},\n\tDecide: passageSignals{\n")
	for i, v := range w.Decide {
		fmt.Fprintf(&s, "\t\t%.4f, // %v\n", v, passageSignal(i))
	}
	fmt.Fprintf(&s, "\t},\n\tBias: %.4f,\n}\n", w.Bias)
	out, err := format.Source([]byte(s.String()))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
