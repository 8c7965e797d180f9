package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"clippings/bot"
	"clippings/corpus"
)

// The files of a small corpus, so that most of these tests do not depend on the coverage.
const (
	smallPeople = `
- {id: ada-flores, name: Ada Flores, kind: person, who: mayor of Rivertown}
- {id: bo-lind, name: Bo Lind, kind: person, who: fire chief of Rivertown}
`
	smallTerms = `
- {id: old-bridge, name: Old Bridge, kind: place, es: puente viejo, what: a bridge in Rivertown}
`
	smallArticle = `source:
  id: gazette-2021
  outlet: The Gazette
  title: Bridge to close for repairs
  author: Cam Reyes
  date: 2021-06-03
  url: https://example.org/bridge?a=1&b=2
excerpts:
  - id: gazette-2021/flores-safety
    kind: quote
    speaker: ada-flores
    role: mayor of Rivertown
    via: interview
    text: We will not gamble with anybody’s life
    es: No vamos a jugar con la vida de nadie
    context: Flores on why the Old Bridge is shut for repairs.
    context_es: Flores sobre el cierre del puente viejo por reparaciones.
    about: [old-bridge]
    event: 2021-06
    questions:
      en: why is the bridge being closed
      es: por qué cierran el puente
  - id: gazette-2021/lind-disputes
    kind: quote
    speaker: bo-lind
    role: fire chief
    via: statement
    text: The bridge is no danger to anybody
    es: El puente no es un peligro para nadie
    context: Lind's answer to the mayor's reasons for the closing.
    context_es: Respuesta de Lind a los motivos de la alcaldesa.
    about: [old-bridge]
    disputes: [gazette-2021/flores-safety]
    questions:
      en: who disagrees with the mayor
      es: quién contradice a la alcaldesa
  - id: gazette-2021/repair-cost
    kind: fact
    text: Repairing the Old Bridge will cost the town 2.5 million dollars.
    es: Reparar el puente viejo costará al pueblo 2.5 millones de dólares.
    context: According to the town's budget of 2021.
    context_es: Según el presupuesto del pueblo de 2021.
    about: [old-bridge]
    questions:
      en: how much does the repair cost
      es: cuánto cuesta la reparación
`
)

// smallCorpus writes the small corpus into a new folder. Its article can be changed by pairs of old
// and new text.
func smallCorpus(t *testing.T, oldnew ...string) string {
	t.Helper()
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(smallArticle, oldnew[i]) {
			t.Fatalf("the small corpus does not hold %q", oldnew[i])
		}
	}
	dir := t.TempDir()
	write(t, dir, "people.yaml", smallPeople)
	write(t, dir, "terms.yaml", smallTerms)
	write(t, dir, "gazette-2021.yaml", strings.NewReplacer(oldnew...).Replace(smallArticle))
	return dir
}

// write puts a file into a folder and returns its path.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// result is what one run of the program left behind.
type result struct {
	code        int
	out, errors string
}

// run runs the program away from any terminal.
func run(t *testing.T, in string, args ...string) result {
	t.Helper()
	return runWith(t, program{in: strings.NewReader(in)}, args...)
}

func runWith(t *testing.T, p program, args ...string) result {
	t.Helper()
	var out, errors bytes.Buffer
	p.out, p.errors = &out, &errors
	if p.getenv == nil {
		p.getenv = func(string) string { return "" }
	}
	code := p.run(t.Context(), args)
	return result{code, out.String(), errors.String()}
}

// mustRun is run where everything is expected to go well.
func mustRun(t *testing.T, in string, args ...string) string {
	t.Helper()
	r := run(t, in, args...)
	if r.code != 0 || r.errors != "" {
		t.Fatalf("exit code %d, errors %q", r.code, r.errors)
	}
	return r.out
}

func TestAsk(t *testing.T) {
	text := mustRun(t, "", "ask", "who", "said", "the", "state", "is", "complicit in breaking up families")
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "|", " ")), " ")
	for _, want := range []string{
		"“Connecticut's compliance with ICE's request crystallizes the State's complicity in destabilizing families and communities”",
		"Alok Bhatt, an activist with the Connecticut Immigrant Rights Alliance", "The Verge", "Spencer Woodman", "February 22, 2017",
		"https://www.theverge.com/2017/2/22/14692842/ice-immigration-trump-data-connecticut-california",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the reply lacks %q:\n%s", want, text)
		}
	}
}

