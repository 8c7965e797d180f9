package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sort"

	"clippings/corpus"
)

// Archive is an image that is ready to be searched.
type Archive struct {
	*Lexicon
	image   []byte
	release func() error // of the memory; nil when there is nothing to do

	segments, postings []byte
	passages, records  []byte
	sourceIndex        []byte
	sources            []byte
	ids                []byte
}

// Lexicon is what an archive knows of words. It is enough to understand questions and to judge passages that
// are found elsewhere.
type Lexicon struct {
	meta      meta
	norms     fieldNorms
	stems     table
	forms     table
	formTerms []byte
	shapes    []byte
	lengths   []byte
	byLength  []byte
	terms     []byte
	idf       []float32 // term -> weight
	version   uint32
}

// read makes an archive of an image, which it keeps. What it reads of an image afterwards is within bounds,
// whatever the image holds.
func read(image []byte) (*Archive, error) {
	sections, err := dissect(image)
	if err != nil {
		return nil, err
	}
	x, err := readLexicon(sections)
	if err != nil {
		return nil, err
	}
	a := &Archive{
		Lexicon: x, image: image,
		segments: sections[sectionSegments], postings: sections[sectionPostings],
		passages: sections[sectionPassages], records: sections[sectionRecords],
		sourceIndex: sections[sectionSourceIndex], sources: sections[sectionSources], ids: sections[sectionIDs],
	}
	n := x.meta.Passages
	if n == 0 || n > mostPassages || uint64(len(a.passages)) != 8*(n+1) || uint64(len(a.ids)) != 8*n ||
		uint64(len(a.sourceIndex)) != 8*(x.meta.Sources+1) || len(a.postings)%postingSize != 0 || len(a.segments)%segmentSize != 0 {
		return nil, errDamaged
	}
	return a, nil
}

func readLexicon(sections [sectionCount][]byte) (*Lexicon, error) {
	x := new(Lexicon)
	if len(sections[sectionMeta]) != binary.Size(x.meta) {
		return nil, errDamaged
	}
	if err := binary.Read(bytes.NewReader(sections[sectionMeta]), binary.LittleEndian, &x.meta); err != nil {
		return nil, errDamaged
	}
	for _, d := range [][3]uint16{x.meta.First, x.meta.Last} {
		if d[1] > 12 || d[2] > 31 { // whoever writes it in words looks the month up
			return nil, errDamaged
		}
	}
	var okStems, okForms bool
	x.stems, okStems = readTable(sections[sectionStems])
	x.forms, okForms = readTable(sections[sectionForms])
	x.formTerms, x.shapes, x.lengths = sections[sectionFormTerms], sections[sectionShapes], sections[sectionLengths]
	x.byLength, x.terms = sections[sectionByLength], sections[sectionTerms]
	terms := int(x.meta.Terms)
	if !okStems || !okForms || x.stems.n != terms+1 || len(x.terms) != 8*(terms+2) || len(x.formTerms) != 4*x.forms.n ||
		len(x.shapes) != 4*x.forms.n || len(x.byLength) != 4*x.forms.n {
		return nil, errDamaged
	}
	x.norms = x.meta.norms()
	x.version = x.meta.Checksum
	x.idf = make([]float32, terms+1)
	n := float64(x.meta.Passages)
	weights := make([]float32, 256) // by frequency: most are rare, and a logarithm is slow
	weight := func(frequency uint32) float32 {
		return float32(math.Log(1 + (n-float64(frequency)+0.5)/(float64(frequency)+0.5)))
	}
	for f := range weights {
		weights[f] = weight(min(uint32(f), uint32(x.meta.Passages)))
	}
	for t := 1; t <= terms; t++ {
		if f := x.frequency(uint32(t)); int(f) < len(weights) {
			x.idf[t] = weights[f]
		} else {
			x.idf[t] = weight(min(f, uint32(x.meta.Passages)))
		}
	}
	return x, nil
}

