package slackfake_test

import (
	"encoding/json"
	"slices"
	"testing"

	"clippings/internal/testkit/slackfake"

	"github.com/slack-go/slack"
)

func blocksOf(t *testing.T, blocks ...any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestPinged(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{})
	for name, c := range map[string]struct {
		message  slackfake.Message
		everyone bool
		users    []string
	}{
		"nothing":          {slackfake.Message{Text: "hello @channel and @ana &lt;!channel&gt; &lt;@U0PERSON000&gt;"}, false, nil},
		"user":             {slackfake.Message{Text: "hello <@U0PERSON000|ana> and <@U0PERSON001>"}, false, []string{"U0PERSON000", "U0PERSON001"}},
		"channel":          {slackfake.Message{Text: "<!channel>"}, true, nil},
		"here in code":     {slackfake.Message{Text: "`<!here|here>`"}, true, nil},
		"bare with a flag": {slackfake.Message{Text: "hello @ana, @here", LinkNames: true}, true, []string{"U0PERSON000"}},
		"bare, parsed":     {slackfake.Message{Text: "hello @ben", Parse: "full"}, false, []string{"U0PERSON001"}},
		"mrkdwn":           {slackfake.Message{Blocks: blocksOf(t, section("<!everyone> <@U0PERSON002>"))}, true, []string{"U0PERSON002"}},
		"plain text":       {slackfake.Message{Blocks: blocksOf(t, object{"type": "section", "text": plain("<!channel> <@U0PERSON002>")}, actions(button("a", "<!here>", "v")))}, false, nil},
		"markdown":         {slackfake.Message{Blocks: blocksOf(t, object{"type": "markdown", "text": "<!channel>"})}, true, nil},
		"rich text": {slackfake.Message{Blocks: blocksOf(t, richText(quote(word("<!channel> <@U0PERSON002>")), object{"type": "rich_text_section", "elements": []any{
			object{"type": "user", "user_id": "U0PERSON003"}}}))}, false, []string{"U0PERSON003"}},
		"rich broadcast": {slackfake.Message{Blocks: blocksOf(t, richText(quote(object{"type": "broadcast", "range": "channel"})))}, true, nil},
		"attachment":     {slackfake.Message{Attachments: blocksOf(t, object{"text": "<!channel>"})}, true, nil},
		"nested":         {slackfake.Message{Attachments: blocksOf(t, object{"blocks": []any{section("<@U0PERSON001>")}})}, false, []string{"U0PERSON001"}},
	} {
		if p := fake.Pinged(c.message); p.Everyone != c.everyone || !slices.Equal(p.Users, c.users) || p.None() != (!c.everyone && c.users == nil) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := fake.Pinged(slackfake.Message{Text: "<!subteam^S123|@desk> <#C123|general>"}); !slices.Equal(p.Groups, []string{"S123"}) || !slices.Equal(p.Channels, []string{"C123"}) {
		t.Errorf("%+v", p)
	}
}

func TestUnfurls(t *testing.T) {
	fake := slackfake.New(t, slackfake.Options{NoEcho: true})
	api := newAPI(fake)
	send := func(options ...slack.MsgOption) slackfake.Message {
		t.Helper()
		channel, ts, err := api.PostMessage(fake.Public(0).ID, options...)
		if err != nil {
			t.Fatal(err)
		}
		m, _ := fake.Message(channel, ts)
		return m
	}
	text := slack.MsgOptionText("see <https://example.org/a?b=1&amp;c=2|this>, https://example.org/d. and &lt;https://example.org/e&gt;", false)
	want := []string{"https://example.org/a?b=1&c=2", "https://example.org/d", "https://example.org/e"}
	if got := fake.Unfurls(send(text)); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := fake.Unfurls(send(text, slack.MsgOptionDisableLinkUnfurl())); len(got) != 3 {
		t.Errorf("media: %q", got)
	}
	if got := fake.Unfurls(send(text, slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())); got != nil {
		t.Errorf("%q", got)
	}
	link := slack.NewRichTextSectionLinkElement("https://example.org/rich", "rich", nil)
	got := send(slack.MsgOptionBlocks(
		slack.NewRichTextBlock("", slack.NewRichTextSection(link)),
		slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "<https://example.org/a|a>", false, false), nil,
			slack.NewAccessory(slack.NewButtonBlockElement("b", "v", slack.NewTextBlockObject("plain_text", "https://example.org/no", false, false)).WithURL("https://example.org/button"))),
	)).Links()
	if !slices.Equal(got, []string{"https://example.org/rich", "https://example.org/a"}) {
		t.Errorf("links %q", got)
	}
}
