package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// Limits of views.
const (
	homeBlocks  = 95
	homeText    = 9000
	mostPeople  = 40
	mostTopics  = 100 // options of a select
	mostTyped   = 100 // options proposed to who types
	longestOpt  = 74  // letters of an option
	formID      = "ask"
	resultID    = "answer"
	promptCount = 4
)

// The fields of the form, which are also the fields that narrow a question.
const fieldQuestion = "question"

var formFields = []bot.Field{bot.FieldSpeaker, bot.FieldOutlet, bot.FieldAbout}

// openForm opens the form to ask with.
func (a *Adapter) openForm(ctx context.Context, i *interaction) error {
	f := a.show("", false).forms
	input := func(id, label string, element slack.BlockElement, optional bool) slack.Block {
		b := slack.NewInputBlock(id, plainText(label), nil, element)
		b.Optional = optional
		return b
	}
	question := slack.NewPlainTextInputBlockElement(nil, fieldQuestion)
	question.Multiline = true
	question.MaxLength = 2000
	labels := map[bot.Field]string{bot.FieldSpeaker: f.Speaker, bot.FieldOutlet: f.Outlet, bot.FieldAbout: f.About}
	blocks := []slack.Block{input(fieldQuestion, f.Question, question, false)}
	for _, field := range formFields {
		if !a.coverage().Lists() { // there is nothing to choose from
			break
		}
		least := 0
		search := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainText(f.Hint), string(field))
		search.MinQueryLength = &least
		blocks = append(blocks, input(string(field), labels[field], search, true))
	}
	blocks = append(blocks,
		input(string(bot.FieldFrom), f.From, slack.NewDatePickerBlockElement(string(bot.FieldFrom)), true),
		input(string(bot.FieldTo), f.To, slack.NewDatePickerBlockElement(string(bot.FieldTo)), true),
	)
	return a.opened(ctx, func(ctx context.Context) error {
		_, err := a.api.OpenViewContext(ctx, i.TriggerID, slack.ModalViewRequest{
			Type: slack.VTModal, CallbackID: formID, Title: plainText(f.Title), Submit: plainText(f.Ask), Close: plainText(f.Cancel),
			Blocks: slack.Blocks{BlockSet: blocks},
		})
		return err
	})
}

// suggest proposes values for the field that is being typed. It only says what stands in the coverage.
func (a *Adapter) suggest(i *interaction) any {
	var out struct {
		Options []*slack.OptionBlockObject `json:"options"`
	}
	out.Options = []*slack.OptionBlockObject{}
	for _, value := range a.coverage().Values(bot.Field(i.ActionID), i.Value, mostTyped) {
		if len([]rune(value)) <= longestOpt {
			out.Options = append(out.Options, slack.NewOptionBlockObject(value, plainText(value), nil))
		}
	}
	return out
}

// submit answers the form in its acknowledgement: the answer takes the form's place.
func (a *Adapter) submit(ctx context.Context, e *envelope, i *interaction) (outcome string, err error) {
	if i.View.CallbackID != formID {
		return "unknown", a.replace(ctx, e, i, line(bot.ControlsOf("").Unknown))
	}
	q := bot.Question{Text: cut(plain(i.View.State.field(fieldQuestion)), bot.LongestQuestion)}
	for _, field := range append(formFields, bot.FieldFrom, bot.FieldTo) {
		if value := i.View.State.field(string(field)); value != "" {
			q.Narrow = append(q.Narrow, bot.Narrow{Field: field, Value: value})
		}
	}
	p, outcome := a.asked(ctx, q, []string{""}, false)
	return outcome, a.replace(ctx, e, i, p)
}

// replace shows an answer in place of the window that was submitted, or in a new one when it is too late or
// too long for that, or directly when it is too late for any.
func (a *Adapter) replace(ctx context.Context, e *envelope, i *interaction, p *page) error {
	var update struct {
		Action string                 `json:"response_action"`
		View   slack.ModalViewRequest `json:"view"`
	}
	update.Action, update.View = "update", a.modal(p)
	if e.ack(update) == nil {
		return nil
	}
	e.ack(nil)
	err := a.opened(ctx, func(ctx context.Context) error {
		_, err := a.api.OpenViewContext(ctx, i.TriggerID, a.modal(p))
		return err
	})
	if unreachable(err) {
		return a.direct(ctx, i.User.ID, p.options())
	}
	return err
}

// modal is a window with an answer.
func (a *Adapter) modal(p *page) slack.ModalViewRequest {
	f := a.show(p.lang, false).forms
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: resultID, Title: plainText(f.Answer), Close: plainText(f.Close), Blocks: slack.Blocks{BlockSet: p.blocks},
	}
}

// window shows an answer in a window: over Home, or over the window that was acted in, so that there is a
// way back. No more than three windows lie over each other, and another page of a list takes the place of
// the one before.
func (a *Adapter) window(ctx context.Context, i *interaction, p *page) error {
	view := a.modal(p)
	if i.View.Type != typeModal {
		return a.opened(ctx, func(ctx context.Context) error {
			_, err := a.api.OpenViewContext(ctx, i.TriggerID, view)
			return err
		})
	}
	if !i.turns {
		err := a.opened(ctx, func(ctx context.Context) error {
			_, err := a.api.PushViewContext(ctx, i.TriggerID, view)
			return err
		})
		if err == nil {
			return nil
		}
	}
	return a.try(ctx, func(ctx context.Context) error {
		_, err := a.api.UpdateViewContext(ctx, view, "", "", i.View.ID)
		return err
	}, nil)
}

