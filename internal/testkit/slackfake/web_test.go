package slackfake_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
)

func TestTokensAndScopes(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	as := func(token, method string) apiResult {
		request, _ := http.NewRequest("POST", fake.APIURL()+method, strings.NewReader("channel=C0PUBLIC000&text=x&token="+token))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return do(t, request)
	}
	refused(t, as("", "auth.test"), "not_authed")
	refused(t, as("xoxb-wrong", "auth.test"), "invalid_auth")
	refused(t, as(fake.AppToken(), "chat.postMessage"), "not_allowed_token_type")
	refused(t, as(fake.BotToken(), "apps.connections.open"), "not_allowed_token_type")
	accepted(t, as(fake.AppToken(), "apps.connections.open"))
	if r := refused(t, as(fake.BotToken(), "chat.postMassage"), "unknown_method"); r.body["req_method"] != "chat.postMassage" {
		t.Errorf("unknown method: %s", r.raw)
	}
	if r := accepted(t, as(fake.BotToken(), "auth.test")); r.body["user_id"] != fake.Bot().ID || r.body["bot_id"] != fake.BotID() ||
		r.header.Get("X-OAuth-Scopes") != strings.Join(slackfake.DefaultScopes(), ",") {
		t.Errorf("auth.test: %s %v", r.raw, r.header)
	}
	fake.SetScopes("commands")
	if r := refused(t, as(fake.BotToken(), "chat.postMessage"), "missing_scope"); r.body["needed"] != "chat:write" || r.body["provided"] != "commands" {
		t.Errorf("missing scope: %s", r.raw)
	}
	if r := refused(t, form(t, fake, "conversations.replies", "channel", fake.Private().ID, "ts", "1.2"), "missing_scope"); r.body["needed"] != "groups:history" {
		t.Errorf("missing scope: %s", r.raw)
	}
	fake.FailBotToken("token_revoked")
	refused(t, as(fake.BotToken(), "auth.test"), "token_revoked")
	fake.FailAppToken("invalid_auth")
	refused(t, as(fake.AppToken(), "apps.connections.open"), "invalid_auth")
	request, _ := http.NewRequest("POST", fake.APIURL()+"auth.test", strings.NewReader(`{"token":"`+fake.BotToken()+`"}`))
	request.Header.Set("Content-Type", "application/json")
	refused(t, do(t, request), "not_authed")
}

func TestPosting(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	ana := fake.Person(0)
	public := fake.Public(0).ID
	post := func(args ...any) apiResult { return call(t, fake, "chat.postMessage", with(object{}, args...)) }
	refused(t, post("channel", public), "no_text")
	refused(t, post("text", "x"), "invalid_arguments")
	refused(t, post("channel", "C404", "text", "x"), "channel_not_found")
	refused(t, post("channel", fake.Hidden().ID, "text", "x"), "channel_not_found")
	refused(t, post("channel", fake.Elsewhere().ID, "text", "x"), "not_in_channel")
	refused(t, post("channel", public, "text", text(40_001)), "msg_too_long")
	refused(t, post("channel", public, "markdown_text", text(12_001)), "msg_too_long")
	refused(t, post("channel", public, "markdown_text", "x", "text", "y"), "markdown_text_conflict")
	refused(t, post("channel", public, "text", "x", "thread_ts", "1.2"), "thread_not_found")
	accepted(t, post("channel", public, "text", text(40_000)))
	if r := accepted(t, post("channel", ana.ID, "text", "hello")); r.body["channel"] != fake.DM(ana).ID {
		t.Errorf("to a person: %s", r.raw)
	}
	root := accepted(t, post("channel", public, "text", "root", "unfurl_links", false, "unfurl_media", false))
	ts := root.body["ts"].(string)
	answer := accepted(t, post("channel", public, "text", "answer", "thread_ts", ts))
	if answer.at("message.thread_ts") != ts || answer.at("message.parent_user_id") != fake.Bot().ID || answer.at("message.bot_id") != fake.BotID() {
		t.Errorf("answer in thread: %s", answer.raw)
	}
	refused(t, post("channel", public, "text", "x", "thread_ts", answer.body["ts"]), "cannot_reply_to_message")
	fake.Archive(fake.Public(1))
	refused(t, post("channel", fake.Public(1).ID, "text", "x"), "is_archived")
	fake.RemoveBot(fake.Public(0))
	refused(t, post("channel", public, "text", "x"), "not_in_channel")
	if fake.BotIn(fake.Public(0)) {
		t.Error("the bot is still in the channel")
	}
	accepted(t, call(t, fake, "conversations.join", object{"channel": public}))
	accepted(t, post("channel", public, "text", "back"))
	closed := slackfake.New(t, slackfake.Options{NoMessagesTab: true, ChannelPerSecond: 1})
	refused(t, call(t, closed, "chat.postMessage", object{"channel": closed.DM(ana).ID, "text": "x"}), "messages_tab_disabled")
	accepted(t, call(t, closed, "chat.postMessage", object{"channel": public, "text": "x"}))
	if r := refused(t, call(t, closed, "chat.postMessage", object{"channel": public, "text": "x"}), "ratelimited"); r.status != 429 || r.header.Get("Retry-After") != "1" {
		t.Errorf("one too many: %d %v", r.status, r.header)
	}
	closed.Advance(time.Second)
	accepted(t, call(t, closed, "chat.postMessage", object{"channel": public, "text": "x"}))
}

