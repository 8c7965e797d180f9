package slack

import (
	"errors"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"
)

// TestResponseFaults holds that a command that is answered late is answered by its response URL, once, whatever
// happens to the request, and directly when the URL takes nothing any more.
func TestResponseFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		fault  slackfake.Fault
		direct bool
		failed bool // counted as not answered, for it is not known
	}{
		{"429", slackfake.RateLimited(time.Second), false, false},
		{"429 that does not say how long", slackfake.RateLimited(0), false, false},
		{"503", slackfake.Status(503), false, false},
		{"500 after it was posted", slackfake.After(slackfake.Status(500)), false, true},
		{"a reset after it was posted", slackfake.After(slackfake.Reset()), false, true},
		{"hangs after it was posted", slackfake.After(slackfake.Hang()), false, true},
		{"slow", slackfake.Delay(500 * time.Millisecond), false, false},
		{"an answer cut at once", slackfake.Truncate(0), false, false},
		{"invalid_blocks", slackfake.OKFalse("invalid_blocks"), false, false},
		{"expired", slackfake.OKFalse("expired_url"), true, false},
		{"used", slackfake.OKFalse("used_url"), true, false},
		{"gone", slackfake.Status(404), true, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{
				handler: slowly(nil, 300*time.Millisecond),
				timing:  func(t *timing) { brisk(t); t.ack = 100 * time.Millisecond },
			})
			r.fake.On(slackfake.Match{Method: slackfake.ResponseURL}).Then(row.fault)
			m := r.answered(row.name, r.ana(), r.fake.Slash(r.ana(), "/clippings", theQuestion))
			if got := m.Channel == r.fake.DM(r.ana().Person).ID; got != row.direct {
				t.Errorf("shown in %s, directly is %v", m.Channel, row.direct)
			}
			r.eventually(patience, "what is counted as not answered", func() bool { return r.failures() > 0 == row.failed })
		})
	}
	t.Run("half an hour later", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		r := start(t, setup{handler: slowly(release, patience), timing: func(t *timing) { t.ack = 50 * time.Millisecond }})
		h := r.fake.Slash(r.ana(), "/clippings", theQuestion)
		if _, err := h.Wait(patience); err != nil {
			t.Fatal(err)
		}
		r.fake.Advance(31 * time.Minute)
		close(release)
		if m := r.answered("a command", r.ana(), h); m.Channel != r.fake.DM(r.ana().Person).ID {
			t.Errorf("shown in %s", m.Channel)
		}
	})
}

// TestFormLate holds that a form whose answer comes late is answered once: in another window, or directly when no
// window can be opened any more.
func TestFormLate(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		direct bool
	}{
		{"in a window", false},
		{"directly", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{
				fake: slackfake.Options{TriggerLife: 30 * time.Second}, handler: slowly(nil, 500*time.Millisecond),
				timing: func(t *timing) { brisk(t); t.ack = 100 * time.Millisecond },
			})
			form, err := r.fake.GlobalShortcut(r.ana(), "ask").WaitView(patience)
			if err != nil {
				t.Fatal(err)
			}
			h := r.fake.Submit(r.ana(), form, map[string]any{"question": theQuestion})
			if row.direct {
				r.fake.Advance(time.Minute)
				m := r.answered("a form", r.ana(), h)
				if m.Channel != r.fake.DM(r.ana().Person).ID {
					t.Errorf("shown in %s", m.Channel)
				}
				return
			}
			v, err := r.fake.WaitView(r.ana().Person, patience, func(v slackfake.View) bool { return strings.Contains(v.Shown(), itsAnswer) })
			if err != nil {
				t.Fatal(err)
			}
			if v.ID == form.ID || len(r.visible(r.ana(), h)) > 0 {
				t.Errorf("%q is shown, and %d messages", v.Shown(), len(r.visible(r.ana(), h)))
			}
		})
	}
}

// TestTooLongForAcknowledgement holds that an answer that cannot go in an acknowledgement goes by the response URL,
// and that the command is acknowledged all the same. No page is that long today.
func TestTooLongForAcknowledgement(t *testing.T) {
	t.Parallel()
	r := start(t, setup{timing: brisk})
	h := r.fake.Slash(r.ana(), "/clippings", theQuestion)
	r.answered("as usual", r.ana(), h)
	again := strings.Replace(string(r.fake.Envelopes()[0].Payload), h.TriggerID(), "another", 1)
	acked := make(chan any, 1)
	r.adapter.take(envelope{kind: kindCommand, payload: []byte(again), received: time.Now(), ack: onceAcked(func(answer any) error {
		if answer != nil {
			return errors.New("too long")
		}
		acked <- nil
		return nil
	})})
	list, err := h.WaitReplies(2, patience)
	if err != nil {
		t.Fatal(err)
	}
	if m := list[1]; m.Via != slackfake.ViaResponse || !strings.Contains(m.Shown(), itsAnswer) {
		t.Errorf("%q came by %s", m.Shown(), m.Via)
	}
	select {
	case <-acked:
	case <-time.After(patience):
		t.Error("it is not acknowledged")
	}
}
