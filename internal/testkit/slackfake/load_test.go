package slackfake_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
)

// A thousand commands of many people go through quickly, and only the last are kept.
func TestLoad(t *testing.T) {
	const commands, people = 1000, 50
	fake := slackfake.New(t, slackfake.Options{People: people, KeepLast: 200, NoEcho: true})
	connect(t, fake, func(a *app) {
		a.command = func(c slack.SlashCommand) any {
			return object{"text": c.Text, "blocks": []any{section("an answer to " + c.Text), actions(button("more", "More", "1"))}}
		}
	})
	begin := time.Now()
	var wait sync.WaitGroup
	for i := range people {
		wait.Go(func() {
			actor := fake.Actor(fake.Person(i), fake.Public(i%2))
			for j := range commands / people {
				want := fmt.Sprint(i, " ", j)
				reply, err := fake.Slash(actor, "/clippings", want).WaitReply(30 * time.Second)
				if err != nil || reply.Text != want {
					t.Errorf("%s: %+v %v", want, reply, err)
				}
			}
		})
	}
	wait.Wait()
	took := time.Since(begin)
	t.Logf("%d commands in %v, %.0f a second", commands, took, commands/took.Seconds())
	if n := len(fake.Ephemerals("")); n != 200 {
		t.Errorf("%d messages kept", n)
	}
	if n := len(fake.Envelopes()); n != 200 {
		t.Errorf("%d envelopes kept", n)
	}
}

// Everything can be done at once.
func TestConcurrency(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{AckWithin: 500 * time.Millisecond, RetryAfter: []time.Duration{0, 10 * time.Millisecond, 20 * time.Millisecond}})
	a := connect(t, fake, func(a *app) {
		a.command = func(c slack.SlashCommand) any {
			return object{"text": c.Text, "blocks": []any{actions(button("more", "More", "1"))}}
		}
	})
	var wait sync.WaitGroup
	for i := range 4 {
		ana := fake.Actor(fake.Person(i), fake.Public(0))
		wait.Go(func() {
			for range 10 {
				said := fake.Say(ana, "x", slackfake.Mention())
				_, _, _ = a.api.PostMessage(ana.Channel.ID, slack.MsgOptionText("y", false), slack.MsgOptionTS(said.Message().TS))
				if _, err := said.WaitReply(patience); err != nil {
					t.Error(err)
				}
				if reply, err := fake.Slash(ana, "/clippings", "x").WaitReply(patience); err == nil {
					fake.Press(ana, reply, "more")
				}
				fake.Advance(time.Second)
			}
		})
		wait.Go(func() {
			for range 5 {
				time.Sleep(10 * time.Millisecond)
				if i == 0 {
					fake.DropTCP()
				}
				_, _, _, _ = fake.Messages(""), fake.Envelopes(), fake.Calls(""), fake.Acks()
				_, _, _ = fake.Connections(), fake.Opens(), fake.Unacked()
			}
		})
	}
	wait.Wait()
	if err := fake.WaitAcked(patience); err != nil {
		t.Error(err)
	}
}
