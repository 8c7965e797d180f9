package archive

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"clippings/corpus"
)

// remoteQuestions are questions about the built-in coverage, of several shapes.
var remoteQuestions = []struct {
	text string
	lang corpus.Language
}{
	{"who said that it becomes sort of like a Facebook for picking people up", corpus.English},
	{"does ICE see license plate readers in West Haven and how many plates in 2017?", corpus.English},
	{"¿cuántas agencias federales pueden entrar en COLLECT?", corpus.Spanish},
	{"a policia entrega os dados para a imigração", corpus.Portuguese},
	{"the the of", corpus.English},
	{"zzzzqqq", corpus.English},
}

func buildSample(t testing.TB, copies int) *Archive {
	t.Helper()
	a, err := Build(each(sample(t, copies)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What TermScores reads from a record is what the postings hold, of every passage.
func TestTermScoresArePostings(t *testing.T) {
	a := buildSample(t, 3)
	want := make([][]TermScore, a.Len())
	for term := a.meta.SmallTerms + 1; term <= a.meta.Terms; term++ {
		from, to := binary.LittleEndian.Uint32(a.terms[8*term+4:]), binary.LittleEndian.Uint32(a.terms[8*term+12:])
		for n := from; n < to; n++ {
			segment := a.segments[segmentSize*int(n):]
			chunk := int(binary.LittleEndian.Uint16(segment[4:]))
			first, end := binary.LittleEndian.Uint32(segment), binary.LittleEndian.Uint32(segment[segmentSize:])
			for k := first; k < end; k++ {
				p := a.postings[postingSize*int(k):]
				number := chunk<<chunkBits | int(binary.LittleEndian.Uint16(p))
				want[number] = append(want[number], TermScore{term, p[2]})
			}
		}
	}
	total := 0
	for number := range want {
		d := a.Document(number)
		if got := a.TermScores(nil, &d); !slices.Equal(got, want[number]) {
			t.Fatalf("passage %d has\n%v, and its postings are\n%v", number, got, want[number])
		}
		total += len(want[number])
	}
	if total < 10*a.Len() {
		t.Errorf("only %d postings of %d passages", total, a.Len())
	}
}

// The weights are those of the first stage, and with the scores they give its order.
func TestTermWeightsAreTheFirstStage(t *testing.T) {
	a := buildSample(t, 3)
	for _, c := range remoteQuestions {
		q := a.Query(c.text, c.lang)
		weights := a.TermWeights(q)
		s := new(search)
		a.findLists(s, q)
		if len(weights) != len(s.lists) {
			t.Fatalf("%q: %d weights, and the first stage has %d lists", c.text, len(weights), len(s.lists))
		}
		sum := uint32(0)
		for i, w := range weights {
			if w.Weight != s.lists[i].weight || a.terms[8*w.Term+4] != byte(s.lists[i].from) {
				t.Errorf("%q: weight %d is %d of term %d, and the list is %+v", c.text, i, w.Weight, w.Term, s.lists[i])
			}
			sum += w.Weight
		}
		if sum > 1<<16-1 {
			t.Errorf("%q: the weights sum up to %d", c.text, sum)
		}
		a.collect(s, q, 64)
		for _, f := range s.best {
			d := a.Document(int(f.passage))
			got := uint32(0)
			for _, score := range a.TermScores(nil, &d) {
				for _, w := range weights {
					if w.Term == score.Term {
						got += w.Weight * uint32(score.Score) >> 8
					}
				}
			}
			if got != f.sum {
				t.Errorf("%q: passage %d has %d, and the first stage %d", c.text, f.passage, got, f.sum)
			}
		}
	}
}

// A neighbour's short record stands for the whole one.
func TestNeighbour(t *testing.T) {
	a := buildSample(t, 1)
	beside := 0
	for _, c := range remoteQuestions {
		q := a.Query(c.text, c.lang)
		for number := range a.Len() {
			d := a.Document(number)
			short := d
			if d.Before != nil {
				short.Before = Neighbour(d.Before)
			}
			if d.After != nil {
				short.After = Neighbour(d.After)
			}
			beside += len(d.Before) - len(short.Before) + len(d.After) - len(short.After)
			if got, want := a.Evidence(q, &short), a.Evidence(q, &d); got != want {
				t.Fatalf("%q: passage %d: %+v with short neighbours, else %+v", c.text, number, got, want)
			}
		}
	}
	if beside <= 0 {
		t.Error("no neighbour is shorter")
	}
}

// A lexicon alone understands questions as its archive does.
func TestLexiconImage(t *testing.T) {
	a := buildSample(t, 2)
	image, err := a.LexiconImage()
	if err != nil {
		t.Fatal(err)
	}
	if len(image) >= len(a.Image())/2 {
		t.Errorf("%d bytes of %d", len(image), len(a.Image()))
	}
	for name, from := range map[string][]byte{"alone": image, "whole": a.Image()} {
		x, err := ReadLexicon(from)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if x.Version() != a.Version() || x.Len() != a.Len() || x.Sources() != a.Sources() || x.Rarest() != a.Rarest() {
			t.Errorf("%s: it is of another archive", name)
		}
		for _, c := range remoteQuestions {
			q, want := x.Query(c.text, c.lang), a.Query(c.text, c.lang)
			if !slices.Equal(x.TermWeights(q), a.TermWeights(want)) {
				t.Errorf("%s: %q is understood otherwise", name, c.text)
			}
			for number := range 20 {
				d := a.Document(number)
				if x.Evidence(q, &d) != a.Evidence(want, &d) {
					t.Errorf("%s: %q: passage %d is judged otherwise", name, c.text, number)
				}
			}
		}
	}
	if _, err := read(image); err == nil {
		t.Error("a lexicon is taken for an archive")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		broken := bytes.Clone(image)
		broken[random.IntN(len(broken))] ^= byte(1 + random.IntN(255))
		if _, err := ReadLexicon(broken); err == nil {
			t.Fatal("a lexicon with a wrong byte is read")
		}
	}
	for _, n := range []int{0, 7, headerSize, len(image) / 2, len(image) - 1} {
		if _, err := ReadLexicon(image[:n]); err == nil {
			t.Errorf("the first %d bytes of a lexicon are read", n)
		}
	}
}

// Whatever bytes come from elsewhere, judging them and making an excerpt of them ends, and does not panic.
func FuzzDocument(f *testing.F) {
	a := buildSample(f, 1)
	var queries []*Query
	for _, c := range remoteQuestions {
		queries = append(queries, a.Query(c.text, c.lang))
	}
	for _, number := range []int{0, 7, a.Len() - 1} {
		d := a.Document(number)
		f.Add(d.Record, d.Source, d.Before, d.After)
		f.Add(d.Record[:len(d.Record)/2], d.Source[:3], d.After, d.Before)
		f.Add(d.Source, d.Record, []byte{}, []byte{1})
	}
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1}, []byte{0xff}, []byte(nil), []byte(nil))
	f.Fuzz(func(t *testing.T, r, source, before, after []byte) {
		d := Document{Record: r, Source: source, Before: before, After: after}
		for _, q := range queries {
			c := NewCandidate(&d, a.Evidence(q, &d))
			c.Inflected(q)
			a.Carry(q, []Candidate{c, c})
		}
		a.TermScores(nil, &d)
		Neighbour(r)
		if e := d.Excerpt(); e == nil || e.Source == nil {
			t.Error("no excerpt")
		}
	})
}
