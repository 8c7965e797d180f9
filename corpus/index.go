package corpus

import (
	"math"
	"slices"
)

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

// posting says that a term occurs in an excerpt.
type posting struct {
	doc    uint32
	fields uint8   // bit 1<<Field
	own    float32 // BM25F score over the excerpt's own fields, ready to add
	asked  float32 // what it adds to the log likelihood of the questions
}

// phrasePosting says that two words stand side by side in an excerpt's questions.
type phrasePosting struct {
	doc   uint32
	asked float32
}

// Index is the inverted index over a corpus. It is read-only, so any number of goroutines may
// search it at once.
type Index struct {
	corpus     *Corpus
	vocabulary *vocabulary
	lexicon    *lexicon
	repair     *repairer

	weights  []float32   // termID -> inverse document frequency; 0 for function words
	postings [][]posting // termID -> excerpts, ascending

	pairs   []uint64        // two terms side by side in some question, ascending
	pairAt  []uint32        // place in pairs -> its first phrasePosting; one more for the end
	phrased []phrasePosting // by pair, each pair's excerpts ascending
	wholes  []uint64        // hashes of whole questions, their low docBits replaced by the excerpt, ascending
}

// NewIndex builds the index of a corpus. It takes time and memory in proportion to the corpus.
func NewIndex(c *Corpus) *Index { return newBuilder(c).build() }

// Corpus returns the corpus that the index was built from.
func (ix *Index) Corpus() *Corpus { return ix.corpus }

// inverseFrequency is the weight of a term that df of n excerpts hold: the logarithm of how rare it
// is, the form of Robertson and Spärck Jones made positive, ln(1 + (n - df + ½)/(df + ½)).
func inverseFrequency(n, df int) float32 {
	return float32(math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5)))
}

// rarest is the weight of a term that one excerpt alone has.
func (ix *Index) rarest() float32 { return inverseFrequency(len(ix.corpus.Excerpts), 1) }

// wordHash is the FNV-1a hash of a folded word, 64 bit.
func wordHash(w string) uint64 {
	h := uint64(fnvBasis)
	for i := 0; i < len(w); i++ {
		h = (h ^ uint64(w[i])) * fnvPrime
	}
	return h
}

const (
	fnvBasis = 14695981039346656037
	fnvPrime = 1099511628211
)

// wholeHash goes on with the hash of words in order, which begins with 0, by the hash of the next.
func wholeHash(h, word uint64) uint64 { return (h^word)*fnvPrime + word>>7 }

// A pair of terms and an excerpt fit one number, so that sorting them is sorting numbers: room for a
// million terms and sixteen million excerpts.
const (
	termBits = 20
	docBits  = 64 - 2*termBits
	docMask  = 1<<docBits - 1
)

func pairOf(a, b termID) uint64 { return uint64(a)<<termBits | uint64(b) }

// verbatim returns, as entries of wholes, the excerpts and gaps that have a question with this hash
// of its words, ascending. Of the hash 40 bits count; a wrong hit is as rare as one in a trillion.
func (ix *Index) verbatim(whole uint64) []uint64 {
	from, _ := slices.BinarySearch(ix.wholes, whole&^docMask)
	to := from
	for to < len(ix.wholes) && ix.wholes[to]&^docMask == whole&^docMask {
		to++
	}
	return ix.wholes[from:to]
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

// phrase returns the postings of two terms side by side.
func (ix *Index) phrase(pair uint64) []phrasePosting {
	at, ok := slices.BinarySearch(ix.pairs, pair)
	if !ok {
		return nil
	}
	return ix.phrased[ix.pairAt[at]:ix.pairAt[at+1]]
}
