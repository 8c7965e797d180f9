package slackfake_test

import (
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
)

// A response URL takes five messages within half an hour.
func TestResponseURL(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	ana := fake.Actor(fake.Person(0), fake.Hidden())
	asked := fake.Slash(ana, "/clippings", "what?")
	to := asked.ResponseURL()
	for i := range 5 {
		r := respond(t, to, object{"text": "here", "response_type": []string{"ephemeral", "in_channel"}[i%2]})
		if r.status != 200 || r.raw != "ok" || r.header.Get("Content-Type") != "text/html" {
			t.Fatalf("answer %d %q %v", r.status, r.raw, r.header)
		}
	}
	if r := refused(t, respond(t, to, object{"text": "once more"}), "used_url"); r.status != 404 {
		t.Errorf("status %d", r.status)
	}
	replies := asked.Replies()
	if len(replies) != 5 || !replies[0].Ephemeral() || replies[1].Ephemeral() || replies[1].Channel != ana.Channel.ID {
		t.Errorf("replies %+v", replies)
	}
	other := fake.Slash(ana, "/clippings", "what?")
	refused(t, respond(t, other.ResponseURL(), object{}), "no_text")
	refused(t, respond(t, other.ResponseURL(), object{"text": "x", "blocks": []any{object{"type": "nonsense"}}}), "invalid_blocks")
	refused(t, respond(t, other.ResponseURL(), []any{}), "invalid_payload")
	fake.Advance(31 * time.Minute)
	if r := refused(t, respond(t, other.ResponseURL(), object{"text": "x"}), "expired_url"); r.status != 404 {
		t.Errorf("status %d", r.status)
	}
	refused(t, respond(t, other.ResponseURL()+"x", object{"text": "x"}), "expired_url")
	if n := len(other.Replies()); n != 0 {
		t.Errorf("%d replies", n)
	}
	if calls := fake.Calls(slackfake.ResponseURL); len(calls) != 11 || calls[5].Err != "used_url" || calls[5].Status != 404 {
		t.Errorf("%d calls", len(calls))
	}
}

// What a button's response URL can do to the message in which it stands.
func TestReplaceAndDeleteOriginal(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	app := connect(t, fake, func(a *app) {
		a.command = func(slack.SlashCommand) any {
			return object{"text": "one", "blocks": []any{actions(button("a", "A", "1"))}}
		}
	})
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	only, err := fake.Slash(ana, "/clippings", "x").WaitReply(patience)
	if err != nil {
		t.Fatal(err)
	}
	pressed := fake.Press(ana, only, "a")
	respond(t, pressed.ResponseURL(), object{"text": "new"})
	respond(t, pressed.ResponseURL(), object{"text": "replaced", "replace_original": true})
	if now, _ := fake.Message(only.Channel, only.TS); now.Text != "replaced" || now.Viewer != ana.Person.ID || len(pressed.Replies()) != 2 {
		t.Errorf("after replacing: %+v, %d replies", now, len(pressed.Replies()))
	}
	respond(t, pressed.ResponseURL(), object{"delete_original": true})
	if now, _ := fake.Message(only.Channel, only.TS); !now.Deleted {
		t.Error("not deleted")
	}
	_, ts, err := app.api.PostMessage(ana.Channel.ID, slack.MsgOptionBlocks(slack.NewActionBlock("", slack.NewButtonBlockElement("b", "2", slack.NewTextBlockObject("plain_text", "B", false, false)))))
	if err != nil {
		t.Fatal(err)
	}
	posted, _ := fake.Message(ana.Channel.ID, ts)
	pressed = fake.Press(ana, posted, "b", "2")
	respond(t, pressed.ResponseURL(), object{"text": "public still", "replace_original": true})
	if now, _ := fake.Message(posted.Channel, posted.TS); now.Text != "public still" || now.Ephemeral() {
		t.Errorf("after replacing: %+v", now)
	}
	asked := fake.Slash(ana, "/clippings", "x") // nothing that could be replaced
	respond(t, asked.ResponseURL(), object{"text": "another", "replace_original": true})
	if list, err := asked.WaitReplies(2, patience); err != nil {
		t.Errorf("%+v %v", list, err)
	}
}

// An answer that Slack could not show is trouble for the person.
func TestAcknowledgementsAsAnswers(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	answers := map[string]any{
		"nothing": nil, "empty": object{}, "text": object{"text": "hello"}, "public": object{"text": "hello", "response_type": "in_channel"},
		"bad": object{"text": "hello", "blocks": []any{object{"type": "nonsense"}}}, "void": object{"response_type": "ephemeral"}, "list": []any{1},
	}
	connect(t, fake, func(a *app) { a.command = func(c slack.SlashCommand) any { return answers[c.Text] } })
	ana := fake.Actor(fake.Person(0), fake.Elsewhere())
	for name, want := range map[string]struct {
		replies int
		trouble bool
	}{"nothing": {}, "empty": {}, "text": {1, false}, "public": {1, false}, "bad": {0, true}, "void": {0, true}, "list": {0, true}} {
		asked := fake.Slash(ana, "/clippings", name)
		if _, err := asked.Wait(patience); err != nil {
			t.Fatal(err)
		}
		if n := len(asked.Replies()); n != want.replies || (asked.Trouble() != "") != want.trouble {
			t.Errorf("%s: %d replies, trouble %q", name, n, asked.Trouble())
		}
		if _, err := asked.WaitReply(20 * time.Millisecond); (err == nil) != (want.replies > 0) {
			t.Errorf("%s: WaitReply: %v", name, err)
		}
	}
	public := fake.BotMessages(ana.Channel.ID)
	if len(public) != 1 || public[0].ShownCommand != "/clippings public" || public[0].Ephemeral() {
		t.Errorf("in the channel: %+v", public)
	}
}
