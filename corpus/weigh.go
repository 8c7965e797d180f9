package corpus

import "math"

// postings turns the counts into weights and postings.
func (b *builder) postings() {
	ix := b.ix
	n := len(ix.corpus.Excerpts)
	terms := len(ix.vocabulary.small)
	frequency := make([]int, terms) // how many excerpts have it
	holders := make([]int, terms)   // how many excerpts and gaps
	asked := make([]int, terms)     // how often questions have it
	var allAsked int
	for i, r := range b.rows {
		holders[r.term]++
		if i < b.rowAt[n] {
			frequency[r.term]++
		}
		asked[r.term] += int(r.counts[FieldQuestions])
		allAsked += int(r.counts[FieldQuestions])
	}
	var average [fieldCount]float64
	for _, l := range b.lengths[:n] {
		for f := range average {
			average[f] += float64(l[f]) / float64(n)
		}
	}
	ix.weights = make([]float32, terms)
	ix.postings = make([][]posting, terms)
	shares := make([]float64, terms)      // what part of all questions' words it is
	store := make([]posting, len(b.rows)) // one allocation for all lists
	for t := range ix.weights {
		if !ix.vocabulary.small[t] {
			ix.weights[t] = inverseFrequency(n, frequency[t])
		}
		ix.postings[t], store = store[:0:holders[t]], store[holders[t]:]
		shares[t] = float64(asked[t]) / float64(allAsked)
	}
	even := b.evenOut()
	for doc := range b.lengths {
		for _, r := range b.rows[b.rowAt[doc]:b.rowAt[doc+1]] {
			p := posting{doc: uint32(doc)}
			var tf float64
			for f, count := range r.counts {
				if count == 0 {
					continue
				}
				p.fields |= 1 << f
				if Field(f) != FieldQuestions {
					norm := 1 - lengthNorm + lengthNorm*float64(b.lengths[doc][f])/max(average[f], 1)
					tf += fieldWeights[f] * float64(count) / norm
				}
			}
			p.own = float32(float64(ix.weights[r.term]) * tf / (saturation + tf))
			p.asked = likelihood(float64(r.counts[FieldQuestions])*even[doc], shares[r.term])
			ix.postings[r.term] = append(ix.postings[r.term], p)
		}
	}
}

// evenOut is, by excerpt, what its counts in questions are multiplied by, so that excerpts with many
// and with few questions stand a like chance.
func (b *builder) evenOut() []float64 {
	even := make([]float64, len(b.asked))
	for doc, words := range b.asked {
		even[doc] = float64(b.allWords) / float64(len(b.asked)) / float64(max(words, 1))
	}
	return even
}

// likelihood is what n occurrences in an excerpt's questions add to the log likelihood of what has
// this share of all questions' words.
func likelihood(n, share float64) float32 {
	if n == 0 {
		return 0
	}
	return float32(math.Log(1 + n/(smoothing*share)))
}

// phrases turns the pairs into postings.
func (b *builder) phrases() {
	sortNumbers(b.pairs, docBits) // they come by excerpt
	ix := b.ix
	ix.pairs = make([]uint64, 0, len(b.pairs)/2)
	ix.pairAt = make([]uint32, 0, len(b.pairs)/2)
	ix.phrased = make([]phrasePosting, 0, len(b.pairs))
	once := make([]float32, len(b.asked)) // by excerpt: the likelihood of a pair that stands in one question alone, as most do
	even := b.evenOut()
	for doc := range once {
		once[doc] = likelihood(even[doc], 1/float64(len(b.pairs)))
	}
	for from := 0; from < len(b.pairs); {
		pair := b.pairs[from] >> docBits
		to := from + 1
		for to < len(b.pairs) && b.pairs[to]>>docBits == pair {
			to++
		}
		ix.pairs = append(ix.pairs, pair)
		ix.pairAt = append(ix.pairAt, uint32(len(ix.phrased)))
		share := float64(to-from) / float64(len(b.pairs))
		for i := from; i < to; {
			j := i + 1
			for j < to && b.pairs[j] == b.pairs[i] {
				j++
			}
			doc := uint32(b.pairs[i] & docMask)
			p := phrasePosting{doc, once[doc]}
			if to-from > 1 {
				p.asked = likelihood(float64(j-i)*even[doc], share)
			}
			ix.phrased = append(ix.phrased, p)
			i = j
		}
		from = to
	}
	ix.pairAt = append(ix.pairAt, uint32(len(ix.phrased)))
	sortNumbers(b.wholes, docBits) // they come by excerpt
	ix.wholes = b.wholes
}
