package bot

import (
	"context"
	"slices"
	"testing"
)

// TestRunOnParts finds the question in what voice input writes without a mark.
func TestRunOnParts(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string][]string{
		"we have two kids in school here in waterbury who can use the COLLECT database": {"who can use the COLLECT database"},
		"mire yo trabajo aquí y en la casa discutimos cuántos trabajan en este estado":  {"cuántos trabajan en este estado"},
		"my aunt who cleans houses wants to know which towns share the plates":          {"which towns share the plates"},
		"i been here a long time and i drive does the state tell ICE when I renew it":   {"does the state tell ICE when I renew it"},
		"who can use the database that I am in since I came here":                       nil,
		"i need the list of towns": nil,
		"Wishnie said that he does not know who can look into the COLLECT database now": nil,
		"i read about CalGangs and want to know who can look at it":                     nil,
		"i respectfully request the votes by which the house adopted the law then":      nil,
		"": nil,
		"i have 300 questions about it and want to know who can look at it": nil,
	} {
		if got := b.runOnParts(b.Understand(Question{Text: text})); !slices.Equal(got, want) {
			t.Errorf("%q asks %q, want %q", text, got, want)
		}
	}
}

// TestOwnNumbers holds that numbers of the asker's own life contradict no answer, and others do.
func TestOwnNumbers(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]bool{
		"tengo 3 hijos y manejo con la licencia drive-only ¿ICE puede ver mis datos del DMV?":                             true,
		"moro aqui há 8 anos, o ICE vê os dados do DMV?":                                                                  true,
		"llegué en 2011 y quiero saber cuánta gente tiene acceso a COLLECT":                                               true,
		"we have two kids in school here in waterbury who can use the COLLECT database":                                   true,
		"I have lived in Danbury for 22 years which towns share license plates with ICE":                                  true,
		"yo trabajo en construcción y llevo doce años aquí y quiero saber cuántos indocumentados trabajan en Connecticut": true,
		// Numbers that are asked about.
		"tell me whether 3 million people are in COLLECT":                   false,
		"how many people could use COLLECT in 2011":                         false,
		"my question is who could use COLLECT in 2011":                      false,
		"I read that 300 agencies can use COLLECT, how many people is that": false,
	} {
		r, err := b.Handle(context.Background(), Question{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Outcome == Covered; got != want {
			t.Errorf("%q answered: %v (%.2f), want %v", text, got, r.Confidence, want)
		}
	}
}
