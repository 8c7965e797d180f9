package bot

import (
	"slices"
	"strings"
	"sync"

	"clippings/corpus"
)

// depth is how many candidates are looked at closely. Of the questions that have a right excerpt
// among the first hundred at first look, nearly all have it among these.
const depth = 20

// claimDepth is the same where a claim is told and the other side asked for, whose words may be far
// from the question's.
const claimDepth = 40

// verbatimBonus puts an excerpt first whose stored question is asked word for word: an asker who
// picks a known question from a list must get what it was listed for.
const verbatimBonus = 100

// Feature numbers one signal of how well a candidate answers.
type Feature int

// The features. Each is 0 where it says nothing.
const (
	FeatureText     Feature = iota // how well the excerpt's fields fit, BM25F over the query's weight
	FeatureAsked                   // how likely its questions have the content words, log ratio over 10
	FeatureWording                 // how likely they have the small words, log ratio over 10
	FeaturePhrases                 // how likely they have its neighbouring words, log ratio over 10
	FeatureCovered                 // share of the question that the excerpt matches anywhere
	FeatureInText                  // share that its own words match
	FeatureMissing                 // weight of what it matches nowhere, over the weight of a rare word
	FeatureNames                   // share of named people, places and things that are missing
	FeatureNumbers                 // share of numbers that are missing
	FeatureKind                    // how many of its questions ask for the same kind of answer, at most 3, over 3
	FeatureNoNumber                // a number is asked for and the excerpt has none
	FeatureNoDate                  // a date is asked for and the excerpt has none
	FeatureNoOne                   // a person is asked for and the excerpt names none
	FeatureWords                   // somebody's words are asked for: a quote
	FeatureSpeaker                 // the named speaker speaks
	FeatureOther                   // somebody else speaks than the one named
	featureCount
)

var featureNames = [featureCount]string{
	"text", "asked", "wording", "phrases", "covered", "in text", "missing", "names missing",
	"numbers missing", "same kind asked", "no number", "no date", "no one", "words", "speaker", "other speaker",
}

func (f Feature) String() string { return featureNames[f] }

// Features are the signals of one candidate.
type Features [featureCount]float64

// Match is a candidate with its features and the score that ranks it.
type Match struct {
	corpus.Candidate
	Features Features
	Score    float64

	// Of is the place of the excerpt whose evidence this is: its own, or that of the claim which it answers.
	Of int
}

// ranking is the working memory of one ranking; it is pooled, since candidates and their features are much
// larger than anything that a reply keeps of them. The zero value is ready.
type ranking struct {
	candidates []corpus.Candidate
	matches    []Match
}

var rankings = sync.Pool{New: func() any { return new(ranking) }}

// rank retrieves candidates and orders them by the fitted weights, best first, and returns with them
// the gap in the coverage that fits best. Ties go to the newer article, then keep the order of the
// first look. The matches hold until r is used again.
func (b *Bot) rank(r *ranking, u *Understanding) ([]Match, corpus.GapMatch) {
	limit := depth
	if u.Claim > 0 {
		limit = claimDepth
	}
	var gap corpus.GapMatch
	r.candidates, gap = b.index.Search(r.candidates[:0], u.Query, limit)
	verbatim := slices.ContainsFunc(r.candidates, func(c corpus.Candidate) bool { return c.Verbatim })
	if u.listing() && !verbatim {
		return b.list(u), gap
	}
	if u.heard.in != nil && !verbatim {
		u.Query.Filter = func(e *corpus.Excerpt) bool { return u.heard.in[e] }
		r.candidates, gap = b.index.Search(r.candidates[:0], u.Query, limit)
	}
	n := len(r.candidates)
	r.matches = slices.Grow(r.matches[:0], n)[:n]
	for i := range r.matches {
		m := &r.matches[i]
		m.Candidate = r.candidates[i]
		m.Of = m.Number
		b.features(&m.Features, u, &m.Candidate)
	}
	b.order(u, r.matches)
	return r.matches, gap
}

// order scores the candidates and puts them in order.
func (b *Bot) order(u *Understanding, matches []Match) {
	// Each match is a few hundred bytes, so what is sorted is where they are.
	var room [claimDepth]int
	places := room[:0]
	for i := range matches {
		matches[i].Score = b.score(&matches[i])
		places = append(places, i)
	}
	slices.SortStableFunc(places, func(x, y int) int { return compareMatches(&matches[x], &matches[y]) })
	permute(matches, places)
	if u.Claim > 0 {
		answerClaim(u, matches)
	}
}

