package evaluate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	somePassages = `{"id": "a1", "title": "Rivertown", "text": "The Old Bridge was closed in 1998.", "more": 1}
{"id": "a2", "title": "Rivertown", "text": "A ferry crosses the river."}
{"id": "b1", "title": "Hillside", "text": "The library holds nine thousand books."}
{"id": "c1", "title": "Lakeview", "text": "Lakeview has a school."}
`
	someQueries = `{"id": "1", "q": "When was the Old Bridge closed?", "lang": "en", "relevant": ["a1"], "answers": ["1998"]}
{"id": "2", "q": "What crosses the river?", "lang": "en", "relevant": ["a2", "a1"]}

{"id": "3", "q": "¿Cuántos libros hay?", "lang": "es", "relevant": ["b1"]}
{"id": "4", "q": "Where is a school?", "lang": "en", "relevant": ["c1"]}
`
	someNearMisses = `{"id": "5", "q": "Who closed the Old Bridge?", "lang": "en", "relevant": [], "near": ["a1", "a2"]}
{"id": "6", "q": "Who wrote the books?", "lang": "en", "relevant": []}
`
)

// folder writes a set's files, those that are not empty.
func folder(t *testing.T, passages, queries, nearMisses string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "some-set")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{passagesFile: passages, queriesFile: queries, unanswerableFile: nearMisses} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readSome(t *testing.T) *Set {
	t.Helper()
	s, err := Read(folder(t, somePassages, someQueries, someNearMisses))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRead(t *testing.T) {
	s := readSome(t)
	if s.Name != "some-set" || s.Language != "en" || len(s.Passages) != 4 || s.Articles() != 3 || len(s.Questions) != 4 || len(s.NearMisses) != 2 {
		t.Fatalf("read %+v", s)
	}
	if s.Passages[0].Source != s.Passages[1].Source || s.Passages[0].Source == s.Passages[2].Source {
		t.Error("articles are not told by their titles")
	}
	if q := s.Questions[2]; q.Text != "¿Cuántos libros hay?" || q.Article != "Hillside" || !strings.HasSuffix(q.Place, "queries.jsonl:4") {
		t.Errorf("question %+v", q)
	}
	if s.NearMisses[0].Article != "Rivertown" || s.NearMisses[1].Article != "" {
		t.Errorf("near misses are of %q and %q", s.NearMisses[0].Article, s.NearMisses[1].Article)
	}

	s, err := Read(folder(t, `{"id": "x", "text": "one"}`+"\n"+`{"id": "y", "text": "two"}`, `{"q": "uno", "lang": "es", "relevant": ["x"]}`, ""))
	if err != nil {
		t.Fatal(err)
	}
	if s.Articles() != 2 || s.NearMisses != nil || s.Language != "es" || *s.Passages[0].Source == *s.Passages[1].Source {
		t.Errorf("without titles: %+v", s)
	}
}

func TestReadRefuses(t *testing.T) {
	long := `{"id": "` + strings.Repeat("x", longestLine) + `"}`
	for name, c := range map[string]struct{ passages, queries, nearMisses, want string }{
		"no passages":         {"", someQueries, "", "passages.jsonl"},
		"no queries":          {somePassages, "", "", "queries.jsonl"},
		"empty file":          {"\n\n", someQueries, "", "passages.jsonl is empty"},
		"broken line":         {somePassages + "{\"id\": \n", someQueries, "", "passages.jsonl:5: not a JSON object"},
		"another form":        {`["a"]`, someQueries, "", "passages.jsonl:1: not a JSON object"},
		"no id":               {`{"text": "a"}`, someQueries, "", "passages.jsonl:1: the passage has no id"},
		"same id":             {somePassages + somePassages, someQueries, "", `passages.jsonl:5: a second passage has the id "a1"`},
		"no text":             {`{"id": "a1", "text": " "}`, someQueries, "", `passages.jsonl:1: passage "a1" has no text`},
		"too long":            {somePassages + long, someQueries, "", "passages.jsonl:5: the line is too long"},
		"no question":         {somePassages, `{"q": "", "lang": "en", "relevant": ["a1"]}`, "", "queries.jsonl:1: the question has no text"},
		"no language":         {somePassages, `{"q": "a", "relevant": ["a1"]}`, "", `queries.jsonl:1: lang is ""`},
		"other language":      {somePassages, `{"q": "a", "lang": "fr", "relevant": ["a1"]}`, "", `queries.jsonl:1: lang is "fr"`},
		"nothing relevant":    {somePassages, `{"q": "a", "lang": "en", "relevant": []}`, "", "queries.jsonl:1: nothing is relevant"},
		"unknown passage":     {somePassages, someQueries + `{"q": "a", "lang": "en", "relevant": ["a1", "zz"]}`, "", `queries.jsonl:6: no passage has the id "zz"`},
		"relevant near miss":  {somePassages, someQueries, `{"q": "a", "lang": "en", "relevant": ["a1"]}`, "unanswerable.jsonl:1: something is relevant"},
		"unknown near miss":   {somePassages, someQueries, `{"q": "a", "lang": "en", "near": ["zz"]}`, `unanswerable.jsonl:1: no passage has the id "zz"`},
		"broken near miss":    {somePassages, someQueries, "nonsense", "unanswerable.jsonl:1: not a JSON object"},
		"empty unanswerables": {somePassages, someQueries, " ", "unanswerable.jsonl is empty"},
	} {
		_, err := Read(folder(t, c.passages, c.queries, c.nearMisses))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want it to say %q on one line", name, err, c.want)
		}
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestThinAndKeep(t *testing.T) {
	s := &Set{}
	for i := range 10 {
		s.Questions = append(s.Questions, Question{Text: string(rune('a' + i))})
	}
	s.NearMisses = []Question{{Text: "x"}}
	text := func() (all string) {
		for _, q := range s.Questions {
			all += q.Text
		}
		return all
	}
	s.Thin(0)
	if text() != "abcdefghij" {
		t.Errorf("no limit keeps %s", text())
	}
	s.Thin(4)
	if text() != "acfh" || len(s.NearMisses) != 1 {
		t.Errorf("4 of 10 keeps %s", text())
	}
	s.Keep(func(q *Question) bool { return q.Text != "c" && q.Text != "x" })
	if text() != "afh" || len(s.NearMisses) != 0 {
		t.Errorf("kept %s and %d near misses", text(), len(s.NearMisses))
	}
}

// TestHalves holds that each question is absent from one half and present in the other, whatever the order of the
// passages.
func TestHalves(t *testing.T) {
	s := readSome(t)
	halves := s.halves()
	kept := make(map[string]int)
	for _, h := range halves {
		titles := make(map[string]bool)
		for _, e := range h.kept {
			kept[e.ID]++
			titles[e.Source.Title] = true
		}
		if n := len(titles); n < 1 || n > 2 {
			t.Errorf("of 3 articles a half keeps %d", n)
		}
	}
	if len(kept) != len(s.Passages) {
		t.Errorf("%d of %d passages are kept by a half", len(kept), len(s.Passages))
	}
	for id, n := range kept {
		if n != 1 {
			t.Errorf("passage %s is kept by %d halves", id, n)
		}
	}
	for i := range s.Questions {
		if halves[0].absent(&s.Questions[i]) == halves[1].absent(&s.Questions[i]) {
			t.Errorf("%q is not absent once and present once", s.Questions[i].Text)
		}
	}
	both := &Question{articles: []string{"Rivertown", "Hillside", "Lakeview"}}
	if halves[0].absent(both) || halves[1].absent(both) {
		t.Error("a question is absent though something relevant is kept")
	}

	lines := strings.Split(strings.TrimSpace(somePassages), "\n")
	turned, err := Read(folder(t, strings.Join([]string{lines[3], lines[1], lines[2], lines[0]}, "\n"), someQueries, ""))
	if err != nil {
		t.Fatal(err)
	}
	for side, h := range turned.halves() {
		for i := range turned.Questions {
			if h.absent(&turned.Questions[i]) != halves[side].absent(&s.Questions[i]) {
				t.Errorf("the halves depend on the order of the passages: %q", s.Questions[i].Text)
			}
		}
	}
}

func TestFitted(t *testing.T) {
	for title, want := range map[string]bool{"Black Death": true, "Huguenot": true, "Normans": false, "Doctor Who": false, "": false} {
		if got := Fitted(title); got != want {
			t.Errorf("Fitted(%q) is %v", title, got)
		}
	}
}
