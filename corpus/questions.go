package corpus

import (
	"fmt"
	"strings"
)

// questionsSuffix ends the name of a file that holds an article's questions beside its YAML file.
// Plain lines load ten times as fast as YAML, and there are many.
const questionsSuffix = ".questions.txt"

// gapsFile holds what the coverage does not say, in the form of a questions file.
const gapsFile = "gaps.txt"

// askedLine is one line of a questions file: a stored question, or what a gap says.
type askedLine struct {
	id   string
	lang Language
	says bool // the line stands for what is not covered, not for a question
	text string
	line int
}

// parseQuestions reads a questions file: "= ID" heads the questions of an excerpt or a gap, one a
// line, each after its language ("en who said …"). In a gap, "!en" and "!es" say what is not covered.
// Blank lines and lines that begin with # are skipped.
func parseQuestions(name, data string) (asked []askedLine, errs []error) {
	id, n := "", 0
	for line := range strings.Lines(data) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		mark, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		lang, says := strings.CutPrefix(mark, "!")
		switch lang := Language(lang); {
		case mark == "=" && rest != "":
			id = rest
		case lang != English && lang != Spanish && lang != Portuguese || rest == "" || says && name != gapsFile:
			errs = append(errs, fmt.Errorf("%s:%d: want = and an id, or en, es or pt and a question, not %q", name, n, beginning(line)))
		case id == "":
			errs = append(errs, fmt.Errorf("%s:%d: a question before the first = line", name, n))
		default:
			asked = append(asked, askedLine{id, lang, says, rest, n})
		}
	}
	return asked, errs
}

// gaps takes in what the coverage does not say.
func (l *loader) gaps(asked []askedLine) {
	byID := make(map[string]*Gap)
	lines := make(map[string]int)
	seen := make(map[uint64]*Gap)
	for _, q := range asked {
		g := byID[q.id]
		if g == nil {
			g = &Gap{ID: q.id, Questions: make(map[Language][]string)}
			byID[q.id], lines[q.id] = g, q.line
			l.corpus.Gaps = append(l.corpus.Gaps, g)
		}
		switch {
		case q.says && q.lang == English:
			g.Text = q.text
		case q.says && q.lang == Spanish:
			g.ES = q.text
		case q.says:
			l.fail(gapsFile, q.line, "%s: what is not covered is told in !en and !es", g.ID)
		default:
			key := wordHash(Fold(q.text))
			if owner := seen[key]; owner != nil {
				l.fail(gapsFile, q.line, "%s: question %q is asked of %s already", g.ID, q.text, owner.ID)
				continue
			}
			seen[key] = g
			g.Questions[q.lang] = append(g.Questions[q.lang], q.text)
		}
	}
	for _, g := range l.corpus.Gaps {
		if g.Text == "" || g.ES == "" {
			l.fail(gapsFile, lines[g.ID], "%s: needs !en and !es, what the coverage does not say", g.ID)
		}
		if len(g.Questions[English]) == 0 {
			l.fail(gapsFile, lines[g.ID], "%s: needs questions in English", g.ID)
		}
	}
}

// ask gives the excerpts the questions of a questions file.
func (l *articleLoader) ask(file string, asked []askedLine) {
	var e *Excerpt
	unknown := ""
	for _, q := range asked {
		if e == nil || e.ID != q.id {
			if e = l.byID[q.id]; e == nil {
				if q.id != unknown {
					l.fail(file, q.line, "no excerpt %s in the article", q.id)
				}
				unknown = q.id
				continue
			}
		}
		l.question(file, q.line, e, q.lang, q.text)
	}
}

// question gives an excerpt one question. Two excerpts of one article never have the same; another
// article may well answer it too.
func (l *articleLoader) question(file string, line int, e *Excerpt, lang Language, q string) {
	key := wordHash(Fold(q))
	if owner := l.asked[key]; owner != nil {
		l.fail(file, line, "%s: question %q is asked of %s already", e.ID, q, owner.ID)
		return
	}
	l.asked[key] = e
	e.Questions[lang] = append(e.Questions[lang], q)
}

// answered checks that every excerpt has questions.
func (l *articleLoader) answered() {
	for _, e := range l.excerpts {
		if len(e.Questions[English]) == 0 || len(e.Questions[Spanish]) == 0 {
			l.fail(e.Source.ID+".yaml", l.lines[e], "%s: needs questions in English and in Spanish", e.ID)
		}
	}
}
