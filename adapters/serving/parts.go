package serving

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Units counts a text as platforms may: in UTF-16 units, never less than its letters.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// Parts cuts text into parts of at most so many Units, behind the end of a sentence where there is one in
// the second half of a part, else between words, else between letters. Joined they are the text again,
// spaces at the cuts apart. There is always one.
func Parts(text string, most int) []string {
	var parts []string
	for Units(text) > most {
		at, sentence, space, n := len(text), 0, 0, 0
		for i, r := range text {
			if n += max(utf16.RuneLen(r), 1); n > most {
				at = i
				break
			}
			if r == ' ' || r == '\n' {
				space = i
				last, _ := utf8.DecodeLastRuneInString(text[:i])
				if i > 0 && strings.ContainsRune(".!?”…]", last) && n > most/2 {
					sentence = i
				}
			}
		}
		switch {
		case sentence > 0:
			at = sentence
		case space > 0:
			at = space
		}
		parts = append(parts, strings.TrimSpace(text[:at]))
		text = strings.TrimSpace(text[at:])
	}
	return append(parts, text)
}
