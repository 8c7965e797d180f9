package discord

import (
	"strings"

	"clippings/adapters/serving"
	"clippings/corpus"
)

// Sizes of what is shown of an excerpt. The longest of everything leaves room for a piece of an original
// and one of its translation on every page.
const (
	longestPiece = 200 // of a text that is shown in parts
	longestAbout = 450 // of each line about an excerpt
	longestLink  = 512
	longestBrief = 150 // of each line about an excerpt where there is little room
)

// card is an excerpt as it is shown here. A text that is too long for a page is shown in parts: each page
// takes as many pieces as it has room for, and a button tells where the next begins.
type card struct {
	label             string // what the text is when it is no quotation
	text, translation passage
	about             string // who said it and where; escaped
}

// passage is a text that may be shown in parts.
type passage struct {
	whole  string   // without quotation marks
	quoted bool     // quotation marks stand around every part
	pieces []string // once it is cut
}

// behindLast is the number of a piece that no text has: the one behind the last.
const behindLast = serving.MostNumber

func (v *view) card(e *corpus.Excerpt) *card {
	shown := v.words.Card(e)
	inner := func(s string) passage {
		if !e.Kind.Verbatim() {
			return passage{whole: s}
		}
		return passage{whole: strings.TrimSuffix(strings.TrimPrefix(s, "“"), "”"), quoted: true}
	}
	c := &card{label: shown.Label, text: inner(shown.Text), translation: inner(shown.Translation)}
	var about []string
	if shown.Who != "" {
		name := e.Speaker.Name
		about = append(about, "— **"+short(name, longestAbout/2)+"**"+short(strings.TrimPrefix(shown.Who, name), longestAbout))
	}
	about = append(about, short(shown.Context, longestAbout), escape(shown.Event), short(shown.Citation, longestAbout), linkTo(shown.URL))
	c.about = strings.Join(nonEmpty(about...), "\n")
	return c
}

// cut cuts a passage into pieces. A second call does nothing.
func (t *passage) cut() {
	if t.pieces == nil && t.whole != "" {
		t.pieces = pieces(t.whole, longestPiece, func(part string) int { return size(quoteLines(escape(part))) })
	}
}

// part returns the pieces from one to another, the latter not included, as one text; behindLast is the
// end.
func (t *passage) part(from, to int) string {
	s := t.whole
	if from > 0 || to < behindLast {
		t.cut()
		from, to = min(from, len(t.pieces)), min(to, len(t.pieces))
		s = strings.Join(t.pieces[from:to], "")
	}
	if s = strings.TrimSpace(s); s != "" && t.quoted {
		return "“" + s + "”"
	}
	return s
}

// parts returns how many pieces there are.
func (c *card) parts() int {
	c.text.cut()
	c.translation.cut()
	return max(len(c.text.pieces), len(c.translation.pieces))
}

// part returns the texts of a card's pieces from one to another, the latter not included: the words, and
// behind them who said them and where. The head, if any, comes first. behindLast is the end.
func (v *view) part(c *card, head string, from, to int) []string {
	words := nonEmpty(head)
	if c.label != "" {
		words = append(words, "*"+escape(c.label)+"*")
	}
	if from > 0 {
		words = append(words, escape(v.control.Continued))
	}
	if s := c.text.part(from, to); s != "" {
		words = append(words, quoteLines(escape(s)))
	}
	if s := c.translation.part(from, to); s != "" {
		words = append(words, quoteLines("*"+escape(v.words.Translation)+":* "+escape(s)))
	}
	if to < behindLast {
		words = append(words, escape(v.control.Continues))
	}
	return []string{strings.Join(words, "\n"), c.about}
}

// excerpt writes an excerpt from a piece on, as much as there is room for besides what comes later, and
// returns the piece that comes next, or behindLast.
func (v *view) excerpt(p *page, head string, e *corpus.Excerpt, from int, later room) (next int) {
	c := v.card(e)
	if p.setOff(later, v.part(c, head, from, behindLast)...) {
		return behindLast
	}
	next = from + 1
	for next+1 < c.parts() && p.fits(later, 1, v.part(c, head, from, next+1)...) {
		next++
	}
	if next >= c.parts() { // one piece that leaves too little room for later
		next = behindLast
	}
	p.setOff(room{}, v.part(c, head, from, next)...)
	return next
}

// brief is an excerpt in few words: who, about what, and where.
func (v *view) brief(head string, e *corpus.Excerpt) string {
	c := v.words.Card(e)
	return strings.Join(nonEmpty(head, short(c.Who, longestBrief), short(c.Context, longestBrief), short(c.Citation, longestBrief)), "\n")
}

// listed is an excerpt of a list, under its head.
type listed struct {
	head string
	*corpus.Excerpt
}

// list writes excerpts, those for which there is room in full and the others in few words. What does not
// even fit so is left out; the longest of everything leaves room for mostInRow on a page of their own.
func (v *view) list(p *page, later room, all []listed) {
	behind := make([]room, len(all)) // what those after each take in few words, and what comes later
	for i := len(all) - 1; i >= 0; i-- {
		behind[i] = later
		later = later.plus(roomFor(v.brief(all[i].head, all[i].Excerpt))).plus(room{count: 1})
	}
	for i, item := range all {
		if !p.setOff(behind[i], v.part(v.card(item.Excerpt), item.head, 0, behindLast)...) {
			p.setOff(room{}, v.brief(item.head, item.Excerpt))
		}
	}
}
