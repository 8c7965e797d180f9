package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
)

// Limits of requests.
const (
	mostAttempts = 8
	perRequest   = 200 // messages of a thread or conversation
	mostFetches  = 10  // requests for a thread or conversation
)

// fatalCodes are Slack's errors after which nothing will get better, with what an operator has to do.
var fatalCodes = map[string]string{
	"invalid_auth":            "a token is not valid (%s): copy it anew from the app's pages, and set it where the configuration names it",
	"not_authed":              "a token is missing (%s): set it where the configuration names it",
	"account_inactive":        "the app was removed from the workspace (%s): install it again",
	"token_revoked":           "a token was revoked (%s): install the app again and set the new token",
	"token_expired":           "a token has expired (%s): switch token rotation off, or set a new token",
	"not_allowed_token_type":  "a token is of the wrong kind (%s): the bot token begins with xoxb-, the app token with xapp-",
	"missing_scope":           "the app lacks a scope (%s): compare its scopes with adapters/slack/manifest.yaml, and install it again; clippings doctor tells which",
	"team_access_not_granted": "the workspace does not grant access (%s): an administrator has to approve the app",
	"org_login_required":      "the workspace is being moved (%s): try again later",
}

// fatalError returns what an operator has to do when err says that nothing will get better, else nil.
func fatalError(err error) error {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		if text, ok := fatalCodes[refused.Err]; ok {
			return &FatalError{fmt.Sprintf(text, refused.Err)}
		}
	}
	var status slack.StatusCodeError
	if errors.As(err, &status) && status.Code == http.StatusNotFound {
		return &FatalError{"Slack knows no such address (404): is the app token one of this app's?"}
	}
	return nil
}

// lost reports an error that says that a token does not count any more, and so nothing will get better. A scope
// that is missing for one request is no such error: others may do.
func lost(err error) bool {
	switch refusal(err) {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return true
	}
	return false
}

// refusal returns Slack's name for why it did not do something, or "".
func refusal(err error) string {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		return refused.Err
	}
	return ""
}

// limited reports an error that says that too much was asked of Slack, and how long to wait, 0 where it does
// not say.
func limited(err error) (yes bool, wait time.Duration) {
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		return true, limited.RetryAfter
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		return true, 0
	}
	code := refusal(err)
	return code == "ratelimited" || code == "rate_limited", 0
}

func isLimited(err error) bool {
	yes, _ := limited(err)
	return yes
}

// retryAfter returns how long to wait when Slack says that too much was asked of it, 0 after any other error.
func (a *Adapter) retryAfter(err error) time.Duration {
	yes, wait := limited(err)
	switch {
	case !yes:
		return 0
	case wait <= 0:
		return a.timing.limited
	}
	return wait
}

// errEmpty is an answer that says ok and nothing else, or not ok and not why.
var errEmpty = errors.New("Slack's answer says nothing")

// reasonOf names an error for logs in a few words: its own text may hold an address, or what was sent.
func reasonOf(err error) string {
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case err == nil, errors.Is(err, errLost):
		return "lost"
	case errors.Is(err, context.DeadlineExceeded):
		return "too slow"
	case errors.Is(err, errUnknown):
		return "unknown"
	case isLimited(err):
		return "rate limited"
	case errors.As(err, &refused) && isName(refused.Err):
		return refused.Err
	case errors.As(err, &status):
		return fmt.Sprintf("status %d", status.Code)
	}
	return "network"
}

// isName reports whether an error is one of Slack's names, not a sentence.
func isName(s string) bool {
	return s != "" && len(s) < 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// label writes a reason as a metric's label.
func label(reason string) string { return strings.ReplaceAll(strings.ToLower(reason), " ", "_") }

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

func statusOf(err error) int {
	var status slack.StatusCodeError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &status):
		return status.Code
	case isLimited(err):
		return http.StatusTooManyRequests
	}
	return 0
}

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
	case "not_in_channel", "channel_not_found", "is_archived", "expired_url", "used_url":
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

// errUnknown says that an answer may have been posted, or not.
var errUnknown = errors.New("not known whether it was posted")

// once is try for what cannot be looked for: where the outcome is not known it is not tried again, unless f says
// that nothing can have come of it, and that is an error.
func (a *Adapter) once(ctx context.Context, f func(context.Context) (again bool, err error)) error {
	unknown, again := false, false
	err := a.try(ctx, func(ctx context.Context) error {
		var err error
		again, err = f(ctx)
		return err
	}, func(context.Context) bool {
		unknown = !again
		return again
	})
	if unknown {
		return errUnknown
	}
	return err
}

// reply shows an answer to who asked, by a response URL. What Slack does not take in blocks is said in plain
// text, and what it does not take there any more is sent directly.
func (a *Adapter) reply(ctx context.Context, url, user string, said answer) error {
	err := a.respond(ctx, url, said)
	if unreadable(err) && said.Blocks != nil {
		said.Blocks = nil
		err = a.respond(ctx, url, said)
	}
	if unreachable(err) {
		options := onlyText(said.Text)
		if said.Blocks != nil {
			options = append(options, slack.MsgOptionBlocks(said.Blocks...))
		}
		return a.direct(ctx, user, options)
	}
	return err
}

// respond posts an answer to where a button or command was used. What was posted cannot be looked for, so an
// outcome that is not known is not tried again: the asker can ask again.
func (a *Adapter) respond(ctx context.Context, url string, said any) error {
	body, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return a.once(ctx, func(ctx context.Context) (again bool, err error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return false, slack.SlackErrorResponse{Err: "invalid_url"}
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		resp, err := a.client.Do(req)
		if err != nil {
			var op *net.OpError
			return errors.As(err, &op) && op.Op == "dial", errLost
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
		switch {
		case resp.StatusCode == http.StatusTooManyRequests:
			seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
			if err != nil || seconds < 0 {
				return true, slack.StatusCodeError{Code: resp.StatusCode}
			}
			return true, &slack.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second}
		case resp.StatusCode >= 500: // 503: it did not even begin
			return resp.StatusCode == http.StatusServiceUnavailable, slack.StatusCodeError{Code: resp.StatusCode}
		case resp.StatusCode >= 300, bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
			return false, refused(text)
		}
		return false, nil
	})
}

// refused reads why a response URL did not take an answer. It says ok with a page, otherwise in JSON or a word.
func refused(text []byte) error {
	var said struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(text, &said) != nil {
		said.Error = strings.TrimSpace(string(text))
	}
	switch {
	case said.OK:
		return nil
	case isName(said.Error):
		return slack.SlackErrorResponse{Err: said.Error}
	}
	return slack.SlackErrorResponse{Err: "expired_url"}
}
