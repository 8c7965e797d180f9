package archive

import (
	"encoding/binary"
	"slices"
)

// records writes the record of each passage and where it begins.
func (w *writer) records() (index, records []byte) {
	parts := make([][]byte, len(w.batches))
	ends := make([][]uint32, len(w.batches)) // of records within their batch's part
	w.each(func(i int, b *batch) {
		out := make([]byte, 0, len(b.tails)+2*len(b.words)+8*len(b.passages))
		words, tail := uint32(0), uint32(0)
		for k := range b.passages {
			p := &b.passages[k]
			out = append(out, byte(p.flags))
			out = binary.AppendUvarint(out, uint64(p.source))
			out = appendFields(out, &p.counts, b.words[words:p.words])
			out = append(out, b.tails[tail:p.tail]...)
			words, tail = p.words, p.tail
			ends[i] = append(ends[i], uint32(len(out)))
		}
		parts[i] = out
		b.tails, b.words = nil, nil
	})
	size := 0
	index = make([]byte, 0, 8*(int(w.meta.Passages)+1))
	for i := range parts {
		from := uint32(0)
		for _, end := range ends[i] {
			index = binary.LittleEndian.AppendUint64(index, uint64(size)+uint64(from))
			from = end
		}
		size += len(parts[i])
	}
	index = binary.LittleEndian.AppendUint64(index, uint64(size))
	return index, slices.Concat(parts...)
}

// appendFields writes the terms of fields.
func appendFields(dst []byte, counts *[fieldCount]uint32, terms []uint32) []byte {
	present := byte(0)
	for f, n := range counts {
		if n > 0 {
			present |= 1 << f
		}
	}
	dst = append(dst, present)
	for _, n := range counts {
		if n == 0 {
			continue
		}
		dst = binary.AppendUvarint(dst, uint64(n))
		for _, t := range terms[:n] {
			dst = binary.AppendUvarint(dst, uint64(t))
		}
		terms = terms[n:]
	}
	return dst
}

func (w *writer) sourceRecords() (index, records []byte) {
	for i := range w.sources {
		index = binary.LittleEndian.AppendUint64(index, uint64(len(records)))
		s := &w.sourceWords[i]
		records = appendFields(records, &s.counts, s.words)
		records = appendSource(records, &w.sources[i])
	}
	return binary.LittleEndian.AppendUint64(index, uint64(len(records))), records
}

// ids lists the upper halves of the ids' hashes with their passages.
func (w *writer) ids() []byte {
	all := make([]uint64, 0, w.meta.Passages)
	for i, b := range w.batches {
		for k := range b.passages {
			all = append(all, b.passages[k].id>>32<<32|uint64(w.firsts[i]+k))
		}
	}
	slices.Sort(all)
	out := make([]byte, 0, 8*len(all))
	for _, n := range all {
		out = binary.LittleEndian.AppendUint64(out, n)
	}
	return out
}
