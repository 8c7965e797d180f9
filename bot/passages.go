package bot

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// Passages is a large body of coverage, on this machine or on others, whose passages are found rather than
// kept. It is safe for concurrent use.
type Passages interface {
	// Words is what is known of its words; never nil, and the same for as long as the Passages are used.
	Words() *archive.Lexicon
	// Candidates returns up to limit passages that may answer a question, the likeliest at first look first. An
	// error means that the passages cannot be reached.
	Candidates(ctx context.Context, q *archive.Query, limit int) ([]archive.Candidate, error)
	// Named returns the passages whose ids have a hash that begins with these bytes: see archive.HashID.
	Named(ctx context.Context, id []byte) ([]*corpus.Excerpt, error)
	// Version names this coverage in eight characters: other passages have another version.
	Version() string
}

// NewArchive returns a bot that answers from a large body of coverage. There are no people, no terms and no gaps
// that it knows of, so it completes nothing and lists nothing: it answers questions, and finds excerpts again by
// their references. It keeps no passage.
func NewArchive(p Passages) *Bot {
	b := New(corpus.NewIndex(new(corpus.Corpus)))
	b.passages, b.passageWeights, b.version = p, &fittedForPassages, p.Version()
	return b
}

// passageDepth is how many passages are looked at closely. Of the public sets' questions whose passage is among
// the first hundred at first look, nearly all have it among these.
const passageDepth = 64

// resolveTime is how long finding an excerpt again by its reference may take.
const resolveTime = time.Second

// passageFeature numbers one signal of how well a passage answers. Weights are in units of the weight of a word
// that one passage has, so that they mean the same in small and in large archives.
type passageFeature int

const (
	passageText    passageFeature = iota // BM25F, the neighbours included
	passageClose                         // pairs of telling words, by how close they stand
	passageSmall                         // function words
	passageAmong                         // function words that stand among telling ones
	passageMissing                       // telling words that it lacks
	passageCarried                       // those of them that its article has just said
	passageDerived                       // those of them that it has a word of the same family of
	passageOther                         // telling words that it has in another form
	passageNamed                         // names that it has: an article repeats what it is about
	passageNumbers                       // numbers that it lacks
	passageNames                         // names that it and its neighbours lack
	passageNumber                        // a number is asked for and it has one
	passageDate                          // likewise a date
	passageName                          // a name
	passagePlace                         // a place
	passageReason                        // a reason
	passageFeatureCount
)

var namesOfPassageFeatures = [passageFeatureCount]string{
	"text", "close", "small", "among", "missing", "carried", "derived", "other form", "names", "numbers missing", "names missing", "a number", "a date", "a name", "a place", "a reason",
}

func (f passageFeature) String() string { return namesOfPassageFeatures[f] }

type passageFeatures [passageFeatureCount]float64

// passageMatch is a candidate with its features and score.
type passageMatch struct {
	*archive.Candidate
	features passageFeatures
	score    float64
}

// passageQuestion is a question as it is put to passages.
type passageQuestion struct {
	query      *archive.Query
	asks       AnswerType
	rarest     float64 // weight of a word that one passage has
	paragraphs float64 // how far passages are paragraphs: see archive.Lexicon.Paragraphs
}

func newPassageQuestion(words *archive.Lexicon, text string, lang corpus.Language, asks AnswerType) *passageQuestion {
	return &passageQuestion{words.Query(text, lang), asks, float64(words.Rarest()), float64(words.Paragraphs())}
}

// passageFeaturesOf leaves out what takes the text itself: see read.
func passageFeaturesOf(q *passageQuestion, e *archive.Candidate) (f passageFeatures) {
	unit := 1 / q.rarest
	f[passageText] = float64(e.Text) * unit
	f[passageClose] = float64(e.Close) * unit
	f[passageSmall] = float64(e.Small) * unit
	f[passageAmong] = float64(e.Among) * unit
	f[passageMissing] = float64(e.Missing) * unit
	f[passageCarried] = float64(e.Carried) * unit
	f[passageNamed] = float64(e.Named) * unit
	f[passageNumbers] = float64(e.Numbers) * unit
	f[passageNames] = float64(e.Names) * unit
	holds := func(feature passageFeature, flag archive.Flags) {
		if e.Flags&flag != 0 {
			f[feature] = 1
		}
	}
	switch q.asks {
	case AsksNumber, AsksHowLong:
		holds(passageNumber, archive.HasNumber)
	case AsksWhen:
		holds(passageDate, archive.HasDate)
	case AsksWho:
		holds(passageName, archive.HasName)
	case AsksWhere:
		holds(passagePlace, archive.HasPlace)
	case AsksWhy:
		holds(passageReason, archive.HasReason)
	}
	return f
}

