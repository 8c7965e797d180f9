package corpus

import (
	"fmt"
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
			if p, ok := find(ix.asked(u.ids[0]), doc); ok {
				c.Match, c.Fields, c.Asked = ix.vocabulary.name(u.ids[0]), ix.fields(u.ids[0], doc), float64(p.adds)
			}
			out = append(out, c)
			continue
		}
		var inOwn bool
		for k, id := range u.ids {
			weight := ix.terms[id].weight
			fields := ix.fields(id, doc)
			if len(fields) == 0 || u.Weight == 0 || weight == 0 {
				continue
			}
			credit := unitCredit(u, k, weight)
			if c.Match == "" {
				asked, _ := find(ix.asked(id), doc)
				c.Match, c.Fields, c.Asked = ix.vocabulary.name(id), fields, float64(credit.asked*asked.adds)
			}
			if own, ok := find(ix.own(id), doc); ok && !inOwn {
				inOwn = true
				c.Text = float64(credit.own * own.adds)
			}
		}
		out = append(out, c)
	}
	for _, pair := range q.phrases {
		if p, ok := find(ix.phrase(pair), doc); ok {
			first, second := termID(pair>>termBits), termID(pair&(1<<termBits-1))
			words := strings.TrimSpace(ix.vocabulary.name(first) + " " + ix.vocabulary.name(second))
			out = append(out, Contribution{Unit: words, Match: words, Fields: []Field{FieldQuestions}, Asked: float64(p.adds)})
		}
	}
	return out
}

// fields returns the fields of an excerpt that have a term.
func (ix *Index) fields(id termID, doc uint32) []Field {
	var fields []Field
	own, _ := find(ix.own(id), doc)
	for f := range FieldQuestions {
		if own.fields()&(1<<f) != 0 {
			fields = append(fields, f)
		}
	}
	if _, ok := find(ix.asked(id), doc); ok {
		fields = append(fields, FieldQuestions)
	}
	return fields
}
