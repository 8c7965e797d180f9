package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"clippings/adapters/serving"
	"clippings/bot"
)

// interactionLimit is how long Discord waits for the first response, less the way there.
const interactionLimit = 2800 * time.Millisecond

// sent is a message as it is sent. Nobody is ever mentioned by it.
type sent struct {
	Flags      int                          `json:"flags"`
	Components []discordgo.MessageComponent `json:"components"`
	Mentions   mentions                     `json:"allowed_mentions"`
	Nonce      string                       `json:"nonce,omitempty"`
	Enforce    bool                         `json:"enforce_nonce,omitempty"`
	Reference  *reference                   `json:"message_reference,omitempty"`
}

type mentions struct {
	Parse   []string `json:"parse"` // never nil: nothing is one thing, null another
	Replied bool     `json:"replied_user"`
}

type reference struct {
	Message     string `json:"message_id"`
	MustBeThere bool   `json:"fail_if_not_exists"`
}

func (p *page) message(flags int) sent {
	return sent{Flags: flagComponents | flags, Components: p.components, Mentions: mentions{Parse: []string{}}}
}

// response is the first answer to an interaction.
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// private answers for the asker alone.
func private(p *page) response {
	return response{discordgo.InteractionResponseChannelMessageWithSource, p.message(flagEphemeral)}
}

// answer is what an interaction gets, and what to do behind it.
type answer struct {
	response
	outcome string                    // for the metrics
	then    func(ctx context.Context) // nil: nothing
}

// interact answers an interaction. There is exactly one response, whatever happens.
func (a *Adapter) interact(ctx context.Context, i *interaction, received time.Time) {
	limited, cancel := context.WithDeadline(ctx, received.Add(interactionLimit))
	defer cancel()
	entry := entryOf(i)
	ans := a.answerTo(limited, i)
	if entry != "autocomplete" {
		a.metrics.Latency(adapterName, received)
	}
	err := a.respond(limited, i, ans.response)
	if rejected(err) && entry != "autocomplete" { // our own mistake: say at least that
		a.metrics.Failed(entry, sendReason(err))
		ans = answer{response: private(line(bot.ControlsOf(bot.LanguageOf(i.Locale)).Failed)), outcome: "failed"}
		err = a.respond(limited, i, ans.response)
	}
	if err != nil {
		a.metrics.Failed(entry, sendReason(err))
		a.log.Debug("an interaction was not answered", "reason", refusal(err))
		return
	}
	a.metrics.Answered(entry, ans.outcome)
	if ans.then != nil {
		ans.then(ctx)
	}
}

// respond sends the first answer to an interaction.
func (a *Adapter) respond(ctx context.Context, i *interaction, r response) error {
	return a.rest.do(ctx, request{method: http.MethodPost, url: callbackURL(i), body: r, interaction: true, attempt: time.Second}, nil)
}

// rejected reports whether Discord found fault with what was sent, so that nothing is shown.
func rejected(err error) bool {
	var refused *apiError
	return asRefused(err, &refused) && refused.Status == http.StatusBadRequest && refused.Code != codeAcknowledged
}

func entryOf(i *interaction) string {
	switch {
	case i.Type == interactionAutocomplete:
		return "autocomplete"
	case i.Type == interactionComponent:
		return "button"
	case i.Data.Type == commandMessage:
		return "check"
	}
	return "command"
}

// sendReason names why something was not sent, for the metrics, in a few fixed words.
func sendReason(err error) string {
	var refused *apiError
	var limited *rateLimit
	switch {
	case errors.As(err, &limited):
		return fmt.Sprintf("refused_%d", http.StatusTooManyRequests)
	case asRefused(err, &refused) && refused.Code == codeUnknownInteraction:
		return "too_late"
	case asRefused(err, &refused) && refused.Code == codeAcknowledged:
		return "answered_elsewhere"
	case asRefused(err, &refused):
		return fmt.Sprintf("refused_%d", refused.Status)
	}
	return "unreachable"
}

// answerTo makes an interaction's answer. A panic makes one too.
func (a *Adapter) answerTo(ctx context.Context, i *interaction) (ans answer) {
	lang := bot.LanguageOf(i.Locale)
	v := a.view(lang, i.Guild != "")
	defer func() {
		if recover() != nil { // its value may hold the question
			a.metrics.Panicked(adapterName)
			ans = answer{response: private(line(v.control.Failed)), outcome: "failed"}
			if i.Type == interactionAutocomplete {
				ans.response = choices(nil)
			}
		}
	}()
	if i.Type == interactionAutocomplete {
		return answer{response: choices(a.complete(i)), outcome: "choices"}
	}
	if verdict := a.limiter.Allow(i.who(), i.place()); !verdict.OK {
		a.metrics.Limited(adapterName)
		return answer{response: private(line(tooMany(v, verdict))), outcome: "limited"}
	}
	switch {
	case i.Type == interactionComponent:
		return a.press(i)
	case i.Type != interactionCommand:
	case i.Data.Type == commandMessage && i.Data.Name == nameCheck:
		return a.check(ctx, i, v)
	case i.Data.Name == nameAsk:
		return a.question(ctx, bot.Question{Text: i.Data.option(optionQuestion), Locale: i.Locale, Narrow: narrow(&i.Data)}, i, v)
	case i.Data.Name == nameQuotes:
		return a.quotes(i.Data.option(optionSpeaker), i.Data.option(optionAbout), 0, v)
	case i.Data.Name == nameSources:
		return answer{response: private(v.articles(a.coverage(), 0)), outcome: "shown"}
	case i.Data.Name == nameAbout:
		return answer{response: private(v.about(a.coverage())), outcome: "shown"}
	}
	return answer{response: private(line(v.control.Unknown)), outcome: "unknown"}
}

