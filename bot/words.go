package bot

import (
	"strings"

	"clippings/corpus"
)

// wordSet is a set of the sets of words that a folded word is in, a bit each.
type wordSet uint64

// The sets. Each one's words stand where it is used.
const (
	inEnglish wordSet = 1 << iota // tell the language; their order is that of corpus.Languages
	inSpanish
	inPortuguese
	opener
	speech
	reason
	personNoun
	onTopic
	asksOn
	agent
	closePerson
	taking
	justNow
	mine
	chatter
	thanks
	asking
	generalOpener
	leans
	theSame
	outletLead
)

// wordLists are the words of the sets.
var wordLists = map[wordSet]string{
	inEnglish: englishMarkers, inSpanish: spanishMarkers, inPortuguese: portugueseMarkers,
	opener: openers, speech: speechWords, reason: reasons, personNoun: personNouns, onTopic: onTopicWords, asksOn: asksOnWords,
	agent: agents, closePerson: closePeople, taking: takings, justNow: justWords, mine: mineWords,
	chatter: chatterWords + smallTalk, thanks: thanksWords, asking: askingWords, generalOpener: generalOpeners,
	leans: leansWords, theSame: theSameWords, outletLead: outletLeads,
}

// knownWord is what the bot knows of a folded word.
type knownWord struct {
	sets wordSet
	cues []cue // those that begin with it
}

// knownWords holds every word of the sets and every word that a cue begins with, so that a word of a
// question is looked up once, whatever is asked of it afterwards.
var knownWords = func() map[string]*knownWord {
	known := make(map[string]*knownWord, 1<<11)
	of := func(w string) *knownWord {
		k := known[w]
		if k == nil {
			k = new(knownWord)
			known[w] = k
		}
		return k
	}
	for set, list := range wordLists {
		for w := range strings.FieldsSeq(list) {
			of(w).sets |= set
		}
	}
	for number, list := range cueLists {
		for _, text := range list {
			words := strings.Fields(text)
			k := of(words[0])
			k.cues = append(k.cues, cue{words[1:], 1 << number})
		}
	}
	return known
}()

// has reports whether a folded word is in one of the sets.
func (sets wordSet) has(folded string) bool {
	k := knownWords[folded]
	return k != nil && k.sets&sets != 0
}

// reading is a text's words with what the bot knows of them.
type reading struct {
	tokens []corpus.Token
	sets   []wordSet // by token
	some   wordSet   // sets that some token is in
	every  wordSet   // sets that all tokens are in; all sets where there is no token
	cues   cueSet    // lists of which some cue occurs
	first  cueSet    // lists of which some cue begins the text
}

// read looks the words of a text up. The tokens are kept.
func read(tokens []corpus.Token) reading {
	r := reading{tokens: tokens, sets: make([]wordSet, 0, len(tokens)), every: ^wordSet(0)}
	for i := range tokens {
		r.take(i, knownWords[tokens[i].Word])
	}
	return r
}

// begin makes a reading ready for another text.
func (r *reading) begin() {
	*r = reading{tokens: r.tokens[:0], sets: r.sets[:0], every: ^wordSet(0)}
}

// take takes in what is known of token i, which is the next; nil when that is nothing.
func (r *reading) take(i int, known *knownWord) {
	if known == nil {
		r.sets = append(r.sets, 0)
		r.every = 0
		return
	}
	r.sets = append(r.sets, known.sets)
	r.some |= known.sets
	r.every &= known.sets
	for j := range known.cues {
		if c := &known.cues[j]; r.cues&c.list == 0 && startsWith(r.tokens[i+1:], c.rest) {
			r.cues |= c.list
		}
	}
	if i == 0 {
		r.first = r.cues
	}
}

// has reports whether some word is in one of the sets.
func (r *reading) has(sets wordSet) bool { return r.some&sets != 0 }

// begins reports whether the first word is in one of the sets.
func (r *reading) begins(sets wordSet) bool { return len(r.sets) > 0 && r.sets[0]&sets != 0 }

// cue reports whether some cue of the lists occurs.
func (r *reading) cue(lists cueSet) bool { return r.cues&lists != 0 }
