package bot

import (
	"slices"
	"strings"

	"clippings/corpus"
)

// nameTable knows who speaks, which topics are outlets and reporters, and which articles are
// theirs. It is read-only once built.
type nameTable struct {
	index   *corpus.Index
	speaks  map[string]bool     // person id -> some excerpt has them as speaker
	people  map[string]bool     // person id -> is a person, not a body, document or law
	sources map[string][]string // topic id of an outlet or reporter -> ids of its articles
	bodies  map[string]bool     // topic id -> a person, body or agency
	places  map[string]bool     // topic id -> a place, a state too
	nearby  map[string]bool     // topic id -> places that are not mentioned, where the coverage is about
	name    map[string]string   // person or term id -> its name; not of words
}

func newNameTable(index *corpus.Index) *nameTable {
	c := index.Corpus()
	n := &nameTable{
		index: index, speaks: make(map[string]bool), people: make(map[string]bool),
		sources: make(map[string][]string), bodies: make(map[string]bool),
		places: make(map[string]bool), nearby: make(map[string]bool), name: make(map[string]string),
	}
	for _, e := range c.Excerpts {
		if e.Speaker != nil {
			n.speaks[e.Speaker.ID] = true
		}
	}
	for _, p := range c.People {
		n.people[p.ID] = p.Kind == "person"
		n.name[p.ID] = p.Name
		n.bodies[p.ID] = p.Kind == "person" || p.Kind == "body"
	}
	kinds := make(map[string]string)
	for _, t := range c.Terms {
		kinds[t.ID] = t.Kind
		n.bodies[t.ID] = t.Kind == "agency" || t.Kind == "group"
		n.places[t.ID] = t.Kind == "place"
		n.nearby[t.ID] = t.Kind == corpus.NearbyKind
		if t.Kind != corpus.WordKind && !t.Outside() {
			n.name[t.ID] = t.Name
		}
	}
	for _, s := range c.Sources {
		for _, topic := range index.Topics(s.Outlet) {
			if kinds[topic] == "outlet" && !slices.Contains(n.sources[topic], s.ID) {
				n.sources[topic] = append(n.sources[topic], s.ID)
			}
		}
		if s.Author != "" {
			for _, topic := range index.Topics(s.Author) {
				n.sources[topic] = append(n.sources[topic], s.ID)
			}
		}
	}
	return n
}

// topic returns the id of the person or term that name names as a whole, typing errors repaired,
// or "".
func (n *nameTable) topic(name string) string {
	q := n.index.Query(name, corpus.English)
	if len(q.Units) == 1 && !q.Units[0].Group && !q.Units[0].Outside {
		return q.Units[0].Topic
	}
	return ""
}

// longest returns how many bytes of text, from its start, are one name; 0 for none.
func (n *nameTable) longest(text string) int {
	q := n.index.Query(text, corpus.English)
	if len(q.Units) > 0 && q.Units[0].Topic != "" && !q.Units[0].Group && strings.TrimSpace(text[:q.Units[0].From]) == "" {
		return q.Units[0].To
	}
	return 0
}

// outlet returns the ids of the articles of the outlet, or the one article, that name names.
func (n *nameTable) outlet(name string) []string {
	var named []string
	for _, s := range n.index.Corpus().Sources {
		if s.ID == strings.ToLower(strings.TrimSpace(name)) {
			return []string{s.ID}
		}
		if corpus.Fold(s.Outlet) == corpus.Fold(strings.TrimSpace(name)) { // it may have two names at once
			named = append(named, s.ID)
		}
	}
	if named != nil {
		return named
	}
	return n.sources[n.topic(name)]
}

// anyone reports whether a person, body or agency is named in the excerpt's own text.
func (n *nameTable) anyone(e *corpus.Excerpt) bool {
	return slices.ContainsFunc(n.index.Topics(e.Text), func(id string) bool { return n.bodies[id] })
}
