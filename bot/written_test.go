package bot

import (
	"math/rand"
	"regexp"
	"strings"
	"testing"

	"clippings/corpus"
)

// What datesIn looks for, as regular expressions say it.
var (
	yearWritten  = regexp.MustCompile(`\b(19|20)\d\d\b`)
	anyMonth     = regexp.MustCompile(`(?i)\b(January|February|March|April|May \d|May of|in May|June|July|August|September|October|November|December)\b`)
	dayWritten   = regexp.MustCompile(`\b(January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b`)
	monthWritten = regexp.MustCompile(`\b(January|February|March|April|June|July|August|September|October|November|December|in May|May \d{1,4})\b`)
)

// TestDatesIn holds that the dates of all texts of the coverage, and of texts made from what dates are made of, are
// those that regular expressions find.
func TestDatesIn(t *testing.T) {
	var texts []string
	for _, e := range loadBot(t).Corpus().Excerpts {
		texts = append(texts, e.Text, e.Context, e.ES)
	}
	pieces := []string{"May", "may", "MAY", "in", "In", "of", "June", "june", "MARCH", "September", "marche", "5", "12", "123", "2017", "1999", "20170", "1899", "é", "_", ",", ".", " ", "  ", "\n", "th", "within"}
	random := rand.New(rand.NewSource(4))
	for range 20000 {
		var text strings.Builder
		for range 1 + random.Intn(6) {
			text.WriteString(pieces[random.Intn(len(pieces))])
			if random.Intn(3) > 0 {
				text.WriteByte(' ')
			}
		}
		texts = append(texts, text.String())
	}
	counts := make(map[writtenDates]int)
	for _, text := range texts {
		want := writtenDates{
			any:   yearWritten.MatchString(text) || anyMonth.MatchString(text),
			month: monthWritten.MatchString(text),
			day:   dayWritten.MatchString(text),
		}
		if got := datesIn(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
		counts[want]++
	}
	if len(counts) < 5 {
		t.Errorf("the texts are too much alike: %v", counts)
	}
}

// TestOffersCount holds that an excerpt's questions are counted by the kind of answer that each asks for by itself.
func TestOffersCount(t *testing.T) {
	b := loadBot(t)
	for i, e := range b.Corpus().Excerpts {
		var want [answerTypes]int
		for _, questions := range e.Questions {
			for _, q := range questions {
				want[answerType(corpus.Analyze(nil, q))]++
			}
		}
		if got := b.offers[i].asked; got != want {
			t.Errorf("%s: its questions ask for %v, counted are %v", e.ID, want, got)
		}
	}
}
