package evaluate

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

// sections are the parts of a table, with the figures of each in order.
var sections = []struct {
	title   string
	figures []struct{ key, label string }
}{
	{"ranking", []struct{ key, label string }{
		{SuccessAt1, "Success@1"},
		{successAt3, "Success@3"},
		{mrrAt10, "MRR@10"},
	}},
	{"decision, on the corpus as it is", []struct{ key, label string }{
		{answeredRight, "answered rightly"},
		{answeredWrong, "answered wrongly"},
		{refused, "refused wrongly"},
		{nearAnswered, "near misses answered"},
		{NearAUROC, "AUROC against near misses"},
	}},
	{"decision, half of the articles absent", []struct{ key, label string }{
		{AbsentAnswered, "absent questions answered (bar: at most 10 %)"},
		{PresentAnswered, "present questions answered (bar: at least 88 %)"},
		{presentRight, "present questions answered rightly"},
		{presentAtTenth, "present answered if 10 % of the absent may be"},
		{absentAUROC, "AUROC against absent questions"},
	}},
}

// Cells are the two systems' figures and their difference as text, with their intervals: shares in percent, the rest
// as they are.
func (f *Figure) Cells() [3]string {
	scale, decimals, unit := 100.0, 1, " %"
	switch f.Key {
	case mrrAt10, NearAUROC, absentAUROC:
		scale, decimals, unit = 1, 3, ""
	}
	plain := func(e Estimate) string {
		return fmt.Sprintf("%.*f%s (%.*f to %.*f)", decimals, scale*e.Value, unit, decimals, scale*e.Low, decimals, scale*e.High)
	}
	d := f.Difference
	return [3]string{
		plain(f.Systems[0]), plain(f.Systems[1]),
		fmt.Sprintf("%s (%s to %s)", signed(scale*d.Value, decimals), signed(scale*d.Low, decimals), signed(scale*d.High, decimals)),
	}
}

// signed is a number with its sign, + for one that is 0 as far as its decimals tell.
func signed(v float64, decimals int) string {
	unit := math.Pow10(decimals)
	return fmt.Sprintf("%+.*f", decimals, math.Round(v*unit)/unit+0)
}

// latencyCells are the same for times.
func (r *Result) latencyCells(of func(Latency) float64) [3]string {
	ours, baseline := of(r.Latency[0]), of(r.Latency[1])
	us := func(v float64) string { return fmt.Sprintf("%.1f µs", v) }
	ratio := "-"
	if baseline > 0 {
		ratio = fmt.Sprintf("%.1f times", ours/baseline)
	}
	return [3]string{us(ours), us(baseline), ratio}
}

// head tells what a group's figures are of.
func (r *Result) head(g *Group) string {
	questions := fmt.Sprintf("%d questions", g.Questions)
	if g.NearMisses > 0 {
		questions += fmt.Sprintf(", %d near misses", g.NearMisses)
	}
	if g.Name != allQuestions {
		return fmt.Sprintf("%s, the articles that no weight was fitted on: %s", r.Set, questions)
	}
	return fmt.Sprintf("%s: %d passages, %d articles, %s, mostly in %q", r.Set, r.Passages, r.Articles, questions, r.Language)
}

// lines calls f for every line of a group's table: a section's title, which has no cells, or a figure.
func (r *Result) lines(g *Group, f func(label string, cells *[3]string)) {
	for _, s := range sections {
		titled := false
		for _, line := range s.figures {
			figure := g.Figure(line.key)
			if figure == nil {
				continue
			}
			if !titled {
				f(s.title, nil)
				titled = true
			}
			cells := figure.Cells()
			f(line.label, &cells)
		}
	}
	if g.Name == allQuestions && len(r.Latency) > 0 {
		f("latency of a whole question, one goroutine", nil)
		p50 := r.latencyCells(func(l Latency) float64 { return l.P50 })
		p99 := r.latencyCells(func(l Latency) float64 { return l.P99 })
		best := r.latencyCells(func(l Latency) float64 { return l.BestP99 })
		f("p50", &p50)
		f("p99", &p99)
		f("p99 of each question's best of several rounds", &best)
	}
}

// WriteText writes the figures as tables for a terminal.
func (r *Result) WriteText(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range r.Groups {
		g := &r.Groups[i]
		fmt.Fprintf(out, "%s\n\n", r.head(g))
		fmt.Fprintf(out, "\t%s\t%s\tdifference\n", r.Systems[0], r.Systems[1])
		r.lines(g, func(label string, cells *[3]string) {
			if cells == nil {
				fmt.Fprintf(out, "%s\t\t\t\n", label)
				return
			}
			fmt.Fprintf(out, "  %s\t%s\n", label, strings.Join(cells[:], "\t"))
		})
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// Markdown gives the figures of sets as Markdown.
func Markdown(results []*Result) string {
	var s strings.Builder
	for _, r := range results {
		for i := range r.Groups {
			g := &r.Groups[i]
			fmt.Fprintf(&s, "\n**%s**\n\n| | %s | %s | difference |\n|---|---|---|---|\n", r.head(g), r.Systems[0], r.Systems[1])
			r.lines(g, func(label string, cells *[3]string) {
				if cells == nil {
					fmt.Fprintf(&s, "| *%s* | | | |\n", label)
					return
				}
				fmt.Fprintf(&s, "| %s | %s |\n", label, strings.Join(cells[:], " | "))
			})
		}
	}
	return s.String()
}
