package corpus_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"clippings/corpus"
)

const sampleGaps = `
= repair-firm
!en The coverage does not say which firm repairs the bridge.
!es La cobertura no dice qué empresa repara el puente.
en which firm repairs the bridge
en name of the contractor for the old bridge
en phone number of the repair firm
es qué empresa repara el puente

= mayor-age
!en The coverage does not say how old the mayor is.
!es La cobertura no dice qué edad tiene la alcaldesa.
en how old is the mayor
en phone number of the mayor
es qué edad tiene la alcaldesa
`

// gapped is the index of the sample with gaps.
func gapped(tb testing.TB) *corpus.Index {
	tb.Helper()
	files := sampleFiles()
	files["gaps.txt"] = &fstest.MapFile{Data: []byte(sampleGaps)}
	c, err := corpus.Load(files)
	if err != nil {
		tb.Fatal(err)
	}
	return corpus.NewIndex(c)
}

// nearness is that of a question to the excerpts that Search finds, the one that is named first.
func nearness(tb testing.TB, ix *corpus.Index, text string, lang corpus.Language, first string) corpus.Nearness {
	tb.Helper()
	q := ix.Query(text, lang)
	found, gap := ix.Search(nil, q, 5)
	var numbers []int
	for i, e := range ix.Corpus().Excerpts {
		if e.ID == first {
			numbers = append(numbers, i)
		}
	}
	for _, c := range found {
		if !slices.Contains(numbers, c.Number) {
			numbers = append(numbers, c.Number)
		}
	}
	return ix.Nearest(q, numbers, &gap)
}

func TestNearness(t *testing.T) {
	ix := gapped(t)
	const cost, safety = "gazette-2021/repair-cost", "gazette-2021/flores-safety"
	for text, want := range map[string]float64{
		"how much does the repair cost":             1,
		"How much does the REPAIR cost?":            1,
		"why is the bridge closed":                  0, // none of the excerpt's has a word of it but small ones
		"how much does the repair cost supercalifr": 1, // a word that nothing stored has does not count
	} {
		got := nearness(t, ix, text, corpus.English, cost).Answered
		if want == 1 && got != 1 || want == 0 && (got <= 0 || got > 0.5) {
			t.Errorf("%q: likeness to a question of %s is %.2f, want near %v", text, cost, got, want)
		}
	}
	// Questions are compared with those of their own language, or of the other two.
	if got := nearness(t, ix, "cuánto cuesta la reparación", corpus.Spanish, cost).Answered; got != 1 {
		t.Errorf("a Spanish question has likeness %.2f to itself", got)
	}
	if got := nearness(t, ix, "por que fecharam a ponte", corpus.Portuguese, safety).Answered; got != 1 {
		t.Errorf("a Portuguese question has likeness %.2f to itself", got)
	}
	if got := nearness(t, ix, "how much does the repair cost", corpus.Spanish, cost).Answered; got >= 0.5 {
		t.Errorf("an English question taken for Spanish has likeness %.2f to an English one", got)
	}
}

// TestGapShare holds that what a gap asks is nearer to gaps, and leans towards them, more than what excerpts answer.
func TestGapShare(t *testing.T) {
	ix := gapped(t)
	gap := nearness(t, ix, "phone number of the contractor", corpus.English, "gazette-2021/repair-cost")
	answer := nearness(t, ix, "price of repairing the bridge", corpus.English, "gazette-2021/repair-cost")
	if gap.GapShare < 0.7 || gap.Gap <= gap.Answered {
		t.Errorf("what only gaps ask: %+v, want most of the share with gaps, and the nearest a gap's", gap)
	}
	if answer.GapShare > 0.3 || answer.Answered <= answer.Gap {
		t.Errorf("what an excerpt answers: %+v, want little of the share with gaps, and the nearest an excerpt's", answer)
	}
	if gap.Lean <= answer.Lean {
		t.Errorf("what a gap asks leans %.2f, what an excerpt answers %.2f, want more for the gap", gap.Lean, answer.Lean)
	}
	nothing := ix.Nearest(ix.Query("xyzzy", corpus.English), nil, &corpus.GapMatch{})
	if nothing.Answered != 0 || nothing.Gap != 0 || nothing.GapShare != 0 {
		t.Errorf("where there is nothing to compare: %+v, want zeros", nothing)
	}
}

// TestNearnessWithoutGaps holds that where no gaps are written down nothing leans towards them.
func TestNearnessWithoutGaps(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	n := nearness(t, ix, "how much does the repair cost", corpus.English, "gazette-2021/repair-cost")
	if n.Answered != 1 || n.Gap != 0 || n.GapShare != 0 || n.Lean != 0 {
		t.Errorf("without gaps: %+v, want likeness 1 and no gaps", n)
	}
}
