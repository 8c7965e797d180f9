package bot

import (
	"slices"
	"testing"

	"clippings/corpus"
)

func TestQuotedPhrases(t *testing.T) {
	for text, want := range map[string][]string{
		`who said "all you can eat"`:                        {" all you can eat "},
		"who called it a ‘deportation machine’?":            {" deportation machine "},
		"who said 'we don't know' and 'so what'":            {" we dont know ", " so what "},
		"quién dijo “bloques de texto” y «otra cosa»":       {" bloques de texto ", " otra cosa "},
		"what's the state's answer, it isn't in the Mirror": nil,
		`6" pipe`:               nil,
		`an open " mark`:        nil,
		`"" and " "`:            nil,
		"the cops' database '":  nil,
		"‘mixed’ marks “too”":   {" mixed ", " too "},
		`"one two "three four"`: {" one 2 3 4 "},
	} {
		if got := quotedPhrases(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestHeard holds that words in quotation marks are given to nobody who does not say them.
func TestHeard(t *testing.T) {
	b := loadBot(t)
	for text, speaker := range map[string]string{
		`who called it a 'deportation machine' and what's the whole sentence`: "david-mcguire",
		`who said "a specific inquiry for a"`:                                 "mike-lawlor",
		`quién dijo “a specific inquiry for a”`:                               "mike-lawlor",
		`whose words are "to continue to push for this"`:                      "",
		`what does McGuire mean by "public safety"`:                           "david-mcguire",
		`did Lawlor call it "a citizen enumeration tool"`:                     "dan-barrett",
		`who said "public safety"`:                                            "", // several do
		`who said "we will build a wall around Hartford"`:                     "", // nobody does
	} {
		r := ask(t, b, Question{Text: text})
		got := ""
		if r.Answer != nil && r.Answer.Speaker != nil {
			got = r.Answer.Speaker.ID
		}
		if got != speaker || r.Outcome == Covered != (speaker != "") {
			t.Errorf("%s: %s by %q (%.2f), want %q", text, r.Outcome, got, r.Confidence, speaker)
		}
	}
	// Whatever a quotation's own words are, who asks whose they are gets somebody who says them.
	for _, e := range b.Corpus().Excerpts {
		if e.Kind != corpus.Quote {
			continue
		}
		for _, mark := range []string{`who said "` + e.Text + `"`, "whose words are “" + e.Text + "”?"} {
			r := ask(t, b, Question{Text: mark})
			if r.Answer == nil || r.Answer.Speaker != e.Speaker {
				t.Errorf("%s: %s (%.2f), want %s", mark, r.Outcome, r.Confidence, e.Speaker.ID)
			}
		}
	}
}
