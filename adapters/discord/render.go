package discord

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"

	"clippings/bot"
	"clippings/corpus"
)

// view is how replies are shown to one asker.
type view struct {
	lang    corpus.Language
	words   *bot.Phrases
	control *bot.Controls
	contact string // the operator's line for emergencies; may be ""
	share   bool   // a button may post the excerpt in the channel

	coverage func() *bot.Bot // of which it is said how to ask
}

func (a *Adapter) view(lang corpus.Language, share bool) *view {
	return &view{lang: lang, words: bot.PhrasesOf(lang), control: bot.ControlsOf(lang), contact: a.cfg.Contact, share: share, coverage: a.coverage}
}

// How many excerpts a reply shows at most.
const (
	mostSides   = 3 // other sides beside an answer
	mostChoices = 3 // of a close reply
	mostNear    = 2 // near what is not covered
)

// reply renders a reply, behind what stands on the page already.
func (v *view) reply(p *page, r *bot.Reply) *page {
	v.notices(p, r)
	switch {
	case r.Outcome == bot.Covered:
		v.answer(p, r)
	case r.Outcome == bot.Close:
		p.write(bold(v.words.CloseOnes))
		v.choices(p, r.Others[:min(len(r.Others), mostChoices)], v.ending(r))
	case r.Notice == bot.Emergency: // whom to call, and nothing that hides it
		if len(r.Others) > 0 {
			p.buttons(button(v.control.More, buttonID{actNotThis, v.lang, nearBy, refsOf(r.Others...)}))
		}
	default:
		near := r.Others[:min(len(r.Others), mostNear)]
		p.write(bold(v.words.Missing(r.Gap)))
		if len(near) > 0 {
			p.write(escape(v.words.NearBy))
		}
		v.choices(p, near, v.ending(r))
	}
	return p
}

// Sizes of what comes ahead of a reply, together.
const (
	mostNotices = 900
	longestLine = 200 // of a problem
	longestCall = 400 // of the contact line
)

// notices writes what comes ahead of anything else.
func (v *view) notices(p *page, r *bot.Reply) {
	var notice []string
	switch r.Notice {
	case bot.Emergency:
		notice = append(notice, bold(v.words.Emergency))
	case bot.Advice:
		notice = append(notice, bold(v.words.NotAdvice))
	}
	if len(notice) > 0 && v.contact != "" {
		notice = append(notice, "**"+v.call()+"**")
	}
	p.write(strings.Join(notice, "\n"))
	var problems []string
	left := mostNotices - p.text
	for _, problem := range r.Problems {
		line := short(v.words.Problem(problem), longestLine)
		if left -= size(line) + 1; left < 0 {
			break
		}
		problems = append(problems, line)
	}
	p.write(strings.Join(problems, "\n"))
}

// call is the contact line. The operator wrote it, so that its addresses are links.
func (v *view) call() string {
	words := strings.Fields(cut(v.contact, longestCall))
	for i, word := range words {
		bare := strings.TrimRight(word, ".,;:!?)")
		if u, err := url.Parse(bare); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			words[i] = linkTo(bare) + escape(word[len(bare):])
		} else {
			words[i] = escape(word)
		}
	}
	return fmt.Sprintf(escape(v.words.Contact), strings.Join(words, " "))
}

// answer writes a covered reply: the excerpt, the other side, its age, and what can be done with it.
func (v *view) answer(p *page, r *bot.Reply) {
	next := v.aged(p, r.Answer, r.OtherSide, mostInRow+1)
	buttons := v.excerptButtons(r.Answer, r.Others, next)
	p.buttons(append(buttons, button(v.control.NotThis, buttonID{actNotThis, v.lang, 0, refsOf(r.Others...)}))...)
}

