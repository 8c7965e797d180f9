package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/go-json-experiment/json"

	"clippings/corpus"
)

// longestLine is how many bytes a line of JSON Lines may have, its end not counted.
const longestLine = 1 << 20

// BuildLines makes an archive of JSON Lines: an excerpt with its source on each line, as docs/archives.md tells.
// Blank lines are skipped. Lines that cannot be taken are told of, joined, in their order, one error of one line
// that begins with "line " and the line's number for each; from twenty on they are no longer counted. Then
// nothing is built. The same lines always give the same image.
func BuildLines(r io.Reader, o Options) (*Archive, error) {
	lines := lineReader{in: bufio.NewReaderSize(r, 1<<16)}
	return build(func(yield func(*batch) bool) error {
		for {
			b, err := lines.batch()
			if len(b.raw) > 0 && !yield(b) {
				return nil
			}
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return fmt.Errorf("line %d: %w", lines.number, err)
			}
		}
	}, o)
}

// lineReader cuts lines into batches.
type lineReader struct {
	in     *bufio.Reader
	number int // of the line in hand, from 1
	room   int // that the batch before took
}

// batch reads a batch of lines, fewer only where they end. Its lines share one piece of memory, which lives as
// long as the batch is not analysed.
func (l *lineReader) batch() (*batch, error) {
	b := &batch{raw: make([][]byte, 0, batchSize), lines: make([]int, 0, batchSize)}
	text := make([]byte, 0, l.room+l.room/8)
	var ends []int // of each line in text; -1 for one that is too long
	var err error
	for len(ends) < batchSize && err == nil {
		l.number++
		before := len(text)
		tooLong := false
		text, tooLong, err = l.line(text)
		end := len(text)
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			text = text[:before]
			continue
		case tooLong:
			text, end = text[:before], -1
		case l.number == 1:
			text = append(text[:0], bytes.TrimPrefix(text, byteOrderMark)...)
			end = len(text)
		}
		if end >= 0 && len(bytes.TrimSpace(text[before:])) == 0 {
			text = text[:before]
			continue
		}
		ends = append(ends, end)
		b.lines = append(b.lines, l.number)
	}
	l.room = len(text)
	from := 0
	for _, end := range ends {
		if end < 0 {
			b.raw = append(b.raw, nil)
			continue
		}
		b.raw = append(b.raw, text[from:end:end])
		from = end
	}
	return b, err
}

var byteOrderMark = []byte("\uFEFF")

// line appends the next line, without its end, to dst. Of one that is too long it appends the beginning.
func (l *lineReader) line(dst []byte) (_ []byte, tooLong bool, err error) {
	before := len(dst)
	for {
		part, err := l.in.ReadSlice('\n')
		if room := longestLine + 2 - (len(dst) - before); len(part) > room { // two bytes for its end
			part, tooLong = part[:max(room, 0)], true
		}
		dst = append(dst, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		dst = bytes.TrimSuffix(bytes.TrimSuffix(dst, []byte("\n")), []byte("\r"))
		return dst, tooLong || len(dst)-before > longestLine, err
	}
}

// WriteLines writes excerpts as JSON Lines, in the order given. BuildLines reads them again, each as it was but for
// what lines do not hold: links to other excerpts, and of a speaker all but id and name.
func WriteLines(w io.Writer, excerpts iter.Seq[*corpus.Excerpt]) error {
	out := bufio.NewWriter(w)
	for e := range excerpts {
		if e.Source == nil {
			return fmt.Errorf("excerpt %q has no source", e.ID)
		}
		line, err := json.Marshal(lineOf(e))
		if err != nil {
			return fmt.Errorf("excerpt %q: %w", e.ID, err)
		}
		out.Write(append(line, '\n')) // Flush tells
	}
	return out.Flush()
}

func lineOf(e *corpus.Excerpt) *jsonLine {
	s := e.Source
	x := &jsonLine{
		ID: e.ID, Kind: string(e.Kind), Text: e.Text, Translation: e.ES, Role: e.Role, RoleTranslation: e.RoleES, Via: e.Via,
		Context: e.Context, ContextTranslation: e.ContextES, About: e.About, Event: e.Event.String(),
		Questions: jsonQuestions{e.Questions[corpus.English], e.Questions[corpus.Spanish], e.Questions[corpus.Portuguese]},
		Source:    &jsonSource{ID: s.ID, Outlet: s.Outlet, Title: s.Title, Author: s.Author, Date: s.Date.String(), URL: s.URL},
	}
	if e.Speaker != nil {
		x.Speaker = jsonSpeaker{e.Speaker.ID, e.Speaker.Name}
	}
	return x
}
