package discord

import (
	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// buttonID is what a button does; its whole state stands in its id. It is serving.Control, whose form every
// adapter's buttons share.
type buttonID struct {
	action action
	lang   corpus.Language
	number int
	refs   []bot.Ref
}

// action is what a button does.
type action = serving.Action

// The actions.
const (
	actOther    = serving.Other     // show page number of the first excerpt's other side
	actMore     = serving.More      // show the first excerpt from piece number on, then the others
	actLanguage = serving.Translate // show the first excerpt in the id's language
	actCite     = serving.Cite      // show page number of the first excerpt's citations
	actShare    = serving.Share     // post the first excerpt
	actNotThis  = serving.NotThis   // show the excerpts, under the heading that number names
	actShow     = serving.Show      // show the first excerpt; number only tells one button of a page from another
	actPage     = serving.Page      // show page number of what somebody said: refs are of speaker and topic
	actSources  = serving.Articles  // show page number of the articles
)

// nearBy is the number of actNotThis for excerpts that nobody has refused yet.
const nearBy = 1

func (id buttonID) String() string {
	return serving.Control{Action: id.action, Language: id.lang, Number: id.number, Refs: id.refs}.String()
}

// parseButtonID reads an id; ok is false for one of another form.
func parseButtonID(s string) (id buttonID, ok bool) {
	c, ok := serving.ParseControl(s)
	return buttonID{c.Action, c.Language, c.Number, c.Refs}, ok
}

func refsOf(excerpts ...*corpus.Excerpt) []bot.Ref { return serving.Refs(excerpts...) }
