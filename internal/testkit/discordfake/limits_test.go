package discordfake_test

import (
	"fmt"
	"strings"
	"testing"

	"clippings/internal/testkit/discordfake"
)

func letters(n int) string { return strings.Repeat("é", n) }

func repeat(n int, make func(i int) any) []any {
	list := []any{}
	for i := range n {
		list = append(list, make(i))
	}
	return list
}

func row(components ...any) object { return object{"type": 1, "components": components} }

func button(id string) object { return object{"type": 2, "style": 1, "label": "x", "custom_id": id} }

func link(url string) object { return object{"type": 2, "style": 5, "label": "x", "url": url} }

func display(n int) object { return object{"type": 10, "content": letters(n)} }

func menu(options int, change object) object {
	m := object{"type": 3, "custom_id": "menu", "options": repeat(options, func(i int) any {
		return object{"label": fmt.Sprint("l", i), "value": fmt.Sprint("v", i)}
	})}
	for name, value := range change {
		m[name] = value
	}
	return row(m)
}

func option(label, value, description int) object {
	return object{"type": 3, "custom_id": "menu", "options": []any{object{"label": letters(label), "value": letters(value), "description": letters(description)}}}
}

func modern(components ...any) object { return object{"flags": 1 << 15, "components": components} }

func classic(components ...any) object { return object{"components": components} }

