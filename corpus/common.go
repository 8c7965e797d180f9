package corpus

import (
	_ "embed"
	"strings"
)

// commonText holds the everyday words of the three languages, folded, one a line and in the order of
// their bytes, behind a line that says what they are: real words, so no typing errors, and weak evidence
// where the coverage does not use them.
//
//go:embed common.txt
var commonText string

// common reports whether a folded word is an everyday word. It looks the word up in the text itself: few
// words of a question come to that, and there is nothing to build for them.
func common(folded string) bool {
	from, to := 0, len(commonText) // the word's line begins in between, if there is one
	for from < to {
		middle := (from + to) / 2
		start := strings.LastIndexByte(commonText[from:middle], '\n') + 1 + from
		line, _, _ := strings.Cut(commonText[start:], "\n")
		switch c := strings.Compare(line, folded); {
		case c == 0:
			return true
		case c < 0:
			from = start + len(line) + 1
		default:
			to = start
		}
	}
	return false
}
