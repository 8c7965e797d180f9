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
