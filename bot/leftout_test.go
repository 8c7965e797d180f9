package bot

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clippings/bot/golden"
)

// TestLeftOut measures every set of the fit with the decision fitted on the others, at the bounds in use, and compares
// with the committed figures: what coveredAbove rests on. Ranking is fitted on all sets.
func TestLeftOut(t *testing.T) {
	if raceDetector {
		t.Skip("one goroutine alone, and long: measured without the race detector")
	}
	b := loadBot(t)
	sets := make([][]golden.Question, len(fitSets))
	examples := make([][]example, len(fitSets))
	for i, name := range fitSets {
		sets[i] = loadSet(t, name)
		examples[i] = goldenExamples(b, sets[i])
	}
	var s strings.Builder
	s.WriteString("# Written by go test ./bot -run TestLeftOut -update: each set with the decision fitted on the others.\n\n")
	var all golden.Figures
	for left, name := range fitSets {
		var others []example
		for i := range examples {
			if i != left {
				others = append(others, examples[i]...)
			}
		}
		w := Weights{Rank: fitted.Rank}
		w.Decide, w.Bias = fitDecide(b, others)
		b.weights = &w
		f := golden.Judge(sets[left], b.Corpus(), func(q *golden.Question) golden.Answer { return answerOf(t, b, q.Text) })
		b.weights = &fitted
		fmt.Fprintf(&s, "%-22s %v\n", name, &f)
		all.Add(&f)
	}
	fmt.Fprintf(&s, "%-22s %v\n", "all", &all)
	path := filepath.Join("testdata", "leftout.txt")
	if *update {
		if err := os.WriteFile(path, []byte(s.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || s.String() != string(want) {
		t.Errorf("the figures changed; if that is meant, run go test ./bot -run TestLeftOut -update (%v)\ngot:\n%s", err, &s)
	}
}
