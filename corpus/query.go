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
	Outside  bool   // Topic is of OutsideKind: the coverage does not mention it
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
	q := &Query{Language: lang}
	s.tokens = Analyze(s.tokens[:0], text)
	if len(s.tokens) > longestQuery {
		s.tokens, q.Cut = s.tokens[:longestQuery], true
	}
	s.origins = s.origins[:0]
	for i := range s.tokens {
		s.origins = append(s.origins, ix.originOf(&s.tokens[i], lang, &s.stemmer))
	}
	ix.join(s, lang)
	ix.mend(s, lang)
	s.terms = s.terms[:0]
	var before termID
	for i := range s.tokens {
		id := ix.vocabulary.find(s.tokens[i].Word, lang, &s.stemmer)
		s.terms = append(s.terms, id)
		q.phrases = append(q.phrases, pairOf(before, id))
		q.whole = wholeHash(q.whole, wordHash(s.tokens[i].Word))
		before = id
	}
	s.spans = ix.lexicon.match(s.spans[:0], len(s.tokens),
		func(i int) aliasWord { return ix.lexicon.word(s.tokens[i].Word) },
		func(i int) int32 { return ix.vocabulary.groups[s.terms[i]] })
	q.Units = make([]Unit, 0, len(s.tokens))
	next := 0
	for i := 0; i < len(s.tokens); {
		if next < len(s.spans) && s.spans[next].from == i {
			q.Units = append(q.Units, ix.nameUnit(text, s, s.spans[next]))
			i = s.spans[next].to
			next++
			continue
		}
		q.Units = append(q.Units, ix.wordUnit(text, s, i))
		i++
	}
	return q
}

// originOf tells how much is known of a token.
func (ix *Index) originOf(t *Token, lang Language, st *Stemmer) Origin {
	switch {
	case ix.repair.has(t.Word), functionWords[t.Word], ix.lexicon.word(t.Word).number != 0:
		return Known
	case frameWords[t.Word], t.Number:
		return Known
	case len(ix.postings[ix.vocabulary.find(t.Word, lang, st)]) > 0:
		return Known // another form of a stored word
	case commonWords()[t.Word]:
		return Common
	}
	return Unknown
}

// join writes two neighbours as one word where only the one word is stored ("court house").
func (ix *Index) join(s *scratch, lang Language) {
	out := 0
	for i := 0; i < len(s.tokens); i++ {
		t, o := s.tokens[i], s.origins[i]
		if i+1 < len(s.tokens) && !t.Number && !s.tokens[i+1].Number && len(t.Word)+len(s.tokens[i+1].Word) >= 6 {
			u := s.tokens[i+1]
			joined := t.Word + u.Word
			if !functionWords[t.Word] && !functionWords[u.Word] && !ix.beside(t.Word, u.Word, lang) && ix.repair.has(joined) {
				t.Word, t.End, o = joined, u.End, Known
				i++
			}
		}
		s.tokens[out], s.origins[out] = t, o
		out++
	}
	s.tokens, s.origins = s.tokens[:out], s.origins[:out]
}

// beside reports whether two folded words stand side by side in a stored question.
func (ix *Index) beside(a, b string, lang Language) bool {
	v := ix.vocabulary
	return ix.phrase(pairOf(v.writtenAs(a, lang), v.writtenAs(b, lang))) != nil ||
		lang != English && ix.phrase(pairOf(v.writtenAs(a, English), v.writtenAs(b, English))) != nil
}

// mend repairs the unknown tokens: split in two where the halves are stored side by side, else the
// nearest stored word.
func (ix *Index) mend(s *scratch, lang Language) {
	for i := 0; i < len(s.tokens); i++ {
		t := &s.tokens[i]
		if s.origins[i] != Unknown || t.Number {
			continue
		}
		beside := func(a, b string) bool { return ix.beside(a, b, lang) }
		if a, b, ok := ix.repair.split(t.Word, beside); ok && len(t.Word) >= 6 && len(s.tokens) < longestQuery {
			second := *t
			second.Word = b
			t.Word = a
			s.tokens = append(s.tokens[:i+1], append([]Token{second}, s.tokens[i+1:]...)...)
			s.origins = append(s.origins[:i+1], append([]Origin{Repaired}, s.origins[i+1:]...)...)
			s.origins[i] = Repaired
			i++
			continue
		}
		if word, ok := ix.repair.repair(t.Word, &s.repair); ok {
			t.Word = word
			s.origins[i] = Repaired
		}
	}
}

func (ix *Index) wordUnit(text string, s *scratch, i int) Unit {
	t := s.tokens[i]
	u := Unit{
		Text: text[t.Start:t.End], Word: t.Word, Number: t.Number, Origin: s.origins[i],
		From: t.Start, To: t.End, Tokens: 1,
		Small: functionWords[t.Word], Frame: frameWords[t.Word],
	}
	u.ids[0] = s.terms[i]
	u.Weight = ix.weights[u.ids[0]]
	switch {
	case u.Small:
		u.Weight = 0
	case u.ids[0] != 0 && len(ix.postings[u.ids[0]]) > 0:
	case u.Origin == Common:
		u.Weight = commonShare * ix.rarest()
	default:
		u.Weight = unknownShare * ix.rarest()
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
	first, last := s.tokens[sp.from], s.tokens[sp.to-1]
	u := Unit{
		Text: text[first.Start:last.End], Word: first.Word, Topic: c.topic, Group: c.words, Outside: c.outside,
		Number: sp.to == sp.from+1 && first.Number,
		From:   first.Start, To: last.End, Tokens: sp.to - sp.from,
	}
	for i := sp.from; i < sp.to; i++ {
		u.Origin = max(u.Origin, s.origins[i])
		if i > sp.from {
			u.Word += " " + s.tokens[i].Word
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
		if id := s.terms[i]; id != 0 && !ix.vocabulary.small[id] {
			ids = append(ids, id)
		} else if c.words && single {
			ids = append(ids, 0)
		}
	}
	if c.words && single {
		ids = append(ids, c.term)
	}
	for _, id := range ids {
		if len(ix.postings[id]) > 0 {
			u.Weight = max(u.Weight, ix.weights[id])
		}
		if !c.words {
			break // a name weighs what the name weighs, however rare its words
		}
	}
	switch {
	case c.outside:
		u.Weight = outsideShare * ix.rarest()
	case u.Weight == 0:
		u.Weight = unknownShare * ix.rarest()
	}
	if c.words && single && frameWords[first.Word] {
		u.Frame = true
		u.Weight *= frameShare
	}
	return u
}

// Topics returns the ids of the people and terms that text names, in order, word groups and names
// outside the coverage left out.
func (ix *Index) Topics(text string) []string {
	var ids []string
	q := ix.Query(text, English)
	for i := range q.Units {
		if u := &q.Units[i]; u.Topic != "" && !u.Group && !u.Outside {
			ids = append(ids, u.Topic)
		}
	}
	return ids
}
