// Package corpus holds the coverage: its types, its strict loading and checks, the one text
// analysis that stored and asked text share, the inverted index, and the search over it.
//
// A Corpus and the Index built from it never change after they are made, so both serve any number
// of goroutines. The package knows how well an excerpt fits a query and can say why; it knows no
// threshold, no reply text and no chat platform. Those are package bot's and the adapters'.
package corpus
