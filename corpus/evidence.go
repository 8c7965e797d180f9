package corpus

import (
	"cmp"
	"slices"
)

// look gathers the evidence for one excerpt.
func (ix *Index) look(q *Query, doc int, s *scratch) Evidence {
	var v Evidence
	entries := ix.entries[ix.entryAt[doc]:ix.entryAt[doc+1]]
	var total, covered, inText, text, asked float64
	names, namesHit, numbers, numbersHit := 0.0, 0.0, 0.0, 0.0
	const own = 1<<FieldText | 1<<FieldContext | 1<<FieldSpeaker | 1<<FieldSource | 1<<FieldTerms
	for i := range q.Units {
		u := &q.Units[i]
		if u.Small {
			if e := find(entries, u.ids[0]); e != nil {
				v.Wording += float64(e.asked)
			}
		}
		if u.Weight == 0 {
			continue
		}
		w := float64(u.Weight)
		var likely float64
		total += w
		var any, here float64
		for k, id := range u.ids {
			if id == 0 {
				continue
			}
			e := find(entries, id)
			if e == nil {
				continue
			}
			credit := 1.0
			if k >= ownIDs {
				credit = weakerCredit
			}
			any = max(any, credit)
			if e.fields&own != 0 {
				here = max(here, credit)
			}
			if k < ownIDs || any == credit {
				ratio := credit * w / max(w, float64(ix.weights[id]))
				text += ratio * float64(e.own)
			}
			likely = max(likely, credit*float64(e.asked))
		}
		if u.Frame {
			likely *= frameShare
		}
		asked += likely
		covered += w * any
		inText += w * here
		v.Missing += w * (1 - any)
		if u.Number {
			numbers += w
			numbersHit += w * here
		} else if u.Topic != "" && !u.Group {
			names += w
			namesHit += w * any
		}
	}
	v.Names, v.Numbers = 1, 1
	if total == 0 {
		return v
	}
	v.Text, v.Asked, v.Covered, v.InText = text/total, asked, covered/total, inText/total
	if names > 0 {
		v.Names = namesHit / names
	}
	if numbers > 0 {
		v.Numbers = numbersHit / numbers
	}
	v.Phrases = ix.phraseRatio(q, doc)
	ix.compare(q, doc, total, &v)
	v.Pairs = ix.pairShare(q, doc, v.Question)
	return v
}

// find returns the entry of a term, or nil.
func find(entries []entry, id termID) *entry {
	at, ok := slices.BinarySearchFunc(entries, id, func(e entry, id termID) int { return int(e.term) - int(id) })
	if !ok {
		return nil
	}
	return &entries[at]
}

// weakerCredit is how much of a unit's weight a match by a name's word or by a word group covers.
const weakerCredit = 0.6

// compare finds the excerpt's likest stored question and the next.
func (ix *Index) compare(q *Query, doc int, total float64, v *Evidence) {
	for n := ix.questionAt[doc]; n < ix.questionAt[doc+1]; n++ {
		if int(n)+1 == q.Skip {
			continue
		}
		like := ix.likeness(q, &ix.asked[n], total)
		if like > v.Best {
			v.Best, v.Second, v.Question = like, v.Best, int(n)+1
		} else if like > v.Second {
			v.Second = like
		}
	}
	if v.Question > 0 {
		v.Small = smallShare(q, &ix.asked[v.Question-1])
	}
}

// likeness compares the query with one stored question, unit by unit in both directions.
func (ix *Index) likeness(q *Query, stored *storedQuestion, total float64) float64 {
	var hit [longestQuery]float64 // stored unit -> credit
	var shared float64
	for i := range q.Units {
		u := &q.Units[i]
		if u.Weight == 0 {
			continue
		}
		best, at := 0.0, -1
		for j := range stored.units {
			if j >= len(hit) {
				break
			}
			if c := unitCredit(u, &stored.units[j]); c > best {
				best, at = c, j
				if c == 1 {
					break
				}
			}
		}
		if at >= 0 {
			shared += best * float64(u.Weight)
			hit[at] = max(hit[at], best)
		}
	}
	if shared == 0 {
		return 0
	}
	var storedShared float64
	for j := range min(len(stored.units), len(hit)) {
		storedShared += hit[j] * float64(stored.units[j].weight)
	}
	return shared / (shared + onlyAsked*(total-shared) + onlyStored*(float64(stored.weight)-storedShared))
}

