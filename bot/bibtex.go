package bot

import (
	"fmt"
	"strings"

	"clippings/corpus"
)

// BibTeX returns an excerpt's article as a BibTeX entry, with the excerpt as its note. What TeX would take
// for a command is escaped, so that it is set letter for letter.
func BibTeX(e *corpus.Excerpt) string {
	s := e.Source
	var b strings.Builder
	key := bibKey(s.ID)
	if key == "" {
		key = "source"
	}
	fmt.Fprintf(&b, "@article{%s,\n", key)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-8s= {%s},\n", name, value)
		}
	}
	if s.Author != "" {
		field("author", tex.Replace(s.Author))
	}
	if s.Title != "" {
		field("title", "{"+tex.Replace(s.Title)+"}") // braces keep the capitals
	}
	field("journal", tex.Replace(s.Outlet))
	if s.Date.Year > 0 {
		field("year", fmt.Sprint(s.Date.Year))
	}
	if s.Date.Month > 0 {
		field("month", strings.ToLower(english.MonthNames[s.Date.Month][:3]))
	}
	if s.Date.Day > 0 {
		field("day", fmt.Sprint(s.Date.Day))
	}
	field("url", s.URL)
	note := tex.Replace(e.Text)
	if e.Kind.Verbatim() {
		note = "“" + note + "”"
	} else {
		note += " (our summary, not a quotation)"
	}
	switch {
	case e.Speaker == nil:
	case e.Kind == corpus.Fact:
		note += ", according to " + tex.Replace(speakerOf(e))
	default:
		note += " --- " + tex.Replace(speakerOf(e))
	}
	field("note", note)
	b.WriteString("}\n")
	return b.String()
}

// tex escapes what is special to TeX.
var tex = strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

// bibKey keeps of an id what a BibTeX key may hold.
func bibKey(id string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || letterOrDigit(r) && r < 128 {
			return r
		}
		return -1
	}, id)
}
