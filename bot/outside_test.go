package bot

import (
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
)

// toldOutside reports whether a reply says that what it shows is from outside what the question is narrowed to.
func toldOutside(r Reply) bool {
	return r.Outcome == NotCovered && len(r.Others) > 0 && slices.Contains(r.Problems, Problem{Kind: NothingWithin})
}

// TestOutside holds that a question which is answered, though not within its outlet, dates or kind, typed or said, gets
// what answers it as near, with the line that tells so, and no word on something that it does not ask; and that whose words
// are asked for, and what about, stays as asked.
func TestOutside(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]string{
		"In the Verge's 2017 story, what did Lawlor say about ICE's access?":  "ctmirror-2017/lawlor-direct-access",
		"what did Lawlor tell the Verge about ICE's access?":                  "ctmirror-2017/lawlor-direct-access",
		"outlet:Verge what did Lawlor say about ICE's access":                 "ctmirror-2017/lawlor-direct-access",
		`from:2016 to:2016 ICE disclosure "locate and track"`:                 "ctmirror-2020/disclosure-locate-track",
		"speaker:McGuire from:2017 to:2017 bully":                             "ctmirror-2020/mcguire-bully",
		"¿Qué dijo el alcalde Rilling en el reportaje de Connecticut Public?": "westfair-2019",
		"speaker:Wishnie outlet:Westfair":                                     "",
	} {
		r := ask(t, b, Question{Text: text})
		if !toldOutside(r) || r.Gap != nil || !strings.HasPrefix(r.Others[0].ID, want) {
			t.Errorf("%q: %s, %q, %d others", text, r.Outcome, r.Problems, len(r.Others))
			continue
		}
		for _, e := range r.Others {
			if strings.Contains(text, "speaker:") && (e.Speaker == nil || !strings.Contains(text, strings.Fields(e.Speaker.Name)[1])) {
				t.Errorf("%q: shows %s", text, e.ID)
			}
		}
	}
	for _, text := range []string{
		"in the Verge, what did Wishnie say about the contract", // is answered within
		"in the Verge, what does the mayor of Hartford earn",    // is answered nowhere
		"speaker:Bhatt what does the mayor of Hartford earn",    // whose words they are is not widened
		"outlet:Westfair ICE is at my door",
	} {
		if r := ask(t, b, Question{Text: text}); slices.Contains(r.Problems, Problem{Kind: NothingWithin}) {
			t.Errorf("%q: %s, %q", text, r.Outcome, r.Problems)
		}
	}
}

// TestWordsOfAnother holds that who asks for one person's words does not get another's as an answer, however well they fit.
func TestWordsOfAnother(t *testing.T) {
	b := loadBot(t)
	for _, text := range []string{
		`Quote Malloy saying sanctuary policies "make our nation less safe"`, "Quote Lamont saying the agreement is standard.",
		"what did Malloy say, word for word, on criminals put back on our streets",
	} {
		if r := ask(t, b, Question{Text: text}); r.Outcome == Covered && r.Answer.Kind == corpus.Quote {
			t.Errorf("%q gets %s", text, r.Answer.ID)
		}
	}
	if r := ask(t, b, Question{Text: "Quote Sessions saying sanctuary policies make our nation less safe"}); r.Outcome != Covered || r.Answer.Speaker.ID != "jeff-sessions" {
		t.Errorf("his own words: %s", r.Outcome)
	}
}
