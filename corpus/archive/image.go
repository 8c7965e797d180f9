package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// An image is a header, the sections one behind the other, and a checksum of each block of what lies behind
// the header. Numbers are little-endian. The header:
//
//	magic     8 bytes
//	version   uint32
//	sections  uint32, how many
//	size      uint64, of the whole image
//	offsets   sectionCount+1 × uint64; a section ends where the next begins, the last where the checksums do
//	checksum  uint32, of the header up to here
const (
	magic      = "clipping"
	version    = 1
	headerSize = 8 + 4 + 4 + 8 + 8*(int(sectionCount)+1) + 4
	blockSize  = 1 << 20 // bytes that one checksum covers
)

// section numbers a part of an image.
type section int

// The sections.
const (
	sectionMeta        section = iota // numbers about the whole
	sectionStems                      // table of stems: see table
	sectionForms                      // table of words as written
	sectionFormTerms                  // form -> uint32 term
	sectionShapes                     // form -> uint32 letters, by length: see repair.go
	sectionLengths                    // length in bytes -> uint32 place in sectionByLength; two more for the ends
	sectionByLength                   // forms by length, uint32 each
	sectionTerms                      // term -> uint32 frequency, uint32 first segment; one more for the end
	sectionSegments                   // postings of one term in one chunk, 8 bytes each
	sectionPostings                   // see postings.go
	sectionPassages                   // passage -> uint64 place of its record; one more for the end
	sectionRecords                    // what passages are: see record.go
	sectionSourceIndex                // source -> uint64 place in sectionSources; one more for the end
	sectionSources                    // what sources are
	sectionIDs                        // uint64 hash of an id with the passage in its low half, ascending
	sectionCount
)

// What an image can be refused for.
var (
	errNotAnImage = errors.New("it is no index of clippings")
	errDamaged    = errors.New("it is damaged: a checksum does not fit; make it anew with clippings index")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// assemble makes an image of its sections.
func assemble(sections [sectionCount][]byte) []byte {
	size := headerSize
	for _, s := range sections {
		size += len(s)
	}
	blocks := (size - headerSize + blockSize - 1) / blockSize
	image := make([]byte, 0, size+4*blocks)
	image = append(image, magic...)
	image = binary.LittleEndian.AppendUint32(image, version)
	image = binary.LittleEndian.AppendUint32(image, uint32(sectionCount))
	image = binary.LittleEndian.AppendUint64(image, uint64(size+4*blocks))
	at := headerSize
	for _, s := range sections {
		image = binary.LittleEndian.AppendUint64(image, uint64(at))
		at += len(s)
	}
	image = binary.LittleEndian.AppendUint64(image, uint64(at))
	image = binary.LittleEndian.AppendUint32(image, crc32.Checksum(image, castagnoli))
	for i, s := range sections {
		image = append(image, s...)
		sections[i] = nil
	}
	sums, _ := checksums(image[headerSize:size]) // of our own memory
	for _, sum := range sums {
		image = binary.LittleEndian.AppendUint32(image, sum)
	}
	return image
}

// dissect checks an image and returns its sections, which share its memory.
func dissect(image []byte) (sections [sectionCount][]byte, err error) {
	if len(image) < len(magic)+4 || string(image[:len(magic)]) != magic {
		return sections, errNotAnImage
	}
	if v := binary.LittleEndian.Uint32(image[8:]); v != version {
		return sections, fmt.Errorf("it is of version %d, and this program reads version %d: make it anew with clippings index", v, version)
	}
	if len(image) < headerSize || binary.LittleEndian.Uint32(image[headerSize-4:]) != crc32.Checksum(image[:headerSize-4], castagnoli) ||
		binary.LittleEndian.Uint32(image[12:]) != uint32(sectionCount) {
		return sections, errDamaged
	}
	if binary.LittleEndian.Uint64(image[16:]) != uint64(len(image)) {
		return sections, errDamaged
	}
	offset := func(i int) int { return int(binary.LittleEndian.Uint64(image[24+8*i:])) }
	end := offset(int(sectionCount))
	blocks := (end - headerSize + blockSize - 1) / blockSize
	if end < headerSize || end+4*blocks != len(image) {
		return sections, errDamaged
	}
	for i := range sections {
		from, to := offset(i), offset(i+1)
		if from < headerSize || to < from || to > end {
			return sections, errDamaged
		}
		sections[i] = image[from:to:to]
	}
	sums, err := checksums(image[headerSize:end])
	if err != nil {
		return sections, err
	}
	for i, sum := range sums {
		if binary.LittleEndian.Uint32(image[end+4*i:]) != sum {
			return sections, errDamaged
		}
	}
	return sections, nil
}

// checksums returns the CRC-32C of each block, on all processors. It fails when the data are a file's that is cut
// short meanwhile.
func checksums(data []byte) ([]uint32, error) {
	sums := make([]uint32, 0, (len(data)+blockSize-1)/blockSize)
	sums = sums[:cap(sums)]
	var group errgroup.Group
	each := max((len(sums)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0), 1)
	first := 0 // block of the part
	for part := range slices.Chunk(sums, each) {
		from := first * blockSize
		first += len(part)
		group.Go(func() (err error) {
			defer catchFault(&err)()
			for i := range part {
				block := data[from+i*blockSize : min(from+(i+1)*blockSize, len(data))]
				part[i] = crc32.Checksum(block, castagnoli)
			}
			return nil
		})
	}
	return sums, group.Wait()
}
