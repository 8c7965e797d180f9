package slack

import (
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// Sizes of what is said about an excerpt, in units. Whatever the coverage holds, one part of a text and of
// its translation fits on every page with all of it.
const (
	longestAbout = 450 // of each line
	longestLink  = 600 // of an address that is a link
	longestBrief = 150 // of each line where there is little room
	briefly      = 2*longestBrief + 80
	columnPart   = 500 // of a text in a column, where it is shown in parts
)

// card is an excerpt as it is shown here: what is long is in parts.
type card struct {
	bot.Card
	text, translation []string
}

func (v *shown) card(e *corpus.Excerpt, longest int) *card {
	c := &card{Card: v.words.Card(e)}
	c.text, c.translation = parts(c.Text, e.Kind.Verbatim(), longest), parts(c.Translation, e.Kind.Verbatim(), longest)
	c.Who, c.Context, c.Citation = short(c.Who, longestAbout), short(c.Context, longestAbout), short(c.Citation, longestAbout)
	return c
}

// parts cuts a text into the parts in which it is shown, each in quotation marks when it is a quotation.
func parts(whole string, quoted bool, longest int) []string {
	if whole == "" {
		return nil
	}
	if !quoted {
		return serving.Parts(whole, longest)
	}
	all := serving.Parts(strings.TrimSuffix(strings.TrimPrefix(whole, "“"), "”"), longest)
	for i := range all {
		all[i] = "“" + all[i] + "”"
	}
	return all
}

// nth returns a part, or "".
func nth(parts []string, n int) string {
	if n < len(parts) {
		return parts[n]
	}
	return ""
}

// parts returns in how many parts an excerpt is shown.
func (c *card) parts() int { return max(len(c.text), len(c.translation)) }

// texts are what an excerpt's first part shows, with something to spare for marks and headings.
func (v *shown) texts(e *corpus.Excerpt) []string {
	c := v.card(e, longestPart)
	return []string{nth(c.text, 0), nth(c.translation, 0), c.Label, c.Who, c.Context, c.Event, c.Citation, c.URL, strings.Repeat(" ", 90)}
}

// fits reports whether an excerpt's first part has room.
func (v *shown) fits(p *page, e *corpus.Excerpt) bool { return p.fits(v.texts(e)...) }

// fitsPlain reports whether it has room in the plain text too, besides so many units that come later.
func (v *shown) fitsPlain(p *page, e *corpus.Excerpt, later int) bool {
	return p.said+unitsOf(escape.Replace(strings.Join(v.texts(e), "\n")))+later <= mostFallback
}

// excerpt writes one part of an excerpt, from 0, with who said it and where, and reports whether parts
// follow.
func (v *shown) excerpt(p *page, head string, e *corpus.Excerpt, part int) (more bool) {
	c := v.card(e, longestPart)
	more = part+1 < c.parts()
	var elements []slack.RichTextElement
	var all []string
	section := func(said string, parts ...slack.RichTextSectionElement) {
		elements = append(elements, slack.NewRichTextSection(parts...))
		all = append(all, said)
	}
	quote := func(said string, parts ...slack.RichTextSectionElement) {
		elements = append(elements, &slack.RichTextQuote{Type: slack.RTEQuote, Elements: parts})
		all = append(all, said)
	}
	if head != "" {
		section(head, text(head, bold))
	}
	if part > 0 {
		section(v.control.Continued, text(v.control.Continued, nil))
	}
	if c.Label != "" { // what it is comes before what it says
		section(c.Label, text(c.Label, italic))
	}
	if s := nth(c.text, part); s != "" {
		quote(s, text(s, nil))
	}
	if s := nth(c.translation, part); s != "" {
		label := v.words.Translation + ": "
		quote(label+s, text(label, italic), text(s, nil))
	}
	if more {
		section(v.control.Continues, text(v.control.Continues, nil))
	}
	if c.Who != "" {
		name, role := c.Who, ""
		if rest, ok := strings.CutPrefix(c.Who, e.Speaker.Name); ok {
			name, role = e.Speaker.Name, rest
		}
		section("— "+c.Who, text("— ", nil), text(name, bold), text(role+" ", nil))
	}
	if c.Context != "" {
		section(c.Context, text(c.Context, nil))
	}
	if c.Event != "" {
		section(c.Event, text(c.Event, nil))
	}
	if c.URL == "" {
		section(c.Citation, text(c.Citation, nil))
	} else {
		section(c.Citation+"\n"+c.URL, text(c.Citation+" ", nil), linkTo(c.URL))
	}
	p.add(slack.NewRichTextBlock("", elements...), all...)
	return more
}

// brief writes who said an excerpt and where, for a list with little room.
func (v *shown) brief(p *page, label string, e *corpus.Excerpt) bool {
	c := v.words.Card(e)
	return p.say(strings.TrimSpace(label + " " + strings.Join(nonEmpty(short(c.Who, longestBrief), short(c.Citation, longestBrief)), " — ")))
}

// column is an excerpt as one of two columns: its words, who said them, and where.
func (v *shown) column(e *corpus.Excerpt, head string) string {
	write := func(c *card) string {
		words := nth(c.text, 0)
		if t := nth(c.translation, 0); t != "" {
			words += "\n" + v.words.Translation + ": " + t
		}
		if c.parts() > 1 {
			words += "\n" + v.control.Continues
		}
		who := ""
		if c.Who != "" {
			who = "— " + short(c.Who, longestBrief*2)
		}
		where := e.Source.Outlet
		if where == "" {
			where = e.Source.Title
		}
		where = strings.Join(nonEmpty(short(where, longestBrief), v.words.Date(e.Source.Date)), ", ")
		return strings.Join(nonEmpty(head, c.Label, words, who, where), "\n")
	}
	if s := write(v.card(e, longestField)); serving.Units(s) <= longestField {
		return s
	}
	return write(v.card(e, columnPart))
}

// unsafe are the signs that an address may not hold in Slack.
var unsafe = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", " ", "%20", `"`, "%22")

// linkTo is a link with its address as its words. An address that is none, or a very long one, is text.
func linkTo(address string) slack.RichTextSectionElement {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || serving.Units(address) > longestLink {
		return text(short(address, longestLink), nil)
	}
	return slack.NewRichTextSectionLinkElement(unsafe.Replace(u.String()), address, nil)
}