func TestAskStandardInput(t *testing.T) {
	out := mustRun(t, "how much does the repair cost\n", "ask", "--corpus", smallCorpus(t))
	if !strings.Contains(out, "2.5 million dollars") {
		t.Errorf("got\n%s", out)
	}
	longest := "how much does the repair cost" + strings.Repeat(" ", bot.LongestQuestion-29)
	mustRun(t, longest, "ask", "--corpus", smallCorpus(t))
	mustRun(t, longest+"\n", "ask", "--corpus", smallCorpus(t)) // the line's end is no part of the question
}

// TestJSONFields holds the objects to the fields that are documented: no other, and none missing
// but those of an excerpt that has no such thing.
func TestJSONFields(t *testing.T) {
	reply := []string{"question", "outcome", "answered", "confidence", "language", "answer", "others", "other_side"}
	excerpt := []string{"id", "kind", "text", "translation", "speaker", "role", "context", "about", "source"}
	source := []string{"id", "outlet", "title", "author", "date", "url"}
	optional := []string{"speaker", "role", "author"}
	same := func(what string, object any, documented []string) {
		t.Helper()
		fields, ok := object.(map[string]any)
		if !ok {
			t.Errorf("%s is %v, want an object", what, object)
		}
		for field := range maps.Keys(fields) {
			if !slices.Contains(documented, field) {
				t.Errorf("%s has field %q, which is not documented", what, field)
			}
		}
		for _, field := range documented {
			if _, ok := fields[field]; !ok && !slices.Contains(optional, field) {
				t.Errorf("%s lacks field %q", what, field)
			}
		}
	}
	dir := smallCorpus(t)
	for _, question := range []string{"why is the bridge being closed", "how much does the repair cost", "who won the chess game on the moon"} {
		out := mustRun(t, "", "ask", "--json", "--corpus", dir, question)
		if strings.Count(out, "\n") != 1 || !strings.HasSuffix(out, "\n") {
			t.Errorf("%s: not one line: %q", question, out)
		}
		var object map[string]any
		if err := json.Unmarshal([]byte(out), &object); err != nil {
			t.Fatal(err)
		}
		same("a reply", object, reply)
		excerpts := slices.Concat(object["others"].([]any), object["other_side"].([]any))
		if object["answer"] != nil {
			excerpts = append(excerpts, object["answer"])
		}
		for _, e := range excerpts {
			same("an excerpt", e, excerpt)
			same("a source", e.(map[string]any)["source"], source)
		}
		if got := object["question"]; got != question {
			t.Errorf("question is %q, want %q", got, question)
		}
		if answered := object["outcome"] == "covered"; object["answered"] != answered || (object["answer"] != nil) != answered {
			t.Errorf("%s: outcome %v, answered %v, answer %v", question, object["outcome"], object["answered"], object["answer"])
		}
		if c := object["confidence"].(float64); c < 0 || c > 1 {
			t.Errorf("%s: confidence %v", question, c)
		}
	}
}

// jsonLine is what these tests look at in a line of JSON.
type jsonLine struct {
	Question, Outcome, Language string
	Answered                    bool
	Answer                      *struct {
		ID, Kind, Text, Translation, Speaker, Role string
		Source                                     struct{ ID, Outlet, Author, Date, URL string }
	}
	OtherSide []struct{ ID string } `json:"other_side"`
}

