package bot

import (
	"context"
	"slices"
	"testing"
	"time"

	"clippings/corpus"
	"clippings/seeds"
)

// benchmarkQuestions are the questions of all golden sets, typing errors and Spanish included.
func benchmarkQuestions(b *testing.B) []Question {
	var asked []Question
	for _, name := range append(slices.Clone(fitSets), heldOutSets...) {
		for _, q := range loadSet(b, name) {
			asked = append(asked, Question{Text: q.Text})
		}
	}
	return asked
}

// BenchmarkAsk answers one golden question after the other on one goroutine, from text to Reply, and
// reports the median and the 99th percentile of a question's time beside the mean.
func BenchmarkAsk(b *testing.B) {
	bot := loadBot(b)
	asked := benchmarkQuestions(b)
	ctx := context.Background()
	for _, q := range asked {
		if _, err := bot.Handle(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
	times := make([]time.Duration, 0, 1<<16)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		start := time.Now()
		if _, err := bot.Handle(ctx, asked[i%len(asked)]); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
		i++
	}
	slices.Sort(times)
	percentile := func(p int) float64 { return float64(times[min(len(times)-1, len(times)*p/100)].Nanoseconds()) / 1000 }
	b.ReportMetric(percentile(50), "p50-µs")
	b.ReportMetric(percentile(99), "p99-µs")
}

// BenchmarkNew makes a bot from an index.
func BenchmarkNew(b *testing.B) {
	index, err := builtIn()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		New(index)
	}
}

// BenchmarkStart goes from the coverage's files to the reply to a first question, whose typing errors must be
// repaired: nothing is left for later that a question waits for.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		c, err := corpus.Load(seeds.Files)
		if err != nil {
			b.Fatal(err)
		}
		r, err := New(corpus.NewIndex(c)).Handle(context.Background(), Question{Text: "who has acess to the polise databaze"})
		if err != nil || len(r.Others) == 0 {
			b.Fatal(r, err)
		}
	}
}

// BenchmarkComplete completes the beginnings of golden questions.
func BenchmarkComplete(b *testing.B) {
	bot := loadBot(b)
	asked := benchmarkQuestions(b)
	times := make([]time.Duration, 0, 1<<16)
	i := 0
	for b.Loop() {
		text := asked[i%len(asked)].Text
		start := time.Now()
		bot.Complete(text[:min(len(text), 3+i%20)], "en", 25)
		times = append(times, time.Since(start))
		i++
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1000, "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1000, "p99-µs")
}
