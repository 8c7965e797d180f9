package discord

import (
	"context"
	"testing"
	"time"

	"clippings/adapters/adaptertest"
	"clippings/bot"
	"clippings/internal/testkit/discordfake"
)

// TestConformance runs the suite that every adapter passes.
func TestConformance(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Start: func(t *testing.T, h bot.Handler) *adaptertest.Running {
		r := start(t, setup{handler: func(bot.Handler) bot.Handler { return h }})
		return r.running(t)
	}})
}

// running describes the rig to the suite.
func (r *rig) running(t *testing.T) *adaptertest.Running {
	f := r.fake
	ana, bo := r.ana(), f.Actor(f.User(1), f.Place(0, 0))
	direct := f.Actor(f.User(1), f.DM(f.User(1)))
	var sent []discordfake.Message
	slash := func(text string) adaptertest.Asked {
		return seen(f.Slash(ana, nameAsk, discordfake.String(optionQuestion, text)))
	}
	say := func(who discordfake.Actor, options ...discordfake.SayOption) func(string) adaptertest.Asked {
		return func(text string) adaptertest.Asked {
			m := f.Say(who, text, options...)
			sent = append(sent, m)
			return r.repliesTo(m)
		}
	}
	return &adaptertest.Running{
		Entries: []adaptertest.Entry{
			{Name: "/ask", Ask: slash},
			{Name: "check a message", Ask: func(text string) adaptertest.Asked {
				return seen(f.MessageCommand(ana, nameCheck, f.Say(bo, text)))
			}},
			{Name: "mention", Ask: say(ana, discordfake.MentionBot())},
			{Name: "direct message", Ask: say(direct)},
			{Name: "reply to the bot", Ask: func(text string) adaptertest.Asked {
				first := f.Say(ana, "hello", discordfake.MentionBot())
				answer, err := f.WaitReply(first, 5*time.Second)
				if err != nil {
					t.Fatal(err)
				}
				return say(ana, discordfake.ReplyTo(answer))(text)
			}},
		},
		Others: []adaptertest.Entry{
			{Name: "another bot", Ask: say(ana, discordfake.MentionBot(), discordfake.AsBot())},
			{Name: "a webhook", Ask: say(ana, discordfake.MentionBot(), discordfake.AsWebhook())},
			{Name: "the bot itself", Ask: say(f.Actor(f.BotUser(), f.Place(0, 0)), discordfake.MentionBot())},
			{Name: "people among themselves", Ask: say(ana)},
		},
		Deliver: f.Duplicate,
		Lose: func(text string) adaptertest.Asked {
			f.DropTCP()
			return slash(text)
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

// seen are the messages that answered an interaction.
func seen(i *discordfake.Interaction) adaptertest.Asked {
	return adaptertest.Asked{Replies: func() []string {
		var all []string
		for _, r := range i.Responses() {
			if r.MessageID != "" || r.Step == discordfake.StepFollowup {
				all = append(all, r.Text())
			}
		}
		return all
	}}
}

// repliesTo are the bot's messages that refer to a message.
func (r *rig) repliesTo(m discordfake.Message) adaptertest.Asked {
	return adaptertest.Asked{Replies: func() []string {
		var all []string
		for _, reply := range r.fake.BotMessages("") {
			if reply.ReferenceID == m.ID {
				all = append(all, reply.Text())
			}
		}
		return all
	}}
}
