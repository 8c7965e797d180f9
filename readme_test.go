package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// fences returns the lines of README.md inside fenced blocks of these languages, lines that end in a
// backslash joined, and the text outside all fences.
func fences(t *testing.T, languages ...string) (inside []string, outside string) {
	t.Helper()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	open, wanted := false, false
	for line := range strings.Lines(strings.ReplaceAll(string(data), "\\\n", " ")) {
		if language, ok := strings.CutPrefix(strings.TrimSpace(line), "```"); ok {
			open = !open
			wanted = open && slices.Contains(languages, language)
			continue
		}
		switch {
		case wanted:
			inside = append(inside, strings.TrimSpace(line))
		case !open:
			text.WriteString(line)
		}
	}
	if open {
		t.Error("a fence of README.md is never closed")
	}
	return inside, text.String()
}

// TestReadmeCommands: what README.md tells to type is a command line that the program understands.
func TestReadmeCommands(t *testing.T) {
	lines, _ := fences(t, "sh", "bash", "shell", "console")
	found := 0
	for _, line := range lines {
		for _, words := range commandsOf(strings.TrimPrefix(line, "$ ")) {
			if len(words) < 3 || !slices.Equal(words[:3], []string{"go", "run", "."}) {
				continue
			}
			found++
			if err := understands(t, words[3:]); err != nil {
				t.Errorf("README.md tells %q: %v", line, err)
			}
		}
	}
	if found == 0 {
		t.Error("README.md tells no go run . command")
	}
}

// TestReadmeExample: the example is what the program prints, but for what is left out where it says "…".
func TestReadmeExample(t *testing.T) {
	example, _ := fences(t, "")
	if len(example) < 5 || !strings.HasPrefix(example[0], "$ go run . ") {
		t.Fatalf("the first block of README.md is no example: %q", example)
	}
	var printed []string
	for line := range strings.Lines(mustRun(t, "", commandsOf(example[0][2:])[0][3:]...)) {
		printed = append(printed, strings.TrimSpace(line))
	}
	for i := 1; i < len(example) && !strings.HasPrefix(example[i], "$ "); i++ {
		if example[i] == "…" {
			for len(printed) > 0 && i+1 < len(example) && printed[0] != example[i+1] {
				printed = printed[1:]
			}
			continue
		}
		if len(printed) == 0 || printed[0] != example[i] {
			t.Fatalf("README.md shows %q where the program prints %q", example[i], printed[:min(len(printed), 1)])
		}
		printed = printed[1:]
		if len(printed) == 0 {
			return
		}
	}
	t.Errorf("README.md leaves out %q", printed)
}

