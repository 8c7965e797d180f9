package slack

import (
	"context"
	"testing"
	"time"

	"clippings/adapters/adaptertest"
	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// TestConformance runs the suite that every adapter passes, by Socket Mode and over HTTP.
func TestConformance(t *testing.T) {
	for _, mode := range []Mode{Socket, HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			adaptertest.Run(t, adaptertest.Platform{Start: func(t *testing.T, h bot.Handler) *adaptertest.Running {
				r := start(t, setup{
					fake:    slackfake.Options{AckWithin: 3 * time.Second, RetryAfter: []time.Duration{0, 300 * time.Millisecond, time.Second}},
					config:  func(c *Config) { c.Mode = mode },
					handler: func(bot.Handler) bot.Handler { return h },
				})
				return r.running(t)
			}})
		})
	}
}

// running describes the rig to the suite.
func (r *rig) running(t *testing.T) *adaptertest.Running {
	f := r.fake
	ana, bo := r.ana(), f.Actor(f.Person(1), f.Public(0))
	direct := f.Actor(f.Person(1), f.DM(f.Person(1)))
	shown := func(h *slackfake.Handle) adaptertest.Asked {
		return adaptertest.Asked{Replies: func() []string {
			var all []string
			for _, m := range h.Replies() {
				all = append(all, m.Shown())
			}
			for _, v := range h.Views() {
				all = append(all, v.Shown())
			}
			return all
		}}
	}
	say := func(who slackfake.Actor, options ...slackfake.SayOption) func(string) adaptertest.Asked {
		return func(text string) adaptertest.Asked { return shown(f.Say(who, text, options...)) }
	}
	slash := func(text string) adaptertest.Asked { return shown(f.Slash(ana, "/clippings", text)) }
	return &adaptertest.Running{
		Entries: []adaptertest.Entry{
			{Name: "slash command", Ask: slash},
			{Name: "check a message", Ask: func(text string) adaptertest.Asked {
				return shown(f.MessageShortcut(ana, "check", f.Say(bo, text).Message()))
			}},
			{Name: "mention", Ask: say(ana, slackfake.Mention())},
			{Name: "direct message", Ask: say(direct)},
		},
		Others: []adaptertest.Entry{
			{Name: "another bot", Ask: say(ana, slackfake.Mention(), slackfake.AsBot())},
			{Name: "people among themselves", Ask: say(ana)},
			{Name: "somebody who joined", Ask: say(ana, slackfake.Subtype("channel_join"))},
			{Name: "the bot itself", Ask: say(f.Actor(f.Bot(), f.Public(0)))},
		},
		Deliver: f.DupEnvelope,
		Lose: func(text string) adaptertest.Asked {
			f.LoseNextDelivery(1)
			return say(ana, slackfake.Mention())(text)
		},
		Pinged: func() bool {
			for _, m := range f.BotMessages("") {
				if !f.Pinged(m).None() {
					return true
				}
			}
			return false
		},
		Stop: func() error {
			r.stop()
			select {
			case err := <-r.done:
				r.done <- err // for the rig's own cleanup
				return err
			case <-time.After(15 * time.Second):
				return context.DeadlineExceeded
			}
		},
	}
}
