package discord

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"clippings/bot"
	"clippings/corpus"
)

// What buttons and the commands beside /ask show.

// line is a message of one line.
func line(s string) *page {
	p := new(page)
	p.write(short(s, mostText/2))
	return p
}

// show renders one excerpt that was chosen.
func (v *view) show(head string, e *corpus.Excerpt) *page {
	p := new(page)
	p.write(escape(head))
	next := v.aged(p, e, nil, mostInRow)
	p.buttons(v.excerptButtons(e, nil, next)...)
	return p
}

// shared renders an excerpt for everybody in a channel. Of the other side it shows one, so that a channel
// is not flooded.
func (v *view) shared(e *corpus.Excerpt) *page {
	public := *v
	public.share = false
	p := new(page)
	p.write(smalls(v.control.SharedBy))
	next := public.aged(p, e, first(1, e, e.Links), mostInRow)
	p.buttons(public.excerptButtons(e, nil, next)...)
	return p
}

// otherSide renders one page of what an excerpt is linked to, from 0, with a button for each.
func (v *view) otherSide(e *corpus.Excerpt, at int) *page {
	sides := bot.Sides(e, e.Links)
	if len(sides) == 0 {
		return line(v.control.NoOtherSide)
	}
	at = min(at, (len(sides)-1)/mostInRow)
	begin := at * mostInRow
	var shown []listed
	var linked []*corpus.Excerpt
	for i, l := range sides[begin:min(len(sides), begin+mostInRow)] {
		shown = append(shown, listed{bold(fmt.Sprintf("%d. %s", begin+i+1, v.words.Side(e, l))), l.To})
		linked = append(linked, l.To)
	}
	p := new(page)
	v.list(p, rows(len(shown)).plus(rows(1)), shown)
	p.buttons(v.showButtons(begin+1, linked)...)
	if begin+mostInRow < len(sides) {
		p.buttons(button(v.control.More, buttonID{actOther, v.lang, at + 1, refsOf(e)}))
	}
	return p
}

// more renders an excerpt from a piece on, or what else was near where it has none.
func (v *view) more(e *corpus.Excerpt, piece int, others []*corpus.Excerpt) *page {
	if piece >= behindLast || piece >= v.card(e).parts() {
		return v.near(v.words.More, others)
	}
	p := new(page)
	next := v.excerpt(p, "", e, piece, rows(1))
	if next < behindLast || len(others) > 0 {
		p.buttons(button(v.control.More, buttonID{actMore, v.lang, next, append(refsOf(e), refsOf(others...)...)}))
	}
	return p
}

// near renders other excerpts to choose from.
func (v *view) near(head string, others []*corpus.Excerpt) *page {
	if len(others) == 0 {
		return line(v.control.NoMore)
	}
	p := new(page)
	p.write(bold(head))
	v.choices(p, others, nonEmpty(smalls(v.words.EnglishTexts)))
	return p
}

// longestCopied is the size of a citation's part: two stand on a page.
const longestCopied = 1700

// cite renders one page of an excerpt's citations, from 0, each to be copied.
func (v *view) cite(e *corpus.Excerpt, at int) *page {
	c := bot.Cite(e)
	var blocks []string
	for _, form := range []struct{ name, text string }{
		{v.control.CitePlain, c.Plain}, {v.control.CiteMarkdown, c.Markdown}, {v.control.CiteLine, c.Line},
	} {
		parts := pieces(form.text, longestCopied, func(part string) int { return size(copied(part)) })
		for i, part := range parts {
			name := form.name
			if len(parts) > 1 {
				name += fmt.Sprintf(" (%d/%d)", i+1, len(parts))
			}
			blocks = append(blocks, bold(name)+"\n"+copied(part))
		}
	}
	head := v.control.CiteHead
	if e.Kind == corpus.Fact {
		head += " " + v.control.CiteOwn
	}
	return v.paged(escape(head), blocks, at, rows(1), func(next int) []discordgo.Button {
		return []discordgo.Button{button(v.control.More, buttonID{actCite, v.lang, next, refsOf(e)})}
	})
}

// copied sets text to be copied as it is: in a code block, or, where it would end one, as words. Space at
// its end, where a long text is cut, is left out.
func copied(s string) string {
	s = strings.TrimRight(s, " ")
	if strings.Contains(s, "```") {
		return escape(s)
	}
	return "```\n" + s + "\n```"
}

