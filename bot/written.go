package bot

import (
	"slices"
	"strings"
)

// writtenDates says what dates a text in English writes out.
type writtenDates struct {
	any   bool // a year or a month
	month bool // a month, by a name that means nothing else
	day   bool // a day of a month: "March 5"
}

// datesIn looks a text through for dates. It goes by its runs of letters and digits, without accents; to look
// for the few forms by regular expressions takes a hundred times as long, and every start waits for it.
func datesIn(text string) (d writtenDates) {
	before := "" // the run before, when a single space is between
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && inRun(text[i]) {
			i++
		}
		if i == from {
			before = ""
			i++
			continue
		}
		d.take(before, text[from:i])
		if before = ""; i < len(text) && text[i] == ' ' {
			before = text[from:i]
			i++
		}
	}
	return d
}

func inRun(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// take takes in a run and the one before it. May is a month only beside what makes it one.
func (d *writtenDates) take(before, run string) {
	digits := len(run)
	for i := range len(run) {
		if run[i] < '0' || run[i] > '9' {
			digits = 0
		}
	}
	switch {
	case digits > 0:
		month := isMonth(before)
		d.day = d.day || month && digits <= 2
		d.month = d.month || before == may && digits <= 4
		d.any = d.any || isYear(run) || digits == 1 && strings.EqualFold(before, may)
	case run == may:
		d.month = d.month || before == "in"
		fallthrough
	case strings.EqualFold(run, may):
		d.any = d.any || strings.EqualFold(before, "in")
	case isMonth(run):
		d.month, d.any = true, true
	case strings.EqualFold(before, may) && strings.EqualFold(run, "of"):
		d.any = true
	default:
		d.any = d.any || slices.ContainsFunc(english.MonthNames[1:], func(name string) bool {
			return len(name) == len(run) && strings.EqualFold(name, run)
		})
	}
}

const may = "May"

// isMonth reports whether a run is the name of a month.
func isMonth(run string) bool { return run != "" && slices.Contains(english.MonthNames[1:], run) }

// isYear reports whether digits are a year that news tells of.
func isYear(digits string) bool {
	if len(digits) != 4 || digits[:2] != "19" && digits[:2] != "20" {
		return false
	}
	return '0' <= digits[2] && digits[2] <= '9' && '0' <= digits[3] && digits[3] <= '9'
}
