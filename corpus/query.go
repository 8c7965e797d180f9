package corpus

// longestQuery is how many words of a question are looked at. What follows is ignored: a question
// that needs more words is a text, and the cost of an answer stays bounded.
const longestQuery = 64

// Origin says how a query unit was understood.
type Origin uint8

// The origins.
const (
	Known    Origin = iota // stored as asked
	Repaired               // a typing error, read as the nearest stored word
	Common                 // an everyday word that nothing stored has
	Unknown                // no word that anything stored has
)

// Unit is one word or one name of an asked text, as the index sees it.
type Unit struct {
	Text     string // as asked
	Word     string // folded, after repair; the whole alias for a name
	Topic    string // id of the person, term or word group that it names; "" for none
	Group    bool   // Topic is a word group, weaker than a name
	Outside  bool   // Topic is of OutsideKind or NearbyKind: the coverage does not mention it
	Number   bool   // a number or a year
	Small    bool   // a function word
	Frame    bool   // a word about the asking, not about what is asked
	Origin   Origin
	Weight   float32 // how much it tells: its inverse document frequency, or a guess when unknown
	From, To int     // bytes of the asked text
	Tokens   int     // how many words it holds

	ids [4]termID // what it matches: its own term first, then weaker ones; 0 where there is none
}

// Query is an analysed question, ready to search with. Build it with Index.Query.
type Query struct {
	Language Language
	Units    []Unit
	Cut      bool // the text had more than 64 words; the rest was ignored

	// Filter, when not nil, keeps only the excerpts for which it holds.
	Filter func(*Excerpt) bool

	phrases []uint64 // pairs of neighbouring words, the beginning before the first
	whole   uint64   // hash of all words as asked, typing errors repaired
}

// Weight is the sum of the weights of all units.
func (q *Query) Weight() float32 {
	var sum float32
	for i := range q.Units {
		sum += q.Units[i].Weight
	}
	return sum
}

// The weights of words that no inverse document frequency speaks for, as shares of the weight that
// a term in a single excerpt has.
const (
	unknownShare = 0.8  // an unknown word may be the heart of the question
	commonShare  = 0.35 // an everyday word that the coverage happens not to use
	outsideShare = 1.2  // a name that is known not to be in the coverage
	frameShare   = 0.15 // of its own weight: a word about the asking
)

// ownIDs is how many of Unit.ids are the unit's own; matches by those behind are weaker.
const ownIDs = 1

// Query analyses text as a question in a language. The text's typing errors are repaired: a word
// is only touched when nothing stored and no list of everyday words has it.
func (ix *Index) Query(text string, lang Language) *Query {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	s.tokens = Analyze(s.tokens[:0], text)
	return ix.query(s, text, s.tokens, lang)
}

// QueryTokens is Query for a text that is analysed already: tokens are what Analyze gives for it. They are
// not changed.
func (ix *Index) QueryTokens(text string, tokens []Token, lang Language) *Query {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	return ix.query(s, text, tokens, lang)
}

func (ix *Index) query(s *scratch, text string, tokens []Token, lang Language) *Query {
	q := &Query{Language: lang, Cut: len(tokens) > longestQuery}
	ix.understand(s, tokens, lang)
	q.phrases = make([]uint64, len(s.words))
	var before termID
	for i := range s.words {
		w := &s.words[i]
		q.phrases[i] = pairOf(before, w.term)
		q.whole = wholeHash(q.whole, w.hash)
		before = w.term
	}
	q.Units = make([]Unit, 0, len(s.words))
	next := 0
	for i := 0; i < len(s.words); {
		if next < len(s.spans) && s.spans[next].from == i {
			q.Units = append(q.Units, ix.nameUnit(text, s, s.spans[next]))
			i = s.spans[next].to
			next++
			continue
		}
		q.Units = append(q.Units, ix.wordUnit(text, &s.words[i]))
		i++
	}
	return q
}

func (ix *Index) wordUnit(text string, w *asked) Unit {
	u := Unit{
		Text: text[w.Start:w.End], Word: w.Word, Number: w.Number, Origin: w.origin,
		From: w.Start, To: w.End, Tokens: 1,
		Small: w.function, Frame: w.frame,
	}
	u.ids[0] = w.term
	u.Weight = ix.terms[w.term].weight
	switch {
	case u.Small:
		u.Weight = 0
	case w.term != 0 && ix.known(w.term):
	case u.Origin == Common:
		u.Weight = commonShare * ix.rarest
	default:
		u.Weight = unknownShare * ix.rarest
		if u.Origin == Known && !u.Frame && !u.Number {
			u.Origin = Unknown // part of some alias, but in no excerpt
		}
	}
	if u.Frame {
		u.Weight *= frameShare
	}
	return u
}

func (ix *Index) nameUnit(text string, s *scratch, sp span) Unit {
	c := ix.lexicon.concepts[sp.concept]
	first, last := &s.words[sp.from], &s.words[sp.to-1]
	u := Unit{
		Text: text[first.Start:last.End], Word: first.Word, Topic: c.topic, Group: c.words, Outside: c.outside,
		Number: sp.to == sp.from+1 && first.Number,
		From:   first.Start, To: last.End, Tokens: sp.to - sp.from,
	}
	for i := sp.from; i < sp.to; i++ {
		u.Origin = max(u.Origin, s.words[i].origin)
		if i > sp.from {
			u.Word += " " + s.words[i].Word
		}
	}
	if u.Origin > Repaired {
		u.Origin = Known
	}
	// Its own term first: the concept for a name, the stem for a single word of a group. Then the
	// weaker ones: the words of the alias, or the group.
	ids := u.ids[:0]
	single := sp.to == sp.from+1
	if !(c.words && single) {
		ids = append(ids, c.term)
	}
	for i := sp.from; i < sp.to && len(ids) < len(u.ids); i++ {
		if id := s.words[i].term; id != 0 && !ix.vocabulary.small[id] {
			ids = append(ids, id)
		} else if c.words && single {
			ids = append(ids, 0)
		}
	}
	if c.words && single {
		ids = append(ids, c.term)
	}
	for _, id := range ids {
		if ix.known(id) {
			u.Weight = max(u.Weight, ix.terms[id].weight)
		}
		if !c.words {
			break // a name weighs what the name weighs, however rare its words
		}
	}
	switch {
	case c.outside:
		u.Weight = outsideShare * ix.rarest
	case u.Weight == 0:
		u.Weight = unknownShare * ix.rarest
	}
	if c.words && single && first.frame {
		u.Frame = true
		u.Weight *= frameShare
	}
	return u
}

// Topics returns the ids of the people and terms that text names, in order, word groups and names
// outside the coverage left out. Like a query's, words behind the first 64 are ignored.
func (ix *Index) Topics(text string) []string {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	s.tokens = Analyze(s.tokens[:0], text)
	return ix.topics(s, s.tokens)
}

// TokenTopics is Topics for a text that is analysed already: tokens are what Analyze gives for it.
func (ix *Index) TokenTopics(tokens []Token) []string {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	return ix.topics(s, tokens)
}

func (ix *Index) topics(s *scratch, tokens []Token) []string {
	ix.understand(s, tokens, English)
	var ids []string
	for _, sp := range s.spans {
		if c := &ix.lexicon.concepts[sp.concept]; !c.words && !c.outside {
			ids = append(ids, c.topic)
		}
	}
	return ids
}
