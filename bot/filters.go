package bot

import (
	"fmt"
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

var filterKeys = map[string]string{
	"quien": "speaker", "hablante": "speaker", "quem": "speaker", "medio": "outlet", "veiculo": "outlet",
	"desde": "from", "de": "from", "hasta": "to", "ate": "to", "sobre": "about", "tipo": "kind",
}

var filterKinds = map[string]corpus.Kind{
	"quote": corpus.Quote, "quotes": corpus.Quote, "cita": corpus.Quote, "citas": corpus.Quote, "citacao": corpus.Quote,
	"passage": corpus.Passage, "passages": corpus.Passage, "pasaje": corpus.Passage, "pasajes": corpus.Passage, "trecho": corpus.Passage, "trechos": corpus.Passage,
	"fact": corpus.Fact, "facts": corpus.Fact, "hecho": corpus.Fact, "hechos": corpus.Fact, "dato": corpus.Fact, "fato": corpus.Fact,
}

// typedFilters takes the filters typed in text out of it. It returns the rest of the text and, for
// each filter that could not be understood, one line that says so; such a filter narrows nothing.
func (b *Bot) typedFilters(text string) (rest string, f Filters, problems []string) {
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
		if k, ok := filterKeys[key]; ok {
			key = k
		}
		from, end := at+m[4], at+m[5]
		value := strings.Trim(text[from:end], `"“”`)
		if value == text[from:end] {
			value = strings.TrimRight(value, ",;.!?")
		}
		// A name of several words needs no quotation marks: the longest name that starts here is
		// meant.
		if key == "speaker" || key == "outlet" || key == "about" {
			if text[from] != '"' && !strings.HasPrefix(text[from:], "“") {
				if n := b.names.longest(text[from:]); n > len(value) {
					value, end = text[from:from+n], from+n
				}
			}
		}
		if problem := f.set(b, key, value); problem != "" {
			problems = append(problems, problem)
		}
		left.WriteByte(' ')
		at = end
	}
}

// set sets one filter, or returns what is wrong with its value, in English.
func (f *Filters) set(b *Bot, key, value string) (problem string) {
	if !b.Lists() && (key == "speaker" || key == "outlet" || key == "about") {
		return key + ": " + notNarrowed
	}
	switch key {
	case "kind":
		kind, ok := filterKinds[corpus.Fold(value)]
		if !ok {
			return key + ": " + fmt.Sprintf(noSuchKind, value)
		}
		f.Kind = kind
	case "from", "to":
		d, err := corpus.ParseDate(value)
		if err != nil {
			return key + ": " + err.Error()
		}
		if key == "from" {
			f.From = d
		} else {
			f.To = d
		}
	case "outlet":
		sources := b.names.outlet(value)
		if len(sources) == 0 {
			return key + ": " + fmt.Sprintf(noSuchOutlet, value)
		}
		f.Outlets = append(f.Outlets, sources...)
	case "speaker":
		id := b.names.topic(value)
		if id == "" || !b.names.speaks[id] {
			return key + ": " + fmt.Sprintf(noSuchSpeaker, value)
		}
		f.Speakers = append(f.Speakers, id)
	case "about":
		id := b.names.topic(value)
		if id == "" {
			return key + ": " + fmt.Sprintf(noSuchTopic, value)
		}
		f.About = append(f.About, id)
	}
	return ""
}
