package slack

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// shown is how replies are shown to one asker.
type shown struct {
	lang    corpus.Language
	words   *bot.Phrases
	control *bot.Controls
	forms   *bot.Forms
	contact string // the operator's line for emergencies; may be ""
	command string // the slash command
	share   bool   // only the asker sees it, and may post the excerpt

	coverage func() *bot.Bot // of which it is said how to ask
}

func (a *Adapter) show(lang corpus.Language, private bool) *shown {
	if lang == "" {
		lang = corpus.English
	}
	return &shown{
		lang: lang, words: bot.PhrasesOf(lang), control: bot.ControlsOf(lang), forms: bot.FormsOf(lang),
		contact: a.cfg.Contact, command: a.cfg.Command, share: private, coverage: a.coverage,
	}
}

// How many excerpts a reply shows at most.
const (
	mostSides   = 3
	mostChoices = 3
	mostNear    = 2
)

// Sizes of what comes ahead of a reply, in units.
const (
	mostNotices    = 900 // together
	longestProblem = 200
	longestCall    = 400 // of the contact line
)

// nearBy is the number of a NotThis that shows what was near, where nothing was taken for an answer.
const nearBy = 1

// reply renders a reply.
func (v *shown) reply(r *bot.Reply) *page {
	p := &page{lang: v.lang}
	v.notices(p, r)
	switch {
	case r.Outcome == bot.Covered:
		v.answer(p, r)
		return p
	case r.Outcome == bot.Close:
		p.head(v.words.CloseOnes)
		v.choices(p, r.Others[:min(len(r.Others), mostChoices)])
	case r.Notice == bot.Emergency: // whom to call, and nothing that hides it
		if len(r.Others) > 0 {
			p.buttons(button(v.control.More, serving.Control{Action: serving.NotThis, Language: v.lang, Number: nearBy, Refs: serving.Refs(r.Others...)}))
		}
		return p
	default:
		p.head(v.words.Missing(r.Gap))
		if near := r.Others[:min(len(r.Others), mostNear)]; len(near) > 0 {
			p.say(v.words.NearBy)
			v.choices(p, near)
		}
	}
	if len(r.DidYouMean) > 0 {
		var names []string
		for _, s := range r.DidYouMean[:min(len(r.DidYouMean), 3)] {
			names = append(names, short(s, longestBrief))
		}
		p.say(v.words.DidYouMean + " " + strings.Join(names, " · "))
	}
	if r.Outcome == bot.NotCovered && r.Gap == nil && len(r.Others)+len(r.DidYouMean) == 0 {
		p.say(v.help())
	}
	p.small(v.words.SpanOf(r.First, r.Last) + v.english(len(r.Others) > 0))
	return p
}

// help says how to ask.
func (v *shown) help() string {
	if v.coverage().Lists() {
		return fmt.Sprintf(v.forms.Help, v.command)
	}
	return fmt.Sprintf(v.forms.HelpLarge, v.command)
}

func (v *shown) english(any bool) string {
	if v.words.EnglishTexts == "" || !any {
		return ""
	}
	return " " + v.words.EnglishTexts
}

// notices writes what comes ahead of anything else.
func (v *shown) notices(p *page, r *bot.Reply) {
	notice := ""
	switch r.Notice {
	case bot.Emergency:
		notice = v.words.Emergency
	case bot.Advice:
		notice = v.words.NotAdvice
	}
	if notice != "" {
		p.head(notice)
		v.call(p)
	}
	for _, problem := range r.Problems {
		line := short(v.words.Problem(problem), longestProblem)
		if p.units+serving.Units(line) > mostNotices {
			return
		}
		p.say(line)
	}
}

// call writes the contact line, if there is one. The operator wrote it, so that its addresses are links.
func (v *shown) call(p *page) {
	if v.contact == "" {
		return
	}
	call := fmt.Sprintf(v.words.Contact, short(v.contact, longestCall))
	var elements []slack.RichTextSectionElement
	for i, word := range strings.Fields(call) {
		if i > 0 {
			elements = append(elements, text(" ", nil))
		}
		bare := strings.TrimRight(word, ".,;:!?)")
		if u, err := url.Parse(bare); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			elements = append(elements, linkTo(bare))
			word = word[len(bare):]
		}
		if word != "" {
			elements = append(elements, text(word, bold))
		}
	}
	p.add(slack.NewRichTextBlock("", slack.NewRichTextSection(elements...)), call)
}