// TestMessageLimits sends each message and expects it taken when path is empty, else refused with an
// error at that path.
func TestMessageLimits(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{AllowInvalid: true})
	place := fake.Place(0, 0)
	many := func(n int) []any { return repeat(n, func(i int) any { return button(fmt.Sprint(i)) }) }
	rows := func(n int) []any {
		return repeat(n, func(i int) any { return row(button(fmt.Sprint(i))) })
	}
	embeds := func(n int, embed object) object {
		return object{"embeds": repeat(n, func(int) any { return embed })}
	}
	field := func(name, value int) object {
		return object{"fields": []any{object{"name": letters(name), "value": letters(value)}}}
	}
	tests := []struct {
		name string
		body any
		path string
	}{
		{"content 2000", object{"content": letters(2000)}, ""},
		{"content 2001", object{"content": letters(2001)}, "content"},
		{"content trimmed", object{"content": " " + letters(2000) + "\n"}, ""},
		{"content of a wrong type", object{"content": 5}, "content"},
		{"nonce 25", object{"content": "x", "nonce": strings.Repeat("n", 25)}, ""},
		{"nonce 26", object{"content": "x", "nonce": strings.Repeat("n", 26)}, "nonce"},
		{"nonce a number", object{"content": "x", "nonce": 12345}, ""},

		{"10 embeds", embeds(10, object{"title": "x"}), ""},
		{"11 embeds", embeds(11, object{"title": "x"}), "embeds"},
		{"embed title 257", embeds(1, object{"title": letters(257)}), "embeds.0.title"},
		{"embed description 4097", embeds(1, object{"description": letters(4097)}), "embeds.0.description"},
		{"embed field name 257", embeds(1, field(257, 1)), "embeds.0.fields.0.name"},
		{"embed field value 1025", embeds(1, field(1, 1025)), "embeds.0.fields.0.value"},
		{"embed field value missing", embeds(1, field(1, 0)), "embeds.0.fields.0.value"},
		{"embed footer 2049", embeds(1, object{"footer": object{"text": letters(2049)}}), "embeds.0.footer.text"},
		{"embed author 257", embeds(1, object{"author": object{"name": letters(257)}}), "embeds.0.author.name"},
		{"embed fields 26", embeds(1, object{"fields": repeat(26, func(int) any { return object{"name": "n", "value": "v"} })}), "embeds.0.fields"},
		{"embed text 6000", embeds(2, object{"description": letters(3000)}), ""},
		{"embed text 6002", embeds(2, object{"description": letters(3001)}), "embeds"},

		{"mentions 100", object{"content": "x", "allowed_mentions": object{"users": repeat(100, func(i int) any { return fmt.Sprint(i) })}}, ""},
		{"mentions 101", object{"content": "x", "allowed_mentions": object{"users": repeat(101, func(i int) any { return fmt.Sprint(i) })}}, "allowed_mentions.users"},
		{"mentions parse and list", object{"content": "x", "allowed_mentions": object{"parse": []string{"users"}, "users": []string{"1"}}}, "allowed_mentions"},
		{"mentions parse unknown", object{"content": "x", "allowed_mentions": object{"parse": []string{"all"}}}, "allowed_mentions.parse.0"},

		{"5 rows", classic(rows(5)...), ""},
		{"6 rows", classic(rows(6)...), "components"},
		{"5 buttons", classic(row(many(5)...)), ""},
		{"6 buttons", classic(row(many(6)...)), "components.0.components"},
		{"an empty row", classic(row()), "components.0.components"},
		{"a button without a row", classic(button("x")), "components.0.type"},
		{"a select beside a button", classic(row(option(1, 1, 1), button("x"))), "components.0.components"},
		{"label 80", classic(row(object{"type": 2, "style": 1, "label": letters(80), "custom_id": "x"})), ""},
		{"label 81", classic(row(object{"type": 2, "style": 1, "label": letters(81), "custom_id": "x"})), "components.0.components.0.label"},
		{"no label", classic(row(object{"type": 2, "style": 1, "custom_id": "x"})), "components.0.components.0"},
		{"custom id 100", classic(row(button(letters(100)))), ""},
		{"custom id 101", classic(row(button(letters(101)))), "components.0.components.0.custom_id"},
		{"no custom id", classic(row(button(""))), "components.0.components.0.custom_id"},
		{"custom id twice", classic(row(button("x")), row(button("x"))), "components.1.components.0.custom_id"},
		{"url 512", classic(row(link("https://" + strings.Repeat("a", 504)))), ""},
		{"url 513", classic(row(link("https://" + strings.Repeat("a", 505)))), "components.0.components.0.url"},
		{"url of a wrong scheme", classic(row(link("javascript://x"))), "components.0.components.0.url"},
		{"url and custom id", classic(row(object{"type": 2, "style": 5, "label": "x", "url": "https://a", "custom_id": "x"})), "components.0.components.0"},
		{"25 options", classic(menu(25, nil)), ""},
		{"26 options", classic(menu(26, nil)), "components.0.components.0.options"},
		{"no options", classic(menu(0, nil)), "components.0.components.0.options"},
		{"placeholder 151", classic(menu(1, object{"placeholder": letters(151)})), "components.0.components.0.placeholder"},
		{"more values than options", classic(menu(2, object{"max_values": 3})), "components.0.components.0.max_values"},
		{"option texts 100", classic(row(option(100, 100, 100))), ""},
		{"option label 101", classic(row(option(101, 1, 1))), "components.0.components.0.options.0.label"},
		{"option value 101", classic(row(option(1, 101, 1))), "components.0.components.0.options.0.value"},
		{"option description 101", classic(row(option(1, 1, 101))), "components.0.components.0.options.0.description"},
		{"option value twice", classic(row(object{"type": 3, "custom_id": "m", "options": []any{object{"label": "a", "value": "v"}, object{"label": "b", "value": "v"}}})), "components.0.components.0.options.1.value"},
		{"text display without the flag", classic(display(5)), "components.0.type"},

		{"a modern message", modern(object{"type": 17, "components": []any{display(10), object{"type": 14}, object{"type": 9, "components": []any{display(3)}, "accessory": button("a")}, row(button("b"))}}), ""},
		{"modern with content", object{"flags": 1 << 15, "content": "x", "components": []any{display(1)}}, "content"},
		{"modern with embeds", object{"flags": 1 << 15, "embeds": []any{object{"title": "x"}}, "components": []any{display(1)}}, "embeds"},
		{"modern with empty content and null embeds", object{"flags": 1 << 15, "content": "", "embeds": nil, "components": []any{display(1)}}, ""},
		{"40 components", modern(object{"type": 17, "components": repeat(39, func(int) any { return object{"type": 14} })}), ""},
		{"41 components", modern(object{"type": 17, "components": repeat(40, func(int) any { return object{"type": 14} })}), "components"},
		{"41 with an accessory", modern(append(repeat(38, func(int) any { return object{"type": 14} }), object{"type": 9, "components": []any{display(1)}, "accessory": button("a")})...), "components"},
		{"text display 4000", modern(display(4000)), ""},
		{"text display 4001", modern(display(4001)), "components.0.content"},
		{"empty text display", modern(display(0)), "components.0.content"},
		{"text in all 4000", modern(display(1500), object{"type": 17, "components": []any{display(2500)}}), ""},
		{"text in all 4001", modern(display(1501), object{"type": 17, "components": []any{display(2500)}}), "components"},
		{"a section without accessory", modern(object{"type": 9, "components": []any{display(1)}}), "components.0.accessory"},
		{"a container in a container", modern(object{"type": 17, "components": []any{object{"type": 17, "components": []any{display(1)}}}}), "components.0.components.0.type"},
		{"an unknown type", modern(object{"type": 99}), "components.0.type"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := len(fake.Violations())
			expect(t, call(t, fake, "POST", send(place), test.body), test.path)
			if all := fake.Violations(); test.path == "" && len(all) > before {
				t.Errorf("taken, but the schema has it otherwise: %v", all[before])
			}
		})
	}
}

