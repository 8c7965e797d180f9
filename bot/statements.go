package bot

import (
	"slices"

	"clippings/corpus"
)

// Statements returns what somebody is quoted or reported as saying, in order of date: of the event
// where it is known, else of the article. About narrows it to a topic; "" does not. A name that
// nobody quoted, or no topic, has is an *InputError.
func (b *Bot) Statements(speaker, about string) ([]*corpus.Excerpt, error) {
	var f Filters
	if problem, ok := f.set(b, FieldSpeaker, speaker); !ok {
		return nil, &InputError{Problem: problem}
	}
	if about != "" {
		if problem, ok := f.set(b, FieldAbout, about); !ok {
			return nil, &InputError{Problem: problem}
		}
	}
	var out []*corpus.Excerpt
	for _, e := range b.Corpus().Excerpts {
		if f.pass(e) {
			out = append(out, e)
		}
	}
	return byDate(out), nil
}

func when(e *corpus.Excerpt) corpus.Date {
	if e.Event.IsZero() {
		return e.Source.Date
	}
	return e.Event
}

// Field is one of the fields that a question can be narrowed by.
type Field string

// The fields, as their filters are called.
const (
	FieldSpeaker Field = "speaker"
	FieldOutlet  Field = "outlet"
	FieldFrom    Field = "from"
	FieldTo      Field = "to"
	FieldAbout   Field = "about"
	FieldKind    Field = "kind"
)

// Narrow is a filter that is given apart from a question's text, as a platform's own fields are.
type Narrow struct {
	Field Field
	Value string // as typed; what cannot be understood becomes one of the reply's Problems
}

// Values returns at most limit values that a field can take, for what has been typed so far, likeliest
// first: names of the coverage only, never what was typed. An empty text gets those with most excerpts,
// dates in their order. A field without a list gets none.
func (b *Bot) Values(field Field, typed string, limit int) []string {
	list := b.suggest.fields[field]
	if list == nil {
		return nil
	}
	return list.find(typed, limit)
}

// fieldValues lists for each field what it can be.
func fieldValues(c *corpus.Corpus) map[Field]*known {
	said, about := make(map[string]int), make(map[string]int)
	dates := make(map[string]bool)
	for _, e := range c.Excerpts {
		if e.Speaker != nil {
			said[e.Speaker.Name]++
		}
		for _, id := range e.About {
			about[id]++
		}
	}
	topics := make(map[string]int)
	for _, t := range c.Terms {
		if t.Kind != corpus.WordKind && about[t.ID] > 0 {
			topics[t.Name] = about[t.ID]
		}
	}
	for _, p := range c.People {
		if about[p.ID] > 0 {
			topics[p.Name] = about[p.ID]
		}
	}
	outlets := make(map[string]int)
	for _, s := range c.Sources {
		outlets[s.Outlet]++
		dates[s.Date.String()] = true
	}
	days := new(known)
	for _, s := range c.Sources { // by date already
		if d := s.Date.String(); dates[d] {
			dates[d] = false
			days.add(d)
		}
	}
	return map[Field]*known{
		FieldSpeaker: byCount(said), FieldAbout: byCount(topics), FieldOutlet: byCount(outlets), FieldFrom: days, FieldTo: days,
	}
}

// byCount lists names, those with the most excerpts first.
func byCount(counts map[string]int) *known {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int {
		if counts[x] != counts[y] {
			return counts[y] - counts[x]
		}
		if x < y {
			return -1
		}
		return 1
	})
	list := new(known)
	for _, name := range names {
		list.add(name)
	}
	return list
}
