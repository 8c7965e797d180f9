package serving

import (
	"strconv"
	"strings"

	"clippings/bot"
	"clippings/corpus"
)

// Control is what a button does. Its whole state stands in its id, so that it works after a restart and
// in any process:
//
//	c1 action language number reference…
//
// c1 is the form's version; the action and the language are one character each, the number is two in base
// 36; the references, at most six, are bot.Ref, each of which tells an excerpt's version.
type Control struct {
	Action   Action
	Language corpus.Language
	Number   int // 0 to MostNumber
	Refs     []bot.Ref
}

// Action is what a button does.
type Action byte

// The actions. What they act on stands in a control's Refs; Number is a page of it where there are several, and
// elsewhere only tells one button of a message from another.
const (
	Other     Action = 'o' // show the other side of the first excerpt
	More      Action = 'm' // show the first excerpt from part Number on, then the others
	Translate Action = 't' // show the first excerpt in the control's language
	Cite      Action = 'c' // show the first excerpt's citations
	Share     Action = 's' // post the first excerpt
	NotThis   Action = 'n' // show the others
	Show      Action = 'x' // show the first excerpt
	Page      Action = 'q' // show what somebody said: the refs are of speaker and topic
	Articles  Action = 'a' // show the articles
	Source    Action = 'u' // show an article's excerpts: the ref is of the article
	Topic     Action = 'l' // show the excerpts about a topic: the ref is of the topic
	Collect   Action = 'k' // make a packet of what is ticked
)

// MostNumber is the greatest number that a control carries.
const MostNumber = 36*36 - 1

const (
	controlPrefix = "c1"
	actions       = "omtcsnxqaulk"
	mostRefs      = 6
	headLength    = len(controlPrefix) + 4 // of what stands before the references
)

var languageCodes = [...]struct {
	code byte
	lang corpus.Language
}{{'e', corpus.English}, {'s', corpus.Spanish}, {'p', corpus.Portuguese}}

// String returns the id, at most 78 characters. References beyond the sixth are left out, and a number
// out of range becomes the nearest.
func (c Control) String() string {
	var b strings.Builder
	b.WriteString(controlPrefix)
	b.WriteByte(byte(c.Action))
	code := languageCodes[0].code
	for _, l := range languageCodes {
		if l.lang == c.Language {
			code = l.code
		}
	}
	b.WriteByte(code)
	number := strconv.FormatInt(int64(min(max(c.Number, 0), MostNumber)), 36)
	b.WriteString("0"[:2-len(number)] + number)
	for _, r := range c.Refs[:min(len(c.Refs), mostRefs)] {
		b.WriteString(string(r))
	}
	return b.String()
}

// ParseControl reads an id; ok is false for one of another form.
func ParseControl(s string) (c Control, ok bool) {
	if !strings.HasPrefix(s, controlPrefix) || len(s) < headLength || (len(s)-headLength)%bot.RefLength != 0 || (len(s)-headLength)/bot.RefLength > mostRefs {
		return c, false
	}
	rest := s[len(controlPrefix):]
	c.Action = Action(rest[0])
	for _, l := range languageCodes {
		if l.code == rest[1] {
			c.Language = l.lang
		}
	}
	number, err := strconv.ParseUint(rest[2:4], 36, 16)
	if err != nil || c.Language == "" || strings.IndexByte(actions, rest[0]) < 0 {
		return Control{}, false
	}
	c.Number = int(number)
	for rest = rest[4:]; rest != ""; rest = rest[bot.RefLength:] {
		c.Refs = append(c.Refs, bot.Ref(rest[:bot.RefLength]))
	}
	return c, true
}

// Shown returns the excerpt that the message with this control shows as an answer, to which a reply to the message
// is a follow-up; ok is false for a control that does not tell.
func (c Control) Shown() (shown bot.Ref, ok bool) {
	switch c.Action {
	case Other, More, Translate, Cite:
		if len(c.Refs) > 0 {
			return c.Refs[0], true
		}
	}
	return "", false
}

// Refs returns the references of excerpts.
func Refs(excerpts ...*corpus.Excerpt) []bot.Ref {
	refs := make([]bot.Ref, len(excerpts))
	for i, e := range excerpts {
		refs[i] = bot.RefOf(e)
	}
	return refs
}

// Excerpts returns the excerpts that references name and that are still there, as they stand now. An error means
// that the coverage cannot be reached; it is meant for the asker.
func Excerpts(b *bot.Bot, refs []bot.Ref) ([]*corpus.Excerpt, error) {
	var all []*corpus.Excerpt
	for _, r := range refs {
		e, err := b.Resolve(r)
		if bot.AsInputError(err) != nil {
			return nil, err
		}
		if e != nil {
			all = append(all, e)
		}
	}
	return all, nil
}
