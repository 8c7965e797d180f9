package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clippings/internal/evaluate"
	"clippings/internal/testkit/tables"
)

// retrievalSet writes a small set of sentences with the questions that they answer, and returns its folder.
func retrievalSet(t *testing.T, nearMisses string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "towns")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "passages.jsonl", `{"id": "r1", "title": "Rivertown", "text": "The Old Bridge was closed in 1998 after inspectors found cracks."}
{"id": "r2", "title": "Rivertown", "text": "A ferry crosses the river every morning."}
{"id": "h1", "title": "Hillside", "text": "The Hillside library holds nine thousand books."}
{"id": "h2", "title": "Hillside", "text": "Its school was built of red brick by Bo Lind."}
`)
	write(t, dir, "queries.jsonl", `{"id": "1", "q": "When was the Old Bridge closed?", "lang": "en", "relevant": ["r1"]}
{"id": "2", "q": "Which ferry crosses the river?", "lang": "en", "relevant": ["r2"]}
{"id": "3", "q": "How many books does the Hillside library hold?", "lang": "en", "relevant": ["h1"]}
{"id": "4", "q": "Who built the school?", "lang": "en", "relevant": ["h2"]}
`)
	if nearMisses != "" {
		write(t, dir, "unanswerable.jsonl", nearMisses)
	}
	return dir
}

const townsNearMiss = `{"id": "5", "q": "When was the Old Bridge opened?", "lang": "en", "relevant": [], "near": ["r1"]}` + "\n"

// figureOf returns what a system has in JSON as the command writes it: 0 is the bot, 1 the baseline.
func figureOf(t *testing.T, results []evaluate.Result, key string, system int) float64 {
	t.Helper()
	f := results[0].Groups[0].Figure(key)
	if f == nil {
		t.Fatalf("no figure is called %s", key)
	}
	return f.Systems[system].Value
}

func TestEval(t *testing.T) {
	dir := retrievalSet(t, townsNearMiss)
	out := t.TempDir()
	page := write(t, out, "page.md", "# A page\n\n<!-- eval -->\nold\n<!-- /eval -->\n\nthe end\n")
	text := mustRun(t, "", "eval", dir, "--json", filepath.Join(out, "figures.json"), "--markdown", page, "--plot", filepath.Join(out, "risk.svg"))
	for _, want := range []string{
		"towns: 4 passages, 2 articles, 4 questions, 1 near misses", "Clippings", "plain BM25", "difference", "Success@1", "MRR@10",
		"near misses answered", "absent questions answered", "p50", "p99",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	var results []evaluate.Result
	if err := json.Unmarshal([]byte(contents(t, filepath.Join(out, "figures.json"))), &results); err != nil || len(results) != 1 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	for system, name := range results[0].Systems {
		if got := figureOf(t, results, evaluate.SuccessAt1, system); got != 1 {
			t.Errorf("%s has Success@1 %.2f on questions in the words of their passages", name, got)
		}
	}
	if markdown := contents(t, page); !strings.HasPrefix(markdown, "# A page\n\n<!-- eval -->\n") || !strings.HasSuffix(markdown, "<!-- /eval -->\n\nthe end\n") ||
		strings.Contains(markdown, "old\n") || !strings.Contains(markdown, "| Success@1 | 100.0 %") {
		t.Errorf("the page is now:\n%s", markdown)
	}
	if svg := contents(t, filepath.Join(out, "risk.svg")); !strings.HasPrefix(svg, "<svg ") || !strings.Contains(svg, "towns") || !strings.Contains(svg, "<polyline") {
		t.Errorf("the plot is:\n%s", svg)
	}
}

func TestEvalToStandardOutput(t *testing.T) {
	dir := retrievalSet(t, "")
	var results []evaluate.Result
	if out := mustRun(t, "", "eval", "--json", "-", "--limit", "2", "--unfitted", dir, dir); json.Unmarshal([]byte(out), &results) != nil {
		t.Fatalf("not JSON alone: %s", out)
	}
	if len(results) != 2 || results[0].Questions != 2 || results[0].NearMisses != 0 || len(results[0].Groups) != 2 {
		t.Errorf("%+v", results)
	}
}

func TestEvalNewPage(t *testing.T) {
	page := filepath.Join(t.TempDir(), "new.md")
	mustRun(t, "", "eval", "--limit", "1", "--markdown", page, retrievalSet(t, ""))
	if text := contents(t, page); !strings.HasPrefix(text, tablesStart) || !strings.HasSuffix(text, tablesEnd) {
		t.Errorf("the page is:\n%s", text)
	}
}

func TestEvalRefuses(t *testing.T) {
	good, broken, empty := retrievalSet(t, ""), retrievalSet(t, "{\n"), retrievalSet(t, "")
	write(t, empty, "queries.jsonl", `{"id": "1", "q": "?!", "lang": "en", "relevant": ["r1"]}`)
	none := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"eval"}, "expected \"<set> ...\"", 2},
		{[]string{"eval", none}, "none/passages.jsonl: no such file or directory", 1},
		{[]string{"eval", filepath.Join(good, "queries.jsonl")}, "queries.jsonl/passages.jsonl: not a directory", 1},
		{[]string{"eval", good, broken}, "unanswerable.jsonl:1: not a JSON object", 1},
		{[]string{"eval", empty}, "queries.jsonl:1: the question is empty", 1},
		{[]string{"eval", "--plot", "risk.png", good}, "--plot writes SVG only", 1},
		{[]string{"eval", "--limit=-1", good}, "--limit cannot be negative", 1},
		{[]string{"eval", "--json", filepath.Join(none, "x.json"), good, broken}, "--json: ", 1},
		{[]string{"eval", "--markdown", filepath.Join(none, "x.md"), good, broken}, "--markdown: ", 1},
		{[]string{"eval", "--plot", filepath.Join(none, "x.svg"), good, broken}, "--plot: ", 1},
	} {
		r := run(t, "", c.args...)
		lines := strings.Split(strings.TrimSpace(r.errors), "\n")
		if last := lines[len(lines)-1]; r.code != c.code || !strings.Contains(last, c.want) {
			t.Errorf("%v: code %d, errors %q; want %q", c.args, r.code, r.errors, c.want)
		}
		if c.code == 1 && len(lines) != 1 {
			t.Errorf("%v: more than one line of errors: %q", c.args, r.errors)
		}
	}
}

