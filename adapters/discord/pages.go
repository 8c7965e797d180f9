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
	p.write(escape(s))
	return p
}

// show renders one excerpt that was chosen.
func (v *view) show(head string, e *corpus.Excerpt) *page {
	p := new(page)
	if head != "" {
		p.write(escape(head))
	}
	more := v.excerpt(p, "", e, 0)
	p.write("-# " + escape(v.words.AgeOf(e)))
	p.buttons(v.excerptButtons(e, nil, more)...)
	return p
}

// shared renders an excerpt for everybody in a channel.
func (v *view) shared(e *corpus.Excerpt) *page {
	public := *v
	public.share = false
	p := new(page)
	p.write("-# " + escape(v.control.SharedBy))
	more := public.excerpt(p, "", e, 0)
	age := "-# " + escape(v.words.AgeOf(e))
	for _, l := range e.Links[:min(len(e.Links), 1)] { // one, so that a channel is not flooded
		if texts := v.texts(v.side(l), l.To, 0); p.room(8, append(texts, age)...) {
			p.setOff(texts...)
		}
	}
	p.write(age)
	p.buttons(public.excerptButtons(e, nil, more)...)
	return p
}

// otherSide renders what an excerpt is linked to, as much as fits, and a button for each.
func (v *view) otherSide(e *corpus.Excerpt) *page {
	if len(e.Links) == 0 {
		return line(v.control.NoOtherSide)
	}
	p := new(page)
	shown := e.Links[:min(len(e.Links), mostInRow)]
	var linked []*corpus.Excerpt
	for i, l := range shown {
		head := fmt.Sprintf("**%d.** ", i+1) + v.side(l)
		texts := v.texts(head, l.To, 0)
		if !(&page{text: p.text + 200*(len(shown)-i), count: p.count + 8}).setOff(texts...) {
			c := v.words.Card(l.To)
			texts = []string{head + "\n" + escape(strings.Join(nonEmpty(c.Who, c.Citation), " — "))}
		}
		p.setOff(texts...)
		linked = append(linked, l.To)
	}
	p.buttons(v.showButtons(linked)...)
	return p
}

// more renders the next part of an excerpt, or what else was near when it has none.
func (v *view) more(e *corpus.Excerpt, part int, others []*corpus.Excerpt) *page {
	p := new(page)
	if part < v.parts(e) {
		id := buttonID{actMore, v.lang, part + 1, append(refsOf(e), refsOf(others...)...)}
		if v.excerpt(p, "", e, part) || len(others) > 0 {
			p.buttons(button(v.control.More, id))
		}
		return p
	}
	return v.near(v.words.More, others)
}

// near renders other excerpts to choose from.
func (v *view) near(head string, others []*corpus.Excerpt) *page {
	if len(others) == 0 {
		return line(v.control.NoMore)
	}
	p := new(page)
	p.write("**" + escape(head) + "**")
	v.choices(p, others)
	return p
}

// cite renders one page of an excerpt's citations, each to be copied.
func (v *view) cite(e *corpus.Excerpt, at int) *page {
	c := bot.Cite(e)
	var blocks []string
	for _, text := range []string{c.Plain, c.Markdown, c.Line} {
		for _, part := range partsOf(text, mostText/2) {
			blocks = append(blocks, "```\n"+strings.ReplaceAll(part, "```", "`\u200b``")+"\n```")
		}
	}
	p := new(page)
	head := v.control.CiteHead
	if e.Kind == corpus.Fact {
		head += " " + v.control.CiteOwn
	}
	n := 0 // page that is being filled
	p.write(escape(head))
	for _, b := range blocks {
		if !p.room(2, b) {
			if n == at {
				p.buttons(button(v.control.More, buttonID{actCite, v.lang, at + 1, refsOf(e)}))
				return p
			}
			n++
			p = new(page)
		}
		p.write(b)
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
	p.write("**" + escape(head) + "**\n-# " + escape(fmt.Sprintf(v.control.Page, at+1, pages)))
	shown := list[at*perPage : min(len(list), (at+1)*perPage)]
	v.dated(p, shown)
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
	p.buttons(turn...)
	return p
}

// dated writes excerpts with the date ahead of each.
func (v *view) dated(p *page, list []*corpus.Excerpt) {
	for i, e := range list {
		date := e.Event
		if date.IsZero() {
			date = e.Source.Date
		}
		head := fmt.Sprintf("**%d. %s**", i+1, escape(v.words.Date(date)))
		texts := v.texts(head, e, 0)
		if !(&page{text: p.text + 250*(len(list)-i), count: p.count + 12}).setOff(texts...) {
			texts = []string{head + " " + escape(v.words.Card(e).Citation)}
		}
		p.setOff(texts...)
	}
	p.buttons(v.showButtons(list)...)
}

// sources renders the articles.
func (v *view) sources(c *corpus.Corpus) *page {
	p := new(page)
	p.write("**" + escape(v.control.Sources) + "**")
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
		if !p.write(escape(v.words.CitationOf(s)) + "\n" + linkTo(s.URL) + "\n-# " + escape(fmt.Sprintf(v.control.SourceCount, quotes, facts))) {
			break
		}
	}
	first, last := c.Span()
	p.write("-# " + escape(v.words.SpanOf(first, last)))
	return p
}

// about renders what this is.
func (v *view) about(c *corpus.Corpus) *page {
	p := new(page)
	p.write(escape(v.control.About), escape(v.control.HowTo), escape(v.control.Measured()), escape(v.control.Privacy))
	if v.contact != "" {
		p.write(escape(fmt.Sprintf(v.words.Contact, v.contact)))
	}
	first, last := c.Span()
	p.write("-# " + escape(v.words.SpanOf(first, last)))
	return p
}
