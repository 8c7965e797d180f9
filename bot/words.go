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
	detail
	personDeed
	bidding
	own
	ownUnit
	arrival
	runOn
	joins
	seeing
	sayer
)

// wordLists are the words of the sets.
var wordLists = map[wordSet]string{
	inEnglish: englishMarkers, inSpanish: spanishMarkers, inPortuguese: portugueseMarkers,
	opener: openers, speech: speechWords, reason: reasons, personNoun: personNouns, onTopic: onTopicWords, asksOn: asksOnWords,
	agent: agents, closePerson: closePeople, taking: takings, justNow: justWords, mine: mineWords,
	chatter: chatterWords + smallTalk, thanks: thanksWords, asking: askingWords, generalOpener: generalOpeners,
	leans: leansWords, theSame: theSameWords, outletLead: outletLeads,
	detail: detailWords, personDeed: personDeeds, bidding: biddingWords,
	own: selfWords, ownUnit: ownUnits, arrival: arrivals, runOn: runOnWords, joins: joinsWords, seeing: seeingWords, sayer: sayers,
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

// told is what a text's words tell as a whole.
type told struct {
	some  wordSet // sets that some word is in
	every wordSet // sets that all words are in; all sets where there is no word
	cues  cueSet  // lists of which some cue occurs
	first cueSet  // lists of which some cue begins the text
}

// reading is a text's words with what the bot knows of them.
type reading struct {
	told
	tokens []corpus.Token
	sets   []wordSet // by token
}

// roomForWords is how many words a question has, nearly always, at most: their room need not be fetched.
const roomForWords = 24

// read looks the words of a text up. It uses the room for its sets, if that suffices, and keeps the tokens.
func read(tokens []corpus.Token, room []wordSet) reading {
	t, sets := nothingTold(), room[:0]
	for i := range tokens {
		sets = append(sets, t.take(tokens, i, knownWords[tokens[i].Word]))
	}
	return reading{t, tokens, sets}
}

// nothingTold is what no words tell.
func nothingTold() told { return told{every: ^wordSet(0)} }

// take takes in what is known of token i, which is the next, nil when that is nothing, and returns its sets.
func (t *told) take(tokens []corpus.Token, i int, known *knownWord) wordSet {
	if known == nil {
		t.every = 0
		return 0
	}
	t.some |= known.sets
	t.every &= known.sets
	for j := range known.cues {
		if c := &known.cues[j]; t.cues&c.list == 0 && startsWith(tokens[i+1:], c.rest) {
			t.cues |= c.list
		}
	}
	if i == 0 {
		t.first = t.cues
	}
	return known.sets
}

// has reports whether some word is in one of the sets.
func (t *told) has(sets wordSet) bool { return t.some&sets != 0 }

// begin returns the sets of the first word, none where there is no word.
func (r *reading) begin() wordSet {
	if len(r.sets) == 0 {
		return 0
	}
	return r.sets[0]
}

// begins reports whether the first word is in one of the sets.
func (r *reading) begins(sets wordSet) bool { return r.begin()&sets != 0 }

// cue reports whether some cue of the lists occurs.
func (t *told) cue(lists cueSet) bool { return t.cues&lists != 0 }
