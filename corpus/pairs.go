package corpus

// A pair of terms and an excerpt fit one number, so that sorting them is sorting numbers: room for a
// million terms and sixteen million excerpts.
const (
	termBits = 20
	docBits  = 64 - 2*termBits
	docMask  = 1<<docBits - 1
)

func pairOf(a, b termID) uint64 { return uint64(a)<<termBits | uint64(b) }

// pairs are the terms that stand side by side in stored questions, the beginning of a question being
// term 0. It is read-only once built.
type pairs struct {
	from     []uint32     // first term -> its first place in behind; one more for the end
	behind   []secondTerm // one more for the end of the last's postings
	postings []posting    // by pair, each pair's excerpts ascending
}

// secondTerm is a term behind another, ascending behind each first. Where the next one's postings begin, its
// own end.
type secondTerm struct {
	term termID
	at   uint32 // place of its first posting
}

// phrase returns the postings of two terms side by side.
func (ix *Index) phrase(pair uint64) []posting {
	p := &ix.pairs
	first, second := pair>>termBits, termID(pair&(1<<termBits-1))
	from, end := p.from[first], p.from[first+1]
	for to := end; from < to; {
		if middle := (from + to) / 2; p.behind[middle].term < second {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from == end || p.behind[from].term != second {
		return nil
	}
	return p.postings[p.behind[from].at:p.behind[from+1].at]
}
