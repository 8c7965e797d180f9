package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/internal/bm25"
	"clippings/internal/evaluate"
)

// acrossSet asks about paragraphs; what answers its questions by sentence is told in sentenceSet, by the questions' ids.
const acrossSet, sentenceSet = "xquad-es2en", "xquad-en-sent"

// otherForm returns a public set by paragraph where it is by sentence, and by sentence where it is by paragraph.
func otherForm(t testing.TB, name string, s publicSet) publicSet {
	t.Helper()
	if name != acrossSet {
		return byParagraph(s)
	}
	sentences := loadPublicSet(t, sentenceSet)
	relevant := make(map[string][]string)
	for _, q := range sentences.queries {
		relevant[q.ID] = q.Relevant
	}
	out := publicSet{passages: sentences.passages, queries: slices.Clone(s.queries)}
	for i := range out.queries {
		q := &out.queries[i]
		if q.Relevant = relevant[q.ID]; len(q.Relevant) == 0 {
			t.Fatalf("%s: no sentence answers question %s", sentenceSet, q.ID)
		}
	}
	return out
}

// byParagraph joins the sentences of each paragraph. A sentence's id is that of its paragraph, a dot and its place.
func byParagraph(s publicSet) (out publicSet) {
	paragraph := func(id string) string { return id[:strings.LastIndexByte(id, '.')] }
	for _, p := range s.passages {
		id := paragraph(p.ID)
		if n := len(out.passages); n > 0 && out.passages[n-1].ID == id {
			out.passages[n-1].Text += " " + p.Text
			continue
		}
		joined := *p
		joined.ID = id
		out.passages = append(out.passages, &joined)
	}
	for _, q := range s.queries {
		relevant := make([]string, len(q.Relevant))
		for i, id := range q.Relevant {
			relevant[i] = paragraph(id)
		}
		slices.Sort(relevant)
		q.Relevant = slices.Compact(relevant)
		out.queries = append(out.queries, q)
	}
	return out
}

// measured makes a set of one to measure by.
func (s publicSet) measured(t *testing.T, name string) *evaluate.Set {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(file string, n int, line func(i int) any) {
		var lines []byte
		for i := range n {
			b, err := json.Marshal(line(i))
			if err != nil {
				t.Fatal(err)
			}
			lines = append(append(lines, b...), '\n')
		}
		if err := os.WriteFile(filepath.Join(dir, file), lines, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("passages.jsonl", len(s.passages), func(i int) any {
		p := s.passages[i]
		return map[string]string{"id": p.ID, "title": p.Source.Title, "text": p.Text}
	})
	write("queries.jsonl", len(s.queries), func(i int) any {
		q := s.queries[i]
		return map[string]any{"q": q.Q, "lang": q.Lang, "relevant": q.Relevant}
	})
	set, err := evaluate.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// servedBot is the bot as it is served.
type servedBot struct{ *Bot }

func (b servedBot) Answer(ctx context.Context, question string) (a evaluate.Answer, err error) {
	r, err := b.Handle(ctx, Question{Text: question})
	if err == nil && r.Outcome == Covered {
		a.Given = r.Answer.ID
	}
	a.Confidence = r.Confidence
	return a, err
}

func (b servedBot) Ranked(ctx context.Context, question string, limit int) (ids []string, err error) {
	ranked, err := b.Bot.Ranked(ctx, Question{Text: question}, limit)
	for _, e := range ranked {
		ids = append(ids, e.ID)
	}
	return ids, err
}

// plainBM25 is the baseline.
type plainBM25 struct {
	index    *bm25.Index
	passages []*corpus.Excerpt
}

func (b plainBM25) Answer(_ context.Context, question string) (a evaluate.Answer, err error) {
	r := b.index.Search(question, 1)
	a.Confidence = r.Evidence()
	if r.Answered() {
		a.Given = b.passages[r.Hits[0].Passage].ID
	}
	return a, nil
}

func (b plainBM25) Ranked(_ context.Context, question string, limit int) (ids []string, err error) {
	for _, h := range b.index.Search(question, limit).Hits {
		ids = append(ids, b.passages[h.Passage].ID)
	}
	return ids, nil
}

// TestOtherForms measures the sets in their other form, on the articles that nothing was fitted on: the decision has to
// hold for sentences and for paragraphs.
func TestOtherForms(t *testing.T) {
	if _, err := os.Stat(publicSets); err != nil {
		t.Skip("the public sets are not beside the project: ", publicSets)
	}
	if testing.Short() || raceDetector {
		t.Skip("the measurement takes too long here")
	}
	systems := [2]evaluate.System{
		{Name: "Clippings", Build: func(passages []*corpus.Excerpt, _ corpus.Language) (evaluate.Answerer, error) {
			return servedBot{NewArchive(buildArchive(t, passages))}, nil
		}},
		{Name: "plain BM25", Build: func(passages []*corpus.Excerpt, lang corpus.Language) (evaluate.Answerer, error) {
			return plainBM25{bm25.New(passages, lang), passages}, nil
		}},
	}
	var table strings.Builder
	table.WriteString("| articles not fitted on | questions | Clippings | plain BM25 | difference |\n|---|---|---|---|---|\n")
	for _, name := range passageSets {
		form := strings.TrimSuffix(name, "-sent") + " by paragraph"
		if name == acrossSet {
			form = name + " by sentence"
		}
		r, err := evaluate.Run(t.Context(), otherForm(t, name, loadPublicSet(t, name)).measured(t, name), systems,
			evaluate.Options{Unfitted: true, NoLatency: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct{ key, label string }{
			{evaluate.SuccessAt1, "Success@1"},
			{evaluate.AbsentAnswered, "absent questions answered (bar: at most 10 %)"},
			{evaluate.PresentAnswered, "present questions answered (bar: at least 88 %)"},
		} {
			f := r.Groups[1].Figure(row.key)
			cells := f.Cells()
			fmt.Fprintf(&table, "| %s: %s | %d | %s |\n", form, row.label, f.N, strings.Join(cells[:], " | "))
		}
	}
	compareTable(t, "other forms", table.String())
}
