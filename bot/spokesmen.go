package bot

import (
	"slices"
	"strings"

	"clippings/corpus"
)

// A body speaks through whoever holds a role in it. This is told from names alone: a question asks what a body says
// where its name stands beside a word of saying, and a speaker speaks for the body that their role at that date names,
// or, where they are no person, their name. A role that names another person ("spokesperson for Governor Malloy")
// speaks for what that person does. Of a role that names a group or an agency, a place is no more than part of that
// name: who is of the ACLU of Connecticut does not speak for Connecticut.

// theState are words, folded, by which a state's government is meant, with what that is called where it is named.
var theState = map[string][]string{
	"state":  {"state government"},
	"estado": {"gobierno estatal", "governo estadual"},
}

// Words, folded, that stand between a body's name and a word of saying; what a body gives in place of saying something;
// and what stands ahead of the name of whom words are taken from.
const (
	saysToo      = " also itself then really ever actually officially have to had has did does do already tambien mesmo propio "
	nameArticles = " the el la los las o os as "
	ofWhom       = " the of from by el la los las o os as de del do da dos das "
	answerNouns  = " response answer reaction rebuttal position stance explanation statement comment respuesta reaccion posicion postura resposta reacao posicao "
	accordingTo  = " segun segundo "
)

// body is a body or a place with what it is called, in folded words.
type body struct {
	id     string
	place  bool
	person bool
	names  [][]string
}

// spokesmen are the bodies of the coverage and who speaks for them. They are read-only once built.
type spokesmen struct {
	bodies []body
	same   map[string][]string          // of places and their governments; see governments
	spoken map[*corpus.Excerpt][]string // ids of what an excerpt's speaker speaks for; none where nobody speaks
}

func newSpokesmen(c *corpus.Corpus, names *nameTable) *spokesmen {
	s := &spokesmen{bodies: bodiesOf(c, names), spoken: make(map[*corpus.Excerpt][]string)}
	s.same = governments(s.bodies)
	type held struct {
		by   *corpus.Person
		role string
	}
	known := make(map[held][]string) // most excerpts are by few
	for _, e := range c.Excerpts {
		if e.Speaker == nil {
			continue
		}
		h := held{e.Speaker, e.Role}
		if known[h] == nil {
			known[h] = spokenFor(e, c, s.bodies)
		}
		s.spoken[e] = known[h]
	}
	return s
}

// bodiesOf returns the bodies, agencies, groups, places and people of the coverage.
func bodiesOf(c *corpus.Corpus, names *nameTable) []body {
	var all []body
	add := func(id, kind string, names ...[]string) {
		x := body{id: id, place: kind == "place", person: kind == "person"}
		for _, list := range names {
			for _, name := range list {
				if words := foldedWords(name); len(words) > 0 {
					x.names = append(x.names, words)
				}
			}
		}
		all = append(all, x)
	}
	for _, t := range c.Terms {
		if names.bodies[t.ID] || names.places[t.ID] {
			add(t.ID, t.Kind, []string{t.Name}, t.Aliases, t.ES, t.PT)
		}
	}
	for _, p := range c.People {
		if names.bodies[p.ID] {
			add(p.ID, p.Kind, []string{p.Name}, p.Aliases)
		}
	}
	return all
}

// at reports whether words stand in a text at place i.
func at(text []string, i int, words []string) bool {
	return i+len(words) <= len(text) && slices.Equal(text[i:i+len(words)], words)
}

// holds reports whether words stand anywhere in a text.
func holds(text, words []string) bool {
	for i := range text {
		if at(text, i, words) {
			return true
		}
	}
	return false
}

