package corpus_test

import (
	"fmt"
	"runtime"
	"testing"

	"clippings/corpus"
)

// TestSearchAllocations holds that what a search allocates does not grow with the corpus.
func TestSearchAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes the pool of working memory forget, so every search allocates its own")
	}
	small := sample(t)
	large := *small
	for i := range 200 {
		for _, e := range small.Excerpts {
			copied := *e
			copied.ID = fmt.Sprintf("%s-%d", e.ID, i)
			large.Excerpts = append(large.Excerpts, &copied)
		}
	}
	bytesOf := func(c *corpus.Corpus) float64 {
		ix := corpus.NewIndex(c)
		candidates := make([]corpus.Candidate, 0, 16)
		ask := func() {
			q := ix.Query("why did the mayor shut the Old Bridge and what does the repair cost", corpus.English)
			candidates, _ = ix.Search(candidates[:0], q, 16)
		}
		ask()
		const rounds = 500
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range rounds {
			ask()
		}
		runtime.ReadMemStats(&after)
		return float64(after.TotalAlloc-before.TotalAlloc) / rounds
	}
	a, b := bytesOf(small), bytesOf(&large)
	if b > 1.5*a+1024 {
		t.Errorf("a search allocates %.0f bytes over %d excerpts and %.0f over %d", a, len(small.Excerpts), b, len(large.Excerpts))
	}
}
