package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"clippings/bench/engine"
)

// sample is what a run may find: two engines of ours, two peers and the plain one, with 1,000,000 passages.
func sample() *results {
	of := func(name string, role engine.Role, p50, p99 int64, build float64) row {
		return row{
			Name: name, Title: strings.ToUpper(name), Role: role, Drawn: true, Passages: barSize, Asked: 2000, Answered: 2000, Right: 1300,
			Pinned: true, Core: 0.99, P50: p50, P99: p99, Builds: []float64{build}, Resident: 300_000_000,
		}
	}
	r := &results{CPU: "Some CPU", Cores: 2, System: "linux/amd64", Go: "go1.26.8", Date: "2026-11-22", Seed: 1, Versions: []version{{"example.org/x", "v1.2.3"}}}
	search, whole := of("ours", engine.Ours, 200_000, 1_000_000, 8), of("whole", engine.Ours, 400_000, 2_000_000, 9)
	whole.Whole, whole.Stored, whole.Open, whole.File = true, true, 0.09, 290_000_000
	r.Rows = []row{
		search, whole, of("bleve-x", engine.Peer, 4_000_000, 20_000_000, 60),
		of("fts5-x", engine.Peer, 90_000_000, 500_000_000, 11), of("plain", engine.Textbook, 900_000, 3_000_000, 5),
	}
	return r
}

func TestTable(t *testing.T) {
	t.Parallel()
	rows := []row{
		{
			Title: "ours", Passages: 1000, Asked: 1161, Answered: 1161, Right: 800, P50: 2345, P99: 12_500, Builds: []float64{0.009, 0.002, 0.004},
			Resident: 1_500_000,
		},
		{Title: "theirs", Stored: true, Passages: 1000, Asked: 1161, Answered: 258, Right: 129, P50: 46_900, P99: 1_250_000, Builds: []float64{1}, Open: 0.0021, File: 280_000},
		{Title: "nothing", Passages: 1000, Asked: 1161},
	}
	want := strings.Join([]string{
		"| engine | p50 µs | × | p99 µs | × | build s | × | open ms | resident MB | bytes a passage | × | file MB | found first | answered |",
		"| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
		"| ours | 2.35 | ×1.00 | 12.5 | ×1.00 | 0.004 | ×1.00 | – | 1.50 | 1,500 | ×1.00 | – | 68.9 % | 1,161 of 1,161 |",
		"| theirs | 46.9 | ×20.0 | 1,250 | ×100 | 1.00 | ×250 | 2.10 | – | – | – | 0.28 | 50.0 % | 258 of 1,161 |",
		"| nothing | – | – | – | – | – | – | – | – | – | – | – | – | 0 of 1,161 |",
	}, "\n") + "\n"
	if got := table(rows); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	r := sample()
	r.Absent = []absence{{Title: "SQLite", Passages: 1_000_000, Why: "it takes too long"}, {Title: "mattn", Why: "no compiler"}}
	got := page(r)
	for _, want := range []string{
		"Some CPU · 2 cores · linux/amd64 · go1.26.8 · example.org/x v1.2.3 · seed 1 · 2026-11-22\n",
		"## 1,000,000 passages\n\n| engine |", "| BLEVE-X | 4,000 | ×20.0 | 20,000 | ×20.0 | 60.0 | ×7.50 |",
		"- SQLite with 1,000,000 passages: it takes too long.\n", "- mattn: no compiler.\n", "## What must hold",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Other processes") || strings.Contains(got, "not held") {
		t.Error("tells of a disturbance that was none")
	}
	r.Rows[2].Core, r.Rows[3].Pinned = 0.5, false
	if got := page(r); !strings.Contains(got, "had it for 50 % of its time") || !strings.Contains(got, "**not held to one core**") {
		t.Error("does not tell of disturbances")
	}
}

