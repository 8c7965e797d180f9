package bot

import (
	"fmt"
	"strconv"

	"clippings/corpus"
)

// Lists reports whether the bot can list its coverage: articles, people, topics. One of NewArchive cannot; it
// tells how much there is.
func (b *Bot) Lists() bool { return b.passages == nil }

// Size returns how many sources the coverage has, and how many excerpts.
func (b *Bot) Size() (sources, excerpts int) {
	if b.passages != nil {
		words := b.passages.Words()
		return words.Sources(), words.Len()
	}
	c := b.Corpus()
	return len(c.Sources), len(c.Excerpts)
}

// Span returns the dates of the earliest and of the latest source; both are zero where none has a date.
func (b *Bot) Span() (first, last corpus.Date) {
	if b.passages != nil {
		return b.passages.Words().Span()
	}
	return b.Corpus().Span()
}

// Asking says how to ask this bot.
func (c *Controls) Asking(b *Bot) string {
	if b.Lists() {
		return c.HowTo
	}
	return c.HowToLarge
}

// MeasuredOf says how often a bot is right, as far as that was measured: "" for a bot of NewArchive, of whose
// coverage nothing was.
func (c *Controls) MeasuredOf(b *Bot) string {
	if !b.Lists() {
		return ""
	}
	return c.Measured()
}

// Holding says how much coverage a bot answers from.
func (c *Controls) Holding(b *Bot) string {
	sources, excerpts := b.Size()
	return fmt.Sprintf(c.Holds, c.number(excerpts), c.number(sources))
}

// number writes a number as the language does: 1,204,312.
func (c *Controls) number(n int) string {
	mark := byte(',')
	if c.Decimal == "," {
		mark = '.'
	}
	digits := strconv.Itoa(n)
	var out []byte
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, mark)
		}
		out = append(out, digits[i])
	}
	return string(out)
}
