//go:build unix

package archive

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// manyInEnv, in the environment, is how many passages the benchmarks of many are run with. A million is what is
// to be measured; what runs where nobody asks for it must be quick.
const manyInEnv = "CLIPPINGS_PASSAGES"

func howMany(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv(manyInEnv))
	if err != nil {
		return 20_000
	}
	return n
}

// writeManyLines writes lines of about 350 bytes, of words that are as frequent as those of a language, twelve
// to a source. The same number gives the same lines.
func writeManyLines(w io.Writer, n int) error {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 10, 400_000)
	out := bufio.NewWriter(w)
	for i := range n {
		fmt.Fprintf(out, `{"id":"p%d","text":"`, i)
		for range 30 {
			fmt.Fprintf(out, "%s ", spelled(int(zipf.Uint64())))
		}
		fmt.Fprintf(out, `of the %d “café”","source":{"id":"s%d","outlet":"The Gazette","title":"%s of the town","date":"20%02d-06-03","url":"https://example.org/news/articles/%d"}}`+"\n",
			random.IntN(100), i/12, spelled(i/12), i/12%20, i/12)
	}
	return out.Flush()
}

// processorTime reports, when it is done, how much time of all processors each turn of a benchmark took: on a
// machine that others use too, that is the figure to look at.
func processorTime(b *testing.B) (done func()) {
	spent := func() time.Duration {
		var u unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := spent()
	return func() { b.ReportMetric(float64((spent()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op") }
}

func BenchmarkDecodeLine(b *testing.B) {
	const n = 100_000
	r, w := io.Pipe()
	go func() { w.CloseWithError(writeManyLines(w, n)) }()
	var batches []*batch
	lines := lineReader{in: bufio.NewReader(r)}
	size := 0
	for {
		batch, err := lines.batch()
		batches = append(batches, batch)
		for _, line := range batch.raw {
			size += len(line)
		}
		if err == io.EOF {
			break
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	done := processorTime(b)
	for b.Loop() {
		var workers sync.WaitGroup
		for first := range 2 {
			workers.Go(func() {
				for i := first; i < len(batches); i += 2 {
					for _, line := range batches[i].raw {
						if _, err := decodeLine(line); err != nil {
							b.Error(err)
						}
					}
				}
			})
		}
		workers.Wait()
	}
	done()
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkBuildLines(b *testing.B) {
	n := howMany(b)
	path := filepath.Join(b.TempDir(), "many.jsonl")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := writeManyLines(f, n); err != nil {
		b.Fatal(err)
	}
	done := processorTime(b)
	for b.Loop() {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		if _, err := BuildLines(f, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	done()
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkOpen(b *testing.B) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(writeManyLines(w, howMany(b))) }()
	built, err := BuildLines(r, Options{})
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "many.clip")
	if err := built.WriteFile(path); err != nil {
		b.Fatal(err)
	}
	sections, err := dissect(built.Image())
	if err != nil {
		b.Fatal(err)
	}
	size := len(built.Image())
	b.Logf("%d bytes, %d terms, %d forms", size, built.meta.Terms, built.forms.n)
	built = nil
	part := func(name string, f func() error) {
		b.Run(name, func(b *testing.B) {
			done := processorTime(b)
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
			done()
		})
	}
	part("open", func() error {
		a, err := Open(path)
		if err != nil {
			return err
		}
		return a.Close()
	})
	mapped := func(read func(image []byte)) func() error {
		return func() error {
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			image, release, err := memoryOf(f, size)
			if err != nil {
				return err
			}
			read(image)
			return release()
		}
	}
	part("map", mapped(func([]byte) {}))
	part("map and checksums", mapped(func(image []byte) { checksums(image) }))
	part("lexicon", func() error {
		_, err := readLexicon(sections)
		return err
	})
}
