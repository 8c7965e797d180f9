package discordfake_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

func TestCallback(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{AllowInvalid: true})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	hello := object{"type": 4, "data": object{"content": "hello"}}

	i := fake.Slash(ana, "ask", discordfake.String("question", "who?"))
	refused(t, fake, "PATCH", webhookPath(fake, i)+"/messages/@original", object{"content": "x"}, 404, 10015)
	expect(t, call(t, fake, "POST", callbackPath(i), object{"type": 4, "data": object{"content": letters(2001)}}), "data.content")
	refused(t, fake, "POST", callbackPath(i), object{"type": 4, "data": object{}}, 400, 50006)
	expect(t, call(t, fake, "POST", callbackPath(i), object{"type": 8, "data": object{}}), "type")
	expect(t, call(t, fake, "POST", callbackPath(i), object{"type": 7, "data": object{"content": "x"}}), "type")
	if r := accepted(t, fake, "POST", callbackPath(i), hello); r.status != 204 {
		t.Errorf("callback: %d", r.status)
	}
	refused(t, fake, "POST", callbackPath(i), hello, 400, 40060)
	refused(t, fake, "POST", "interactions/1/"+i.Token()+"/callback", hello, 404, 10062)
	refused(t, fake, "POST", "interactions/"+i.ID()+"/x.y.z/callback", hello, 404, 10062)

	i = fake.Slash(ana, "ask")
	r := accepted(t, fake, "POST", callbackPath(i)+"?with_response=true", hello)
	if r.at("interaction.id") != i.ID() || r.at("resource.message.content") != "hello" || r.at("resource.type") != 4.0 {
		t.Errorf("with response: %s", r.raw)
	}
	late := fake.Slash(ana, "ask")
	fake.Advance(4 * time.Second)
	refused(t, fake, "POST", callbackPath(late), hello, 404, 10062)
	if late.Elapsed() != 0 {
		t.Error("a late callback counts")
	}
	accepted(t, fake, "PATCH", webhookPath(fake, i)+"/messages/@original", object{"content": "still"})
	fake.Advance(15 * time.Minute)
	refused(t, fake, "PATCH", webhookPath(fake, i)+"/messages/@original", object{"content": "x"}, 401, 50027)
	refused(t, fake, "POST", webhookPath(fake, i), object{"content": "x"}, 401, 50027)
	if _, err := late.Wait(10 * time.Millisecond); err == nil {
		t.Error("Wait without a callback returns no error")
	}
}

func TestDeferred(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	i := fake.Slash(ana, "ask")
	accepted(t, fake, "POST", callbackPath(i), object{"type": 5, "data": object{"flags": 64}})
	if m, ok := i.Reply(); !ok || !m.Loading() || !m.Ephemeral() || m.ViewerID != ana.User.ID {
		t.Errorf("deferred: %+v", m)
	}
	path := webhookPath(fake, i) + "/messages/@original"
	accepted(t, fake, "PATCH", path, modern(display(20), row(button("more"))))
	m, err := i.WaitReply(patience)
	if err != nil || m.Flags != discordfake.FlagEphemeral|discordfake.FlagComponentsV2 || m.Text() != letters(20) || m.Edits != 0 {
		t.Errorf("filled: %+v, %v", m, err)
	}
	if got := accepted(t, fake, "GET", path, nil); got.body["id"] != m.ID {
		t.Errorf("got: %s", got.raw)
	}
	refused(t, fake, "GET", send(ana.Place)+"/"+m.ID, nil, 404, 10008) // ephemeral
	more := accepted(t, fake, "POST", webhookPath(fake, i), object{"content": "more", "flags": 64})
	followup := webhookPath(fake, i) + "/messages/" + fmt.Sprint(more.body["id"])
	accepted(t, fake, "PATCH", followup, object{"content": "even more"})
	accepted(t, fake, "DELETE", followup, nil)
	accepted(t, fake, "DELETE", path, nil)
	refused(t, fake, "GET", path, nil, 404, 10008)
	var steps []string
	for _, r := range i.Responses() {
		steps = append(steps, r.Step)
	}
	if got := strings.Join(steps, " "); got != "callback edit followup edit delete delete" {
		t.Errorf("steps: %s", got)
	}

	i = fake.Slash(ana, "ask")
	accepted(t, fake, "POST", callbackPath(i), object{"type": 5})
	accepted(t, fake, "POST", webhookPath(fake, i), object{"content": "fills it"})
	if m, err := i.WaitReply(patience); err != nil || m.Content != "fills it" || m.Ephemeral() {
		t.Errorf("the first followup: %+v, %v", m, err)
	}
	private := fake.Slash(fake.Actor(fake.User(0), fake.Private(fake.User(0))), "ask")
	accepted(t, fake, "POST", callbackPath(private), object{"type": 4, "data": object{"content": "x"}})
	for range 5 {
		accepted(t, fake, "POST", webhookPath(fake, private), object{"content": "x"})
	}
	refused(t, fake, "POST", webhookPath(fake, private), object{"content": "x"}, 400, 40094)
}