func tooMany(v *view, verdict serving.Verdict) string {
	return v.control.TooMany.Of(int(verdict.Wait/time.Second) + 1)
}

// narrow reads the fields of /ask that narrow a question.
func narrow(d *commandData) []bot.Narrow {
	var all []bot.Narrow
	for _, f := range []struct {
		name  string
		field bot.Field
	}{
		{optionSpeaker, bot.FieldSpeaker}, {optionOutlet, bot.FieldOutlet}, {optionFrom, bot.FieldFrom}, {optionTo, bot.FieldTo}, {optionAbout, bot.FieldAbout},
	} {
		if value := d.option(f.name); value != "" {
			all = append(all, bot.Narrow{Field: f.field, Value: value})
		}
	}
	return all
}

// question asks the bot, and shows the asker alone what it says.
func (a *Adapter) question(ctx context.Context, q bot.Question, i *interaction, v *view) answer {
	if silent(plain(q.Text)) {
		return answer{response: private(line(v.control.Empty)), outcome: "input"}
	}
	reply, err := a.handler(ctx, q)
	if in := bot.AsInputError(err); in != nil {
		return answer{response: private(line(in.In(v.lang))), outcome: "input"}
	}
	if err != nil {
		return answer{response: private(line(v.control.Failed)), outcome: "failed"}
	}
	shown := a.view(reply.Language, i.Guild != "")
	return answer{response: private(shown.reply(new(page), &reply)), outcome: string(reply.Outcome)}
}

// check matches what somebody's message says.
func (a *Adapter) check(ctx context.Context, i *interaction, v *view) answer {
	target := i.Data.Resolved.Messages[i.Data.Target]
	if target == nil || silent(plain(target.Content)) {
		return answer{response: private(line(v.control.NoText)), outcome: "input"}
	}
	return a.question(ctx, bot.Question{Text: cut(plain(target.Content), bot.LongestQuestion), Locale: i.Locale}, i, v)
}

// quotes shows one page of what somebody said.
func (a *Adapter) quotes(speaker, about string, at int, v *view) answer {
	b := a.coverage()
	list, err := b.Statements(speaker, about)
	if in := bot.AsInputError(err); in != nil {
		return answer{response: private(line(in.In(v.lang))), outcome: "input"}
	}
	speakerID, topicID := b.TopicID(speaker), ""
	name, topic := b.Topic(bot.TopicRef(speakerID)), ""
	if about != "" {
		topicID = b.TopicID(about)
		topic = b.Topic(bot.TopicRef(topicID))
	}
	return answer{response: private(v.statements(list, name, topic, speakerID, topicID, at)), outcome: "shown"}
}

// mostTyped is how many choices Discord shows, and longestChoice how many letters of each.
const (
	mostTyped     = 25
	longestChoice = 100
)

// complete proposes values for the field that is being typed. It only says what stands in the coverage.
func (a *Adapter) complete(i *interaction) []string {
	b := a.coverage()
	for _, o := range i.Data.Options {
		if !o.Focused {
			continue
		}
		if o.Name == optionQuestion {
			return b.Complete(string(o.Value), bot.LanguageOf(i.Locale), 2*mostTyped) // some are too long to be shown
		}
		return b.Values(bot.Field(o.Name), string(o.Value), mostTyped)
	}
	return nil
}

// choices answers a field that is being typed.
func choices(values []string) response {
	type choice struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	data := struct {
		Choices []choice `json:"choices"`
	}{Choices: []choice{}}
	for _, s := range values {
		if utf8.RuneCountInString(s) <= longestChoice && len(data.Choices) < mostTyped {
			data.Choices = append(data.Choices, choice{s, s})
		}
	}
	return response{discordgo.InteractionApplicationCommandAutocompleteResult, data}
}

// refuse tells who comes when the queue is full.
func (a *Adapter) refuse(ctx context.Context, i *interaction) {
	ctx, cancel := context.WithTimeout(ctx, interactionLimit)
	defer cancel()
	r := private(line(bot.ControlsOf(bot.LanguageOf(i.Locale)).Busy))
	if i.Type == interactionAutocomplete {
		r = choices(nil)
	}
	a.respond(ctx, i, r)
}
