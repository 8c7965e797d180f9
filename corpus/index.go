package corpus

import "math"

// Field is a part of an excerpt that is indexed by itself.
type Field uint8

// The fields.
const (
	FieldText      Field = iota // the excerpt's text, in English and in Spanish
	FieldContext                // the context line, in both languages
	FieldSpeaker                // the speaker's name and role
	FieldTerms                  // names of what it is about
	FieldSource                 // outlet, author, date of the article and of the event
	FieldQuestions              // the questions it answers
	fieldCount
)

func (f Field) String() string {
	return [...]string{"text", "context", "speaker", "terms", "source", "questions"}[f]
}

// The excerpt's own fields are scored by BM25F after Robertson and Zaragoza, "The Probabilistic
// Relevance Framework" (2009), section 3.6: per field a weight and a length normalisation, one
// saturation for all. b is low because excerpts are sentences of about one length.
const (
	saturation = 1.2 // k1
	lengthNorm = 0.4 // b
)

var fieldWeights = [FieldQuestions]float64{
	FieldText: 1, FieldContext: 0.4, FieldSpeaker: 0.8, FieldTerms: 0.5, FieldSource: 0.3,
}

// The questions that an excerpt answers are scored as one text by the query's likelihood under a
// unigram and a bigram language model with Jelinek-Mercer smoothing, after Zhai and Lafferty, "A
// Study of Smoothing Methods for Language Models" (2004): a word that n of the questions' words are,
// n scaled to questions of average length, adds ln(1 + n/(smoothing·p(word))), with p(word) its share
// of all questions. Small words count here: "how many" is not "how".
const smoothing = 60 // words

// Index is the inverted index over a corpus. It is read-only, so any number of goroutines may
// search it at once.
type Index struct {
	corpus     *Corpus
	vocabulary *vocabulary
	lexicon    *lexicon
	words      *dictionary  // folded words that something stored has
	stored     []storedWord // by number in words
	questions  questions
	bags       bags
	lean       lean
	repair     *repairer

	terms         []term // termID -> what is known of it; one more for the ends of the last's postings
	askedPostings []posting
	ownPostings   []posting
	small         map[termID]smallTerm // those of function words that questions have
	frequent      []frequentTerm
	rarest        float32 // the weight of a term that one excerpt alone has

	pairs   pairs
	wholes  []uint64 // hashes of whole questions, their low docBits replaced by the excerpt, ascending
	wholeAt []uint32 // highest bits of a hash -> its first place in wholes; one more for the end
}

// NewIndex builds the index of a corpus. It takes time and memory in proportion to the corpus; for the one that is
// built in, whose texts are cut already, half the time.
func NewIndex(c *Corpus) *Index { return newBuilder(c).build() }

// Corpus returns the corpus that the index was built from.
func (ix *Index) Corpus() *Corpus { return ix.corpus }

// inverseFrequency is the weight of a term that df of n excerpts hold: the logarithm of how rare it
// is, the form of Robertson and Spärck Jones made positive, ln(1 + (n - df + ½)/(df + ½)).
func inverseFrequency(n, df int) float32 {
	return float32(math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5)))
}

// wholeBits is how many of the highest bits of a question's hash tell where to look for it.
const wholeBits = 12

// verbatim returns, as entries of wholes, the excerpts and gaps that have a question with this hash
// of its words, ascending. Of the hash 40 bits count; a wrong hit is as rare as one in a trillion.
func (ix *Index) verbatim(whole uint64) []uint64 {
	first := whole >> (64 - wholeBits)
	near := ix.wholes[ix.wholeAt[first]:ix.wholeAt[first+1]]
	for len(near) > 0 && near[0]&^docMask != whole&^docMask {
		near = near[1:]
	}
	for i, v := range near {
		if v&^docMask != whole&^docMask {
			return near[:i]
		}
	}
	return near
}

// holds reports whether an excerpt is among those that verbatim returned.
func holds(verbatim []uint64, doc uint32) bool {
	for _, v := range verbatim {
		if uint32(v&docMask) == doc {
			return true
		}
	}
	return false
}
