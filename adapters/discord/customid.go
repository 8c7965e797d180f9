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
// c1 is the form's version; the action, the language and the number are one character each, the last in
// base 36; the references, at most six, are bot.Ref, each of which tells an excerpt's version.
type buttonID struct {
	action action
	lang   corpus.Language
	number int // 0 to 35
	refs   []bot.Ref
}

// action is what a button does.
type action byte

// The actions.
const (
	actOther     action = 'o' // show the other side of the first excerpt
	actMore      action = 'm' // show part number of the first excerpt, then the others
	actLanguage  action = 't' // show the first excerpt in the id's language
	actCite      action = 'c' // show the first excerpt's citations
	actShare     action = 's' // post the first excerpt
	actNotThis   action = 'n' // show the others
	actShow      action = 'x' // show the first excerpt
	actPage      action = 'q' // show page number of what somebody said: refs are of speaker and topic
	buttonPrefix        = "c1"
)

const mostRefs = 6

var languageCodes = map[corpus.Language]byte{corpus.English: 'e', corpus.Spanish: 's', corpus.Portuguese: 'p'}

func (id buttonID) String() string {
	var b strings.Builder
	b.WriteString(buttonPrefix)
	b.WriteByte(byte(id.action))
	b.WriteByte(languageCodes[id.lang])
	b.WriteString(strconv.FormatInt(int64(min(max(id.number, 0), 35)), 36))
	for _, r := range id.refs[:min(len(id.refs), mostRefs)] {
		b.WriteString(string(r))
	}
	return b.String()
}

// parseButtonID reads an id; ok is false for one of another form.
func parseButtonID(s string) (id buttonID, ok bool) {
	rest, ok := strings.CutPrefix(s, buttonPrefix)
	if !ok || len(rest) < 3 || (len(rest)-3)%bot.RefLength != 0 || (len(rest)-3)/bot.RefLength > mostRefs {
		return id, false
	}
	id.action = action(rest[0])
	for lang, code := range languageCodes {
		if code == rest[1] {
			id.lang = lang
		}
	}
	number, err := strconv.ParseInt(rest[2:3], 36, 8)
	if err != nil || id.lang == "" || !strings.ContainsRune("omtcsnxq", rune(id.action)) {
		return id, false
	}
	id.number = int(number)
	for rest = rest[3:]; rest != ""; rest = rest[bot.RefLength:] {
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