// expect looks for success when path is empty, else for a form error at that path.
func expect(t *testing.T, r result, path string) {
	t.Helper()
	switch {
	case path == "" && r.status/100 != 2:
		t.Errorf("%d %s, want it taken", r.status, r.raw)
	case path != "" && (r.status != 400 || r.code() != 50035 || r.body["message"] != "Invalid Form Body" || r.at("errors."+path+"._errors") == nil):
		t.Errorf("%d %s, want an error at %s", r.status, r.raw, path)
	}
}

func TestEmptyMessages(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	for _, body := range []any{object{}, object{"content": ""}, object{"content": " \n "}, object{"content": nil, "embeds": []any{}, "components": nil}} {
		refused(t, fake, "POST", send(fake.Place(0, 0)), body, 400, 50006)
	}
}

func command(change object) []any {
	c := object{"name": "ask", "description": "Ask", "type": 1}
	for name, value := range change {
		c[name] = value
	}
	return []any{c}
}

func TestCommandLimits(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{AllowInvalid: true, Guilds: 120})
	opt := func(change object) object {
		o := object{"type": 3, "name": "q", "description": "d"}
		for name, value := range change {
			o[name] = value
		}
		return object{"options": []any{o}}
	}
	options := func(n int) object {
		return object{"options": repeat(n, func(i int) any { return object{"type": 3, "name": fmt.Sprint("o", i), "description": "d"} })}
	}
	choices := func(n int) object {
		return opt(object{"choices": repeat(n, func(i int) any { return object{"name": fmt.Sprint(i), "value": fmt.Sprint(i)} })})
	}
	heavy := func(descriptions int) object {
		return object{"options": repeat(25, func(i int) any {
			return object{"type": 3, "name": fmt.Sprintf("o%02d", i), "description": letters(descriptions), "choices": repeat(2, func(j int) any {
				return object{"name": fmt.Sprint(j), "value": letters(100)}
			})}
		})}
	}
	tests := []struct {
		name string
		body any
		path string
	}{
		{"a command", command(nil), ""},
		{"no command", []any{}, ""},
		{"name 32", command(object{"name": strings.Repeat("a", 32)}), ""},
		{"name 33", command(object{"name": strings.Repeat("a", 33)}), "0.name"},
		{"name in capitals", command(object{"name": "Ask"}), "0.name"},
		{"name with a space", command(object{"name": "ask me"}), "0.name"},
		{"name with an accent", command(object{"name": "pregúntame"}), ""},
		{"name missing", command(object{"name": ""}), "0.name"},
		{"description 100", command(object{"description": letters(100)}), ""},
		{"description 101", command(object{"description": letters(101)}), "0.description"},
		{"description missing", command(object{"description": ""}), "0.description"},
		{"message command", []any{object{"name": "Find coverage", "type": 3}}, ""},
		{"message command with description", []any{object{"name": "Find coverage", "type": 3, "description": "x"}}, "0.description"},
		{"localised", command(object{"name_localizations": object{"es-ES": "preguntar"}}), ""},
		{"localised for an unknown locale", command(object{"name_localizations": object{"xx": "preguntar"}}), "0.name_localizations.xx"},
		{"localised too long", command(object{"description_localizations": object{"es-ES": letters(101)}}), "0.description_localizations.es-ES"},
		{"25 options", command(options(25)), ""},
		{"26 options", command(options(26)), "0.options"},
		{"option description 101", command(opt(object{"description": letters(101)})), "0.options.0.description"},
		{"option max_length 6000", command(opt(object{"max_length": 6000})), ""},
		{"option max_length 6001", command(opt(object{"max_length": 6001})), "0.options.0.max_length"},
		{"25 choices", command(choices(25)), ""},
		{"26 choices", command(choices(26)), "0.options.0.choices"},
		{"choice value 101", command(opt(object{"choices": []any{object{"name": "x", "value": letters(101)}}})), "0.options.0.choices.0.value"},
		{"autocomplete with choices", command(opt(object{"autocomplete": true, "choices": []any{object{"name": "x", "value": "x"}}})), "0.options.0.autocomplete"},
		{"required after optional", command(object{"options": []any{object{"type": 3, "name": "a", "description": "d"}, object{"type": 3, "name": "b", "description": "d", "required": true}}}), "0.options.1"},
		{"option name twice", command(object{"options": []any{object{"type": 3, "name": "a", "description": "d"}, object{"type": 3, "name": "a", "description": "d"}}}), "0.options.1.name"},
		{"sub-commands", command(object{"options": []any{object{"type": 2, "name": "g", "description": "d", "options": []any{object{"type": 1, "name": "s", "description": "d"}}}, object{"type": 1, "name": "s", "description": "d"}}}), ""},
		{"sub-command beside an option", command(object{"options": []any{object{"type": 1, "name": "s", "description": "d"}, object{"type": 3, "name": "a", "description": "d"}}}), "0.options"},
		{"8000 characters", command(heavy(100)), ""},
		{"8000 and more", append(command(heavy(100)), command(object{"name": "b", "description": "d", "options": append(heavy(100)["options"].([]any)[:24:24], object{"type": 3, "name": "x", "description": letters(100), "choices": repeat(10, func(j int) any {
			return object{"name": fmt.Sprint(j), "value": letters(100)}
		})})})...), "1"},
		{"name twice", append(command(nil), command(nil)...), "1.name"},
		{"context unknown", command(object{"contexts": []int{3}}), "0.contexts.0"},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := "applications/" + fake.ApplicationID() + "/guilds/" + fake.Place(i, 0).GuildID + "/commands"
			expect(t, call(t, fake, "PUT", path, test.body), test.path)
		})
	}
	global := "applications/" + fake.ApplicationID() + "/commands"
	named := func(n int, prefix string) []any {
		return repeat(n, func(i int) any { return object{"name": fmt.Sprint(prefix, i), "description": "d"} })
	}
	refused(t, fake, "PUT", global, named(101, "a"), 400, 30032)
	accepted(t, fake, "PUT", global, named(100, "a"))
	accepted(t, fake, "PUT", global, named(100, "a")) // the same again creates nothing
	accepted(t, fake, "PUT", global, named(100, "b"))
	refused(t, fake, "PUT", global, named(1, "c"), 400, 30034)
}
