package archive

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Passages are searched in chunks, so that the scores of a chunk fit the first cache.
const (
	chunkBits = 14
	chunkSize = 1 << chunkBits
	chunkMask = chunkSize - 1
)

// A posting is 3 bytes: the passage's place in its chunk, 16 bits, and its score: BM25F without the weight of the
// term, which lies between 0 and saturation+1, in 255 steps. The postings of a term are ascending; those in
// one chunk are a segment. A segment is 8 bytes: number of its first posting, 32 bits; chunk, 16 bits; highest
// score, 8 bits; and 8 bits of nothing. It ends where the next one begins.
const (
	postingSize  = 3
	segmentSize  = 8
	scoreStep    = (saturation + 1) / 255
	mostPostings = 1<<32 - 1
)

// measure counts the average length in content words of each field, over the passages that have it.
func (w *writer) measure() {
	var sums, having [fieldCount]int
	add := func(f int, terms []uint32) {
		n := 0
		for _, t := range terms {
			if t > w.meta.SmallTerms {
				n++
			}
		}
		if len(terms) > 0 {
			sums[f] += n
			having[f]++
		}
	}
	for _, b := range w.batches {
		from := uint32(0)
		for i := range b.passages {
			for f, n := range b.passages[i].counts {
				add(f, b.words[from:from+n])
				from += n
			}
		}
	}
	for _, s := range w.sourceWords {
		from := uint32(0)
		for f, n := range s.counts {
			add(f, s.words[from:from+n])
			from += n
		}
	}
	for f := range sums {
		w.meta.Averages[f] = float32(max(float64(sums[f])/float64(max(having[f], 1)), 1))
	}
}

// fieldNorms divides how often a term occurs in a field of some length.
type fieldNorms struct {
	averages [fieldCount]float32
	text     float32 // b of the text
}

func (m *meta) norms() fieldNorms { return fieldNorms{m.Averages, lengthNorm(m.Averages[fieldText])} }

// weight is what one occurrence in a field of so many content words counts.
func (n *fieldNorms) weight(f field, length int) float32 {
	b := float32(0.4)
	if f == fieldText {
		b = n.text
	}
	return fieldWeights[f] / (1 - b + b*float32(length)/n.averages[f])
}

// saturate is BM25F without the weight of the term.
func saturate(tf float32) float32 { return tf * (saturation + 1) / (saturation + tf) }

// adder sums up the terms of one passage after the other.
type adder struct {
	w       *writer
	norms   fieldNorms
	small   bool      // function words of the text are wanted as well
	sums    []float32 // term -> weighted frequency in the passage in hand
	touched []uint32
}

func (w *writer) newAdder() *adder {
	return &adder{w: w, norms: w.meta.norms(), sums: make([]float32, w.meta.Terms+1)}
}

// field adds the terms of a field.
func (a *adder) field(f field, terms []uint32) {
	small := a.w.meta.SmallTerms
	n := 0
	for _, t := range terms {
		if t > small {
			n++
		}
	}
	weight := a.norms.weight(f, n)
	for _, t := range terms {
		if t == 0 {
			continue
		}
		if t <= small && !(a.small && f == fieldText) {
			continue
		}
		if a.sums[t] == 0 {
			a.touched = append(a.touched, t)
		}
		a.sums[t] += weight
	}
}

// passages calls f with the terms of each passage of a batch, which are in touched with their sums. f need not
// clear them.
func (a *adder) passages(first int, b *batch, f func(passage int)) {
	from := uint32(0)
	for i := range b.passages {
		p := &b.passages[i]
		for k, n := range p.counts {
			if n > 0 {
				a.field(field(k), b.words[from:from+n])
				from += n
			}
		}
		s := &a.w.sourceWords[p.source]
		at := uint32(0)
		for k, n := range s.counts {
			if n > 0 {
				a.field(field(k), s.words[at:at+n])
				at += n
			}
		}
		f(first + i)
		for _, t := range a.touched {
			a.sums[t] = 0
		}
		a.touched = a.touched[:0]
	}
}

// share is a run of batches that one goroutine works on, which begins with a chunk.
type share struct {
	from, to int // batches
	counts   []uint32
	cursors  []uint32
}

// segment is a term's postings in one chunk.
type segment struct {
	term  uint32
	first uint32
	chunk uint16
	most  uint8
}

