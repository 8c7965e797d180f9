package discord

import (
	"strconv"
	"strings"

	"clippings/bot"
	"clippings/corpus"
)

// A button's whole state stands in its id, so that it works after a restart and in any process:
//
//	c1 action language number reference…
//
// c1 is the form's version; the action and the language are one character each, the number is two in base
// 36; the references, at most six, are bot.Ref, each of which tells an excerpt's version.
type buttonID struct {
	action action
	lang   corpus.Language
	number int // 0 to mostNumber
	refs   []bot.Ref
}

// action is what a button does.
type action byte

// The actions.
const (
	actOther     action = 'o' // show page number of the first excerpt's other side
	actMore      action = 'm' // show the first excerpt from piece number on, then the others
	actLanguage  action = 't' // show the first excerpt in the id's language
	actCite      action = 'c' // show page number of the first excerpt's citations
	actShare     action = 's' // post the first excerpt
	actNotThis   action = 'n' // show the excerpts, under the heading that number names
	actShow      action = 'x' // show the first excerpt; number only tells one button of a page from another
	actPage      action = 'q' // show page number of what somebody said: refs are of speaker and topic
	actSources   action = 'l' // show page number of the articles
	buttonPrefix        = "c1"
)

const (
	mostRefs   = 6
	mostNumber = 36*36 - 1
	headLength = len(buttonPrefix) + 4 // of what stands before the references
)

// nearBy is the number of actNotThis for excerpts that nobody has refused yet.
const nearBy = 1

var languageCodes = map[corpus.Language]byte{corpus.English: 'e', corpus.Spanish: 's', corpus.Portuguese: 'p'}

func (id buttonID) String() string {
	var b strings.Builder
	b.WriteString(buttonPrefix)
	b.WriteByte(byte(id.action))
	b.WriteByte(languageCodes[id.lang])
	number := strconv.FormatInt(int64(min(max(id.number, 0), mostNumber)), 36)
	b.WriteString("0"[:2-len(number)] + number)
	for _, r := range id.refs[:min(len(id.refs), mostRefs)] {
		b.WriteString(string(r))
	}
	return b.String()
}

// parseButtonID reads an id; ok is false for one of another form.
func parseButtonID(s string) (id buttonID, ok bool) {
	if !strings.HasPrefix(s, buttonPrefix) || len(s) < headLength || (len(s)-headLength)%bot.RefLength != 0 || (len(s)-headLength)/bot.RefLength > mostRefs {
		return id, false
	}
	rest := s[len(buttonPrefix):]
	id.action = action(rest[0])
	for lang, code := range languageCodes {
		if code == rest[1] {
			id.lang = lang
		}
	}
	number, err := strconv.ParseUint(rest[2:4], 36, 16)
	if err != nil || id.lang == "" || !strings.ContainsRune("omtcsnxql", rune(id.action)) {
		return id, false
	}
	id.number = int(number)
	for rest = rest[4:]; rest != ""; rest = rest[bot.RefLength:] {
		id.refs = append(id.refs, bot.Ref(rest[:bot.RefLength]))
	}
	return id, true
}

func refsOf(excerpts ...*corpus.Excerpt) []bot.Ref {
	refs := make([]bot.Ref, len(excerpts))
	for i, e := range excerpts {
		refs[i] = bot.RefOf(e)
	}
	return refs
}
