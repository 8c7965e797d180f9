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
// c1 is the form's version; the action, the language and the number are one character each, the last in
// base 36; the references, at most six, are bot.Ref, each of which tells an excerpt's version.
type Control struct {
	Action   Action
	Language corpus.Language
	Number   int // 0 to 35
	Refs     []bot.Ref
}

// Action is what a button does.
type Action byte

// The actions. What they act on stands in a control's Refs.
const (
	Other     Action = 'o' // show the other side of the first excerpt
	More      Action = 'm' // show part Number of the first excerpt, then the others
	Translate Action = 't' // show the first excerpt in the control's language
	Cite      Action = 'c' // show page Number of the first excerpt's citations
	Share     Action = 's' // post the first excerpt
	NotThis   Action = 'n' // show the others
	Show      Action = 'x' // show the first excerpt
	Page      Action = 'q' // show page Number of what somebody said: the refs are of speaker and topic
	Source    Action = 'u' // show page Number of an article's excerpts: the ref is of the article
	Topic     Action = 'l' // show page Number of the excerpts about a topic: the ref is of the topic
	Collect   Action = 'k' // make a packet of what is ticked
)

const (
	controlPrefix = "c1"
	actions       = "omtcsnxqulk"
	mostRefs      = 6
)

var languageCodes = [...]struct {
	code byte
	lang corpus.Language
}{{'e', corpus.English}, {'s', corpus.Spanish}, {'p', corpus.Portuguese}}

// String returns the id, at most 77 characters. References beyond the sixth are left out, and a number
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
	b.WriteString(strconv.FormatInt(int64(min(max(c.Number, 0), 35)), 36))
	for _, r := range c.Refs[:min(len(c.Refs), mostRefs)] {
		b.WriteString(string(r))
	}
	return b.String()
}

// ParseControl reads an id; ok is false for one of another form.
func ParseControl(s string) (c Control, ok bool) {
	rest, ok := strings.CutPrefix(s, controlPrefix)
	if !ok || len(rest) < 3 || (len(rest)-3)%bot.RefLength != 0 || (len(rest)-3)/bot.RefLength > mostRefs {
		return c, false
	}
	c.Action = Action(rest[0])
	for _, l := range languageCodes {
		if l.code == rest[1] {
			c.Language = l.lang
		}
	}
	number, err := strconv.ParseInt(rest[2:3], 36, 8)
	if err != nil || c.Language == "" || strings.IndexByte(actions, rest[0]) < 0 {
		return Control{}, false
	}
	c.Number = int(number)
	for rest = rest[3:]; rest != ""; rest = rest[bot.RefLength:] {
		c.Refs = append(c.Refs, bot.Ref(rest[:bot.RefLength]))
	}
	return c, true
}

// Refs returns the references of excerpts.
func Refs(excerpts ...*corpus.Excerpt) []bot.Ref {
	refs := make([]bot.Ref, len(excerpts))
	for i, e := range excerpts {
		refs[i] = bot.RefOf(e)
	}
	return refs
}

// Excerpts returns the excerpts that references name and that are still there, as they stand now.
func Excerpts(b *bot.Bot, refs []bot.Ref) []*corpus.Excerpt {
	var all []*corpus.Excerpt
	for _, r := range refs {
		if e, _ := b.Resolve(r); e != nil {
			all = append(all, e)
		}
	}
	return all
}
