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
	words    *dictionary      // singular folded alias words; number 0 is none
	begins   []int32          // word number -> state behind it alone; 0 when no alias begins with it
	steps    steps            // those of begins are not in it
	states   []state          // number 0 is the beginning
	stems    map[string]int32 // stem of a one-word alias of a word group -> concept

	known []aliasWord // word number -> what is known of it, once all aliases are in
}

// state is a place within aliases, behind the words that they share.
type state struct {
	accept int32  // concept that the words so far name, or -1
	longer uint64 // bit number%64 for each word by which some alias goes on
}

func newLexicon() *lexicon {
	x := &lexicon{
		words:  newDictionary(1 << 14),
		begins: make([]int32, 1, 1<<14),
		steps:  newSteps(1 << 14),
		states: append(make([]state, 0, 1<<15), state{accept: -1}),
		stems:  make(map[string]int32, 1<<11),
	}
	x.words.add("", wordHash(""))
	return x
}

// singular takes the plural s off a folded word, so that an alias serves both numbers.
func singular(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return word[:len(word)-1]
	}
	return word
}

// aliasWord is what the lexicon knows of a word. The zero value is a word that no alias has.
type aliasWord struct {
	number uint32
	single int32 // concept that the word alone names, or the word group that its stem belongs to; 0 for none
	begins int32 // state behind it when a longer alias begins with it, else 0
}

// word looks a folded word up. It leaves the group to which its stem belongs to others.
func (x *lexicon) word(folded string) aliasWord {
	number, ok := x.words.find(singular(folded))
	if !ok {
		return aliasWord{}
	}
	return x.known[number]
}

// finish makes all that was added known. It is called once, when nothing more comes.
func (x *lexicon) finish() {
	x.known = make([]aliasWord, len(x.begins))
	for number, begins := range x.begins {
		w := aliasWord{number: uint32(number)}
		if begins != 0 {
			s := &x.states[begins]
			if w.single = max(s.accept, 0); s.longer != 0 {
				w.begins = begins
			}
		}
		x.known[number] = w
	}
}

// inGroup adds the word group that a word's stem belongs to, or 0. A name keeps the word.
func (w *aliasWord) inGroup(group int32) {
	if w.single == 0 {
		w.single = group
	}
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
	if x.states[state].accept < 0 {
		x.states[state].accept = int32(c)
	}
}

// step returns the state behind a state, 0 for the beginning, by a word, new or known.
func (x *lexicon) step(from int32, key string) int32 {
	number := x.words.add(key, wordHash(key))
	if int(number) == len(x.begins) {
		x.begins = append(x.begins, 0)
	}
	to := x.begins[number]
	if from != 0 {
		to = x.behind(from, number)
	}
	if to != 0 {
		return to
	}
	to = int32(len(x.states))
	x.states = append(x.states, state{accept: -1})
	if from == 0 {
		x.begins[number] = to
	} else {
		x.steps.add(from, number, to)
		x.states[from].longer |= 1 << (number % 64)
	}
	return to
}

// behind returns the state behind a state that is not the beginning by the word of a number, or 0.
func (x *lexicon) behind(from int32, number uint32) int32 {
	if x.states[from].longer&(1<<(number%64)) == 0 {
		return 0 // told off by a bit, as most are
	}
	return x.steps.find(from, number)
}

// match appends to dst the concepts named in a run of words: at each place the longest alias that
// starts there, then on behind it.
func (x *lexicon) match(dst []span, words []aliasWord) []span {
	for i := 0; i < len(words); {
		w := &words[i]
		best := span{i, i + 1, int(w.single)}
		for j, state := i+1, w.begins; state != 0 && j < len(words); j++ {
			if state = x.behind(state, words[j].number); state != 0 && x.states[state].accept > 0 {
				best.to, best.concept = j+1, int(x.states[state].accept)
			}
		}
		if best.concept != 0 {
			dst = append(dst, best)
		}
		i = best.to
	}
	return dst
}
