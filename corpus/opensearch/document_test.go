package opensearch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// several is an archive of three passages of one source and one of another.
func several(t testing.TB) *archive.Archive {
	t.Helper()
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		first, second := &corpus.Source{Title: "Readers", Outlet: "The Mirror"}, &corpus.Source{Title: "Bridges"}
		for i, source := range []*corpus.Source{first, first, first, second} {
			text := fmt.Sprintf("Plate readers no. %d stand in West Haven, and “nobody\\” knows why.", i)
			if !yield(&corpus.Excerpt{ID: fmt.Sprint("p", i), Kind: corpus.Fact, Text: text, Source: source}, nil) {
				return
			}
		}
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What is written of a passage gives back the same evidence and the same excerpt.
func TestDocuments(t *testing.T) {
	a := several(t)
	q := a.Query("who knows why plate readers stand in West Haven", corpus.English)
	w := writer{archive: a}
	var bulk []byte
	for number := range a.Len() {
		var err error
		if bulk, err = w.append(bulk, number); err != nil {
			t.Fatal(err)
		}
	}
	lines := bytes.Split(bytes.TrimSuffix(bulk, []byte("\n")), []byte("\n"))
	if len(lines) != 2*a.Len() {
		t.Fatalf("%d lines of %d passages", len(lines), a.Len())
	}
	for number := range a.Len() {
		var action struct {
			Index struct {
				ID string `json:"_id"`
			}
		}
		if err := json.Unmarshal(lines[2*number], &action); err != nil || action.Index.ID != fmt.Sprint(number) {
			t.Errorf("passage %d: %s: %v", number, lines[2*number], err)
		}
		var back struct {
			stored
			Hash  string
			Terms map[string]int
		}
		if err := json.Unmarshal(lines[2*number+1], &back); err != nil {
			t.Fatal(err)
		}
		whole := a.Document(number)
		scores := a.TermScores(nil, &whole)
		if want := fmt.Sprintf("%016x", archive.HashID(fmt.Sprint("p", number))); back.Hash != want || len(back.Terms) != len(scores) {
			t.Errorf("passage %d has hash %s, not %s, and %d terms of %d", number, back.Hash, want, len(back.Terms), len(scores))
		}
		for _, s := range scores {
			if back.Terms[fmt.Sprint(s.Term)] != int(s.Score) {
				t.Errorf("passage %d: term %d has %d, not %d", number, s.Term, back.Terms[fmt.Sprint(s.Term)], s.Score)
			}
		}
		d, err := back.document()
		if err != nil {
			t.Fatal(err)
		}
		if d.Number != number || (d.Before != nil) != (whole.Before != nil) || (d.After != nil) != (whole.After != nil) {
			t.Errorf("passage %d comes back as %+v", number, d)
		}
		if got, want := a.Evidence(q, &d), a.Evidence(q, &whole); got != want {
			t.Errorf("passage %d is judged %+v, not %+v", number, got, want)
		}
		there, here := archive.NewCandidate(&d, a.Evidence(q, &d)), archive.NewCandidate(&whole, a.Evidence(q, &whole))
		if got, want := inflected(&there, q), inflected(&here, q); got != want {
			t.Errorf("passage %d has the words in the forms %v, not %v", number, got, want)
		}
		if got, want := d.Excerpt(), a.Excerpt(number); !reflect.DeepEqual(got, want) {
			t.Errorf("passage %d is %+v, not %+v", number, got, want)
		}
	}
}

func inflected(c *archive.Candidate, q *archive.Query) [2]float32 {
	other, derived := c.Inflected(q)
	return [2]float32{other, derived}
}

// Every wrong byte is noticed, and every missing one, and the bytes of another passage.
func TestDamagedDocument(t *testing.T) {
	d := several(t).Document(1)
	packed := appendPassage(nil, &d)
	if _, err := parsePassage(1, packed); err != nil {
		t.Fatal(err)
	}
	if _, err := parsePassage(2, packed); err != errDamaged {
		t.Errorf("as another passage: %v", err)
	}
	for i := range packed {
		broken := bytes.Clone(packed)
		broken[i] ^= 0x40
		if _, err := parsePassage(1, broken); err != errDamaged {
			t.Errorf("with byte %d wrong: %v", i, err)
		}
		if _, err := parsePassage(1, packed[:i]); err != errDamaged {
			t.Errorf("with %d bytes: %v", i, err)
		}
	}
}

// Whatever stands before a checksum that fits, reading it and judging it ends and does not panic.
func FuzzPassage(f *testing.F) {
	a := several(f)
	q := a.Query("who knows why plate readers stand in West Haven", corpus.English)
	for number := range a.Len() {
		d := a.Document(number)
		packed := appendPassage(nil, &d)
		f.Add(packed[:len(packed)-4])
	}
	f.Add([]byte{1, 0, 0, 0, 0})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		sum := seal(7, data)
		d, err := parsePassage(7, append(bytes.Clone(data), byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24)))
		if err != nil {
			return
		}
		a.Evidence(q, &d)
		if e := d.Excerpt(); e == nil || e.Source == nil {
			t.Error("no excerpt")
		}
	})
}
