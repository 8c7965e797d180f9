package bot

import (
	"os"
	"testing"
)

// BenchmarkPassages asks the questions of a public set of some six thousand passages, from text to Reply.
func BenchmarkPassages(b *testing.B) {
	if _, err := os.Stat(publicSets); err != nil {
		b.Skip("the public sets are not beside the project: ", publicSets)
	}
	set := loadPublicSet(b, "squad20-sent")
	bot := NewArchive(buildArchive(b, set.passages))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := bot.Handle(b.Context(), Question{Text: set.queries[i%len(set.queries)].Q}); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
