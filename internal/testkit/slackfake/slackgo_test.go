package slackfake_test

import (
	"strings"
	"testing"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// A slash command is answered in its acknowledgement, and its button through the response URL.
func TestSlashAndButton(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	connect(t, fake, func(a *app) {
		a.command = func(c slack.SlashCommand) any {
			return object{"text": "an answer to " + c.Text, "blocks": []any{section("an answer"), actions(button("more", "More", "7"))}}
		}
		a.inter = func(c slack.InteractionCallback) any {
			_ = slack.PostWebhook(c.ResponseURL, &slack.WebhookMessage{Text: "more of " + c.ActionCallback.BlockActions[0].Value, ReplaceOriginal: true})
			return nil
		}
	})
	ana := fake.Actor(fake.Person(0), fake.Elsewhere())
	asked := fake.Slash(ana, "/clippings", "who reads <the> plates?")
	ack, err := asked.Wait(patience)
	if err != nil || ack.Payload == nil {
		t.Fatalf("acknowledgement %+v, %v", ack, err)
	}
	reply, err := asked.WaitReply(patience)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Viewer != ana.Person.ID || !strings.Contains(reply.Text, "&lt;the&gt;") || reply.Shown() != "an answer\nMore" {
		t.Errorf("reply %+v, shown %q", reply, reply.Shown())
	}
	pressed := fake.Press(ana, reply, "more")
	if _, err := pressed.Wait(patience); err != nil {
		t.Fatal(err)
	}
	changed, err := pressed.WaitReply(patience)
	if err != nil {
		t.Fatal(err)
	}
	if changed.TS != reply.TS || changed.Text != "more of 7" || changed.Edits != 1 {
		t.Errorf("after the button: %+v", changed)
	}
}

// A mention arrives as message and as app_mention, and is answered in the thread.
func TestMention(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	app := connect(t, fake, nil)
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	said := fake.Say(ana, "who said this?", slackfake.Mention())
	if _, err := said.Wait(patience); err != nil {
		t.Fatal(err)
	}
	var kinds, ids []string
	eventually(t, "both events", func() bool { return len(app.events(socketmode.EventTypeEventsAPI)) == 2 })
	for _, e := range app.events(socketmode.EventTypeEventsAPI) {
		outer := e.Data.(slackevents.EventsAPIEvent)
		kinds = append(kinds, outer.InnerEvent.Type)
		ids = append(ids, outer.Data.(*slackevents.EventsAPICallbackEvent).EventID)
		switch inner := outer.InnerEvent.Data.(type) {
		case *slackevents.MessageEvent:
			if inner.TimeStamp != said.Message().TS || inner.ChannelType != "channel" || inner.User != ana.Person.ID {
				t.Errorf("message event %+v", inner)
			}
		case *slackevents.AppMentionEvent:
			if inner.TimeStamp != said.Message().TS || inner.Channel != ana.Channel.ID || inner.Text != fake.Bot().Mention()+" who said this?" {
				t.Errorf("app_mention event %+v", inner)
			}
		}
	}
	if strings.Join(kinds, " ") != "message app_mention" || ids[0] == ids[1] {
		t.Errorf("events %v %v", kinds, ids)
	}
	if _, _, err := app.api.PostMessage(ana.Channel.ID, slack.MsgOptionText("this one", false), slack.MsgOptionTS(said.Message().TS)); err != nil {
		t.Fatal(err)
	}
	reply, err := said.WaitReply(patience)
	if err != nil || reply.Text != "this one" || reply.ThreadTS != said.Message().TS {
		t.Errorf("reply %+v, %v", reply, err)
	}
	if err := fake.WaitAcked(patience); err != nil {
		t.Error(err)
	}
}

// What slack-go makes of its own types is taken: rich text, selects, modals, and a Msg as an acknowledgement.
func TestSlackGoTypes(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	label := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	styled := &slack.RichTextSectionTextStyle{Bold: true}
	quoted := &slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement("quoted <!channel>", styled)}}
	code := &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement("code", nil)}}
	option := slack.NewOptionBlockObject("v", label("An option"), label("described"))
	blocks := []slack.Block{
		slack.NewHeaderBlock(label("Header")),
		slack.NewRichTextBlock("rich", quoted, code,
			slack.NewRichTextList(slack.RTEListBullet, 0, slack.NewRichTextSection(slack.NewRichTextSectionLinkElement("https://example.org", "link", nil)))),
		slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, "*who*", false, false)),
		slack.NewDividerBlock(),
		slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "text", false, true), nil, slack.NewAccessory(slack.NewCheckboxGroupsBlockElement("tick", option))),
		slack.NewActionBlock("", slack.NewButtonBlockElement("a", "1", label("A")).WithStyle(slack.StylePrimary), slack.NewOverflowBlockElement("o", option),
			slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, label("choose"), "x")),
	}
	connect(t, fake, func(a *app) {
		a.command = func(slack.SlashCommand) any {
			return slack.Msg{Text: "fallback", ResponseType: slack.ResponseTypeEphemeral, Blocks: slack.Blocks{BlockSet: blocks}}
		}
		a.inter = func(c slack.InteractionCallback) any {
			if c.Type == slack.InteractionTypeShortcut {
				view := slack.ModalViewRequest{
					Type: slack.VTModal, Title: label("Search"), Submit: label("Go"), CallbackID: "search",
					Blocks: slack.Blocks{BlockSet: []slack.Block{
						slack.NewInputBlock("q", label("Question"), nil, slack.NewPlainTextInputBlockElement(label("ask"), "question")),
						slack.NewInputBlock("d", label("From"), nil, slack.NewDatePickerBlockElement("from")).WithOptional(true),
					}},
				}
				if _, err := a.api.OpenView(c.TriggerID, view); err != nil {
					t.Errorf("views.open: %v", err)
				}
				return nil
			}
			if c.Type == slack.InteractionTypeViewSubmission {
				return slack.NewErrorsViewSubmissionResponse(map[string]string{"q": "no"})
			}
			return nil
		}
	})
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	asked := fake.Slash(ana, "/clippings", "x")
	reply, err := asked.WaitReply(patience)
	if err != nil {
		t.Fatal(err, asked.Trouble())
	}
	if want := "Header\nquoted <!channel>\ncode\nlink\n*who*\ntext\nAn option\nA\nAn option"; reply.Shown() != want {
		t.Errorf("shown %q, want %q", reply.Shown(), want)
	}
	if got := strings.Join(reply.ActionIDs(), " "); got != "tick a o x" {
		t.Errorf("action ids %s", got)
	}
	if p := fake.Pinged(reply); !p.None() {
		t.Errorf("pings %+v", p)
	}
	view, err := fake.GlobalShortcut(ana, "search").WaitView(patience)
	if err != nil {
		t.Fatal(err)
	}
	sent := fake.Submit(ana, view, map[string]any{"question": "who?"})
	if _, err := sent.Wait(patience); err != nil || sent.Views()[0].Errors["q"] != "no" {
		t.Errorf("%v %+v", err, sent.Views())
	}
}
