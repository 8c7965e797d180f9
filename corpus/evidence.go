package corpus

// weighing is the working memory of turning sums into evidence. Each slice is by place in scratch.order,
// counted from 1; what belongs to excerpts that are not in order falls on 0.
type weighing struct {
	docs     []uint32 // which they are, counted from 0
	evidence []Evidence
	fully    []uint8 // 1 when the unit in hand is matched by its own term, else 0
	partly   []uint8 // likewise by a weaker one
	ownFully []uint8 // the same for the excerpt's own fields
	ownPart  []uint8
	names    []float64 // weight of the names matched so far
	numbers  []float64 // likewise of the numbers, in own fields
	plain    []float64 // likewise of the words that are neither
}

func (w *weighing) begin(n int) {
	w.evidence = append(w.evidence[:0], make([]Evidence, n)...)
	w.names = append(w.names[:0], make([]float64, n)...)
	w.numbers = append(w.numbers[:0], make([]float64, n)...)
	w.plain = append(w.plain[:0], make([]float64, n)...)
	for _, flags := range []*[]uint8{&w.fully, &w.partly, &w.ownFully, &w.ownPart} {
		*flags = append((*flags)[:0], make([]uint8, n)...)
	}
}

// share is how much of a unit a match covers, by whether a weaker term matches, and by whether, added to it
// twice, its own does.
var share = [4]float64{0, weaker, 1, 1}

// weigh gives all that are in order their evidence. It goes through the postings of the content words once
// more, which is less work than to keep what matches what for all while they are added up. Like further, it
// is written so that no branch depends on what matches.
func (ix *Index) weigh(s *scratch, q *Query) []Evidence {
	w := &s.weighing
	w.begin(len(s.order) + 1)
	for i, r := range s.order {
		s.places[r.doc] = uint32(i + 1)
	}
	var total, names, numbers, plain float64
	for i := range q.Units {
		u := &q.Units[i]
		if u.Weight == 0 {
			continue
		}
		ix.flag(s, u)
		weight := float64(u.Weight)
		total += weight
		name := !u.Number && u.Topic != "" && !u.Group
		for at := range w.evidence {
			e := &w.evidence[at]
			any := share[w.partly[at]&1|w.fully[at]&1<<1]
			own := share[w.ownPart[at]&1|w.ownFully[at]&1<<1]
			e.Covered += weight * any
			e.InText += weight * own
			e.Missing += weight * (1 - any)
			switch {
			case u.Number:
				w.numbers[at] += weight * own
			case name:
				w.names[at] += weight * any
				if any == 0 {
					e.NamesMissing++
				} else if own == 0 {
					e.NamesAsked++
				}
			default:
				w.plain[at] += weight * any
			}
		}
		if u.Number {
			numbers += weight
		} else if name {
			names += weight
		} else {
			plain += weight
		}
	}
	w.docs = w.docs[:0]
	for _, r := range s.order {
		w.docs = append(w.docs, r.doc)
		s.places[r.doc] = 0
	}
	wordings := s.wording(w.docs)
	for i, r := range s.order {
		e, v := &w.evidence[i+1], &s.docs[r.doc]
		e.Asked, e.Wording, e.Phrases = float64(v.asked), float64(wordings[i]), float64(v.phrases)
		e.Names, e.Numbers, e.Plain = 1, 1, 1
		if total == 0 {
			continue
		}
		e.Text = float64(v.text) / total
		e.Covered /= total
		e.InText /= total
		if names > 0 {
			e.Names = w.names[i+1] / names
		}
		if numbers > 0 {
			e.Numbers = w.numbers[i+1] / numbers
		}
		if plain > 0 {
			e.Plain = w.plain[i+1] / plain
		}
	}
	return w.evidence[1:]
}

// flag finds out which of those in order a unit matches.
func (ix *Index) flag(s *scratch, u *Unit) {
	w, places := &s.weighing, s.places
	clear(w.fully)
	clear(w.partly)
	clear(w.ownFully)
	clear(w.ownPart)
	for k, id := range u.ids {
		if ix.terms[id].weight == 0 {
			continue
		}
		any, own := w.fully, w.ownFully
		if k >= ownIDs {
			any, own = w.partly, w.ownPart
		}
		if n := ix.terms[id].frequent; n != 0 {
			x := &ix.frequent[n-1]
			for i, r := range s.order {
				any[i+1] |= x.any.has(r.doc)
				own[i+1] |= x.own.has(r.doc)
			}
			continue
		}
		for _, p := range ix.asked(id) {
			any[places[p.doc()]] = 1
		}
		for _, p := range ix.own(id) {
			at := places[p.doc()]
			any[at], own[at] = 1, 1
		}
	}
}
