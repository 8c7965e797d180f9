package bot

import (
	"slices"

	"clippings/corpus"
)

// Outcome is how far the coverage answers a question.
type Outcome string

// The outcomes.
const (
	Covered    Outcome = "covered"     // one excerpt answers
	Close      Outcome = "close"       // one of a few may
	NotCovered Outcome = "not_covered" // the coverage does not say
)

// Reply is the answer to one question. Problems apart, which are for the asker alone, it holds nothing
// of the question, so it can be shared.
// The excerpts are the corpus' own and must not be changed.
type Reply struct {
	Outcome    Outcome
	Confidence float64 // probability in [0, 1] that Answer, or the first of Others, answers
	Language   corpus.Language
	Answer     *corpus.Excerpt   // set when covered, else nil
	Others     []*corpus.Excerpt // the next best, best first; never holds Answer
	OtherSide  []corpus.Link     // what disputes, answers or updates Answer
	Notice     Notice            // what to say ahead of anything else
	Problems   []Problem         // filters that could not be understood, one each
	Gap        *corpus.Gap       // what the coverage is known not to say of this, when not covered; or nil
	DidYouMean []string          // known questions or names near a question that found little
	First      corpus.Date       // the dates that the coverage spans
	Last       corpus.Date
}

// The share of a question that a gap must match to be told as its answer: more where the question names
// something that is not in the coverage, since one outside name matches another of its group.
const (
	gapCovered        = 0.6
	gapCoveredOutside = 0.8
)

// mostOthers is how many other excerpts a reply holds at most.
const mostOthers = 4

// contradicts reports whether the question holds a number, a year too, that an excerpt has nowhere:
// whatever else fits, the excerpt does not answer that. Names are weighed, not ruled on: people name
// in many ways what an excerpt calls otherwise.
func (b *Bot) contradicts(u *Understanding, m *Match) bool {
	for i := range u.Query.Units {
		if unit := &u.Query.Units[i]; unit.Number && unit.Weight > 0 && !b.index.Matches(u.Query, i, m.Number) {
			return true
		}
	}
	return false
}

// asksForNone reports whether a filter is for somebody or something that the coverage does not have: what others say is no
// answer then, though it may be close.
func (u *Understanding) asksForNone() bool {
	return slices.ContainsFunc(u.Problems, func(p Problem) bool {
		return p.Kind == NoSuchSpeaker || p.Kind == NoSuchOutlet || p.Kind == NoSuchTopic
	})
}

// reply decides and composes. An answer needs more confidence than bound.
func (b *Bot) reply(u *Understanding, matches []Match, gap *corpus.GapMatch, bound float64) Reply {
	r := Reply{Outcome: NotCovered, Language: u.Language, Notice: u.Notice, Problems: u.Problems}
	r.First, r.Last = b.Corpus().Span()
	if len(matches) == 0 {
		r.DidYouMean = b.didYouMean(u)
		return r
	}
	s := b.signals(u, matches, gap)
	r.Confidence = b.weights.confidence(&s)
	switch {
	case gap.Verbatim && !matches[0].Verbatim:
		r.Confidence = 0 // asked word for word, and known not to be covered
	case u.listing() || matches[0].Verbatim:
		r.Confidence = 1 // whatever passes is what was asked for; so is what a stored question was stored with
	}
	sure := !b.contradicts(u, &matches[0]) && !u.asksForNone()
	switch {
	case matches[0].Verbatim:
	case b.ofAnother(u, matches[0].Excerpt):
		sure = false
	case u.heard.never || u.heard.several || u.heard.in != nil && !u.heard.in[matches[0].Excerpt]:
		sure = false
	case u.heard.certain:
		r.Confidence, sure = 1, true // the words are in it letter for letter
	}
	switch {
	case u.Notice == Emergency, u.Chat && !matches[0].Verbatim:
	case u.Notice == Advice && !matches[0].Verbatim && r.Confidence > closeAbove:
		r.Outcome = Close // what to do in somebody's own case is in no coverage; what is near may help
	case r.Confidence > bound && sure:
		r.Outcome = Covered
		r.Answer = matches[0].Excerpt
		r.OtherSide = matches[0].Excerpt.Links
		matches = matches[1:]
	case r.Confidence > closeAbove:
		r.Outcome = Close
	default:
		r.DidYouMean = b.didYouMean(u)
		least := gapCovered
		if s[SignalOutside] > 0 {
			least = gapCoveredOutside
		}
		if gap.Gap != nil && gap.Covered >= least && s[SignalGapAsked] > 0 {
			r.Gap = gap.Gap
		}
	}
	if n := min(len(matches), mostOthers); n > 0 {
		r.Others = make([]*corpus.Excerpt, n)
		for i := range r.Others {
			r.Others[i] = matches[i].Excerpt
		}
	}
	return r
}