// answer writes a covered reply: the excerpt, the other side, its age, and what can be done with it.
func (v *shown) answer(p *page, r *bot.Reply) {
	more := v.excerpt(p, "", r.Answer, 0)
	sides := bot.Sides(r.Answer, r.OtherSide)
	sides = sides[:min(len(sides), mostSides)]
	age := v.words.AgeOf(r.Answer, r.OtherSide) + v.english(true)
	all := []*corpus.Excerpt{r.Answer}
	later := serving.Units(age) + serving.Units(v.forms.Tick) // what follows the other side
	p.units += later
	for i, l := range sides {
		switch {
		case v.fits(p, l.To) && v.fitsPlain(p, l.To, later):
			v.excerpt(p, v.words.Side(r.Answer, l), l.To, 0)
		case i == 0: // at least who says otherwise stands beside a text that fills the page
			v.brief(p, v.words.Side(r.Answer, l), l.To)
		}
		all = append(all, l.To)
	}
	p.units -= later
	p.small(age)
	p.buttons(v.excerptButtons(r.Answer, r.Others, more || len(r.Others) > 0, true)...)
	p.ticks(v, all)
}

// choices writes excerpts to choose from, in full where there is room, else who said it and where.
func (v *shown) choices(p *page, excerpts []*corpus.Excerpt) {
	for i, e := range excerpts {
		v.numbered(p, i+1, "", e, len(excerpts)-i)
	}
	p.buttons(v.showButtons(excerpts)...)
	p.ticks(v, excerpts)
}

// showButtons are a numbered button for each excerpt.
func (v *shown) showButtons(excerpts []*corpus.Excerpt) []slack.BlockElement {
	var all []slack.BlockElement
	for i, e := range excerpts {
		all = append(all, button(fmt.Sprintf(v.control.Choose, i+1), serving.Control{Action: serving.Show, Language: v.lang, Refs: serving.Refs(e)}))
	}
	return all
}

// numbered writes one excerpt of a list of which so many are still to come, itself included.
func (v *shown) numbered(p *page, number int, head string, e *corpus.Excerpt, left int) {
	label := strings.TrimSpace(fmt.Sprintf("%d. %s", number, head))
	later := briefly*(left-1) + unitsOf(v.forms.Tick)
	p.units += later
	full := v.fits(p, e)
	p.units -= later
	if full {
		v.excerpt(p, label, e, 0)
		return
	}
	v.brief(p, label, e)
}

// excerptButtons are the buttons of an excerpt. Asked says that it answers a question, which may have been
// another one.
func (v *shown) excerptButtons(e *corpus.Excerpt, others []*corpus.Excerpt, more, asked bool) []slack.BlockElement {
	var all []slack.BlockElement
	add := func(label string, c serving.Control) {
		if c.Language == "" {
			c.Language = v.lang
		}
		all = append(all, button(label, c))
	}
	refs := serving.Refs(e)
	if len(e.Links) > 0 {
		add(v.control.OtherSide, serving.Control{Action: serving.Other, Refs: refs})
	}
	if more {
		add(v.control.More, serving.Control{Action: serving.More, Number: 1, Refs: append(serving.Refs(e), serving.Refs(others...)...)})
	}
	if v.lang == corpus.Spanish {
		add(v.control.InEnglish, serving.Control{Action: serving.Translate, Language: corpus.English, Refs: refs})
	} else {
		add(v.control.InSpanish, serving.Control{Action: serving.Translate, Language: corpus.Spanish, Refs: refs})
	}
	add(v.control.Cite, serving.Control{Action: serving.Cite, Refs: refs})
	if v.share {
		add(v.control.Share, serving.Control{Action: serving.Share, Refs: refs})
	}
	if asked {
		add(v.control.NotThis, serving.Control{Action: serving.NotThis, Refs: serving.Refs(others...)})
	}
	return all
}

// tickLabel names an excerpt beside its box.
func (v *shown) tickLabel(number int, e *corpus.Excerpt) string {
	who := e.Source.Outlet
	switch {
	case e.Speaker != nil:
		who = e.Speaker.Name
	case who == "":
		who = e.Source.Title
	}
	when := v.words.Date(e.Source.Date)
	if when != "" {
		when = ", " + when
	}
	who = short(fmt.Sprintf("%d. %s", number, strings.Join(strings.Fields(who), " ")), longestLabel-serving.Units(when))
	return who + when
}

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
