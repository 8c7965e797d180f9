package corpus_test

import (
	"testing"

	"clippings/corpus"
	"clippings/seeds"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := corpus.Load(seeds.Files); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		corpus.NewIndex(c)
	}
}

// BenchmarkIndexCut is BenchmarkIndex without the cut that is kept with the coverage, as operators' own is indexed.
func BenchmarkIndexCut(b *testing.B) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		b.Fatal(err)
	}
	alone := &corpus.Corpus{Sources: c.Sources, People: c.People, Terms: c.Terms, Excerpts: c.Excerpts, Gaps: c.Gaps}
	for b.Loop() {
		corpus.NewIndex(alone)
	}
}

// BenchmarkAnalyze cuts all stored questions, and reports the time a byte of text takes.
func BenchmarkAnalyze(b *testing.B) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		b.Fatal(err)
	}
	var texts []string
	size := 0
	for _, e := range c.Excerpts {
		for _, lang := range corpus.Languages() {
			for _, q := range e.Questions[lang] {
				texts = append(texts, q)
				size += len(q)
			}
		}
	}
	b.SetBytes(int64(size))
	var tokens []corpus.Token
	for b.Loop() {
		for _, text := range texts {
			tokens = corpus.Analyze(tokens[:0], text)
		}
	}
}
