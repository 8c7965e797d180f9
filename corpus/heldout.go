package corpus

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// HeldOut compares the stored questions with an evaluation's: a question set that is copied into
// the seeds measures nothing. The set has one question a line, as JSON objects with a field "q", as
// plain text, or as a golden set, whose questions begin with "?". Two questions are the same when
// they have the same words, small ones aside. It returns one error for each stored question that
// repeats one of the set, and an error that names the line when the set cannot be read.
func HeldOut(c *Corpus, name string, set io.Reader) []error {
	held := make(map[string]int)
	lines := bufio.NewScanner(set)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		q, err := heldQuestion(strings.TrimSpace(lines.Text()))
		if err != nil {
			return []error{fmt.Errorf("%s:%d: %w", name, n, err)}
		}
		if key := gist(q); key != "" {
			held[key] = n
		}
	}
	if err := lines.Err(); err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	if len(held) == 0 {
		return []error{fmt.Errorf("%s: no question in it", name)}
	}
	var errs []error
	compare := func(id string, questions map[Language][]string) {
		for _, lang := range Languages() {
			for _, q := range questions[lang] {
				if line, ok := held[gist(q)]; ok {
					errs = append(errs, fmt.Errorf("%s: question %q repeats %s:%d", id, q, name, line))
				}
			}
		}
	}
	for _, e := range c.Excerpts {
		compare(e.ID, e.Questions)
	}
	for _, g := range c.Gaps {
		compare(g.ID, g.Questions)
	}
	return errs
}

func heldQuestion(line string) (string, error) {
	if strings.HasPrefix(line, "{") {
		var row struct {
			Q string `json:"q"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			return "", err
		}
		if row.Q == "" {
			return "", fmt.Errorf(`no field "q"`)
		}
		return row.Q, nil
	}
	switch {
	case strings.HasPrefix(line, "?"):
		return line[1:], nil
	case line != "" && strings.ContainsRune("@=!#", rune(line[0])):
		return "", nil
	}
	return line, nil
}

// gist is a question's words in order without the small ones, or all of them when fewer than three
// would be left: short questions are alike by chance.
func gist(q string) string {
	var all, content []string
	for _, t := range Analyze(nil, q) {
		all = append(all, t.Word)
		if classes[t.Word] == 0 {
			content = append(content, t.Word)
		}
	}
	if len(content) < 3 {
		return strings.Join(all, " ")
	}
	return strings.Join(content, " ")
}
