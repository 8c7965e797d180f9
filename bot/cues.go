package bot

import (
	"strings"

	"clippings/corpus"
)

// cues are folded word sequences that tell something of a question, each with a number. They are
// looked up by their first word, so that looking for many costs hardly more than looking for one.
type cues map[string][]cue

type cue struct {
	rest   []string // the words behind the first
	number int
}

// newCues numbers the lists of cues from 0.
func newCues(lists ...[]string) cues {
	c := make(cues)
	for number, list := range lists {
		for _, text := range list {
			words := strings.Fields(text)
			c[words[0]] = append(c[words[0]], cue{words[1:], number})
		}
	}
	return c
}

// each calls f for every cue that occurs, with its number and the place of its first word, in the
// order of the question.
func (c cues) each(tokens []corpus.Token, f func(number, at int)) {
	for i := range tokens {
		for _, q := range c[tokens[i].Word] {
			if startsWith(tokens[i+1:], q.rest) {
				f(q.number, i)
			}
		}
	}
}

// any reports whether some cue occurs.
func (c cues) any(tokens []corpus.Token) (found bool) {
	c.each(tokens, func(int, int) { found = true })
	return found
}

func startsWith(tokens []corpus.Token, words []string) bool {
	if len(tokens) < len(words) {
		return false
	}
	for i, w := range words {
		if tokens[i].Word != w {
			return false
		}
	}
	return true
}
