package slackfake_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
)

// What slack-go makes of each fault of the Web API.
func TestWebFaults(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	api := slack.New(fake.BotToken(), slack.OptionAPIURL(fake.APIURL()), slack.OptionHTTPClient(&http.Client{Timeout: 300 * time.Millisecond}))
	post := func() (string, error) {
		_, ts, err := api.PostMessage(fake.Public(0).ID, slack.MsgOptionText("x", false))
		return ts, err
	}
	is := func(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }
	status := func(code int) func(error) bool {
		return func(err error) bool {
			s, ok := errors.AsType[slack.StatusCodeError](err)
			return ok && s.Code == code
		}
	}
	for name, c := range map[string]struct {
		faults []slackfake.Fault
		judge  func(error) bool
		posted int // messages that came of it
	}{
		"limited": {[]slackfake.Fault{slackfake.RateLimited(1500 * time.Millisecond)}, func(err error) bool {
			l, ok := errors.AsType[*slack.RateLimitedError](err)
			return ok && l.RetryAfter == 2*time.Second
		}, 0},
		"limited without a wait": {[]slackfake.Fault{slackfake.RateLimited(0)}, status(429), 0},
		"503":                    {[]slackfake.Fault{slackfake.Status(503)}, status(503), 0},
		"error":                  {[]slackfake.Fault{slackfake.OKFalse("fatal_error")}, func(err error) bool { return err != nil && err.Error() == "fatal_error" }, 0},
		"no error name":          {[]slackfake.Fault{slackfake.OKFalse("")}, func(err error) bool { return err == nil }, 0},
		"page": {[]slackfake.Fault{slackfake.HTML200()}, func(err error) bool {
			_, ok := errors.AsType[*json.SyntaxError](err)
			return ok
		}, 0},
		"cut short":         {[]slackfake.Fault{slackfake.Truncate(12)}, is(io.ErrUnexpectedEOF), 1},
		"slow":              {[]slackfake.Fault{slackfake.Delay(20 * time.Millisecond)}, func(err error) bool { return err == nil }, 1},
		"hanging":           {[]slackfake.Fault{slackfake.Hang()}, is(context.DeadlineExceeded), 0},
		"reset":             {[]slackfake.Fault{slackfake.Reset()}, func(err error) bool { return err != nil }, 0},
		"done, then reset":  {[]slackfake.Fault{slackfake.After(slackfake.Reset())}, func(err error) bool { return err != nil }, 1},
		"done, then failed": {[]slackfake.Fault{slackfake.After(slackfake.Status(500))}, status(500), 1},
		"too slow":          {[]slackfake.Fault{slackfake.After(slackfake.Delay(time.Second))}, is(context.DeadlineExceeded), 1},
	} {
		before := len(fake.BotMessages(""))
		fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(c.faults...)
		if ts, err := post(); !c.judge(err) {
			t.Errorf("%s: %q %v", name, ts, err)
		}
		if n := len(fake.BotMessages("")) - before; n != c.posted {
			t.Errorf("%s: %d messages, want %d", name, n, c.posted)
		}
		calls := fake.Calls("chat.postMessage")
		if last := calls[len(calls)-1]; !last.Fault {
			t.Errorf("%s: recorded as %+v", name, last)
		}
	}
	fake.On(slackfake.Match{Method: "chat.postMessage", Nth: 2, Times: 2}).Then(slackfake.OKFalse("fatal_error"))
	var failed []bool
	for range 4 {
		_, err := post()
		failed = append(failed, err != nil)
	}
	if failed[0] || !failed[1] || !failed[2] || failed[3] {
		t.Errorf("the second and third were to fail: %v", failed)
	}
	fake.On(slackfake.Match{Times: -1}).Then(slackfake.Status(500))
	if _, err := api.AuthTest(); err == nil {
		t.Error("every method was to fail")
	}
	fake.ClearFaults()
	if _, err := post(); err != nil {
		t.Error(err)
	}
	asked := fake.Slash(fake.Actor(fake.Person(0), fake.Public(0)), "/clippings", "x")
	fake.On(slackfake.Match{Method: slackfake.ResponseURL}).Then(slackfake.Status(500))
	if r := respond(t, asked.ResponseURL(), object{"text": "x"}); r.status != 500 {
		t.Errorf("response URL: %d", r.status)
	}
	if r := respond(t, asked.ResponseURL(), object{"text": "x"}); r.status != 200 {
		t.Errorf("response URL: %d", r.status)
	}
}