// TestUnderstands shows that the test above can fail.
func TestUnderstands(t *testing.T) {
	for _, line := range []string{"ask --jsn x", "anser x", "check a b", "--corpus"} {
		if err := understands(t, strings.Fields(line)); err == nil {
			t.Errorf("%q is understood", line)
		}
	}
	for _, line := range []string{"ask x", "ask --help", "--help", "check --against a b"} {
		if err := understands(t, strings.Fields(line)); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// understands parses a command line without running it.
func understands(t *testing.T, args []string) error {
	t.Helper()
	var line commandLine
	helped := false
	parser, err := kong.New(&line, kong.Name("clippings"), kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) { helped = true }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = parser.Parse(args); helped {
		return nil
	}
	return err
}

// commandsOf cuts a shell line into its commands' words: at unquoted |, &, ; and before a comment.
// Redirections and variables set for one command are left out.
func commandsOf(line string) [][]string {
	var commands [][]string
	var words []string
	var word strings.Builder
	quote, begun, redirected := rune(0), false, false
	endWord := func() {
		setting := len(words) == 0 && regexp.MustCompile(`^[A-Z_]+=`).MatchString(word.String())
		if begun && !redirected && !setting {
			words = append(words, word.String())
		}
		redirected = redirected && !begun
		word.Reset()
		begun = false
	}
	endCommand := func() {
		endWord()
		if len(words) > 0 {
			commands = append(commands, words)
		}
		words, redirected = nil, false
	}
	escaped := false
scan:
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			begun, escaped = true, false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote != 0:
			if r == quote {
				quote = 0
			} else {
				word.WriteRune(r)
			}
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ' || r == '\t':
			endWord()
		case r == '|' || r == '&' || r == ';':
			endCommand()
		case r == '<' || r == '>':
			endWord()
			redirected = true
		case r == '#' && !begun:
			break scan
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	endCommand()
	return commands
}

func TestCommandsOf(t *testing.T) {
	for line, want := range map[string]string{
		`go run . ask "who runs it"  # a comment`:       `go/run/./ask/who runs it`,
		`echo 'a | b' | go run . ask --json > out.json`: `echo/a | b//go/run/./ask/--json`,
		`NO_COLOR=1 go run . ask it\'s < in.txt && ls`:  `go/run/./ask/it's//ls`,
		`go run . ask ""`: `go/run/./ask/`,
		`# nothing`:       ``,
	} {
		var got []string
		for _, words := range commandsOf(line) {
			got = append(got, strings.Join(words, "/"))
		}
		if strings.Join(got, "//") != want {
			t.Errorf("%s is cut into %q", line, got)
		}
	}
}

var (
	codeSpan = regexp.MustCompile("`([^`\n]+)`")
	linkTo   = regexp.MustCompile(`\]\(([^)\s#]+)[^)]*\)`)
	fileName = regexp.MustCompile(`^[\w.*-][\w./*-]*\.(go|ya?ml|md|mod|sum|txt|jsonl?|sh|html|css)$`)
	upperCut = regexp.MustCompile(`(^|/)[A-Z]{2,}(/|\.ya?ml$|\.(questions\.)?txt$|$)`) // DIR, ARTICLE.yaml: stands for a name
)

// made lists files that README.md may name though they are not there, each with its reason.
var made = map[string]string{
	"config.yaml": "the operator's copy of config.example.yaml",
}

// TestReadmeFiles: what README.md names as a file or folder is there.
func TestReadmeFiles(t *testing.T) {
	fenced, text := fences(t, "", "text") // a tree of folders, if there is one
	var names []string
	for _, m := range codeSpan.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	for _, line := range fenced {
		if first, _, _ := strings.Cut(line, " "); first != "" {
			names = append(names, first)
		}
	}
	for _, name := range names {
		if namesFile(name) && !isThere(name) && made[name] == "" {
			t.Errorf("README.md names %s, which is not there", name)
		}
	}
	for _, m := range linkTo.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[1], ":") && !isThere(m[1]) {
			t.Errorf("README.md links to %s, which is not there", m[1])
		}
	}
}

// namesFile reports whether a piece of code is the name of a file or folder here: it ends as one
// does, or begins with a folder that is here. An address, a place outside and a name that stands for
// any other are none.
func namesFile(code string) bool {
	if strings.ContainsAny(code, " :=<>{}$") || strings.HasPrefix(code, "/") || strings.HasPrefix(code, "..") ||
		upperCut.MatchString(code) && !isThere(code) {
		return false
	}
	first, _, inFolder := strings.Cut(strings.TrimPrefix(code, "./"), "/")
	return fileName.MatchString(code) || strings.HasSuffix(code, "/") || inFolder && isThere(first)
}

// isThere reports whether a name is of something here. A bare file's name may be of one in any
// folder.
func isThere(name string) bool {
	found, err := filepath.Glob(filepath.FromSlash(name))
	if err != nil || len(found) > 0 || strings.Contains(name, "/") || !strings.Contains(name, ".") {
		return err == nil && len(found) > 0
	}
	there := false
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		there = there || err == nil && !d.IsDir() && d.Name() == name
		return err
	})
	return err == nil && there
}

func TestNamesFile(t *testing.T) {
	for name, want := range map[string]bool{"load.go": true, "adapters/terminal": true, "gone.go": false, "seeds/gone.yaml": false, "gone": false} {
		if got := isThere(name); got != want {
			t.Errorf("isThere(%q) is %v", name, got)
		}
	}
	for name, want := range map[string]bool{
		"main.go": true, "seeds/README.md": true, "adapters/": true, "bot/nothing": true, "gone/": true, "gone.go": true,
		"ask": false, "bot.Handler": false, "verge-2017/bhatt-complicity": false, "ARTICLE.yaml": false, "../shared/x.md": false,
		"https://example.org/a.html": false, "/ask": false, "application/json": false, "go run .": false,
	} {
		if got := namesFile(name); got != want {
			t.Errorf("namesFile(%q) is %v", name, got)
		}
	}
}
