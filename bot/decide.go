package bot

import (
	"math"

	"clippings/corpus"
)

// Signal numbers one input of the decision whether the best candidate answers the question.
type Signal int

// The first signals are the features of the best candidate; these follow them.
const (
	SignalScore       Signal = Signal(featureCount) + iota // the best candidate's score
	SignalMargin                                           // its lead over the best candidate of other coverage
	SignalHeaviest                                         // weight of the heaviest unit that it matches nowhere
	SignalAskedEach                                        // its log likelihood per content word
	SignalPhrasesEach                                      // the log likelihood of neighbouring words per word
	SignalPosterior                                        // its share of the candidates' exponential scores, with what is alike
	SignalGapAsked                                         // how much likelier the best gap's questions have the content words, log ratio over 10
	SignalGapWording                                       // the same for the small words
	SignalGapPhrases                                       // the same for neighbouring words
	SignalGapCovered                                       // how much more of the question it matches
	SignalNoWho                                            // a person is asked for and none of its questions asks for one
	SignalNoWhen                                           // the same for a date
	SignalNoNumber                                         // for a number
	SignalNoWhere                                          // for a place
	SignalNoWhy                                            // for a reason
	SignalNoHowLong                                        // for a duration
	SignalNameless                                         // a named person, place or thing that it matches nowhere
	SignalNameApart                                        // a named one that only its questions match
	SignalUnknown                                          // weight of words that nothing stored has
	SignalOutside                                          // a name that is known not to be in the coverage
	SignalAdvice                                           // asks for advice in the asker's own case
	SignalWeight                                           // how much the question tells at all
	SignalShort                                            // it tells next to nothing
	signalCount
)

// Signals are the inputs of one decision.
type Signals [signalCount]float64

func (s Signal) String() string {
	if s < Signal(featureCount) {
		return Feature(s).String()
	}
	return [...]string{"score", "margin", "heaviest missing", "asked each", "phrases each", "posterior",
		"gap asked", "gap wording", "gap phrases", "gap covered", "who never asked", "when never asked", "number never asked", "where never asked", "why never asked", "how long never asked",
		"a name missing", "a name only asked", "unknown words", "outside names", "advice", "weight", "short"}[s-Signal(featureCount)]
}

// neverAsked is the signal for each kind of answer that an excerpt's questions may never ask for.
var neverAsked = map[AnswerType]Signal{
	AsksWho: SignalNoWho, AsksWhen: SignalNoWhen, AsksNumber: SignalNoNumber, AsksWhere: SignalNoWhere, AsksWhy: SignalNoWhy,
	AsksHowLong: SignalNoHowLong,
}

// signals gathers the inputs of the decision. There must be a match.
func (b *Bot) signals(u *Understanding, matches []Match, gap *corpus.GapMatch) Signals {
	var s Signals
	top := &matches[0]
	copy(s[:], top.Features[:])
	s[SignalScore] = top.Score
	s[SignalMargin] = top.Score - b.rival(matches)
	var weight, unknown float64
	var content, words float64
	for i := range u.Query.Units {
		words++
		if u.Query.Units[i].Weight > 0 {
			content++
		}
	}
	s[SignalAskedEach] = top.Asked / max(content, 1)
	s[SignalPhrasesEach] = top.Phrases / max(words, 1)
	var all, here float64
	for i := range matches {
		e := math.Exp(matches[i].Score - top.Score)
		all += e
		if i == 0 || alike(top.Excerpt, matches[i].Excerpt) {
			here += e
		}
	}
	s[SignalPosterior] = here / all
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		weight += float64(unit.Weight)
		if unit.Origin == corpus.Unknown {
			unknown += float64(unit.Weight)
		}
		if unit.Outside {
			s[SignalOutside] = 1
		}
	}
	s[SignalHeaviest] = top.Heaviest / 5
	if gap.Gap != nil {
		s[SignalGapAsked] = (gap.Asked - top.Asked) / 10
		s[SignalGapWording] = (gap.Wording - top.Wording) / 10
		s[SignalGapPhrases] = (gap.Phrases - top.Phrases) / 10
		s[SignalGapCovered] = gap.Covered - top.Covered
	}
	if n, ok := neverAsked[u.Asks]; ok && b.offers[top.Number].asked[u.Asks] == 0 {
		s[n] = 1
	}
	s[SignalNameless] = float64(min(top.NamesMissing, 2))
	s[SignalNameApart] = float64(min(top.NamesAsked, 2))
	s[SignalUnknown] = unknown / 5
	if u.Notice != NoNotice {
		s[SignalAdvice] = 1
	}
	s[SignalWeight] = min(weight, 30) / 10
	if weight < 2 {
		s[SignalShort] = 1
	}
	return s
}

// rival is the score of the best candidate that tells something else than the first: not linked to
// it and not about quite the same things.
func (b *Bot) rival(matches []Match) float64 {
	for i := 1; i < len(matches); i++ {
		if !alike(matches[0].Excerpt, matches[i].Excerpt) {
			return matches[i].Score
		}
	}
	return matches[len(matches)-1].Score - 1
}

func alike(a, b *corpus.Excerpt) bool {
	for _, l := range a.Links {
		if l.To == b {
			return true
		}
	}
	return a.Speaker == b.Speaker && len(a.About) > 0 && len(b.About) > 0 && a.About[0] == b.About[0]
}

// The outcomes' bounds, as probabilities. Answering needs more than even odds because a wrong answer
// is worse than none; TestGolden holds what they cost and give.
const (
	coveredAbove = 0.5
	closeAbove   = 0.25
)