// paged renders one page, from 0, of texts of which each page takes as many as fit, under a head. Turn
// makes the buttons of a page that another follows; later is the room that they take.
func (v *view) paged(head string, texts []string, at int, later room, turn func(next int) []discordgo.Button) *page {
	p := new(page)
	p.write(head)
	for n, i := 0, 0; i < len(texts); i++ {
		if !p.fits(later, 0, texts[i]) {
			if n == at {
				p.buttons(turn(at + 1)...)
				return p
			}
			n++
			p = new(page)
			p.write(head)
		}
		p.write(texts[i])
	}
	return p
}

// perPage is how many statements a page shows.
const perPage = 4

// statements renders one page of what somebody said, from 0; the ids are those of the speaker and the
// topic, the latter "" for all.
func (v *view) statements(list []*corpus.Excerpt, speaker, topic, speakerID, topicID string, at int) *page {
	if len(list) == 0 {
		return line(fmt.Sprintf(v.control.Nothing, speaker, topic))
	}
	pages := (len(list) + perPage - 1) / perPage
	at = min(max(at, 0), pages-1)
	head := fmt.Sprintf(v.control.Statements, speaker)
	if topic != "" {
		head += fmt.Sprintf(v.control.On, topic)
	}
	p := new(page)
	p.write("**" + short(head, longestAbout) + "**\n" + smalls(fmt.Sprintf(v.control.Page, at+1, pages)))
	refs := []bot.Ref{bot.TopicRef(speakerID)}
	if topicID != "" {
		refs = append(refs, bot.TopicRef(topicID))
	}
	var turn []discordgo.Button
	if at > 0 {
		turn = append(turn, button(v.control.Previous, buttonID{actPage, v.lang, at - 1, refs}))
	}
	if at+1 < pages {
		turn = append(turn, button(v.control.Next, buttonID{actPage, v.lang, at + 1, refs}))
	}
	begin := at * perPage
	v.dated(p, begin+1, list[begin:min(len(list), begin+perPage)], rows(len(turn)))
	p.buttons(turn...)
	return p
}

// dated writes excerpts, numbered from a number on, with the date ahead of each, and a button for each.
func (v *view) dated(p *page, from int, list []*corpus.Excerpt, later room) {
	all := make([]listed, len(list))
	for i, e := range list {
		date := e.Event
		if date.IsZero() {
			date = e.Source.Date
		}
		all[i] = listed{bold(fmt.Sprintf("%d. %s", from+i, v.words.Date(date))), e}
	}
	english := smalls(v.words.EnglishTexts)
	v.list(p, later.plus(roomFor(nonEmpty(english)...)).plus(rows(len(list))), all)
	p.write(english)
	p.buttons(v.showButtons(from, list)...)
}

// sources renders one page of the articles, from 0.
func (v *view) sources(c *corpus.Corpus, at int) *page {
	var texts []string
	for _, s := range c.Sources {
		quotes, facts := 0, 0
		for _, e := range c.Excerpts {
			switch {
			case e.Source != s:
			case e.Kind == corpus.Quote:
				quotes++
			default:
				facts++
			}
		}
		texts = append(texts, short(v.words.CitationOf(s), longestAbout)+"\n"+linkTo(s.URL)+"\n"+smalls(v.control.SourceCount(quotes, facts)))
	}
	first, last := c.Span()
	head := bold(v.control.Sources) + "\n" + smalls(v.words.SpanOf(first, last))
	return v.paged(head, texts, at, rows(1), func(next int) []discordgo.Button {
		return []discordgo.Button{button(v.control.More, buttonID{actSources, v.lang, next, nil})}
	})
}

// articles is sources, or, where they are too many to be listed, how much there is.
func (v *view) articles(b *bot.Bot, at int) *page {
	if b.Lists() {
		return v.sources(b.Corpus(), at)
	}
	p := new(page)
	p.write(bold(v.control.Sources)+"\n"+smalls(v.words.SpanOf(b.Span())), escape(v.control.Holding(b)), escape(v.control.TooLarge))
	return p
}

// about renders what this is.
func (v *view) about(b *bot.Bot) *page {
	p := new(page)
	p.write(nonEmpty(escape(v.control.About), escape(v.control.Asking(b)), escape(v.control.MeasuredOf(b)), escape(v.control.Privacy))...)
	if v.contact != "" {
		p.write(v.call())
	}
	holding := ""
	if !b.Lists() {
		holding = v.control.Holding(b)
	}
	p.write(smalls(v.words.SpanOf(b.Span()), holding))
	return p
}