func TestJSONStream(t *testing.T) {
	questions := []string{
		"how much does the repair cost", "who won the chess game on the moon", "por qué cierran el puente", "how much does the repair cost",
	}
	out := mustRun(t, strings.Join(questions, "\n"), "ask", "--json", "--corpus", smallCorpus(t))
	var lines []jsonLine
	for line := range strings.Lines(out) {
		var l jsonLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if len(lines) != len(questions) {
		t.Fatalf("%d lines for %d questions", len(lines), len(questions))
	}
	for i := range lines {
		if lines[i].Question != questions[i] {
			t.Errorf("line %d answers %q, want %q", i+1, lines[i].Question, questions[i])
		}
	}
	if lines[1].Answered {
		t.Errorf("answered from nothing: %+v", lines[1])
	}
	if l := lines[2]; l.Answer == nil || l.Language != "es" {
		t.Errorf("got %+v", l)
	} else if a := l.Answer; a.ID != "gazette-2021/flores-safety" || a.Kind != "quote" || a.Text != "We will not gamble with anybody’s life" ||
		a.Translation != "No vamos a jugar con la vida de nadie" || a.Speaker != "Ada Flores" || a.Role != "mayor of Rivertown" {
		t.Errorf("got %+v", a)
	} else if s := a.Source; s.ID != "gazette-2021" || s.Outlet != "The Gazette" || s.Author != "Cam Reyes" || s.Date != "2021-06-03" ||
		s.URL != "https://example.org/bridge?a=1&b=2" {
		t.Errorf("source is %+v", s)
	} else if len(l.OtherSide) != 1 || l.OtherSide[0].ID != "gazette-2021/lind-disputes" {
		t.Errorf("the other side is %+v", l.OtherSide)
	}
	first, last := strings.SplitAfter(out, "\n")[0], strings.SplitAfter(out, "\n")[3]
	if first != last {
		t.Errorf("the same question got\n%sand\n%s", first, last)
	}
	if out := mustRun(t, "", "ask", "--json", "--corpus", smallCorpus(t)); out != "" {
		t.Errorf("no question got %q", out)
	}
}

// TestRefusals gives the program what it must refuse: in one line, with nothing on standard output,
// and without repeating the question.
func TestRefusals(t *testing.T) {
	small, empty := smallCorpus(t), t.TempDir()
	missing := filepath.Join(empty, "missing")
	file := write(t, t.TempDir(), "corpus.yaml", smallArticle)
	unknownKey := write(t, t.TempDir(), "my.yaml", "corpus: \"\"\n\ncontactt: 555-0100\n")
	wrongType := write(t, t.TempDir(), "my.yaml", "\ncontact: [a, b]\n")
	notYAML := write(t, t.TempDir(), "my.yaml", "contact: \"555\n")
	elsewhere := write(t, t.TempDir(), "my.yaml", "corpus: "+missing+"\n")
	inCluster := write(t, t.TempDir(), "my.yaml", "corpus: {engine: opensearch, addresses: [http://127.0.0.1:1]}\n")
	huge := strings.Repeat("immigration ", 100_000/12)
	broken := "why is the bridge\xff\xfe closed"
	for _, c := range []struct {
		name, in string
		args     []string
		code     int
		want     string // a regular expression
	}{
		{"unknown flag", "", []string{"ask", "--jsn", "why"}, 2, "--jsn"},
		{"unknown flag before the command", "", []string{"--corpse", small, "ask", "why"}, 2, "--corpse"},
		{"unknown command", "", []string{"anser", "why"}, 2, "anser"},
		{"no command", "", nil, 2, "command|ask"},
		{"flags without a command", "", []string{"--corpus", small}, 2, "command|ask"},
		{"flag without a value", "", []string{"check", "--against"}, 2, "--against"},
		{"two folders", "", []string{"check", small, small}, 2, "unexpected"},
		{"empty question", "", []string{"ask", "--corpus", small, ""}, 1, "empty"},
		{"only spaces", "", []string{"ask", "--corpus", small, " \t  "}, 1, "empty"},
		{"only spaces as words", "", []string{"ask", "--corpus", small, " ", "", " "}, 1, "empty"},
		{"only marks", "", []string{"ask", "--corpus", small, "?!"}, 1, "empty"},
		{"empty question, JSON", "", []string{"ask", "--json", "--corpus", small, ""}, 1, "empty"},
		{"nothing on standard input", "", []string{"ask", "--corpus", small}, 1, "empty"},
		{"spaces on standard input", "  \n \n", []string{"ask", "--corpus", small}, 1, "empty"},
		{"spaces in a stream", "  \n", []string{"ask", "--json", "--corpus", small}, 1, "line 1: .*empty"},
		{"100 kB", "", []string{"ask", "--corpus", small, huge}, 1, "too long"},
		{"100 kB, JSON", "", []string{"ask", "--json", "--corpus", small, huge}, 1, "too long"},
		{"100 kB on standard input", huge, []string{"ask", "--corpus", small}, 1, "too long"},
		{"100 kB in a stream", huge, []string{"ask", "--json", "--corpus", small}, 1, "line 1: .*too long"},
		{"2 MB in a stream", strings.Repeat(huge, 20), []string{"ask", "--json", "--corpus", small}, 1, "line 1: .*long"},
		{"broken UTF-8", "", []string{"ask", "--corpus", small, broken}, 1, "UTF-8"},
		{"broken UTF-8 on standard input", broken, []string{"ask", "--corpus", small}, 1, "UTF-8"},
		{"broken UTF-8 in a stream", broken, []string{"ask", "--json", "--corpus", small}, 1, "line 1: .*UTF-8"},
		{"no such corpus", "", []string{"ask", "--corpus", missing, "why"}, 1, regexp.QuoteMeta(missing)},
		{"check no such corpus", "", []string{"check", missing}, 1, regexp.QuoteMeta(missing)},
		{"corpus is a file", "", []string{"ask", "--corpus", file, "why"}, 1, regexp.QuoteMeta(file) + " is a file"},
		{"check a file", "", []string{"check", file}, 1, regexp.QuoteMeta(file) + " is a file"},
		{"corpus without YAML", "", []string{"ask", "--corpus", empty, "why"}, 1, `no \.yaml file`},
		{"check a folder without YAML", "", []string{"check", empty}, 1, `no \.yaml file`},
		{"corpus of no name", "", []string{"ask", "--corpus", "", "why"}, 2, "--corpus.*empty"},
		{"eval other coverage", "", []string{"eval", "--corpus", small, small}, 1, "eval .*--corpus"},
		{"load other coverage", "", []string{"load", "--corpus", small, small}, 1, "load .*--corpus"},
		{"eval with settings", "", []string{"eval", "--config", inCluster, small}, 1, "eval .*--config"},
		{"check a cluster", "", []string{"check", "--config", inCluster}, 1, "OpenSearch"},
		{"export a cluster", "", []string{"export", "--config", inCluster}, 1, "OpenSearch"},
		{"check what the settings name", "", []string{"check", "--config", elsewhere}, 1, regexp.QuoteMeta(missing)},
		{"export what the settings name", "", []string{"export", "--config", elsewhere}, 1, regexp.QuoteMeta(missing)},
		{"check with no such settings", "", []string{"check", "--config", missing}, 1, regexp.QuoteMeta(missing)},
		{"no such settings", "", []string{"ask", "--config", missing, "why"}, 1, regexp.QuoteMeta(missing)},
		{"unknown setting", "", []string{"ask", "--config", unknownKey, "why"}, 1, regexp.QuoteMeta(unknownKey) + `:.*\b3\b.*contactt`},
		{"setting of a wrong type", "", []string{"ask", "--config", wrongType, "why"}, 1, regexp.QuoteMeta(wrongType) + `:.*\b2\b`},
		{"settings are no YAML", "", []string{"ask", "--config", notYAML, "why"}, 1, regexp.QuoteMeta(notYAML) + `:.*\bline \d`},
		{"no such texts", "", []string{"check", "--against", missing, small}, 1, regexp.QuoteMeta(missing)},
		{"texts are a file", "", []string{"check", "--against", file, small}, 1, regexp.QuoteMeta(file)},
		{"no such questions", "", []string{"check", "--held-out", missing, small}, 1, regexp.QuoteMeta(missing)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, c.in, c.args...)
			if r.code != c.code {
				t.Errorf("exit code %d, want %d", r.code, c.code)
			}
			if r.out != "" {
				t.Errorf("on standard output: %.300q", r.out)
			}
			if strings.Count(r.errors, "\n") != 1 || !strings.HasPrefix(r.errors, "clippings: ") || len(r.errors) > 400 {
				t.Errorf("errors are not one short line: %.600q", r.errors)
			}
			if !regexp.MustCompile(c.want).MatchString(r.errors) {
				t.Errorf("error is %.400q, want in it %s", r.errors, c.want)
			}
			for _, bad := range []string{"goroutine", "panic", "main.", "immigration", "why is the bridge", "6001 bytes"} {
				if strings.Contains(r.errors, bad) {
					t.Errorf("error speaks of %q: %.400q", bad, r.errors)
				}
			}
			if !utf8.ValidString(r.errors) {
				t.Errorf("error is not UTF-8: %q", r.errors)
			}
		})
	}
}

