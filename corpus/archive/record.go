package archive

import (
	"encoding/binary"
	"slices"
	"strings"

	"clippings/corpus"
)

// A record is what an image holds of one passage:
//
//	flags    byte
//	source   uvarint
//	fields   byte, a bit for each field that follows
//	each     uvarint how many terms, then the terms as uvarints in the order of the words; 0 is a break
//	excerpt  kind byte, then parts: tag byte, uvarint length, bytes
//
// A source's record is the fields title and source, likewise after a fields byte, and then its parts.
type record []byte

// The kinds of an excerpt, as bytes.
var kinds = [...]corpus.Kind{corpus.Quote, corpus.Fact, corpus.Passage}

// part tags one string of an excerpt or a source.
type part byte

const (
	partID part = iota
	partText
	partES
	partSpeakerID
	partSpeaker
	partRole
	partVia
	partContext
	partContextES
	partAbout // as often as it is about something
	partEvent
	partOutlet
	partTitle
	partAuthor
	partDate
	partURL
	partRoleES
)

func appendPart(dst []byte, p part, s string) []byte {
	if s == "" {
		return dst
	}
	dst = append(dst, byte(p))
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

// appendExcerpt writes an excerpt's own parts.
func appendExcerpt(dst []byte, e *corpus.Excerpt) []byte {
	kind := byte(max(slices.Index(kinds[:], e.Kind), 0))
	dst = append(dst, kind)
	dst = appendPart(dst, partID, e.ID)
	dst = appendPart(dst, partText, e.Text)
	dst = appendPart(dst, partES, e.ES)
	if e.Speaker != nil {
		dst = appendPart(dst, partSpeakerID, e.Speaker.ID)
		dst = appendPart(dst, partSpeaker, e.Speaker.Name)
	}
	dst = appendPart(dst, partRole, e.Role)
	dst = appendPart(dst, partRoleES, e.RoleES)
	dst = appendPart(dst, partVia, e.Via)
	dst = appendPart(dst, partContext, e.Context)
	dst = appendPart(dst, partContextES, e.ContextES)
	for _, about := range e.About {
		dst = appendPart(dst, partAbout, about)
	}
	return appendPart(dst, partEvent, e.Event.String())
}

func appendSource(dst []byte, s *corpus.Source) []byte {
	dst = appendPart(dst, partID, s.ID)
	dst = appendPart(dst, partOutlet, s.Outlet)
	dst = appendPart(dst, partTitle, s.Title)
	dst = appendPart(dst, partAuthor, s.Author)
	dst = appendPart(dst, partDate, s.Date.String())
	return appendPart(dst, partURL, s.URL)
}

// cursor reads a record from its beginning. What is cut off or senseless ends it: ok is false from then on,
// and everything read is zero.
type cursor struct {
	rest []byte
	bad  bool
}

func (c *cursor) byte() byte {
	if len(c.rest) == 0 {
		c.bad = true
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b
}

func (c *cursor) number() uint32 {
	if len(c.rest) > 0 && c.rest[0] < 0x80 { // most are one byte
		n := uint32(c.rest[0])
		c.rest = c.rest[1:]
		return n
	}
	n, size := binary.Uvarint(c.rest)
	if size <= 0 || n > 1<<32-1 {
		c.rest, c.bad = nil, true
		return 0
	}
	c.rest = c.rest[size:]
	return uint32(n)
}

func (c *cursor) string() string { return string(c.bytes()) }

// bytes is string without a copy.
func (c *cursor) bytes() []byte {
	n := int(c.number())
	if n > len(c.rest) {
		c.rest, c.bad = nil, true
		return nil
	}
	s := c.rest[:n]
	c.rest = c.rest[n:]
	return s
}

// terms reads how many terms a field has and then them, into dst from its beginning.
func (c *cursor) terms(dst []uint32) []uint32 {
	dst = dst[:0]
	n, rest := c.number(), c.rest // the loop is most of what judging a passage takes
	at := 0
	for ; n > 0; n-- {
		if at+1 < len(rest) && rest[at] >= 0x80 && rest[at+1] < 0x80 {
			dst = append(dst, uint32(rest[at]&0x7f)|uint32(rest[at+1])<<7)
			at += 2
			continue
		}
		if at < len(rest) && rest[at] < 0x80 {
			dst = append(dst, uint32(rest[at]))
			at++
			continue
		}
		term, size := binary.Uvarint(rest[at:])
		if size <= 0 || term > 1<<32-1 {
			c.rest, c.bad = nil, true
			return dst
		}
		dst = append(dst, uint32(term))
		at += size
	}
	c.rest = rest[at:]
	return dst
}

// skipTerms reads past a field.
func (c *cursor) skipTerms() {
	at := 0
	for n := c.number(); n > 0; n-- {
		for at < len(c.rest) && c.rest[at] >= 0x80 {
			at++
		}
		if at++; at > len(c.rest) {
			c.rest, c.bad = nil, true
			return
		}
	}
	c.rest = c.rest[at:]
}

// header reads what stands before the fields of a passage.
func (r record) header() (c cursor, flags Flags, source uint32) {
	c.rest = r
	flags = Flags(c.byte())
	return c, flags, c.number()
}

// skipFields reads past the fields.
func (c *cursor) skipFields() {
	present := c.byte()
	for f := range fieldCount {
		if present&(1<<f) != 0 {
			c.skipTerms()
		}
	}
}

// excerpt makes the excerpt of a passage's record and of its source's. Of a record that is not one it
// makes an excerpt with what can be read.
func (r record) excerpt(source record) *corpus.Excerpt {
	c, _, _ := r.header()
	c.skipFields()
	e := &corpus.Excerpt{Kind: kinds[min(int(c.byte()), len(kinds)-1)], Source: source.source()}
	var speaker corpus.Person
	for len(c.rest) > 0 {
		switch p, s := part(c.byte()), c.string(); p {
		case partID:
			e.ID = s
		case partText:
			e.Text = s
		case partES:
			e.ES = s
		case partSpeakerID:
			speaker.ID = s
		case partSpeaker:
			speaker.Name = s
		case partRole:
			e.Role = s
		case partRoleES:
			e.RoleES = s
		case partVia:
			e.Via = s
		case partContext:
			e.Context = s
		case partContextES:
			e.ContextES = s
		case partAbout:
			e.About = append(e.About, s)
		case partEvent:
			e.Event, _ = corpus.ParseDate(s)
		}
	}
	if speaker.Name != "" || e.Kind == corpus.Quote { // whoever shows a quote names its speaker
		e.Speaker = &speaker
	}
	return e
}

// source makes the source of a source's record.
func (r record) source() *corpus.Source {
	c := cursor{rest: r}
	c.skipFields()
	s := new(corpus.Source)
	for len(c.rest) > 0 {
		switch p, text := part(c.byte()), c.string(); p {
		case partID:
			s.ID = text
		case partOutlet:
			s.Outlet = text
		case partTitle:
			s.Title = text
		case partAuthor:
			s.Author = text
		case partDate:
			s.Date, _ = corpus.ParseDate(text)
		case partURL:
			s.URL = text
		}
	}
	return s
}

// id returns the id of a passage.
func (r record) id() string {
	c, _, _ := r.header()
	c.skipFields()
	c.byte()
	if part(c.byte()) != partID { // it is written first
		return ""
	}
	return c.string()
}

// ownFields returns the text of each field of an excerpt that its record holds, "" where there is none.
func ownFields(e *corpus.Excerpt) (texts [fieldCount][]string) {
	add := func(f field, text string) {
		if text != "" {
			texts[f] = append(texts[f], text)
		}
	}
	add(fieldText, e.Text)
	add(fieldText, e.ES)
	add(fieldContext, e.Context)
	add(fieldContext, e.ContextES)
	if e.Speaker != nil {
		add(fieldSpeaker, e.Speaker.Name)
	}
	add(fieldSpeaker, e.Role)
	add(fieldAbout, strings.Join(e.About, " "))
	for _, lang := range corpus.Languages() {
		texts[fieldQuestions] = append(texts[fieldQuestions], e.Questions[lang]...)
	}
	return texts
}

// sourceFields is the same for a source.
func sourceFields(s *corpus.Source) (texts [fieldCount][]string) {
	if s.Title != "" {
		texts[fieldTitle] = []string{s.Title}
	}
	for _, text := range []string{s.Outlet, s.Author, s.Date.String()} {
		if text != "" {
			texts[fieldSource] = append(texts[fieldSource], text)
		}
	}
	return texts
}
