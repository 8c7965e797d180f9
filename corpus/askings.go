package corpus

// askings take in stored questions as a whole: their words in order, pairs of them, and the sets of terms that bags
// are. Of the index they read the corpus and the stored words with their hashes, and write the questions.
type askings struct {
	ix      *Index
	doc     uint32
	english bool // the questions of the one in hand that come are in English
	bags    bagBuilder
	wholes  []uint64 // hashes of whole questions, their low docBits replaced by the excerpt
	pairs   []uint64 // pairs side by side in questions, each with its excerpt: pair<<docBits | doc
}

// reserve makes room for about so many questions and words.
func (a *askings) reserve(asked, words int) {
	excerpts := len(a.ix.corpus.Excerpts)
	docs := excerpts + len(a.ix.corpus.Gaps)
	a.pairs = make([]uint64, 0, words)
	a.wholes = make([]uint64, 0, asked)
	a.bags = bagBuilder{terms: make([]termID, 0, words), ends: make([]uint32, 0, asked), parts: make([]uint32, 1, 2*docs+1)}
	a.ix.questions = questions{words: make([]uint32, 0, words), ends: make([]uint32, 0, asked), from: make([]uint32, 1, excerpts+1)}
}

func (a *askings) begin(doc int) {
	a.doc, a.english = uint32(doc), true
}

func (a *askings) take(p *piece) {
	if p.field != FieldQuestions {
		return
	}
	if p.lang != English.place() && a.english {
		a.english = false
		a.bags.part()
	}
	stored, hashes := a.ix.stored, a.ix.words.hashes
	pairs, before, whole := a.pairs, termID(0), uint64(0)
	for _, n := range p.words {
		term := stored[n].terms[p.lang]
		pairs = append(pairs, pairOf(before, term)<<docBits|uint64(a.doc))
		before = term
		whole = wholeHash(whole, hashes[n])
		a.bags.add(term)
	}
	a.pairs = pairs
	for _, c := range p.concepts {
		a.bags.add(c)
	}
	a.bags.end()
	a.wholes = append(a.wholes, whole&^docMask|uint64(a.doc))
	if int(a.doc) < len(a.ix.corpus.Excerpts) {
		q := &a.ix.questions
		q.words = append(q.words, p.words...)
		q.ends = append(q.ends, uint32(len(q.words)))
	}
}

func (a *askings) end() {
	if a.english {
		a.bags.part()
	}
	a.bags.part()
	if q := &a.ix.questions; int(a.doc) < len(a.ix.corpus.Excerpts) {
		q.from = append(q.from, uint32(len(q.ends)))
	}
}
