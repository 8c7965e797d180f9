package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clippings/corpus"
)

// told is what an error of BuildLines looks like, line by line.
var told = regexp.MustCompile(`^(line [1-9][0-9]*: .+|and more|there is no passage)$`)

// FuzzLines reads anything as JSON Lines. It is refused line by line, or it becomes an archive; what one line
// was read as is written and read again as the same.
func FuzzLines(f *testing.F) {
	f.Add([]byte(sampleLine))
	f.Add([]byte("\uFEFF" + shortLine("a", "one") + "\r\n\n" + shortLine("b", "two")))
	f.Add([]byte(shortLine("a", "one") + "\n" + shortLine("a", "two")))
	f.Add([]byte(`{"id":"a","text":"b","source":{"id":"s","title":"t"}} x`))
	f.Add([]byte(`{"id":null,"speaker":["x"]}` + "\n" + `{"id":"a","speaker":{"name":3}}` + "\n[]\n7\n\"\\ud800\"\n{\"about\":[\"\"]}"))
	f.Add([]byte("{\"id\":\"\xff\"}"))
	f.Fuzz(func(t *testing.T, lines []byte) {
		a, err := BuildLines(bytes.NewReader(lines), Options{Workers: 1})
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !told.MatchString(line) || len(line) > 1000 {
					t.Errorf("an error says %q", line)
				}
			}
			return
		}
		number := 0
		for line := range bytes.SplitSeq(bytes.TrimPrefix(lines, byteOrderMark), []byte("\n")) {
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			e, err := decodeLine(line)
			if err != nil {
				t.Fatal(err)
			}
			var written bytes.Buffer
			if err := WriteLines(&written, slices.Values([]*corpus.Excerpt{e})); err != nil {
				t.Fatal(err)
			}
			again, err := decodeLine(bytes.TrimSuffix(written.Bytes(), []byte("\n")))
			if err != nil || !reflect.DeepEqual(again, e) {
				t.Fatalf("%+v was written as %s and read as %+v (%v)", e, &written, again, err)
			}
			e.Questions = nil // which an archive finds passages by, and does not give back
			if got := a.Excerpt(number); !reflect.DeepEqual(got, e) {
				t.Errorf("the archive has %+v, which was %+v", got, e)
			}
			if at, ok := a.Find(e.ID); !ok || at != number {
				t.Errorf("%q is found at %d, %v", e.ID, at, ok)
			}
			number++
		}
		if number != a.Len() {
			t.Errorf("%d lines make %d passages", number, a.Len())
		}
	})
}

// FuzzImage changes an image as the data say, by six bytes each: a section, a place in it, and what to set there. It
// mends all checksums or none. What is refused is refused with an error; of what is accepted everything is
// read, and no reading panics or does not end.
func FuzzImage(f *testing.F) {
	image := buildLines(f, append([]string{sampleLine, strings.Replace(sampleLine, "flores", "other", 1)}, someLines(40)...)...).Image()
	f.Add([]byte{}, true)
	f.Add([]byte{0, 0, 0, 1, 1, 1}, false)
	for s := range byte(sectionCount) + 2 { // the last one is the header, the one behind it cuts
		for _, at := range []byte{0, 1, 4, 8, 12, 16, 24, 32, 60, 90, 200} {
			for _, value := range [][2]byte{{0, 0}, {1, 0}, {0xff, 1}, {0xff, 2}, {0xff, 0xff}, {0x80, 4}} {
				f.Add([]byte{s, 0, at, value[0], value[1], 0}, true)
			}
		}
		f.Add([]byte{s, 0, 1, 7, 1, 0, s, 0, 2, 200, 1, 0, s, 0, 3, 30, 1, 0}, true)
	}
	f.Fuzz(func(t *testing.T, edits []byte, mend bool) {
		changed := edited(image, edits)
		if mend {
			mendChecksums(changed)
		}
		done := make(chan any, 1)
		go func() {
			defer func() { done <- recover() }()
			a, err := read(changed)
			if err != nil {
				if a != nil || err.Error() == "" {
					t.Errorf("%v, %v", a, err)
				}
				return
			}
			if !mend && !bytes.Equal(changed, image) {
				t.Error("a damaged image was accepted")
			}
			readEverything(a)
		}()
		select {
		case value := <-done:
			if value != nil {
				t.Fatalf("panic: %v", value)
			}
		case <-time.After(20 * time.Second):
			stacks := make([]byte, 1<<16)
			t.Fatalf("it does not end:\n%s", stacks[:runtime.Stack(stacks, true)])
		}
	})
}

