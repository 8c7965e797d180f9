package opensearch_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"clippings/bot"
	"clippings/bot/golden"
	"clippings/corpus"
	"clippings/corpus/archive"
	"clippings/corpus/opensearch"
	"clippings/seeds"
)

// publicSets is where the public question sets are, beside the project.
const publicSets = "../../../shared/eval/public"

// body is an archive with questions.
type body struct {
	name      string
	archive   *archive.Archive
	questions []string
}

// build makes an archive of excerpts.
func build(t testing.TB, excerpts []*corpus.Excerpt) *archive.Archive {
	t.Helper()
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range excerpts {
			if !yield(e, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// builtIn is the built-in coverage as an archive, with the golden questions.
func builtIn(t testing.TB) body {
	t.Helper()
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	b := body{name: "built-in", archive: build(t, c.Excerpts)}
	var all []string
	paths, err := filepath.Glob("../../bot/testdata/golden/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if filepath.Base(path) == "figures.txt" {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		set, err := golden.Parse(path, f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range set {
			all = append(all, q.Text)
		}
	}
	b.questions = some(all, 800)
	return b
}

// some returns so many questions from all over a set.
func some(all []string, many int) (questions []string) {
	many = min(many, len(all))
	for i := range many {
		questions = append(questions, all[i*len(all)/many])
	}
	return questions
}

// public is a public set by its folder, with so many of its questions, both those that can be answered and those
// that cannot. The test is skipped where the sets are not.
func public(t testing.TB, name string, questions int) body {
	t.Helper()
	dir := filepath.Join(publicSets, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the public sets are not beside the project: ", publicSets)
	}
	var excerpts []*corpus.Excerpt
	sources := make(map[string]*corpus.Source)
	eachLine(t, filepath.Join(dir, "passages.jsonl"), func(line []byte) {
		var p struct{ ID, Title, Text string }
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		if sources[p.Title] == nil {
			sources[p.Title] = &corpus.Source{Title: p.Title}
		}
		excerpts = append(excerpts, &corpus.Excerpt{ID: p.ID, Kind: corpus.Fact, Text: p.Text, Source: sources[p.Title]})
	})
	b := body{name: name, archive: build(t, excerpts)}
	var all []string
	for _, file := range []string{"queries.jsonl", "unanswerable.jsonl"} {
		path := filepath.Join(dir, file)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		eachLine(t, path, func(line []byte) {
			var q struct{ Q string }
			if err := json.Unmarshal(line, &q); err != nil {
				t.Fatal(err)
			}
			all = append(all, q.Q)
		})
	}
	b.questions = some(all, questions)
	return b
}

func eachLine(t testing.TB, path string, f func(line []byte)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// answered is what of a reply has to be the same.
type answered struct {
	outcome bot.Outcome
	answer  string // id
}

func answeredBy(r *bot.Reply) answered {
	a := answered{outcome: r.Outcome}
	if r.Answer != nil {
		a.answer = r.Answer.ID
	}
	return a
}

func ask(t testing.TB, b *bot.Bot, question string) (answered, error) {
	t.Helper()
	r, err := b.Handle(t.Context(), bot.Question{Text: question})
	return answeredBy(&r), err
}

// load loads an archive under a name.
func load(t testing.TB, cfg opensearch.Config, b body, o opensearch.LoadOptions) string {
	t.Helper()
	index, err := opensearch.Load(t.Context(), cfg, b.archive, o)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

func open(t testing.TB, cfg opensearch.Config) *opensearch.Cluster {
	t.Helper()
	c, err := opensearch.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func unmarshal(t testing.TB, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