// TestStreamEndsAtFault: what came before the line that cannot be a question has been answered.
func TestStreamEndsAtFault(t *testing.T) {
	r := run(t, "why is the bridge being closed\n\xff\nhow much does the repair cost\n", "ask", "--json", "--corpus", smallCorpus(t))
	if r.code != 1 || strings.Count(r.out, "\n") != 1 || strings.Count(r.errors, "\n") != 1 || !strings.Contains(r.errors, "line 2") {
		t.Errorf("got %+v", r)
	}
}

func TestBrokenCorpus(t *testing.T) {
	dir := smallCorpus(t, "speaker: bo-lind", "speaker: bob-lind", "event: 2021-06", "event: 2021-13", "kind: fact", "kind: rumour")
	for _, args := range [][]string{{"check", dir}, {"check", "--corpus", dir}, {"ask", "--corpus", dir, "why"}} {
		r := run(t, "", args...)
		if r.code != 1 || r.out != "" {
			t.Errorf("%s: exit code %d, standard output %q", args[0], r.code, r.out)
		}
		lines := strings.Split(strings.TrimSuffix(r.errors, "\n"), "\n")
		want := []string{
			`^gazette-2021\.yaml:\d+: .*2021-13`, `^gazette-2021\.yaml:\d+: .*bob-lind`, `^gazette-2021\.yaml:\d+: .*rumour`,
			`^clippings: corpus: 3 faults`,
		}
		if len(lines) != len(want) {
			t.Fatalf("%s: want a line for each of three faults and one at the end:\n%s", args[0], r.errors)
		}
		for i := range want {
			if !regexp.MustCompile(want[i]).MatchString(lines[i]) {
				t.Errorf("%s: line %d is %q, want %s", args[0], i+1, lines[i], want[i])
			}
		}
	}
}

