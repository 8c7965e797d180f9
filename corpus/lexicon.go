package corpus

import "strings"

// concept is a person, a term or a group of words, as the index sees it.
type concept struct {
	topic   string // the id in people.yaml, terms.yaml, words.yaml or outside.yaml
	term    termID // the index term "@topic"
	words   bool   // a group of everyday words, weaker than a name
	outside bool   // names that the coverage does not mention
}

// span is a run of tokens that names a concept.
type span struct {
	from, to int // tokens[from:to]
	concept  int
}

// lexicon finds names, terms and word groups in a run of words by their longest alias. It is
// read-only once built.
type lexicon struct {
	concepts []concept
	words    map[string]uint32 // singular folded alias word -> number, from 1
	steps    map[uint64]int32  // state<<32 | word number -> next state
	accept   []int32           // state -> concept, or -1
	longer   []bool            // state -> some alias goes on behind it
	stems    map[string]int32  // stem of a one-word alias of a word group -> concept
}

func newLexicon() *lexicon {
	return &lexicon{
		words:  make(map[string]uint32, 1<<14),
		steps:  make(map[uint64]int32, 1<<15),
		accept: []int32{-1},
		longer: []bool{false},
		stems:  make(map[string]int32, 1<<11),
	}
}

// singular takes the plural s off a folded word, so that an alias serves both numbers.
func singular(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return word[:len(word)-1]
	}
	return word
}

// aliasWord is what the lexicon knows of a word: its number, and the state behind the beginning by
// it. The zero value is a word that no alias has.
type aliasWord struct {
	number uint32
	begins int32 // 0 when no alias begins with it
}

// word looks a folded word up.
func (x *lexicon) word(folded string) aliasWord {
	number := x.words[singular(folded)]
	if number == 0 {
		return aliasWord{}
	}
	return aliasWord{number, x.steps[uint64(number)]}
}

// add makes an analysed alias name concept c. An alias of a few words is known written together as
// well. The first concept to claim an alias keeps it. stem is that of a one-word alias.
func (x *lexicon) add(c int, alias []Token, stem func(word string) string) {
	if len(alias) == 0 {
		return
	}
	state, length := int32(0), 0
	for _, t := range alias {
		key := singular(t.Word)
		length += len(key)
		state = x.step(state, key)
	}
	x.claim(state, c)
	if len(alias) > 1 && len(alias) <= mostJoined && length >= shortestJoin {
		var joined strings.Builder
		for _, t := range alias {
			joined.WriteString(singular(t.Word))
		}
		x.claim(x.step(0, joined.String()), c)
	}
	if len(alias) == 1 && x.concepts[c].words {
		if s := stem(alias[0].Word); x.stems[s] == 0 {
			x.stems[s] = int32(c)
		}
	}
}

// Words written together are taken apart again from so many letters on, and up to so many words.
const (
	shortestJoin = 6
	mostJoined   = 3
)

func (x *lexicon) claim(state int32, c int) {
	if x.accept[state] < 0 {
		x.accept[state] = int32(c)
	}
}

// step returns the state behind a state by a word, new or known.
func (x *lexicon) step(state int32, key string) int32 {
	number, ok := x.words[key]
	if !ok {
		number = uint32(len(x.words) + 1)
		x.words[key] = number
	}
	edge := uint64(state)<<32 | uint64(number)
	next, ok := x.steps[edge]
	if !ok {
		next = int32(len(x.accept))
		x.accept, x.longer = append(x.accept, -1), append(x.longer, false)
		x.steps[edge] = next
		x.longer[state] = true
	}
	return next
}

// match appends to dst the concepts named in a run of n words: at each place the longest alias that
// starts there, then on behind it. word gives what the lexicon knows of a word, group the word group
// that its stem belongs to, or 0.
func (x *lexicon) match(dst []span, n int, word func(i int) aliasWord, group func(i int) int32) []span {
	for i := 0; i < n; {
		best := span{from: i, concept: -1}
		for j, state := i, word(i).begins; state != 0; {
			if c := x.accept[state]; c >= 0 {
				best.to, best.concept = j+1, int(c)
			}
			if j++; j == n || !x.longer[state] {
				break
			}
			number := word(j).number
			if number == 0 {
				break
			}
			state = x.steps[uint64(state)<<32|uint64(number)]
		}
		if best.concept < 0 {
			if c := group(i); c != 0 {
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
