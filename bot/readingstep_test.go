package bot

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
	"clippings/internal/evaluate"
	"clippings/internal/testkit/tables"
)

// readingFeatures are what a reading step is made of here: whether a passage holds the kind of thing that is asked for.
var readingFeatures = []passageFeature{passageNumber, passageDate, passageName, passagePlace, passageReason}

// readingAnswers are the kinds of answer that they look for.
var readingAnswers = []AnswerType{AsksNumber, AsksHowLong, AsksWhen, AsksWho, AsksWhere, AsksWhy}

// readingSets are those of the public sets in which a passage is a sentence.
var readingSets = []string{"squad20-sent", "xquad-en-sent", "xquad-es-sent"}

// TestFittedHalf holds that the figures which are told apart are of the articles that the weights are not fitted on.
func TestFittedHalf(t *testing.T) {
	titles := []string{"", "Normans", "Oxygen", "Warsaw", "Doctor Who", "Black Death", "Huguenot", "El Niño"}
	sides := make(map[bool]int)
	for _, title := range titles {
		sides[toFit(title)]++
		if toFit(title) != evaluate.Fitted(title) {
			t.Errorf("%q is fitted on: %v, and told to be: %v", title, toFit(title), evaluate.Fitted(title))
		}
	}
	if len(sides) != 2 {
		t.Errorf("all titles are on one side: %v", sides)
	}
}

// measuredBot is a bot of passages as a system, its confidence judged by other means where decide is not nil. It keeps
// what it found for the question in hand, which is asked about twice.
type measuredBot struct {
	bot    *Bot
	decide func(*passageQuestion, []*passageMatch) float64

	text    string
	asked   *passageQuestion
	matches []*passageMatch
}

func (m *measuredBot) find(ctx context.Context, question string) (err error) {
	if m.text != question {
		m.text = question
		m.asked, m.matches, err = m.bot.rankPassages(ctx, Question{Text: question}, m.bot.Understand(Question{Text: question}))
	}
	return err
}

func (m *measuredBot) Answer(ctx context.Context, question string) (a evaluate.Answer, err error) {
	if err = m.find(ctx, question); err != nil || len(m.matches) == 0 {
		return a, err
	}
	if m.decide != nil {
		a.Confidence = m.decide(m.asked, m.matches)
		return a, nil
	}
	s := passageSignalsOf(m.asked, m.matches)
	a.Confidence = m.bot.passageWeights.confidence(&s)
	return a, nil
}

func (m *measuredBot) Ranked(ctx context.Context, question string, limit int) (all []string, err error) {
	err = m.find(ctx, question)
	for i := range m.matches[:min(len(m.matches), limit)] {
		all = append(all, m.matches[i].Excerpt().ID)
	}
	return all, err
}

// measuredSystem is a system over an archive that is built already.
func measuredSystem(name string, a *archive.Archive, w *passageWeights, decide func(*passageQuestion, []*passageMatch) float64) evaluate.System {
	b := NewArchive(a)
	b.passageWeights = w
	return evaluate.System{Name: name, Build: func([]*corpus.Excerpt, corpus.Language) (evaluate.Answerer, error) {
		return &measuredBot{bot: b, decide: decide}, nil
	}}
}

// withoutReading returns weights that do not heed the reading features.
func withoutReading(w *passageWeights) *passageWeights {
	out := *w
	for _, f := range readingFeatures {
		out.Rank[f] = 0
	}
	return &out
}

// nearMissJudge fits a decision on near misses themselves: the questions about the articles to fit on against those
// that none of them answers. With reading, the best passage's reading features are inputs too.
func nearMissJudge(t *testing.T, set *evaluate.Set, a *archive.Archive, reading bool) func(*passageQuestion, []*passageMatch) float64 {
	t.Helper()
	inputs := func(asked *passageQuestion, matches []*passageMatch) []float64 {
		s := passageSignalsOf(asked, matches)
		x := slices.Clone(s[:])
		if reading {
			x = append(x, readingInputs(asked, matches[0])...)
		}
		return x
	}
	b := NewArchive(a)
	var rows []logisticRow
	add := func(questions []evaluate.Question, y float64) {
		for i := range questions {
			if !evaluate.Fitted(questions[i].Article) {
				continue
			}
			asked, matches, err := b.rankPassages(t.Context(), Question{Text: questions[i].Text}, b.Understand(Question{Text: questions[i].Text}))
			if err != nil {
				t.Fatal(err)
			}
			if len(matches) > 0 {
				rows = append(rows, logisticRow{inputs(asked, matches), y, 1})
			}
		}
	}
	add(set.Questions, 1)
	add(set.NearMisses, 0)
	w, bias := fitLogistic(rows)
	return func(asked *passageQuestion, matches []*passageMatch) float64 {
		z := bias
		for k, v := range inputs(asked, matches) {
			z += w[k] * v
		}
		return z
	}
}

