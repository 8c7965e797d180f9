package bot

import (
	"fmt"
	"strconv"

	"clippings/corpus"
)

// Date writes a date in words as exactly as it is known: "February 22, 2017", "March 2019", "2019".
// The zero date is "".
func (p *Phrases) Date(d corpus.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return strconv.Itoa(d.Year)
	case d.Day == 0:
		return fmt.Sprintf(p.MonthFormat, p.MonthNames[d.Month], d.Year)
	}
	return fmt.Sprintf(p.DateFormat, d.Day, p.MonthNames[d.Month], d.Year)
}

// DateWords are the formats of a line with a date: of a day, and of a month or a year.
type DateWords struct{ Day, Other string }

func (p *Phrases) dated(words DateWords, d corpus.Date) string {
	if d.Day == 0 {
		return fmt.Sprintf(words.Other, p.Date(d))
	}
	return fmt.Sprintf(words.Day, p.Date(d))
}

// eventOf says of when an excerpt is. A date that is only coarser than the article's says nothing more than that does.
func (p *Phrases) eventOf(e *corpus.Excerpt) string {
	event, article := e.Event, e.Source.Date
	if event.IsZero() || !article.IsZero() && event.First().Compare(article.First()) <= 0 && article.Last().Compare(event.Last()) <= 0 {
		return ""
	}
	switch {
	case e.Kind != corpus.Quote:
		return p.dated(p.Tells, event)
	case e.Via == "document" || e.Via == "law" || e.Via == "report":
		return p.dated(p.Of, event)
	}
	return p.dated(p.Said, event)
}