// frequency is how many passages have a term.
func (x *Lexicon) frequency(term uint32) uint32 { return binary.LittleEndian.Uint32(x.terms[8*term:]) }

// formTerm is the term of a written word, by its number.
func (x *Lexicon) formTerm(form int) uint32 {
	t := binary.LittleEndian.Uint32(x.formTerms[4*form:])
	if t > x.meta.Terms {
		return 0
	}
	return t
}

// Len returns how many passages there are.
func (x *Lexicon) Len() int { return int(x.meta.Passages) }

// Sources returns how many sources they are from.
func (x *Lexicon) Sources() int { return int(x.meta.Sources) }

// Span returns the dates of the earliest and of the latest source that has one.
func (x *Lexicon) Span() (first, last corpus.Date) {
	return unpackDate(x.meta.First), unpackDate(x.meta.Last)
}

// Words is the archive's Lexicon.
func (a *Archive) Words() *Lexicon { return a.Lexicon }

// Version names the archive in eight characters: other passages have another version, as far as eight characters
// tell.
func (x *Lexicon) Version() string { return fmt.Sprintf("%08x", x.version) }

// Image returns the archive's image, which must not be changed. It is gone once the archive is closed.
func (a *Archive) Image() []byte { return a.image }

// Excerpt returns a passage by its number, which must be below Len.
func (a *Archive) Excerpt(number int) *corpus.Excerpt {
	defer hold(a)()
	r := a.record(number)
	_, _, source := r.header()
	return r.excerpt(a.source(source))
}

// Find returns the number of the passage with an id, and whether there is one.
func (a *Archive) Find(id string) (int, bool) {
	defer hold(a)()
	for _, number := range a.hashed(uint32(HashID(id) >> 32)) {
		if a.record(number).id() == id {
			return number, true
		}
	}
	return 0, false
}

// Named returns the passages whose ids' HashID begins with these bytes, big-endian; fewer than four name none.
func (a *Archive) Named(_ context.Context, id []byte) ([]*corpus.Excerpt, error) {
	defer hold(a)()
	if len(id) < 4 {
		return nil, nil
	}
	var all []*corpus.Excerpt
	for _, number := range a.hashed(binary.BigEndian.Uint32(id)) {
		e := a.Excerpt(number)
		if hash := binary.BigEndian.AppendUint64(nil, HashID(e.ID)); bytes.HasPrefix(hash, id[:min(len(id), len(hash))]) {
			all = append(all, e)
		}
	}
	return all, nil
}

// hashed returns the passages whose ids' hashes have an upper half.
func (a *Archive) hashed(upper uint32) (numbers []int) {
	half := func(i int) uint32 { return uint32(binary.LittleEndian.Uint64(a.ids[8*i:]) >> 32) }
	n := len(a.ids) / 8
	for i := sort.Search(n, func(i int) bool { return half(i) >= upper }); i < n && half(i) == upper; i++ {
		if number := int(uint32(binary.LittleEndian.Uint64(a.ids[8*i:]))); number < a.Len() {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// record returns the record of a passage, an empty one where the image has none.
func (a *Archive) record(number int) record { return slice(a.records, a.passages, number) }

func (a *Archive) source(number uint32) record {
	if uint64(number) >= a.meta.Sources {
		return nil
	}
	return slice(a.sources, a.sourceIndex, int(number))
}

// slice returns the bytes between two places that stand in an index, none where they cannot be.
func slice(data, index []byte, number int) []byte {
	from, to := binary.LittleEndian.Uint64(index[8*number:]), binary.LittleEndian.Uint64(index[8*number+8:])
	if from > to || to > uint64(len(data)) {
		return nil
	}
	return data[from:to:to]
}

// Close releases what Open took. The archive must not be used afterwards.
func (a *Archive) Close() error {
	if a.release == nil {
		return nil
	}
	if err := a.release(); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}