// bodiesAsked returns the ids of the bodies and places of which a question asks what they say; none where it asks what
// some person says, or nobody.
func (b *Bot) bodiesAsked(u *Understanding) []string {
	if len(u.Speakers) > 0 {
		return nil
	}
	known := b.spokesmen()
	text, all := foldedWords(u.text), known.bodies
	is := func(i int, list string) bool {
		return i >= 0 && i < len(text) && strings.Contains(list, " "+text[i]+" ")
	}
	says := func(i int) bool {
		return i >= 0 && i < len(text) && (knownWords[text[i]] != nil && knownWords[text[i]].sets&speech != 0 || is(i, answerNouns))
	}
	back := func(i int, over string) int {
		for is(i, over) {
			i--
		}
		return i
	}
	asked := func(from, to int) bool { // whether what stands there is said to say something
		next := to
		for is(next, saysToo) {
			next++
		}
		verb := back(from-1, nameArticles)
		return says(next) || u.Language != corpus.English && says(verb) || is(verb, accordingTo) || is(verb, " to ") && is(verb-1, " according ") ||
			is(back(from-1, ofWhom), answerNouns)
	}
	var ids []string
	add := func(id string) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for i := range text {
		if asked(i, i+1) {
			for _, name := range theState[text[i]] {
				for _, x := range all {
					if !x.person && slices.ContainsFunc(x.names, func(n []string) bool { return slices.Equal(n, foldedWords(name)) }) {
						add(x.id)
					}
				}
			}
		}
		for _, x := range all {
			if !x.person && slices.ContainsFunc(x.names, func(n []string) bool { return at(text, i, n) && asked(i, i+len(n)) }) {
				add(x.id)
			}
		}
	}
	for _, id := range slices.Clone(ids) {
		for _, same := range known.same[id] {
			add(same)
		}
	}
	return ids
}

// governments returns for each place its government and for each of those its place: who is the governor of the one
// speaks for the other.
func governments(all []body) map[string][]string {
	called := make(map[string]string) // what a place's government would be called -> the place
	for _, x := range all {
		if x.place {
			for _, name := range x.names {
				place := strings.Join(name, " ")
				called["government of "+place], called[place+" government"] = x.id, x.id
			}
		}
	}
	same := make(map[string][]string)
	for _, x := range all {
		if x.place || x.person {
			continue
		}
		for _, name := range x.names {
			if place := called[strings.Join(name, " ")]; place != "" && !slices.Contains(same[place], x.id) {
				same[place], same[x.id] = append(same[place], x.id), append(same[x.id], place)
			}
		}
	}
	return same
}

// spokenFor returns the ids of what an excerpt's speaker speaks for. There must be a speaker.
func spokenFor(e *corpus.Excerpt, c *corpus.Corpus, all []body) []string {
	text := e.Role
	if e.Speaker.Kind != "person" {
		text = e.Speaker.Name + " — " + e.Role
	}
	ids, people := named(text, all)
	for _, id := range people {
		for _, p := range c.People {
			if p.ID == id && p != e.Speaker {
				of, _ := named(p.Who, all)
				ids = append(ids, of...)
			}
		}
	}
	return append(ids, e.Speaker.ID)
}

// named returns the ids of the bodies that a text names, of the places where it names no bodies, and of the people.
func named(text string, all []body) (bodies, people []string) {
	words := foldedWords(text)
	var places []string
	for _, x := range all {
		if !slices.ContainsFunc(x.names, func(n []string) bool { return holds(words, n) }) {
			continue
		}
		switch {
		case x.person:
			people = append(people, x.id)
		case x.place:
			places = append(places, x.id)
		default:
			bodies = append(bodies, x.id)
		}
	}
	if len(bodies) == 0 {
		bodies = places
	}
	return bodies, people
}

// speaksForAny reports whether what an excerpt says is said for one of the bodies, or told of it where nobody speaks.
// Of no bodies everything is.
func (b *Bot) speaksForAny(e *corpus.Excerpt, bodies []string) bool {
	if len(bodies) == 0 {
		return true
	}
	if e.Speaker == nil {
		return slices.ContainsFunc(bodies, func(id string) bool { return !b.names.places[id] && slices.Contains(e.About, id) })
	}
	return slices.ContainsFunc(b.spokesmen().spoken[e], func(id string) bool { return slices.Contains(bodies, id) })
}

// onlyOf returns a reply without what is not said for one of the bodies; where nothing is left, nothing is covered.
func (b *Bot) onlyOf(r Reply, bodies []string) Reply {
	if len(bodies) == 0 {
		return r
	}
	apart := func(e *corpus.Excerpt) bool { return !b.speaksForAny(e, bodies) }
	if r.Answer != nil && apart(r.Answer) {
		r.Answer, r.OtherSide, r.Outcome, r.Confidence = nil, nil, NotCovered, 0
	}
	if len(r.Others) > 0 && r.Answer == nil && apart(r.Others[0]) {
		r.Confidence = 0 // it was of that one
	}
	r.Others = slices.DeleteFunc(slices.Clone(r.Others), apart)
	if r.Outcome == Close && len(r.Others) == 0 {
		r.Outcome = NotCovered
	}
	return r
}
