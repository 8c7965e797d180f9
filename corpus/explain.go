package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// Contribution is what one unit or pair of words of a query adds to an excerpt's evidence.
type Contribution struct {
	Unit   string  // the words as asked, or the two stems of a pair
	Match  string  // the index term that matched; "" for none
	Fields []Field // where it matched
	Weight float64 // the unit's weight; 0 for small words and pairs
	Text   float64 // what it adds to Evidence.Text, times the query's weight
	Asked  float64 // what it adds to Evidence.Asked, Wording or Phrases
}

func (c Contribution) String() string {
	if c.Match == "" {
		return fmt.Sprintf("%-24q missing, weight %.2f", c.Unit, c.Weight)
	}
	var fields []string
	for _, f := range c.Fields {
		fields = append(fields, f.String())
	}
	return fmt.Sprintf("%-24q as %q in %s: weight %.2f, text %.2f, questions %.2f",
		c.Unit, c.Match, strings.Join(fields, ", "), c.Weight, c.Text, c.Asked)
}

// Explain takes the evidence for one excerpt, by its place in Corpus.Excerpts, apart: one
// contribution for each unit in the order of the query, then one for each pair of words that its
// questions have. The parts add up to what Search returns for it.
func (ix *Index) Explain(q *Query, number int) []Contribution {
	var out []Contribution
	doc := uint32(number)
	for i := range q.Units {
		u := &q.Units[i]
		c := Contribution{Unit: u.Text, Weight: float64(u.Weight)}
		if u.Small {
			if p := ix.posting(u.ids[0], doc); p != nil {
				c.Match, c.Fields, c.Asked = ix.vocabulary.name(u.ids[0]), fieldsOf(p.fields), float64(p.asked)
			}
			out = append(out, c)
			continue
		}
		var own bool
		for k, id := range u.ids {
			p := ix.posting(id, doc)
			if p == nil || u.Weight == 0 || ix.weights[id] == 0 {
				continue
			}
			credit := unitCredit(u, k, ix.weights[id])
			if c.Match == "" {
				c.Match, c.Fields, c.Asked = ix.vocabulary.name(id), fieldsOf(p.fields), float64(credit.asked*p.asked)
			}
			if p.fields&ownFields != 0 && !own {
				own = true
				c.Text = float64(credit.own * p.own)
			}
		}
		out = append(out, c)
	}
	for _, pair := range q.phrases {
		list := ix.phrase(pair)
		at, ok := slices.BinarySearchFunc(list, doc, func(p phrasePosting, d uint32) int { return int(p.doc) - int(d) })
		if ok {
			first, second := termID(pair>>termBits), termID(pair&(1<<termBits-1))
			words := strings.TrimSpace(ix.vocabulary.name(first) + " " + ix.vocabulary.name(second))
			out = append(out, Contribution{Unit: words, Match: words, Fields: []Field{FieldQuestions}, Asked: float64(list[at].asked)})
		}
	}
	return out
}

// posting returns the posting of a term in an excerpt, or nil.
func (ix *Index) posting(id termID, doc uint32) *posting {
	list := ix.postings[id]
	at, ok := slices.BinarySearchFunc(list, doc, func(p posting, d uint32) int { return int(p.doc) - int(d) })
	if !ok {
		return nil
	}
	return &list[at]
}

func fieldsOf(mask uint8) []Field {
	var fields []Field
	for f := range fieldCount {
		if mask&(1<<f) != 0 {
			fields = append(fields, f)
		}
	}
	return fields
}
