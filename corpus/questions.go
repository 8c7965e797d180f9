package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// questionsSuffix ends the name of a file that holds an article's questions beside its YAML file.
// Plain lines load ten times as fast as YAML, and there are many.
const questionsSuffix = ".questions.txt"

// gapsFile holds what the coverage does not say, in the form of a questions file.
const gapsFile = "gaps.txt"

// askedLines are lines of a questions file that follow one another and differ in their text alone:
// stored questions, or what a gap says.
type askedLines struct {
	id    string
	lang  Language
	says  bool     // they stand for what is not covered, not for questions
	line  int      // of the first
	texts []string // one a line
}

// parseQuestions reads a questions file: "= ID" heads the questions of an excerpt or a gap, one a
// line, each after its language ("en who said …"). In a gap, "!en" and "!es" say what is not covered.
// Blank lines and lines that begin with # are skipped.
func parseQuestions(name, data string) (asked []askedLines, errs []error) {
	const linesTogether = 4 // that are likely to be
	id, n := "", 0
	room := make([]string, strings.Count(data, "\n")+1) // for all texts
	asked = make([]askedLines, 0, len(room)/linesTogether)
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
			last := len(asked) - 1
			if last < 0 || !asked[last].endBefore(n, id, lang, says) {
				asked = append(asked, askedLines{id, lang, says, n, room[:0]})
				last++
			}
			asked[last].texts = append(asked[last].texts, rest) // into room
			room = room[1:]
		}
	}
	for i := range asked {
		asked[i].texts = slices.Clip(asked[i].texts)
	}
	return asked, errs
}

// endBefore reports whether line n goes on with the lines.
func (a *askedLines) endBefore(n int, id string, lang Language, says bool) bool {
	return n == a.line+len(a.texts) && id == a.id && lang == a.lang && says == a.says
}

// askers tell whose a question is: by the folded question without its marks, the id of the excerpt or gap.
type askers struct {
	questions numbering // by their hashes, folded
	ids       []string  // by number
}

// room returns askers with room for the questions of some files.
func room(asked []askedLines) askers {
	n := 0
	for _, a := range asked {
		n += len(a.texts)
	}
	return askers{newNumbering(n), make([]string, 0, n)}
}

// question reports whether a question is new, and makes it id's; one that is another's is a fault.
func (l *faults) question(file string, line int, of *askers, id, q string) bool {
	if n, fresh := of.questions.add(foldedHash(unmarked(q))); !fresh {
		l.fail(file, line, "%s: question %q is asked of %s already", id, q, of.ids[n])
		return false
	}
	of.ids = append(of.ids, id)
	return true
}

// unmarked returns a question without the marks around it: with and without them it is the same.
func unmarked(q string) string {
	for q != "" && isMark(q[len(q)-1]) {
		q = q[:len(q)-1]
	}
	if open, marked := strings.CutPrefix(q, "¿"); marked {
		return open
	}
	return strings.TrimPrefix(q, "¡")
}

// isMark reports whether a byte is a mark that a question may end with.
func isMark(c byte) bool { return c == '?' || c == '!' || c == '.' || c == ' ' }

// questions adds to list those of the lines that are new.
func (l *faults) questions(list []string, file string, of *askers, a *askedLines) []string {
	fresh := a.texts[:0]
	for i, q := range a.texts {
		if l.question(file, a.line+i, of, a.id, q) {
			fresh = append(fresh, q)
		}
	}
	if len(list) == 0 {
		return fresh
	}
	return append(list, fresh...)
}

// gapLoader takes in what the coverage does not say.
type gapLoader struct {
	faults
	gaps []*Gap
}

func (l *gapLoader) take(asked []askedLines) {
	byID := make(map[string]*Gap)
	lines := make(map[string]int)
	of := room(asked)
	for i := range asked {
		a := &asked[i]
		g := byID[a.id]
		if g == nil {
			g = &Gap{ID: a.id, Questions: make(map[Language][]string)}
			byID[a.id], lines[a.id] = g, a.line
			l.gaps = append(l.gaps, g)
		}
		switch {
		case a.says && a.lang == English:
			g.Text = a.texts[len(a.texts)-1]
		case a.says && a.lang == Spanish:
			g.ES = a.texts[len(a.texts)-1]
		case a.says:
			for i := range a.texts {
				l.fail(gapsFile, a.line+i, "%s: what is not covered is told in !en and !es", g.ID)
			}
		default:
			g.Questions[a.lang] = l.questions(g.Questions[a.lang], gapsFile, &of, a)
		}
	}
	for _, g := range l.gaps {
		if g.Text == "" || g.ES == "" {
			l.fail(gapsFile, lines[g.ID], "%s: needs !en and !es, what the coverage does not say", g.ID)
		}
		if len(g.Questions[English]) == 0 {
			l.fail(gapsFile, lines[g.ID], "%s: needs questions in English", g.ID)
		}
	}
}

// ask gives the excerpts the questions of a questions file. Two excerpts of one article never have
// the same; another article may well answer it too.
func (l *articleLoader) ask(file string, asked []askedLines) {
	unknown := ""
	for i := range asked {
		a := &asked[i]
		e := l.byID[a.id]
		if e != nil {
			e.Questions[a.lang] = l.questions(e.Questions[a.lang], file, &l.askers, a)
		} else if a.id != unknown {
			l.fail(file, a.line, "no excerpt %s in the article", a.id)
			unknown = a.id
		}
	}
}

// answered checks that every excerpt has questions.
func (l *articleLoader) answered() {
	for _, e := range l.excerpts {
		if len(e.Questions[English]) == 0 || len(e.Questions[Spanish]) == 0 {
			l.fail(e.Source.ID+".yaml", l.lines[e], "%s: needs questions in English and in Spanish", e.ID)
		}
	}
}
