package bot

import (
	"fmt"
	"strings"

	"clippings/corpus"
)

// Problem is what is wrong with a question, or with one of its filters. It repeats what was typed, so it is for the
// asker alone. Phrases.Problem says it in a language.
type Problem struct {
	Field Field // the filter's; "" for the question as a whole
	Kind  ProblemKind
	// Value is what was typed, of any length and with any signs, or with TooLong the limit in bytes; "" where there
	// is neither. Not every kind's line holds it, and those that hold what was typed quote it.
	Value string
}

// String is the problem's line in English, as JSON, logs and the command line have it.
func (p Problem) String() string { return english.Problem(p) }

// ProblemKind is what kind of thing is wrong.
type ProblemKind int

// The kinds. Every language has a line for each: see Phrases.Problems.
const (
	NothingSaid ProblemKind = iota // no word in it
	TooLong                        // longer than LongestQuestion
	NotUTF8
	NotReached // nothing is wrong with the question, but the coverage is away: see AwayError

	NoSuchSpeaker // nobody of the coverage, or somebody whom it does not quote
	NoSuchOutlet
	NoSuchTopic
	NoSuchKind
	NoSuchDate  // corpus.ParseDate does not read it
	NotNarrowed // by names: coverage that cannot be listed has none to narrow it by

	NothingWithin // the outlet, dates or kind that the question is narrowed to; what is shown as near lies outside

	problemKinds
)

// Problem is the line for the asker in the language of the phrases, without an end of line. It begins with the name
// of the filter that something is wrong with.
func (p *Phrases) Problem(problem Problem) string {
	line := p.Problems[problem.Kind]
	if strings.Contains(line, "%") {
		line = fmt.Sprintf(line, problem.Value)
	}
	if problem.Field == "" {
		return line
	}
	name := p.FilterNames[problem.Field]
	if name == "" {
		name = string(problem.Field)
	}
	return name + ": " + line
}

// In is the line for the asker: in their language as far as the question told it, else in the one given.
func (e *InputError) In(otherwise corpus.Language) string {
	lang := e.Language
	if lang == "" {
		lang = otherwise
	}
	return PhrasesOf(lang).Problem(e.Problem)
}

// refused returns an InputError to a question, with the language of the asker.
func refused(q *Question, problem Problem) *InputError {
	text := strings.ToValidUTF8(q.Text[:min(len(q.Text), LongestQuestion)], " ")
	words := read(corpus.Analyze(nil, text), nil)
	return &InputError{Problem: problem, Language: languageOf(&words, text, q.Locale)}
}
