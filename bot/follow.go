package bot

import (
	"slices"
	"strings"

	"clippings/corpus"
)

// carried is how many of an excerpt's terms, the main ones, a follow-up takes on.
const carried = 2

// Bounds of an answer to a question that leans on an excerpt. The terms it takes on fit by themselves, so
// the bound of other answers is too kind to it, and what the asker's own words ask must be there. For what the coverage
// links to the excerpt linkedAbove holds instead of them all: who asks for the other side has little else to get.
const (
	linkedAbove  = 0.6
	carriedAbove = 0.75 // least confidence
	ownAbove     = 0.6  // least share of the weight of the asker's own words that the answer matches
	ownNear      = 0.3  // the same for an answer to be offered among others
)

// leansWords are words, folded, by which a question leans on what was said before it: it goes on, or it
// speaks of something without naming it.
const leansWords = `and but so or then it its that this those these they them their he him his she her there else too also same why
	y pero e entonces eso esto esa ese esos esas estos ella ellos ellas su sus le les lo tambien ahi porque
	mas entao isso isto esse essa ele ela eles elas seu sua dele dela deles tambem`

// goesOnCues are openings that carry a question over to another name.
var goesOnCues = []string{"what about", "how about", "que hay de", "que tal", "e sobre"}

// theSameWords are words for the speaker themselves: what "he" said is not the other side.
const theSameWords = "he she him her ella ele ela"

// sideCues ask for what is said on the other side.
var sideCues = []string{
	"other side", "otra parte", "otro lado", "outro lado", "answer to that", "answer to this", "anybody disagree", "anyone disagree",
	"who disagrees", "disagree", "disputes", "dispute", "disputed", "deny", "denied", "response", "rebuttal", "reaction",
	"respuesta", "niega", "nego", "desmiente", "resposta",
}

// follow answers a question that was asked in reply to an excerpt. A question that stands on its own
// and is covered is answered as if it stood alone. One that asks what somebody says to the excerpt gets
// what the coverage links to it. Any other takes on the excerpt's speaker and main terms. Who asks what a body says
// gets nobody who does not speak for it.
func (b *Bot) follow(q Question, shown *corpus.Excerpt) Reply {
	alone := b.Understand(q)
	plain := b.answer(alone)
	words := &alone.words
	bodies := b.bodiesAsked(alone)
	leaning := words.cue(goesOn) || words.has(leans) || len(bodies) > 0 && b.onlyWhose(alone)
	if plain.Notice == Emergency || alone.Chat {
		return plain
	}
	plain = b.onlyOf(plain, bodies)
	if plain.Outcome == Covered && !leaning {
		return plain
	}
	carriedOn := q
	carriedOn.Text = strings.TrimSpace(q.Text + " " + strings.Join(b.carry(alone, shown), " "))
	u := b.Understand(carriedOn)
	u.Language, u.Asks, u.Notice = alone.Language, alone.Asks, alone.Notice
	matches, gap := b.rank(new(ranking), u)
	linked, bound := false, coveredAbove
	if words.cue(otherSide) || words.has(speech) && !(words.has(theSame) && len(alone.Speakers) == 0) {
		matches, linked = b.answerExcerpt(alone, shown, matches, bodies)
	}
	if len(bodies) > 0 {
		matches = slices.DeleteFunc(matches, func(m Match) bool { return m.Excerpt == shown || !b.speaksForAny(m.Excerpt, bodies) })
	}
	if linked {
		bound = linkedAbove
	}
	r := b.reply(u, matches, &gap, bound)
	own := 1.0
	if r.Answer != nil && !linked {
		own = b.ownMatched(u, len(q.Text), matches[0].Number)
	}
	switch {
	case r.Outcome == NotCovered, own < ownNear:
		return plain
	case r.Outcome == Covered && !linked && (r.Confidence < carriedAbove || own < ownAbove):
		r.Outcome, r.Others = Close, append([]*corpus.Excerpt{r.Answer}, r.Others[:min(len(r.Others), mostOthers-1)]...)
		r.Answer, r.OtherSide = nil, nil
	}
	return r
}

