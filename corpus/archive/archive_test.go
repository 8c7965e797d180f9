package archive

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/seeds"
)

// each gives passages to Build.
func each(passages []*corpus.Excerpt) iter.Seq2[*corpus.Excerpt, error] {
	return func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range passages {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// sample are the built-in excerpts, each with copies that differ in a number, so that there are several batches.
func sample(t testing.TB, copies int) []*corpus.Excerpt {
	t.Helper()
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	var all []*corpus.Excerpt
	for i := range copies {
		for _, e := range c.Excerpts {
			e := *e
			e.ID = fmt.Sprintf("%s-%d", e.ID, i)
			e.Text = strings.TrimSuffix(e.Text, ".") + fmt.Sprintf(" no. %d", i)
			all = append(all, &e)
		}
	}
	return all
}

func TestSameImage(t *testing.T) {
	passages := sample(t, 5)
	first, err := Build(each(passages), Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Build(each(passages), Options{Workers: 3})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Image(), again.Image()) {
			a, _ := dissect(first.Image())
			b, _ := dissect(again.Image())
			for i := range a {
				if !bytes.Equal(a[i], b[i]) {
					t.Errorf("section %d differs: %d and %d bytes", i, len(a[i]), len(b[i]))
				}
			}
		}
	}
}
