package corpus

// posting says what a term, or a pair of terms, adds to a score of an excerpt or a gap. A term has two
// lists of them, each ascending: what it adds to the log likelihood of the questions, and to the BM25F score
// over the excerpt's own fields. Apart they are less to go through, since few excerpts have a term in both.
type posting struct {
	at   uint32 // doc<<fieldBits | the own fields that have it, bit 1<<Field; no field in questions' lists
	adds float32
}

const fieldBits = 32 - docBits

func (p posting) doc() uint32 { return p.at >> fieldBits }

// fields are the own fields of the excerpt that have the term.
func (p posting) fields() uint8 { return uint8(p.at & (1<<fieldBits - 1)) }

// term is what the index knows of a term. The places where the next term's postings begin are those where
// its own end.
type term struct {
	weight     float32 // inverse document frequency; 0 for function words
	asked, own uint32  // places of its first postings
	frequent   uint32  // 1 + its place in Index.frequent, 0 when it is not there
}

// asked returns the postings of a term in questions.
func (ix *Index) asked(id termID) []posting {
	return ix.askedPostings[ix.terms[id].asked:ix.terms[id+1].asked]
}

// own returns the postings of a term in excerpts' own fields.
func (ix *Index) own(id termID) []posting {
	return ix.ownPostings[ix.terms[id].own:ix.terms[id+1].own]
}

// known reports whether some excerpt or gap has a term.
func (ix *Index) known(id termID) bool {
	a, b := &ix.terms[id], &ix.terms[id+1]
	return a.asked != b.asked || a.own != b.own
}

// find returns the posting of an excerpt or a gap in a list, and whether there is one.
func find(list []posting, doc uint32) (posting, bool) {
	from, to := 0, len(list)
	for from < to {
		if middle := (from + to) / 2; list[middle].doc() < doc {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from == len(list) || list[from].doc() != doc {
		return posting{}, false
	}
	return list[from], true
}

// Matches reports whether unit i of a query matches an excerpt, given by its place in Corpus.Excerpts,
// anywhere, its questions included.
func (ix *Index) Matches(q *Query, i, number int) bool {
	for _, id := range q.Units[i].ids {
		_, asked := find(ix.asked(id), uint32(number))
		_, own := find(ix.own(id), uint32(number))
		if asked || own {
			return true
		}
	}
	return false
}

// MatchesOwn reports whether unit i of a query matches an excerpt, given by its place in Corpus.Excerpts, in the
// excerpt's own fields: its questions do not count.
func (ix *Index) MatchesOwn(q *Query, i, number int) bool {
	for _, id := range q.Units[i].ids {
		if _, own := find(ix.own(id), uint32(number)); own {
			return true
		}
	}
	return false
}

// smallTerm is what is known of a function word's term, for looking up what it adds by excerpt.
type smallTerm struct {
	postings []posting // in questions
	most     float32   // of what it adds for a gap
	adds     []float32 // excerpt or gap -> what it adds, when a good part of them have it; else nil
}

// add adds to the sums what the term adds for some excerpts or gaps.
func (t *smallTerm) add(sums []float32, docs []uint32) {
	if t.adds != nil {
		for i, doc := range docs {
			sums[i] += t.adds[doc]
		}
		return
	}
	for i, doc := range docs {
		if p, ok := find(t.postings, doc); ok {
			sums[i] += p.adds
		}
	}
}
