package opensearch

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	"clippings/corpus/archive"
)

// A document of a passage is an object with
//
//	number   its number in the archive
//	hash     its id's archive.HashID, 16 hexadecimal digits
//	terms    an object: the number of each term with its score; not kept in what is given back
//	passage  base64 of the bytes that the second stage reads
//
// Those bytes are the passage's record, its source's, and the short ones of the passages before and behind it, each
// after its length as a uvarint, where 0 stands for none; then the CRC-32C of all that and of the number.

// mostDocument is how many bytes a passage may have with its neighbours and its source.
const mostDocument = 128 << 10

// errDamaged is a document that is not what was written.
var errDamaged = errors.New("a passage in OpenSearch is damaged: load the coverage again")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal is the checksum of a passage's bytes and its number.
func seal(number int, data []byte) uint32 {
	return crc32.Update(crc32.Checksum(binary.LittleEndian.AppendUint64(nil, uint64(number)), castagnoli), castagnoli, data)
}

// appendPassage packs what the second stage reads.
func appendPassage(dst []byte, d *archive.Document) []byte {
	from := len(dst)
	for _, part := range [][]byte{d.Record, d.Source, d.Before, d.After} {
		dst = binary.AppendUvarint(dst, uint64(len(part)))
		dst = append(dst, part...)
	}
	return binary.LittleEndian.AppendUint32(dst, seal(d.Number, dst[from:]))
}

// parsePassage reads what appendPassage wrote; the document shares its memory.
func parsePassage(number int, data []byte) (d archive.Document, err error) {
	n := len(data) - 4
	if n < 0 || binary.LittleEndian.Uint32(data[n:]) != seal(number, data[:n]) {
		return d, errDamaged
	}
	rest := data[:n:n]
	for _, part := range []*[]byte{&d.Record, &d.Source, &d.Before, &d.After} {
		length, size := binary.Uvarint(rest)
		if size <= 0 || length > uint64(len(rest)-size) {
			return archive.Document{}, errDamaged
		}
		if rest = rest[size:]; length > 0 {
			*part = rest[:length:length]
			rest = rest[length:]
		}
	}
	if len(rest) > 0 || d.Record == nil {
		return archive.Document{}, errDamaged
	}
	d.Number = number
	return d, nil
}

// writer makes documents. It is not safe for concurrent use.
type writer struct {
	archive *archive.Archive
	scores  []archive.TermScore
	packed  []byte
}

// append appends the two lines by which a bulk request indexes a passage. Doing it twice does no more than once.
func (w *writer) append(dst []byte, number int) ([]byte, error) {
	d := w.archive.Document(number)
	w.scores = w.archive.TermScores(w.scores[:0], &d)
	id := d.Excerpt().ID
	if d.Before != nil {
		d.Before = archive.Neighbour(d.Before)
	}
	if d.After != nil {
		d.After = archive.Neighbour(d.After)
	}
	w.packed = appendPassage(w.packed[:0], &d)
	if len(w.packed) > mostDocument {
		return nil, fmt.Errorf("passage %q is too long: with those beside it it has %d KiB, and %d are stored at most", id, len(w.packed)>>10, mostDocument>>10)
	}
	dst = append(dst, `{"index":{"_id":"`...)
	dst = strconv.AppendInt(dst, int64(number), 10)
	dst = append(dst, "\"}}\n{\"number\":"...)
	dst = strconv.AppendInt(dst, int64(number), 10)
	dst = append(dst, `,"hash":"`...)
	dst = hex.AppendEncode(dst, binary.BigEndian.AppendUint64(nil, archive.HashID(id)))
	dst = append(dst, `","terms":{`...)
	for i, s := range w.scores {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = strconv.AppendUint(dst, uint64(s.Term), 10)
		dst = append(dst, `":`...)
		dst = strconv.AppendUint(dst, uint64(s.Score), 10)
	}
	dst = append(dst, `},"passage":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, w.packed)
	return append(dst, "\"}\n"...), nil
}

// stored is a document as it comes back.
type stored struct {
	Number  int    `json:"number"`
	Passage []byte `json:"passage"`
}

// document unpacks it.
func (s *stored) document() (archive.Document, error) { return parsePassage(s.Number, s.Passage) }
