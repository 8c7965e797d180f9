package passages

import (
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// publicSets is where the retrieval sets stand beside a checkout.
const publicSets = "../../../shared/eval/public"

// loadReal skips the test where the sets are missing.
func loadReal(t *testing.T) *Real {
	t.Helper()
	real, err := Load(publicSets)
	if message := Missing(publicSets, err); message != "" {
		t.Skip(message)
	}
	if err != nil {
		t.Fatal(err)
	}
	return real
}

func TestFirstIsDeterministic(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	const n = 9000
	one := slices.Collect(NewGenerator(real.Passages, 7).First(n))
	if two := slices.Collect(NewGenerator(real.Passages, 7).First(n)); !slices.Equal(one, two) {
		t.Error("the same seed gives other passages")
	}
	if fewer := slices.Collect(NewGenerator(real.Passages, 7).First(n - 1234)); !slices.Equal(one[:n-1234], fewer) {
		t.Error("fewer passages are not the first of more")
	}
	if other := slices.Collect(NewGenerator(real.Passages, 8).First(n)); slices.Equal(one, other) {
		t.Error("another seed gives the same passages")
	}
	if len(one) != n || !slices.Equal(one[:len(real.Passages)], real.Passages) {
		t.Errorf("%d passages, which do not begin with the real ones", len(one))
	}
}

// TestStatistics holds what made-up passages share with real ones, and what they do not.
func TestStatistics(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	all := slices.Collect(NewGenerator(real.Passages, 1).First(30_000))
	made := all[len(real.Passages):]

	vocabulary := make(map[string]bool) // in small letters: a sentence's first word has a capital
	mean := 0.0
	for _, p := range real.Passages {
		for _, word := range wordsOf(p.Text) {
			vocabulary[strings.ToLower(word)] = true
			mean++
		}
	}
	mean /= float64(len(real.Passages))

	words, strange := 0, make(map[string]int)
	for _, p := range made {
		for _, word := range wordsOf(p.Text) {
			words++
			if word = strings.ToLower(word); !vocabulary[word] {
				strange[word]++
			}
		}
	}
	if got := float64(words) / float64(len(made)); math.Abs(got-mean) > 0.02*mean {
		t.Errorf("%.2f words a passage where real ones have %.2f", got, mean)
	}
	tokens, most := 0, 0
	for _, n := range strange {
		tokens += n
		most = max(most, n)
	}
	if share := float64(tokens) / float64(words); math.Abs(share-unseen) > 0.001 {
		t.Errorf("%.4f of the words are never seen in a real passage, not %.4f", share, unseen)
	}
	if len(strange) < tokens/3 {
		t.Errorf("only %d words in %d that no passage has: the tail is short", len(strange), tokens)
	}
	if zeta := 11.0; math.Abs(float64(most)/float64(tokens)-1/zeta) > 0.02 { // the sum of r^-1.05 over the pool is 11.1
		t.Errorf("the most frequent one is %d of %d", most, tokens)
	}

	var sizes []int
	titles := make(map[string]bool)
	for i, p := range made {
		if i == 0 || p.Title != made[i-1].Title {
			if titles[p.Title] {
				t.Fatalf("the passages of %q are not neighbours", p.Title)
			}
			titles[p.Title] = true
			sizes = append(sizes, 0)
		}
		sizes[len(sizes)-1]++
	}
	sizes = sizes[:len(sizes)-1] // the last is cut
	if low, high := slices.Min(sizes), slices.Max(sizes); low != shortest || high != longest {
		t.Errorf("articles of %d to %d passages", low, high)
	}
}

// TestTopic holds that half of what a made-up article says comes from one real article: of its words that only
// one real article has, three times as many come from one article as from any other.
func TestTopic(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	of := make(map[string]string) // word -> the one title, or ""
	for _, p := range real.Passages {
		for _, word := range wordsOf(p.Text) {
			if title, ok := of[word]; ok && title != p.Title {
				of[word] = ""
			} else {
				of[word] = p.Title
			}
		}
	}
	articles := make(map[string]map[string]int)
	made := slices.Collect(NewGenerator(real.Passages, 1).First(20_000))[len(real.Passages):]
	for _, p := range made {
		if articles[p.Title] == nil {
			articles[p.Title] = make(map[string]int)
		}
		for _, word := range wordsOf(p.Text) {
			if title := of[word]; title != "" {
				articles[p.Title][title]++
			}
		}
	}
	clear := 0
	for _, counts := range articles {
		most := slices.Sorted(maps.Values(counts))
		if last := len(most) - 1; last > 0 && most[last] >= 3*most[last-1] {
			clear++
		}
	}
	if 10*clear < 9*len(articles) {
		t.Errorf("only %d of %d made-up articles have a topic", clear, len(articles))
	}
}

func TestPseudoWordsDiffer(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool, 1<<18)
	for rank := uint32(0); rank < pseudoWords; rank += 31 {
		word := pseudoWord(rank)
		if seen[word] {
			t.Fatalf("two ranks have %q", word)
		}
		seen[word] = true
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	real := loadReal(t)
	for _, test := range []struct{ n, atLeast, atMost int }{
		{10, 1, 30}, {1000, 1000, 1300}, {10_000, 2000, 2000}, {1_000_000, 2000, 2000},
	} {
		questions := real.Questions(test.n, 2000, 1)
		if len(questions) < test.atLeast || len(questions) > test.atMost {
			t.Errorf("%d questions of the first %d passages", len(questions), test.n)
		}
		articles := make(map[string]bool)
		for _, q := range questions {
			if slices.Max(q.Relevant) >= test.n {
				t.Errorf("%q is answered by none of the first %d passages", q.Text, test.n)
			}
			articles[real.Passages[q.Relevant[0]].Title] = true
		}
		if test.n > len(real.Passages) && len(articles) < 30 {
			t.Errorf("the questions are about %d articles", len(articles))
		}
		if again := real.Questions(test.n, 2000, 1); !slices.EqualFunc(questions, again, func(x, y Question) bool { return x.Text == y.Text }) {
			t.Error("the same seed gives other questions")
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	const (
		first  = `{"id":"a#0","title":"A","text":"It rains."}` + "\n" + `{"id":"a#1","title":"A","text":"It pours!"}` + "\n"
		second = `{"id":"0","title":"B","text":"it POURS"}` + "\n" + `{"id":"1","title":"B","text":"It snows."}` + "\n"
		asked  = `{"id":"q","q":"Does it pour?","relevant":["a#1"]}` + "\n"
	)
	for name, test := range map[string]struct{ first, asked, wrong string }{
		"good":          {first, asked, ""},
		"unknown gold":  {first, `{"q":"Does it pour?","relevant":["b"]}`, "no passage"},
		"no gold":       {first, `{"q":"Does it pour?","relevant":[]}`, "no passage"},
		"not JSON":      {first, "{", "queries.jsonl:1:"},
		"no questions":  {first, "", "no questions"},
		"broken in two": {first + "{", asked, "passages.jsonl:3:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for path, text := range map[string]string{
				squadSet + "/passages.jsonl": test.first, squadSet + "/queries.jsonl": test.asked, xquadSet + "/passages.jsonl": second,
			} {
				if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(path)), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			real, err := Load(dir)
			if test.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Fatalf("the error is %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := []Passage{{"A", "It rains."}, {"A", "It pours!"}, {"B", "It snows."}}; !slices.Equal(real.Passages, want) {
				t.Errorf("read %v", real.Passages)
			}
			if q := real.Questions(3, 10, 1); len(q) != 1 || !slices.Equal(q[0].Relevant, []int{1}) {
				t.Errorf("read %v", q)
			}
		})
	}
	dir := filepath.Join(t.TempDir(), "nowhere")
	if _, err := Load(dir); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(Missing(dir, err), dir) {
		t.Errorf("a missing folder is told as %v", err)
	}
}
