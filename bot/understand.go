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
	Problems []Problem // filters that could not be understood, one each
	Notice   Notice
	Chat     bool     // a greeting, thanks, a test, an order to the bot: nothing is asked of the coverage
	Claim    int      // bytes of the question that tell a claim, to which the rest asks for the other side; 0 for none
	Speakers []string // people who are named and quoted somewhere
	Query    *corpus.Query
	heard    heard
	text     string // without its typed filters
	words    told   // by that text
}

// Understand reads a question: its language, the filters typed or said in it, what kind of answer
// it asks for, and whether it tells of an emergency.
func (b *Bot) Understand(q Question) *Understanding {
	text, filters, problems := b.typedFilters(q.Text)
	for _, n := range q.Narrow {
		if problem, ok := filters.set(b, n.Field, strings.TrimSpace(n.Value)); !ok {
			problems = append(problems, problem)
		}
	}
	var room [roomForWords]corpus.Token
	var sets [roomForWords]wordSet
	words := read(corpus.Analyze(room[:0], text), sets[:])
	u := &Understanding{Filters: filters, Problems: problems, text: text, words: words.told}
	u.Language = languageOf(&words, text, q.Locale)
	u.Asks = words.answerType(words.begin())
	u.Notice = noticeOf(&words)
	u.Chat = words.cue(orders) || filters.IsZero() && (words.every&chatter != 0 || thanking(text, &words))
	u.Claim = claimFirst(text, &words)
	u.Query = b.index.QueryTokens(text, words.tokens, u.Language)
	b.saidFilters(u)
	u.ownNumbers(&words)
	// The words of passages are not in this index: there, a question with a number would be nothing else.
	u.Chat = u.Chat || b.passages == nil && u.Filters.IsZero() && (u.onlyNumbers() || u.onlyLetters())
	for i := range u.Query.Units {
		if id := u.Query.Units[i].Topic; id != "" && b.names.speaks[id] && b.names.people[id] && !slices.Contains(u.Speakers, id) {
			u.Speakers = append(u.Speakers, id)
		}
	}
	if !u.Filters.IsZero() {
		u.Query.Filter = u.Filters.pass
	}
	b.hear(u)
	return u
}

// saidFilters turns the outlets and reporters named in the question into a filter, with the years
// that stand beside them ("the Mirror's 2017 story"). What became a filter no longer counts as a
// word. A typed outlet comes before a said one.
func (b *Bot) saidFilters(u *Understanding) {
	if len(u.Filters.Outlets) > 0 {
		return
	}
	units := u.Query.Units
	for i := range units {
		if units[i].Topic == "" {
			continue
		}
		sources := b.names.sources[units[i].Topic]
		if len(sources) == 0 || !saidAsOutlet(units, i) {
			continue
		}
		units[i].Weight = 0
		var dated []string
		for j := max(0, i-3); j < min(len(units), i+5); j++ {
			if !units[j].Number || len(units[j].Word) != 4 {
				continue
			}
			for _, id := range sources {
				if strings.HasPrefix(b.sourceDate(id), units[j].Word) {
					dated = append(dated, id)
					units[j].Weight = 0
				}
			}
		}
		if len(dated) > 0 {
			sources = dated
		}
		u.Filters.Outlets = append(u.Filters.Outlets, sources...)
	}
}

// saidAsOutlet tells an outlet's name from the words that it is made of: "Connecticut's public
// protection" is no Connecticut Public, and data may mirror other data.
func saidAsOutlet(units []corpus.Unit, i int) bool {
	text := units[i].Text
	for _, mark := range []string{"'s ", "’s "} { // "the Verge's 2017" is the outlet's all the same
		if _, of, ok := strings.Cut(text, mark); ok && !isYear(of) {
			return false
		}
	}
	if units[i].Tokens > 1 || text != strings.ToLower(text) || i == 0 || i == len(units)-1 {
		return true
	}
	return outletLead.has(units[i-1].Word)
}

// outletLeads are words before an outlet's name that is written small.
const outletLeads = "the el la o a ct in on en por from by per segun and y e de del to told tell with no na pelo pela"

func (b *Bot) sourceDate(id string) string {
	for _, s := range b.Corpus().Sources {
		if s.ID == id {
			return s.Date.String()
		}
	}
	return ""
}

// onlyNumbers reports whether a question tells nothing but numbers that name nothing: "7" asks for
// nothing, "1373" for a law.
func (u *Understanding) onlyNumbers() bool {
	return !u.some(func(unit *corpus.Unit) bool { return unit.Weight > 0 && (!unit.Number || unit.Topic != "") }) &&
		u.some(func(unit *corpus.Unit) bool { return unit.Number })
}

// onlyLetters reports whether a question has only letters that are words by themselves and name nothing.
func (u *Understanding) onlyLetters() bool {
	return !u.some(func(unit *corpus.Unit) bool { return len(unit.Word) > 1 || unit.Number || unit.Topic != "" })
}

// some reports whether something holds for one of the question's units. They are too large to be copied.
func (u *Understanding) some(holds func(*corpus.Unit) bool) bool {
	for i := range u.Query.Units {
		if holds(&u.Query.Units[i]) {
			return true
		}
	}
	return false
}

// claimFirst returns how many bytes of a question tell a claim before it asks for something else
// ("Barrett says it is all you can eat, what does the state say?"), or 0.
func claimFirst(text string, r *reading) int {
	if !r.has(speech) || r.begins(asksOn) || len(r.tokens) > 0 && r.tokens[0].Word == "according" {
		return 0
	}
	said := false // before the word in hand
	for i, sets := range r.sets {
		if i >= 2 && said && sets&asksOn != 0 && strings.ContainsAny(text[r.tokens[i-1].End:r.tokens[i].Start], ".,;:—") {
			return r.tokens[i].Start
		}
		said = said || sets&speech != 0
	}
	return 0
}

// asked reports whether a speaker is named behind the claim.
func (u *Understanding) asked(p *corpus.Person) bool {
	return p != nil && u.some(func(unit *corpus.Unit) bool {
		return unit.From >= u.Claim && unit.Topic == p.ID
	})
}

// asksOnWords begin a question behind a claim.
const asksOnWords = "what who how which whats and but is did does que quien como y pero o quem e mas"
