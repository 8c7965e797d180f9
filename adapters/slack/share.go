package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"clippings/bot"
	"clippings/corpus"
)

// sharedType marks what was shared, so that a second press and an attempt whose outcome is not known find it.
const sharedType = "clippings_shared"

// shareIt posts an excerpt in the channel as the bot's own message, without the question and the asker.
func (a *Adapter) shareIt(ctx context.Context, i *interaction, e *corpus.Excerpt, v *shown) (outcome string, err error) {
	if !shareable(i.Channel.ID) {
		return "refused", a.tell(ctx, i, line(v.control.NoDirect))
	}
	leave, err := a.lanes.Enter(ctx, i.Channel.ID)
	if err != nil {
		return "", err
	}
	defer leave()
	mark := string(bot.RefOf(e)) + string(v.lang)
	// Pressed twice in a row. The first press may have failed, so the channel is asked.
	press := i.Channel.ID + i.thread() + " " + mark
	if !(a.shares.First(press) && a.shares.Claim(nil, press)) && a.isShared(ctx, i, mark) == nil {
		return "shared", a.tell(ctx, i, line(v.control.Shared))
	}
	options := append(v.shared(e).options(), slack.MsgOptionMetadata(slack.SlackMetadata{EventType: sharedType, EventPayload: map[string]any{"to": mark}}))
	if thread := i.thread(); thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	var unclear error
	err = a.try(ctx, func(ctx context.Context) error {
		_, ts, err := a.api.PostMessageContext(ctx, i.Channel.ID, options...)
		if err == nil && ts == "" {
			return errEmpty
		}
		return err
	}, func(ctx context.Context) bool {
		unclear = a.isShared(ctx, i, mark)
		return errors.Is(unclear, errNotThere) // what cannot be found out is not tried again: better not shared than shared twice
	})
	if err == nil && !errors.Is(unclear, errNotThere) { // nil, or there after all, or nobody knows
		err = unclear
	}
	var refused slack.SlackErrorResponse
	switch {
	case err == nil:
		return "shared", a.tell(ctx, i, line(v.control.Shared))
	case errors.As(err, &refused) && (refused.Err == "not_in_channel" || refused.Err == "channel_not_found"):
		return "refused", a.tell(ctx, i, line(v.forms.Invite))
	case errors.As(err, &refused) && (refused.Err == "is_archived" || refused.Err == "restricted_action"):
		return "refused", a.tell(ctx, i, line(v.forms.Closed))
	}
	return "failed", errors.Join(a.tell(ctx, i, line(v.control.NotShared)), err)
}

var errNotThere = errors.New("it is not there")

// isShared returns nil when something was shared just now where the interaction is, errNotThere when it was
// not, and another error when that cannot be found out.
func (a *Adapter) isShared(ctx context.Context, i *interaction, mark string) error {
	var list []message
	var err error
	since := time.Now()
	if len(i.Actions) > 0 { // Slack's own clock
		if at, err := strconv.ParseFloat(i.Actions[0].TS, 64); err == nil {
			since = time.Unix(int64(at), 0)
		}
	}
	oldest := fmt.Sprintf("%d.000000", since.Add(-twice).Unix())
	if thread := i.thread(); thread != "" {
		list, err = a.replies(ctx, i.Channel.ID, thread, slack.GetConversationRepliesParameters{Oldest: oldest})
	} else {
		list, err = a.history(ctx, i.Channel.ID, oldest)
	}
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Meta.Type == sharedType && m.Meta.Payload.To == mark && m.TS >= oldest {
			return nil
		}
	}
	return errNotThere
}
