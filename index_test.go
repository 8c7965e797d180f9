package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallLines are the JSON Lines of a small archive.
const smallLines = `{"id":"safety","kind":"quote","text":"We will not gamble with anybody’s life","speaker":"Ada Flores","role":"mayor","source":{"id":"gazette-2021","outlet":"The Gazette","title":"Bridge to close","date":"2021-06-03","url":"https://example.org/bridge"}}

{"id":"cost","text":"Repairing the Old Bridge will cost the town 2.5 million dollars.","source":{"id":"gazette-2021","outlet":"The Gazette","title":"Bridge to close","date":"2021-06-03","url":"https://example.org/bridge"}}
{"id":"undated","text":"The ferry terminal was opened by the governor of the state.","source":{"id":"leaflet","title":"A leaflet"}}
`

func linesFile(t *testing.T, text string) string { return write(t, t.TempDir(), "news.jsonl", text) }

// indexFile makes an index file of lines.
func indexFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "news.clip")
	mustRun(t, "", "index", linesFile(t, text), "--out", path)
	return path
}

const askCost = "how many million dollars will repairing the Old Bridge cost the town"

func TestIndex(t *testing.T) {
	lines, out := linesFile(t, smallLines), filepath.Join(t.TempDir(), "news.clip")
	want := regexp.MustCompile(`^` + regexp.QuoteMeta(out) + `: 3 passages from 2 sources, from 2021-06-03 to 2021-06-03; [0-9]+ bytes, [0-9]+\.[0-9] s\n$`)
	var images [][]byte
	for _, args := range [][]string{{"index", lines, "--out", out}, {"index", "--corpus", lines, "--out", out}, {"index", "-", "--out", out},
		{"index", "--config", write(t, t.TempDir(), "my.yaml", "corpus: "+lines+"\n"), "--out", out}} {
		if got := mustRun(t, smallLines, args...); !want.MatchString(got) {
			t.Errorf("%q printed %s", args, got)
		}
		image, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		images = append(images, image)
		if !bytes.Equal(image, images[0]) {
			t.Errorf("%q made another index", args)
		}
	}
	if got := mustRun(t, "", "index", smallCorpus(t), "--out", out); !strings.Contains(got, "3 passages from 1 source, ") {
		t.Errorf("of a folder: %s", got)
	}
}

// TestFileCorpora asks and checks the same coverage as lines and as an index.
func TestFileCorpora(t *testing.T) {
	for name, path := range map[string]string{"lines": linesFile(t, smallLines), "index": indexFile(t, smallLines)} {
		if got := mustRun(t, "", "check", path); got != "3 passages from 2 sources, from 2021-06-03 to 2021-06-03: 0 findings\n" {
			t.Errorf("%s: check printed %s", name, got)
		}
		text := mustRun(t, "", "ask", "--corpus", path, askCost)
		for _, part := range []string{"2.5 million dollars", "The Gazette, author not named, June 3, 2021: “Bridge to close”", "https://example.org/bridge"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: no %q in\n%s", name, part, text)
			}
		}
		var r struct {
			Answer *struct {
				ID     string
				About  []string
				Source struct{ ID, URL string }
			}
			Others []struct{ About []string }
		}
		if err := json.Unmarshal([]byte(mustRun(t, "", "ask", "--json", "--corpus", path, askCost)), &r); err != nil {
			t.Fatal(err)
		}
		if r.Answer == nil || r.Answer.ID != "cost" || r.Answer.About == nil || r.Answer.Source.ID != "gazette-2021" {
			t.Errorf("%s: %+v", name, r)
		}
		if text := mustRun(t, "", "ask", "--corpus", path, "qué inauguró the governor of the state ferry terminal opened"); strings.Contains(text, "“”") || strings.Contains(text, " , ") || strings.Contains(text, "Cobertura de 0") {
			t.Errorf("%s: of an excerpt with little about it:\n%s", name, text)
		}
	}
}

