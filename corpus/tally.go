package corpus

// piece is one text of an excerpt or a gap as it is counted.
type piece struct {
	field    Field
	lang     int      // its place among languages
	words    []uint32 // by number among all that are stored
	concepts []termID // "@topic" of each name, and each group of words, in it
}

// taker takes in the texts of all excerpts and then of all gaps, numbered from 0 in their order. Between begin and end
// come those of one, by language in the order of Languages. What a piece holds is the taker's until it is given the next.
type taker interface {
	begin(doc int)
	take(p *piece)
	end()
}

// tally counts terms by excerpt and gap. Of the index it reads the corpus, the stored words and the vocabulary.
type tally struct {
	ix               *Index
	counts           [][fieldCount]uint16 // termID -> how often the excerpt in hand has it
	touched          []termID             // whose counts are not zero
	rows             []row                // all excerpts' counts
	rowAt            []int                // excerpt -> its first row
	lengths          [][fieldCount]int    // excerpt -> words, function words left out
	questionWords    []int                // excerpt -> words of its questions, function words too
	allQuestionWords int                  // of all questions
}

// row is how often one excerpt has one term.
type row struct {
	term   termID
	counts [fieldCount]uint16
}

// reserve makes room for texts of about so many words.
func (t *tally) reserve(words int) {
	t.rows = make([]row, 0, words/2) // a word stands in an excerpt's questions more than once
}

// grow makes room to count what terms there are.
func (t *tally) grow() {
	if terms := len(t.ix.vocabulary.small); len(t.counts) < terms {
		t.counts = append(t.counts, make([][fieldCount]uint16, terms+1<<10-len(t.counts))...)
	}
}

// begin counts the concepts that an excerpt is filed under.
func (t *tally) begin(doc int) {
	t.rowAt = append(t.rowAt, len(t.rows))
	t.lengths = append(t.lengths, [fieldCount]int{})
	t.questionWords = append(t.questionWords, 0)
	if doc >= len(t.ix.corpus.Excerpts) {
		return
	}
	e := t.ix.corpus.Excerpts[doc]
	if e.Speaker != nil {
		t.count(t.ix.vocabulary.term("@"+e.Speaker.ID), FieldSpeaker)
	}
	for _, id := range e.About {
		t.count(t.ix.vocabulary.term("@"+id), FieldTerms)
	}
}

// count counts a term, which is known already.
func (t *tally) count(term termID, f Field) {
	counts := &t.counts[term]
	if *counts == ([fieldCount]uint16{}) {
		t.touched = append(t.touched, term)
	}
	counts[f]++
}

func (t *tally) take(p *piece) {
	stored, long := t.ix.stored, 0
	for _, n := range p.words {
		w := &stored[n]
		if !w.function {
			long++
		}
		if !w.function || p.field == FieldQuestions {
			t.count(w.terms[p.lang], p.field)
		}
	}
	doc := len(t.lengths) - 1
	t.lengths[doc][p.field] += long
	if p.field == FieldQuestions {
		t.questionWords[doc] += len(p.words)
		t.allQuestionWords += len(p.words)
	}
	for _, c := range p.concepts {
		t.count(c, p.field)
	}
}

func (t *tally) end() {
	for _, term := range t.touched {
		t.rows = append(t.rows, row{term, t.counts[term]})
		t.counts[term] = [fieldCount]uint16{}
	}
	t.touched = t.touched[:0]
}
