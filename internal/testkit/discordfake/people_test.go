package discordfake_test

import (
	"strings"
	"testing"

	"clippings/internal/testkit/discordfake"
)

func TestPeopleCannot(t *testing.T) {
	t.Parallel()
	tb := &recorder{TB: t}
	fake := discordfake.New(tb, discordfake.Options{})
	t.Cleanup(func() { tb.ends[0]() })
	place := fake.Place(0, 0)
	ana := fake.Actor(fake.User(0), place)
	ben := fake.Actor(fake.User(1), place)
	first := fake.Slash(ana, "anything") // nothing is registered
	accepted(t, fake, "POST", callbackPath(first), object{"type": 4, "data": object{"content": "x", "flags": 64, "components": []any{
		row(button("a"), object{"type": 2, "style": 1, "label": "x", "custom_id": "off", "disabled": true}), menu(3, nil),
	}}})
	accepted(t, fake, "PUT", "applications/"+fake.ApplicationID()+"/commands", command(object{
		"contexts": []int{0},
		"options":  []any{object{"type": 3, "name": "q", "description": "d", "required": true, "max_length": 5, "autocomplete": true}, object{"type": 5, "name": "all", "description": "d"}},
	}))
	if len(tb.errors) != 0 {
		t.Fatalf("errors: %q", tb.errors)
	}
	q := discordfake.String("q", "who")
	for _, test := range []struct {
		want string
		act  func() *discordfake.Interaction
	}{
		{"no such command", func() *discordfake.Interaction { return fake.Slash(ana, "other") }},
		{"no option", func() *discordfake.Interaction { return fake.Slash(ana, "ask", q, discordfake.String("z", "")) }},
		{"of type", func() *discordfake.Interaction { return fake.Slash(ana, "ask", discordfake.Integer("q", 1)) }},
		{"is required", func() *discordfake.Interaction { return fake.Slash(ana, "ask") }},
		{"at most 5", func() *discordfake.Interaction { return fake.Slash(ana, "ask", discordfake.String("q", "123456")) }},
		{"not offered in context 1", func() *discordfake.Interaction {
			return fake.Slash(fake.Actor(fake.User(0), fake.DM(fake.User(0))), "ask", q)
		}},
		{"has no autocomplete", func() *discordfake.Interaction {
			return fake.Autocomplete(ana, "ask", discordfake.Focused(discordfake.Boolean("all", true)))
		}},
		{"no such command", func() *discordfake.Interaction {
			return fake.MessageCommand(ana, "ask", fake.Say(ana, "hello"))
		}},
		{"visible to", func() *discordfake.Interaction { return fake.Press(ben, first, "a") }},
		{"no component", func() *discordfake.Interaction { return fake.Press(ana, first, "b") }},
		{"disabled", func() *discordfake.Interaction { return fake.Press(ana, first, "off") }},
		{"cannot be pressed", func() *discordfake.Interaction { return fake.Press(ana, first, "menu") }},
		{"no option", func() *discordfake.Interaction { return fake.Select(ana, first, "menu", "z") }},
		{"takes 1 to 1", func() *discordfake.Interaction { return fake.Select(ana, first, "menu", "v1", "v2") }},
	} {
		tb.errors = nil
		_, err := test.act().Wait(0)
		if len(tb.errors) != 1 || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("want %q, got %v and %q", test.want, err, tb.errors)
		}
	}
	tb.errors = nil
	fake.Slash(ana, "ask", q)
	fake.Autocomplete(ana, "ask", discordfake.String("q", "a long beginning"))
	fake.Press(ana, first, "a")
	fake.Select(ana, first, "menu", "v2")
	if len(tb.errors) != 0 {
		t.Errorf("errors: %q", tb.errors)
	}
}