func TestUpdateAndDelete(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	public := fake.Public(0).ID
	posted := accepted(t, call(t, fake, "chat.postMessage", object{"channel": public, "text": "one", "blocks": []any{section("one")}}))
	ts := posted.body["ts"].(string)
	accepted(t, call(t, fake, "chat.update", object{"channel": public, "ts": ts, "text": "two"}))
	m, _ := fake.Message(public, ts)
	if m.Text != "two" || m.Shown() != "one" || m.Edits != 1 {
		t.Errorf("blocks that an update does not name: %+v", m)
	}
	accepted(t, call(t, fake, "chat.update", object{"channel": public, "ts": ts, "text": "three", "blocks": []any{}}))
	if m, _ = fake.Message(public, ts); m.Shown() != "three" {
		t.Errorf("blocks that an update takes away: %q", m.Shown())
	}
	refused(t, call(t, fake, "chat.update", object{"channel": public, "ts": ts, "text": text(4001)}), "msg_too_long")
	refused(t, call(t, fake, "chat.update", object{"channel": public, "ts": "1.2", "text": "x"}), "message_not_found")
	said := fake.Say(fake.Actor(fake.Person(0), fake.Public(0)), "mine")
	refused(t, call(t, fake, "chat.update", object{"channel": public, "ts": said.Message().TS, "text": "x"}), "cant_update_message")
	refused(t, call(t, fake, "chat.delete", object{"channel": public, "ts": said.Message().TS}), "cant_delete_message")
	accepted(t, call(t, fake, "chat.delete", object{"channel": public, "ts": ts}))
	refused(t, call(t, fake, "chat.delete", object{"channel": public, "ts": ts}), "message_not_found")
	if m, _ = fake.Message(public, ts); !m.Deleted {
		t.Error("not deleted")
	}
	only := accepted(t, call(t, fake, "chat.postEphemeral", object{"channel": public, "user": fake.Person(0).ID, "text": "x"}))
	refused(t, call(t, fake, "chat.update", object{"channel": public, "ts": only.body["message_ts"], "text": "y"}), "message_not_found")
	refused(t, call(t, fake, "chat.postEphemeral", object{"channel": public, "user": "U404", "text": "x"}), "user_not_found")
	fake.Leave(fake.Person(1), fake.Public(0))
	refused(t, call(t, fake, "chat.postEphemeral", object{"channel": public, "user": fake.Person(1).ID, "text": "x"}), "user_not_in_channel")
	if list := fake.Ephemerals(fake.Person(0).ID); len(list) != 1 || !list[0].Ephemeral() || list[0].Via != slackfake.ViaEphemeral {
		t.Errorf("ephemerals %+v", list)
	}
}

