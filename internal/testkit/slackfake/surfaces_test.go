package slackfake_test

import (
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

func TestUploads(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	a := connect(t, fake, nil)
	public := fake.Public(0)
	said := fake.Say(fake.Actor(fake.Person(0), public), "give me the packet").Message()
	_, err := a.api.UploadFile(slack.UploadFileParameters{
		Filename: "packet.csv", Title: "Packet", Content: "id,quote\n1,x\n", FileSize: 13, Channel: public.ID, ThreadTimestamp: said.TS, InitialComment: "the packet",
	})
	if err != nil {
		t.Fatal(err)
	}
	files := fake.Files()
	if len(files) != 1 || string(files[0].Content) != "id,quote\n1,x\n" || files[0].Name != "packet.csv" || files[0].Title != "Packet" || files[0].Channel != public.ID || files[0].ThreadTS != said.TS {
		t.Fatalf("files %+v", files)
	}
	thread := fake.Thread(public.ID, said.TS)
	if len(thread) != 2 || thread[1].Subtype != "file_share" || thread[1].Text != "the packet" || len(thread[1].Files) != 1 {
		t.Errorf("thread %+v", thread)
	}
	eventually(t, "the echo", func() bool {
		for _, e := range a.events(socketmode.EventTypeEventsAPI) {
			if m, ok := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent); ok && m.SubType == "file_share" && m.BotID == fake.BotID() {
				return true
			}
		}
		return false
	})
	for _, channel := range []struct{ id, want string }{{fake.Elsewhere().ID, "not_in_channel"}, {"C404", "channel_not_found"}} {
		_, err := a.api.UploadFile(slack.UploadFileParameters{Filename: "a.md", Content: "x", FileSize: 1, Channel: channel.id})
		if err == nil || !strings.Contains(err.Error(), channel.want) {
			t.Errorf("to %s: %v", channel.id, err)
		}
	}
	if _, err := a.api.UploadFile(slack.UploadFileParameters{Filename: "a.md", Content: "four", FileSize: 3, Channel: public.ID}); err == nil {
		t.Error("a content of another length was taken")
	}
	refused(t, form(t, fake, "files.getUploadURLExternal", "filename", "a.md", "length", "0"), "invalid_arguments")
	refused(t, form(t, fake, "files.completeUploadExternal", "files", `[{"id":"F404"}]`), "file_not_found")
	refused(t, form(t, fake, "files.completeUploadExternal", "files", `[]`), "invalid_arguments")
	if len(fake.Files()) != 1 {
		t.Errorf("files %+v", fake.Files())
	}
}

func TestAssistant(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	a := connect(t, fake, nil)
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	started := fake.StartAssistant(ana)
	if _, err := started.Wait(patience); err != nil || started.Deliveries() != 1 {
		t.Fatal(err)
	}
	events := a.events(socketmode.EventTypeEventsAPI)
	thread := events[0].Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AssistantThreadStartedEvent).AssistantThread
	if thread.UserID != ana.Person.ID || thread.ChannelID != fake.DM(ana.Person).ID || thread.ThreadTimeStamp != started.Message().TS || thread.Context.ChannelID != ana.Channel.ID {
		t.Errorf("%+v", thread)
	}
	prompt := slack.AssistantThreadsPrompt{Title: "Plates", Message: "Who reads the plates?"}
	set := slack.AssistantThreadsSetSuggestedPromptsParameters{ChannelID: thread.ChannelID, ThreadTS: thread.ThreadTimeStamp, Title: "Ask", Prompts: []slack.AssistantThreadsPrompt{prompt}}
	if err := a.api.SetAssistantThreadsSuggestedPrompts(set); err != nil {
		t.Fatal(err)
	}
	set.Prompts = []slack.AssistantThreadsPrompt{prompt, prompt, prompt, prompt, prompt}
	if err := a.api.SetAssistantThreadsSuggestedPrompts(set); err == nil || err.Error() != "invalid_arguments" {
		t.Errorf("five prompts: %v", err)
	}
	set.Prompts, set.ThreadTS = set.Prompts[:2], ""
	if err := a.api.SetAssistantThreadsSuggestedPrompts(set); err != nil {
		t.Errorf("without a thread: %v", err)
	}
	if err := a.api.SetAssistantThreadsStatus(slack.AssistantThreadsSetStatusParameters{ChannelID: thread.ChannelID, ThreadTS: thread.ThreadTimeStamp, Status: "is reading"}); err != nil {
		t.Fatal(err)
	}
	if err := a.api.SetAssistantThreadsTitle(slack.AssistantThreadsSetTitleParameters{ChannelID: thread.ChannelID, ThreadTS: thread.ThreadTimeStamp, Title: "Plates"}); err != nil {
		t.Fatal(err)
	}
	now, ok := fake.Assistant(thread.ChannelID, thread.ThreadTimeStamp)
	if !ok || now.Status != "is reading" || now.Title != "Plates" || len(now.Prompts) != 2 || now.Prompts[0].Message != prompt.Message {
		t.Errorf("%+v", now)
	}
	dm := fake.Actor(ana.Person, fake.DM(ana.Person))
	asked := fake.Say(dm, "Who reads the plates?", slackfake.InThread(thread.ThreadTimeStamp))
	if _, _, err := a.api.PostMessage(thread.ChannelID, slack.MsgOptionText("They do.", false), slack.MsgOptionTS(thread.ThreadTimeStamp)); err != nil {
		t.Fatal(err)
	}
	if reply, err := asked.WaitReply(patience); err != nil || reply.Text != "They do." {
		t.Errorf("%+v %v", reply, err)
	}
	if now, _ := fake.Assistant(thread.ChannelID, thread.ThreadTimeStamp); now.Status != "" || len(now.Statuses) != 1 {
		t.Errorf("after the answer %+v", now)
	}
	if _, err := fake.MoveAssistant(started, fake.Public(1)).Wait(patience); err != nil {
		t.Error(err)
	}
	if err := a.api.SetAssistantThreadsTitle(slack.AssistantThreadsSetTitleParameters{ChannelID: thread.ChannelID, ThreadTS: "1.2", Title: "x"}); err == nil || err.Error() != "thread_not_found" {
		t.Errorf("%v", err)
	}
}

