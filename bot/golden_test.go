package bot

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clippings/bot/golden"
)

// heldOutSets are measured and never fitted on.
var heldOutSets = []string{"mixed"}

// TestGolden measures the bot and plain BM25 on every golden set and compares with the committed
// figures, so that each change of a weight, a feature or a seed shows its price in the diff.
func TestGolden(t *testing.T) {
	b := loadBot(t)
	path := filepath.Join("testdata", "golden", "figures.txt")
	got := figures(t, b)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the figures changed; if that is meant, run go test ./bot -run TestGolden -update\ngot:\n%swant:\n%s", got, want)
	}
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	table := figuresTable(t, b)
	if *update {
		if err := os.WriteFile(filepath.Join("..", "README.md"), []byte(replaceTable(t, string(readme), table)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !strings.Contains(string(readme), table) {
		t.Errorf("README.md does not hold this table of accuracy:\n%s", table)
	}
}

// judged is one set with what the bot and the baseline do on it.
type judged struct {
	name      string
	heldOut   bool
	bot, bm25 golden.Figures
}

func judgeAll(t *testing.T, b *Bot) []judged {
	t.Helper()
	baseline := golden.NewBM25(b.Corpus())
	var sets [][]golden.Question
	var out []judged
	for _, names := range [][]string{fitSets, heldOutSets} {
		for _, name := range names {
			sets = append(sets, loadSet(t, name))
			out = append(out, judged{name: name})
		}
	}
	threshold := baseline.BestThreshold(sets...)
	for i := range out {
		out[i].heldOut = i >= len(fitSets)
		out[i].bot = golden.Judge(sets[i], b.Corpus(), func(q *golden.Question) golden.Answer { return answerOf(t, b, q.Text) })
		out[i].bm25 = golden.Judge(sets[i], b.Corpus(), func(q *golden.Question) golden.Answer {
			var a golden.Answer
			for _, h := range baseline.Rank(q.Text, q.Language) {
				a.Answered = a.Answered || h.Score >= threshold
				a.Ranked = append(a.Ranked, h.Excerpt)
			}
			return a
		})
	}
	return out
}

// answerOf asks through Handle, as an adapter would.
func answerOf(t *testing.T, b *Bot, text string) golden.Answer {
	t.Helper()
	r, err := b.Handle(context.Background(), Question{Text: text})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var a golden.Answer
	if r.Outcome == Covered {
		a.Answered = true
		a.Ranked = append(a.Ranked, r.Answer)
	}
	a.Ranked = append(a.Ranked, r.Others...)
	return a
}

func figures(t *testing.T, b *Bot) string {
	var s strings.Builder
	s.WriteString("# Written by go test ./bot -run TestGolden -update. Shares in percent; (answerable + unanswerable questions).\n")
	for _, j := range judgeAll(t, b) {
		note := ""
		if j.heldOut {
			note = " (held out)"
		}
		fmt.Fprintf(&s, "\n%s%s\n  bot   %v\n  bm25  %v\n", j.name, note, &j.bot, &j.bm25)
	}
	return s.String()
}

const tableStart, tableEnd = "<!-- accuracy -->\n", "<!-- /accuracy -->"

// figuresTable is the accuracy table of README.md: the held-out sets together.
func figuresTable(t *testing.T, b *Bot) string {
	var s strings.Builder
	s.WriteString("| held-out questions | right first | right among 3 | MRR | answered rightly | wrongly | refused | unanswerable, answered |\n")
	s.WriteString("|---|---|---|---|---|---|---|---|\n")
	for _, j := range judgeAll(t, b) {
		if !j.heldOut {
			continue
		}
		for _, row := range []struct {
			name string
			f    *golden.Figures
		}{{"Clippings", &j.bot}, {"plain BM25, best threshold", &j.bm25}} {
			fmt.Fprintf(&s, "| %s | %s |\n", row.name, strings.Join(row.f.Cells(), " | "))
		}
	}
	return s.String()
}

func replaceTable(t *testing.T, readme, table string) string {
	t.Helper()
	before, rest, ok := strings.Cut(readme, tableStart)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatal("README.md has no place for the table of accuracy")
	}
	return before + tableStart + table + tableEnd + after
}

// TestSameReply asks every golden question several times, of several bots, and wants one reply:
// nothing depends on the order of a map, on what was asked before, or on who else asks.
func TestSameReply(t *testing.T) {
	first := loadBot(t)
	for round := range 3 {
		other := loadBot(t)
		for _, q := range loadSet(t, "press") {
			a, b := answerOf(t, first, q.Text), answerOf(t, other, q.Text)
			if fmt.Sprint(a.Answered) != fmt.Sprint(b.Answered) || len(a.Ranked) != len(b.Ranked) {
				t.Fatalf("round %d: %q answered differently", round, q.Text)
			}
			for i := range a.Ranked {
				if a.Ranked[i].ID != b.Ranked[i].ID {
					t.Fatalf("round %d: %q: %s and %s at place %d", round, q.Text, a.Ranked[i].ID, b.Ranked[i].ID, i)
				}
			}
		}
	}
}
