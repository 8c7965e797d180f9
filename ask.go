package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"clippings/adapters/terminal"
	"clippings/bot"
)

// askCommand answers one question, a stream of them, or a conversation.
type askCommand struct {
	JSON     bool     `name:"json" help:"Write one JSON object a line; without a question, read one a line from standard input."`
	Question []string `arg:"" optional:"" help:"The question. In it speaker: outlet: about: kind: narrow the answer, and from: to: by when the article appeared."`
}

func (a *askCommand) run(ctx context.Context, p *program, line *commandLine) error {
	settings, err := loadSettings(line.Config)
	if err != nil {
		return err
	}
	library, _, closeLibrary, err := p.openLibrary(ctx, &settings, line.Corpus, nil, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer closeLibrary()
	printer := terminal.Printer{
		Color:   p.terminalOut && p.getenv("NO_COLOR") == "",
		Columns: min(p.columns, 100),
		Contact: settings.Contact,
	}
	question := strings.Join(a.Question, " ")
	switch {
	case len(a.Question) > 0:
		return a.one(ctx, p, library.Handle, question, printer)
	case a.JSON:
		return a.stream(ctx, p, library.Handle)
	case p.terminalIn:
		return terminal.Converse(ctx, library.Handle, p.in, p.out, printer)
	}
	// Not a terminal: all of standard input is one question.
	const lineBreak = 2 // bytes of the longest
	text, err := io.ReadAll(io.LimitReader(p.input(ctx), bot.LongestQuestion+lineBreak+1))
	if err != nil {
		return err
	}
	return a.one(ctx, p, library.Handle, strings.TrimRight(string(text), "\r\n"), printer)
}

func (a *askCommand) one(ctx context.Context, p *program, h bot.Handler, question string, printer terminal.Printer) error {
	reply, err := h(ctx, bot.Question{Text: question})
	if err != nil {
		return err
	}
	if a.JSON {
		return terminal.WriteJSON(p.out, question, &reply)
	}
	_, err = io.WriteString(p.out, printer.Text(&reply))
	return err
}

// stream answers one question a line with one JSON object a line, in order, each before the next line is waited for. A
// line that cannot be a question ends it, with an error that names the line.
func (a *askCommand) stream(ctx context.Context, p *program, h bot.Handler) error {
	lines := bufio.NewScanner(p.input(ctx))
	lines.Buffer(nil, 1<<20)
	n := 1
	for ; lines.Scan() && ctx.Err() == nil; n++ {
		reply, err := h(ctx, bot.Question{Text: lines.Text()})
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := terminal.WriteJSON(p.out, lines.Text(), &reply); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d: the question is too long: at most %d bytes are read", n, bot.LongestQuestion)
	}
	return errors.Join(lines.Err(), ctx.Err())
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
