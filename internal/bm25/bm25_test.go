package bm25_test

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"clippings/corpus"
	"clippings/internal/bm25"
)

// index builds an index of passages, each a title and a text.
func index(lang corpus.Language, passages ...[2]string) *bm25.Index {
	var all []*corpus.Excerpt
	for i, p := range passages {
		all = append(all, &corpus.Excerpt{ID: fmt.Sprint(i), Source: &corpus.Source{Title: p[0]}, Text: p[1]})
	}
	return bm25.New(all, lang)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-5 {
		t.Errorf("%s is %.6f, want %.6f", what, got, want)
	}
}

// TestScore takes the sum of the textbook apart: three passages of 3, 2 and 1 words, 2 on average.
func TestScore(t *testing.T) {
	x := index(corpus.English, [2]string{"", "river bridge bridge"}, [2]string{"River", "ferry"}, [2]string{"", "school"})
	r := x.Search("bridge river", 10)
	// idf(bridge) = ln(1 + (3-1+½)/(1+½)), idf(river) = ln(1 + (3-2+½)/(2+½))
	bridge, river := math.Log(1+2.5/1.5), math.Log(1+1.5/2.5)
	first := bridge*2*2.2/(2+1.2*(0.25+0.75*3/2)) + river*1*2.2/(1+1.2*(0.25+0.75*3/2))
	second := river * 1 * 2.2 / (1 + 1.2*(0.25+0.75*2/2))
	if len(r.Hits) != 2 || r.Hits[0].Passage != 0 || r.Hits[1].Passage != 1 {
		t.Fatalf("found %v", r.Hits)
	}
	near(t, "the first score", r.Hits[0].Score, first)
	near(t, "the first score", first, 1.572561)
	near(t, "the second score", r.Hits[1].Score, second)
	near(t, "what is missing", r.Missing, 0)

	// What the best passage lacks: a word that another has, and one that none has, counted once.
	r = x.Search("bridge school school castle castle", 10)
	if r.Hits[0].Passage != 2 { // shorter, and as rare a word
		t.Fatalf("found %v", r.Hits)
	}
	unknown := math.Log(1 + 3.5/0.5)
	near(t, "what is missing", r.Missing, bridge+unknown)
	near(t, "the evidence", r.Evidence(), r.Hits[0].Score-0.25*(bridge+unknown))

	r = x.Search("castle", 10)
	near(t, "the evidence of nothing", r.Evidence(), -0.25*unknown)
	if len(r.Hits) != 0 || r.Answered() {
		t.Errorf("%v is found for a word that nothing has", r.Hits)
	}
}

func TestWords(t *testing.T) {
	english := index(corpus.English, [2]string{"", "The bridges were closed"}, [2]string{"", "to be or not to be"}, [2]string{"", "información pública"})
	for question, want := range map[string][]int{
		"bridge": {0}, "BRIDGES": {0}, "closing": {0},
		"were": {0}, // no stop word of Lucene's
		"the":  nil, "to be or not": nil, "": nil,
		"informacion": {2},
	} {
		if got := found(english.Search(question, 10)); !slices.Equal(got, want) {
			t.Errorf("English %q finds %v, want %v", question, got, want)
		}
	}
	spanish := index(corpus.Spanish, [2]string{"", "los puentes de madera"}, [2]string{"", "las bibliotecas"}, [2]string{"", "the end"})
	for question, want := range map[string][]int{"puente": {0}, "biblioteca": {1}, "las": {1}, "the": {2}} { // no stop list
		if got := found(spanish.Search(question, 10)); !slices.Equal(got, want) {
			t.Errorf("Spanish %q finds %v, want %v", question, got, want)
		}
	}
}

func found(r bm25.Result) (all []int) {
	for _, h := range r.Hits {
		all = append(all, h.Passage)
	}
	return all
}

// TestOrder holds the order against sorting everything, equals in the order of the passages.
func TestOrder(t *testing.T) {
	var passages [][2]string
	for i := range 60 {
		text := "ferry"
		for j := range 1 + i*7%5 {
			text += fmt.Sprint(" bridge w", (i+j)%9)
		}
		passages = append(passages, [2]string{"Rivertown", text})
	}
	x := index(corpus.English, passages...)
	for _, question := range []string{"bridge", "rivertown", "bridge w3", "ferry w1 w2 w8"} {
		all := x.Search(question, 100).Hits
		if !slices.IsSortedFunc(all, func(a, b bm25.Hit) int {
			if a.Score > b.Score || a.Score == b.Score && a.Passage < b.Passage {
				return -1
			}
			return 1
		}) {
			t.Errorf("%q: not in order: %v", question, all)
		}
		for _, limit := range []int{0, 1, 7, 60} {
			if got := x.Search(question, limit).Hits; !slices.Equal(got, all[:min(limit, len(all))]) {
				t.Errorf("%q, %d wanted: %v, want the first of %v", question, limit, got, all)
			}
		}
	}
}

func TestAnswered(t *testing.T) {
	var passages [][2]string
	for i := range 400 {
		passages = append(passages, [2]string{fmt.Sprint("Town", i), fmt.Sprintf("bridge%d ferry%d school%d", i, i, i)})
	}
	x := index(corpus.English, passages...)
	for question, want := range map[string]bool{
		"bridge7 ferry7 school7": true, // three words that one passage has
		"bridge7 school8":        false,
		"bridge7":                false,
		"castle":                 false,
	} {
		r := x.Search(question, 5)
		if r.Answered() != want {
			t.Errorf("%q is answered: %v, at evidence %.1f and threshold %.1f", question, r.Answered(), r.Evidence(), bm25.Threshold)
		}
	}
}

// TestManyAtOnce searches one index from several goroutines, for the race detector and for scores that stay.
func TestManyAtOnce(t *testing.T) {
	x := index(corpus.English, [2]string{"Rivertown", "old bridge"}, [2]string{"Rivertown", "new bridge"}, [2]string{"Hillside", "library"})
	want := found(x.Search("new bridge in Rivertown", 3))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 200 {
				if got := found(x.Search("new bridge in Rivertown", 3)); !slices.Equal(got, want) {
					t.Errorf("found %v, and %v before", got, want)
					return
				}
				x.Search("library", 3)
			}
		})
	}
	group.Wait()
}