// passageSignal numbers one input of the decision whether the best passage answers.
type passageSignal int

const (
	passageSignalText       passageSignal = iota // BM25F of the best passage, over the weight of a rare word
	passageSignalFit                             // the same over the weight of the question: how much of it is there
	passageSignalFound                           // share of the question that the passage and its neighbours have
	passageSignalLacks                           // weight that it lacks, over that of a rare word
	passageSignalUnknown                         // share of the question that no passage has
	passageSignalNames                           // weight of the names that are missing, over that of a rare word
	passageSignalNumbers                         // likewise of numbers
	passageSignalLacking                         // how many telling words it lacks, over five
	passageSignalWords                           // how many the question has, over five
	passageSignalNear                            // share of the question that stands near what was asked before it
	passageSignalSmall                           // weight of the function words that it has, over that of a rare word
	passageSignalTitle                           // BM25F of its title, over the weight of a rare word
	passageSignalPosterior                       // its share of all candidates' exponential scores
	passageSignalWeight                          // logarithm of the question's weight over that of a rare word
	passageSignalForeign                         // share of the question that was read from another language
	passageSignalParagraphs                      // how far passages are paragraphs: a long one has much of any question
	passageSignalCount
)

var namesOfPassageSignals = [passageSignalCount]string{
	"text", "fit", "found", "lacks", "unknown", "names missing", "numbers missing", "words missing", "words", "near", "small", "title", "posterior", "weight", "foreign", "paragraphs",
}

func (s passageSignal) String() string { return namesOfPassageSignals[s] }

type passageSignals [passageSignalCount]float64

func passageSignalsOf(q *passageQuestion, matches []*passageMatch) (s passageSignals) {
	e := &matches[0].Evidence
	unit, total := 1/q.rarest, max(float64(e.Total), 1e-3)
	s[passageSignalText] = float64(e.Text) * unit
	s[passageSignalFit] = float64(e.Text) / total
	s[passageSignalFound] = 1 - float64(e.Missing-e.Around)/total
	s[passageSignalLacks] = float64(e.Missing) * unit
	s[passageSignalUnknown] = float64(e.Unknown) / total
	s[passageSignalNames] = float64(e.Names) * unit
	s[passageSignalNumbers] = float64(e.Numbers) * unit
	s[passageSignalLacking] = float64(e.Lacks) / 5
	s[passageSignalWords] = float64(e.Words) / 5
	s[passageSignalNear] = float64(e.Near) / total
	s[passageSignalSmall] = float64(e.Small) * unit
	s[passageSignalTitle] = float64(e.Title) * unit
	s[passageSignalWeight] = math.Log(total * unit)
	s[passageSignalForeign] = float64(q.query.Foreign()) / total
	s[passageSignalParagraphs] = q.paragraphs
	sum := 0.0
	for i := range matches {
		sum += math.Exp(matches[i].score - matches[0].score)
	}
	s[passageSignalPosterior] = 1 / sum
	return s
}

// passageWeights are the fitted constants for passages; see Weights.
type passageWeights struct {
	Rank   passageFeatures
	Decide passageSignals
	Bias   float64
}