// TestStreamAnswersEachLine: who asks and waits for the reply before asking again gets it.
func TestStreamAnswersEachLine(t *testing.T) {
	in, ask := io.Pipe()
	replies, out := io.Pipe()
	p := program{in: in, out: out, errors: io.Discard, getenv: func(string) string { return "" }}
	code := make(chan int, 1)
	args := []string{"ask", "--json", "--corpus", smallCorpus(t)}
	go func() { code <- p.run(t.Context(), args) }()
	lines := bufio.NewScanner(replies)
	for _, c := range [][2]string{{"why is the bridge being closed", "We will not gamble"}, {"how much does the repair cost", "2.5 million"}} {
		if _, err := io.WriteString(ask, c[0]+"\n"); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() || !strings.Contains(lines.Text(), c[1]) {
			t.Errorf("%q: got %q", c[0], lines.Text())
		}
	}
	ask.Close()
	if got := <-code; got != 0 {
		t.Errorf("exit code %d", got)
	}
}

// TestUnreadableFile: where a file cannot be read, nothing is told of others that lean on it.
func TestUnreadableFile(t *testing.T) {
	for file, text := range map[string]string{
		"people.yaml":                "- {id: [\n",
		"gazette-2021.yaml":          strings.Replace(smallArticle, "via:", "vai:", 1),
		"gazette-2021.questions.txt": "en why\n",
	} {
		dir := smallCorpus(t)
		write(t, dir, file, text)
		r := run(t, "", "check", dir)
		if lines := strings.Split(r.errors, "\n"); r.code != 1 || len(lines) != 3 || !strings.HasPrefix(lines[0], file) || lines[1] != "clippings: corpus: 1 fault, nothing loaded" {
			t.Errorf("%s cannot be read: exit code %d, errors\n%s", file, r.code, r.errors)
		}
	}
}

// TestFullDisk: what cannot be written is an error.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("needs /dev/full")
	}
	defer full.Close()
	small := smallCorpus(t)
	for _, args := range [][]string{{"check", small}, {"ask", "--corpus", small, "why"}, {"export", small}, {"index", small, "--out", filepath.Join(t.TempDir(), "x.clip")}} {
		var errs bytes.Buffer
		p := program{in: strings.NewReader(""), out: full, errors: &errs, getenv: func(string) string { return "" }}
		if code := p.run(t.Context(), args); code != 1 || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%s: exit code %d, errors %q", args[0], code, &errs)
		}
	}
}

