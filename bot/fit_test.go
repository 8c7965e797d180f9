package bot

import (
	"flag"
	"fmt"
	"go/format"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clippings/bot/golden"
	"clippings/corpus"
	"clippings/seeds"
)

func loadBot(tb testing.TB) *Bot {
	tb.Helper()
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		tb.Fatal(err)
	}
	return New(corpus.NewIndex(c))
}

func loadSet(tb testing.TB, name string) []golden.Question {
	tb.Helper()
	path := filepath.Join("testdata", "golden", name+".txt")
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	set, err := golden.Parse(path, f)
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// example is one question of the fit: its candidates, and which of them are right.
type example struct {
	u       *Understanding
	matches []Match
	right   []bool // by match; all false for a question that nothing answers
	any     bool
	weight  float64
}

func goldenExamples(b *Bot, set []golden.Question, weight float64) []example {
	visible := map[*corpus.Excerpt]string{}
	for _, e := range b.Corpus().Excerpts {
		visible[e] = golden.Visible(e)
	}
	var out []example
	for i := range set {
		q := &set[i]
		x := example{u: b.Understand(Question{Text: q.Text}), weight: weight}
		x.matches = b.rank(x.u)
		for _, m := range x.matches {
			r := q.Right(m.Excerpt, visible[m.Excerpt])
			x.right = append(x.right, r)
			x.any = x.any || r
		}
		out = append(out, x)
	}
	return out
}

// seedExamples asks every step-th stored question of a corpus that lacks it, and once more with its
// excerpt and all that tells alike out of sight, which then nothing should answer.
func seedExamples(tb testing.TB, w *Weights, step, offset int, weight float64) []example {
	c := *loadBot(tb).Corpus()
	type held struct {
		text string
		of   *corpus.Excerpt
	}
	var asked []held
	var kept []*corpus.Excerpt
	n := offset
	for _, e := range c.Excerpts {
		copied := *e
		copied.Questions = make(map[corpus.Language][]string)
		for _, lang := range corpus.Languages() {
			for _, q := range e.Questions[lang] {
				if n++; n%step == 0 {
					asked = append(asked, held{q, &copied})
				} else {
					copied.Questions[lang] = append(copied.Questions[lang], q)
				}
			}
		}
		kept = append(kept, &copied)
	}
	c.Excerpts = kept
	b := New(corpus.NewIndex(&c))
	b.weights = w
	var out []example
	for _, h := range asked {
		for _, absent := range []bool{false, true} {
			x := example{u: b.Understand(Question{Text: h.text}), weight: weight}
			if absent {
				x.u.Query.Filter = func(e *corpus.Excerpt) bool {
					return e != h.of && !alike(h.of, e) && !shareTopics(h.of, e)
				}
			}
			x.matches = b.rank(x.u)
			for _, m := range x.matches {
				r := !absent && m.Excerpt == h.of
				x.right = append(x.right, r)
				x.any = x.any || r
			}
			out = append(out, x)
		}
	}
	return out
}

func shareTopics(a, b *corpus.Excerpt) bool {
	n := 0
	for _, x := range a.About {
		for _, y := range b.About {
			if x == y {
				n++
			}
		}
	}
	return n >= 2
}

// fitRank maximises the conditional likelihood of the right candidates by gradient ascent.
func fitRank(examples []example, start Features) Features {
	w := start
	const steps, rate, ridge = 400, 0.5, 0.002
	for range steps {
		var grad Features
		var n float64
		for i := range examples {
			x := &examples[i]
			if !x.any {
				continue
			}
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
				for k := range grad {
					grad[k] += x.weight * d * x.matches[j].Features[k]
				}
			}
			n += x.weight
		}
		for k := range w {
			w[k] += rate * (grad[k]/n*4 - ridge*w[k])
		}
	}
	return w
}

// fitDecide fits the logistic regression by Newton's method.
func fitDecide(b *Bot, examples []example, ridge float64) (Signals, float64) {
	const n = int(signalCount) + 1
	var w [n]float64
	type row struct {
		x [n]float64
		y float64
		k float64
	}
	var rows []row
	for i := range examples {
		x := &examples[i]
		if len(x.matches) == 0 || x.u.Notice == Emergency {
			continue
		}
		s := b.signals(x.u, x.matches)
		r := row{k: x.weight}
		copy(r.x[:], s[:])
		r.x[n-1] = 1
		if x.right[0] {
			r.y = 1
		}
		rows = append(rows, r)
	}
	for range 30 {
		var g [n]float64
		var h [n][n]float64
		for i := range n {
			if i < n-1 {
				g[i] -= ridge * w[i]
				h[i][i] += ridge
			} else {
				h[i][i] += 1e-6
			}
		}
		for _, r := range rows {
			var z float64
			for i := range n {
				z += w[i] * r.x[i]
			}
			p := 1 / (1 + math.Exp(-z))
			for i := range n {
				g[i] += r.k * (r.y - p) * r.x[i]
				for j := range n {
					h[i][j] += r.k * p * (1 - p) * r.x[i] * r.x[j]
				}
			}
		}
		d := solve(h[:], g[:])
		for i := range n {
			w[i] += d[i]
		}
	}
	var s Signals
	copy(s[:], w[:])
	return s, w[n-1]
}

