package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

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