// postings inverts the passages.
func (w *writer) postings() (terms, segments, postings []byte, err error) {
	shares := w.shares()
	var group errgroup.Group
	for i := range shares {
		s := &shares[i]
		group.Go(func() error {
			a := w.newAdder()
			a.small = true
			s.counts = make([]uint32, w.meta.Terms+2)
			for k := s.from; k < s.to; k++ {
				a.passages(w.firsts[k], w.batches[k], func(int) {
					for _, t := range a.touched {
						s.counts[t]++
					}
				})
			}
			return nil
		})
	}
	group.Wait()
	w.frequency = make([]uint32, w.meta.Terms+1)
	next := uint64(0)
	for i := range shares {
		shares[i].cursors = make([]uint32, w.meta.Terms+1)
	}
	for t := range w.frequency {
		for i := range shares {
			w.frequency[t] += shares[i].counts[t]
			if shares[i].cursors[t] = uint32(next); t > int(w.meta.SmallTerms) { // function words are counted only
				next += uint64(shares[i].counts[t])
			}
		}
	}
	if next > mostPostings {
		return nil, nil, nil, fmt.Errorf("the passages have %d different words in all, and an index holds %d at most", next, uint64(mostPostings))
	}
	postings = make([]byte, postingSize*int(next))
	found := make([][]segment, len(shares))
	for i := range shares {
		s := &shares[i]
		group.Go(func() error {
			found[i] = w.fill(s, postings)
			return nil
		})
	}
	group.Wait()
	all := slices.Concat(found...)
	terms, segments = w.directory(all, uint32(next))
	return terms, segments, postings, nil
}

// shares cuts the batches into runs, one for each processor, that begin with a chunk.
func (w *writer) shares() []share {
	each := (len(w.batches) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	const batchesPerChunk = chunkSize / batchSize
	each = (each + batchesPerChunk - 1) / batchesPerChunk * batchesPerChunk
	var shares []share
	for from := 0; from < len(w.batches); from += each {
		shares = append(shares, share{from: from, to: min(from+each, len(w.batches))})
	}
	return shares
}

// fill writes the postings of a share and returns its segments, by chunk.
func (w *writer) fill(s *share, postings []byte) []segment {
	a := w.newAdder()
	var all []segment
	open := make([]uint32, w.meta.Terms+1) // term -> place in all of its last segment, + 1
	for k := s.from; k < s.to; k++ {
		a.passages(w.firsts[k], w.batches[k], func(number int) {
			chunk := uint16(number >> chunkBits)
			for _, t := range a.touched {
				at := s.cursors[t]
				s.cursors[t]++
				score := uint8(max(saturate(a.sums[t])/scoreStep+0.5, 1))
				p := postings[postingSize*int(at):]
				binary.LittleEndian.PutUint16(p, uint16(number&chunkMask))
				p[2] = score
				if n := open[t]; n == 0 || all[n-1].chunk != chunk {
					all = append(all, segment{term: t, first: at, chunk: chunk})
					open[t] = uint32(len(all))
				}
				last := &all[open[t]-1]
				last.most = max(last.most, score)
			}
		})
	}
	return all
}

// directory writes where the segments of each term are.
func (w *writer) directory(all []segment, postings uint32) (terms, segments []byte) {
	starts := make([]uint32, w.meta.Terms+2)
	for i := range all {
		starts[all[i].term+1]++
	}
	for t := 1; t < len(starts); t++ {
		starts[t] += starts[t-1]
	}
	for t, n := range w.frequency {
		terms = binary.LittleEndian.AppendUint32(terms, n)
		terms = binary.LittleEndian.AppendUint32(terms, starts[t])
	}
	terms = binary.LittleEndian.AppendUint32(terms, 0)
	terms = binary.LittleEndian.AppendUint32(terms, uint32(len(all)))
	segments = make([]byte, segmentSize*(len(all)+1))
	at := slices.Clone(starts)
	put := func(n uint32, s segment) {
		p := segments[segmentSize*int(n):]
		binary.LittleEndian.PutUint32(p, s.first)
		binary.LittleEndian.PutUint16(p[4:], s.chunk)
		p[6] = s.most
	}
	for _, s := range all {
		put(at[s.term], s)
		at[s.term]++
	}
	put(uint32(len(all)), segment{first: postings})
	return terms, segments
}
