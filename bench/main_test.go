package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"clippings/bench/engine"
	"clippings/bench/passages"
)

// TestMain lets the test's binary be the worker, as the command's is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == workerCommand {
		main()
		return
	}
	os.Exit(m.Run())
}

const publicSets = "../../shared/eval/public"

// loadReal skips the test where the sets are missing.
func loadReal(t *testing.T) *passages.Real {
	t.Helper()
	real, err := passages.Load(publicSets)
	if message := passages.Missing(publicSets, err); message != "" {
		t.Skip(message)
	}
	if err != nil {
		t.Fatal(err)
	}
	return real
}

// TestMeasure measures two engines, one in memory and one in a file, each in its own processes, and writes
// the three files.
func TestMeasure(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all, err := listEngines(t.Context(), self)
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{sizes: []int{300, 700}, data: publicSets, seed: 1, budget: time.Minute, binary: self, scratch: t.TempDir(), log: t.Output()}
	for _, spec := range all {
		switch spec.Name {
		case "plain-bm25":
			p.engines = append(p.engines, spec)
		case "fts5-modernc":
			spec.Most = 500
			p.engines = append(p.engines, spec)
		}
	}
	r, err := p.measure(t.Context(), real)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 3 || len(r.Absent) != 1 || r.Absent[0].Passages != 700 {
		t.Fatalf("measured %+v, left out %+v", r.Rows, r.Absent)
	}
	for _, row := range r.Rows {
		stored := row.Name == "fts5-modernc"
		right := float64(row.Right) / float64(row.Answered)
		if row.Answered != row.Asked || row.Asked != len(real.Questions(row.Passages, mostQuestions, 1)) || right < 0.5 || right > 0.9 ||
			row.P50 <= 0 || row.P99 < row.P50 || len(row.Builds) != 3 || row.build() <= 0 || stored != (row.File > 0) || row.Stored != stored {
			t.Errorf("%+v", row)
		}
		if runtime.GOOS == "linux" && (!row.Pinned || row.Core <= 0 || row.Core > 1) {
			t.Errorf("%s: pinned: %v; %f of the core", row.Name, row.Pinned, row.Core)
		}
	}
	if left, err := os.ReadDir(p.scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	dir := t.TempDir()
	if err := write(dir, r); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "bench.json"))
	if err != nil {
		t.Fatal(err)
	}
	var again results
	if err := json.Unmarshal(raw, &again); err != nil || len(again.Rows) != 3 || again.Rows[0].P50 != r.Rows[0].P50 {
		t.Errorf("the figures are read as %+v, %v", again, err)
	}
	for _, name := range []string{"bench.md", "bench.svg"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// TestBudget holds that an engine whose time is over is asked nothing more, and that it is told.
func TestBudget(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{
		sizes: []int{1000}, data: publicSets, seed: 1, budget: time.Microsecond, binary: self, scratch: t.TempDir(), log: t.Output(),
		engines: []engine.Spec{{Name: "plain-bm25", Title: "plain"}},
	}
	r, err := p.measure(t.Context(), real)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 1 || r.Rows[0].Answered != 1 {
		t.Errorf("%+v", r.Rows)
	}
}

// TestFailure holds that an engine that fails is told among what is left out, and the others are measured.
func TestFailure(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{
		sizes: []int{100}, data: publicSets, seed: 1, budget: time.Second, binary: self, scratch: t.TempDir(), log: t.Output(),
		engines: []engine.Spec{{Name: "no-such", Title: "nothing"}, {Name: "plain-bm25", Title: "plain"}},
	}
	r, err := p.measure(t.Context(), real)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 1 || r.Rows[0].Name != "plain-bm25" || len(r.Absent) != 1 || !strings.Contains(r.Absent[0].Why, "no-such") {
		t.Errorf("measured %+v, left out %+v", r.Rows, r.Absent)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.measure(ctx, real); err == nil {
		t.Error("measured though it was told to stop")
	}
}

// TestCommand holds what the command says of wrong flags and of missing data, before anything is compiled.
func TestCommand(t *testing.T) {
	t.Parallel()
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for _, test := range []struct{ args, err, log string }{
		{"-data " + nowhere, "", nowhere},
		{"-sizes 0", "-sizes", ""},
		{"-sizes 10,x", "-sizes", ""},
		{"-sizes 10,10", "twice", ""},
		{"-budget soon", "budget", "budget"},
		{"all", "flags", ""},
		{"worker -engine none", "no engine", ""},
	} {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			var out, log bytes.Buffer
			err := run(t.Context(), strings.Fields(test.args), strings.NewReader(""), &out, &log)
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) || !strings.Contains(log.String(), test.log) || out.Len() > 0 {
				t.Errorf("the error is %v, the log %q, the output %q", err, &log, &out)
			}
		})
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all, err := choose(t.Context(), self, "")
	if err != nil || len(all) != len(engine.All()) {
		t.Errorf("chose %v, %v", all, err)
	}
	two, err := choose(t.Context(), self, "plain-bm25,bleve-bm25")
	if err != nil || len(two) != 2 || two[1].Title != "bleve, BM25, by batches" || two[1].Role != engine.Peer || !two[1].Stored {
		t.Errorf("chose %+v, %v", two, err)
	}
	if _, err := choose(t.Context(), self, "bleev"); err == nil || !strings.Contains(err.Error(), "bleve-bm25,") {
		t.Errorf("the error is %v", err)
	}
}

// TestOrders puts orders to a worker that it cannot carry out. It answers each, and goes on.
func TestOrders(t *testing.T) {
	t.Parallel()
	loadReal(t)
	var out bytes.Buffer
	in := strings.NewReader(`{"Do":"open"}{"Do":"dance"}{"Do":"weigh"}`)
	args := []string{"-engine", "plain-bm25", "-size", "10", "-data", publicSets, "-dir", t.TempDir()}
	// A worker holds its whole process to some cores, so this one has a process of its own.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t.Context(), self, args...)
	cmd.Stdin, cmd.Stdout = in, &out
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	reports := json.NewDecoder(&out)
	for _, want := range []string{"memory of the process", `no order "dance"`, ""} {
		var r report
		if err := reports.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if (r.Error != "") != (want != "") || !strings.Contains(r.Error, want) {
			t.Errorf("reported %+v, not %q", r, want)
		}
	}
}
