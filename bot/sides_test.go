package bot

import (
	"slices"
	"testing"

	"clippings/corpus"
)

// TestSides holds in which order linked excerpts are shown, how each is headed, and which of them are left out.
func TestSides(t *testing.T) {
	ada, bo := &corpus.Person{ID: "ada", Name: "Ada"}, &corpus.Person{ID: "bo", Name: "Bo"}
	early := &corpus.Source{ID: "early", Date: corpus.Date{Year: 2017, Month: 3, Day: 30}}
	late := &corpus.Source{ID: "late", Date: corpus.Date{Year: 2020, Month: 2}}
	quote := func(id string, by *corpus.Person, in *corpus.Source, text string) *corpus.Excerpt {
		return &corpus.Excerpt{ID: id, Kind: corpus.Quote, Speaker: by, Source: in, Text: text}
	}
	e := quote("e", ada, early, "They have what they want […] We know it.")
	links := []corpus.Link{
		{Relation: corpus.Updates, To: quote("before", ada, early, "They have nothing")},
		{Relation: corpus.Disputes, To: quote("own", ada, early, "They cannot download it")},
		{Relation: corpus.Disputes, To: quote("far", bo, late, "It is no danger")},
		{Relation: corpus.Disputes, To: quote("part", bo, early, "they ask first.")},
		{Relation: corpus.Disputes, To: quote("whole", bo, early, "Not at all: they ask first, and it is recorded")},
		{Relation: corpus.Disputes, To: quote("again", bo, early, "Not at all: they ask first, and it is recorded")},
		{Relation: corpus.Disputes, To: quote("e-part", ada, early, "We know it")},
		{Relation: corpus.AnsweredBy, To: quote("answer", bo, late, "they ask first")},
		{Relation: corpus.UpdatedBy, To: quote("after", ada, late, "They have less now")},
	}
	var got []string
	for _, l := range Sides(e, links) {
		got = append(got, english.Side(e, l)+" "+l.To.ID)
	}
	want := []string{
		"The other side, set against this: whole", "The other side, set against this: far", "The other side, in answer: answer",
		"Later: after", "Earlier: before", "The same speaker, at another time or place: own",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := english.AgeOf(e, links); got != "Coverage from 2017 and 2020; later changes are not in it." {
		t.Errorf("its age is told as %q", got)
	}
	undated := []corpus.Link{{Relation: corpus.Disputes, To: quote("undated", bo, &corpus.Source{ID: "undated"}, "No")}}
	if got := english.AgeOf(e, undated); got != "Coverage from 2017; later changes are not in it." {
		t.Errorf("beside what has no date its age is told as %q", got)
	}
	if got := english.AgeOf(undated[0].To, links); got != english.NoAge {
		t.Errorf("the age of what has no date is told as %q", got)
	}
	if got := spanish.AgeOf(e, nil); got != "Cobertura de 2017; los cambios posteriores no están en ella." {
		t.Errorf("its age is told as %q", got)
	}
}

// TestSidesOfTheCoverage: whatever the coverage links is shown, or stands in what is shown.
func TestSidesOfTheCoverage(t *testing.T) {
	for _, e := range loadBot(t).Corpus().Excerpts {
		sides := Sides(e, e.Links)
		for _, l := range e.Links {
			if !within(l.To, e) && !slices.ContainsFunc(sides, func(s corpus.Link) bool { return within(l.To, s.To) }) {
				t.Errorf("%s: %s is not shown", e.ID, l.To.ID)
			}
		}
	}
}
