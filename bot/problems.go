package bot

import (
	"strconv"
	"strings"

	"clippings/corpus"
)

// What is wrong with a question or with a filter is told in English first, as JSON, logs and the command line have it.
// These are the lines, those of filters behind the filter's name, a colon and a space. Each stands in Phrases.Problems
// of every other language.
const (
	tooLong     = "the question is too long: at most %d bytes are read"
	notUTF8     = "the question is not valid UTF-8 text"
	nothingSaid = "the question is empty: ask in a few words"

	noSuchSpeaker = "nobody called %q is quoted in this coverage"
	noSuchOutlet  = "no outlet called %q in this coverage"
	noSuchTopic   = "no topic called %q in this coverage"
	noSuchKind    = "%q is neither quote nor fact"
	noSuchDate    = "%q is no date: write 2017-02-22, 2017-02 or 2017" // the words of corpus.ParseDate
	notNarrowed   = "this coverage is too large to be narrowed by it: put the name into the question, or narrow it with from: and to:"
)

// Problem says one of a Reply's Problems, or an InputError's message, in the language of the phrases. A line that is
// no such is returned as it is.
func (p *Phrases) Problem(line string) string {
	if p.Problems == nil {
		return line
	}
	name := ""
	if filter, rest, ok := strings.Cut(line, ": "); ok && p.FilterNames[Field(filter)] != "" {
		name, line = p.FilterNames[Field(filter)]+": ", rest
	}
	for format, own := range p.Problems {
		if value, ok := filledIn(format, line); ok {
			return name + fill(own, value)
		}
	}
	return name + line
}

// filledIn returns what stands in a line in the place of the verb of its format, %q or %d, "" where there is none; ok
// reports whether the line is of that format.
func filledIn(format, line string) (value string, ok bool) {
	before, after, verb := cutVerb(format)
	if verb == 0 {
		return "", line == format
	}
	line, begins := strings.CutPrefix(line, before)
	value, ends := strings.CutSuffix(line, after)
	if !begins || !ends {
		return "", false
	}
	if verb == 'd' {
		_, err := strconv.Atoi(value)
		return value, err == nil
	}
	whole, err := strconv.QuotedPrefix(value)
	return value, err == nil && whole == value
}

// fill puts a value, as filledIn returned it, in the place of a format's verb.
func fill(format, value string) string {
	before, after, _ := cutVerb(format)
	return before + value + after
}

// cutVerb cuts a format around its only verb, which is 0 where there is none.
func cutVerb(format string) (before, after string, verb byte) {
	before, after, ok := strings.Cut(format, "%")
	if !ok || after == "" {
		return format, "", 0
	}
	return before, after[1:], after[0]
}

// In is the line for the asker: in their language as far as the question told it, else in the one given.
func (e *InputError) In(otherwise corpus.Language) string {
	lang := e.Language
	if lang == "" {
		lang = otherwise
	}
	return PhrasesOf(lang).Problem(e.Message)
}

// refused returns an InputError to a question, in English, with the language of the asker.
func refused(q *Question, message string) *InputError {
	text := strings.ToValidUTF8(q.Text[:min(len(q.Text), LongestQuestion)], " ")
	words := read(corpus.Analyze(nil, text), nil)
	return &InputError{Message: message, Language: languageOf(&words, text, q.Locale)}
}
