package bot

import (
	"slices"
	"strings"
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
	// Neither do replies to an excerpt give them to who is linked to it.
	for _, e := range b.Corpus().Excerpts {
		r := ask(t, b, Question{Text: `and who said "immoral deportation machine"?`, Follows: RefOf(e)})
		if r.Answer != nil && (r.Answer.Speaker == nil || r.Answer.Speaker.ID != "david-mcguire") {
			t.Errorf("in reply to %s the words are given to %s", e.ID, r.Answer.ID)
		}
	}
	// A few of a quotation's words are given to nobody who does not say them, and mostly to who does.
	asked, right := 0, 0
	for _, e := range b.Corpus().Excerpts {
		said := foldedWords(e.Text)
		for i := 0; e.Kind == corpus.Quote && i+4 <= len(said); i += 4 {
			phrase := strings.Join(said[i:i+4], " ")
			r := ask(t, b, Question{Text: `who said "` + phrase + `"`})
			asked++
			switch {
			case r.Answer == nil:
			case strings.Contains(spaced(r.Answer.Text)+spaced(r.Answer.ES), " "+phrase+" "):
				right++
			default:
				t.Errorf("who said %q: %s, which has no such words", phrase, r.Answer.ID)
			}
		}
	}
	if asked < 300 || right*100 < asked*85 {
		t.Errorf("of %d questions for whose words some are, %d are answered, want 85 %%", asked, right)
	}
	t.Logf("of %d questions for whose words some are, %d are answered", asked, right)
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
