package main

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
	"clippings/internal/testkit/opensearchnodes"
)

// imageFile writes the small corpus as an index, and returns its path.
func imageFile(t *testing.T, oldnew ...string) string {
	t.Helper()
	c, err := corpus.Load(os.DirFS(smallCorpus(t, oldnew...)))
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range c.Excerpts {
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return write(t, t.TempDir(), "small.index", string(a.Image()))
}

// TestOpenSearch goes the whole way with a real server: load, ask, doctor, serve; the server dies and comes back, and
// another index is loaded.
func TestOpenSearch(t *testing.T) {
	nodes := opensearchnodes.Start(t, 1)
	settings := "contact: Hotline 555-0100\nquestion_time: 20s\nhealth: 127.0.0.1:0\ncorpus: {engine: opensearch, addresses: ['" + nodes.URLs()[0] + "'], replicas: 0, time_limit: 10s}\n"
	config := write(t, t.TempDir(), "my.yaml", settings)
	if r := run(t, "", "ask", "--config", config, bridgeQuestion); r.code != 1 || !strings.Contains(r.errors, "load the coverage with clippings load") {
		t.Errorf("before anything is loaded: %+v", r)
	}
	first := imageFile(t)
	out := mustRun(t, "", "load", "--config", config, first)
	if !regexp.MustCompile(`(?s)writing the passages\n.*verifying\n.*3 passages are current now, as clippings-[0-9a-f-]+\n$`).MatchString(out) {
		t.Errorf("loading says\n%s", out)
	}
	if got := mustRun(t, "", "ask", "--config", config, bridgeQuestion); !strings.Contains(got, bridgeCost) {
		t.Errorf("asked: %s", got)
	}
	if r := run(t, "", "doctor", "--config", config); !strings.Contains(r.out, "\nok      the coverage: OpenSearch ") || !strings.Contains(r.out, "holds 3 passages") {
		t.Errorf("the doctor says %s", r.out)
	}
	if r := run(t, "", "load", "--config", config, config); r.code != 1 || strings.Count(r.errors, "\n") != 1 {
		t.Errorf("what is no index: %+v", r)
	}

	s := startServe(t, newFake(t), settings, nil)
	ready := func(want int) {
		t.Helper()
		eventually(t, time.Minute, fmt.Sprintf("/readyz does not become %d", want), func() bool {
			status, body := get(t, "http://"+s.healthAddress()+"/readyz")
			if status == http.StatusServiceUnavailable && !strings.Contains(body, "corpus") && want == status {
				t.Errorf("/readyz says %q", body)
			}
			return status == want
		})
	}
	s.connected()
	ready(http.StatusOK)
	if !s.answers(bridgeQuestion, bridgeCost) {
		t.Error("not answered from the cluster")
	}
	nodes.Kill(0)
	if !s.answers(bridgeQuestion, bot.ControlsOf(corpus.English).Away) {
		t.Error("the asker is not told that the coverage cannot be reached")
	}
	ready(http.StatusServiceUnavailable)
	nodes.Restart(0)
	ready(http.StatusOK)
	if !s.answers(bridgeQuestion, bridgeCost) {
		t.Error("not answered once the cluster is back")
	}
	mustRun(t, "", "load", "--linger", "0s", "--config", config, imageFile(t, bridgeCost, newCost))
	if !s.answers(bridgeQuestion, newCost) {
		t.Error("not answered from what was loaded last")
	}
	if told := s.told(); len(told) > 0 {
		t.Errorf("the error output says %q", told)
	}
	if log := s.errors.String(); strings.Contains(log, "repair") {
		t.Errorf("the log holds a question:\n%s", log)
	}
}

// TestMeter: on a terminal one line changes and ends clean; elsewhere each step is a line.
func TestMeter(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out strings.Builder
		m := &meter{p: &program{out: &out, terminalOut: terminal}, begun: time.Now()}
		m.step("writing the passages")
		m.progress(512, 1000)
		m.progress(1000, 1000)
		m.progress(768, 1000) // of another worker, late
		m.step("verifying")
		m.end()
		got := out.String()
		if want := "\rwriting the passages: 1000 of 1000 (100 %)\rverifying" + strings.Repeat(" ", 33) + "\n"; terminal && !strings.HasSuffix(got, want) {
			t.Errorf("on a terminal: %q", got)
		}
		if want := "   0 s  writing the passages\n   0 s  verifying\n"; !terminal && got != want {
			t.Errorf("elsewhere: %q", got)
		}
	}
}
