// Package terminal is the bot on a terminal: one reply as readable text or as a JSON line, and a
// conversation. It needs no token and no network, so it is how a newcomer meets the bot.
package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"clippings/bot"
	"clippings/corpus"
)

// Printer writes replies as text. The zero value writes without colour in 80 columns.
type Printer struct {
	Color   bool
	Columns int    // width of a line; 80 when zero or less
	Contact string // the operator's contact line for emergencies; may be empty
}

// Converse answers one question a line from in until it ends or ctx is done, with a prompt before
// each. What is wrong with a question is told in one line, and the conversation goes on. When ctx is
// done while a line is awaited, the goroutine that awaits it stays until in ends.
func Converse(ctx context.Context, h bot.Handler, in io.Reader, out io.Writer, p Printer) error {
	lines := readLines(ctx, in)
	for {
		if _, err := io.WriteString(out, "? "); err != nil {
			return err
		}
		var line typed
		select {
		case <-ctx.Done():
			fmt.Fprintln(out)
			return nil
		case line = <-lines:
		}
		text := strings.TrimSpace(line.text)
		if text == "" {
			if line.last {
				fmt.Fprintln(out)
				return line.err
			}
			continue
		}
		reply, err := h(ctx, bot.Question{Text: text})
		switch {
		case bot.AsInputError(err) != nil:
			fmt.Fprintln(out, bot.AsInputError(err).In(corpus.English))
		case err != nil:
			return err
		default:
			if _, err := io.WriteString(out, "\n"+p.Text(&reply)+"\n"); err != nil {
				return err
			}
		}
		if line.last {
			return line.err
		}
	}
}

// typed is one line as typed.
type typed struct {
	text string
	last bool  // nothing comes after it
	err  error // why, when in did not simply end
}

// readLines hands over in's lines one by one until it ends or ctx is done. Of a line that is longer
// than a question may be, enough is kept to tell.
func readLines(ctx context.Context, in io.Reader) <-chan typed {
	lines := make(chan typed)
	go func() {
		r := bufio.NewReader(in)
		for {
			var line typed
			var text strings.Builder
			for {
				part, err := r.ReadSlice('\n')
				if text.Len() <= bot.LongestQuestion {
					text.Write(part)
				}
				if err == bufio.ErrBufferFull {
					continue
				}
				if err != nil {
					line.last = true
					if err != io.EOF {
						line.err = err
					}
				}
				break
			}
			line.text = text.String()
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
			if line.last {
				return
			}
		}
	}()
	return lines
}

// Text is a reply as a person reads it on a terminal, with a line break at its end.
func (p Printer) Text(r *bot.Reply) string {
	w := writer{Printer: p, words: bot.PhrasesOf(r.Language)}
	if w.Columns <= 0 {
		w.Columns = 80
	}
	w.notices(r)
	switch {
	case r.Outcome == bot.Covered:
		w.excerpt(r.Answer)
		for _, l := range bot.Sides(r.Answer, r.OtherSide) {
			w.line("")
			w.strong("", w.words.Side(r.Answer, l))
			w.excerpt(l.To)
		}
		w.line("")
		w.paragraph("", w.words.AgeOf(r.Answer, r.OtherSide))
	case r.Outcome == bot.Close:
		w.paragraph("", w.words.CloseOnes)
		w.list(r.Others[:min(3, len(r.Others))])
	case r.Notice == bot.Emergency: // whom to call, and nothing that hides it
		return w.b.String()
	default:
		w.paragraph("", w.words.Missing(r.Gap))
		if len(r.Others) > 0 {
			w.line("")
			w.paragraph("", w.words.NearBy)
			w.list(r.Others[:min(2, len(r.Others))])
		}
	}
	if w.words.EnglishTexts != "" && (r.Answer != nil || len(r.Others) > 0) {
		w.paragraph("", w.words.EnglishTexts)
	}
	if r.Outcome != bot.Covered {
		w.line("")
		w.paragraph("", w.words.SpanOf(r.First, r.Last))
	}
	if len(r.DidYouMean) > 0 {
		w.line("")
		w.paragraph("", w.words.DidYouMean)
		for _, s := range r.DidYouMean {
			w.paragraph("  - ", s)
		}
	}
	return w.b.String()
}

type writer struct {
	Printer
	words *bot.Phrases
	style bool // lines are written to stand out
	b     strings.Builder
}

func (w *writer) notices(r *bot.Reply) {
	switch r.Notice {
	case bot.Emergency:
		w.strong("", w.words.Emergency)
	case bot.Advice:
		w.strong("", w.words.NotAdvice)
	}
	if r.Notice != bot.NoNotice {
		if w.Contact != "" {
			w.strong("", fmt.Sprintf(w.words.Contact, w.Contact))
		}
		w.line("")
	}
	for _, problem := range r.Problems {
		w.paragraph("", "! "+w.words.Problem(problem))
	}
}

func (w *writer) list(excerpts []*corpus.Excerpt) {
	for _, e := range excerpts {
		w.line("")
		w.excerpt(e)
	}
}

// excerpt writes one excerpt set off by a bar, then who, and where and when.
func (w *writer) excerpt(e *corpus.Excerpt) {
	const bar = "  | "
	c := w.words.Card(e)
	if c.Label != "" { // what it is comes before what it says
		w.paragraph("    ", c.Label)
	}
	w.paragraph(bar, c.Text)
	if c.Translation != "" {
		w.paragraph(bar, w.words.Translation+": "+c.Translation)
	}
	if c.Who != "" {
		w.strong("    — ", c.Who)
	}
	w.paragraph("    ", c.Context)
	w.paragraph("    ", c.Event)
	w.paragraph("    ", c.Citation)
	if c.URL != "" {
		w.line("    " + c.URL) // an address is never broken
	}
}

func (w *writer) line(s string) { w.b.WriteString(s + "\n") }

// strong writes a paragraph that stands out on a terminal with colour.
func (w *writer) strong(indent, text string) {
	w.style = w.Color
	w.paragraph(indent, text)
	w.style = false
}

// paragraph writes text in lines of at most Columns letters, each after the indent; an indent that
// is a list mark is blank from the second line on.
func (w *writer) paragraph(indent, text string) {
	room := w.Columns - len([]rune(indent))
	var line []string
	length := 0
	flush := func() {
		text := strings.Join(line, " ")
		if w.style {
			text = "\x1b[1m" + text + "\x1b[0m"
		}
		w.line(indent + text)
		if !strings.Contains(indent, "|") {
			indent = strings.Repeat(" ", len([]rune(indent)))
		}
		line, length = line[:0], 0
	}
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		if length > 0 && length+1+n > room {
			flush()
		}
		if length > 0 {
			length++
		}
		line = append(line, word)
		length += n
	}
	if len(line) > 0 {
		flush()
	}
}
