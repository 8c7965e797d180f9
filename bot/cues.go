package bot

import "clippings/corpus"

// cueSet is a set of lists of cues, a bit each.
type cueSet uint32

// cue is a folded word sequence that tells something of a question.
type cue struct {
	rest []string // the words behind the first
	list cueSet   // the one list that it is of
}

// The lists of cues, by their number in cueLists. Those that tell the kind of answer are the first, in
// the order of answerKinds.
const (
	atMyPlace cueSet = 1 << (iota + answerLists)
	raidNow
	asksAdvice
	ownCase
	orders
	here
	goesOn
	otherSide
	asksDay
	asksMonth
	asksLater
	asksName
)

// answerLists is how many lists tell the kind of answer, and answerCues are those.
const (
	answerLists = len(answerKinds)
	answerCues  = 1<<answerLists - 1
)

// cueLists holds the lists. Each stands where it is used.
var cueLists = func() [][]string {
	var lists [][]string
	for _, k := range answerKinds {
		lists = append(lists, k.cues)
	}
	return append(lists, placeCues, raidCues, adviceCues, caseCues, orderCues, hereCues, goesOnCues, sideCues, dayCues, monthCues, laterCues, nameCues)
}()

func startsWith(tokens []corpus.Token, words []string) bool {
	if len(tokens) < len(words) {
		return false
	}
	for i, w := range words {
		if tokens[i].Word != w {
			return false
		}
	}
	return true
}
