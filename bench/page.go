package main

import (
	"fmt"
	"strconv"
	"strings"
)

// page writes the results as Markdown.
func page(r *results) string {
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	say("# The passage index beside its peers\n")
	say("Written by `cd bench && go run .`, which measures all of this anew. `bench/README.md` tells how.\n")
	say("<img src=\"bench.svg\" width=\"880\" alt=\"The time of a question against the number of passages, median and 99th percentile, one line an engine.\">\n")
	say("%s\n", r.place())
	say("Each engine has the same passages: sentences of encyclopedia articles, then made-up ones of their words. It gets the")
	say("same questions as they were typed, finds ten passages that share any word, and runs in a process of its own on one core.")
	say("Engines take turns, so compare within a table. **×** is how many times the first row's the figure on its left is.")
	say("*Resident* is by how much the process is larger with the index than before, after the questions, and holds mapped")
	say("files as far as they were read; ours holds the passages themselves, which the peers' do not. Below some 10,000 passages it is")
	say("mostly code and buffers. *Found first* is the share of the questions whose first passage is a right one. A dash:")
	say("not measured, or nothing to measure.")
	for _, size := range r.sizes() {
		say("\n## %s passages\n", thousands(size))
		out.WriteString(table(r.of(size)))
		if least := leastCore(r.of(size)); least < undisturbed {
			say("\nOther processes ran on the core too: one engine had it for %.0f %% of its time only. The 99th percentiles suffer most.", 100*least)
		}
	}
	if bars := r.bars(); len(bars) > 0 {
		say("\n## What must hold with %s passages\n", thousands(barSize))
		say("The peers are bleve and SQLite, each at its best; the plain BM25 is none.\n")
		say("| | wanted | measured | holds |")
		say("|---|---|---|---|")
		for _, b := range bars {
			say("| %s | %s | %s | %s |", b.what, b.wanted, b.measured, map[bool]string{true: "yes", false: "**no**"}[b.holds])
		}
	}
	if len(r.Absent) > 0 {
		say("\n## Left out\n")
		for _, a := range r.Absent {
			if a.Passages > 0 {
				say("- %s with %s passages: %s.", a.Title, thousands(a.Passages), a.Why)
			} else {
				say("- %s: %s.", a.Title, a.Why)
			}
		}
	}
	return out.String()
}

// undisturbed is the share of its core that an engine has on a machine that does nothing else.
const undisturbed = 0.97

// leastCore returns the least share of its core that any engine had.
func leastCore(rows []row) float64 {
	least := 1.0
	for _, row := range rows {
		least = min(least, row.Core)
	}
	return least
}

// place says in a line where and with what the results were measured.
func (r *results) place() string {
	parts := []string{r.CPU, fmt.Sprintf("%d cores", r.Cores), r.System, r.Go}
	for _, v := range r.Versions {
		parts = append(parts, v.Module+" "+v.Version)
	}
	parts = append(parts, "seed "+strconv.FormatUint(r.Seed, 10), r.Date)
	line := strings.Join(parts, " · ")
	for _, row := range r.Rows {
		if !row.Pinned {
			return line + " · **not held to one core**"
		}
	}
	return line
}

// columns are those of a table, each with what it says of a row beside the first.
var columns = []struct {
	head string
	cell func(x, first row) string
}{
	{"engine", func(x, _ row) string { return x.Title }},
	{"p50 µs", func(x, _ row) string { return figure(float64(x.P50) / 1e3) }},
	{"×", func(x, first row) string { return times(float64(x.P50), float64(first.P50)) }},
	{"p99 µs", func(x, _ row) string { return figure(float64(x.P99) / 1e3) }},
	{"×", func(x, first row) string { return times(float64(x.P99), float64(first.P99)) }},
	{"build s", func(x, _ row) string { return figure(x.build()) }},
	{"×", func(x, first row) string { return times(x.build(), first.build()) }},
	{"open ms", func(x, _ row) string {
		if !x.Stored {
			return dash
		}
		return figure(1e3 * x.Open)
	}},
	{"resident MB", func(x, _ row) string { return figure(float64(x.Resident) / 1e6) }},
	{"bytes a passage", func(x, _ row) string { return figure(float64(x.Resident) / float64(x.Passages)) }},
	{"×", func(x, first row) string { return times(float64(x.Resident), float64(first.Resident)) }},
	{"file MB", func(x, _ row) string { return figure(float64(x.File) / 1e6) }},
	{"found first", func(x, _ row) string {
		if x.Answered == 0 {
			return dash
		}
		return fmt.Sprintf("%.1f %%", 100*float64(x.Right)/float64(x.Answered))
	}},
	{"answered", func(x, _ row) string { return fmt.Sprintf("%s of %s", thousands(x.Answered), thousands(x.Asked)) }},
}

// table writes rows of one size as a table of Markdown.
func table(rows []row) string {
	var out strings.Builder
	line := func(cell func(i int) string) {
		for i := range columns {
			out.WriteString("| " + cell(i) + " ")
		}
		out.WriteString("|\n")
	}
	line(func(i int) string { return columns[i].head })
	line(func(i int) string {
		if i == 0 {
			return "---"
		}
		return "--:"
	})
	for _, row := range rows {
		line(func(i int) string { return columns[i].cell(row, rows[0]) })
	}
	return out.String()
}

const dash = "–"

// times writes a ratio.
func times(x, base float64) string {
	if x <= 0 || base <= 0 {
		return dash
	}
	return "×" + figure(x/base)
}

// figure writes a positive number with two significant digits or more, a dash for others.
func figure(x float64) string {
	switch {
	case x <= 0:
		return dash
	case x < 0.1:
		return strconv.FormatFloat(x, 'g', 2, 64)
	case x < 9.995:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case x < 99.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return thousands(int(x + 0.5))
}

// thousands writes a number with commas.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
