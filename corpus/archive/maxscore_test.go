package archive

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
)

// manyPassages are passages of random words of which few are frequent, more than a chunk of them.
func manyPassages(n int, random *rand.Rand) []*corpus.Excerpt {
	source := &corpus.Source{Title: "Random words"}
	var all []*corpus.Excerpt
	for i := range n {
		var text strings.Builder
		for range 3 + random.IntN(20) {
			fmt.Fprintf(&text, "w%s ", spelled(int(2000*random.Float64()*random.Float64()*random.Float64())))
		}
		if i%50 == 0 {
			source = &corpus.Source{Title: "Source " + spelled(i)}
		}
		all = append(all, &corpus.Excerpt{ID: fmt.Sprint(i), Kind: corpus.Fact, Text: text.String(), Source: source})
	}
	return all
}

// spelled writes a number in letters, so that it is a word.
func spelled(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n))
}

// exhaustively adds up all postings of a query.
func exhaustively(a *Archive, s *search, q *Query, limit int) []found {
	a.findLists(s, q)
	sums := make(map[uint32]uint32)
	for _, l := range s.lists {
		for n := l.from; n < l.to; n++ {
			chunk := uint32(binary.LittleEndian.Uint16(a.segments[segmentSize*n+4:]))
			p := a.place(&l, n)
			for b := p.postings; len(b) > 0; b = b[postingSize:] {
				sums[chunk<<chunkBits|uint32(binary.LittleEndian.Uint16(b))] += l.weight * uint32(b[2]) >> 8
			}
		}
	}
	var all []found
	for passage, sum := range sums {
		if sum > 0 {
			all = append(all, found{passage, sum})
		}
	}
	slices.SortFunc(all, func(f, g found) int { return cmp.Or(cmp.Compare(g.sum, f.sum), cmp.Compare(f.passage, g.passage)) })
	return all[:min(len(all), limit)]
}

func TestMaxScoreIsExhaustive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	passages := manyPassages(2*chunkSize+500, random)
	a, err := Build(each(passages), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, other := new(search), new(search)
	some := 0
	for i := range 400 {
		var text strings.Builder
		for range 1 + random.IntN(9) {
			fmt.Fprintf(&text, "w%s ", spelled(int(2100*random.Float64()*random.Float64()*random.Float64())))
		}
		q := a.Query(text.String(), corpus.English)
		limit := 1 + random.IntN(80)
		a.collect(s, q, limit)
		got := slices.Clone(s.best)
		slices.SortFunc(got, func(f, g found) int { return cmp.Compare(g.sum, f.sum) })
		want := exhaustively(a, other, q, limit)
		some += len(want)
		if len(got) != len(want) {
			t.Fatalf("question %d: %d passages, want %d", i, len(got), len(want))
		}
		for k := range want {
			// Of passages with equal sums, which ones are the last is open.
			if got[k].sum != want[k].sum || got[k].sum > want[len(want)-1].sum && !slices.Contains(want, got[k]) {
				t.Fatalf("question %d, limit %d: place %d has %v, want %v", i, limit, k, got[k], want[k])
			}
		}
	}
	if some < 1000 {
		t.Errorf("only %d passages were found in all: the test says nothing", some)
	}
}

func TestLookUp(t *testing.T) {
	var p place
	p.weight = 256
	have := map[uint32]bool{}
	for low := uint32(3); low < 5000; low += 1 + low%7 {
		p.postings = append(binary.LittleEndian.AppendUint16(p.postings, uint16(low)), 9)
		have[low] = true
	}
	for low := range uint32(5100) {
		want := uint32(0)
		if have[low] {
			want = 9
		}
		if got := p.lookUp(low); got != want {
			t.Fatalf("%d gives %d, want %d", low, got, want)
		}
	}
}

func BenchmarkCollect(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	a, err := Build(each(manyPassages(100_000, random)), Options{})
	if err != nil {
		b.Fatal(err)
	}
	var queries []*Query
	for range 200 {
		var text strings.Builder
		for range 7 {
			fmt.Fprintf(&text, "w%s ", spelled(int(2100*random.Float64()*random.Float64()*random.Float64())))
		}
		queries = append(queries, a.Query(text.String(), corpus.English))
	}
	s := new(search)
	i := 0
	b.Run("maxscore", func(b *testing.B) {
		for b.Loop() {
			a.collect(s, queries[i%len(queries)], 64)
			i++
		}
	})
	b.Run("exhaustive", func(b *testing.B) {
		for b.Loop() {
			exhaustively(a, s, queries[i%len(queries)], 64)
			i++
		}
	})
}