// readingInputs are, for each kind of answer that is asked for and can be looked for, whether the passage holds it and
// whether it does not.
func readingInputs(asked *passageQuestion, m *passageMatch) []float64 {
	x := make([]float64, 2*len(readingAnswers))
	i := slices.Index(readingAnswers, asked.asks)
	if i < 0 {
		return x
	}
	for _, f := range readingFeatures {
		if m.features[f] > 0 {
			x[2*i] = 1
			return x
		}
	}
	x[2*i+1] = 1
	return x
}

// TestReadingStep measures what looking for the kind of answer gains, on the articles that nothing was fitted on.
func TestReadingStep(t *testing.T) {
	if _, err := os.Stat(publicSets); err != nil {
		t.Skip("the public sets are not beside the project: ", publicSets)
	}
	if testing.Short() || raceDetector {
		t.Skip("the measurement takes too long here")
	}
	set, off := &fittedForPassages, withoutReading(&fittedForPassages)
	var table strings.Builder
	table.WriteString("| articles not fitted on | questions | with | without | difference |\n|---|---|---|---|---|\n")
	run := func(s *evaluate.Set, with, without evaluate.System) *evaluate.Group {
		t.Helper()
		r, err := evaluate.Run(t.Context(), s, [2]evaluate.System{with, without}, evaluate.Options{NoAbsent: true, NoLatency: true})
		if err != nil {
			t.Fatal(err)
		}
		return &r.Groups[0]
	}
	row := func(label string, f *evaluate.Figure) {
		if f != nil {
			cells := f.Cells()
			fmt.Fprintf(&table, "| %s | %d | %s |\n", label, f.N, strings.Join(cells[:], " | "))
		}
	}
	for _, name := range readingSets {
		s := readPublicSet(t, name)
		whole := *s
		whole.Questions, whole.NearMisses = slices.Clone(s.Questions), slices.Clone(s.NearMisses)
		a := buildArchive(t, s.Passages)
		s.Keep(func(q *evaluate.Question) bool { return q.Article != "" && !evaluate.Fitted(q.Article) })
		with, without := measuredSystem("with", a, set, nil), measuredSystem("without", a, off, nil)
		g := run(s, with, without)
		row(name+": Success@1", g.Figure(evaluate.SuccessAt1))
		row(name+": Success@1 of the questions that ask for such a thing", run(ofKinds(s, readingAnswers), with, without).Figure(evaluate.SuccessAt1))
		nearOff := g.Figure(evaluate.NearAUROC)
		if nearOff == nil {
			continue
		}
		row(name+": AUROC against near misses", nearOff)
		row(name+": AUROC against near misses of a decision fitted on them",
			run(s, measuredSystem("with", a, set, nearMissJudge(t, &whole, a, true)),
				measuredSystem("without", a, set, nearMissJudge(t, &whole, a, false))).Figure(evaluate.NearAUROC))
	}
	compareTable(t, "reading step", table.String())
}

func readPublicSet(t *testing.T, name string) *evaluate.Set {
	t.Helper()
	s, err := evaluate.Read(filepath.Join(publicSets, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ofKinds returns a set's questions with an answer that ask for some kinds of answer.
func ofKinds(s *evaluate.Set, kinds []AnswerType) *evaluate.Set {
	out := *s
	out.Questions, out.NearMisses = slices.Clone(s.Questions), nil
	out.Keep(func(q *evaluate.Question) bool {
		return slices.Contains(kinds, answerType(corpus.Analyze(nil, q.Text)))
	})
	return &out
}

// The tables stand in docs/eval.md, each between lines of its name. What is committed may be apart by half a point.
const (
	tablesPage      = "../docs/eval.md"
	tablesTolerance = 0.5
)

func compareTable(t *testing.T, name, table string) {
	t.Helper()
	start, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
	page, err := os.ReadFile(tablesPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), start)
	committed, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table:\n%s", tablesPage, table)
	}
	if *update {
		if err := os.WriteFile(tablesPage, []byte(before+start+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := tables.Differ(committed, table, tablesTolerance); diff != "" {
		t.Errorf("%s, %s: %s\ngo test ./bot -run %s -update writes it anew", tablesPage, name, diff, t.Name())
	}
}
