package slack

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
)

func tooMany(verdict serving.Verdict) string {
	return bot.ControlsOf("").TooMany.Of(int(verdict.Wait/time.Second) + 1)
}

// interact answers a button, a form, a shortcut, or what is typed into a form.
func (a *Adapter) interact(ctx context.Context, e *envelope, i *interaction) {
	ctx, cancel := context.WithTimeout(ctx, a.timing.answer)
	defer cancel()
	entry := map[string]string{typeActions: "button", typeSuggestion: "autocomplete", typeSubmission: "form", typeShortcut: "shortcut", typeMessage: "check"}[i.Type]
	if entry == "" {
		return
	}
	defer func() {
		if recover() != nil { // its value may hold the question
			a.metrics.Panicked(adapterName)
			if i.Type == typeSubmission {
				a.replace(ctx, e, i, line(bot.ControlsOf("").Failed))
				return
			}
			e.ack(nil)
			a.tell(ctx, i, line(bot.ControlsOf("").Failed))
		}
	}()
	if i.Type == typeSuggestion {
		e.ack(a.suggest(i))
		return
	}
	if verdict := a.limiter.Allow(i.User.ID, i.User.ID+i.Channel.ID); !verdict.OK {
		a.metrics.Limited(adapterName)
		if i.Type == typeSubmission { // so that the form is not closed without a word
			a.replace(ctx, e, i, line(tooMany(verdict)))
			return
		}
		e.ack(nil)
		a.tell(ctx, i, line(tooMany(verdict)))
		return
	}
	var err error
	outcome := "shown"
	switch i.Type {
	case typeSubmission:
		outcome, err = a.submit(ctx, e, i)
	case typeShortcut:
		e.ack(nil)
		err = a.openForm(ctx, i)
	case typeMessage:
		e.ack(nil)
		outcome, err = a.check(ctx, i)
	default:
		e.ack(nil)
		outcome, err = a.press(ctx, i)
	}
	a.metrics.Latency(adapterName, e.received)
	if err != nil {
		a.metrics.Failed(entry, label(reasonOf(err)))
		a.log.Debug("an action was not answered", "reason", reasonOf(err))
		return
	}
	a.metrics.Answered(entry, outcome)
}

// check matches what somebody's message says.
func (a *Adapter) check(ctx context.Context, i *interaction) (outcome string, err error) {
	said := plain(i.Message.Text)
	p, outcome := line(bot.ControlsOf("").NoText), "input"
	if said != "" {
		p, outcome = a.asked(ctx, bot.Question{Text: cut(said, bot.LongestQuestion)}, []string{""}, shareable(i.Channel.ID))
	}
	return outcome, a.tell(ctx, i, p)
}

// tell shows an answer to who acted, alone: below the message, in its thread where it stands in one, or in a
// window over a view.
func (a *Adapter) tell(ctx context.Context, i *interaction, p *page) error {
	if p.lang == "" {
		p.lang = i.lang
	}
	if i.ResponseURL == "" {
		return a.window(ctx, i, p)
	}
	out := ephemeral(p)
	out.Thread = i.thread()
	return a.reply(ctx, i.ResponseURL, i.User.ID, out)
}

// press answers a button. All that it needs stands in the button's value.
func (a *Adapter) press(ctx context.Context, i *interaction) (outcome string, err error) {
	value := ""
	for _, act := range i.Actions {
		if value = act.Value; value == "" {
			value = act.Selected.Value
		}
		if value != "" {
			break
		}
	}
	if value == "" { // a box that was ticked: nothing to do until the button is pressed
		return "ticked", nil
	}
	c, ok := serving.ParseControl(value)
	if !ok {
		return "unknown", a.tell(ctx, i, line(bot.ControlsOf("").Unknown))
	}
	i.lang = c.Language
	v := a.show(c.Language, shareable(i.Channel.ID) && i.ResponseURL != "")
	b := a.coverage()
	switch {
	case c.Action == serving.Collect:
		return a.collect(ctx, i, b, v)
	case c.Action == serving.Translate && len(c.Refs) == 0: // Home, which names no excerpt
		a.home(ctx, i.User.ID, c.Language)
		return "shown", nil
	case c.Action == serving.Share && len(c.Refs) > 0:
		if e, err := b.Resolve(c.Refs[0]); err == nil {
			return a.shareIt(ctx, i, e, v)
		}
	}
	p, outcome := v.behind(&c, b)
	i.turns = c.Action == serving.Page || c.Action == serving.Topic || c.Action == serving.Source
	return outcome, a.tell(ctx, i, p)
}

// behind renders what is behind a button.
func (v *shown) behind(c *serving.Control, b *bot.Bot) (p *page, outcome string) {
	switch c.Action {
	case serving.NotThis:
		head := v.control.Rephrase
		if c.Number == nearBy {
			head = v.words.NearBy
		}
		near, err := serving.Excerpts(b, c.Refs)
		if err != nil {
			return line(v.control.Away), "away"
		}
		return v.near(head, near), "shown"
	case serving.Page, serving.Topic, serving.Source:
		return v.turn(c, b)
	}
	if len(c.Refs) == 0 {
		return line(v.control.Unknown), "unknown"
	}
	e, err := b.Resolve(c.Refs[0])
	switch {
	case errors.Is(err, bot.ErrGone):
		return line(v.control.Gone), "gone"
	case errors.Is(err, bot.ErrChanged): // shown as it stands now, whatever was to be done with it
		return v.one(v.control.Changed, e), "changed"
	case err != nil:
		return line(v.control.Away), "away"
	}
	switch c.Action {
	case serving.Other:
		return v.otherSide(e), "shown"
	case serving.More:
		more, err := serving.Excerpts(b, c.Refs[1:])
		if err != nil {
			return line(v.control.Away), "away"
		}
		return v.more(e, c.Number, more), "shown"
	case serving.Cite:
		return v.cite(e, c.Number), "shown"
	}
	return v.one("", e), "shown"
}

// turn renders a page of a list.
func (v *shown) turn(c *serving.Control, b *bot.Bot) (p *page, outcome string) {
	var names []string
	for _, r := range c.Refs {
		names = append(names, b.Topic(r))
	}
	switch {
	case len(c.Refs) == 0:
	case c.Action == serving.Source:
		p = v.source(b, c.Refs[0], c.Number)
	case names[0] == "", len(names) > 1 && names[1] == "":
	case c.Action == serving.Topic:
		p, _ = v.compare(b, names[0], c.Number)
	default:
		p, _ = v.statements(b, names[0], append(names, "")[1], c.Number)
	}
	if p == nil {
		return line(v.control.Gone), "gone"
	}
	return p, "shown"
}

// excerptShown returns the excerpt that a message of the bot's shows, by its buttons, or "".
func excerptShown(blocks json.RawMessage) bot.Ref {
	var list []struct {
		Elements []struct {
			Value any `json:"value"`
		} `json:"elements"`
	}
	if json.Unmarshal(blocks, &list) != nil {
		return ""
	}
	for _, block := range list {
		for _, el := range block.Elements {
			value, _ := el.Value.(string)
			if c, ok := serving.ParseControl(value); ok {
				if shown, ok := c.Shown(); ok {
					return shown
				}
			}
		}
	}
	return ""
}
