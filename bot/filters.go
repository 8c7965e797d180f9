package bot

import (
	"regexp"
	"slices"
	"strings"

	"clippings/corpus"
)

// Filters narrow what may answer. The zero value narrows nothing.
type Filters struct {
	Speakers []string // ids of people.yaml; any of them
	Outlets  []string // ids of sources; any of them
	From, To corpus.Date
	About    []string // ids of topics; all of them
	Kind     corpus.Kind
}

// IsZero reports whether the filters let everything pass.
func (f *Filters) IsZero() bool {
	return len(f.Speakers)+len(f.Outlets)+len(f.About) == 0 && f.From.IsZero() && f.To.IsZero() && f.Kind == ""
}

// pass reports whether an excerpt is within the filters. From and To speak of the day the article
// appeared; a date known only to the month or year passes if any of its days does.
func (f *Filters) pass(e *corpus.Excerpt) bool {
	if len(f.Speakers) > 0 && (e.Speaker == nil || !slices.Contains(f.Speakers, e.Speaker.ID)) {
		return false
	}
	if len(f.Outlets) > 0 && !slices.Contains(f.Outlets, e.Source.ID) {
		return false
	}
	if !f.From.IsZero() && e.Source.Date.Last().Compare(f.From.First()) < 0 {
		return false
	}
	if !f.To.IsZero() && e.Source.Date.First().Compare(f.To.Last()) > 0 {
		return false
	}
	for _, id := range f.About {
		if !slices.Contains(e.About, id) && (e.Speaker == nil || e.Speaker.ID != id) {
			return false
		}
	}
	return f.Kind == "" || e.Kind == f.Kind
}

// typedFilter finds a filter as typed, in English, Spanish or Portuguese: key, colon, and a value in
// quotation marks or up to the next space.
var typedFilter = regexp.MustCompile(`(?i)(?:^|\s)(speaker|outlet|from|to|about|kind|quien|quién|hablante|medio|desde|hasta|sobre|tipo|quem|veículo|veiculo|de|até|ate)\s?:\s*("[^"]*"|“[^”]*”|\S+)`)

// filterKeys are the other keys, folded, of fields; in English a field's key is its own name.
var filterKeys = map[string]Field{
	"quien": FieldSpeaker, "hablante": FieldSpeaker, "quem": FieldSpeaker, "medio": FieldOutlet, "veiculo": FieldOutlet,
	"desde": FieldFrom, "de": FieldFrom, "hasta": FieldTo, "ate": FieldTo, "sobre": FieldAbout, "tipo": FieldKind,
}

var filterKinds = map[string]corpus.Kind{
	"quote": corpus.Quote, "quotes": corpus.Quote, "cita": corpus.Quote, "citas": corpus.Quote, "citacao": corpus.Quote,
	"passage": corpus.Passage, "passages": corpus.Passage, "pasaje": corpus.Passage, "pasajes": corpus.Passage, "trecho": corpus.Passage, "trechos": corpus.Passage,
	"fact": corpus.Fact, "facts": corpus.Fact, "hecho": corpus.Fact, "hechos": corpus.Fact, "dato": corpus.Fact, "fato": corpus.Fact,
}

// typedFilters takes the filters typed in text out of it. It returns the rest of the text and, for
// each filter that could not be understood, what is wrong with it; such a filter narrows nothing.
func (b *Bot) typedFilters(text string) (rest string, f Filters, problems []Problem) {
	if !strings.Contains(text, ":") {
		return text, f, nil
	}
	var left strings.Builder
	for at := 0; ; {
		m := typedFilter.FindStringSubmatchIndex(text[at:])
		if m == nil {
			left.WriteString(text[at:])
			return strings.TrimSpace(left.String()), f, problems
		}
		left.WriteString(text[at : at+m[0]])
		key := corpus.Fold(text[at+m[2] : at+m[3]])
		field, ok := filterKeys[key]
		if !ok {
			field = Field(key)
		}
		from, end := at+m[4], at+m[5]
		value := strings.Trim(text[from:end], `"“”`)
		if value == text[from:end] {
			value = strings.TrimRight(value, ",;.!?")
		}
		// A name of several words needs no quotation marks: the longest name that starts here is
		// meant.
		if field.named() {
			if text[from] != '"' && !strings.HasPrefix(text[from:], "“") {
				if n := b.names.longest(text[from:]); n > len(value) {
					value, end = text[from:from+n], from+n
				}
			}
		}
		if problem, ok := f.set(b, field, value); !ok {
			problems = append(problems, problem)
		}
		left.WriteByte(' ')
		at = end
	}
}

// named reports whether the field's values are names.
func (f Field) named() bool { return f == FieldSpeaker || f == FieldOutlet || f == FieldAbout }

// set sets one filter. Where ok is false, nothing is set, and problem is what is wrong with the value. An unknown field
// sets nothing, either, which is no problem.
func (f *Filters) set(b *Bot, field Field, value string) (problem Problem, ok bool) {
	wrong := func(kind ProblemKind) (Problem, bool) { return Problem{field, kind, value}, false }
	if !b.Lists() && field.named() {
		return wrong(NotNarrowed)
	}
	switch field {
	case FieldKind:
		kind, ok := filterKinds[corpus.Fold(value)]
		if !ok {
			return wrong(NoSuchKind)
		}
		f.Kind = kind
	case FieldFrom, FieldTo:
		d, err := corpus.ParseDate(value)
		if err != nil {
			return wrong(NoSuchDate)
		}
		if field == FieldFrom {
			f.From = d
		} else {
			f.To = d
		}
	case FieldOutlet:
		sources := b.names.outlet(value)
		if len(sources) == 0 {
			return wrong(NoSuchOutlet)
		}
		f.Outlets = append(f.Outlets, sources...)
	case FieldSpeaker:
		id := b.names.topic(value)
		if id == "" || !b.names.speaks[id] {
			return wrong(NoSuchSpeaker)
		}
		f.Speakers = append(f.Speakers, id)
	case FieldAbout:
		id := b.names.topic(value)
		if id == "" {
			return wrong(NoSuchTopic)
		}
		f.About = append(f.About, id)
	}
	return Problem{}, true
}