// permute puts at each place of the matches the one whose place is given for it. It uses the places up.
func permute(matches []Match, places []int) {
	for i := range places {
		if places[i] == i {
			continue
		}
		first := matches[i] // of a cycle of places
		at := i
		for places[at] != i {
			next := places[at]
			matches[at] = matches[next]
			places[at] = at
			at = next
		}
		matches[at] = first
		places[at] = at
	}
}

// answerClaim puts first, where the question tells a claim and asks for the other side, what stands
// against the claim: of the candidates linked to it one by a speaker who is asked for, else the best.
// The evidence that the claim is meant is the claim's, so that its answer gets it. Nothing moves when
// the first candidate is by a speaker who is asked for.
func answerClaim(u *Understanding, matches []Match) {
	if len(matches) == 0 || matches[0].Verbatim || u.asked(matches[0].Excerpt.Speaker) {
		return
	}
	claim, best := matches[0], -1
	for i := 1; i < len(matches); i++ {
		e := matches[i].Excerpt
		linked := slices.ContainsFunc(claim.Excerpt.Links, func(l corpus.Link) bool { return l.To == e })
		if !linked || e.Speaker != nil && e.Speaker == claim.Excerpt.Speaker {
			continue
		}
		if best < 0 || u.asked(e.Speaker) && !u.asked(matches[best].Excerpt.Speaker) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	answer := matches[best]
	answer.Features, answer.Score, answer.Of = claim.Features, claim.Score, claim.Number
	copy(matches[1:best+1], matches[:best])
	matches[0] = answer
}

// compareMatches orders by score, and equals by the date of the article, the newest first.
func compareMatches(x, y *Match) int {
	switch {
	case x.Score > y.Score:
		return -1
	case x.Score < y.Score:
		return 1
	}
	return y.Excerpt.Source.Date.Compare(x.Excerpt.Source.Date)
}

// features gathers the signals of one candidate.
func (b *Bot) features(f *Features, u *Understanding, c *corpus.Candidate) {
	*f = Features{}
	f[FeatureText] = min(c.Text, 1.5)
	f[FeatureAsked] = c.Asked / 10
	f[FeatureWording] = c.Wording / 10
	f[FeaturePhrases] = c.Phrases / 10
	f[FeatureCovered] = c.Covered
	f[FeatureInText] = c.InText
	f[FeatureMissing] = c.Missing / 5
	f[FeatureNames] = 1 - c.Names
	f[FeatureNumbers] = 1 - c.Numbers
	holds := &b.offers[c.Number]
	if n := holds.asked[u.Asks]; u.Asks != AsksWhat && u.Asks != AsksYesNo {
		f[FeatureKind] = float64(min(n, 3)) / 3
	}
	mark := func(feature Feature, on bool) {
		if on {
			f[feature] = 1
		}
	}
	mark(FeatureNoNumber, u.Asks == AsksNumber && !holds.number)
	mark(FeatureNoDate, u.Asks == AsksWhen && !holds.date)
	mark(FeatureNoOne, u.Asks == AsksWho && !holds.who)
	mark(FeatureWords, u.Asks == AsksWords && c.Excerpt.Kind == corpus.Quote)
	if len(u.Speakers) > 0 && c.Excerpt.Speaker != nil {
		speaks := slices.Contains(u.Speakers, c.Excerpt.Speaker.ID)
		mark(FeatureSpeaker, speaks)
		mark(FeatureOther, !speaks)
	}
}

// score is the weighted sum of a match's features.
func (b *Bot) score(m *Match) float64 {
	s := b.weights.score(&m.Features)
	if m.Verbatim {
		s += verbatimBonus
	}
	return s
}

// listing reports whether the question is nothing but filters: everything that passes is asked for.
// Words about the asking ("quotes speaker:Wishnie") ask for nothing more.
func (u *Understanding) listing() bool {
	return !u.Filters.IsZero() && !u.some(func(unit *corpus.Unit) bool { return unit.Weight > 0 && !unit.Frame })
}

// list returns what passes the filters: quotes first, then in the order of their dates.
func (b *Bot) list(u *Understanding) []Match {
	var matches []Match
	for i, e := range b.Corpus().Excerpts {
		if u.Filters.pass(e) {
			matches = append(matches, Match{Candidate: corpus.Candidate{Excerpt: e, Number: i}, Of: i})
		}
	}
	slices.SortStableFunc(matches, func(x, y Match) int {
		if x.Excerpt.Kind != y.Excerpt.Kind {
			return strings.Compare(string(y.Excerpt.Kind), string(x.Excerpt.Kind))
		}
		return x.Excerpt.Source.Date.Compare(y.Excerpt.Source.Date)
	})
	return matches
}
