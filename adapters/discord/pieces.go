package discord

import (
	"strings"
	"unicode/utf8"
)

// pieces cuts text into pieces of which each, as measure says, takes at most so much: behind the end of a
// sentence where there is one in the second half of a piece, else behind a space, and inside a word only
// where that is longer than a piece. Put together they are the text, letter for letter. There is always
// one. Nothing may measure less than its size.
func pieces(text string, most int, measure func(string) int) []string {
	var all []string
	for text != "" && (len(text) > reach(most) || measure(text) > most) {
		at := cutAt(text, most, measure)
		all = append(all, text[:at])
		text = text[at:]
	}
	if text != "" || all == nil {
		all = append(all, text)
	}
	return all
}

// reach is how many bytes a text of a size has at most.
func reach(most int) int { return max(most, 0)*20/9 + 1 }

// cutAt returns where the first piece of a text that is too long ends.
func cutAt(text string, most int, measure func(string) int) int {
	end := longest(text, most, measure)
	sentence, word := 0, 0
	for i, r := range text[:end] {
		if r != ' ' {
			continue
		}
		word = i + 1
		if last, _ := utf8.DecodeLastRuneInString(text[:i]); strings.ContainsRune(".!?”…]", last) && i > end/2 {
			sentence = i + 1
		}
	}
	switch {
	case sentence > 0:
		return sentence
	case word > 0:
		return word
	}
	return end
}

// longest returns how many bytes of text, at least one letter, take at most so much.
func longest(text string, most int, measure func(string) int) int {
	_, least := utf8.DecodeRuneInString(text)
	low, high := least, min(len(text), max(least, reach(most))) // the answer lies between, both included
	for high > least && high < len(text) && !utf8.RuneStart(text[high]) {
		high--
	}
	for low < high {
		middle := (low + high + 1) / 2
		for middle < high && !utf8.RuneStart(text[middle]) {
			middle++
		}
		if measure(text[:middle]) <= most {
			low = middle
			continue
		}
		for high = middle - 1; high > low && !utf8.RuneStart(text[high]); high-- {
		}
	}
	return low
}

// short returns text on one line, escaped, of at most about so much size; what is cut off ends in “…”.
func short(s string, most int) string {
	s = flat(s)
	if out := escape(s); size(out) <= most {
		return out
	}
	end := longest(s, most-2, func(part string) int { return size(escape(part)) })
	return escape(strings.TrimSpace(s[:end])) + "…"
}

// flat puts text on one line.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
