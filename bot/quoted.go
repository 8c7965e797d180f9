package bot

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"clippings/corpus"
)

// heard is what the coverage has of the words that a question gives in quotation marks and asks whose they are. The zero
// value is of a question that asks nothing like that.
type heard struct {
	in      map[*corpus.Excerpt]bool // those that have the words; nil where none has
	certain bool                     // they are one speaker's alone, letter for letter
	several bool                     // they are more than one's
	never   bool                     // nobody says them
}

// fewQuoted is from how many words on what stands in marks is taken for a quotation that nobody said: fewer may be a name,
// or told in other words.
const fewQuoted = 5

// hear looks for the words that the question quotes. It is for questions that ask who said them, or what was meant.
func (b *Bot) hear(u *Understanding) {
	if u.Asks != AsksWho && u.Asks != AsksWords && !u.words.has(speech) {
		return
	}
	phrases := quotedPhrases(u.text)
	if len(phrases) == 0 {
		return
	}
	phrase := slices.MaxFunc(phrases, func(a, b string) int { return len(a) - len(b) })
	if u.Asks != AsksWho && u.some(func(unit *corpus.Unit) bool { return unit.Topic != "" && !unit.Group && " "+unit.Word+" " == phrase }) {
		return // a name in marks
	}
	all := b.Corpus().Excerpts
	in := make(map[*corpus.Excerpt]bool)
	var speakers []*corpus.Person
	for i, text := range b.spoken() {
		e := all[i]
		if !strings.Contains(text, phrase) || !u.Filters.pass(e) {
			continue
		}
		in[e] = true
		if e.Speaker != nil && e.Kind.Verbatim() && !slices.Contains(speakers, e.Speaker) {
			speakers = append(speakers, e.Speaker)
		}
	}
	if len(in) == 0 {
		u.heard.never = strings.Count(phrase, " ")-1 >= fewQuoted
		return
	}
	// Who is named besides may be one who says them; or stands in them ("Malloy has been decent"), or is said to say them.
	if named := slices.DeleteFunc(slices.Clone(speakers), func(p *corpus.Person) bool { return !u.asked(p) }); len(named) > 0 {
		speakers = named
	}
	if len(speakers) > 0 { // a quotation has the words from the speaker; a fact may only tell of them
		maps.DeleteFunc(in, func(e *corpus.Excerpt, _ bool) bool {
			return !e.Kind.Verbatim() || !slices.Contains(speakers, e.Speaker)
		})
	}
	u.heard = heard{in: in, certain: len(speakers) == 1, several: len(speakers) > 1}
}

// newSpoken returns the texts of all excerpts, in both languages, as words with a space before and behind each.
func newSpoken(c *corpus.Corpus) []string {
	texts := make([]string, len(c.Excerpts))
	for i, e := range c.Excerpts {
		texts[i] = spaced(e.Text) + spaced(e.ES)
	}
	return texts
}

// spaced returns the words of a text as Analyze has them, a space before and behind each.
func spaced(text string) string { return " " + strings.Join(foldedWords(text), " ") + " " }

// closingMarks returns the marks that end a quotation which another begins, none where that is no such mark.
func closingMarks(mark rune) string {
	switch mark {
	case '"', '“', '”', '„':
		return `"“”`
	case '\'', '‘':
		return `'’`
	case '«':
		return `»`
	}
	return ""
}

// quotedPhrases returns what stands in quotation marks in a text, as spaced does. An apostrophe in a word is no mark.
func quotedPhrases(text string) (phrases []string) {
	open := "" // marks that nothing behind ends
	before := ' '
	for i := 0; i < len(text); {
		mark, n := utf8.DecodeRuneInString(text[i:])
		i += n
		closing := closingMarks(mark)
		if closing == "" || unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune(open, mark) {
			before = mark
			continue
		}
		length, n := quotation(text[i:], closing)
		if length < 0 {
			open += string(mark)
			continue
		}
		if phrase := spaced(text[i : i+length]); strings.TrimSpace(phrase) != "" {
			phrases = append(phrases, phrase)
		}
		before, i = ' ', i+length+n
	}
	return phrases
}

// quotation returns how many bytes of a text stand before the first of the closing marks that no letter follows, and how
// many that mark has; length is -1 where there is none.
func quotation(text, closing string) (length, mark int) {
	for at := 0; ; {
		next := strings.IndexAny(text[at:], closing)
		if next < 0 {
			return -1, 0
		}
		at += next
		_, n := utf8.DecodeRuneInString(text[at:])
		if behind, _ := utf8.DecodeRuneInString(text[at+n:]); !unicode.IsLetter(behind) {
			return at, n
		}
		at += n
	}
}
