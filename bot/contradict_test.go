package bot

import (
	"context"
	"testing"
)

// TestContradiction asks what the coverage answers with a number, a year or a place changed to one that
// it does not have.
func TestContradiction(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct{ right, wrong string }{
		{"can about 20 federal agencies look into COLLECT", "can about 47 federal agencies look into COLLECT"},
		{"did the ACLU name eight Connecticut police departments", "did the ACLU name 31 Connecticut police departments"},
		{"was the Trust Act approved in 2013", "was the Trust Act approved in 1994"},
		{"is the plate reader contract worth 6.1 million dollars", "is the plate reader contract worth 7.3 million dollars"},
		{"did 15 states sue to save DACA", "did 38 states sue to save DACA"},
	} {
		for text, want := range map[string]bool{c.right: true, c.wrong: false} {
			r, err := b.Handle(context.Background(), Question{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			if (r.Outcome == Covered) != want {
				t.Errorf("%q: %s with %v", text, r.Outcome, r.Answer)
			}
		}
	}
}
