package corpus

import (
	"fmt"
	"strings"
)

// questionsSuffix ends the name of a file that holds an article's questions beside its YAML file.
// Plain lines load ten times as fast as YAML, and there are many.
const questionsSuffix = ".questions.txt"

// askedLine is one stored question as it stands in a questions file.
type askedLine struct {
	id   string
	lang Language
	text string
	line int
}

// parseQuestions reads a questions file: "= EXCERPT-ID" heads the excerpt's questions, one a line,
// each after its language ("en who said …"). Blank lines and lines that begin with # are skipped.
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
		switch lang := Language(mark); {
		case mark == "=" && rest != "":
			id = rest
		case lang != English && lang != Spanish && lang != Portuguese || rest == "":
			errs = append(errs, fmt.Errorf("%s:%d: want = and an excerpt's id, or en, es or pt and a question, not %q", name, n, beginning(line)))
		case id == "":
			errs = append(errs, fmt.Errorf("%s:%d: a question before the first = line", name, n))
		default:
			asked = append(asked, askedLine{id, lang, rest, n})
		}
	}
	return asked, errs
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
	key := hashWord(fnvOffset, Fold(q))
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
