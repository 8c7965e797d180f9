package bot

import (
	"math/bits"

	"clippings/corpus"
)

// AnswerType is the kind of answer that a question asks for.
type AnswerType uint8

// The kinds of answer.
const (
	AsksWhat    AnswerType = iota // what, which, how: anything
	AsksWho                       // a person or a body
	AsksWhen                      // a date
	AsksNumber                    // how many, how much
	AsksWhere                     // a place
	AsksWhy                       // a reason
	AsksYesNo                     // whether something is so
	AsksHowLong                   // a duration or how often
	AsksWords                     // somebody's own words
	answerTypes
)

// answerKinds are the cues that tell the kind of answer, wherever they stand in the question; of
// several the first in the list decides.
var answerKinds = [...]struct {
	kind AnswerType
	cues []string
}{
	{AsksWhen, []string{"how long ago", "since when", "desde cuando", "hace cuanto"}},
	{AsksHowLong, []string{"how long", "how many years", "how many months", "how many days", "how many hours", "how many times",
		"how often", "for how many", "cuanto tiempo", "cuantos anos", "cuantos meses", "cuantos dias", "cuantas horas",
		"cuantas veces", "quanto tempo", "quantos anos", "quantos meses", "quantos dias", "quantas horas", "quantas vezes"}},
	{AsksNumber, []string{"how many", "how much", "how big", "how large", "number of", "what percent", "what percentage",
		"what share", "what number", "cuanto", "cuantos", "cuanta", "cuantas", "cuantos", "que porcentaje",
		"numero de", "quanto", "quantos", "quanta", "quantas", "que porcentagem"}},
	{AsksWhen, []string{"when", "what year", "which year", "what date", "what month", "which month", "what day", "since when",
		"how long ago", "cuando", "que ano", "que fecha", "que mes", "que dia", "quando", "que data"}},
	{AsksWhy, []string{"why", "how come", "for what reason", "what reason", "por que razon", "porque razon", "por que motivo",
		"por que", "porque"}},
	{AsksWho, []string{"who", "whose", "whom", "which person", "which official", "which mayor", "what person", "name of",
		"quien", "quienes", "quem"}},
	{AsksWhere, []string{"where", "donde", "onde"}},
	{AsksWords, []string{"quote", "exact words", "own words", "in his words", "in her words", "verbatim", "what did", "what does",
		"what was", "how did", "statement", "cita", "que dijo", "que dice", "citacao", "o que disse", "que disse", "textual"}},
}

// openers are the folded words that begin a question to be answered with yes or no.
const openers = `is are was were am do does did can could will would has have had may should isnt arent dont doesnt didnt
	so heard es son fue esta estan puede pueden tiene tienen hay ha han sera pode podem tem foi eh e verdade cierto`

// answerType tells what kind of answer a question asks for.
func answerType(tokens []corpus.Token) AnswerType {
	r := read(tokens, nil)
	return r.answerType(r.begin())
}

// answerType tells what kind of answer a question asks for, given the sets of its first word.
func (t *told) answerType(begins wordSet) AnswerType {
	told := t.cues & answerCues
	if begins&opener != 0 { // "Is it true that when …" asks yes or no; the cue is not what is asked
		told &= t.first | asksThough
	}
	if !t.has(speech) {
		told &^= asksWords
	}
	switch {
	case told != 0:
		return answerKinds[bits.TrailingZeros32(uint32(told))].kind
	case begins&opener != 0:
		return AsksYesNo
	}
	return AsksWhat
}

// asksWords are the lists of cues that ask for somebody's words, if speech is spoken of, and asksThough those
// that tell the kind of answer behind an opener, too.
var asksWords, asksThough = listsOf(AsksWords), listsOf(AsksNumber) | listsOf(AsksHowLong) | listsOf(AsksWords)

// listsOf returns the lists of cues that ask for a kind of answer.
func listsOf(kind AnswerType) (lists cueSet) {
	for i, k := range answerKinds {
		if k.kind == kind {
			lists |= 1 << i
		}
	}
	return lists
}

// speechWords tell that somebody says something.
const speechWords = `say said tell told says quote quotes words comment comments call called describe described respond responded
	reply replied answer answered react reacted write wrote argue argued claim claimed warn warned statement verbatim put
	explain explained dijo dice declaro respondio comento cita palabras textual opina opino dijeron respondieron contesto contestaron disse disseram falou respondeu responderam citacao`
