package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// What buttons and the words beside a question show.

// one renders an excerpt that was chosen.
func (v *shown) one(head string, e *corpus.Excerpt) *page {
	p := new(page)
	p.say(head)
	more := v.excerpt(p, "", e, 0)
	p.small(v.words.AgeOf(e, nil))
	p.buttons(v.excerptButtons(e, nil, more, false)...)
	return p
}

// shared renders an excerpt for everybody in a channel.
func (v *shown) shared(e *corpus.Excerpt) *page {
	public := *v
	public.share = false
	p := new(page)
	p.small(v.control.SharedBy)
	more := public.excerpt(p, "", e, 0)
	sides := bot.Sides(e, e.Links)
	sides = sides[:min(1, len(sides))] // so that a channel is not flooded
	for _, l := range sides {
		if public.fits(p, l.To) {
			public.excerpt(p, v.words.Side(e, l), l.To, 0)
		} else {
			public.brief(p, v.words.Side(e, l), l.To)
		}
	}
	p.small(v.words.AgeOf(e, sides))
	p.buttons(public.excerptButtons(e, nil, more, false)...)
	return p
}

// otherSide renders what an excerpt is linked to.
func (v *shown) otherSide(e *corpus.Excerpt) *page {
	links := bot.Sides(e, e.Links)
	if len(links) == 0 {
		return line(v.control.NoOtherSide)
	}
	p := new(page)
	linked := make([]*corpus.Excerpt, len(links))
	for i, l := range links {
		v.numbered(p, i+1, v.words.Side(e, l), l.To, len(links)-i)
		linked[i] = l.To
	}
	p.buttons(v.showButtons(linked)...)
	p.ticks(v, linked)
	return p
}

// more renders the next part of an excerpt, or what else was near when it has none.
func (v *shown) more(e *corpus.Excerpt, part int, others []*corpus.Excerpt) *page {
	if part >= v.card(e, longestPart).parts() {
		return v.near(v.words.More, others)
	}
	p := new(page)
	if v.excerpt(p, "", e, part) || len(others) > 0 {
		next := serving.Control{Action: serving.More, Language: v.lang, Number: part + 1, Refs: append(serving.Refs(e), serving.Refs(others...)...)}
		p.buttons(button(v.control.More, next))
	}
	return p
}

// near renders other excerpts to choose from.
func (v *shown) near(head string, others []*corpus.Excerpt) *page {
	if len(others) == 0 {
		return line(v.control.NoMore)
	}
	p := new(page)
	p.head(head)
	v.choices(p, others)
	return p
}

// cite renders one page of an excerpt's citations, each to be copied, under the name of its form.
func (v *shown) cite(e *corpus.Excerpt, number int) *page {
	c := bot.Cite(e)
	head := v.control.CiteHead
	if e.Kind == corpus.Fact {
		head += " " + v.control.CiteOwn
	}
	p := line(head)
	n := 0 // page that is being filled
	for _, form := range [][2]string{
		{v.control.CitePlain, c.Plain}, {v.control.CiteMarkdown, c.Markdown}, {v.control.CiteLine, c.Line}, {"BibTeX", strings.TrimSpace(bot.BibTeX(e))},
	} {
		all := serving.Parts(form[1], mostText/2)
		for i, s := range all {
			name := form[0]
			if len(all) > 1 {
				name += fmt.Sprintf(" (%d/%d)", i+1, len(all))
			}
			if !p.fits(name, s) {
				if n == number {
					p.buttons(button(v.control.More, serving.Control{Action: serving.Cite, Language: v.lang, Number: number + 1, Refs: serving.Refs(e)}))
					return p
				}
				n++
				p = line(head)
			}
			p.add(slack.NewRichTextBlock("",
				slack.NewRichTextSection(text(name, bold)),
				&slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{text(s, nil)}},
			), name, s)
		}
	}
	return p
}

// sources renders the articles.
func (v *shown) sources(b *bot.Bot) *page {
	p := new(page)
	p.head(v.control.Sources)
	if !b.Lists() {
		p.say(v.control.Holding(b))
		p.say(v.control.TooLarge)
	}
	c := b.Corpus()
	for _, s := range c.Sources {
		quotes, facts := counts(c, s)
		cite, count := short(v.words.CitationOf(s), longestAbout), v.control.SourceCount(quotes, facts)
		p.add(slack.NewRichTextBlock("", slack.NewRichTextSection(text(cite+" ", nil), linkTo(s.URL), text("\n"+count, italic))), cite, s.URL, count)
		p.buttons(button(v.forms.Open, serving.Control{Action: serving.Source, Language: v.lang, Refs: []bot.Ref{sourceRef(s)}}))
	}
	p.small(v.words.SpanOf(b.Span()) + " " + fmt.Sprintf(v.forms.Version, b.Version()))
	return p
}

func counts(c *corpus.Corpus, s *corpus.Source) (quotes, facts int) {
	for _, e := range c.Excerpts {
		switch {
		case e.Source != s:
		case e.Kind == corpus.Quote:
			quotes++
		default:
			facts++
		}
	}
	return quotes, facts
}

func sourceRef(s *corpus.Source) bot.Ref { return bot.TopicRef("source/" + s.ID) }

// source renders one page of an article's excerpts, or nil when there is no such article.
func (v *shown) source(b *bot.Bot, ref bot.Ref, at int) *page {
	for _, s := range b.Corpus().Sources {
		if sourceRef(s) != ref {
			continue
		}
		var list []*corpus.Excerpt
		for _, e := range b.Corpus().Excerpts {
			if e.Source == s {
				list = append(list, e)
			}
		}
		return v.list(short(v.words.CitationOf(s), longestAbout), "", alone(list), serving.Control{Action: serving.Source, Refs: []bot.Ref{ref}}, at)
	}
	return nil
}

// about renders what this is.
func (v *shown) about(b *bot.Bot) *page {
	p := new(page)
	p.say(v.control.About)
	p.say(v.help())
	p.say(v.control.MeasuredOf(b))
	p.say(v.control.Privacy)
	v.call(p)
	if !b.Lists() {
		p.say(v.control.Holding(b))
	}
	p.small(v.words.SpanOf(b.Span()) + " " + fmt.Sprintf(v.forms.Version, b.Version()))
	return p
}
