package archive

// field is a part of a passage that is indexed with a weight of its own.
type field uint8

// The fields, in the order in which a record holds them.
const (
	fieldText      field = iota // the passage, and its translation where it has one
	fieldTitle                  // the title of its source
	fieldQuestions              // the questions it answers
	fieldContext                // the line that resolves what the text leaves open
	fieldSpeaker                // the speaker's name and role
	fieldAbout                  // what it is about
	fieldSource                 // outlet, author and date
	fieldCount
)

// The passage is scored by BM25F after Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
// section 3.6. A title counts twice: it names what all of its passages speak of and most do not repeat.
const saturation = 1.2 // k1

var fieldWeights = [fieldCount]float32{
	fieldText: 1, fieldTitle: 2, fieldQuestions: 2, fieldContext: 0.4, fieldSpeaker: 0.8, fieldAbout: 0.5, fieldSource: 0.3,
}

// neighbourWeight is the weight of the passages before and behind one of the same source, as a field of it.
const neighbourWeight = 0.2

// lengthNorm is b of BM25F for text of some average length in content words. Sentences, which are all of one
// length, want little of it; among paragraphs a long one speaks of more things. The two ends are Robertson's
// usual 0.75 and what Xapian uses for short text.
func lengthNorm(average float32) float32 { return 0.3 + 0.45*longText(average) }

// longText is how far text of some average length in content words is paragraphs rather than sentences, from 0 to 1.
func longText(average float32) float32 {
	const short, long = 15, 60
	return min(max((average-short)/(long-short), 0), 1)
}

// Flags tell what kinds of answer a passage can hold.
type Flags uint8

// The flags.
const (
	HasNumber Flags = 1 << iota // a number that is no year
	HasDate                     // a year, a month or a weekday
	HasName                     // a capital letter within a sentence
	HasReason                   // a word that gives a reason
	HasPlace                    // a preposition of place before a capital letter
)
