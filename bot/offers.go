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
	numbers           []string         // numbers other than years in its text
	asked             [answerTypes]int // how many of its stored questions ask for each kind
}

// offersOf looks all excerpts through, side by side, and returns what they offer, by number, and for everybody who
// speaks which topics their excerpts are about or name.
func offersOf(index *corpus.Index, names *nameTable) (offers []offer, stated map[string]map[string]bool) {
	excerpts := index.Corpus().Excerpts
	offers = make([]offer, len(excerpts))
	topics := make([][]string, len(excerpts)) // that their text and context name
	known := answerWords(index)
	var side sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		side.Go(func() {
			var tokens []corpus.Token // working memory
			for i := worker; i < len(excerpts); i += workers {
				topics[i], tokens = offers[i].look(excerpts[i], names, tokens)
				tokens = offers[i].count(index, i, known, tokens)
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

// answerWords returns what is known of the index' words, by number, as far as it tells what kind of answer a
// question asks for; nil where nothing is.
func answerWords(index *corpus.Index) []*knownWord {
	const sets = opener | speech
	known := make([]*knownWord, len(index.Words()))
	for i, w := range index.Words() {
		k := knownWords[w]
		if k == nil {
			continue
		}
		tells := knownWord{sets: k.sets & sets}
		for _, c := range k.cues {
			if c.list&answerCues != 0 {
				tells.cues = append(tells.cues, c)
			}
		}
		if tells.sets != 0 || tells.cues != nil {
			known[i] = &tells
		}
	}
	return known
}

// look looks an excerpt's text and context through for numbers other than years, for dates and how exact they
// are, for reasons, and for people or bodies. It returns the topics that they name. The tokens are working memory,
// which it returns for the next.
func (o *offer) look(e *corpus.Excerpt, names *nameTable, tokens []corpus.Token) ([]string, []corpus.Token) {
	text := e.Text + " " + e.Context
	tokens = corpus.Analyze(tokens[:0], text)
	for i := range tokens {
		t := &tokens[i]
		if t.Number && !isYear(t.Word) {
			o.number = true
			if t.Start < len(e.Text) {
				o.numbers = append(o.numbers, t.Word)
			}
		}
		o.reason = o.reason || reason.has(t.Word)
	}
	dates := datesIn(text)
	o.date = dates.any || !e.Event.IsZero()
	o.day = dates.day || e.Event.Day > 0
	o.month = o.day || dates.month || e.Event.Month > 0
	topics := names.index.TokenTopics(tokens)
	for _, id := range topics {
		if names.people[id] {
			o.people = append(o.people, id)
		}
	}
	if e.Speaker != nil && names.people[e.Speaker.ID] {
		o.people = append(o.people, e.Speaker.ID)
	}
	o.who = e.Speaker != nil || names.anyone(e)
	return topics, tokens
}

// count counts the stored questions of an excerpt by the kind of answer that they ask for. known are the index'
// answerWords. The tokens are working memory, which it returns for the next.
func (o *offer) count(index *corpus.Index, number int, known []*knownWord, tokens []corpus.Token) []corpus.Token {
	all := index.Words()
	for question := range index.Questions(number) {
		tokens = tokens[:0]
		for _, n := range question {
			tokens = append(tokens, corpus.Token{Word: all[n]})
		}
		t, begins := nothingTold(), wordSet(0)
		for i, n := range question {
			if sets := t.take(tokens, i, known[n]); i == 0 {
				begins = sets
			}
		}
		o.asked[t.answerType(begins)]++
	}
	return tokens
}
