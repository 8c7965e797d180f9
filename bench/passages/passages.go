// Package passages gives a bench its passages and questions: as many as are wanted, the real ones first, and
// always the same for one seed.
package passages

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Passage is one sentence of an article. Its number is its place among the passages, from zero; those of one
// article are neighbours.
type Passage struct{ Title, Text string }

// Question is asked as somebody typed it.
type Question struct {
	Text     string
	Relevant []int // the numbers of the passages that answer it, never none
}

// The sets that are read, each a folder with passages.jsonl and queries.jsonl. Questions come from the first;
// of the second, only what the first does not hold is taken, since both cite the same encyclopedia.
const (
	squadSet = "squad20-sent"
	xquadSet = "xquad-en-sent"
)

// Real holds the real passages and their questions.
type Real struct {
	Passages  []Passage
	questions []Question
}

// Load reads the sets below a folder. Where the folder is missing, errors.Is finds fs.ErrNotExist.
func Load(dir string) (*Real, error) {
	real := new(Real)
	numbers := make(map[string]int) // of the passages of the first set, by id
	seen := make(map[string]bool)
	for _, set := range []string{squadSet, xquadSet} {
		err := eachLine(filepath.Join(dir, set, "passages.jsonl"), func(line struct{ ID, Title, Text string }) error {
			words := strings.ToLower(strings.Join(strings.FieldsFunc(line.Text, between), " "))
			if set == squadSet {
				numbers[line.ID] = len(real.Passages)
			} else if seen[words] {
				return nil
			}
			seen[words] = true
			real.Passages = append(real.Passages, Passage{line.Title, line.Text})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	err := eachLine(filepath.Join(dir, squadSet, "queries.jsonl"), func(line struct {
		Q        string
		Relevant []string
	}) error {
		q := Question{Text: line.Q}
		for _, id := range line.Relevant {
			number, ok := numbers[id]
			if !ok {
				return fmt.Errorf("the question %q is answered by %q, which is no passage", line.Q, id)
			}
			q.Relevant = append(q.Relevant, number)
		}
		if len(q.Relevant) == 0 {
			return fmt.Errorf("the question %q is answered by no passage", line.Q)
		}
		real.questions = append(real.questions, q)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(real.Passages) == 0 || len(real.questions) == 0 {
		return nil, fmt.Errorf("%s holds no passages or no questions", dir)
	}
	return real, nil
}

// Missing says in a line what to do about an error of Load, or returns "" where the data is there and faulty.
func Missing(dir string, err error) string {
	if !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return fmt.Sprintf("the public retrieval sets are not in %s: name their folder, the one that holds %s and %s, with -data", dir, squadSet, xquadSet)
}

// eachLine calls f for every line of a file of JSON objects.
func eachLine[T any](path string, f func(T) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var line T
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if err := f(line); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

// Questions returns at most a number of questions whose relevant passages are all among the first n passages,
// evenly spread over the articles, then shuffled, so that those at the beginning speak for all.
func (r *Real) Questions(n, most int, seed uint64) []Question {
	var fit []Question
	for _, q := range r.questions {
		if slices.Max(q.Relevant) < n {
			fit = append(fit, q)
		}
	}
	chosen := fit
	if len(fit) > most {
		chosen = nil
		for i := range most {
			chosen = append(chosen, fit[i*len(fit)/most])
		}
	}
	random := rand.New(rand.NewPCG(seed, questionStream))
	random.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	return chosen
}

func between(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
