package archive

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"clippings/corpus"
)

// meta is what an image tells of the whole.
type meta struct {
	Passages, Sources uint64
	Terms, SmallTerms uint32 // terms 1 to SmallTerms are function words; 0 is none
	Averages          [fieldCount]float32
	First, Last       [3]uint16 // dates of the earliest and the latest source; zero for none
	Checksum          uint32    // of all records
}

// writer makes an image of analysed batches.
type writer struct {
	batches []*batch
	firsts  []int // batch -> number of its first passage
	meta    meta

	sources     []corpus.Source
	sourceWords []sourceTerms // by source
	titles      *worker       // whose words those are

	forms     []string // language byte and word
	formTerms []uint32
	stems     []string             // by term
	workers   map[*worker][]uint32 // worker's word -> term
	frequency []uint32             // term -> passages that have it; function words are not counted
}

// sourceTerms are the words, then the terms, of a source's title and source fields.
type sourceTerms struct {
	counts [fieldCount]uint32
	words  []uint32
}

func newWriter(batches []*batch) *writer {
	return &writer{batches: batches, workers: make(map[*worker][]uint32)}
}

func (w *writer) image() ([]byte, error) {
	if err := w.number(); err != nil {
		return nil, err
	}
	w.joinSources()
	w.terms()
	w.measure()
	var sections [sectionCount][]byte
	var err error
	if sections[sectionTerms], sections[sectionSegments], sections[sectionPostings], err = w.postings(); err != nil {
		return nil, err
	}
	sections[sectionPassages], sections[sectionRecords] = w.records()
	sections[sectionSourceIndex], sections[sectionSources] = w.sourceRecords()
	sections[sectionIDs] = w.ids()
	w.meta.Checksum = crc32.Update(crc32.Checksum(sections[sectionRecords], castagnoli), castagnoli, sections[sectionSources])
	w.batches = nil // no longer needed, and large
	sections[sectionStems] = newTable(w.stems)
	sections[sectionForms] = newTable(w.forms)
	sections[sectionFormTerms] = appendNumbers(nil, w.formTerms)
	sections[sectionShapes], sections[sectionLengths], sections[sectionByLength] = shapes(w.forms)
	var head bytes.Buffer
	if err := binary.Write(&head, binary.LittleEndian, &w.meta); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	sections[sectionMeta] = head.Bytes()
	return assemble(sections), nil
}

// each runs f for every batch, several at once.
func (w *writer) each(f func(i int, b *batch)) {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, b := range w.batches {
		group.Go(func() error {
			f(i, b)
			return nil
		})
	}
	group.Wait()
}

// number numbers the passages and refuses an id that is there twice.
func (w *writer) number() error {
	var ids []uint64
	for _, b := range w.batches {
		w.firsts = append(w.firsts, int(w.meta.Passages))
		w.meta.Passages += uint64(len(b.passages))
		for i := range b.passages {
			ids = append(ids, b.passages[i].id)
		}
	}
	if w.meta.Passages == 0 {
		return fmt.Errorf("there is no passage")
	}
	if w.meta.Passages > mostPassages {
		return fmt.Errorf("there are %d passages, and an index holds %d at most", w.meta.Passages, mostPassages)
	}
	slices.Sort(ids)
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] {
			return w.twice(ids[i])
		}
	}
	return nil
}

// twice says where an id is.
func (w *writer) twice(id uint64) error {
	var at []int
	for _, b := range w.batches {
		for i := range b.passages {
			if b.passages[i].id == id {
				at = append(at, b.lines[i])
			}
		}
	}
	return fmt.Errorf("line %d: the id is that of line %d already", at[1], at[0])
}

// joinSources gives every source one number, in the order of their first passages.
func (w *writer) joinSources() {
	numbers := make(map[corpus.Source]uint32)
	extra := newWorker()
	for _, b := range w.batches {
		joined := make([]uint32, len(b.sources))
		for i, s := range b.sources {
			n, ok := numbers[s]
			if !ok {
				n = uint32(len(w.sources))
				numbers[s] = n
				w.sources = append(w.sources, s)
				w.sourceWords = append(w.sourceWords, extra.source(&s))
			}
			joined[i] = n
		}
		for i := range b.passages {
			b.passages[i].source = joined[b.passages[i].source]
		}
		b.sources = nil
	}
	w.meta.Sources = uint64(len(w.sources))
	w.workers[extra] = nil
	w.titles = extra
	var dates []corpus.Date
	for i := range w.sources {
		if d := w.sources[i].Date; !d.IsZero() {
			dates = append(dates, d)
		}
	}
	if len(dates) > 0 {
		first, last := slices.MinFunc(dates, corpus.Date.Compare), slices.MaxFunc(dates, corpus.Date.Compare)
		w.meta.First, w.meta.Last = packDate(first), packDate(last)
	}
}
