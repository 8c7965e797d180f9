package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
)

// TestMentions speaks to the bot in a channel in all the ways that people do.
func TestMentions(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	me := r.fake.BotUser().Mention()
	nick := strings.Replace(me, "<@", "<@!", 1)
	empty := bot.ControlsOf(corpus.English).Empty
	for _, c := range []struct {
		name, text string
		options    []discordfake.SayOption
		want       string
	}{
		{"at the start", me + " " + theQuestion, nil, itsAnswer},
		{"without a space", me + theQuestion, nil, itsAnswer},
		{"in the middle", "how many federal agencies " + me + " can get into COLLECT", nil, itsAnswer},
		{"at the end", theQuestion + "? " + me, nil, itsAnswer},
		{"in the old form", nick + ", " + theQuestion, nil, itsAnswer},
		{"twice", me + " " + me + " " + theQuestion, nil, itsAnswer},
		{"with other people", me + " " + r.fake.User(1).Mention() + " " + theQuestion, nil, itsAnswer},
		{"on lines", me + "\nhow many federal agencies\ncan get into COLLECT", nil, itsAnswer},
		{"bold", me + " **how many federal agencies** can get into **COLLECT**", nil, itsAnswer},
		{"in code", me + " `how many federal agencies can get into COLLECT`", nil, itsAnswer},
		{"quoting", "> how many federal agencies can get into COLLECT\n" + me, nil, itsAnswer},
		{"hidden", me + " ||" + theQuestion + "||", nil, itsAnswer},
		{"with emoji", me + " <:hand:123456789> " + theQuestion + " 🙏", nil, itsAnswer},
		{"with a channel and a command", theQuestion + " " + me + " <#123> </ask:456>", nil, itsAnswer},
		{"with a file", me + " " + theQuestion, []discordfake.SayOption{discordfake.Attach("a.png", "image/png", 9)}, itsAnswer},
		{"to everyone as well", "@everyone " + me + " " + theQuestion, nil, itsAnswer},
		{"filters", me + " what about federal access speaker:Mike Lawlor", nil, "Mike Lawlor"},
		{"a filter that means nothing", me + " who can look into COLLECT from:2017-99", nil, `from: "…" is no date`},
		{"nothing else", me, nil, empty},
		{"nothing but signs", me + " ?!", nil, empty},
		{"nothing but a file", me, []discordfake.SayOption{discordfake.Attach("a.png", "image/png", 9)}, empty},
		{"nothing but other mentions", me + " " + r.fake.User(1).Mention(), nil, empty},
		{"too long", me + " " + strings.Repeat("é", 3100), nil, "too long"},
		{"something else", me + " thanks!", nil, bot.PhrasesOf(corpus.English).NotCovered},
	} {
		got := r.said(r.ana(), c.text, c.options...)
		if !strings.Contains(wordsOf(got), c.want) {
			t.Errorf("%s: %s", c.name, got.Text())
		}
		acceptable(t, c.name, got.Components)
		if pinged := r.fake.Pinged(got); !pinged.None() {
			t.Errorf("%s: %+v are notified", c.name, pinged)
		}
		if got.Ephemeral() || got.Type != discordfake.TypeReply {
			t.Errorf("%s: ephemeral %v, type %d", c.name, got.Ephemeral(), got.Type)
		}
		for _, b := range buttonsOf(got.Components) {
			if id, _ := parseButtonID(b.CustomID); id.action == actShare {
				t.Errorf("%s: what everybody sees can be shared", c.name)
			}
		}
	}
}

