package bot

import (
	"runtime"
	"sync"

	"clippings/corpus"
)

// offer is what kinds of answer an excerpt holds.
type offer struct {
	number, date, who bool
	day, month        bool             // a date to the day, to the month
	reason            bool             // gives a reason for something
	people            []string         // ids of the people named
	asked             [answerTypes]int // how many of its stored questions ask for each kind
}

// offersOf looks all excerpts through, side by side, and returns what they offer, by number, and for everybody who
// speaks which topics their excerpts are about or name.
func offersOf(index *corpus.Index, names *nameTable) (offers []offer, stated map[string]map[string]bool) {
	excerpts := index.Corpus().Excerpts
	offers = make([]offer, len(excerpts))
	topics := make([][]string, len(excerpts)) // that their text and context name
	known := make([]*knownWord, len(index.Words()))
	for i, w := range index.Words() {
		known[i] = knownWords[w]
	}
	var side sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		side.Go(func() {
			for i := worker; i < len(excerpts); i += workers {
				topics[i] = offers[i].look(excerpts[i], names)
				offers[i].count(index, i, known)
			}
		})
	}
	side.Wait()
	stated = make(map[string]map[string]bool)
	for i, e := range excerpts {
		if e.Speaker == nil {
			continue
		}
		on := stated[e.Speaker.ID]
		if on == nil {
			on = make(map[string]bool)
			stated[e.Speaker.ID] = on
		}
		for _, ids := range [][]string{e.About, topics[i]} {
			for _, id := range ids {
				on[id] = true
			}
		}
	}
	return offers, stated
}

// look looks an excerpt's text and context through for numbers other than years, for dates and how exact they
// are, for reasons, and for people or bodies. It returns the topics that they name.
func (o *offer) look(e *corpus.Excerpt, names *nameTable) (topics []string) {
	text := e.Text + " " + e.Context
	words := read(corpus.Analyze(nil, text))
	for _, t := range words.tokens {
		o.number = o.number || t.Number && !isYear(t.Word)
	}
	o.reason = words.has(reason)
	dates := datesIn(text)
	o.date = dates.any || !e.Event.IsZero()
	o.day = dates.day || e.Event.Day > 0
	o.month = o.day || dates.month || e.Event.Month > 0
	topics = names.index.TokenTopics(words.tokens)
	for _, id := range topics {
		if names.people[id] {
			o.people = append(o.people, id)
		}
	}
	if e.Speaker != nil && names.people[e.Speaker.ID] {
		o.people = append(o.people, e.Speaker.ID)
	}
	o.who = e.Speaker != nil || names.anyone(e)
	return topics
}

// count counts the stored questions of an excerpt by the kind of answer that they ask for. known is what is
// known of the index' words, nil where nothing is.
func (o *offer) count(index *corpus.Index, number int, known []*knownWord) {
	var r reading
	all := index.Words()
	for question := range index.Questions(number) {
		r.begin()
		for _, n := range question {
			r.tokens = append(r.tokens, corpus.Token{Word: all[n]})
		}
		for i, n := range question {
			r.take(i, known[n])
		}
		o.asked[r.answerType()]++
	}
}
