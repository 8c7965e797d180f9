// Package golden reads question sets and judges answers by them. A set is a text file that a person
// who does not program can add to; bot/testdata/golden/README.md says how. The package knows
// nothing of how questions are answered, so it can judge any ranking.
package golden

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"clippings/corpus"
)

// Question is one question of a set, with what it must get.
type Question struct {
	Text     string
	Language corpus.Language
	Kind     string   // the class of question, for figures by class
	Accept   []Accept // excerpts that answer it; none: it must not be answered
	Reason   string   // why it must not be answered
	Line     int
}

// Accept describes an excerpt that answers a question.
type Accept struct {
	Source string     // id of the article
	Must   [][]string // each group must have one beginning of a word (or words) that the reader sees
}

// Answerable reports whether the coverage answers the question.
func (q *Question) Answerable() bool { return len(q.Accept) > 0 }

// Parse reads a set. Each question needs a line of language and kind, and either what it accepts or
// why it must not be answered; an error names the file and the line.
func Parse(name string, r io.Reader) ([]Question, error) {
	var set []Question
	var at *Question
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	fail := func(n int, format string, args ...any) error {
		return fmt.Errorf("%s:%d: %s", name, n, fmt.Sprintf(format, args...))
	}
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		mark, size := utf8.DecodeRuneInString(line)
		rest := strings.TrimSpace(line[size:])
		if mark != '?' && at == nil {
			return nil, fail(n, "%q comes before the first question", line)
		}
		switch mark {
		case '?':
			set = append(set, Question{Text: rest, Line: n})
			at = &set[len(set)-1]
		case '@':
			lang, kind, ok := strings.Cut(rest, " ")
			if !ok {
				return nil, fail(n, "want a language and a kind, such as: @ en number")
			}
			at.Language, at.Kind = corpus.Language(lang), strings.TrimSpace(kind)
			if !slices.Contains(corpus.Languages(), at.Language) {
				return nil, fail(n, "%q is not one of the languages en, es, pt", lang)
			}
		case '=':
			source, must, ok := strings.Cut(rest, ":")
			if !ok || strings.TrimSpace(source) == "" {
				return nil, fail(n, "want an article, a colon and words, such as: = verge-2017: 2021 + agreement")
			}
			a := Accept{Source: strings.TrimSpace(source)}
			for group := range strings.SplitSeq(must, " + ") {
				var words []string
				for w := range strings.SplitSeq(group, "|") {
					if key := wordKey(w); key != " " {
						words = append(words, key)
					}
				}
				if len(words) == 0 {
					return nil, fail(n, "want an article, a colon and words in every group, such as: = verge-2017: 2021 + agreement")
				}
				a.Must = append(a.Must, words)
			}
			at.Accept = append(at.Accept, a)
		case '!':
			at.Reason = rest
		default:
			return nil, fail(n, "a line begins with ?, @, =, ! or #, not with %q", mark)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range set {
		q := &set[i]
		switch {
		case q.Text == "":
			return nil, fail(q.Line, "a question is empty")
		case q.Kind == "":
			return nil, fail(q.Line, "question %q has no @ line", q.Text)
		case q.Answerable() == (q.Reason != ""):
			return nil, fail(q.Line, "question %q needs either = lines or a ! line", q.Text)
		}
	}
	return set, nil
}

// wordKey is text as words in analysed form between single spaces, with a space at each end.
func wordKey(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range corpus.Analyze(nil, text) {
		b.WriteString(t.Word)
		b.WriteByte(' ')
	}
	return b.String()
}

// Visible is what a reader sees of an excerpt, in the form that Right compares.
func Visible(e *corpus.Excerpt) string {
	parts := []string{e.Text, e.ES, e.Context, e.Role}
	if e.Speaker != nil {
		parts = append(parts, e.Speaker.Name)
	}
	return wordKey(strings.Join(parts, " . "))
}

// VisibleAll is Visible of every excerpt of a corpus.
func VisibleAll(c *corpus.Corpus) map[*corpus.Excerpt]string {
	visible := make(map[*corpus.Excerpt]string, len(c.Excerpts))
	for _, e := range c.Excerpts {
		visible[e] = Visible(e)
	}
	return visible
}

// Right reports whether the excerpt, visible as given, answers the question.
func (q *Question) Right(e *corpus.Excerpt, visible string) bool {
	for _, a := range q.Accept {
		if a.Source == e.Source.ID && meets(a.Must, visible) {
			return true
		}
	}
	return false
}

func meets(must [][]string, visible string) bool {
	for _, group := range must {
		if !meetsOne(group, visible) {
			return false
		}
	}
	return true
}

// meetsOne looks for one of the keys at the start of a word. A key that ends in a number must end
// there: 20 is not 2017.
func meetsOne(keys []string, visible string) bool {
	for _, key := range keys {
		if last := key[len(key)-2]; last < '0' || last > '9' {
			key = strings.TrimSuffix(key, " ")
		}
		if strings.Contains(visible, key) {
			return true
		}
	}
	return false
}
