package archive

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"clippings/corpus"
)

// jsonLine is one line of JSON Lines: an excerpt with its source. docs/archives.md tells the form. What ask --json
// writes of an excerpt has the same names.
type jsonLine struct {
	ID                 string        `json:"id"`
	Kind               string        `json:"kind,omitzero"`
	Text               string        `json:"text"`
	Translation        string        `json:"translation,omitzero"`
	Speaker            jsonSpeaker   `json:"speaker,omitzero"`
	Role               string        `json:"role,omitzero"`
	RoleTranslation    string        `json:"role_translation,omitzero"`
	Via                string        `json:"via,omitzero"`
	Context            string        `json:"context,omitzero"`
	ContextTranslation string        `json:"context_translation,omitzero"`
	About              []string      `json:"about,omitempty"`
	Event              string        `json:"event,omitzero"`
	Questions          jsonQuestions `json:"questions,omitzero"`
	Source             *jsonSource   `json:"source"`
}

type jsonQuestions struct {
	EN []string `json:"en,omitempty"`
	ES []string `json:"es,omitempty"`
	PT []string `json:"pt,omitempty"`
}

type jsonSource struct {
	ID     string `json:"id"`
	Outlet string `json:"outlet,omitzero"`
	Title  string `json:"title,omitzero"`
	Author string `json:"author,omitzero"`
	Date   string `json:"date,omitzero"`
	URL    string `json:"url,omitzero"`
}

// jsonSpeaker is a name, or an object with a name and an id.
type jsonSpeaker struct{ ID, Name string }

type jsonPerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (s *jsonSpeaker) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case jsontext.KindString:
		return json.UnmarshalDecode(d, &s.Name)
	case jsontext.KindBeginObject:
		var p jsonPerson
		if err := json.UnmarshalDecode(d, &p); err != nil {
			return err
		}
		if p.Name == "" {
			return errors.New("speaker has no name")
		}
		s.ID, s.Name = p.ID, p.Name
		return nil
	case jsontext.KindNull:
		return d.SkipValue()
	}
	return errors.New("speaker is neither a name nor an object with a name")
}

func (s *jsonSpeaker) MarshalJSONTo(e *jsontext.Encoder) error {
	if s.ID == "" {
		return e.WriteToken(jsontext.String(s.Name))
	}
	return json.MarshalEncode(e, jsonPerson(*s))
}

// decodeLine reads one line; nil stands for one that was too long to be kept. What is wrong is told in one line.
func decodeLine(line []byte) (*corpus.Excerpt, error) {
	if line == nil {
		return nil, fmt.Errorf("it is longer than %d bytes", longestLine)
	}
	var x jsonLine
	if err := json.Unmarshal(line, &x, json.RejectUnknownMembers(true)); err != nil {
		return nil, jsonFault(line, err)
	}
	return x.excerpt()
}

// excerpt checks a line.
func (x *jsonLine) excerpt() (*corpus.Excerpt, error) {
	var t tidier
	e := &corpus.Excerpt{
		ID: t.name("id", x.ID), Kind: corpus.Fact,
		Text: t.text("text", x.Text), ES: t.text("translation", x.Translation),
		Role: t.text("role", x.Role), RoleES: t.text("role_translation", x.RoleTranslation), Via: t.text("via", x.Via),
		Context: t.text("context", x.Context), ContextES: t.text("context_translation", x.ContextTranslation),
		About: t.list("about", x.About), Event: t.date("event", x.Event),
	}
	switch corpus.Kind(x.Kind) {
	case "", corpus.Fact:
	case corpus.Quote, corpus.Passage:
		e.Kind = corpus.Kind(x.Kind)
	default:
		t.fail("kind %q is none of quote, fact and passage", beginning(x.Kind))
	}
	if name := t.text("speaker", x.Speaker.Name); name != "" {
		e.Speaker = &corpus.Person{ID: t.name("speaker.id", x.Speaker.ID), Name: name}
	}
	for _, asked := range []struct {
		lang corpus.Language
		list []string
	}{{corpus.English, x.Questions.EN}, {corpus.Spanish, x.Questions.ES}, {corpus.Portuguese, x.Questions.PT}} {
		if list := t.list("questions", asked.list); list != nil {
			if e.Questions == nil {
				e.Questions = make(map[corpus.Language][]string)
			}
			e.Questions[asked.lang] = list
		}
	}
	switch {
	case e.ID == "":
		t.fail("it has no id")
	case e.Text == "":
		t.fail("it has no text")
	case e.Kind == corpus.Quote && e.Speaker == nil:
		t.fail("a quote needs a speaker")
	case e.Kind == corpus.Passage && e.Speaker != nil:
		t.fail("a passage is of the article's own words: somebody else's are a quote")
	case x.Source == nil:
		t.fail("it has no source")
	default:
		e.Source = x.Source.source(&t)
	}
	return e, t.err
}