// onlyWhose reports whether a question tells next to nothing but whose words it asks for: "what did the state say?".
func (b *Bot) onlyWhose(u *Understanding) bool {
	const nextToNothing = 1 // weight; "state" has less, the name of a thing more
	var weight float32
	for i := range u.Query.Units {
		if unit := &u.Query.Units[i]; !b.names.bodies[unit.Topic] && !b.names.places[unit.Topic] && !speech.has(unit.Word) {
			weight += unit.Weight
		}
	}
	return weight < nextToNothing
}

// ownMatched returns the share of the weight of a question's first bytes that an excerpt matches, 1 where
// they weigh nothing.
func (b *Bot) ownMatched(u *Understanding, bytes, excerpt int) float64 {
	var all, matched float32
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if unit.From >= bytes || unit.Weight <= 0 {
			continue
		}
		all += unit.Weight
		if !unit.Outside && b.index.Matches(u.Query, i, excerpt) { // one outside name is no match for another
			matched += unit.Weight
		}
	}
	if all == 0 {
		return 1
	}
	return float64(matched / all)
}

// carry returns the names of an excerpt's speaker, unless the question names one, and of its main
// terms, which the question takes on. Who only asks who "he" is takes on nothing but the speaker.
func (b *Bot) carry(u *Understanding, e *corpus.Excerpt) []string {
	var names []string
	if e.Speaker != nil && len(u.Speakers) == 0 {
		names = append(names, e.Speaker.Name)
		if u.Asks == AsksWho && u.words.has(theSame) && u.Query.Weight() == 0 {
			return names
		}
	}
	for _, id := range e.About[:min(carried, len(e.About))] {
		if name := b.names.name[id]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// answerExcerpt puts first what the coverage links to an excerpt that somebody else says: of those who
// are named in the question one of theirs, and, where nobody is named, whatever is linked; where it is asked what bodies say, only what is said for
// them. The evidence is the excerpt's own, as it is for a claim told in the question. Found tells whether there was one.
func (b *Bot) answerExcerpt(u *Understanding, e *corpus.Excerpt, matches []Match, bodies []string) (all []Match, found bool) {
	var claim *Match
	for i := range matches {
		if matches[i].Excerpt == e {
			claim = &matches[i]
		}
	}
	var linked []Match
	named := namedBodies(u, b.names)
	for _, l := range e.Links {
		if l.To.Speaker != nil && l.To.Speaker == e.Speaker || !b.speaksForAny(l.To, bodies) ||
			len(bodies) == 0 && len(named) > 0 && !speaksFor(l.To, named) {
			continue
		}
		m := Match{Of: b.number(l.To)}
		if claim != nil {
			m = *claim
		}
		m.Excerpt, m.Number, m.Verbatim = l.To, b.number(l.To), false
		linked = append(linked, m)
	}
	found = len(linked) > 0
	slices.SortStableFunc(linked, func(x, y Match) int { return ownWords(x.Excerpt, named) - ownWords(y.Excerpt, named) })
	for _, m := range matches {
		if !slices.ContainsFunc(linked, func(l Match) bool { return l.Excerpt == m.Excerpt }) {
			linked = append(linked, m)
		}
	}
	return linked, found
}

// namedBodies returns the ids of the people, bodies, agencies and places that a question names.
func namedBodies(u *Understanding, n *nameTable) []string {
	var ids []string
	for i := range u.Query.Units {
		if id := u.Query.Units[i].Topic; id != "" && (n.bodies[id] || n.places[id]) {
			ids = append(ids, id)
		}
	}
	return ids
}

// speaksFor reports whether an excerpt is by, or first of all about, one of the ids.
func speaksFor(e *corpus.Excerpt, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		return e.Speaker != nil && e.Speaker.ID == id || slices.Contains(e.About, id)
	})
}

// ownWords orders what answers an excerpt: what somebody named says, then quotations, then the rest.
func ownWords(e *corpus.Excerpt, named []string) int {
	rank := 0
	if e.Speaker == nil || !slices.Contains(named, e.Speaker.ID) {
		rank += 2
	}
	if e.Kind != corpus.Quote {
		rank++
	}
	return rank
}

// number returns an excerpt's number in the corpus, which must hold it.
func (b *Bot) number(e *corpus.Excerpt) int { return slices.Index(b.Corpus().Excerpts, e) }
