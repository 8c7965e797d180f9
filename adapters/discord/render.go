package discord

import (
	"fmt"
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
}

func (a *Adapter) view(lang corpus.Language, share bool) *view {
	return &view{lang: lang, words: bot.PhrasesOf(lang), control: bot.ControlsOf(lang), contact: a.cfg.Contact, share: share}
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
	switch r.Outcome {
	case bot.Covered:
		v.answer(p, r)
	case bot.Close:
		p.write("**" + escape(v.words.CloseOnes) + "**")
		v.choices(p, r.Others[:min(len(r.Others), mostChoices)])
	default:
		p.write("**" + escape(v.words.Missing(r.Gap)) + "**")
		if near := r.Others[:min(len(r.Others), mostNear)]; len(near) > 0 {
			p.write(escape(v.words.NearBy))
			v.choices(p, near)
		}
	}
	return v.end(p, r)
}

// notices writes what comes ahead of anything else.
func (v *view) notices(p *page, r *bot.Reply) {
	notice := ""
	switch r.Notice {
	case bot.Emergency:
		notice = v.words.Emergency
	case bot.Advice:
		notice = v.words.NotAdvice
	}
	if notice != "" {
		notice = "**" + escape(notice) + "**"
		if v.contact != "" {
			notice += "\n**" + escape(fmt.Sprintf(v.words.Contact, v.contact)) + "**"
		}
	}
	problems := make([]string, len(r.Problems))
	for i, line := range r.Problems {
		problems[i] = escape(cut(line, 300))
	}
	p.write(notice, strings.Join(problems[:min(len(problems), 5)], "\n"))
}

// answer writes a covered reply: the excerpt, the other side, its age, and what can be done with it.
func (v *view) answer(p *page, r *bot.Reply) {
	more := v.excerpt(p, "", r.Answer, 0)
	age := "-# " + escape(v.words.AgeOf(r.Answer))
	if v.words.EnglishTexts != "" {
		age += "\n-# " + escape(v.words.EnglishTexts)
	}
	reserve := page{text: p.text + units(age), count: p.count + 10} // the age and two rows of buttons
	for _, l := range r.OtherSide[:min(len(r.OtherSide), mostSides)] {
		texts := v.texts(v.side(l), l.To, 0)
		if !reserve.setOff(texts...) {
			break
		}
		p.setOff(texts...)
	}
	p.write(age)
	buttons := v.excerptButtons(r.Answer, r.Others, more || len(r.Others) > 0)
	p.buttons(append(buttons, button(v.control.NotThis, buttonID{actNotThis, v.lang, 0, refsOf(r.Others...)}))...)
}

// side heads an excerpt of the other side.
func (v *view) side(l corpus.Link) string {
	return "**" + escape(v.words.OtherSide) + "** (" + escape(v.words.Relation[l.Relation]) + ")"
}

// choices writes excerpts to choose from, in full where there is room, else who said it and where.
func (v *view) choices(p *page, excerpts []*corpus.Excerpt) {
	reserve := 500 // dates and suggestions
	for i, e := range excerpts {
		head := fmt.Sprintf("**%d.**", i+1)
		texts := v.texts(head, e, 0)
		if i > 0 && !(&page{text: p.text + reserve, count: p.count + 8}).setOff(texts...) {
			c := v.words.Card(e)
			texts = []string{head + " " + escape(strings.Join(nonEmpty(c.Who, c.Citation), " — "))}
		}
		p.setOff(texts...)
	}
	p.buttons(v.showButtons(excerpts)...)
}

// showButtons are a numbered button for each excerpt.
func (v *view) showButtons(excerpts []*corpus.Excerpt) []discordgo.Button {
	var all []discordgo.Button
	for i, e := range excerpts {
		all = append(all, button(fmt.Sprintf(v.control.Choose, i+1), buttonID{actShow, v.lang, 0, refsOf(e)}))
	}
	return all
}

// end writes what ends a reply that is not covered: the dates of the coverage, and suggestions.
func (v *view) end(p *page, r *bot.Reply) *page {
	if r.Outcome == bot.Covered {
		return p
	}
	if len(r.DidYouMean) > 0 {
		p.write(escape(v.words.DidYouMean) + "\n- " + strings.Join(escapeAll(r.DidYouMean), "\n- "))
	}
	line := "-# " + escape(v.words.SpanOf(r.First, r.Last))
	if v.words.EnglishTexts != "" && len(r.Others) > 0 {
		line += "\n-# " + escape(v.words.EnglishTexts)
	}
	p.write(line)
	return p
}

// excerpt writes one part of an excerpt, from 0, with who said it and where, and reports whether parts
// follow.
func (v *view) excerpt(p *page, head string, e *corpus.Excerpt, part int) (more bool) {
	p.setOff(v.texts(head, e, part)...)
	return part+1 < v.parts(e)
}

// parts returns in how many parts an excerpt is shown.
func (v *view) parts(e *corpus.Excerpt) int {
	switch {
	case v.lang != corpus.Spanish:
		return len(partsOf(e.Text, longestPart))
	case e.Kind == corpus.Fact:
		return len(partsOf(e.ES, longestPart))
	}
	return max(len(partsOf(e.Text, longestPart)), len(partsOf(e.ES, longestPart)))
}

// texts are the texts of an excerpt's part: the words, and behind them who said them and where.
func (v *view) texts(head string, e *corpus.Excerpt, part int) []string {
	c := v.words.Card(e)
	total := v.parts(e)
	of := func(whole string) string {
		inner := strings.TrimSuffix(strings.TrimPrefix(whole, "“"), "”")
		marks := inner != whole && e.Kind == corpus.Quote
		if !marks {
			inner = whole
		}
		parts := partsOf(inner, longestPart)
		if part >= len(parts) {
			return ""
		}
		if marks {
			return "“" + parts[part] + "”"
		}
		return parts[part]
	}
	var words []string
	if head != "" {
		words = append(words, head)
	}
	if s := of(c.Text); s != "" {
		words = append(words, quoteLines(escape(s)))
	}
	if c.Translation != "" {
		if s := of(c.Translation); s != "" {
			words = append(words, quoteLines("*"+escape(v.words.Translation)+":* "+escape(s)))
		}
	}
	if part+1 < total {
		words = append(words, escape(v.control.Continues))
	}
	var about []string
	if c.Label != "" {
		about = append(about, "*"+escape(c.Label)+"*")
	}
	if c.Who != "" {
		name := e.Speaker.Name
		about = append(about, "— **"+escape(name)+"**"+escape(strings.TrimPrefix(c.Who, name)))
	}
	if c.Context != "" {
		about = append(about, escape(c.Context))
	}
	about = append(about, escape(c.Citation), linkTo(c.URL))
	return []string{strings.Join(words, "\n"), strings.Join(about, "\n")}
}

// excerptButtons are the buttons of an excerpt.
func (v *view) excerptButtons(e *corpus.Excerpt, others []*corpus.Excerpt, more bool) []discordgo.Button {
	var all []discordgo.Button
	if len(e.Links) > 0 {
		all = append(all, button(v.control.OtherSide, buttonID{actOther, v.lang, 0, refsOf(e)}))
	}
	if more {
		all = append(all, button(v.control.More, buttonID{actMore, v.lang, 1, append(refsOf(e), refsOf(others...)...)}))
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

func escapeAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = escape(s)
	}
	return out
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