func TestWithTables(t *testing.T) {
	for page, want := range map[string]string{
		"":                                    tablesStart + "t\n" + tablesEnd,
		"a\n":                                 "a\n" + tablesStart + "t\n" + tablesEnd,
		"a\n" + tablesStart + "x\n":           "a\n" + tablesStart + "x\n" + tablesStart + "t\n" + tablesEnd, // never closed
		tablesStart + tablesEnd:               tablesStart + "t\n" + tablesEnd,
		"a\n" + tablesStart + tablesEnd + "b": "a\n" + tablesStart + "t\n" + tablesEnd + "b",
	} {
		if got := withTables(page, "t\n"); got != want {
			t.Errorf("%q becomes %q, want %q", page, got, want)
		}
	}
}

// The committed figures, and what they are of. They may be apart from fresh ones by pageTolerance points.
const (
	evalPage      = "docs/eval.md"
	publicSets    = "../shared/eval/public"
	pageTolerance = 0.3
)

var pageSets = []string{"squad20-sent", "xquad-en-sent", "xquad-es-sent", "xquad-es2en"}

// TestEvalPage measures anew what docs/eval.md says, times apart.
func TestEvalPage(t *testing.T) {
	if _, err := os.Stat(publicSets); err != nil {
		t.Skip("the public sets are not beside the project: ", publicSets)
	}
	if testing.Short() || raceDetector {
		t.Skip("the measurement takes too long here")
	}
	_, rest, ok := strings.Cut(contents(t, evalPage), tablesStart)
	committed, _, ok2 := strings.Cut(rest, tablesEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no tables", evalPage)
	}
	var results []*evaluate.Result
	for _, name := range pageSets {
		set, err := evaluate.Read(filepath.Join(publicSets, name))
		if err != nil {
			t.Fatal(err)
		}
		r, err := evaluate.Run(t.Context(), set, evalSystems, evaluate.Options{Unfitted: true, NoLatency: true})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	if diff := tables.Differ(withoutTimes(committed), evaluate.Markdown(results), pageTolerance); diff != "" {
		t.Errorf("%s: %s\ngo run . eval --unfitted --markdown %[1]s --plot docs/eval.svg %[3]s/*/ writes it anew", evalPage, diff, publicSets)
	}
}

// withoutTimes leaves out the lines of a table that tell times.
func withoutTimes(markdown string) string {
	lines := slices.DeleteFunc(strings.Split(markdown, "\n"), func(line string) bool {
		return strings.HasPrefix(line, "| p50 |") || strings.HasPrefix(line, "| p99 ") || strings.HasPrefix(line, "| *latency")
	})
	return strings.Join(lines, "\n")
}

// contents reads a file.
func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
