package bot

import (
	"slices"
	"testing"

	"clippings/corpus"
)

func TestFiltersAreRespected(t *testing.T) {
	b := loadBot(t)
	questions := []string{"who has access to COLLECT", "what did he say about the contract", "does ICE come to courthouses",
		"qué dijo del contrato", "detainers", "what do the letters COLLECT stand for"}
	from := func(id string) func(*corpus.Excerpt) bool {
		return func(e *corpus.Excerpt) bool { return e.Source.ID == id }
	}
	by := func(id string) func(*corpus.Excerpt) bool {
		return func(e *corpus.Excerpt) bool { return e.Speaker != nil && e.Speaker.ID == id }
	}
	for _, c := range []struct {
		filter string
		passes func(*corpus.Excerpt) bool
	}{
		{"speaker:Wishnie", by("michael-wishnie")},
		{"quién:Mike Lawlor", by("mike-lawlor")},
		{"outlet:Verge", from("verge-2017")},
		{"outlet:ctmirror-2020", from("ctmirror-2020")},
		{"in the Verge in 2017:", from("verge-2017")},
		{"in the Mirror's 2020 story,", from("ctmirror-2020")},
		{"from:2020", from("ctmirror-2020")},
		{"from:2019-03-31 to:2019-12", from("westfair-2019")}, // its day is not known
		{"to:2017-02", from("verge-2017")},
		{"hasta:2017", func(e *corpus.Excerpt) bool { return e.Source.Date.Year == 2017 }},
		{"kind:quote", func(e *corpus.Excerpt) bool { return e.Kind == corpus.Quote }},
		{"tipo:hecho", func(e *corpus.Excerpt) bool { return e.Kind == corpus.Fact }},
		{"about:COLLECT", func(e *corpus.Excerpt) bool { return slices.Contains(e.About, "collect") }},
		{"speaker:Wishnie outlet:Verge kind:quote", func(e *corpus.Excerpt) bool {
			return e.Kind == corpus.Quote && from("verge-2017")(e) && by("michael-wishnie")(e)
		}},
		{"from:2030", func(*corpus.Excerpt) bool { return false }},
	} {
		found := 0
		for _, q := range questions {
			r := ask(t, b, Question{Text: c.filter + " " + q})
			shown := r.Others
			if r.Answer != nil {
				shown = append(slices.Clone(shown), r.Answer)
			}
			found += len(shown)
			for _, e := range shown { // within the filter, or all outside, with the line that tells so
				if c.passes(e) == toldOutside(r) {
					t.Errorf("%s %s: shows %s", c.filter, q, e.ID)
				}
			}
		}
		if found == 0 && c.filter != "from:2030" {
			t.Errorf("%s: nothing is ever shown", c.filter)
		}
	}
}

// TestFiltersAlone holds that a question of nothing but filters lists what passes them, quotes first,
// older before newer.
func TestFiltersAlone(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct {
		text   string
		passes func(*corpus.Excerpt) bool
	}{
		{"speaker:Wishnie", func(e *corpus.Excerpt) bool { return e.Speaker != nil && e.Speaker.ID == "michael-wishnie" }},
		{"  medio:Westfair  tipo:cita ", func(e *corpus.Excerpt) bool { return e.Source.ID == "westfair-2019" && e.Kind == corpus.Quote }},
		{"from:2020", func(e *corpus.Excerpt) bool { return e.Source.Date.Year == 2020 }},
		{"about:Trust Act to:2017", func(e *corpus.Excerpt) bool {
			return slices.Contains(e.About, "trust-act") && e.Source.Date.Year == 2017
		}},
		{"CT Mirror 2020", func(e *corpus.Excerpt) bool { return e.Source.ID == "ctmirror-2020" }},
	} {
		r := ask(t, b, Question{Text: c.text})
		if r.Outcome != Covered || len(r.Others) == 0 {
			t.Errorf("%q: %s with %d others, want a list", c.text, r.Outcome, len(r.Others))
			continue
		}
		list := append([]*corpus.Excerpt{r.Answer}, r.Others...)
		for i, e := range list {
			if !c.passes(e) {
				t.Errorf("%q lists %s", c.text, e.ID)
			}
			if i == 0 {
				continue
			}
			before := list[i-1]
			if before.Kind == corpus.Fact && e.Kind == corpus.Quote ||
				before.Kind == e.Kind && before.Source.Date.Compare(e.Source.Date) > 0 {
				t.Errorf("%q lists %s before %s", c.text, before.ID, e.ID)
			}
		}
	}
	for _, text := range []string{"speaker:Zebulon", "from:2030"} {
		if r := ask(t, b, Question{Text: text}); r.Outcome != NotCovered || len(r.Others) > 0 {
			t.Errorf("%q: %s with %d others, want nothing", text, r.Outcome, len(r.Others))
		}
	}
}