func TestReading(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	api := newAPI(fake)
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	root := fake.Say(ana, "root").Message()
	for range 4 {
		if _, _, err := api.PostMessage(root.Channel, slack.MsgOptionText("answer", false), slack.MsgOptionTS(root.TS)); err != nil {
			t.Fatal(err)
		}
	}
	fake.Say(ana, "second")
	list, more, cursor, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: root.Channel, Timestamp: root.TS, Limit: 3})
	if err != nil || len(list) != 3 || !more || list[0].Timestamp != root.TS || list[0].ReplyCount != 4 || list[1].ParentUserId != ana.Person.ID {
		t.Fatalf("replies %+v %v %v", list, more, err)
	}
	list, more, _, err = api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: root.Channel, Timestamp: root.TS, Cursor: cursor})
	if err != nil || len(list) != 2 || more {
		t.Errorf("the rest %d %v %v", len(list), more, err)
	}
	alone, _, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: root.Channel, Timestamp: list[0].Timestamp})
	if err != nil || len(alone) != 1 {
		t.Errorf("replies to an answer: %d %v", len(alone), err)
	}
	refused(t, form(t, fake, "conversations.replies", "channel", root.Channel, "ts", "1.2"), "thread_not_found")
	refused(t, call(t, fake, "conversations.replies", object{"channel": root.Channel, "ts": root.TS}), "invalid_arguments") // no JSON
	history, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: root.Channel, Latest: root.TS, Inclusive: true, Limit: 1})
	if err != nil || len(history.Messages) != 1 || history.Messages[0].Text != "root" {
		t.Errorf("history %+v %v", history, err)
	}
	refused(t, form(t, fake, "conversations.history", "channel", fake.Elsewhere().ID), "not_in_channel")
	refused(t, form(t, fake, "conversations.history", "channel", fake.Hidden().ID), "channel_not_found")
	refused(t, form(t, fake, "conversations.history", "channel", root.Channel, "cursor", "x"), "invalid_cursor")
	info, err := api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: root.Channel, IncludeNumMembers: true})
	if err != nil || info.Name != "general" || !info.IsMember || info.NumMembers != fake.People()+1 {
		t.Errorf("info %+v %v", info, err)
	}
	refused(t, form(t, fake, "conversations.info", "channel", fake.Hidden().ID), "channel_not_found")
	im, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{ana.Person.ID}, ReturnIM: true})
	if err != nil || im.ID != fake.DM(ana.Person).ID || im.User != ana.Person.ID {
		t.Errorf("direct messages %+v %v", im, err)
	}
	refused(t, call(t, fake, "conversations.open", object{"users": "U404"}), "user_not_found")
	fake.SetLocale(ana.Person, "es-ES")
	user, err := api.GetUserInfo(ana.Person.ID)
	if err != nil || user.Name != "ana" || user.Locale != "es-ES" || user.IsBot {
		t.Errorf("user %+v %v", user, err)
	}
	refused(t, form(t, fake, "users.info", "user", "U404"), "user_not_found")
	bot, err := api.GetBotInfoContext(context.Background(), slack.GetBotInfoParameters{Bot: fake.BotID()})
	if err != nil || bot.AppID != fake.AppID() {
		t.Errorf("bot %+v %v", bot, err)
	}
	refused(t, form(t, fake, "bots.info", "bot", "B404"), "bot_not_found")
	refused(t, form(t, fake, "api.test", "error", "my_error"), "my_error")
	calls, err := fake.WaitCalls(2, "users.info", patience)
	if err != nil || calls[0].Arg("user") != ana.Person.ID || !calls[0].OK || calls[1].Err != "user_not_found" || calls[1].Took <= 0 {
		t.Errorf("records %+v %v", calls, err)
	}
}

// A person types, Slack escapes.
func TestWhatPeopleType(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	m := fake.Say(ana, "R&D <b> see https://example.org/a?b=1&c=2, @here <!channel>", slackfake.Mention()).Message()
	if want := fake.Bot().Mention() + " R&amp;D &lt;b&gt; see <https://example.org/a?b=1&amp;c=2>, @here &lt;!channel&gt;"; m.Text != want {
		t.Errorf("text %q, want %q", m.Text, want)
	}
	if want := fake.Bot().Mention() + " R&D <b> see https://example.org/a?b=1&c=2, @here <!channel>"; m.Shown() != want {
		t.Errorf("shown %q", m.Shown())
	}
	if p := fake.Pinged(m); p.Everyone || len(p.Users) != 1 {
		t.Errorf("pings %+v", p)
	}
	if p := fake.Pinged(fake.Say(ana, "<!channel>", slackfake.Raw()).Message()); !p.Everyone {
		t.Errorf("pings %+v", p)
	}
	other := fake.Say(ana, "beep", slackfake.AsBot(), slackfake.Subtype("bot_message")).Message()
	if other.BotID == "" || other.BotID == fake.BotID() || other.User != "" || other.ByBot() {
		t.Errorf("another app's message %+v", other)
	}
}

