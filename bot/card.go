package bot

import (
	"fmt"
	"slices"
	"strings"

	"clippings/corpus"
)

// Card is an excerpt in the words that every adapter shows: the same excerpt reads the same wherever
// it is asked for. Nothing in it is marked up; an adapter escapes and sets it as its platform wants.
type Card struct {
	Text        string // the quotation in quotation marks, or the fact
	Translation string // a quotation's translation, in quotation marks; "" where none is shown
	Label       string // what Text is when it is no speaker's words ("Fact, in our own words"), else ""
	Who         string // speaker, role at that date, how the outlet has the words; "" when nobody speaks
	Context     string // one line that resolves what the text leaves open; may be ""
	Event       string // when it was said, or of when it tells, where the article's date does not say so; else ""
	Citation    string // outlet, author, date and title of the article
	URL         string // "" where the article has none
}

// Card returns an excerpt's card in the language of the phrases. A quotation always stands in the
// original, with its translation beside it where there is one in that language; a fact stands in
// the language itself where the coverage has it, else in English.
func (p *Phrases) Card(e *corpus.Excerpt) Card {
	c := Card{Context: e.Context, Event: p.eventOf(e), Citation: p.CitationOf(e.Source), URL: e.Source.URL}
	if p.Language == corpus.Spanish && e.ContextES != "" {
		c.Context = e.ContextES
	}
	switch {
	case e.Kind.Verbatim():
		c.Text = quoted(e.Text)
		if e.Kind == corpus.Passage {
			c.Label = p.Passage
		}
		if p.Language == corpus.Spanish && e.ES != "" {
			c.Translation = quoted(e.ES)
		}
	case p.Language == corpus.Spanish && e.ES != "":
		c.Text, c.Label = e.ES, p.Fact
	default:
		c.Text, c.Label = e.Text, p.Fact
	}
	if e.Speaker != nil {
		c.Who = p.speakerOf(e)
		if via := p.Via[e.Via]; via != "" {
			c.Who += " (" + via + ")"
		}
	}
	return c
}

// RoleOf is the role that an excerpt's speaker held then, in the language of the phrases where the coverage has it,
// else in English; "" where none is known.
func (p *Phrases) RoleOf(e *corpus.Excerpt) string {
	if p.Language == corpus.Spanish && e.RoleES != "" {
		return e.RoleES
	}
	return e.Role
}

// CitationOf is where an excerpt stands: outlet, author, date, title. What a source lacks is left out, but for
// the author, of whom that is said where there is an outlet.
func (p *Phrases) CitationOf(s *corpus.Source) string {
	author := s.Author
	if author == "" && s.Outlet != "" {
		author = p.NoAuthor
	}
	where := joined(", ", s.Outlet, author, p.Date(s.Date))
	if s.Title == "" {
		return where
	}
	return joined(": ", where, quoted(s.Title))
}

// joined joins what is not empty.
func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

// speakerOf names an excerpt's speaker with the role they held then, in the language of the phrases where the
// coverage has it, unless the role, in English or as shown, says no more than the name. There must be a speaker.
func (p *Phrases) speakerOf(e *corpus.Excerpt) string {
	role := p.RoleOf(e)
	if role == "" || repeats(role, e.Speaker.Name) || repeats(e.Role, e.Speaker.Name) {
		return e.Speaker.Name
	}
	return e.Speaker.Name + ", " + role
}

// speakerOf does so in English, in which excerpts are cited.
func speakerOf(e *corpus.Excerpt) string { return english.speakerOf(e) }

// repeats reports whether a role is in the words of the name that it follows, an article ahead of it apart: documents
// and bodies are often called by what they are.
func repeats(role, name string) bool {
	said, named := foldedWords(role), foldedWords(name)
	if len(said) > 1 && slices.Contains(articles, said[0]) {
		said = said[1:]
	}
	for i := 0; i+len(said) <= len(named); i++ {
		if slices.Equal(said, named[i:i+len(said)]) {
			return true
		}
	}
	return false
}

// articles may stand ahead of a role.
var articles = []string{"a", "an", "the", "el", "la", "un", "una", "o", "um", "uma"}

// foldedWords are a text's words without case, accents and possessive endings.
func foldedWords(text string) []string {
	var words []string
	for _, t := range corpus.Analyze(nil, text) {
		words = append(words, strings.TrimSuffix(strings.TrimSuffix(t.Word, "'s"), "’s"))
	}
	return words
}

func quoted(s string) string { return "“" + s + "”" }

// Missing says that the coverage does not answer, and what it is known not to say.
func (p *Phrases) Missing(gap *corpus.Gap) string {
	switch {
	case gap == nil:
		return p.NotCovered
	case p.Language == corpus.Spanish:
		return gap.ES
	}
	return gap.Text
}

// SpanOf says from when to when the coverage is.
func (p *Phrases) SpanOf(first, last corpus.Date) string {
	if first.IsZero() || last.IsZero() {
		return p.NoSpan
	}
	return fmt.Sprintf(p.Span, p.Date(first), p.Date(last))
}