// TestBars breaks each promise in turn.
func TestBars(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil  func(search, whole, bleve *row)
		broken string // the promises that do not hold, in order
	}{
		"all hold":      {func(_, _, _ *row) {}, ""},
		"slow replies":  {func(_, whole, _ *row) { whole.P50 = 500_001 }, "a whole question, median;a whole question, faster than the fastest peer's search, median"},
		"a slow tail":   {func(search, whole, _ *row) { search.P99, whole.P99 = 2_500_001, 2_500_000 }, "a search, 99th percentile"},
		"a fast peer":   {func(_, _, bleve *row) { bleve.P99 = 15_000_000 }, "a whole question, 99th percentile"},
		"fat":           {func(search, _, _ *row) { search.Resident = 350_000_001 }, "resident, by passage"},
		"a slow build":  {func(_, whole, _ *row) { whole.Builds = []float64{11} }, "building on two cores"},
		"a quick bleve": {func(_, _, bleve *row) { bleve.Builds = []float64{44} }, "building, faster than bleve"},
		"slow to open":  {func(_, whole, _ *row) { whole.Open = 0.101 }, "opening the file, in the page cache"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := sample()
			test.spoil(&r.Rows[0], &r.Rows[1], &r.Rows[2])
			var broken []string
			bars := r.bars()
			for _, b := range bars {
				if !b.holds {
					broken = append(broken, b.what)
				}
				if b.measured == "" || b.wanted == "" {
					t.Errorf("%+v", b)
				}
			}
			if got := strings.Join(broken, ";"); got != test.broken || len(bars) != 10 {
				t.Errorf("of %d promises broken: %s", len(bars), got)
			}
		})
	}
	without := sample()
	without.Rows = without.Rows[2:]
	if bars := without.bars(); bars != nil {
		t.Errorf("without ours there is %v", bars)
	}
	alone := sample()
	alone.Rows = alone.Rows[:2]
	if bars := alone.bars(); len(bars) != 5 {
		t.Errorf("without peers there is %v", bars)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]string{
		0: dash, -1: dash, 0.00432: "0.0043", 0.099: "0.099", 0.1: "0.10", 9.994: "9.99", 9.996: "10.0", 99.94: "99.9", 99.96: "100", 1234567.8: "1,234,568",
	} {
		if got := figure(x); got != want {
			t.Errorf("%g is written %s, not %s", x, got, want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1_000_000: "1,000,000", 12_345: "12,345"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
	if got := times(3, 0); got != dash {
		t.Errorf("a ratio to nothing is %s", got)
	}
	hundred := make([]int64, 100)
	for i := range hundred {
		hundred[i] = int64(i + 1)
	}
	for share, want := range map[float64]int64{0.5: 50, 0.99: 99, 1: 100, 0: 1} {
		if got := quantile(hundred, share); got != want {
			t.Errorf("the %g quantile of 1 to 100 is %d", share, got)
		}
	}
	if quantile(nil, 0.5) != 0 || quantile([]int64{7}, 0.99) != 7 {
		t.Error("quantiles of none and of one")
	}
	if (row{Builds: []float64{3, 1, 2}}).build() != 2 || (row{}).build() != 0 {
		t.Error("the median of three, and of none")
	}
}

// TestPicture holds that the picture is XML, with a legend entry an engine, whether there is one size or more.
func TestPicture(t *testing.T) {
	t.Parallel()
	r := sample()
	for range 2 {
		svg, err := picture(r)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(strings.NewReader(string(svg)))
		text := make(map[string]int)
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if data, ok := token.(xml.CharData); ok {
				text[string(data)]++
			}
		}
		for _, want := range []string{"OURS", "BLEVE-X", "PLAIN", "1,000,000"} {
			if text[want] == 0 {
				t.Errorf("the picture does not say %q: %v", want, text)
			}
		}
		if text["OURS"] != 1 {
			t.Errorf("the legend names an engine %d times", text["OURS"])
		}
		for _, x := range r.Rows[:4] { // the fifth is not measured with fewer
			x.Passages, x.P50, x.P99 = 1000, x.P50/100, x.P99/100
			r.Rows = append(r.Rows, x)
		}
	}
	if _, err := picture(new(results)); err == nil {
		t.Error("a picture of nothing")
	}
}
