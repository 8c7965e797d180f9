package bot

import (
	"context"
	"testing"
)

// TestPreamble finds where the sentence begins that asks.
func TestPreamble(t *testing.T) {
	for text, want := range map[string]string{
		"My uncle has a boating license. Can ICE see it?":        "Can ICE see it?",
		"I am scared! my son was never in trouble\ncan they see": "can they see",
		"For a paper: who uses COLLECT?":                         "who uses COLLECT?",
		"Tengo miedo. ¿Qué datos ve la migra?":                   "¿Qué datos ve la migra?",
		"Who uses COLLECT?":                                      "",
		"Who uses COLLECT? And why?":                             "",
		"Is it so? I heard it is. Who says that?":                "",
		"Can ICE see it? My uncle has a boating license.":        "",
		"the U.S. government in Conn. databases":                 "",
		"what does No. 1373 say":                                 "",
		"":                                                       "",
		"?":                                                      "",
	} {
		at := preamble(text)
		got := ""
		if at > 0 {
			got = text[at:]
		}
		if got != want {
			t.Errorf("%q asks %q, want %q", text, got, want)
		}
	}
}

// TestAskedAlone holds that what people tell of themselves keeps no answer from them, and makes none.
func TestAskedAlone(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]Outcome{
		"I have lived in Danbury for 14 years with my two kids and a dog. Who can look into COLLECT?":   Covered,
		"My neighbor Fred sells 300 lawn mowers a year. How many people are authorized to use COLLECT?": Covered,
		"My neighbor Fred sells 300 lawn mowers a year. What did ICE pay for the COLLECT logins?":       NotCovered,
	} {
		r, err := b.Handle(context.Background(), Question{Text: text})
		if err != nil || (r.Outcome == Covered) != (want == Covered) {
			t.Errorf("%q: %v (%.2f), %v, want %v", text, r.Outcome, r.Confidence, err, want)
		}
	}
}