func TestHostsAndTransport(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{SlackHosts: true})
	client := &http.Client{Transport: fake.Transport(), Timeout: patience}
	api := slack.New(fake.BotToken(), slack.OptionHTTPClient(client)) // at Slack's own address
	if _, err := api.AuthTest(); err != nil {
		t.Fatal(err)
	}
	file, err := api.UploadFile(slack.UploadFileParameters{Filename: "a.md", Content: "# a", FileSize: 3, Channel: fake.Public(0).ID})
	if err != nil || file.ID != fake.Files()[0].ID {
		t.Fatalf("upload: %+v %v", file, err)
	}
	asked := fake.Slash(fake.Actor(fake.Person(0), fake.Public(0)), "/clippings", "x")
	if !strings.HasPrefix(asked.ResponseURL(), "https://hooks.slack.com/commands/") {
		t.Errorf("response URL %s", asked.ResponseURL())
	}
	if err := slack.PostWebhookCustomHTTP(asked.ResponseURL(), client, &slack.WebhookMessage{Text: "here"}); err != nil {
		t.Error(err)
	}
	if len(asked.Replies()) != 1 {
		t.Errorf("replies %+v", asked.Replies())
	}
}

// Arguments come in queries, forms, multipart forms and JSON, and nothing else.
func TestBodies(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	send := func(kind, query, body string) apiResult {
		request, _ := http.NewRequest("POST", fake.APIURL()+"chat.postMessage"+query, strings.NewReader(body))
		request.Header.Set("Content-Type", kind)
		request.Header.Set("Authorization", "Bearer "+fake.BotToken())
		return do(t, request)
	}
	public := fake.Public(0).ID
	accepted(t, send("application/x-www-form-urlencoded", "?channel="+public, "text=x"))
	accepted(t, send("multipart/form-data; boundary=B", "", "--B\r\nContent-Disposition: form-data; name=\"channel\"\r\n\r\n"+public+
		"\r\n--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--B--\r\n"))
	accepted(t, send("application/json", "", `{"channel":"`+public+`","text":"x","blocks":"[{\"type\":\"divider\"}]"}`))
	refused(t, send("application/json", "", `{"channel":`), "invalid_json")
	refused(t, send("application/json", "", `["x"]`), "json_not_object")
	refused(t, send("text/plain", "", "text=x"), "invalid_post_type")
	refused(t, send("multipart/form-data; boundary=B", "", "--C"), "invalid_form_data")
	if r := send("application/json", "", `{"text":"`+strings.Repeat("x", 33<<20)+`"}`); r.status != 413 {
		t.Errorf("a body of 33 MiB: %d", r.status)
	}
	calls := fake.Calls("chat.postMessage")
	if calls[1].Arg("text") != "hello" || calls[2].Arg("text") != "x" || calls[2].Arg("blocks") == "" || calls[2].Arg("nothing") != "" || fake.CallCount() != 8 {
		t.Errorf("records of %d calls: %q", fake.CallCount(), calls[1].Arg("text"))
	}
	metadata := object{"event_type": "asked", "event_payload": object{"id": "7"}}
	posted := accepted(t, call(t, fake, "chat.postMessage", object{"channel": public, "text": "x", "metadata": metadata, "attachments": []any{object{"text": "<!here>"}}}))
	m, err := fake.WaitMessage(patience, func(m slackfake.Message) bool { return m.TS == posted.body["ts"] })
	if err != nil || !strings.Contains(string(m.Metadata), "asked") || !fake.Pinged(m).Everyone {
		t.Errorf("%+v %v", m, err)
	}
	refused(t, call(t, fake, "chat.postMessage", object{"channel": public, "text": "x", "metadata": "nonsense"}), "invalid_metadata_format")
	refused(t, call(t, fake, "chat.postMessage", object{"channel": public, "attachments": "nonsense"}), "invalid_attachments")
	refused(t, call(t, fake, "conversations.join", object{"channel": fake.Hidden().ID}), "channel_not_found")
	refused(t, call(t, fake, "conversations.join", object{"channel": fake.Private().ID}), "method_not_supported_for_channel_type")
	if r := accepted(t, call(t, fake, "conversations.join", object{"channel": public})); r.body["warning"] != "already_in_channel" {
		t.Errorf("joined twice: %s", r.raw)
	}
}
