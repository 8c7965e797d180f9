package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// TestAskingParts finds what of a question asks.
func TestAskingParts(t *testing.T) {
	for text, want := range map[string][]string{
		"My uncle has a boating license. Can ICE see it?":        {"Can ICE see it?"},
		"I am scared! my son was never in trouble\ncan they see": {"can they see", "my son was never in trouble\ncan they see"},
		"For a paper: who uses COLLECT?":                         {"who uses COLLECT?"},
		"Tengo miedo. ¿Qué datos ve la migra?":                   {"¿Qué datos ve la migra?"},
		"One. Two. Three. Four. Is it so?":                       {"Is it so?", "Four. Is it so?", "Three. Four. Is it so?"},
		"Can ICE see it? My uncle has a boating license.":        {"Can ICE see it? "},
		"Quote McGuire - I file at 5.":                           {"Quote McGuire - "},
		"I am a student - who uses it":                           {"who uses it"},
		"I am a student — who uses it":                           {"who uses it"},
		"a well-known law, 2013-2019":                            nil,
		"Who uses COLLECT?":                                      nil,
		"Who uses COLLECT? And why?":                             nil,
		"Is it so? I heard it is. Who says that?":                nil,
		"They took notes. They left.":                            nil,
		"the U.S. government in Conn.":                           nil,
		"what does No.1373 say":                                  nil,
		"":                                                       nil,
		"?":                                                      nil,
		"\n \n":                                                  nil,
	} {
		if got := askingParts(text); !slices.Equal(got, want) {
			t.Errorf("%q asks %q, want %q", text, got, want)
		}
	}
}

// TestAskedAlone holds that what people tell of themselves keeps no answer from them, and makes none.
func TestAskedAlone(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]bool{
		"I have lived here for 14 years with my two kids and a dog. Who can look into COLLECT?":         true,
		"My neighbor Fred sells 300 lawn mowers a year. How many people are authorized to use COLLECT?": true,
		"How many people are authorized to use COLLECT? My neighbor Fred sells 300 lawn mowers a year.": true,
		"My neighbor Fred sells 300 lawn mowers a year. What did ICE pay for the COLLECT logins?":       false,
		"Quote David McGuire reacting to the subpoenas - I'm filing for the campus paper at 5.":         true,
		// Where and when it is asked of is no talk about oneself.
		"I live in New Jersey. Is my name in the police database?":                          false,
		"My cousin lives in Massachusetts. Which police departments share plates with ICE?": false,
		"I read a report of 2024: how many people are authorized to use COLLECT?":           false,
		"It is 2026 now. Until when does the agreement with ICE run?":                       false,
		// A town of the state is where the coverage is about.
		"I have lived in Waterbury for 22 years and pay my taxes. Am I in COLLECT even if I was never in trouble?": true,
		"I live in Danbury. Which police departments share plates with ICE?":                                       true,
		"Which police departments in Danbury share plates with ICE? I live there.":                                 false,
		"I have read the story of 2020. How many people are authorized to use COLLECT?":                            true,
		strings.Repeat("a. ", 1999) + "b?":                                                                         false,
	} {
		r, err := b.Handle(context.Background(), Question{Text: text})
		if err != nil || (r.Outcome == Covered) != want {
			t.Errorf("%.80q: %v (%.2f), %v, want covered: %v", text, r.Outcome, r.Confidence, err, want)
		}
	}
}
