package bot

import (
	"math"

	"clippings/corpus"
)

// Signal numbers one input of the decision whether the best candidate answers the question.
type Signal int

// The first signals are the features of the best candidate; these follow them.
const (
	SignalAskedEach   Signal = Signal(featureCount) + iota // the candidate's log likelihood per content word
	SignalPhrasesEach                                      // the log likelihood of neighbouring words per word
	SignalPosterior                                        // its share of all candidates' exponential scores, with what is alike
	SignalGapAsked                                         // how much likelier the best gap's questions have the content words, log ratio over 10
	SignalGapWording                                       // the same for the small words
	SignalGapPhrases                                       // the same for neighbouring words
	SignalNoWhen                                           // a date is asked for and none of the candidate's questions asks for one
	SignalNoNumber                                         // the same for a number
	SignalNoWhy                                            // for a reason
	SignalNoHowLong                                        // for a duration
	SignalNameless                                         // named people, places and things that it matches nowhere, at most 2
	SignalNameApart                                        // those that only its questions match, at most 2
	SignalOutside                                          // a name that is known not to be in the coverage
	SignalAdvice                                           // asks for advice in the asker's own case
	SignalWeight                                           // how much the question tells at all
	SignalShort                                            // it tells next to nothing
	SignalNoStatement                                      // a named speaker's words on a named topic are asked for, and none are in the coverage
	SignalCoarse                                           // a day or month is asked for, and the candidate's dates are coarser
	SignalNoReason                                         // a reason is asked for, and its words give none
	SignalNoPerson                                         // a person's name is asked for, and it names nobody new
	SignalLater                                            // what came of something later is asked for
	SignalNoNewNumber                                      // a number is asked for, and it has none but those that the question gives
	SignalBare                                             // share that it matches nowhere of the weight of the words that are no names
	SignalDetail                                           // a kind of detail is asked for (a salary, a vote, a birthplace) of which its own fields do not speak
	SignalGapShare                                         // what part gaps have of the nearest stored questions
	SignalNearer                                           // how much nearer the candidate's nearest question is than the gaps'
	SignalLean                                             // how much it sounds like what is asked in vain, log odds over 10
	signalCount
)

var signalNames = [signalCount - Signal(featureCount)]string{
	"asked each", "phrases each", "posterior", "gap asked", "gap wording", "gap phrases", "when never asked", "number never asked",
	"why never asked", "how long never asked", "a name missing", "names only asked", "outside names", "advice", "weight", "short", "no such statement", "date too coarse", "no reason given",
	"nobody named", "later", "no new number", "words missing", "no such detail", "nearest are gaps", "nearer than gaps", "asked in vain",
}

// Signals are the inputs of one decision.
type Signals [signalCount]float64

func (s Signal) String() string {
	if s < Signal(featureCount) {
		return Feature(s).String()
	}
	return signalNames[s-Signal(featureCount)]
}

// neverAsked is the signal for each kind of answer that an excerpt's questions may never ask for.
var neverAsked = map[AnswerType]Signal{
	AsksWhen: SignalNoWhen, AsksNumber: SignalNoNumber, AsksWhy: SignalNoWhy, AsksHowLong: SignalNoHowLong,
}

// signals gathers the inputs of the decision. There must be a match.
func (b *Bot) signals(u *Understanding, matches []Match, gap *corpus.GapMatch) Signals {
	var s Signals
	top := &matches[0]
	copy(s[:], top.Features[:])
	s[SignalPosterior] = posterior(matches)
	s.question(u, top)
	s[SignalNameless] = float64(min(top.NamesMissing, 2))
	s[SignalNameApart] = float64(min(top.NamesAsked, 2))
	if gap.Gap != nil {
		s[SignalGapAsked] = (gap.Asked - top.Asked) / 10
		s[SignalGapWording] = (gap.Wording - top.Wording) / 10
		s[SignalGapPhrases] = (gap.Phrases - top.Phrases) / 10
	}
	b.details(&s, u, top)
	b.nearness(&s, u, matches, gap)
	if n, ok := neverAsked[u.Asks]; ok && b.offers[top.Number].asked[u.Asks] == 0 {
		s[n] = 1
	}
	return s
}

// nearestOf is of how many candidates the stored questions are compared with the asked one.
const nearestOf = 3

// nearness sets the signals that the stored questions nearest to the asked one give.
func (b *Bot) nearness(s *Signals, u *Understanding, matches []Match, gap *corpus.GapMatch) {
	var room [nearestOf]int
	of := room[:min(len(matches), nearestOf)]
	for i := range of {
		of[i] = matches[i].Of
	}
	near := b.index.Nearest(u.Query, of, gap)
	s[SignalGapShare], s[SignalNearer] = near.GapShare, near.Answered-near.Gap
	s[SignalLean] = near.Lean / 10
}

// question sets the signals that the question's own words give.
func (s *Signals) question(u *Understanding, top *Match) {
	var weight, content float64
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if unit.Weight > 0 {
			weight += float64(unit.Weight)
			content++
		}
		if unit.Outside {
			s[SignalOutside] = 1
		}
	}
	s[SignalAskedEach] = top.Asked / max(content, 1)
	s[SignalPhrasesEach] = top.Phrases / max(float64(len(u.Query.Units)), 1)
	if u.Notice != NoNotice {
		s[SignalAdvice] = 1
	}
	s[SignalWeight] = min(weight, 30) / 10
	if weight < 2 {
		s[SignalShort] = 1
	}
}

// posterior is the share that the best candidate, and what is alike, has of all candidates'
// exponential scores.
func posterior(matches []Match) float64 {
	const nothing = -16 // a score so far below adds nothing that shows
	var all, here float64
	for i := range matches {
		behind := matches[i].Score - matches[0].Score
		if behind < nothing {
			continue
		}
		e := math.Exp(behind)
		all += e
		if i == 0 || alike(matches[0].Excerpt, matches[i].Excerpt) {
			here += e
		}
	}
	return here / all
}

// alike reports whether two excerpts tell of the same thing: linked, or of one speaker on one topic.
func alike(a, b *corpus.Excerpt) bool {
	for _, l := range a.Links {
		if l.To == b {
			return true
		}
	}
	return a.Speaker == b.Speaker && len(a.About) > 0 && len(b.About) > 0 && a.About[0] == b.About[0]
}

// The outcomes' bounds, as probabilities. Answering needs more than even odds, because a wrong answer is worse than
// none, and what is only near is offered all the same. coveredAbove is where at least 95 of a hundred questions are
// answered rightly, and as many of those without an answer refused, both over the sets of the fit left out one by one,
// taken together, and over those held out, whose totals it was chosen with. Passages have a bound of their own, which
// their public sets bear out. TestLeftOut, TestGolden and docs/eval.md hold what the bounds cost and give.
const (
	coveredAbove        = 0.7
	passageCoveredAbove = 0.5
	closeAbove          = 0.3
)
