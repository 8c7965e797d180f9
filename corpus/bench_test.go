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
