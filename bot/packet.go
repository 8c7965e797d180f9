package bot

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"strings"

	"clippings/corpus"
)

// Version names the coverage as it is, in twelve hexadecimal digits: it changes with every word of any
// excerpt and of any source, and with nothing else.
func (b *Bot) Version() string { return b.version }

func versionOf(c *corpus.Corpus) string {
	h := sha256.New()
	for _, e := range c.Excerpts {
		h.Write([]byte(RefOf(e)))
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// Packet is a collection of excerpts to hand on: every quotation exact, numbered, attributed and dated,
// with the version of the coverage it was taken from. It is in English, the language of the coverage.
type Packet struct {
	Markdown string
	CSV      string // RFC 4180, with a line of headings
}

// Packet collects excerpts, in the order given.
func (b *Bot) Packet(excerpts []*corpus.Excerpt) Packet {
	return Packet{Markdown: b.packetMarkdown(excerpts), CSV: b.packetCSV(excerpts)}
}

func (b *Bot) packetMarkdown(excerpts []*corpus.Excerpt) string {
	var s strings.Builder
	from := "Coverage without dates"
	if first, last := b.Span(); !first.IsZero() {
		from = fmt.Sprintf("Coverage from %s to %s", english.Date(first), english.Date(last))
	}
	fmt.Fprintf(&s, "# Excerpts from news coverage\n\n%s. %s; later changes are not in it. Corpus version %s.\n"+
		"What stands in quotation marks is exact. What is marked as a summary is ours.\n", excerptsOf.Of(len(excerpts)), from, b.version)
	for i, e := range excerpts {
		fmt.Fprintf(&s, "\n## %d\n\n%s\n", i+1, Cite(e).Markdown)
		if e.Context != "" {
			fmt.Fprintf(&s, "\nContext: %s\n", markdown.Replace(e.Context))
		}
		for _, l := range Sides(e, e.Links) {
			fmt.Fprintf(&s, "\n%s %s\n", english.Side(e, l), markdown.Replace(citePlain(l.To, textOf(l.To))))
		}
	}
	return s.String()
}

// textOf is an excerpt's text, in quotation marks when it is verbatim.
func textOf(e *corpus.Excerpt) string {
	if e.Kind.Verbatim() {
		return quoted(e.Text)
	}
	return e.Text
}

// packetHeadings are the columns of a packet.
var packetHeadings = []string{"number", "kind", "text", "speaker", "role", "as reported", "outlet", "title", "author", "date", "url", "excerpt", "corpus version"}

func (b *Bot) packetCSV(excerpts []*corpus.Excerpt) string {
	var s strings.Builder
	w := csv.NewWriter(&s)
	w.Write(packetHeadings)
	for i, e := range excerpts {
		speaker := ""
		if e.Speaker != nil {
			speaker = e.Speaker.Name
		}
		row := []string{
			fmt.Sprint(i + 1), string(e.Kind), textOf(e), speaker, e.Role, e.Via,
			e.Source.Outlet, e.Source.Title, e.Source.Author, e.Source.Date.String(), e.Source.URL, e.ID, b.version,
		}
		for j, cell := range row {
			row[j] = noFormula(cell)
		}
		w.Write(row)
	}
	w.Flush() // a strings.Builder does not fail
	return s.String()
}

// noFormula keeps a spreadsheet from taking a cell for a formula. Quotations begin with their mark, so
// none of them is ever touched.
func noFormula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
