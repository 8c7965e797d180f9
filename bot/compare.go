package bot

import (
	"slices"

	"clippings/corpus"
)

// Comparison is what the coverage has on both sides of a topic.
type Comparison struct {
	Name  string // the topic's
	Pairs []Pair // what is linked as disputing or answering one another, by date
	Rest  []*corpus.Excerpt
}

// Pair is an excerpt and what is said against it, or in answer to it.
type Pair struct {
	One, Other *corpus.Excerpt
	Relation   corpus.Relation // how Other stands to One
}

// Compare returns who says what about a topic: the pairs of excerpts of which at least one is about it,
// and then what else somebody says about it, in order of date. A name that no topic has is an
// *InputError.
func (b *Bot) Compare(topic string) (Comparison, error) {
	var f Filters
	if problem, ok := f.set(b, FieldAbout, topic); !ok {
		return Comparison{}, &InputError{Problem: problem}
	}
	c := Comparison{Name: b.names.name[f.About[0]]}
	paired := make(map[*corpus.Excerpt]bool)
	for _, e := range byDate(b.Corpus().Excerpts) {
		if !f.pass(e) {
			continue
		}
		for _, l := range e.Links {
			if l.Relation == corpus.Updates || l.Relation == corpus.UpdatedBy || paired[e] && paired[l.To] || e.Speaker != nil && e.Speaker == l.To.Speaker {
				continue
			}
			p := Pair{e, l.To, l.Relation}
			if l.Relation == corpus.Disputes && l.To.Source.Date.Compare(e.Source.Date) < 0 { // who spoke first comes first
				p = Pair{l.To, e, corpus.Disputes}
			}
			if l.Relation == corpus.Answers { // what is answered comes first
				p = Pair{l.To, e, corpus.AnsweredBy}
			}
			paired[e], paired[l.To] = true, true
			c.Pairs = append(c.Pairs, p)
		}
	}
	for _, e := range byDate(b.Corpus().Excerpts) {
		if f.pass(e) && e.Speaker != nil && !paired[e] {
			c.Rest = append(c.Rest, e)
		}
	}
	return c, nil
}

// byDate returns excerpts in order of date: of the article, then of the event.
func byDate(excerpts []*corpus.Excerpt) []*corpus.Excerpt {
	out := slices.Clone(excerpts)
	slices.SortStableFunc(out, func(x, y *corpus.Excerpt) int {
		if c := x.Source.Date.Compare(y.Source.Date); c != 0 {
			return c
		}
		return when(x).Compare(when(y))
	})
	return out
}