func TestExport(t *testing.T) {
	out := mustRun(t, "", "export", smallCorpus(t))
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"speaker":{"id":"ada-flores","name":"Ada Flores"}`) {
		t.Errorf("printed %s", out)
	}
	direct, exported := filepath.Join(t.TempDir(), "direct.clip"), filepath.Join(t.TempDir(), "exported.clip")
	mustRun(t, "", "index", smallCorpus(t), "--out", direct)
	mustRun(t, "", "index", linesFile(t, out), "--out", exported)
	one, err := os.ReadFile(direct)
	other, err2 := os.ReadFile(exported)
	if err != nil || err2 != nil || !bytes.Equal(one, other) {
		t.Errorf("the folder and what is exported of it make different indexes (%v, %v)", err, err2)
	}
	if n := strings.Count(mustRun(t, "", "export"), "\n"); n < 100 {
		t.Errorf("of the built-in coverage %d lines are printed", n)
	}
}

func TestFileMistakes(t *testing.T) {
	lines, index := linesFile(t, smallLines), indexFile(t, smallLines)
	out, dir := filepath.Join(t.TempDir(), "out.clip"), t.TempDir()
	damaged, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	damaged[len(damaged)/2]++
	bad := write(t, dir, "damaged.clip", string(damaged))
	noIndex := write(t, dir, "notes.clip", "notes")
	empty := write(t, dir, "empty.clip", "")
	blank := write(t, dir, "blank.jsonl", "\n\n")
	twice := linesFile(t, smallLines+strings.Split(smallLines, "\n")[0])
	quoted := func(path, rest string) string { return regexp.QuoteMeta(path) + rest }
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"index", lines}, 2, "--out"},
		{[]string{"index", "--out", out}, 1, "say what to index"},
		{[]string{"index", lines, "--out", dir}, 1, quoted(dir, ": it is a folder")},
		{[]string{"index", lines, "--out", filepath.Join(dir, "no", "x.clip")}, 1, "no such file"},
		{[]string{"index", lines, "--out", lines}, 1, `must not end in \.jsonl`},
		{[]string{"index", index, "--out", index}, 1, "is what is to be read"},
		{[]string{"index", index, "--out", out}, 1, quoted(index, ": an index is made of")},
		{[]string{"index", filepath.Join(dir, "no.jsonl"), "--out", out}, 1, "no such file"},
		{[]string{"index", blank, "--out", out}, 1, quoted(blank, ": there is no passage")},
		{[]string{"index", dir, "--out", out}, 1, `no \.yaml file`},
		{[]string{"ask", "--corpus", bad, "why"}, 1, quoted(bad, ": it is damaged")},
		{[]string{"check", bad}, 1, quoted(bad, ": it is damaged")},
		{[]string{"ask", "--corpus", noIndex, "why"}, 1, quoted(noIndex, ": it is no index")},
		{[]string{"ask", "--corpus", empty, "why"}, 1, quoted(empty, ": it is empty")},
		{[]string{"check", "--against", dir, lines}, 1, "--against and --held-out check a folder"},
		{[]string{"check", "--held-out", lines, index}, 1, "--against and --held-out check a folder"},
		{[]string{"export", lines}, 1, quoted(lines, " is a file")},
	} {
		r := run(t, "", c.args...)
		if r.code != c.code || r.out != "" || strings.Count(r.errors, "\n") != 1 || !regexp.MustCompile(c.want).MatchString(r.errors) {
			t.Errorf("%q: exit code %d, output %q, errors %q; want %s", c.args, r.code, r.out, r.errors, c.want)
		}
	}
	r := run(t, "", "check", twice)
	wantLines(t, "errors", r.errors, []string{quoted(twice, ":5: .*line 1"), "^clippings: corpus: 1 fault, nothing loaded$"})
	if _, err := os.Stat(out); err == nil {
		t.Error("an index was written")
	}
}

// TestLineFaults has each faulty line told as file:line, and what is there already left alone.
func TestLineFaults(t *testing.T) {
	out := indexFile(t, smallLines)
	before, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := linesFile(t, strings.Replace(smallLines, `"role"`, `"roll"`, 1)+`{"id":"x","text":"y"}`+"\n{\n")
	for _, args := range [][]string{{"check", lines}, {"ask", "--corpus", lines, "why"}, {"index", lines, "--out", out}} {
		r := run(t, "", args...)
		if r.code != 1 || r.out != "" {
			t.Errorf("%q: exit code %d, output %q", args, r.code, r.out)
		}
		at := regexp.QuoteMeta(lines)
		wantLines(t, "errors", r.errors, []string{at + `:1: unknown field "roll"$`, at + `:5: it has no source$`, at + `:6: broken JSON at byte`, "^clippings: corpus: 3 faults, nothing loaded$"})
	}
	many := linesFile(t, strings.Repeat("{}\n", 50))
	r := run(t, "", "check", many)
	if told := strings.Split(strings.TrimSpace(r.errors), "\n"); len(told) != 22 || told[21] != "clippings: corpus: 20 faults and more, nothing loaded" {
		t.Errorf("%d lines: %s", len(told), r.errors)
	}
	if after, err := os.ReadFile(out); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the index that was there is another one (%v)", err)
	}
}

// TestIndexInterrupted ends while the lines are read.
func TestIndexInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	path := filepath.Join(t.TempDir(), "news.clip")
	p := program{in: strings.NewReader(smallLines), out: &out, errors: &errs, getenv: func(string) string { return "" }}
	if code := p.run(ctx, []string{"index", "-", "--out", path}); code != interrupted || errs.String() != "clippings: interrupted\n" || out.Len() > 0 {
		t.Errorf("exit code %d, output %q, errors %q", code, &out, &errs)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("an index was written")
	}
}

// TestProgress wants a line that is drawn over itself and taken away, on a terminal, and nothing elsewhere.
func TestProgress(t *testing.T) {
	var lines strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&lines, `{"id":"p%d","text":"the council met","source":{"id":"s","title":"T"}}`+"\n", i)
	}
	args := []string{"index", linesFile(t, lines.String()), "--out", filepath.Join(t.TempDir(), "news.clip")}
	if r := run(t, "", args...); r.errors != "" {
		t.Errorf("away from a terminal: %q", r.errors)
	}
	r := runWith(t, program{in: strings.NewReader(""), terminalErrors: true}, args...)
	if !regexp.MustCompile(`^\r[0-9]+ passages read, [0-9]+ %`).MatchString(r.errors) || !strings.HasSuffix(r.errors, " \r") || strings.Contains(r.errors, "\n") {
		t.Errorf("drawn: %q", r.errors)
	}
	last := r.errors[strings.LastIndex(strings.TrimSuffix(r.errors, "\r"), "\r"):]
	if strings.TrimSpace(last) != "" {
		t.Errorf("%q is left on the terminal", last)
	}
}

// TestServeIndex serves an index file, which is replaced while it serves: on a change and on a hangup.
func TestServeIndex(t *testing.T) {
	path := indexFile(t, smallLines)
	r := startServe(t, newFake(t), "limits: {person: none, place: none}\n", nil, "--corpus", path).connected()
	if !r.answers(askCost, "2.5 million") {
		t.Fatal("not answered from the index")
	}
	if !strings.Contains(r.errors.String(), "articles=2 excerpts=3") {
		t.Errorf("the log does not tell how much there is:\n%s", r.errors)
	}
	mustRun(t, "", "index", linesFile(t, strings.Replace(smallLines, "2.5 million", "7 million", 1)), "--out", path)
	eventually(t, 10*time.Second, "the new index does not answer", func() bool { return r.answers(askCost, "7 million") })

	write(t, filepath.Dir(path), "broken.clip", "clipping")
	move(t, filepath.Join(filepath.Dir(path), "broken.clip"), path)
	eventually(t, 10*time.Second, "the broken index is not told of", func() bool { return strings.Contains(r.errors.String(), "level=ERROR") })
	if !r.answers(askCost, "7 million") {
		t.Error("the old index does not answer")
	}
	r.hangups <- syscall.SIGHUP
	eventually(t, 10*time.Second, "the hangup is not told of", func() bool { return strings.Contains(r.errors.String(), "the old coverage stays") })
	r.stop()
	if code := r.wait(10 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestServeLines serves JSON Lines; faults of a changed file are told in the log.
func TestServeLines(t *testing.T) {
	path := linesFile(t, smallLines)
	r := startServe(t, newFake(t), "limits: {person: none, place: none}\n", nil, "--corpus", path).connected()
	if !r.answers(askCost, "2.5 million") {
		t.Fatal("not answered from the lines")
	}
	write(t, filepath.Dir(path), "news.jsonl", strings.Replace(smallLines, `"role"`, `"roll"`, 1))
	eventually(t, 10*time.Second, "the fault is not told", func() bool { return strings.Contains(r.errors.String(), `news.jsonl:1: unknown field`) })
	write(t, filepath.Dir(path), "news.jsonl", strings.Replace(smallLines, "2.5 million", "7 million", 1))
	eventually(t, 10*time.Second, "the new lines do not answer", func() bool { return r.answers(askCost, "7 million") })
	if told := r.told(); len(told) > 0 {
		t.Errorf("beside the log: %q", told)
	}
}

// TestDoctorOfIndex wants the doctor to tell how much an index holds.
func TestDoctorOfIndex(t *testing.T) {
	for path, want := range map[string]string{
		indexFile(t, smallLines): "ok      the coverage has 2 articles and 3 excerpts, from 2021-06-03 to 2021-06-03\n",
		linesFile(t, strings.ReplaceAll(smallLines, `"date":"2021-06-03",`, "")): "ok      the coverage has 2 articles and 3 excerpts\n",
		write(t, t.TempDir(), "x.clip", "y"):                                     "MISSING the coverage: corpus: ",
	} {
		if r := run(t, "", "doctor", "--corpus", path); !strings.Contains(r.out, want) {
			t.Errorf("printed %s; want %s", r.out, want)
		}
	}
}

// TestArchivesDoc holds that what docs/archives.md shows is understood.
func TestArchivesDoc(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("docs", "archives.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```(\\w+)\n(.*?)```").FindAllStringSubmatch(string(data), -1)
	lines, commands := 0, 0
	for _, b := range blocks {
		switch b[1] {
		case "json":
			lines++
			mustRun(t, "", "check", linesFile(t, strings.ReplaceAll(b[2], "\n", " ")))
		case "sh":
			for line := range strings.Lines(b[2]) {
				for _, words := range commandsOf(strings.TrimSpace(line)) {
					commands++
					if err := understands(t, words[3:]); err != nil {
						t.Errorf("%s: %v", line, err)
					}
				}
			}
		}
	}
	if lines != 1 || commands != 4 {
		t.Errorf("%d examples of a line, %d commands", lines, commands)
	}
	var example map[string]json.RawMessage
	if err := json.Unmarshal([]byte(regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(string(data))[1]), &example); err != nil {
		t.Fatal(err)
	}
	for field := range example {
		if !regexp.MustCompile("(?m)^\\|[^|]*`" + field + "`").Match(data) {
			t.Errorf("the table does not tell of %s", field)
		}
	}
}
