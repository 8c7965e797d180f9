package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
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
var errEmpty = errors.New("the answer of Slack says nothing")

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
