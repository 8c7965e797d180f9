package corpus_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"clippings/corpus"
)

func first(t *testing.T, ix *corpus.Index, text string, lang corpus.Language) *corpus.Candidate {
	t.Helper()
	found, _ := ix.Search(nil, ix.Query(text, lang), 5)
	if len(found) == 0 {
		t.Fatalf("%q finds nothing", text)
	}
	return &found[0]
}

func TestSearch(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	for _, c := range []struct {
		text string
		lang corpus.Language
		want string
	}{
		{"why do they shut the Old Bridge", corpus.English, "flores-safety"},
		{"how much is the repair", corpus.English, "repair-cost"},
		{"wat did the fire chef say", corpus.English, "lind-disputes"},
		{"dangerous floodgate", corpus.English, "lind-disputes"},
		{"is the sluice gate a danger", corpus.English, "lind-disputes"},
		{"repiar cost", corpus.English, "repair-cost"},
		{"cuanto cuesta reparar el puente viejo", corpus.Spanish, "repair-cost"},
		{"que dijo la alcaldesa", corpus.Spanish, "flores-safety"},
		{"15 mil days", corpus.English, "repair-cost"},
	} {
		if got := first(t, ix, c.text, c.lang).Excerpt.ID; got != "gazette-2021/"+c.want {
			t.Errorf("%q finds %s, want %s", c.text, got, c.want)
		}
	}
	for _, text := range []string{"", "the of and", "¿?"} {
		if found, _ := ix.Search(nil, ix.Query(text, corpus.English), 5); len(found) != 0 {
			t.Errorf("%q finds %s", text, found[0].Excerpt.ID)
		}
	}
}

func TestSearchFilter(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	q := ix.Query("bridge", corpus.English)
	q.Filter = func(e *corpus.Excerpt) bool { return e.Kind == corpus.Fact }
	found, _ := ix.Search(nil, q, 5)
	if len(found) != 1 || found[0].Excerpt.ID != "gazette-2021/repair-cost" {
		t.Errorf("found %v", found)
	}
}

func TestVerbatim(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	if c := first(t, ix, "Price of fixing the bridge?", corpus.English); !c.Verbatim || c.Excerpt.ID != "gazette-2021/repair-cost" {
		t.Errorf("a stored question finds %s, verbatim %v", c.Excerpt.ID, c.Verbatim)
	}
	if c := first(t, ix, "price of fixing a bridge", corpus.English); c.Verbatim {
		t.Error("another question counts as a stored one")
	}
}

func TestQueryUnits(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	for _, c := range []struct {
		text string
		want corpus.Unit
	}{
		{"the River Street bridge", corpus.Unit{Topic: "old-bridge", Tokens: 3}},
		{"riverstreetbridge", corpus.Unit{Topic: "old-bridge", Tokens: 1}},
		{"Flroes", corpus.Unit{Topic: "ada-flores", Tokens: 1, Origin: corpus.Repaired}},
		{"Oakridge", corpus.Unit{Topic: "other-towns", Tokens: 1, Outside: true}},
		{"shutting", corpus.Unit{Topic: "close-down", Tokens: 1, Group: true}},
		{"2021", corpus.Unit{Tokens: 1, Number: true}},
		{"qwertzuiop", corpus.Unit{Tokens: 1, Origin: corpus.Unknown}},
		{"between", corpus.Unit{Tokens: 1, Small: true}},
	} {
		units := ix.Query(c.text, corpus.English).Units
		got := units[len(units)-1]
		if got.Topic != c.want.Topic || got.Tokens != c.want.Tokens || got.Outside != c.want.Outside || got.Group != c.want.Group ||
			got.Number != c.want.Number || got.Origin != c.want.Origin || got.Small != c.want.Small {
			t.Errorf("%q is understood as %+v", c.text, got)
		}
	}
	if a, b := ix.Query("Oakridge", corpus.English).Weight(), ix.Query("bridge", corpus.English).Weight(); a <= b {
		t.Errorf("a name outside the coverage weighs %v, one inside %v", a, b)
	}
}

// TestRepairLeavesWordsAlone holds that only what no list knows is repaired.
func TestRepairLeavesWordsAlone(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	for _, word := range []string{"Millbrook", "price", "ridge", "cot", "coast", "prize", "2012"} {
		if u := ix.Query(word, corpus.English).Units[0]; u.Origin == corpus.Repaired {
			t.Errorf("%q was repaired to %q", word, u.Word)
		}
	}
}

func TestLongQuestionIsCut(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	q := ix.Query(strings.Repeat("bridge repair ", 500), corpus.English)
	if !q.Cut || len(q.Units) > 64 {
		t.Errorf("%d units, cut %v", len(q.Units), q.Cut)
	}
	ix.Search(nil, q, 5)
}

// TestExplain holds that the contributions add up to the evidence.
func TestExplain(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	for _, text := range []string{"why did Mayor Flores shut the bridge in Oakridge", "how much does the repair of the floodgate cost in 2021"} {
		q := ix.Query(text, corpus.English)
		found, _ := ix.Search(nil, q, 3)
		for _, c := range found {
			var own, asked float64
			for _, part := range ix.Explain(q, c.Number) {
				own += part.Text
				asked += part.Asked
				if part.String() == "" {
					t.Error("a contribution says nothing")
				}
			}
			if math.Abs(own/float64(q.Weight())-c.Text) > 1e-4 {
				t.Errorf("%q, %s: text adds up to %v, evidence says %v", text, c.Excerpt.ID, own/float64(q.Weight()), c.Text)
			}
			if want := c.Asked + c.Wording + c.Phrases; math.Abs(asked-want) > 1e-4 {
				t.Errorf("%q, %s: questions add up to %v, evidence says %v", text, c.Excerpt.ID, asked, want)
			}
		}
	}
}

// TestSearchesDoNotMix runs searches side by side and one after the other and wants the same.
func TestSearchesDoNotMix(t *testing.T) {
	ix := corpus.NewIndex(sample(t))
	texts := []string{"why is the bridge shut", "how much is the repair", "what did the fire chief say", "Flores on safety"}
	var want [][]corpus.Candidate
	for _, text := range texts {
		found, _ := ix.Search(nil, ix.Query(text, corpus.English), 5)
		want = append(want, found)
	}
	done := make(chan bool)
	for range 8 {
		go func() {
			for i := range 200 {
				k := i % len(texts)
				if got, _ := ix.Search(nil, ix.Query(texts[k], corpus.English), 5); !reflect.DeepEqual(got, want[k]) {
					t.Errorf("%q: %v, alone %v", texts[k], got, want[k])
				}
			}
			done <- true
		}()
	}
	for range 8 {
		<-done
	}
}
