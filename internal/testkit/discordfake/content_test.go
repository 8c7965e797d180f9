package discordfake_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestContent looks at what the bot gets to read with and without the message content intent.
func TestContent(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	without, with := dial(t, fake), dial(t, fake)
	without.ready(usualIntents)
	with.ready(usualIntents | discordfake.IntentMessageContent)
	ana, guild := fake.User(0), fake.Place(0, 0)
	inGuild := fake.Actor(ana, guild)

	bots := accepted(t, fake, "POST", send(guild), object{"content": "of the bot"})
	own, _ := fake.Message(fmt.Sprint(bots.body["id"]))
	secret := fake.Say(inGuild, "secret", discordfake.Attach("a.png", "image/png", 9))
	fake.Say(inGuild, "asked", discordfake.MentionBot())
	fake.Say(fake.Actor(ana, fake.DM(ana)), "in a DM")
	fake.Say(inGuild, "pinging reply", discordfake.ReplyTo(own))
	fake.Say(inGuild, "quiet reply", discordfake.ReplyTo(own), discordfake.Quietly())
	fake.Say(inGuild, "look", discordfake.MentionBot(), discordfake.ReplyTo(secret))
	fake.Say(inGuild, "hook", discordfake.AsWebhook())
	mention := fake.BotUser().Mention() + " "
	for _, want := range []struct{ without, with, referenced string }{
		{"of the bot", "of the bot", ""},
		{"", "secret", ""},
		{mention + "asked", mention + "asked", ""},
		{"in a DM", "in a DM", ""},
		{"pinging reply", "pinging reply", "of the bot"},
		{"", "quiet reply", "of the bot"},
		{mention + "look", mention + "look", ""},
		{"", "hook", ""},
	} {
		var d struct {
			Content     string `json:"content"`
			Attachments []any  `json:"attachments"`
			Author      struct{ ID, Username string }
			WebhookID   string           `json:"webhook_id"`
			Member      *json.RawMessage `json:"member"`
			Referenced  *struct {
				Content string `json:"content"`
			} `json:"referenced_message"`
		}
		if err := json.Unmarshal(without.until("MESSAGE_CREATE").Data, &d); err != nil {
			t.Fatal(err)
		}
		if d.Content != want.without || len(d.Attachments) != 0 {
			t.Errorf("without the intent: %+v, want %q", d, want.without)
		}
		if want.referenced != "" && (d.Referenced == nil || d.Referenced.Content != want.referenced) {
			t.Errorf("referenced: %+v, want %q", d.Referenced, want.referenced)
		}
		if want.with == "hook" && (d.WebhookID == "" || d.Author.ID != d.WebhookID || d.Member != nil) {
			t.Errorf("webhook: %+v", d)
		}
		if got := content(t, with.until("MESSAGE_CREATE")); got != want.with {
			t.Errorf("with the intent: %q, want %q", got, want.with)
		}
	}
	if m, _ := fake.Message(secret.ID); m.Content != "secret" || len(m.Attachments) != 1 {
		t.Errorf("the fake itself knows %+v", m)
	}
	fake.Edit(secret, "still secret")
	if f := without.until("MESSAGE_UPDATE"); content(t, f) != "" {
		t.Errorf("edited: %s", f.Data)
	}
	fake.Delete(secret)
	without.until("MESSAGE_DELETE")
	fake.Say(fake.Actor(ana, fake.Private(ana)), "among people")
	fake.Deny(guild.ChannelID, discordfake.ViewChannel)
	fake.Say(inGuild, "unseen")
	if !without.silent(50 * time.Millisecond) {
		t.Error("the bot saw what it may not")
	}
}
