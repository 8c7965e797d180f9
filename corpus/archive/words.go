package archive

import "strings"

// class tells what a word says of the passage it stands in.
type class uint8

// The classes. The first ones are Flags of the same value.
const (
	classNumber = class(HasNumber)
	classDate   = class(HasDate)
	classReason = class(HasReason)
	classFlags  = classNumber | classDate | classReason
)

var dateWords = wordSet(`january february march april june july august september october november december
	monday tuesday wednesday thursday friday saturday sunday century decade
	enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre siglo decada
	janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro seculo`)

var reasonWords = wordSet(`because reason reasons due cause caused causes therefore thus since purpose order hence result
	porque debido causa razon motivo motivos pues por devido razao`)

var placeWords = wordSet(`in at near from of en cerca em perto`)

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// classOf tells the class of a folded word.
func classOf(word string, number bool) (c class) {
	switch {
	case number && len(word) == 4 && (word[0] == '1' || word[:2] == "20"):
		c |= classDate
	case number:
		c |= classNumber
	case dateWords[word]:
		c |= classDate
	}
	if reasonWords[word] {
		c |= classReason
	}
	return c
}

// capitals tells of text as written whether a capital letter stands within a sentence, as names do, and
// whether one stands behind a preposition of place.
func capitals(text string) (f Flags) {
	const before = 1 // letters of a word that tell that another is before it
	word := 0        // bytes of the word in hand
	last := ""       // the word before
	inside := false  // of a sentence
	start := 0
	for i := 0; i <= len(text); i++ {
		c := byte(' ')
		if i < len(text) {
			c = text[i]
		}
		letter := c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '\''
		switch {
		case letter:
			if word == 0 {
				start = i
				if inside && 'A' <= c && c <= 'Z' {
					f |= HasName
					if placeWords[last] {
						return f | HasPlace
					}
				}
			}
			word++
		default:
			if word >= before {
				last = text[start:i]
				inside = true
			}
			word = 0
			if c == '.' || c == '!' || c == '?' || c == ':' || c == '"' {
				inside = false
			}
		}
	}
	return f
}
