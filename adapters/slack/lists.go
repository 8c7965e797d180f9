package slack

import (
	"fmt"
	"slices"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// entry is what a list shows: an excerpt, or two beside each other.
type entry struct {
	one, other *corpus.Excerpt // other is nil when one stands alone
	head       string          // over other
}

func alone(excerpts []*corpus.Excerpt) []entry {
	all := make([]entry, len(excerpts))
	for i, e := range excerpts {
		all[i] = entry{one: e}
	}
	return all
}

// Sizes of a page of a list.
const (
	perPage   = 8  // excerpts; those that stand beside each other count apart
	mostPages = 36 // what a button's number tells apart
)

// spread divides entries among pages, so that on each there is room for all of its own: the columns whole,
// the others briefly at least.
func (v *shown) spread(entries []entry) [][]entry {
	room := mostText - 2*longestAbout - 200 // headings and small print
	var pages [][]entry
	excerpts, units := perPage, 0 // as if a page were full
	for _, e := range entries {
		n, size := 1, briefly
		if e.other != nil {
			left, right := v.columns(e, 0, 0)
			n, size = 2, unitsOf(left, right)
		}
		if excerpts+n > perPage || units+size > room {
			pages = append(pages, nil)
			excerpts, units = 0, 0
		}
		excerpts, units = excerpts+n, units+size
		pages[len(pages)-1] = append(pages[len(pages)-1], e)
	}
	return pages
}

// columns are the two texts of an entry, each with its number.
func (v *shown) columns(e entry, one, other int) (left, right string) {
	return v.column(e.one, fmt.Sprintf("%d. %s", one, v.dated(e.one))), v.column(e.other, fmt.Sprintf("%d. %s", other, e.head))
}

// list renders one page of entries: those beside each other first, then, under a heading of their own where
// there are any of those, the others with the date ahead of each. Each excerpt is numbered, and has a button.
func (v *shown) list(head, aloneHead string, entries []entry, turn serving.Control, number int) *page {
	pages := v.spread(entries)
	left := 0
	for _, cut := range pages[min(len(pages), mostPages):] {
		left += len(cut)
	}
	pages = pages[:min(len(pages), mostPages)]
	number = min(max(number, 0), len(pages)-1)
	p := new(page)
	p.head(head)
	p.small(fmt.Sprintf(v.control.Page, number+1, len(pages)))
	var on []*corpus.Excerpt
	place := func(e *corpus.Excerpt) int {
		if i := slices.Index(on, e); i >= 0 {
			return i + 1
		}
		on = append(on, e)
		return len(on)
	}
	for i, e := range pages[number] {
		if e.other != nil {
			left, right := v.columns(e, place(e.one), place(e.other))
			p.columns(left, right)
			continue
		}
		if aloneHead != "" && (i == 0 || pages[number][i-1].other != nil) {
			p.head(aloneHead)
		}
		v.numbered(p, place(e.one), v.dated(e.one), e.one, len(pages[number])-i)
	}
	buttons := v.showButtons(on)
	turn.Language = v.lang
	if number > 0 {
		turn.Number = number - 1
		buttons = append(buttons, button(v.control.Previous, turn))
	}
	if number+1 < len(pages) {
		turn.Number = number + 1
		buttons = append(buttons, button(v.control.Next, turn))
	}
	if left > 0 && number+1 == len(pages) {
		p.small(v.forms.Left.Of(left))
	}
	p.buttons(buttons...)
	p.ticks(v, on)
	return p
}

// dated is when an excerpt's event was, else when its article appeared.
func (v *shown) dated(e *corpus.Excerpt) string { return v.words.Date(when(e)) }

func when(e *corpus.Excerpt) corpus.Date {
	if e.Event.IsZero() {
		return e.Source.Date
	}
	return e.Event
}

// statements renders one page of what somebody said: what they said differently at different times beside
// each other, then everything in order of date. About is "" for all.
func (v *shown) statements(b *bot.Bot, speaker, about string, number int) (*page, error) {
	list, err := b.Statements(speaker, about)
	if err != nil {
		return nil, err
	}
	refs := []bot.Ref{bot.TopicRef(b.TopicID(speaker))}
	name, topic := b.Topic(refs[0]), ""
	if about != "" {
		refs = append(refs, bot.TopicRef(b.TopicID(about)))
		topic = b.Topic(refs[1])
	}
	if len(list) == 0 {
		return line(fmt.Sprintf(v.control.Nothing, name, topic)), nil
	}
	head := fmt.Sprintf(v.control.Statements, name)
	if topic != "" {
		head += fmt.Sprintf(v.control.On, topic)
	}
	entries := v.changes(list)
	aloneHead := ""
	if len(entries) > 0 {
		head, aloneHead = v.forms.Changes+": "+name, head
	}
	return v.list(head, aloneHead, append(entries, alone(list)...), serving.Control{Action: serving.Page, Refs: refs}, number), nil
}

// changes are the pairs of what one speaker said that updates or disputes what they said before.
func (v *shown) changes(list []*corpus.Excerpt) []entry {
	var all []entry
	for i, e := range list {
		for _, l := range bot.Sides(e, e.Links) {
			if l.To.Speaker == e.Speaker && slices.Index(list, l.To) > i { // the list is in order of date
				all = append(all, entry{one: e, other: l.To, head: v.dated(l.To) + " (" + v.words.Relation[l.Relation] + ")"})
			}
		}
	}
	return all
}

// compare renders who says what about a topic: the sides beside each other, then what stands alone.
func (v *shown) compare(b *bot.Bot, topic string, number int) (*page, error) {
	c, err := b.Compare(topic)
	if err != nil {
		return nil, err
	}
	id := b.TopicID(topic)
	var entries []entry
	paired := make(map[*corpus.Excerpt]bool)
	for _, pair := range c.Pairs {
		paired[pair.One], paired[pair.Other] = true, true
		head := v.dated(pair.Other) + " (" + v.words.OtherSide + ": " + v.words.Relation[pair.Relation] + ")"
		entries = append(entries, entry{pair.One, pair.Other, head})
	}
	rest := c.Rest
	for _, e := range byDate(b.Corpus().Excerpts) { // and what nobody in particular says
		if slices.Contains(e.About, id) && e.Speaker == nil && !paired[e] {
			rest = append(rest, e)
		}
	}
	if entries = append(entries, alone(rest)...); len(entries) == 0 {
		return line(v.words.NotCovered), nil
	}
	return v.list(fmt.Sprintf(v.forms.Compare, c.Name), v.forms.Both, entries, serving.Control{Action: serving.Topic, Refs: []bot.Ref{bot.TopicRef(id)}}, number), nil
}

func byDate(excerpts []*corpus.Excerpt) []*corpus.Excerpt {
	return slices.SortedStableFunc(slices.Values(excerpts), func(x, y *corpus.Excerpt) int { return when(x).Compare(when(y)) })
}

func unique(list []*corpus.Excerpt) []*corpus.Excerpt {
	var out []*corpus.Excerpt
	seen := make(map[*corpus.Excerpt]bool)
	for _, e := range list {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}
