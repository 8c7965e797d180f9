package archive

import (
	"math"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
)

func TestCarry(t *testing.T) {
	a := sentencesOf(t,
		[2]string{"Bells", "The foundry cast a bell."},         // 0
		[2]string{"Bells", "It cracked in winter."},            // 1: right behind the foundry
		[2]string{"Bells", "Nobody cracked it on purpose."},    // 2: further behind
		[2]string{"Bells", "Ships brought tin."},               // 3: is not found
		[2]string{"Bells", "A second one cracked."},            // 4
		[2]string{"Bells", "A third one cracked."},             // 5: as far as it reaches
		[2]string{"Bells", "A fourth one cracked."},            // 6: too far
		[2]string{"Glass", "A window cracked."},                // 7: of another article
		[2]string{"Glass", "The foundry made windows."},        // 8
		[2]string{"Glass", "A pane of the foundry cracked."},   // 9: says it itself
		[2]string{"The foundry", "A furnace cracked at noon."}, // 10: its title does
	)
	q := a.Query("when did what the foundry made crack", corpus.English)
	i := slices.IndexFunc(q.Units, func(u Unit) bool { return u.Word == "foundry" })
	weight := float64(q.Units[i].Weight)
	all := a.Search(nil, q, 64)
	var order []int
	for _, c := range all {
		order = append(order, c.Number)
	}
	made := q.Units[slices.IndexFunc(q.Units, func(u Unit) bool { return u.Word == "made" })].Weight
	a.Carry(q, all)
	want := map[int]float64{1: 5. / 6 * weight, 2: 4. / 6 * weight, 4: 2. / 6 * weight, 5: 1. / 6 * weight, 9: 5. / 6 * float64(made)}
	for k, c := range all {
		if c.Number != order[k] {
			t.Fatalf("the candidates are in another order: %d is %d", k, c.Number)
		}
		lacks := want[c.Number]
		if c.Number == 8 { // the passage before says that something cracked
			lacks = 5. / 6 * float64(q.Units[len(q.Units)-1].Weight)
		}
		if math.Abs(float64(c.Carried)-lacks) > 1e-4 {
			t.Errorf("passage %d: %v is carried, want %v", c.Number, c.Carried, lacks)
		}
	}
	if len(all) < 10 || slices.Contains(order, 3) {
		t.Errorf("found are %v", order)
	}
	a.Carry(q, nil)
}

// Paragraphs carry nothing on.
func TestCarryOfParagraphs(t *testing.T) {
	long := strings.Repeat(" copper tin furnace mould clay charcoal hammer anvil chain rope", 7)
	a := sentencesOf(t, [2]string{"Bells", "The foundry cast a bell." + long}, [2]string{"Bells", "It cracked in winter." + long})
	q := a.Query("foundry cracked", corpus.English)
	all := a.Search(nil, q, 64)
	a.Carry(q, all)
	if len(all) != 2 || all[0].Carried != 0 || all[1].Carried != 0 {
		t.Errorf("paragraphs carry on: %+v", all)
	}
}

func TestParagraphs(t *testing.T) {
	const words = "The foundry cast a bell and ships brought tin from harbours beyond the northern sea. "
	for _, c := range []struct {
		times int
		least float32
		most  float32
	}{{1, 0, 0}, {4, 0.3, 0.7}, {10, 1, 1}} {
		a := sentencesOf(t, [2]string{"Bells", strings.Repeat(words, c.times)}, [2]string{"Glass", strings.Repeat(words, c.times)})
		if got := a.Paragraphs(); got < c.least || got > c.most {
			t.Errorf("%d times: %.2f, not %.2f to %.2f", c.times, got, c.least, c.most)
		}
	}
}