const typeModal = "modal"

// opened opens a window. A trigger opens one window and no second, so that what may have failed is tried
// again.
func (a *Adapter) opened(ctx context.Context, open func(context.Context) error) error {
	err := a.try(ctx, open, nil)
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) && refused.Err == "exchanged_trigger_id" {
		return nil
	}
	return err
}

// home shows somebody what the coverage holds.
func (a *Adapter) home(ctx context.Context, user string, lang corpus.Language) {
	v, b := a.show(lang, false), a.coverage()
	p := &page{room: homeText, most: homeBlocks}
	v.front(p, b)
	err := a.try(ctx, func(ctx context.Context) error {
		_, err := a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
			UserID: user, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: p.blocks}},
		})
		return err
	}, nil)
	if err != nil {
		a.metrics.Failed("home", label(reasonOf(err)))
		return
	}
	a.metrics.Answered("home", "shown")
}

// front writes the front page: the outlets with their dates, who is quoted, the topics, the measured
// accuracy and what becomes of questions.
func (v *shown) front(p *page, b *bot.Bot) {
	p.say(v.control.About)
	p.say(v.help())
	if v.lang == corpus.Spanish {
		p.buttons(button(v.control.InEnglish, serving.Control{Action: serving.Translate, Language: corpus.English}))
	} else {
		p.buttons(button(v.control.InSpanish, serving.Control{Action: serving.Translate, Language: corpus.Spanish}))
	}
	if b.Lists() {
		v.listing(p, b)
	} else {
		p.say(v.control.Holding(b))
	}
	p.say(v.control.MeasuredOf(b))
	p.say(v.control.Privacy)
	p.small(v.words.SpanOf(b.Span()) + " " + fmt.Sprintf(v.forms.Version, b.Version()))
}

// listing writes the outlets, who is quoted and the topics.
func (v *shown) listing(p *page, b *bot.Bot) {
	c := b.Corpus()
	p.head(v.forms.Outlets)
	for _, s := range c.Sources {
		cite := short(v.words.CitationOf(s), longestAbout)
		quotes, facts := counts(c, s)
		section := slack.NewSectionBlock(plainText(cite+"\n"+v.control.SourceCount(quotes, facts)), nil,
			slack.NewAccessory(button(v.forms.Open, serving.Control{Action: serving.Source, Language: v.lang, Refs: []bot.Ref{sourceRef(s)}})))
		if !p.add(section, cite) {
			break
		}
	}
	p.head(v.forms.People)
	var people []slack.BlockElement
	for _, name := range speakers(b) {
		list, err := b.Statements(name, "")
		if err != nil {
			continue
		}
		people = append(people, button(fmt.Sprintf(v.forms.Statements, name, len(list)),
			serving.Control{Action: serving.Page, Language: v.lang, Refs: []bot.Ref{bot.TopicRef(b.TopicID(name))}}))
	}
	p.buttons(people...)
	p.head(v.forms.Topics)
	if options := v.topics(b); len(options) > 0 {
		p.blocks = append(p.blocks, slack.NewActionBlock("", slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText(v.forms.Hint), "topic", options...)))
	}
}

// speakers are the people and bodies with most statements. Documents and laws are found by their articles and topics.
func speakers(b *bot.Bot) []string {
	someone := make(map[string]bool)
	for _, p := range b.Corpus().People {
		someone[p.Name] = p.Kind == "person" || p.Kind == "body"
	}
	names := slices.DeleteFunc(b.Values(bot.FieldSpeaker, "", len(someone)), func(name string) bool { return !someone[name] })
	return names[:min(len(names), mostPeople)]
}

// topics are the topics to choose from, those with most excerpts.
func (v *shown) topics(b *bot.Bot) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, name := range b.Values(bot.FieldAbout, "", mostTopics) {
		id := b.TopicID(name)
		if id == "" || len([]rune(name)) > longestOpt {
			continue
		}
		control := serving.Control{Action: serving.Topic, Language: v.lang, Refs: []bot.Ref{bot.TopicRef(id)}}
		options = append(options, slack.NewOptionBlockObject(control.String(), plainText(name), nil))
	}
	return options
}

// assist proposes questions to who opens the assistant.
func (a *Adapter) assist(ctx context.Context, ev *event) {
	proposed := prompts(a.coverage().Corpus())
	if len(proposed) == 0 { // none is no list that Slack takes
		return
	}
	params := slack.AssistantThreadsSetSuggestedPromptsParameters{
		Title: a.show("", false).forms.Prompts, ChannelID: ev.Assistant.Channel, ThreadTS: ev.Assistant.ThreadTS,
	}
	for _, q := range proposed {
		params.AddPrompt(q, q)
	}
	err := a.try(ctx, func(ctx context.Context) error { return a.api.SetAssistantThreadsSuggestedPromptsContext(ctx, params) }, nil)
	if err != nil {
		a.metrics.Failed("assistant", label(reasonOf(err)))
		return
	}
	a.metrics.Answered("assistant", "shown")
}

// prompts are known questions, one an article, that a quotation answers; the last one is in Spanish.
func prompts(c *corpus.Corpus) []string {
	var all []string
	for _, s := range c.Sources {
		lang := corpus.English
		if len(all) == min(promptCount, len(c.Sources))-1 {
			lang = corpus.Spanish
		}
		for _, e := range c.Excerpts {
			if e.Source == s && e.Kind == corpus.Quote && len(e.Questions[lang]) > 0 && len(all) < promptCount {
				all = append(all, e.Questions[lang][0])
				break
			}
		}
	}
	return all
}
