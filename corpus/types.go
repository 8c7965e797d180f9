package corpus

// Language is an ISO 639-1 code of a language the analysis knows.
type Language string

// The languages that questions and excerpts may be in.
const (
	English    Language = "en"
	Spanish    Language = "es"
	Portuguese Language = "pt"
)

var languages = [...]Language{English, Spanish, Portuguese}

// Languages lists every language once, English first. The slice must not be changed.
func Languages() []Language { return languages[:] }

// place is a language's place among Languages, English's for one that is not there.
func (l Language) place() int {
	switch l {
	case Spanish:
		return 1
	case Portuguese:
		return 2
	}
	return 0
}

// Kind says whose words an excerpt is in.
type Kind string

// The kinds of excerpt.
const (
	Quote Kind = "quote" // verbatim words of a speaker
	Fact  Kind = "fact"  // a checkable statement in our own words

	// Passage is of the article's own words, verbatim, with no other speaker. Only archives have it.
	Passage Kind = "passage"
)

// Verbatim reports whether an excerpt's text is somebody's words letter for letter, and so stands in quotation marks.
func (k Kind) Verbatim() bool { return k == Quote || k == Passage }

// Break stands inside a quotation where the outlet's own words interrupt the speaker's.
const Break = "[…]"

// Source is the citation of one article.
type Source struct {
	ID     string
	Outlet string
	Title  string
	Author string // empty when the article's author is not known
	Date   Date   // when the article appeared, as exactly as is known
	URL    string
}

// Person is somebody or something that is quoted or named: a person, a body, a document or a law.
type Person struct {
	ID      string
	Name    string
	Kind    string // person, body, document or law
	Aliases []string
	Who     string // one line about them
	Roles   []Role // what their roles are in Spanish, in the order of people.yaml; nil in archives
}

// Role is one role of somebody who is quoted, in two languages. Whose it is settles its gender in Spanish.
type Role struct {
	EN string // as excerpts have it
	ES string
}

// Term is something the coverage is about, or a group of everyday words that mean the same.
type Term struct {
	ID      string
	Name    string
	Kind    string // system, law, agency, outlet, place, group, thing, word, outside or nearby
	Aliases []string
	ES, PT  []string // aliases in Spanish and Portuguese
	What    string   // one line about it; empty for words
}

// OutsideKind is the kind of a Term whose aliases are names that the coverage does not mention:
// other towns, officials, agencies. A question that names one is not repaired into a similar name
// that is covered ("Stamford" is not "Stratford"), and what it asks is likely not covered.
const OutsideKind = "outside"

// NearbyKind is OutsideKind for places within the area that the coverage as a whole is about: nothing is told of the
// town, but who tells that they live there asks of the area.
const NearbyKind = "nearby"

// Outside reports whether the term is of OutsideKind or of NearbyKind.
func (t *Term) Outside() bool { return t.Kind == OutsideKind || t.Kind == NearbyKind }

// WordKind is the kind of a Term that only groups everyday words of one meaning ("refuse", "turn
// down", "negarse"). Such a term is weaker evidence than a name and is never shown.
const WordKind = "word"

// Excerpt is one answerable piece of coverage.
type Excerpt struct {
	ID        string
	Kind      Kind
	Source    *Source
	Speaker   *Person // who said it; nil for a fact that reports nobody's words
	Role      string  // the speaker's role at that date, as the article gives it
	RoleES    string  // the same in Spanish; empty where the coverage has none, and the role stands as it is
	Via       string  // how the outlet has a quote's words: interview, e-mail, document, …
	Text      string  // a quote's words without quotation marks, or a fact in our words; English
	ES        string  // the same in Spanish: a quote's translation, a fact's own version
	Context   string  // one line that resolves what the text leaves open
	ContextES string
	About     []string // ids of terms and people, the main ones first
	Event     Date     // when the event told of took place; zero when not known
	Questions map[Language][]string
	Links     []Link // both directions, in order of the linked excerpt's id
}

// Relation says how one excerpt stands to another.
type Relation string

// The relations. Each holds from an excerpt to the one it links.
const (
	Disputes   Relation = "disputes" // contradicts; its own inverse
	Answers    Relation = "answers"  // replies to
	AnsweredBy Relation = "answered by"
	Updates    Relation = "updates" // brings up to date
	UpdatedBy  Relation = "updated by"
)

// Inverse returns the relation as seen from the other excerpt.
func (r Relation) Inverse() Relation {
	switch r {
	case Answers:
		return AnsweredBy
	case AnsweredBy:
		return Answers
	case Updates:
		return UpdatedBy
	case UpdatedBy:
		return Updates
	}
	return r
}

// Link ties an excerpt to another that shows the matter from the other side.
type Link struct {
	Relation Relation
	To       *Excerpt
}

// Gap is something that people ask and the coverage does not say. A question that fits a gap better
// than any excerpt is not answered, and can be told what is missing.
type Gap struct {
	ID        string
	Text, ES  string // one sentence that says what the coverage does not, in English and in Spanish
	Questions map[Language][]string
}

// Corpus is a loaded and checked body of coverage. It is read-only.
type Corpus struct {
	Sources  []*Source // by date, then id
	People   []*Person // in the order of people.yaml
	Terms    []*Term   // in the order of terms.yaml and words.yaml
	Excerpts []*Excerpt
	Gaps     []*Gap // in the order of gaps.txt

	kept string // the cut of the texts, see keptCut; "" for none
}

// Excerpt returns the excerpt with this id, or nil.
func (c *Corpus) Excerpt(id string) *Excerpt {
	for _, e := range c.Excerpts {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Span returns the dates of the earliest and the latest article.
// Both are zero for a corpus without sources.
func (c *Corpus) Span() (first, last Date) {
	if len(c.Sources) == 0 {
		return Date{}, Date{}
	}
	return c.Sources[0].Date, c.Sources[len(c.Sources)-1].Date
}
