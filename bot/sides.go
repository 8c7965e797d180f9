package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"clippings/corpus"
)

// Side heads an excerpt that e is linked to. What came earlier or later is no other side, and nobody is their own.
func (p *Phrases) Side(e *corpus.Excerpt, l corpus.Link) string {
	relation := p.Relation[l.Relation]
	switch {
	case l.Relation == corpus.Updates || l.Relation == corpus.UpdatedBy:
		first, size := utf8.DecodeRuneInString(relation)
		return string(unicode.ToUpper(first)) + relation[size:] + ":"
	case sameSpeaker(e, l.To):
		return p.SameSpeaker + ":"
	}
	return p.OtherSide + ", " + relation + ":"
}

func sameSpeaker(a, b *corpus.Excerpt) bool { return a.Speaker != nil && a.Speaker == b.Speaker }

// linkWeight orders links where not all are shown: who says otherwise first, then what has changed since.
var linkWeight = map[corpus.Relation]int{corpus.Disputes: 0, corpus.AnsweredBy: 1, corpus.UpdatedBy: 2, corpus.Answers: 3, corpus.Updates: 4}

// Sides returns the links of e in the order in which they are shown: the weightiest first, what the same speaker says
// elsewhere behind who says otherwise, and of those that weigh the same the nearest in time. An excerpt whose words are all in
// e, or in another of the same speaker, source and weight, is left out.
func Sides(e *corpus.Excerpt, links []corpus.Link) []corpus.Link {
	weight := func(l corpus.Link) int {
		if l.Relation != corpus.Updates && l.Relation != corpus.UpdatedBy && sameSpeaker(e, l.To) {
			return len(linkWeight)
		}
		return linkWeight[l.Relation]
	}
	var all []corpus.Link
	for i, l := range links {
		told := within(l.To, e)
		for j, other := range links {
			if i != j && weight(l) == weight(other) && within(l.To, other.To) && (j < i || !within(other.To, l.To)) {
				told = true
			}
		}
		if !told {
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(x, y corpus.Link) int {
		return cmp.Or(weight(x)-weight(y), apart(e, x.To)-apart(e, y.To))
	})
	return all
}

// apart is how many days, about, lie between the articles of two excerpts.
func apart(a, b *corpus.Excerpt) int {
	days := func(d corpus.Date) int { return 372*d.Year + 31*d.Month + d.Day }
	return max(days(a.Source.Date)-days(b.Source.Date), days(b.Source.Date)-days(a.Source.Date))
}

// within reports whether all words of a quotation, which may be cut, are in another of the same speaker and source.
func within(part, whole *corpus.Excerpt) bool {
	if part == whole {
		return true
	}
	if part.Kind != corpus.Quote || whole.Kind != corpus.Quote || !sameSpeaker(part, whole) || part.Source != whole.Source {
		return false
	}
	for _, piece := range corpus.Pieces(part.Text) {
		piece = strings.TrimRight(piece, ".,;:!?")
		if !slices.ContainsFunc(corpus.Pieces(whole.Text), func(of string) bool { return strings.Contains(of, piece) }) {
			return false
		}
	}
	return true
}

// AgeOf says how old the coverage is that an excerpt and what stands beside it are from. What is beside without a date
// counts for nothing.
func (p *Phrases) AgeOf(e *corpus.Excerpt, beside []corpus.Link) string {
	if e.Source.Date.IsZero() {
		return p.NoAge
	}
	years := []int{e.Source.Date.Year}
	for _, l := range beside {
		if !l.To.Source.Date.IsZero() {
			years = append(years, l.To.Source.Date.Year)
		}
	}
	slices.Sort(years)
	years = slices.Compact(years)
	var told strings.Builder
	for i, year := range years {
		switch {
		case i > 0 && i == len(years)-1:
			told.WriteString(" " + p.And + " ")
		case i > 0:
			told.WriteString(", ")
		}
		fmt.Fprint(&told, year)
	}
	return fmt.Sprintf(p.Age, &told)
}
