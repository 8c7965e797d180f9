package slack

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
)

// Limits of requests.
const (
	mostAttempts = 8
	perRequest   = 200 // messages of a thread or conversation
	mostFetches  = 10  // requests for a thread or conversation
)

// try calls f until it succeeds, is refused for good, or ctx is done. An outcome that is not known (the
// network failed, 5xx, an answer that says nothing) is tried again only after unknown says that nothing
// came of it; nil unknown says so always. An error that tells that a token does not count any more ends the
// adapter, and nothing is tried after it.
func (a *Adapter) try(ctx context.Context, f func(context.Context) error, unknown func(context.Context) bool) error {
	again := serving.Backoff{Least: 200 * time.Millisecond, Most: 10 * time.Second}
	var last error
	for range mostAttempts {
		if err, _ := a.dead.Load().(error); err != nil {
			return err
		}
		began := time.Now()
		err := f(ctx)
		a.metrics.REST(adapterName, statusOf(err), time.Since(began))
		if lost(err) {
			a.end(fatalError(err))
			return err
		}
		var refused slack.SlackErrorResponse
		switch wait := a.retryAfter(err); {
		case err == nil:
			return nil
		case wait > 0:
			if serving.Sleep(ctx, wait) != nil {
				return err
			}
		case errors.As(err, &refused) && refused.Err != "internal_error" && refused.Err != "fatal_error" && refused.Err != "service_unavailable":
			return err
		case ctx.Err() != nil:
			return err
		default:
			if serving.Sleep(ctx, again.Next()) != nil {
				return err
			}
			if unknown != nil && !unknown(ctx) {
				return nil
			}
		}
		last = err
	}
	return last
}

// end ends the adapter for good. Only the first call counts.
func (a *Adapter) end(err error) {
	if a.dead.CompareAndSwap(nil, err) {
		a.broken <- err
	}
}

// replies returns a thread's first message and the others that within does not leave out, the oldest first.
func (a *Adapter) replies(ctx context.Context, channel, thread string, within slack.GetConversationRepliesParameters) ([]message, error) {
	within.ChannelID, within.Timestamp, within.Limit, within.IncludeAllMetadata = channel, thread, perRequest, true
	var all []message
	for range mostFetches {
		var list []slack.Message
		var next string
		err := a.try(ctx, func(ctx context.Context) error {
			var err error
			list, _, next, err = a.api.GetConversationRepliesContext(ctx, &within)
			if err == nil && len(list) == 0 { // there is always the first
				return errEmpty
			}
			return err
		}, nil)
		if err != nil {
			return nil, err
		}
		if all = append(all, convert(list)...); next == "" {
			break
		}
		within.Cursor = next
	}
	return all, nil
}

// history returns the messages of a conversation since one.
func (a *Adapter) history(ctx context.Context, channel, since string) ([]message, error) {
	within := slack.GetConversationHistoryParameters{ChannelID: channel, Oldest: since, Limit: perRequest, IncludeAllMetadata: true}
	var all []message
	for range mostFetches {
		var got *slack.GetConversationHistoryResponse
		err := a.try(ctx, func(ctx context.Context) error {
			var err error
			got, err = a.api.GetConversationHistoryContext(ctx, &within)
			if err == nil && !got.Ok {
				return errEmpty
			}
			return err
		}, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, convert(got.Messages)...)
		if within.Cursor = got.ResponseMetaData.NextCursor; within.Cursor == "" {
			break
		}
	}
	return all, nil
}

// convert reads slack-go's messages as the bot's own.
func convert(list []slack.Message) []message {
	out := make([]message, len(list))
	for i := range list {
		m := &list[i]
		out[i] = message{User: m.User, Bot: m.BotID, Text: m.Text, TS: m.Timestamp, Thread: m.ThreadTimestamp}
		out[i].Blocks, _ = json.Marshal(m.Blocks)
		out[i].Meta.Type = m.Metadata.EventType
		out[i].Meta.Payload.To, _ = m.Metadata.EventPayload["to"].(string)
	}
	return out
}