func (x *jsonSource) source(t *tidier) *corpus.Source {
	s := &corpus.Source{
		ID: t.name("source.id", x.ID), Outlet: t.text("source.outlet", x.Outlet), Title: t.text("source.title", x.Title),
		Author: t.text("source.author", x.Author), Date: t.date("source.date", x.Date), URL: x.URL,
	}
	switch {
	case s.ID == "":
		t.fail("source has no id")
	case s.Outlet == "" && s.Title == "":
		t.fail("source has neither an outlet nor a title")
	case x.URL != "":
		if u, err := url.Parse(x.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Contains(x.URL, " ") {
			t.fail("source.url %q is no web address", beginning(x.URL))
		}
	}
	return s
}

// tidier makes text that a line holds fit to be shown, and keeps the first thing that is wrong.
type tidier struct{ err error }

func (t *tidier) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf(format, args...)
	}
}

// text folds white space to single spaces, as written coverage is read, and refuses control characters, with
// which a terminal can be driven.
func (t *tidier) text(field, s string) string {
	folded := false
	space := true // stands before this place
	for _, r := range s {
		switch {
		case r == ' ':
			folded = folded || space
			space = true
		case r < utf8.RuneSelf && r > ' ' && r != 0x7f:
			space = false
		case unicode.IsSpace(r):
			folded, space = true, true
		case unicode.IsControl(r):
			t.fail("%s holds a control character, %U", field, r)
			return ""
		default:
			space = false
		}
	}
	if folded || space {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}

// name refuses what text would change.
func (t *tidier) name(field, s string) string {
	if t.text(field, s) != s {
		t.fail("%s %q has white space around it, or a tab or a line break", field, beginning(s))
	}
	return s
}

func (t *tidier) list(field string, list []string) []string {
	for i, s := range list {
		if list[i] = t.text(field, s); list[i] == "" {
			t.fail("%s has an empty text", field)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

func (t *tidier) date(field, s string) corpus.Date {
	if s == "" {
		return corpus.Date{}
	}
	d, err := corpus.ParseDate(s)
	switch {
	case err != nil && len(s) > len("2006-01-02"):
		t.fail("%s %q is no date: write 2017-02-22, 2017-02 or 2017", field, beginning(s))
	case err != nil:
		t.fail("%s %w", field, err)
	case d.Year == 0:
		t.fail("%s %q is no date: there was no year 0", field, s)
	}
	return d
}

// beginning is what is told of a text that may be long.
func beginning(s string) string {
	const most = 40 // letters
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}

// jsonFault says in one line why a line was not read.
func jsonFault(line []byte, err error) error {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case !utf8.Valid(line):
		return errors.New("it is not UTF-8 text")
	case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("%s stands twice", fieldAt(syntax.JSONPointer))
	case errors.As(err, &syntax):
		return fmt.Errorf("broken JSON at byte %d: %s", syntax.ByteOffset+1, strings.TrimPrefix(beginning(syntax.Err.Error()), "jsontext: "))
	case errors.As(err, &meaning) && errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("unknown field %s", fieldAt(meaning.JSONPointer))
	case errors.As(err, &meaning) && meaning.GoType != nil && meaning.JSONKind != 0 && meaning.Err == nil:
		return fmt.Errorf("%s is %s", fieldAt(meaning.JSONPointer), jsonKinds[meaning.JSONKind])
	case errors.As(err, &meaning) && meaning.Err != nil:
		return meaning.Err
	}
	return err
}

// fieldAt names a place in a line.
func fieldAt(p jsontext.Pointer) string {
	var names []string
	for name := range p.Tokens() {
		names = append(names, name)
	}
	if len(names) == 0 {
		return "the line"
	}
	return fmt.Sprintf("%q", beginning(strings.Join(names, ".")))
}

var jsonKinds = map[jsontext.Kind]string{
	jsontext.KindNull: "null, which it must not be", jsontext.KindFalse: "false, which it must not be", jsontext.KindTrue: "true, which it must not be",
	jsontext.KindString: "a string, which it must not be", jsontext.KindNumber: "a number, which it must not be",
	jsontext.KindBeginObject: "an object, which it must not be", jsontext.KindBeginArray: "a list, which it must not be",
}