// Where the app hears people, and where it does not.
func TestWhatTheAppHears(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{Subscriptions: []string{"app_mention", "message.im"}})
	c := dial(t, fake)
	ana := fake.Person(0)
	for _, place := range []slackfake.Channel{fake.Public(0), fake.Private(), fake.Elsewhere(), fake.Hidden(), fake.DM(ana)} {
		fake.Say(fake.Actor(ana, place), "plain")
		fake.Say(fake.Actor(ana, place), "mention", slackfake.Mention())
	}
	var heard []string
	for range 4 {
		f := c.next()
		kind, _ := f.event()["channel_type"].(string)
		heard = append(heard, f.event()["type"].(string)+" "+f.event()["channel"].(string)+" "+kind)
		c.ack(f.ID, nil)
	}
	want := "app_mention C0PUBLIC000 ,app_mention C0PRIVATE01 ,message D0PERSON000 im,message D0PERSON000 im"
	if got := strings.Join(heard, ","); got != want {
		t.Errorf("heard %s, want %s", got, want)
	}
	if n := len(fake.Envelopes()); n != 4 {
		t.Errorf("%d envelopes", n)
	}
}

// Changes and deletions are told, of the bot's own messages too.
func TestChangesAreTold(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	c := dial(t, fake)
	next := func() object { f := c.next(); c.ack(f.ID, nil); return f.event() }
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	said := fake.Say(ana, "one", slackfake.Mention(), slackfake.EditedLater("two")).Message()
	for _, want := range []string{"message ", "app_mention ", "message message_changed", "app_mention "} {
		e := next()
		subtype, _ := e["subtype"].(string)
		if got := e["type"].(string) + " " + subtype; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if subtype == "message_changed" && (e["message"].(object)["text"] != fake.Bot().Mention()+" two" || e["hidden"] != true) {
			t.Errorf("%v", e)
		}
	}
	fake.Delete(said)
	if e := next(); e["subtype"] != "message_deleted" || e["deleted_ts"] != said.TS {
		t.Errorf("%v", e)
	}
	posted := accepted(t, call(t, fake, "chat.postMessage", object{"channel": ana.Channel.ID, "text": "mine"}))
	if e := next(); e["bot_id"] != fake.BotID() || e["user"] != fake.Bot().ID || e["app_id"] != fake.AppID() {
		t.Errorf("%v", e)
	}
	accepted(t, call(t, fake, "chat.update", object{"channel": ana.Channel.ID, "ts": posted.body["ts"], "text": "changed"}))
	if e := next(); e["subtype"] != "message_changed" {
		t.Errorf("%v", e)
	}
	fake.MessageShortcut(ana, "check", mustMessage(t, fake, ana.Channel.ID, posted.body["ts"].(string)))
	f := c.next()
	c.ack(f.ID, nil)
	if !strings.Contains(string(f.Payload), `"type":"message_action"`) || !strings.Contains(string(f.Payload), `"callback_id":"check"`) || f.Accepts {
		t.Errorf("%s", f.Payload)
	}
}

func mustMessage(t *testing.T, fake *slackfake.Fake, channel, ts string) slackfake.Message {
	t.Helper()
	m, ok := fake.Message(channel, ts)
	if !ok {
		t.Fatalf("no message %s in %s", ts, channel)
	}
	return m
}

// The Home tab is published when it is opened, and its elements are found.
func TestHome(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	connect(t, fake, func(a *app) {
		a.event = func(e slackevents.EventsAPIEvent) {
			opened, ok := e.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent)
			if !ok || opened.Tab != "home" {
				return
			}
			view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
				slack.NewActionBlock("b", slack.NewButtonBlockElement("open", "1", slack.NewTextBlockObject("plain_text", "Open", false, false))),
			}}}
			if _, err := a.api.PublishView(opened.User, view, ""); err != nil {
				t.Error(err)
			}
		}
	})
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	if _, err := fake.OpenMessages(ana).Wait(patience); err != nil {
		t.Error(err)
	}
	if _, there := fake.Home(ana.Person); there {
		t.Error("a Home tab before it was opened")
	}
	fake.OpenHome(ana)
	view, err := fake.WaitHome(ana.Person, patience, func(v slackfake.View) bool { return len(v.ActionIDs()) > 0 })
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := view.Element("open"); !ok || e.Text != "Open" || e.Value != "1" || e.Type != "button" || e.BlockID != "b" {
		t.Errorf("%+v", e)
	}
	if _, err := fake.WaitView(ana.Person, time.Millisecond, nil); err == nil || len(fake.Views()) != 0 {
		t.Error("a Home tab is no modal")
	}
	fake.AddBot(fake.Elsewhere())
	said := fake.Say(fake.Actor(ana.Person, fake.Elsewhere()), "before").Message()
	fake.Edit(said, "after & more")
	if now := mustMessage(t, fake, said.Channel, said.TS); now.Text != "after &amp; more" || now.Edits != 1 {
		t.Errorf("%+v", now)
	}
	if err := fake.WaitAcked(patience); err != nil {
		t.Error(err)
	}
}
