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

// TestOutsideIsOutside asks what the excerpts answer, narrowed: what is said to be from outside is, and nothing else is.
func TestOutsideIsOutside(t *testing.T) {
	b := loadBot(t)
	told := 0
	for _, e := range b.Corpus().Excerpts {
		for _, filter := range []string{"outlet:Verge ", "outlet:Westfair ", "kind:quote ", "kind:fact ", "to:2017-03 ", "from:2019 "} {
			q := Question{Text: filter + e.Questions[corpus.English][0]}
			filters, r := b.Understand(q).Filters, ask(t, b, q)
			if toldOutside(r) {
				told++
			}
			for _, other := range r.Others {
				if filters.pass(other) == toldOutside(r) {
					t.Errorf("%q: shows %s", q.Text, other.ID)
				}
			}
		}
	}
	if told < 100 {
		t.Errorf("of %d replies what is outside is shown", told)
	}
}

// TestWordsOfAnother holds that who asks for one person's words does not get another's as an answer, however well they fit.
func TestWordsOfAnother(t *testing.T) {
	b := loadBot(t)
	for text, whose := range map[string]string{
		`Quote Malloy saying sanctuary policies "make our nation less safe"`:       "dannel-malloy",
		"Quote Lamont saying the agreement is standard.":                           "ned-lamont",
		"what did Malloy say, word for word, on criminals put back on our streets": "dannel-malloy",
	} {
		if r := ask(t, b, Question{Text: text}); r.Outcome == Covered && (r.Answer.Speaker == nil || r.Answer.Speaker.ID != whose) {
			t.Errorf("%q gets %s", text, r.Answer.ID)
		}
	}
	if r := ask(t, b, Question{Text: "Quote Sessions saying sanctuary policies make our nation less safe"}); r.Outcome != Covered || r.Answer.Speaker.ID != "jeff-sessions" {
		t.Errorf("his own words: %s", r.Outcome)
	}
}