// TestNothingIsRepeated holds that what everybody reads repeats nothing of the question, not even a filter
// that was not understood: the reply is still there when its asker has deleted the question.
func TestNothingIsRepeated(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for _, question := range []string{
		`who can look into COLLECT speaker:"Juana \"zyxquil\" Pérez" outlet:"El Zyxquil" from:zyxquil to:"zyxquil" about:“zyxquil street 5” kind:zyxquil`,
		`speaker:zyxquil`, `zyxquil zyxquila "zyxquil"`, `hello zyxquil`, `colect zyxquil`, "COLLECT zyxquil@mail.example https://zyxquil.example",
	} {
		got := wordsOf(r.said(r.ana(), question, mention()))
		for _, word := range []string{"zyx", "Zyx", "Juana", "Pérez"} {
			if strings.Contains(got, word) {
				t.Errorf("%s: %q is repeated in %s", question, word, got)
			}
		}
	}
	got := wordsOf(r.said(r.ana(), `who can look into COLLECT speaker:"Juana Pérez" from:secret`, mention()))
	for _, want := range []string{`speaker: nobody called "…" is quoted`, `from: "…" is no date`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

// TestDirect speaks to the bot where nobody else reads.
func TestDirect(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	bo := r.fake.Actor(r.fake.User(1), r.fake.DM(r.fake.User(1)))
	first := r.said(bo, theQuestion)
	if !strings.Contains(wordsOf(first), itsAnswer) {
		t.Errorf("a question: %s", first.Text())
	}
	for name, c := range map[string]struct {
		text    string
		options []discordfake.SayOption
		want    string
	}{
		"with a mention":       {r.fake.BotUser().Mention() + " " + theQuestion, nil, itsAnswer},
		"in Spanish":           {"cuántas agencias federales pueden entrar a COLLECT", nil, "Cobertura de 2017"},
		"a file":               {"", []discordfake.SayOption{discordfake.Attach("a.png", "image/png", 9)}, bot.ControlsOf(corpus.English).Empty},
		"nothing":              {"", nil, bot.ControlsOf(corpus.English).Empty},
		"a reply that is loud": {theQuestion, []discordfake.SayOption{discordfake.ReplyTo(first)}, itsAnswer},
		"a quiet reply":        {theQuestion, []discordfake.SayOption{discordfake.ReplyTo(first), discordfake.Quietly()}, itsAnswer},
	} {
		if got := r.said(bo, c.text, c.options...); !strings.Contains(wordsOf(got), c.want) {
			t.Errorf("%s: %s", name, got.Text())
		}
	}
	if got := r.said(bo, "who can look into COLLECT from:2017-99"); !strings.Contains(wordsOf(got), `from: "2017-99" is no date`) {
		t.Errorf("a filter that means nothing: %s", got.Text())
	}
	press := r.pressed(bo, first, actCite)
	if !strings.Contains(press.Text(), "Markdown") {
		t.Errorf("a button: %s", press.Text())
	}
}

// TestFollowUp replies to answers of the bot: what leans on an answer is understood by it, whether a
// mention brought the answer or a share.
func TestFollowUp(t *testing.T) {
	t.Parallel()
	heard := new(heardBy)
	r := start(t, setup{handler: heard.wrap})
	b := loadBot(t)
	const question, then = "what did Dan Barrett say about all you can eat", "and what did the state say?"
	answer, err := b.Handle(context.Background(), bot.Question{Text: question})
	if err != nil || answer.Outcome != bot.Covered || len(answer.OtherSide) == 0 {
		t.Fatalf("%+v, %v", answer, err)
	}
	linked := func(text string) bool {
		for _, l := range answer.OtherSide {
			if strings.Contains(text, flat(l.To.Text)) {
				return true
			}
		}
		return false
	}
	// headed returns what a reply shows first.
	headed := func(m discordfake.Message) string {
		if len(m.Components) == 0 {
			return ""
		}
		return flat(unescape(strings.Join(textsOf(m.Components[:1]), "\n")))
	}
	public := r.said(r.ana(), question, mention())
	if got := r.said(r.ana(), then, discordfake.ReplyTo(public)); !linked(headed(got)) {
		t.Errorf("in reply to an answer: %s", got.Text())
	}
	if got := heard.last(); got.Text != then || got.Follows != bot.RefOf(answer.Answer) {
		t.Errorf("the bot is asked %+v", got)
	}
	if got := r.said(r.in(r.ana(), 1), then, discordfake.ReplyTo(public)); !linked(headed(got)) {
		t.Errorf("in reply, by somebody else: %s", got.Text())
	}
	private := r.asks(r.ana(), question)
	r.pressed(r.ana(), private, actShare)
	posted := r.shared(r.ana())
	if got := r.said(r.in(r.ana(), 2), then, discordfake.ReplyTo(posted)); !linked(headed(got)) {
		t.Errorf("in reply to what was shared: %s", got.Text())
	}
	// An excerpt that nothing is linked to is followed too, its share as well.
	alone := r.said(r.ana(), theQuestion, mention())
	if buttons := buttonsOf(alone.Components); len(buttons) == 0 || strings.HasPrefix(buttons[0].CustomID, "c1o") {
		t.Fatalf("%s is linked to something", theQuestion)
	}
	r.said(r.ana(), then, discordfake.ReplyTo(alone))
	want, err := b.Handle(context.Background(), bot.Question{Text: theQuestion})
	if got := heard.last(); err != nil || got.Follows != bot.RefOf(want.Answer) {
		t.Errorf("in reply to what nothing is linked to: %+v, %v", got, err)
	}
	// A reply to somebody else's message, or to one of the bot's that shows no one excerpt, follows nothing.
	human := r.fake.Say(r.in(r.ana(), 1), "I wonder")
	for name, to := range map[string]discordfake.Message{"a person": human, "a line of the bot's": r.said(r.ana(), "", mention())} {
		r.said(r.ana(), then, mention(), discordfake.ReplyTo(to))
		if got := heard.last(); got.Follows != "" {
			t.Errorf("in reply to %s: the question follows %s", name, got.Follows)
		}
	}
	// Once the message is deleted, the question stands alone.
	r.fake.Delete(public)
	r.said(r.ana(), then, mention(), discordfake.ReplyTo(public))
	if got := heard.last(); got.Follows != "" {
		t.Errorf("in reply to a deleted message: %s", got.Follows)
	}
}

// TestNotAnswered says what is not said to the bot.
func TestNotAnswered(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana, bo := r.ana(), r.in(r.ana(), 1)
	answer := r.said(ana, theQuestion, mention())
	theirs := r.fake.Say(bo, "what do you think")
	self := r.fake.Actor(r.fake.BotUser(), ana.Place)
	for _, c := range []struct {
		name string
		m    discordfake.Message
	}{
		{"among people", r.fake.Say(ana, theQuestion)},
		{"its name", r.fake.Say(ana, "clippings, "+theQuestion)},
		{"its name behind an at sign", r.fake.Say(ana, "@clippings "+theQuestion)},
		{"its name in quotation", r.fake.Say(ana, "> <@clippings> said so\nfunny")},
		{"everyone", r.fake.Say(ana, "@everyone "+theQuestion)},
		{"here", r.fake.Say(ana, "@here "+theQuestion)},
		{"a role", r.fake.Say(ana, "<@&"+ana.Place.GuildID+"> "+theQuestion)},
		{"a channel", r.fake.Say(ana, "<#"+r.fake.BotUser().ID+"> "+theQuestion)},
		{"somebody else", r.fake.Say(ana, bo.User.Mention()+" "+theQuestion)},
		{"a reply to somebody else", r.fake.Say(ana, theQuestion, discordfake.ReplyTo(theirs))},
		{"a quiet reply to the bot", r.fake.Say(ana, theQuestion, discordfake.ReplyTo(answer), discordfake.Quietly())},
		{"another bot", r.fake.Say(ana, theQuestion, mention(), discordfake.AsBot())},
		{"a webhook", r.fake.Say(ana, theQuestion, mention(), discordfake.AsWebhook())},
		{"itself", r.fake.Say(self, theQuestion, mention())},
		{"itself, in direct messages", r.fake.Say(r.fake.Actor(r.fake.BotUser(), r.fake.DM(bo.User)), theQuestion)},
	} {
		r.quiet(t, c.name, c.m)
	}
	before := len(r.fake.BotMessages(ana.Place.ChannelID))
	send := func(event map[string]any) {
		data, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		r.fake.Event("MESSAGE_CREATE", string(data))
	}
	for _, kind := range []int{1, 6, 7, 8, 12, 18, 20, 21, 23, 24, 46} { // pins, joins, boosts, threads, other apps' commands
		event := map[string]any{
			"id": fmt.Sprint(700000000000000000 + kind), "channel_id": ana.Place.ChannelID, "guild_id": ana.Place.GuildID, "type": kind,
			"author": map[string]any{"id": ana.User.ID, "username": ana.User.Name}, "content": theQuestion,
			"mentions": []any{map[string]any{"id": r.fake.BotUser().ID}},
		}
		send(event)
	}
	event := map[string]any{ // a webhook's message that does not say that its author is no person
		"id": "710000000000000000", "channel_id": ana.Place.ChannelID, "guild_id": ana.Place.GuildID, "type": 0, "webhook_id": "1",
		"author": map[string]any{"id": ana.User.ID, "username": ana.User.Name}, "content": theQuestion,
		"mentions": []any{map[string]any{"id": r.fake.BotUser().ID}},
	}
	send(event)
	r.said(r.fake.Actor(r.fake.User(3), r.fake.DM(r.fake.User(3))), theQuestion) // all before it has been looked at
	if n := len(r.fake.BotMessages(ana.Place.ChannelID)) - before; n != 0 {
		t.Errorf("%d messages of no person were answered", n)
	}
	edited := r.fake.Say(bo, "hello")
	r.fake.Edit(edited, r.fake.BotUser().Mention()+" "+theQuestion)
	r.quiet(t, "a mention that was added later", edited)
}