// aged writes an excerpt, the weightiest of what it is linked to, and how old all that is, with room for so many buttons.
// It returns the piece that comes next.
func (v *view) aged(p *page, e *corpus.Excerpt, links []corpus.Link, buttons int) (next int) {
	age := smalls(v.words.AgeOf(e, links), v.words.EnglishTexts)
	later := roomFor(age).plus(rows(buttons))
	var all []listed
	for _, l := range first(mostSides, e, links) {
		all = append(all, listed{bold(v.words.Side(e, l)), l.To})
	}
	beside := later
	if len(all) > 0 { // at least who says otherwise stands beside a text that fills the page
		beside = beside.plus(roomFor(v.brief(all[0].head, all[0].Excerpt))).plus(room{count: 1})
	}
	next = v.excerpt(p, "", e, 0, beside)
	v.list(p, later, all)
	p.write(age)
	return next
}

// first returns at most so many links of an excerpt, the weightiest.
func first(most int, e *corpus.Excerpt, links []corpus.Link) []corpus.Link {
	all := bot.Sides(e, links)
	return all[:min(len(all), most)]
}

// choices writes excerpts to choose from, what ends the page, and a button for each.
func (v *view) choices(p *page, excerpts []*corpus.Excerpt, ending []string) {
	all := make([]listed, len(excerpts))
	for i, e := range excerpts {
		all[i] = listed{fmt.Sprintf("**%d.**", i+1), e}
	}
	v.list(p, roomFor(ending...).plus(rows(len(all))), all)
	p.write(ending...)
	p.buttons(v.showButtons(1, excerpts)...)
}

// showButtons are a numbered button for each excerpt.
func (v *view) showButtons(from int, excerpts []*corpus.Excerpt) []discordgo.Button {
	var all []discordgo.Button
	for i, e := range excerpts {
		all = append(all, button(fmt.Sprintf(v.control.Choose, from+i), buttonID{actShow, v.lang, i, refsOf(e)}))
	}
	return all
}

// ending ends a reply that is not covered: suggestions, how to ask where nothing at all was near, and the
// dates of the coverage.
func (v *view) ending(r *bot.Reply) []string {
	var texts []string
	if len(r.DidYouMean) > 0 {
		lines := []string{escape(v.words.DidYouMean)}
		for _, s := range r.DidYouMean[:min(len(r.DidYouMean), 3)] {
			lines = append(lines, "- "+short(s, longestLine/2))
		}
		texts = append(texts, strings.Join(lines, "\n"))
	}
	if r.Outcome == bot.NotCovered && r.Gap == nil && len(r.Others)+len(r.DidYouMean) == 0 {
		texts = append(texts, escape(v.control.Asking(v.coverage())))
	}
	english := ""
	if len(r.Others) > 0 {
		english = v.words.EnglishTexts
	}
	return append(texts, smalls(v.words.SpanOf(r.First, r.Last), english))
}

// excerptButtons are the buttons of an excerpt that is shown up to a piece. More goes on with the next, and
// with the others behind the last.
func (v *view) excerptButtons(e *corpus.Excerpt, others []*corpus.Excerpt, next int) []discordgo.Button {
	var all []discordgo.Button
	if len(e.Links) > 0 {
		all = append(all, button(v.control.OtherSide, buttonID{actOther, v.lang, 0, refsOf(e)}))
	}
	if next < behindLast || len(others) > 0 {
		all = append(all, button(v.control.More, buttonID{actMore, v.lang, next, append(refsOf(e), refsOf(others...)...)}))
	}
	if v.lang == corpus.Spanish {
		all = append(all, button(v.control.InEnglish, buttonID{actLanguage, corpus.English, 0, refsOf(e)}))
	} else {
		all = append(all, button(v.control.InSpanish, buttonID{actLanguage, corpus.Spanish, 0, refsOf(e)}))
	}
	all = append(all, button(v.control.Cite, buttonID{actCite, v.lang, 0, refsOf(e)}))
	if v.share {
		all = append(all, button(v.control.Share, buttonID{actShare, v.lang, 0, refsOf(e)}))
	}
	return all
}

// bold sets a line of ours.
func bold(s string) string { return "**" + escape(s) + "**" }

// smalls sets lines of ours in small letters, one a line; empty ones are left out.
func smalls(lines ...string) string {
	out := nonEmpty(lines...)
	for i, s := range out {
		out[i] = "-# " + escape(s)
	}
	return strings.Join(out, "\n")
}
