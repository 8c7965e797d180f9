package corpus

import "math"

// postings turns the counts into weights and postings.
func (b *builder) postings() {
	ix := b.ix
	n := len(ix.corpus.Excerpts)
	terms := len(ix.vocabulary.small)
	frequency := make([]int, terms) // how many excerpts have it
	asked := make([]int, terms)     // how often questions have it
	var allAsked int
	ix.terms = make([]term, terms+1)
	for i, r := range b.rows { // each counts for the beginning of the next term's postings
		if i < b.rowAt[n] {
			frequency[r.term]++
		}
		if questions := int(r.counts[FieldQuestions]); questions > 0 {
			asked[r.term] += questions
			allAsked += questions
			ix.terms[r.term+1].asked++
		}
		if r.inOwn() {
			ix.terms[r.term+1].own++
		}
	}
	var average [fieldCount]float64
	for _, l := range b.lengths[:n] {
		for f := range average {
			average[f] += float64(l[f]) / float64(n)
		}
	}
	shares := make([]float64, terms) // what part of all questions' words it is
	next := make([]term, terms)      // places of its next postings
	for t := range shares {
		if !ix.vocabulary.small[t] {
			ix.terms[t].weight = inverseFrequency(n, frequency[t])
		}
		shares[t] = float64(asked[t]) / float64(allAsked)
		next[t] = ix.terms[t]
		ix.terms[t+1].asked += ix.terms[t].asked
		ix.terms[t+1].own += ix.terms[t].own
	}
	ix.askedPostings = make([]posting, ix.terms[terms].asked)
	ix.ownPostings = make([]posting, ix.terms[terms].own)
	even := b.evenOut()
	for doc := range b.lengths {
		at := uint32(doc) << fieldBits
		for i := range b.rows[b.rowAt[doc]:b.rowAt[doc+1]] {
			r := &b.rows[b.rowAt[doc]+i]
			to := &next[r.term]
			if questions := r.counts[FieldQuestions]; questions > 0 {
				ix.askedPostings[to.asked] = posting{at, likelihood(float64(questions)*even[doc], shares[r.term])}
				to.asked++
			}
			if !r.inOwn() {
				continue
			}
			var tf float64
			own := posting{at: at}
			for f, count := range r.counts[:FieldQuestions] {
				if count > 0 {
					own.at |= 1 << f
					norm := 1 - lengthNorm + lengthNorm*float64(b.lengths[doc][f])/max(average[f], 1)
					tf += fieldWeights[f] * float64(count) / norm
				}
			}
			own.adds = float32(float64(to.weight) * tf / (saturation + tf))
			ix.ownPostings[to.own] = own
			to.own++
		}
	}
	ix.rarest = inverseFrequency(n, 1)
	b.smallTerms()
	b.frequentTerms()
}

// inOwn reports whether the excerpt has the term in its own fields.
func (r *row) inOwn() bool {
	c := &r.counts
	return c[FieldText]|c[FieldContext]|c[FieldSpeaker]|c[FieldTerms]|c[FieldSource] != 0
}

// smallTerms lays out what function words add, for looking it up by excerpt.
func (b *builder) smallTerms() {
	const goodPart = 40 // one in so many
	ix := b.ix
	ix.small = make(map[termID]smallTerm)
	excerpts, all := uint32(len(ix.corpus.Excerpts)), len(b.lengths)
	for t, small := range ix.vocabulary.small {
		list := ix.asked(termID(t))
		if !small || len(list) == 0 {
			continue
		}
		x := smallTerm{postings: list}
		if goodPart*len(list) >= all {
			x.adds = make([]float32, all)
		}
		for _, p := range list {
			if p.doc() >= excerpts {
				x.most = max(x.most, p.adds)
			}
			if x.adds != nil {
				x.adds[p.doc()] = p.adds
			}
		}
		ix.small[termID(t)] = x
	}
}

// evened is the power to which the counts of excerpts are evened out: few questions are less evidence than many.
// That of gaps, which mostly have few, is 1.
const evened = 0.75

// evenOut is, by excerpt and by gap, what its counts in questions are multiplied by, so that those with many
// and with few questions stand a like chance.
func (b *builder) evenOut() []float64 {
	even := make([]float64, len(b.questionWords))
	for doc, words := range b.questionWords {
		even[doc] = float64(b.allQuestionWords) / float64(len(b.questionWords)) / float64(max(words, 1))
		if doc < len(b.ix.corpus.Excerpts) {
			even[doc] = math.Pow(even[doc], evened)
		}
	}
	return even
}

// likelihood is what n occurrences in an excerpt's questions add to the log likelihood of what has
// this share of all questions' words.
func likelihood(n, share float64) float32 {
	if n == 0 {
		return 0
	}
	return float32(ln(1 + n/(smoothing*share)))
}

// likelihoodsOnce is, by how many times a pair stands in all questions, if they are few, and by excerpt, the
// likelihood of one that stands in one of the excerpt's alone, as most pairs do.
func (b *builder) likelihoodsOnce() (once [16][]float32) {
	even := b.evenOut()
	for all := range once {
		once[all] = make([]float32, len(even))
		for doc := range even {
			once[all][doc] = likelihood(even[doc], float64(all)/float64(len(b.pairs)))
		}
	}
	return once
}

// phrases turns the pairs into postings.
func (b *builder) phrases() {
	sortNumbers(b.pairs, docBits) // they come by excerpt
	ix := b.ix
	p := &ix.pairs
	p.from = make([]uint32, 1, len(ix.vocabulary.small)+1)
	p.behind = make([]secondTerm, 0, len(b.pairs)/2)
	p.postings = make([]posting, 0, len(b.pairs))
	even, once := b.evenOut(), b.likelihoodsOnce()
	for from := 0; from < len(b.pairs); {
		pair := b.pairs[from] >> docBits
		to := from + 1
		for to < len(b.pairs) && b.pairs[to]>>docBits == pair {
			to++
		}
		for first := int(pair >> termBits); len(p.from) <= first; {
			p.from = append(p.from, uint32(len(p.behind)))
		}
		p.behind = append(p.behind, secondTerm{termID(pair & (1<<termBits - 1)), uint32(len(p.postings))})
		for i := from; i < to; {
			j := i + 1
			for j < to && b.pairs[j] == b.pairs[i] {
				j++
			}
			doc := uint32(b.pairs[i] & docMask)
			var adds float32
			if all := to - from; j == i+1 && all < len(once) {
				adds = once[all][doc]
			} else {
				adds = likelihood(float64(j-i)*even[doc], float64(all)/float64(len(b.pairs)))
			}
			p.postings = append(p.postings, posting{doc << fieldBits, adds})
			i = j
		}
		from = to
	}
	for len(p.from) <= len(ix.vocabulary.small) {
		p.from = append(p.from, uint32(len(p.behind)))
	}
	p.behind = append(p.behind, secondTerm{at: uint32(len(p.postings))})
	sortNumbers(b.wholes, docBits) // they come by excerpt
	ix.wholes = b.wholes
	ix.wholeAt = make([]uint32, 1<<wholeBits+1)
	for _, v := range ix.wholes {
		ix.wholeAt[v>>(64-wholeBits)+1]++
	}
	for i := range 1 << wholeBits {
		ix.wholeAt[i+1] += ix.wholeAt[i]
	}
}