func TestComponents(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	sent := accepted(t, fake, "POST", send(ana.Place), object{"content": "choose", "components": []any{row(button("a")), menu(3, nil)}})
	m, _ := fake.Message(fmt.Sprint(sent.body["id"]))

	i := fake.Press(ana, m, "a")
	accepted(t, fake, "POST", callbackPath(i), object{"type": 7, "data": object{"content": "chosen"}})
	if m, err := i.WaitReply(patience); err != nil || m.Content != "chosen" || len(m.Components) != 2 {
		t.Errorf("updated: %+v, %v", m, err)
	}
	i = fake.Select(ana, m, "menu", "v1")
	accepted(t, fake, "POST", callbackPath(i), object{"type": 6})
	if _, ok := i.Reply(); ok {
		t.Error("a deferred update shows nothing yet")
	}
	accepted(t, fake, "PATCH", webhookPath(fake, i)+"/messages/@original", object{"content": "v1", "components": []any{}})
	if m, err := i.WaitReply(patience); err != nil || m.Content != "v1" || m.ID != fmt.Sprint(sent.body["id"]) || len(m.Components) != 0 {
		t.Errorf("updated later: %+v, %v", m, err)
	}
}

func TestModal(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{AllowInvalid: true})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	modal := func(title int, rows ...any) object {
		return object{"type": 9, "data": object{"custom_id": "m", "title": letters(title), "components": rows}}
	}
	input := func(label, placeholder, value int) object {
		return row(object{"type": 4, "custom_id": "q", "style": 1, "label": letters(label), "placeholder": letters(placeholder), "value": letters(value)})
	}
	labelled := func(label int) object {
		return object{"type": 18, "label": letters(label), "component": object{"type": 4, "custom_id": "l", "style": 2}}
	}
	i := fake.Slash(ana, "ask")
	for path, body := range map[string]object{
		"data.title":                                 modal(46, input(1, 1, 1)),
		"data.components":                            modal(1),
		"data.components.0.components.0.label":       modal(1, input(46, 1, 1)),
		"data.components.0.components.0.placeholder": modal(1, input(1, 101, 1)),
		"data.components.0.components.0.value":       modal(1, input(1, 1, 4001)),
		"data.components.0.label":                    modal(1, labelled(46)),
		"data.components.0.type":                     modal(1, button("x")),
	} {
		expect(t, call(t, fake, "POST", callbackPath(i), body), path)
	}
	before := len(fake.Violations())
	accepted(t, fake, "POST", callbackPath(i), modal(45, input(45, 100, 4000), labelled(45)))
	if v := fake.Violations(); len(v) != before {
		t.Errorf("a right modal: %v", v[before:])
	}
	submitted := fake.Submit(ana, i, map[string]string{"q": "who?"})
	accepted(t, fake, "POST", callbackPath(submitted), object{"type": 4, "data": object{"content": "thanks"}})
	if r, err := i.Wait(patience); err != nil || r.CustomID != "m" || len(r.CustomIDs()) != 2 {
		t.Errorf("modal: %+v, %v", r, err)
	}
}

