package corpus

// Nearness is how near stored questions come to an asked one. Two questions are alike by the weight of the terms
// that both have over the weight of those that either has (Jaccard's coefficient, weighted), in [0, 1]; words that
// no stored question has do not count.
type Nearness struct {
	Answered float64 // likeness of the nearest question of the first excerpt
	Gap      float64 // the same of the gaps
	// GapShare is what part gaps have, in [0, 1], of the ten nearest questions of all that were looked at, each
	// counted by the cube of its likeness; 0 when none is alike at all.
	GapShare float64
	Lean     float64 // log odds that a stored question with these terms is a gap's, see lean
}

const (
	neighbors = 10 // how many questions GapShare is of
	nearGaps  = 6  // how many gaps are looked at: the best at first look
)

// marks are the weights of an asked question's terms, 0 elsewhere. There is one for every number that a term could
// have, so that looking one up needs no check.
type marks [1 << 16]uint32

// neighbor is a stored question beside the asked one.
type neighbor struct {
	both, either uint32 // weights of the terms that both have, and that either has
	gap          bool
}

// like is the likeness of the two questions.
func (v neighbor) like() float64 { return float64(v.both) / float64(max(v.either, 1)) }

// nearer reports whether v is more like the asked question than w. It is asked for each stored question that is
// looked at, so it does without a division.
func (v neighbor) nearer(w neighbor) bool {
	return uint64(v.both)*uint64(w.either) > uint64(w.both)*uint64(v.either)
}

// Nearest compares a query with the stored questions of some excerpts, given by their places in
// Corpus.Excerpts, and of the gaps that Search found nearest to it, which gap is from; the zero GapMatch has none. The
// first excerpt is the one that would be the answer; without any, Answered is 0. A query in English is compared with
// questions in English, another with those in the other languages. It is safe for concurrent use.
func (ix *Index) Nearest(q *Query, excerpts []int, gap *GapMatch) Nearness {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	x := &ix.bags
	if s.marks == nil {
		s.marks = new(marks)
	}
	total, lean := uint32(0), ix.lean.bias
	for i := range q.Units {
		for _, id := range q.Units[i].ids {
			if t := x.numbers[id]; s.marks[t] == 0 {
				s.marks[t] = x.weight[t]
				total += x.weight[t]
				lean += ix.lean.weight[t]
			}
		}
	}
	var near [neighbors]neighbor // nearest first
	for i := range near {
		near[i].either = 1
	}
	n := Nearness{Lean: float64(lean)}
	for i, number := range excerpts {
		if like := x.nearest(s, total, q.Language, number, false, &near); i == 0 {
			n.Answered = like
		}
	}
	for _, doc := range gap.near[:gap.found] {
		n.Gap = max(n.Gap, x.nearest(s, total, q.Language, int(doc), true, &near))
	}
	var all, gaps float64
	for _, v := range near {
		cube := v.like() * v.like() * v.like()
		all += cube
		if v.gap {
			gaps += cube
		}
	}
	if all > 0 {
		n.GapShare = gaps / all
	}
	for i := range q.Units {
		for _, id := range q.Units[i].ids {
			s.marks[x.numbers[id]] = 0
		}
	}
	return n
}

// nearest returns the likeness of the nearest question of an excerpt or a gap, and puts its questions among the
// nearest of all where they belong. The asked question's terms are marked in s; total is the sum of their weights.
func (x *bags) nearest(s *scratch, total uint32, lang Language, doc int, gap bool, near *[neighbors]neighbor) float64 {
	part := 2 * doc
	if lang != English {
		part++
	}
	first, last := x.parts[part], x.parts[part+1]
	if first == last {
		return 0
	}
	from := x.begin(int(first))
	marks, most := s.marks, neighbor{either: 1}
	for question := first; question < last; question++ {
		end := x.ends[question]
		both := uint32(0)
		for _, t := range x.terms[from:end] {
			both += marks[t]
		}
		from = end
		v := neighbor{both, total + x.total[question] - both, gap}
		if v.nearer(most) {
			most = v
		}
		if !v.nearer(near[neighbors-1]) {
			continue
		}
		at := neighbors - 1
		for at > 0 && v.nearer(near[at-1]) {
			near[at] = near[at-1]
			at--
		}
		near[at] = v
	}
	return most.like()
}
