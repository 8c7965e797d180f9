package corpus

import (
	"net/url"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// longestExcerptID keeps an id, with a version and an action beside it, inside the 100 characters
// that the narrowest chat platform gives a button.
const longestExcerptID = 64

var excerptID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$`)

// articleLoader takes in one article. Articles do not see each other, so they are taken in side by
// side.
type articleLoader struct {
	faults
	*loader  // people and topics, only to be read
	source   *Source
	excerpts []*Excerpt
	byID     map[string]*Excerpt
	lines    map[*Excerpt]int
	askers   askers
	links    []pendingLink
}

// articles takes in all articles, in order of their files' names.
func (l *loader) articles(articles []namedArticle, questions []namedQuestions) {
	loaders := make([]*articleLoader, len(articles))
	asked := make(map[string][]askedLines)
	for _, q := range questions {
		asked[strings.TrimSuffix(q.name, questionsSuffix)] = q.asked
	}
	var wg sync.WaitGroup
	for i := range articles {
		id := strings.TrimSuffix(articles[i].name, ".yaml")
		lines := asked[id]
		delete(asked, id)
		a := &articleLoader{
			loader: l, byID: make(map[string]*Excerpt), lines: make(map[*Excerpt]int), askers: room(lines),
		}
		loaders[i] = a
		wg.Go(func() {
			a.article(articles[i].name, &articles[i].file)
			a.ask(id+questionsSuffix, lines)
			a.answered()
		})
	}
	wg.Wait()
	for _, a := range loaders {
		l.errs = append(l.errs, a.errs...)
		l.links = append(l.links, a.links...)
		l.corpus.Excerpts = append(l.corpus.Excerpts, a.excerpts...)
		if a.source != nil {
			l.corpus.Sources = append(l.corpus.Sources, a.source)
		}
	}
	for id := range asked {
		l.fail(id+questionsSuffix, 0, "no article %s.yaml beside it", id)
	}
}

// article takes in the citation and the excerpts.
func (l *articleLoader) article(file string, a *articleFile) {
	s := a.Source
	want := strings.TrimSuffix(file, ".yaml")
	if s.ID.value != want {
		l.fail(file, s.ID.line, "source id %q: must be %q, as the file's name", s.ID.value, want)
		return
	}
	if strings.TrimSpace(s.Outlet) == "" {
		l.fail(file, s.ID.line, "source has no outlet")
	}
	if strings.TrimSpace(s.Title) == "" {
		l.fail(file, s.ID.line, "source has no title")
	}
	if u, err := url.Parse(s.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		l.fail(file, s.ID.line, "source url %q is no web address", s.URL)
	}
	l.source = &Source{ID: s.ID.value, Outlet: s.Outlet, Title: s.Title, Author: s.Author, URL: s.URL}
	l.source.Date = l.date(file, s.Date, "source date")
	if s.Date.value == "" {
		l.fail(file, s.ID.line, "source has no date")
	}
	for i := range a.Excerpts {
		l.excerpt(file, &a.Excerpts[i])
	}
}

func (l *faults) date(file string, s scalar, what string) Date {
	if s.value == "" {
		return Date{}
	}
	d, err := ParseDate(s.value)
	if err != nil {
		l.fail(file, s.line, "%s: %v", what, err)
	}
	return d
}

func (l *articleLoader) excerpt(file string, x *excerptEntry) {
	id, line, source := x.ID.value, x.ID.line, l.source
	switch {
	case id == "":
		l.fail(file, line, "an excerpt has no id (its text begins %q)", beginning(x.Text))
		return
	case !excerptID.MatchString(id) || !strings.HasPrefix(id, source.ID+"/"):
		l.fail(file, line, "excerpt id %q: must be %s/ and a short name in small letters, digits and hyphens", id, source.ID)
		return
	case len(id) > longestExcerptID:
		l.fail(file, line, "excerpt id %q: longer than %d letters", id, longestExcerptID)
		return
	case l.byID[id] != nil:
		l.fail(file, line, "excerpt id %s stands twice", id)
		return
	}
	l.oneOf(file, x.Kind, id, "kind", string(Quote), string(Fact))
	e := &Excerpt{
		ID: id, Kind: Kind(x.Kind.value), Source: source, Role: x.Role, Via: x.Via.value,
		Text: oneLine(x.Text), ES: oneLine(x.ES), Context: oneLine(x.Context), ContextES: oneLine(x.ContextES),
		Event:     l.date(file, x.Event, id+": event"),
		Questions: make(map[Language][]string),
	}
	l.required(file, line, e, x)
	for _, topic := range x.About {
		if !l.topics[topic.value] {
			l.fail(file, topic.line, "%s: about %q: in neither people.yaml nor terms.yaml", id, topic.value)
		}
		e.About = append(e.About, topic.value)
	}
	l.byID[id], l.lines[e] = e, line
	for _, asked := range []struct {
		lang Language
		text string
	}{{English, x.Questions.EN}, {Spanish, x.Questions.ES}, {Portuguese, x.Questions.PT}} {
		for q := range strings.Lines(asked.text) {
			if q = strings.TrimSpace(q); q != "" && l.question(file, line, &l.askers, id, q) {
				e.Questions[asked.lang] = append(e.Questions[asked.lang], q)
			}
		}
	}
	for _, linked := range []struct {
		rel Relation
		ids []scalar
	}{{Disputes, x.Disputes}, {Answers, x.Answers}, {Updates, x.Updates}} {
		for _, to := range linked.ids {
			l.links = append(l.links, pendingLink{file, e, linked.rel, to})
		}
	}
	l.excerpts = append(l.excerpts, e)
}

// required checks what every excerpt, and what every quote, must have.
func (l *articleLoader) required(file string, line int, e *Excerpt, x *excerptEntry) {
	for _, field := range []struct{ key, value string }{
		{"text", e.Text}, {"es", e.ES}, {"context", e.Context}, {"context_es", e.ContextES},
	} {
		if field.value == "" {
			l.fail(file, line, "%s: no %s", e.ID, field.key)
		}
		if !utf8.ValidString(field.value) {
			l.fail(file, line, "%s: %s is not UTF-8", e.ID, field.key)
		}
	}
	if len(x.About) == 0 {
		l.fail(file, line, "%s: about is empty", e.ID)
	}
	if x.Speaker.value != "" {
		if e.Speaker = l.people[x.Speaker.value]; e.Speaker == nil {
			l.fail(file, x.Speaker.line, "%s: speaker %q is not in people.yaml", e.ID, x.Speaker.value)
		} else {
			e.RoleES = e.Speaker.roleES(e.Role)
		}
	}
	if e.Kind != Quote {
		return
	}
	if x.Speaker.value == "" {
		l.fail(file, line, "%s: a quote needs a speaker", e.ID)
	}
	if e.Role == "" {
		l.fail(file, line, "%s: a quote needs its speaker's role", e.ID)
	}
	l.oneOf(file, scalar{x.Via.value, max(x.Via.line, line)}, e.ID, "via",
		"interview", "e-mail", "statement", "press conference", "document", "law", "report", "not stated")
	for _, piece := range Pieces(e.Text) {
		if piece == "" {
			l.fail(file, line, "%s: a quote is empty before or after %s", e.ID, Break)
		}
	}
}

// Pieces returns the unbroken runs of a quotation, in order: what stands between its Breaks.
func Pieces(quote string) []string {
	pieces := strings.Split(quote, Break)
	for i := range pieces {
		pieces[i] = strings.TrimSpace(pieces[i])
	}
	return pieces
}

// link resolves the links once all excerpts are known, and sets each in both directions.
func (l *loader) link() {
	add := func(from *Excerpt, rel Relation, to *Excerpt) {
		for _, k := range from.Links {
			if k.To == to {
				return
			}
		}
		from.Links = append(from.Links, Link{rel, to})
	}
	sort.SliceStable(l.links, func(i, j int) bool {
		a, b := l.links[i], l.links[j]
		return a.from.ID+string(a.rel) < b.from.ID+string(b.rel)
	})
	byID := make(map[string]*Excerpt, len(l.corpus.Excerpts))
	for _, e := range l.corpus.Excerpts {
		byID[e.ID] = e
	}
	for _, p := range l.links {
		to := byID[p.to.value]
		switch {
		case to == nil:
			l.fail(p.file, p.to.line, "%s: %s %q: no such excerpt", p.from.ID, p.rel, p.to.value)
		case to == p.from:
			l.fail(p.file, p.to.line, "%s: %s itself", p.from.ID, p.rel)
		default:
			add(p.from, p.rel, to)
			add(to, p.rel.Inverse(), p.from)
		}
	}
	for _, e := range l.corpus.Excerpts {
		sort.Slice(e.Links, func(i, j int) bool { return e.Links[i].To.ID < e.Links[j].To.ID })
	}
}

// oneLine folds white space to single spaces.
func oneLine(s string) string {
	s = strings.TrimSpace(s)
	space := false // stands before this place
	for _, r := range s {
		switch {
		case r == ' ' && !space:
			space = true
		case r <= ' ', r >= utf8.RuneSelf && unicode.IsSpace(r):
			return strings.Join(strings.Fields(s), " ")
		default:
			space = false
		}
	}
	return s // most is one line already
}

// beginning returns at most the first 40 bytes' worth of whole words.
func beginning(s string) string {
	s = oneLine(s)
	if len(s) <= 40 {
		return s
	}
	if i := strings.LastIndexByte(s[:40], ' '); i > 0 {
		return s[:i] + " …"
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}
