package corpus

import (
	"fmt"
	"time"
)

// Date is a calendar date that is known to the day, the month or only the year. What is not known
// is zero; the zero Date means not known at all.
type Date struct {
	Year       int
	Month, Day int // 1-based; Day is zero when Month is
}

// ParseDate reads "2017-02-22", "2017-02" or "2017". A day that does not exist is an error.
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if len(s) != len(layout) {
			continue
		}
		t, err := time.Parse(layout, s)
		if err != nil {
			break
		}
		d := Date{Year: t.Year()}
		if len(layout) >= len("2006-01") {
			d.Month = int(t.Month())
		}
		if len(layout) == len("2006-01-02") {
			d.Day = t.Day()
		}
		return d, nil
	}
	return Date{}, fmt.Errorf("%q is no date: write 2017-02-22, 2017-02 or 2017", s)
}

// IsZero reports whether nothing is known of the date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns the date as ParseDate reads it, and "" for the zero Date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// First returns the first day that the date may be: 2019-03 gives 2019-03-01.
func (d Date) First() Date {
	return Date{d.Year, max(d.Month, 1), max(d.Day, 1)}
}

// Last returns the last day that the date may be: 2019-03 gives 2019-03-31.
func (d Date) Last() Date {
	if d.Month == 0 {
		return Date{d.Year, 12, 31}
	}
	if d.Day == 0 {
		return Date{d.Year, d.Month, time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()}
	}
	return d
}

// Compare orders dates by what is known of them; a date known less exactly comes first.
func (d Date) Compare(e Date) int {
	for _, p := range [][2]int{{d.Year, e.Year}, {d.Month, e.Month}, {d.Day, e.Day}} {
		if p[0] != p[1] {
			return p[0] - p[1]
		}
	}
	return 0
}