// TestInterrupt interrupts commands while they wait for what they read, and wants them to end, and not as if all were done.
func TestInterrupt(t *testing.T) {
	small := smallCorpus(t)
	for _, args := range [][]string{
		{"ask", "--corpus", small}, {"ask", "--json", "--corpus", small}, {"index", "-", "--out", filepath.Join(t.TempDir(), "x.clip")},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		in, _ := io.Pipe()
		var errs bytes.Buffer
		p := program{in: in, out: io.Discard, errors: &errs, getenv: func(string) string { return "" }}
		code := make(chan int)
		go func() { code <- p.run(ctx, args) }()
		time.AfterFunc(50*time.Millisecond, cancel)
		select {
		case got := <-code:
			if got != interrupted || strings.Count(errs.String(), "\n") != 1 || !strings.Contains(errs.String(), "interrupted") {
				t.Errorf("%v: exit code %d, errors %q", args, got, &errs)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%v: it still waits", args)
		}
	}
}

func TestSettingsFaultsAreAllTold(t *testing.T) {
	path := write(t, t.TempDir(), "my.yaml", "contactt: 555-0100\ncorpse: x\n")
	r := run(t, "", "ask", "--config", path, "why")
	if r.code != 1 || r.out != "" || !strings.Contains(r.errors, "contactt") || !strings.Contains(r.errors, "corpse") {
		t.Errorf("got %+v, want both unknown keys", r)
	}
}

var counts = regexp.MustCompile(`^([1-9]\d*) articles?, ([1-9]\d*) quotes?, ([1-9]\d*) facts?, \d+ gaps?, ([1-9]\d*) questions?: (\d+) findings?\n$`)

// findings is the last of the counts that check prints.
func findings(t *testing.T, r result) string {
	t.Helper()
	m := counts.FindStringSubmatch(r.out)
	if m == nil {
		t.Fatalf("check printed %q and errors %.600q", r.out, r.errors)
	}
	return m[5]
}

func TestCheck(t *testing.T) {
	seeds := filepath.Join("..", "shared", "seeds")
	dev := filepath.Join("..", "shared", "eval", "dev.jsonl")
	for _, c := range []struct {
		name, needs string
		args        []string
	}{
		{"built-in coverage", "", []string{"check"}},
		{"other coverage", "", []string{"check", smallCorpus(t)}},
		{"the seeds' own folder", "", []string{"check", "seeds"}},
		{"against the articles", seeds, []string{"check", "--against", seeds}},
		{"against held-out questions", dev, []string{"check", "--held-out", dev}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.needs != "" {
				if _, err := os.Stat(c.needs); err != nil {
					t.Skipf("needs %s, which is not part of the repository", c.needs)
				}
			}
			r := run(t, "", c.args...)
			if n := findings(t, r); r.code != 0 || r.errors != "" || n != "0" {
				t.Errorf("exit code %d, %s findings, errors\n%.2000s", r.code, n, r.errors)
			}
		})
	}
}

