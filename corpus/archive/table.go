package archive

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"
)

// table finds strings by their hash within an image. It is
//
//	n       uint32, how many strings
//	slots   uint32, how many places; a power of two, more than twice n
//	places  slots × uint32: a string's number + 1, or 0; searched from the hash on
//	offsets n+1 × uint32 into the bytes behind
//	bytes
type table struct {
	n       int
	mask    uint64
	places  []byte
	offsets []byte
	bytes   []byte
}

// newTable writes a table of strings that all differ; their numbers are their places.
func newTable(words []string) []byte {
	slots := 8
	size := 0
	for slots <= 2*len(words) {
		slots *= 2
	}
	for _, w := range words {
		size += len(w)
	}
	out := make([]byte, 8+4*slots, 8+4*slots+4*(len(words)+1)+size)
	binary.LittleEndian.PutUint32(out, uint32(len(words)))
	binary.LittleEndian.PutUint32(out[4:], uint32(slots))
	places := out[8:]
	for i, w := range words {
		at := xxhash.Sum64String(w) & uint64(slots-1)
		for binary.LittleEndian.Uint32(places[4*at:]) != 0 {
			at = (at + 1) & uint64(slots-1)
		}
		binary.LittleEndian.PutUint32(places[4*at:], uint32(i+1))
	}
	offset := uint32(0)
	for _, w := range words {
		out = binary.LittleEndian.AppendUint32(out, offset)
		offset += uint32(len(w))
	}
	out = binary.LittleEndian.AppendUint32(out, offset)
	for _, w := range words {
		out = append(out, w...)
	}
	return out
}

// readTable reads a table, or reports that it cannot be one.
func readTable(data []byte) (t table, ok bool) {
	if len(data) < 8 {
		return t, false
	}
	n, slots := uint64(binary.LittleEndian.Uint32(data)), uint64(binary.LittleEndian.Uint32(data[4:]))
	if slots == 0 || slots&(slots-1) != 0 || slots <= n || uint64(len(data)) < 8+4*slots+4*(n+1) {
		return t, false
	}
	t = table{
		n: int(n), mask: slots - 1,
		places:  data[8 : 8+4*slots],
		offsets: data[8+4*slots : 8+4*slots+4*(n+1)],
		bytes:   data[8+4*slots+4*(n+1):],
	}
	for i, before := 0, uint32(0); i <= t.n; i++ {
		offset := binary.LittleEndian.Uint32(t.offsets[4*i:])
		if offset < before || int(offset) > len(t.bytes) {
			return t, false
		}
		before = offset
	}
	return t, true
}

// at returns the bytes of string i, which must be one.
func (t *table) at(i int) []byte {
	return t.bytes[binary.LittleEndian.Uint32(t.offsets[4*i:]):binary.LittleEndian.Uint32(t.offsets[4*i+4:])]
}

// find returns the number of a string, and whether it has one.
func (t *table) find(word []byte) (int, bool) {
	for at, tries := xxhash.Sum64(word)&t.mask, uint64(0); tries <= t.mask; at, tries = (at+1)&t.mask, tries+1 {
		n := int(binary.LittleEndian.Uint32(t.places[4*at:]))
		if n == 0 || n > t.n {
			return 0, false
		}
		if string(t.at(n-1)) == string(word) {
			return n - 1, true
		}
	}
	return 0, false
}
