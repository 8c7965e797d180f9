package corpus

import (
	"cmp"
	"math/rand"
	"slices"
	"testing"
)

// TestChoose holds that the best of the scores are chosen, in their order and equals in the order of the corpus,
// whatever their number and the limit.
func TestChoose(t *testing.T) {
	random := rand.New(rand.NewSource(5))
	var s scratch
	for _, n := range []int{0, 1, 7, 63, 64, 65, 400, 1500} {
		for _, limit := range []int{1, 3, 20, 40, 64, 65, 1000} {
			for _, values := range []int{1, 5, 1 << 20} { // few make many equals
				docs := make([]sums, n)
				var want []ranked
				for i := range docs {
					docs[i].phrases = random.Float32() // counts for nothing where no content word reaches
					if random.Intn(3) == 0 {
						continue
					}
					docs[i] = sums{text: float32(random.Intn(values)+1) / 7, asked: float32(random.Intn(2)), phrases: 0}
					want = append(want, ranked{uint32(i), lookText/3*docs[i].text + lookAsked*docs[i].asked + lookPhrases*docs[i].phrases})
				}
				slices.SortStableFunc(want, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
				s.excerpts.fill(docs, 3)
				if s.choose(limit); !slices.Equal(s.order, want[:min(limit, len(want))]) {
					t.Fatalf("%d scores of %d values, limit %d: chosen are\n%v, want\n%v", n, values, limit, s.order, want[:min(limit, len(want))])
				}
			}
		}
	}
}

// TestRaise holds that a raised score, though nothing reaches it, is chosen.
func TestRaise(t *testing.T) {
	var s scratch
	docs := make([]sums, 200)
	for i := range docs[:150] {
		docs[i].text = 1
	}
	s.excerpts.fill(docs, 1)
	s.excerpts.raise(170, 50)
	s.excerpts.raise(180, 0)
	s.choose(3)
	if want := []ranked{{170, 50}, {0, 4}, {1, 4}}; !slices.Equal(s.order, want) {
		t.Errorf("chosen are %v, want %v", s.order, want)
	}
	s.excerpts.fill(docs[150:], 1)
	s.excerpts.raise(30, 0)
	s.choose(3)
	if len(s.order) != 1 || s.order[0].doc != 30 {
		t.Errorf("chosen are %v, want the one that was raised", s.order)
	}
}

// TestFrequent holds that a frequent term is said to be where its postings are, and nowhere else.
func TestFrequent(t *testing.T) {
	ix, _ := builtIn(t)
	if len(ix.frequent) == 0 {
		t.Fatal("no term is frequent")
	}
	for id, term := range ix.terms {
		if term.frequent == 0 {
			continue
		}
		x := &ix.frequent[term.frequent-1]
		for doc := range uint32(len(ix.corpus.Excerpts) + len(ix.corpus.Gaps)) {
			_, asked := find(ix.asked(termID(id)), doc)
			_, own := find(ix.own(termID(id)), doc)
			if (x.any.has(doc) == 1) != (asked || own) || (x.own.has(doc) == 1) != own {
				t.Fatalf("term %d, excerpt %d: the postings have it %v, %v", id, doc, asked, own)
			}
		}
	}
}
