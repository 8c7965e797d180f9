package bot

import (
	"slices"
	"strings"

	"clippings/corpus"
)

// Understanding is what a question was understood as, before anything is looked up.
type Understanding struct {
	Language corpus.Language
	Asks     AnswerType
	Filters  Filters
	Problems []string // filters that could not be understood, one line each
	Notice   Notice
	Dispute  bool     // asks for the other side: an answer, a reply, a contradiction
	Speakers []string // people who are named and quoted somewhere
	Query    *corpus.Query
}

// Understand reads a question: its language, the filters typed or said in it, what kind of answer
// it asks for, and whether it tells of an emergency.
func (b *Bot) Understand(q Question) *Understanding {
	text, filters, problems := b.typedFilters(q.Text)
	tokens := corpus.Analyze(nil, text)
	u := &Understanding{
		Filters:  filters,
		Problems: problems,
		Language: languageOf(tokens, text, q.Locale),
		Asks:     answerType(tokens),
		Notice:   noticeOf(tokens),
		Dispute:  disputeCues.any(tokens),
	}
	u.Query = b.index.Query(text, u.Language)
	b.saidFilters(u)
	for i := range u.Query.Units {
		if id := u.Query.Units[i].Topic; id != "" && b.names.speaks[id] && b.names.people[id] && !slices.Contains(u.Speakers, id) {
			u.Speakers = append(u.Speakers, id)
		}
	}
	if !u.Filters.IsZero() {
		u.Query.Filter = u.Filters.pass
	}
	return u
}

// saidFilters turns an outlet or a reporter named in the question into a filter, with the year that
// stands beside it ("the Mirror's 2017 story"). What became a filter no longer counts as a word.
func (b *Bot) saidFilters(u *Understanding) {
	units := u.Query.Units
	for i := range units {
		sources := b.names.sources[units[i].Topic]
		if len(sources) == 0 || len(u.Filters.Outlets) > 0 {
			continue
		}
		units[i].Weight = 0
		var dated []string
		year := -1
		for j := max(0, i-3); j < min(len(units), i+4); j++ {
			if !units[j].Number || len(units[j].Word) != 4 {
				continue
			}
			for _, id := range sources {
				if strings.HasPrefix(b.sourceDate(id), units[j].Word) {
					dated, year = append(dated, id), j
				}
			}
		}
		if year >= 0 {
			sources = dated
			units[year].Weight = 0
		}
		u.Filters.Outlets = sources
	}
}

func (b *Bot) sourceDate(id string) string {
	for _, s := range b.Corpus().Sources {
		if s.ID == id {
			return s.Date.String()
		}
	}
	return ""
}

// disputeCues ask what somebody answered or who says otherwise.
var disputeCues = newCues([]string{
	"other side", "push back", "pushed back", "pushback", "respond", "responded", "response", "reply", "replied", "react",
	"reacted", "reaction", "rebut", "rebuttal", "dispute", "disputes", "disputed", "disagree", "disagrees", "disagreed",
	"contradict", "contradicts", "deny", "denied", "denies", "counter", "countered", "object", "objected", "versus",
	"answer to", "the opposite", "challenge", "challenged", "defend", "defended", "comeback", "clap back", "say to that",
	"otro lado", "otra version", "respondio", "respuesta", "contesto", "desmintio", "niega", "nego", "contradice", "replica",
	"outro lado", "respondeu", "resposta", "negou", "contestou",
})
