package bot

import (
	"fmt"
	"strings"

	"clippings/corpus"
)

// Citation is an excerpt with its source, ready to be copied, in the three ways people need. All are
// in English, the language of the coverage: what is cited is the original.
type Citation struct {
	Plain    string // one paragraph of plain text
	Markdown string // a block quotation and a linked source
	Line     string // one dated line as wire-service style has it
}

// Cite returns an excerpt's citation. Quotation marks stand only around a speaker's own words, or an article's.
func Cite(e *corpus.Excerpt) Citation {
	text := e.Text
	if e.Kind.Verbatim() {
		text = quoted(text)
	}
	return Citation{Plain: citePlain(e, text), Markdown: citeMarkdown(e, text), Line: citeLine(e, text)}
}

// attribution says whose words an excerpt has, or by whose account a fact is. There must be a speaker.
func attribution(e *corpus.Excerpt) string {
	if e.Kind == corpus.Fact {
		return "According to " + speakerOf(e)
	}
	return "— " + speakerOf(e)
}

func citePlain(e *corpus.Excerpt, text string) string {
	var b strings.Builder
	b.WriteString(text)
	if e.Kind == corpus.Fact {
		b.WriteString(" (Our summary, not a quotation.)")
	}
	if e.Speaker != nil {
		b.WriteString(" " + attribution(e) + ".")
	}
	s := e.Source
	behind := joined(", ", s.Outlet, english.Date(s.Date))
	if s.Title != "" {
		comma := ","
		if behind == "" {
			comma = ""
		}
		behind = joined(" ", "“"+s.Title+comma+"”", behind)
	}
	b.WriteString(" Source: " + joined(" ", joined(", ", s.Author, behind)+".", s.URL))
	return b.String()
}

func citeMarkdown(e *corpus.Excerpt, text string) string {
	var b strings.Builder
	b.WriteString("> " + markdown.Replace(text) + "\n")
	if e.Kind == corpus.Fact {
		b.WriteString(">\n> (Our summary, not a quotation.)\n")
	}
	if e.Speaker != nil {
		b.WriteString(">\n> " + markdown.Replace(attribution(e)) + "\n")
	}
	b.WriteString("\n")
	s := e.Source
	title, outlet := markdown.Replace(s.Title), markdown.Replace(s.Outlet)
	linked := func(text string) string {
		if s.URL == "" {
			return text
		}
		return "[" + text + "](" + address.Replace(s.URL) + ")"
	}
	switch {
	case title != "" && outlet != "":
		title, outlet = linked(quoted(title)), "*"+outlet+"*"
	case title != "":
		title = linked(quoted(title))
	default:
		outlet = linked("*" + outlet + "*")
	}
	b.WriteString(joined(", ", markdown.Replace(s.Author), title, outlet, english.Date(s.Date)) + ".")
	return b.String()
}

// markdown escapes what CommonMark would read as a mark inside a line.
var markdown = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`)

// address writes what would end a Markdown link's address in another way.
var address = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20")

// said is how a line of wire style has it that a speaker's words reached the outlet: %s is the outlet.
// Only an interview is told to the outlet; of the rest the outlet reports.
var said = map[string]string{
	"interview": "told %s", "e-mail": "wrote in an email, %s reported", "statement": "said in a statement, %s reported",
	"press conference": "said at a press conference, %s reported", "report": "said in a report, %s reported",
}

// citeLine is the dated line: who, what, by whose account and when, with dates abbreviated as the
// Associated Press does (months of more than five letters are).
func citeLine(e *corpus.Excerpt, text string) string {
	outlet := e.Source.Outlet
	if outlet == "" {
		outlet = quoted(e.Source.Title)
	}
	by := joined(", ", outlet, e.Source.Author, shortDate(e.Source.Date))
	switch {
	case e.Kind == corpus.Fact && e.Speaker != nil:
		return fmt.Sprintf("According to %s: %s (%s; our summary)", speakerOf(e), text, by)
	case e.Kind == corpus.Fact:
		return fmt.Sprintf("%s (%s; our summary)", text, by)
	case e.Kind == corpus.Passage:
		return fmt.Sprintf("%s (%s)", text, by)
	case e.Via == "document" || e.Via == "law":
		return fmt.Sprintf("%s — %s, as quoted by %s (%s).", text, speakerOf(e), outlet, by)
	}
	how, ok := said[e.Via]
	if !ok {
		how = "said, as reported by %s"
	}
	return fmt.Sprintf("%s %s: %s (%s)", comma(speakerOf(e)), fmt.Sprintf(how, outlet), text, by)
}

// comma closes the role that stands in apposition to a name.
func comma(who string) string {
	if strings.Contains(who, ", ") {
		return who + ","
	}
	return who
}

func shortDate(d corpus.Date) string {
	if d.Day == 0 {
		return english.Date(d)
	}
	name := english.MonthNames[d.Month]
	switch {
	case d.Month == 9:
		name = "Sept."
	case len(name) > 5:
		name = name[:3] + "."
	}
	return fmt.Sprintf("%s %d, %d", name, d.Day, d.Year)
}
