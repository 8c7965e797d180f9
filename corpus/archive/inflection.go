package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"clippings/corpus"
)

// derivedBegins is how many letters words of one family begin alike with, as "destroy" and "destruction" do.
const derivedBegins = 5

// Inflected reads the text of a candidate and tells what of the question it has in other words of the same family.
// other is the weight of the words that it has in another form than asked, "ruled" for "ruler"; derived that of those
// that it lacks and has a word of that begins alike, "destruction" for "destroy". Numbers are neither, and what was read
// from another language is not other.
func (c *Candidate) Inflected(q *Query) (other, derived float32) {
	defer hold(c.owner)()
	at, _, _ := c.record.header()
	at.skipFields()
	at.byte()
	var texts [2]string // the passage, and its translation
	for len(at.rest) > 0 {
		p, s := part(at.byte()), at.bytes()
		if p == partText || p == partES {
			texts[p-partText] = corpus.Fold(string(s))
		} else if p > partES {
			break
		}
	}
	for i := range q.Units {
		u := &q.Units[i]
		switch {
		case u.Small || u.Number:
		case c.inText&(1<<i) != 0:
			if !u.Foreign && !hasWord(texts[0], u.Word) && !hasWord(texts[1], u.Word) {
				other += u.Weight
			}
		default:
			if begin := familyOf(u.Word); begin != "" && (hasBeginning(texts[0], begin) || hasBeginning(texts[1], begin)) {
				derived += u.Weight
			}
		}
	}
	return other, derived
}

// familyOf returns the first letters of a word by which its family is known, "" of one that is too short.
func familyOf(word string) string {
	n := 0
	for i := range word {
		if n == derivedBegins {
			return word[:i]
		}
		n++
	}
	if n == derivedBegins {
		return word
	}
	return ""
}

// hasWord reports whether a folded text has a word.
func hasWord(text, word string) bool {
	for from := 0; ; from++ {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		from += at
		if begins(text, from) && !letterAt(text[from+len(word):]) {
			return true
		}
	}
}

// hasBeginning reports whether a word of a folded text begins so.
func hasBeginning(text, begin string) bool {
	for from := 0; ; from++ {
		at := strings.Index(text[from:], begin)
		if at < 0 {
			return false
		}
		if from += at; begins(text, from) {
			return true
		}
	}
}

// begins reports whether no letter stands right before a place.
func begins(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return !inWord(r)
}

// letterAt reports whether a letter stands at the beginning of a text.
func letterAt(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return inWord(r)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