// someLines are lines of English and Spanish of which neighbours have the same source.
func someLines(n int) []string {
	var all []string
	for i := range n {
		text := "The ferry no. " + spelled(i) + " to Bridgeport cost 7 dollars in 1957 because of the harbor"
		if i%3 == 0 {
			text = "El incendio de la fábrica " + spelled(i) + " se vio desde la ciudad en 1957"
		}
		all = append(all, strings.Replace(shortLine(spelled(i), text), `"Town news"`, `"Town news `+spelled(i/5)+`"`, 1))
	}
	return all
}

// edited is an image with changes.
func edited(image, edits []byte) []byte {
	out := bytes.Clone(image)
	for ; len(edits) >= 6; edits = edits[6:] {
		s, at := int(edits[0])%int(sectionCount+2), int(binary.BigEndian.Uint16(edits[1:]))
		value, width := edits[3], int(edits[4])
		switch {
		case s == int(sectionCount)+1: // cut, and say so in the header
			out = out[:max(len(out)-at, 0)]
			if len(out) >= headerSize {
				binary.LittleEndian.PutUint64(out[16:], uint64(len(out)))
			}
			continue
		case s == int(sectionCount):
			at %= headerSize
		default:
			from, to := offsetOf(image, s), offsetOf(image, s+1)
			if from == to {
				continue
			}
			at = from + (at+int(edits[5])<<16)%(to-from)
		}
		for k := range 1 + width%8 {
			if at+k < len(out) {
				out[at+k] = value
			}
		}
	}
	return out
}

func offsetOf(image []byte, s int) int { return int(binary.LittleEndian.Uint64(image[24+8*s:])) }

// mendChecksums makes the checksums those of what an image holds now, as far as it has places for them.
func mendChecksums(image []byte) {
	if len(image) < headerSize {
		return
	}
	binary.LittleEndian.PutUint32(image[headerSize-4:], crc32.Checksum(image[:headerSize-4], castagnoli))
	end := offsetOf(image, int(sectionCount))
	if end < headerSize || end > len(image) {
		return
	}
	sums, _ := checksums(image[headerSize:end])
	for i, sum := range sums {
		if at := end + 4*i; at+4 <= len(image) {
			binary.LittleEndian.PutUint32(image[at:], sum)
		}
	}
}

// readEverything calls all that an archive can be asked.
func readEverything(a *Archive) {
	for _, question := range []string{
		"which ferry to Bridgeport cost 7 dollars in 1957", "why is the bridge being closed", "el incendio de la fábrica y la ciudad", "fery harbr bridgport incendo",
		"por que fecham a ponte", "what did Ada Flores say of the old bridge", "xylophones zzzz", "the of and", "",
	} {
		for _, lang := range corpus.Languages() {
			q := a.Query(question, lang)
			for _, limit := range []int{0, 1, 64} {
				for i, c := range a.Search(nil, q, limit) {
					if i < 5 {
						c.Excerpt()
					}
				}
			}
			for number := range min(a.Len(), 5) {
				d := a.Document(number)
				a.Evidence(q, &d)
			}
		}
	}
	for number := range a.Len() {
		e := a.Excerpt(number)
		a.Find(e.ID)
		a.Named(context.Background(), binary.BigEndian.AppendUint64(nil, HashID(e.ID)))
	}
	for i := range 256 {
		a.Named(context.Background(), []byte{byte(i), 0, 0, 0})
	}
	a.Find("gazette-2021/flores")
	first, last := a.Span()
	for _, d := range []corpus.Date{first, last} {
		if d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > 31 {
			panic("a date that cannot be: " + d.String())
		}
	}
	a.Version()
	a.Sources()
}