func TestAutocomplete(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{AllowInvalid: true})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	i := fake.Autocomplete(ana, "ask", discordfake.String("question", "w"))
	choices := func(n, name, value int) object {
		return object{"type": 8, "data": object{"choices": repeat(n, func(int) any { return object{"name": letters(name), "value": letters(value)} })}}
	}
	expect(t, call(t, fake, "POST", callbackPath(i), choices(26, 1, 1)), "data.choices")
	expect(t, call(t, fake, "POST", callbackPath(i), choices(1, 101, 1)), "data.choices.0.name")
	expect(t, call(t, fake, "POST", callbackPath(i), choices(1, 0, 1)), "data.choices.0.name")
	expect(t, call(t, fake, "POST", callbackPath(i), choices(1, 1, 101)), "data.choices.0.value")
	expect(t, call(t, fake, "POST", callbackPath(i), object{"type": 4, "data": object{"content": "x"}}), "type")
	accepted(t, fake, "POST", callbackPath(i), choices(25, 100, 100))
	if r, err := i.Wait(patience); err != nil || len(r.Choices) != 25 {
		t.Errorf("choices: %+v, %v", r, err)
	}
}

// TestPayloads looks at INTERACTION_CREATE as it arrives from every place.
func TestPayloads(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	c := dial(t, fake)
	c.ready(0)
	carla := fake.User(2)
	guild := fake.Place(0, 1)
	target := fake.Say(fake.Actor(carla, guild), "secret to bots")
	fake.Deny(guild.ChannelID, discordfake.SendMessages)
	tests := []struct {
		name string
		act  func() *discordfake.Interaction
		want map[string]any
	}{
		{"slash in a guild", func() *discordfake.Interaction {
			return fake.Slash(fake.Actor(carla, guild).Speaking("es-ES"), "ask", discordfake.Sub("about", discordfake.String("question", "quién")))
		}, map[string]any{
			"type": 2.0, "version": 1.0, "application_id": fake.ApplicationID(), "guild_id": guild.GuildID, "channel_id": guild.ChannelID,
			"channel.id": guild.ChannelID, "member.user.id": carla.ID, "user": nil, "context": 0.0, "locale": "es-ES", "guild_locale": "en-US",
			"authorizing_integration_owners.0": guild.GuildID, "data.name": "ask", "data.type": 1.0, "app_permissions": "246784",
		}},
		{"slash in a DM", func() *discordfake.Interaction {
			return fake.Slash(fake.Actor(carla, fake.DM(carla)), "ask")
		}, map[string]any{
			"guild_id": nil, "member": nil, "user.id": carla.ID, "context": 1.0, "locale": "en-US", "guild_locale": nil,
			"authorizing_integration_owners.0": "0", "channel.type": 1.0,
		}},
		{"slash in a private channel", func() *discordfake.Interaction {
			return fake.Slash(fake.Actor(carla, fake.Private(carla)), "ask")
		}, map[string]any{"guild_id": nil, "user.id": carla.ID, "context": 2.0, "authorizing_integration_owners.1": carla.ID, "authorizing_integration_owners.0": nil}},
		{"message command", func() *discordfake.Interaction {
			return fake.MessageCommand(fake.Actor(carla, guild), "Find coverage", target)
		}, map[string]any{"data.type": 3.0, "data.target_id": target.ID, "data.resolved.messages." + target.ID + ".content": "secret to bots"}},
	}
	for _, test := range tests {
		i := test.act()
		f := c.until("INTERACTION_CREATE")
		got := result{}
		if err := json.Unmarshal(f.Data, &got.body); err != nil {
			t.Fatal(err)
		}
		test.want["id"], test.want["token"] = i.ID(), i.Token()
		for path, want := range test.want {
			if value := got.at(path); value != want {
				t.Errorf("%s: %s is %v, want %v", test.name, path, value, want)
			}
		}
	}
}