// unitCredit is how far an asked and a stored unit are the same: 1 for the same word or name, less
// when only a part of a name or a word group joins them.
func unitCredit(u *Unit, v *storedUnit) float64 {
	if u.ids[0] == v.ids[0] && u.ids[0] != 0 {
		return 1
	}
	for _, a := range u.ids {
		if a == 0 {
			continue
		}
		for _, b := range v.ids {
			if a == b {
				return weakerCredit
			}
		}
	}
	return 0
}

// smallShare compares the function words of the query and of a stored question: those in common
// over all of both (Jaccard). Between two questions they carry meaning: "how many" is not "how".
func smallShare(q *Query, stored *storedQuestion) float64 {
	both, either := 0, 0
	for i := range q.Units {
		u := &q.Units[i]
		if !u.Small || u.ids[0] == 0 {
			continue
		}
		either++
		for j := range stored.units {
			if stored.units[j].ids[0] == u.ids[0] {
				both++
				break
			}
		}
	}
	for j := range stored.units {
		if stored.units[j].weight == 0 {
			either++
		}
	}
	if either == both {
		return 0
	}
	return float64(both) / float64(either-both)
}

// pairShare is the share of the query's ordered neighbours (function words taken out) that stand in
// the same order side by side in the excerpt's text, context or questions.
func (ix *Index) pairShare(q *Query, doc, question int) float64 {
	pairs := ix.pairs[ix.pairAt[doc]:ix.pairAt[doc+1]]
	var total, hit float64
	var last *Unit
	for i := range q.Units {
		u := &q.Units[i]
		if u.Weight == 0 {
			continue
		}
		if last != nil {
			w := float64(min(last.Weight, u.Weight))
			total += w
			a, b := last.stem(), u.stem()
			if _, ok := slices.BinarySearch(pairs, pairOf(a, b)); ok && a != 0 && b != 0 {
				hit += w
			} else if question > 0 && unitsBeside(&ix.asked[question-1], last, u) {
				hit += w
			}
		}
		last = u
	}
	if total == 0 {
		return 0
	}
	return hit / total
}

// stem is the term of the unit's word, not of what it names; 0 for a name of several words.
func (u *Unit) stem() termID {
	if u.Tokens > 1 {
		return 0
	}
	if u.Topic != "" && !u.Group {
		return u.ids[1]
	}
	return u.ids[0]
}

// unitsBeside reports whether the content units a and b follow each other in a stored question.
func unitsBeside(stored *storedQuestion, a, b *Unit) bool {
	var last *storedUnit
	for j := range stored.units {
		v := &stored.units[j]
		if v.weight == 0 {
			continue
		}
		if last != nil && unitCredit(a, last) > 0 && unitCredit(b, v) > 0 {
			return true
		}
		last = v
	}
	return false
}

// phraseRatio is the log likelihood ratio of an excerpt's questions for the query's pairs of
// neighbouring words, small ones and the beginning included.
func (ix *Index) phraseRatio(q *Query, doc int) float64 {
	phrases := ix.phrases[ix.phraseAt[doc]:ix.phraseAt[doc+1]]
	var sum float64
	for _, p := range q.phrases {
		at, ok := slices.BinarySearchFunc(phrases, p, func(f phrase, p uint64) int { return cmp.Compare(f.pair, p) })
		if ok {
			sum += float64(phrases[at].asked)
		}
	}
	return sum
}
