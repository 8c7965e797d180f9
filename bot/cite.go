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

// Cite returns an excerpt's citation. Quotation marks stand only around a speaker's own words.
func Cite(e *corpus.Excerpt) Citation {
	text := e.Text
	if e.Kind == corpus.Quote {
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
	b.WriteString(" Source: ")
	if e.Source.Author != "" {
		b.WriteString(e.Source.Author + ", ")
	}
	fmt.Fprintf(&b, "“%s,” %s, %s. %s", e.Source.Title, e.Source.Outlet, english.Date(e.Source.Date), e.Source.URL)
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
	if e.Source.Author != "" {
		b.WriteString(markdown.Replace(e.Source.Author) + ", ")
	}
	fmt.Fprintf(&b, "[“%s”](%s), *%s*, %s.", markdown.Replace(e.Source.Title), address.Replace(e.Source.URL), markdown.Replace(e.Source.Outlet), english.Date(e.Source.Date))
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
	date := shortDate(e.Source.Date)
	by := e.Source.Outlet
	if e.Source.Author != "" {
		by += ", " + e.Source.Author
	}
	switch {
	case e.Kind == corpus.Fact && e.Speaker != nil:
		return fmt.Sprintf("According to %s: %s (%s, %s; our summary)", speakerOf(e), text, by, date)
	case e.Kind == corpus.Fact:
		return fmt.Sprintf("%s (%s, %s; our summary)", text, by, date)
	case e.Via == "document" || e.Via == "law":
		return fmt.Sprintf("%s — %s, as quoted by %s (%s, %s).", text, speakerOf(e), e.Source.Outlet, by, date)
	}
	how, ok := said[e.Via]
	if !ok {
		how = "said, as reported by %s"
	}
	return fmt.Sprintf("%s %s: %s (%s, %s)", comma(speakerOf(e)), fmt.Sprintf(how, e.Source.Outlet), text, by, date)
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