func solve(h [][int(signalCount) + 1]float64, g []float64) []float64 {
	n := len(g)
	a := make([][]float64, n)
	for i := range n {
		a[i] = append(append([]float64{}, h[i][:n]...), g[i])
	}
	for i := range n {
		p := i
		for j := i + 1; j < n; j++ {
			if math.Abs(a[j][i]) > math.Abs(a[p][i]) {
				p = j
			}
		}
		a[i], a[p] = a[p], a[i]
		if math.Abs(a[i][i]) < 1e-12 {
			continue
		}
		for j := range n {
			if j == i {
				continue
			}
			f := a[j][i] / a[i][i]
			for k := i; k <= n; k++ {
				a[j][k] -= f * a[i][k]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		if a[i][i] != 0 {
			x[i] = a[i][n] / a[i][i]
		}
	}
	return x
}

func rescore(b *Bot, examples []example) {
	for i := range examples {
		x := &examples[i]
		for j := range x.matches {
			x.matches[j].Score = b.weights.score(&x.matches[j].Features)
		}
		// stable insertion sort, with right
		for j := 1; j < len(x.matches); j++ {
			for k := j; k > 0 && (x.matches[k].Score > x.matches[k-1].Score || x.matches[k].Score == x.matches[k-1].Score && x.matches[k].Excerpt.Source.Date.Compare(x.matches[k-1].Excerpt.Source.Date) > 0); k-- {
				x.matches[k], x.matches[k-1] = x.matches[k-1], x.matches[k]
				x.right[k], x.right[k-1] = x.right[k-1], x.right[k]
			}
		}
	}
}

func report(b *Bot, name string, set []golden.Question) {
	f := golden.Judge(set, b.Corpus(), func(q *golden.Question) golden.Answer {
		u := b.Understand(Question{Text: q.Text})
		m := b.rank(u)
		r := b.reply(u, m)
		a := golden.Answer{Answered: r.Outcome == Covered}
		for i := range m {
			a.Ranked = append(a.Ranked, m[i].Excerpt)
		}
		return a
	})
	fmt.Printf("%-10s %v\n", name, &f)
}

var update = flag.Bool("update", false, "rewrite what the tests compare with")

const weightsFile = "weights_fitted.go"

func fitAll(t *testing.T, b *Bot, w *Weights) []example {
	all := append(goldenExamples(b, loadSet(t, "community"), 1), goldenExamples(b, loadSet(t, "press"), 1)...)
	all = append(all, seedExamples(t, b.weights, 7, 0, 0.2)...)
	w.Rank = fitRank(all, Features{})
	b.weights = w
	rescore(b, all)
	w.Decide, w.Bias = fitDecide(b, all, 1)
	return all
}

func writeWeights(w *Weights) []byte {
	var s strings.Builder
	s.WriteString("// Code written by go test ./bot -run TestWeightsAreFitted -update. DO NOT EDIT.\n\npackage bot\n\n")
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
		panic(err)
	}
	return out
}

func TestWeightsAreFitted(t *testing.T) {
	b := loadBot(t)
	var w Weights
	fitAll(t, b, &w)
	if *update {
		if err := os.WriteFile(weightsFile, writeWeights(&w), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []string{"community", "press", "mixed"} {
		report(b, n, loadSet(t, n))
	}
}

func TestErrorsX(t *testing.T) {
	b := loadBot(t)
	w := *b.weights
	b.weights = &w
	fitAll(t, b, &w)
	set := loadSet(t, os.Getenv("SET"))
	ex := goldenExamples(b, set, 1)
	miss, none := 0, 0
	for i, x := range ex {
		q := set[i]
		if !q.Answerable() || len(x.right) > 0 && x.right[0] {
			continue
		}
		r := -1
		for j := range x.right {
			if x.right[j] {
				r = j
				break
			}
		}
		if r < 0 {
			none++
		} else {
			miss++
		}
		n := 0
		var ids []string
		for _, e := range b.Corpus().Excerpts {
			if q.Right(e, golden.Visible(e)) {
				n++
				if len(ids) < 3 {
					ids = append(ids, e.ID)
				}
			}
		}
		fmt.Printf("%s [%s] rank %d of right %d %v\n", q.Text, q.Kind, r+1, n, ids)
		for j := range x.matches {
			if j == 0 || j == r {
				fmt.Printf("     %5.2f %s | %.110s\n", x.matches[j].Score, x.matches[j].Excerpt.ID, x.matches[j].Excerpt.Text)
			}
		}
	}
	fmt.Println(miss, none)
}

func TestDecisionsX(t *testing.T) {
	b := loadBot(t)
	set := loadSet(t, os.Getenv("SET"))
	visible := map[*corpus.Excerpt]string{}
	for _, e := range b.Corpus().Excerpts {
		visible[e] = golden.Visible(e)
	}
	for i := range set {
		q := &set[i]
		u := b.Understand(Question{Text: q.Text})
		m := b.rank(u)
		r := b.reply(u, m)
		ok := len(m) > 0 && q.Right(m[0].Excerpt, visible[m[0].Excerpt])
		verdict := ""
		switch {
		case !q.Answerable() && r.Outcome == Covered:
			verdict = "FALSE"
		case q.Answerable() && r.Outcome != Covered && ok:
			verdict = "REFUSED(right)"
		case q.Answerable() && r.Outcome != Covered:
			verdict = "REFUSED(wrong)"
		case q.Answerable() && !ok:
			verdict = "WRONG"
		default:
			continue
		}
		if w := os.Getenv("V"); w != "" && !strings.HasPrefix(verdict, w) {
			continue
		}
		fmt.Printf("%-14s %.2f [%s] %s\n", verdict, r.Confidence, q.Kind, q.Text)
		for _, x := range u.Query.Units {
			if x.Weight > 0 {
				fmt.Printf(" %s(%s %.1f %d)", x.Word, x.Topic, x.Weight, x.Origin)
			}
		}
		fmt.Println()
		if len(m) > 0 {
			fmt.Printf("      %s cov %.2f text %.2f names %.2f num %.2f  score %.2f | %.90s\n", m[0].Excerpt.ID, m[0].Covered, m[0].InText, m[0].Names, m[0].Numbers, m[0].Score, m[0].Excerpt.Text)
		}
	}
}

func TestCurveX(t *testing.T) {
	b := loadBot(t)
	var w Weights
	fitAll(t, b, &w)
	b.weights = &w
	for _, n := range []string{"community", "press", "mixed"} {
		set := loadSet(t, n)
		ex := goldenExamples(b, set, 1)
		for _, th := range []float64{.05, .1, .15, .2, .25, .3, .35, .4, .5, .6} {
			right, wrong, fa, a, u := 0, 0, 0, 0, 0
			for i := range ex {
				x := &ex[i]
				if set[i].Answerable() {
					a++
				} else {
					u++
				}
				if len(x.matches) == 0 || x.u.Notice == Emergency {
					continue
				}
				s := b.signals(x.u, x.matches)
				p := b.weights.confidence(&s)
				if x.u.listing() {
					p = 1
				}
				if p < th {
					continue
				}
				switch {
				case !set[i].Answerable():
					fa++
				case x.right[0]:
					right++
				default:
					wrong++
				}
			}
			fmt.Printf("%s %.2f right %.1f wrong %.1f false %.1f\n", n, th, 100*float64(right)/float64(a), 100*float64(wrong)/float64(a), 100*float64(fa)/float64(u))
		}
	}
}

func TestExportX(t *testing.T) {
	b := loadBot(t)
	var w Weights
	fitAll(t, b, &w)
	b.weights = &w
	f, _ := os.Create("/tmp/sig.csv")
	defer f.Close()
	fmt.Fprint(f, "set,label,ans,w")
	for i := range signalCount {
		fmt.Fprintf(f, ",%v", strings.ReplaceAll(Signal(i).String(), " ", "_"))
	}
	fmt.Fprintln(f)
	dump := func(name string, ex []example, set []golden.Question) {
		for i := range ex {
			x := &ex[i]
			if len(x.matches) == 0 || x.u.Notice == Emergency {
				continue
			}
			s := b.signals(x.u, x.matches)
			l, a := 0, 0
			if x.right[0] {
				l = 1
			}
			if set != nil && set[i].Answerable() || set == nil && x.any {
				a = 1
			}
			fmt.Fprintf(f, "%s,%d,%d,%g", name, l, a, x.weight)
			for _, v := range s {
				fmt.Fprintf(f, ",%.4f", v)
			}
			fmt.Fprintln(f)
		}
	}
	for _, n := range []string{"community", "press", "mixed"} {
		set := loadSet(t, n)
		dump(n, goldenExamples(b, set, 1), set)
	}
	ex := seedExamples(t, b.weights, 7, 0, 0.2)
	rescore(b, ex)
	dump("seed", ex, nil)
}
