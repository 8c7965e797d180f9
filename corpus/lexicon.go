package corpus

import "strings"

// concept is a person, a term or a group of words, as the index sees it.
type concept struct {
	topic   string // the id in people.yaml, terms.yaml or words.yaml
	term    termID // the index term "@topic"
	words   bool   // a group of everyday words, weaker than a name
	outside bool   // names that the coverage does not mention
}

// span is a run of tokens that names a concept.
type span struct {
	from, to int // tokens[from:to]
	concept  int
}

// lexicon finds names, terms and word groups in a run of tokens by their longest alias. It is
// read-only once built.
type lexicon struct {
	concepts []concept
	words    map[string]uint32 // singular folded alias word -> number
	steps    map[uint64]int32  // state<<32 | word number -> next state
	accept   []int32           // state -> concept, or -1
	stems    map[string]int32  // stem of a one-word alias of a word group -> concept
}

func newLexicon() *lexicon {
	return &lexicon{
		words:  make(map[string]uint32),
		steps:  make(map[uint64]int32),
		accept: []int32{-1},
		stems:  make(map[string]int32),
	}
}

// singular takes the plural s off a folded word, so that an alias serves both numbers.
func singular(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return word[:len(word)-1]
	}
	return word
}

// add makes alias, analysed in lang, name concept c. An alias of several words is known written
// together as well. The first concept to claim an alias keeps it.
func (x *lexicon) add(c int, alias string, lang Language, st *Stemmer) {
	tokens := Analyze(nil, alias)
	if len(tokens) == 0 {
		return
	}
	var keys []string
	for _, t := range tokens {
		keys = append(keys, singular(t.Word))
	}
	x.path(c, keys)
	if joined := strings.Join(keys, ""); len(keys) > 1 && len(joined) >= 6 {
		x.path(c, []string{joined})
	}
	if len(tokens) == 1 && x.concepts[c].words {
		stem := st.Stem(tokens[0].Word, lang)
		if _, taken := x.stems[stem]; !taken {
			x.stems[stem] = int32(c)
		}
	}
}

func (x *lexicon) path(c int, keys []string) {
	state := int32(0)
	for _, key := range keys {
		word, ok := x.words[key]
		if !ok {
			word = uint32(len(x.words))
			x.words[key] = word
		}
		edge := uint64(state)<<32 | uint64(word)
		next, ok := x.steps[edge]
		if !ok {
			next = int32(len(x.accept))
			x.accept = append(x.accept, -1)
			x.steps[edge] = next
		}
		state = next
	}
	if x.accept[state] < 0 {
		x.accept[state] = int32(c)
	}
}

// match appends to dst the concepts named in tokens: at each place the longest alias that starts
// there, then on behind it. stem gives a token's stem, for word groups that match by stem.
func (x *lexicon) match(dst []span, tokens []Token, stem func(i int) string) []span {
	for i := 0; i < len(tokens); {
		best := span{from: i, concept: -1}
		state := int32(0)
		for j := i; j < len(tokens); j++ {
			word, ok := x.words[singular(tokens[j].Word)]
			if !ok {
				break
			}
			next, ok := x.steps[uint64(state)<<32|uint64(word)]
			if !ok {
				break
			}
			state = next
			if c := x.accept[state]; c >= 0 {
				best.to, best.concept = j+1, int(c)
			}
		}
		if best.concept < 0 && len(x.stems) > 0 {
			if c, ok := x.stems[stem(i)]; ok {
				best.to, best.concept = i+1, int(c)
			}
		}
		if best.concept < 0 {
			i++
			continue
		}
		dst = append(dst, best)
		i = best.to
	}
	return dst
}

// knows reports whether a folded word is part of an alias.
func (x *lexicon) knows(word string) bool {
	_, ok := x.words[singular(word)]
	return ok
}