func (w *passageWeights) confidence(s *passageSignals) float64 {
	sum := w.Bias
	for i := range s {
		sum += s[i] * w.Decide[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// readDepth is how many passages' texts are read. Reading more changes next to no first place.
const readDepth = 8

// rank scores the candidates and puts them in order, the best first.
func (w *passageWeights) rank(q *passageQuestion, candidates []archive.Candidate) []*passageMatch {
	matches := passageMatches(q, candidates)
	w.orderAndRead(q, matches)
	return matches
}

// orderAndRead puts matches in order: all by their evidence, and then the first ones by their texts too.
func (w *passageWeights) orderAndRead(q *passageQuestion, matches []*passageMatch) {
	w.order(matches)
	first := matches[:min(len(matches), readDepth)]
	for _, m := range first {
		m.read(q)
	}
	w.order(first)
}

// passageMatches makes matches of candidates, in their order and without scores.
func passageMatches(q *passageQuestion, candidates []archive.Candidate) []*passageMatch {
	matches := make([]passageMatch, len(candidates))
	order := make([]*passageMatch, len(candidates)) // a match is large, and sorting moves what it sorts
	for i := range candidates {
		m := &matches[i]
		m.Candidate, m.features = &candidates[i], passageFeaturesOf(q, &candidates[i])
		order[i] = m
	}
	return order
}

// read sets the features that take the passage's text itself.
func (m *passageMatch) read(q *passageQuestion) {
	other, derived := m.Inflected(q.query)
	m.features[passageOther] = float64(other) / q.rarest
	m.features[passageDerived] = float64(derived) / q.rarest
}

// order scores matches and puts them in order, the best first; equals stay in the order that they come in.
func (w *passageWeights) order(matches []*passageMatch) {
	for _, m := range matches {
		m.score = 0
		for k, v := range m.features {
			m.score += v * w.Rank[k]
		}
	}
	slices.SortStableFunc(matches, func(x, y *passageMatch) int { return cmp.Compare(y.score, x.score) })
}

// answerFromPassages is Handle for a bot of NewArchive.
func (b *Bot) answerFromPassages(ctx context.Context, q Question) (Reply, error) {
	u := b.Understand(q)
	r := Reply{Outcome: NotCovered, Language: u.Language, Notice: u.Notice, Problems: u.Problems}
	r.First, r.Last = b.passages.Words().Span()
	asked, matches, err := b.rankPassages(ctx, q, u)
	switch {
	case err == nil:
	case ctx.Err() != nil: // it is not asked any more
		return Reply{}, ctx.Err()
	default:
		return Reply{}, &AwayError{u.Language, err}
	}
	if len(matches) == 0 {
		return r, nil
	}
	s := passageSignalsOf(asked, matches)
	r.Confidence = b.passageWeights.confidence(&s)
	switch {
	case u.Notice == Emergency, u.Chat:
	case u.Notice == Advice && r.Confidence > closeAbove:
		r.Outcome = Close // as of written coverage
	case r.Confidence > passageCoveredAbove:
		r.Outcome = Covered
		r.Answer = matches[0].Excerpt()
		matches = matches[1:]
	case r.Confidence > closeAbove:
		r.Outcome = Close
	}
	for i := range matches[:min(len(matches), mostOthers)] {
		r.Others = append(r.Others, matches[i].Excerpt())
	}
	return r, nil
}

// rankPassages finds the passages that may answer and ranks them, the best first. An error is that of Candidates.
func (b *Bot) rankPassages(ctx context.Context, q Question, u *Understanding) (*passageQuestion, []*passageMatch, error) {
	words := b.passages.Words()
	text, _, _ := b.typedFilters(q.Text)
	asked := newPassageQuestion(words, text, u.Language, u.Asks)
	candidates, err := b.passages.Candidates(ctx, asked.query, passageDepth)
	if err != nil {
		return nil, nil, err
	}
	words.Carry(asked.query, candidates)
	if !u.Filters.IsZero() {
		candidates = slices.DeleteFunc(candidates, func(c archive.Candidate) bool { return !u.Filters.pass(c.Excerpt()) })
	}
	return asked, b.passageWeights.rank(asked, candidates), nil
}

// resolveInPassages is Resolve for a bot of NewArchive.
func (b *Bot) resolveInPassages(r Ref) (*corpus.Excerpt, error) {
	id, ok := r.idHash()
	if !ok {
		return nil, ErrGone
	}
	ctx, cancel := context.WithTimeout(context.Background(), resolveTime)
	defer cancel()
	named, err := b.passages.Named(ctx, id)
	if err != nil {
		return nil, &AwayError{Err: err}
	}
	for _, e := range named {
		switch is := RefOf(e); {
		case is == r:
			return e, nil
		case is.idPart() == r.idPart():
			return e, ErrChanged
		}
	}
	return nil, ErrGone
}
