package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"clippings/bot"
)

// metaType marks the bot's answers, so that an answer can be found in its thread by the message it answers.
const metaType = "clippings_answer"

// say answers a message. What Slack does not take in blocks is said in plain text, and what it does not take
// where the question stands goes to who asked directly: there is an answer in any case.
func (a *Adapter) say(ctx context.Context, ev *event, p *page, retried bool) error {
	err := a.post(ctx, ev, p.options(), retried)
	if unreadable(err) {
		if err = a.post(ctx, ev, onlyText(p.plain.String()), retried); unreadable(err) {
			err = a.post(ctx, ev, line(bot.ControlsOf("").Failed).options(), retried)
		}
	}
	if unreachable(err) && !ev.direct() {
		return a.direct(ctx, ev.User, p.options())
	}
	return err
}

// unreadable reports that Slack refused what a message holds.
func unreadable(err error) bool {
	switch refusal(err) {
	case "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "no_text":
		return true
	}
	return false
}

// unreachable reports that nothing can be said in a place.
func unreachable(err error) bool {
	switch code := refusal(err); code {
	case "not_in_channel", "channel_not_found", "is_archived", "expired_url", "used_url", "trigger_expired", "expired_trigger_id":
		return true
	default:
		return strings.HasPrefix(code, "restricted_action")
	}
}

// onlyText are the options of a message without blocks. Its text has all that is in the blocks, and no marks.
func onlyText(text string) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(text, false), slack.MsgOptionDisableMarkdown(),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionParse(false), slack.MsgOptionLinkNames(false),
	}
}

// direct sends somebody a message directly, once.
func (a *Adapter) direct(ctx context.Context, user string, options []slack.MsgOption) error {
	var channel string
	err := a.try(ctx, func(ctx context.Context) error {
		c, _, _, err := a.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		if err == nil && c.ID == "" {
			return errEmpty
		}
		if err == nil {
			channel = c.ID
		}
		return err
	}, nil)
	if err != nil {
		return err
	}
	return a.once(ctx, func(ctx context.Context) (again bool, err error) {
		_, ts, err := a.api.PostMessageContext(ctx, channel, options...)
		if err == nil && ts == "" {
			err = errEmpty
		}
		return false, err
	})
}

// post posts an answer to a message, once. Slack has no way to send a request twice safely, so where the
// outcome of an attempt is not known, and where Slack delivered the question before, the thread is looked
// through for the answer first.
func (a *Adapter) post(ctx context.Context, ev *event, options []slack.MsgOption, retried bool) error {
	leave, err := a.lanes.Enter(ctx, ev.Channel)
	if err != nil {
		return err
	}
	defer leave()
	missing := func(ctx context.Context) bool { return !a.answered(ctx, ev) }
	if retried && !missing(ctx) {
		return nil
	}
	options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metaType, EventPayload: map[string]any{"to": ev.TS}}))
	if thread := ev.thread(); thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	return a.try(ctx, func(ctx context.Context) error {
		_, ts, err := a.api.PostMessageContext(ctx, ev.Channel, options...)
		if err == nil && ts == "" {
			return errEmpty
		}
		return err
	}, missing)
}

// answered reports whether the bot's answer to a message is there. What cannot be found out counts as not.
func (a *Adapter) answered(ctx context.Context, ev *event) bool {
	var list []message
	var err error
	if thread := ev.thread(); thread != "" {
		list, err = a.replies(ctx, ev.Channel, thread, slack.GetConversationRepliesParameters{Oldest: ev.TS})
	} else {
		list, err = a.history(ctx, ev.Channel, ev.TS)
	}
	if err != nil {
		return false
	}
	for _, m := range list {
		if m.Meta.Type == metaType && m.Meta.Payload.To == ev.TS {
			return true
		}
	}
	return false
}
