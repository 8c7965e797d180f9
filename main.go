// Command clippings answers questions about a body of news coverage with the relevant excerpt and
// its source. README.md tells how to use it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"unicode/utf8"

	"github.com/alecthomas/kong"
	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program whatever it waits for
	p := program{
		in: os.Stdin, out: os.Stdout, errors: os.Stderr,
		terminalIn:  term.IsTerminal(int(os.Stdin.Fd())),
		terminalOut: term.IsTerminal(int(os.Stdout.Fd())), terminalErrors: term.IsTerminal(int(os.Stderr.Fd())),
		getenv: os.Getenv,
	}
	if p.terminalOut {
		if columns, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
			p.columns = columns
		}
	}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is one run of the command, with everything it touches outside. It can be run by a test.
type program struct {
	in             io.Reader
	out, errors    io.Writer
	terminalIn     bool // in is a terminal
	terminalOut    bool
	terminalErrors bool
	columns        int // width of the terminal, 0 when not known
	getenv         func(string) string
	hangups        <-chan os.Signal  // each asks for the coverage to be loaded again; nil: SIGHUP does
	transport      http.RoundTripper // of requests to platforms; nil is the ordinary one
	slackURL       string            // of Slack's Web API; "" is Slack's
}

// commandLine is what the command understands.
type commandLine struct {
	Corpus string `help:"Other coverage than the built-in one: a folder of YAML files, a .jsonl file, or an index file." type:"path" placeholder:"PATH"`
	Config string `help:"Settings, as in config.example.yaml." type:"path" placeholder:"FILE"`

	Ask   askCommand   `cmd:"" help:"Answer a question from the coverage."`
	Check checkCommand `cmd:"" help:"Check a corpus and say what is wrong with it."`
	Eval  evalCommand  `cmd:"" help:"Measure answering on public retrieval sets, beside plain BM25."`

	Index  indexCommand  `cmd:"" help:"Make an index file of JSON Lines, for coverage of millions of passages."`
	Export exportCommand `cmd:"" help:"Write a folder's coverage as JSON Lines."`

	Serve  serveCommand  `cmd:"" help:"Answer in Discord and in Slack."`
	Doctor doctorCommand `cmd:"" help:"Check what serving needs: configuration, token, permissions, commands, coverage."`
	Load   loadCommand   `cmd:"" help:"Load an index into the OpenSearch cluster that is configured."`
}

// interrupted is the exit code of what a signal ended before it was done, as shells have it.
const interrupted = 130

// errFailed ends the program with a non-zero code after what is wrong has been printed.
var errFailed = errors.New("failed")

// run executes one command line and returns the exit code: 0 when all went well, 1 when it did not,
// 2 when the words of the command line were off, interrupted when ctx ended first. Who talks to a person or serves is done
// when it is told to stop, and that is 0. Errors are one line each on the error output.
func (p *program) run(ctx context.Context, args []string) int {
	var line commandLine
	exit := -1
	parser, err := kong.New(&line,
		kong.Name("clippings"),
		kong.Description("Answers questions about news coverage with the relevant excerpt and its source."),
		kong.Writers(p.out, p.errors),
		kong.Exit(func(code int) { exit = code }),
		kong.NamedMapper("path", kong.MapperFunc(decodePath)),
	)
	if err != nil {
		return p.fail(err, 2)
	}
	if len(args) == 0 {
		return p.fail(errors.New("say what to do: ask, check, eval, index, export, serve, doctor or load (clippings --help tells how)"), 2)
	}
	for _, arg := range args {
		if !utf8.ValidString(arg) {
			return p.fail(errors.New("an argument is not valid UTF-8 text"), 1)
		}
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // help was asked for
		return exit
	}
	if err != nil {
		return p.fail(fmt.Errorf("%w (clippings --help tells how)", err), 2)
	}
	switch parsed.Selected().Name {
	case "ask":
		err = line.Ask.run(ctx, p, &line)
	case "check":
		err = line.Check.run(ctx, p, &line)
	case "eval":
		err = line.Eval.run(ctx, p, &line)
	case "index":
		err = line.Index.run(ctx, p, &line)
	case "export":
		err = line.Export.run(p, &line)
	case "serve":
		err = line.Serve.run(ctx, p, &line)
	case "doctor":
		err = line.Doctor.run(ctx, p, &line)
	case "load":
		err = line.Load.run(ctx, p, &line)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return p.fail(errors.New("interrupted"), interrupted)
	case errors.Is(err, errFailed):
		return 1
	}
	return p.fail(err, 1)
}

func (p *program) fail(err error, code int) int {
	fmt.Fprintln(p.errors, "clippings:", err)
	return code
}