func TestCheckFinds(t *testing.T) {
	texts := t.TempDir()
	write(t, texts, "gazette-2021.txt", "“We shall not gamble with anybody’s life,” said Ada Flores. “The bridge is no danger to anybody,” said Bo Lind.")
	c, err := new(program).load("")
	if err != nil {
		t.Fatal(err)
	}
	stored := c.Excerpts[0].Questions[corpus.English][0]
	golden := write(t, t.TempDir(), "set.jsonl", fmt.Sprintf("{\"q\": \"something else that nobody stored\"}\n{\"q\": %q}\n", stored))
	plain := write(t, t.TempDir(), "set.txt", "something else\n\n"+strings.ToUpper(stored)+"?\n")
	roles := smallCorpus(t)
	write(t, roles, "people.yaml", strings.Replace(smallPeople, "who: fire chief of Rivertown", "who: fire chief of Rivertown, roles: [{role: fire chief, es: jefe de bomberos}]", 1))
	for _, f := range []struct {
		name  string
		args  []string
		wants []string
	}{
		{"a misquotation", []string{"check", "--against", texts, smallCorpus(t)}, []string{"gazette-2021/flores-safety: "}},
		{"no texts", []string{"check", "--against", t.TempDir(), smallCorpus(t)}, []string{"gazette-2021: "}},
		{"no texts for the built-in coverage", []string{"check", "--against", texts}, []string{"verge-2017: ", "ctmirror-2017: ", "ctpublic-2017: ", "westfair-2019: ", "ctmirror-2020: "}},
		{"a role without Spanish", []string{"check", roles}, []string{"people.yaml: ada-flores: role "}},
		{"a copied question", []string{"check", "--held-out", golden}, []string{golden + ":2"}},
		{"a copied question, plain", []string{"check", "--held-out", plain}, []string{plain + ":3"}},
	} {
		t.Run(f.name, func(t *testing.T) {
			r := run(t, "", f.args...)
			n := findings(t, r)
			if r.code != 1 || n == "0" || n != fmt.Sprint(strings.Count(r.errors, "\n")) {
				t.Errorf("exit code %d, %s findings, errors\n%s", r.code, n, r.errors)
			}
			for _, want := range f.wants {
				if !strings.Contains(r.errors, want) {
					t.Errorf("no finding on %q:\n%s", want, r.errors)
				}
			}
			if f.name == "a misquotation" && strings.Contains(r.errors, "lind-disputes") {
				t.Errorf("a right quotation is a finding:\n%s", r.errors)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	small := smallCorpus(t)
	config := write(t, t.TempDir(), "my.yaml", fmt.Sprintf("corpus: %q\ncontact: Rivertown line 555-0100\n", small))
	text := mustRun(t, "", "ask", "--config", config, "ICE is at my door right now, help")
	notice, contact := strings.Index(text, "lawyer"), strings.Index(text, "Rivertown line 555-0100")
	if notice < 0 || contact < notice || strings.Contains(text, "coverage does not say") {
		t.Errorf("notice at %d, contact at %d, and nothing else:\n%s", notice, contact, text)
	}
	if text := mustRun(t, "", "ask", "--config", config, "how much does the repair cost"); !strings.Contains(text, "2.5 million") ||
		strings.Contains(text, "555-0100") {
		t.Errorf("want the settings' corpus and no contact line:\n%s", text)
	}
	other := smallCorpus(t, "2.5 million", "9 million")
	if text := mustRun(t, "", "ask", "--config", config, "--corpus", other, "how much does the repair cost"); !strings.Contains(text, "9 million") {
		t.Errorf("--corpus does not win over the settings:\n%s", text)
	}
}

func TestColor(t *testing.T) {
	small := smallCorpus(t)
	for _, c := range []struct {
		terminal bool
		noColor  string
		want     bool
	}{{true, "", true}, {true, "1", false}, {false, "", false}, {false, "1", false}} {
		r := runWith(t, program{terminalOut: c.terminal, columns: 80, getenv: func(name string) string {
			if name == "NO_COLOR" {
				return c.noColor
			}
			return ""
		}}, "ask", "--corpus", small, "why is the bridge being closed")
		if got := strings.Contains(r.out, "\x1b"); got != c.want || r.code != 0 {
			t.Errorf("terminal %v, NO_COLOR %q: colour %v, exit code %d", c.terminal, c.noColor, got, r.code)
		}
	}
}

func TestConversation(t *testing.T) {
	in := "why is the bridge being closed\nbroken \xff\nhow much does the repair cost\n"
	r := runWith(t, program{in: strings.NewReader(in), terminalIn: true}, "ask", "--corpus", smallCorpus(t))
	if r.code != 0 || r.errors != "" {
		t.Errorf("exit code %d, errors %q", r.code, r.errors)
	}
	for _, want := range []string{"We will not gamble", "UTF-8", "2.5 million"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not told:\n%s", want, r.out)
		}
	}
}

// TestInterruptEndsConversation interrupts the program while it waits for somebody to type, as
// Ctrl-C does.
func TestInterruptEndsConversation(t *testing.T) {
	small := smallCorpus(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		in, typing := io.Pipe()
		var out, errors bytes.Buffer
		p := program{in: in, out: &out, errors: &errors, terminalIn: true, getenv: func(string) string { return "" }}
		code := -1
		go func() { code = p.run(ctx, []string{"ask", "--corpus", small}) }()
		if _, err := io.WriteString(typing, "how much does the repair cost\n"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		if code != 0 {
			t.Errorf("exit code %d, errors %q; -1 means that it still waits for a line", code, errors.String())
		}
		typing.Close()
		synctest.Wait()
		if !strings.Contains(out.String(), "2.5 million") {
			t.Errorf("got\n%s", out.String())
		}
	})
}
