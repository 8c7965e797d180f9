package discord

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Discord's rules for the names of slash commands and options, and its limits.
var slashName = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)

const (
	mostCommandLetters = 8000
	mostDescription    = 100
)

// TestCommandDefinitions holds every command, in every language, to Discord's rules: names that it takes
// and that are nobody else's, descriptions of its length, what is required first, and its total size.
func TestCommandDefinitions(t *testing.T) {
	locales := []string{"", "es-ES", "es-419", "pt-BR"}
	in := func(texts map[string]string, locale, otherwise string) string {
		if s, ok := texts[locale]; ok {
			return s
		}
		return otherwise
	}
	list := commands()
	if len(list) != 5 {
		t.Errorf("%d commands", len(list))
	}
	for _, locale := range locales {
		names := make(map[string]bool)
		for _, c := range list {
			name := in(c.Names, locale, c.Name)
			if names[name] {
				t.Errorf("%s: two commands are called %q", locale, name)
			}
			names[name] = true
			slash := c.Type == commandSlash
			switch {
			case slash && (!slashName.MatchString(name) || strings.ToLower(name) != name):
				t.Errorf("%s: no command can be called %q", locale, name)
			case !slash && (name == "" || utf8.RuneCountInString(name) > 32):
				t.Errorf("%s: a name of %d letters: %q", locale, utf8.RuneCountInString(name), name)
			case !slash && (c.Description != "" || len(c.Descriptions) > 0 || len(c.Options) > 0):
				t.Errorf("%q on a message has a description or options", name)
			}
			described := func(of, text string) {
				if n := utf8.RuneCountInString(text); n < 1 || n > mostDescription {
					t.Errorf("%s: %s is described in %d letters: %q", locale, of, n, text)
				}
			}
			if slash {
				described(name, in(c.Descriptions, locale, c.Description))
			}
			options := make(map[string]bool)
			for i, o := range c.Options {
				option := in(o.Names, locale, o.Name)
				if options[option] {
					t.Errorf("%s: %s has two options %q", locale, name, option)
				}
				options[option] = true
				if !slashName.MatchString(option) || strings.ToLower(option) != option {
					t.Errorf("%s: no option can be called %q", locale, option)
				}
				described(name+" "+option, in(o.Descriptions, locale, o.Description))
				if o.Required && i > 0 && !c.Options[i-1].Required {
					t.Errorf("%s: %s is required behind one that is not", locale, option)
				}
				if o.Type != 3 || o.MaxLength < 1 || o.MaxLength > 6000 {
					t.Errorf("%s %s: type %d, %d letters", name, option, o.Type, o.MaxLength)
				}
			}
			if !slices.Equal(c.Contexts, []int{0, 1, 2}) || !slices.Equal(c.InstalledBy, []int{0, 1}) {
				t.Errorf("%s: contexts %v, installed by %v", name, c.Contexts, c.InstalledBy)
			}
		}
	}
	for _, c := range list {
		for _, texts := range []map[string]string{c.Names, c.Descriptions} {
			for locale := range texts {
				if !slices.Contains(locales, locale) {
					t.Errorf("%s has the language %q", c.Name, locale)
				}
			}
		}
		if n := weightOf(c); n > mostCommandLetters {
			t.Errorf("%s weighs %d letters", c.Name, n)
		} else {
			t.Logf("%s weighs %d letters", c.Name, n)
		}
	}
}

// weightOf is what Discord counts of a command: names, descriptions and values, the longest of each
// language.
func weightOf(c command) int {
	longest := func(text string, others map[string]string) int {
		n := utf8.RuneCountInString(text)
		for _, s := range others {
			n = max(n, utf8.RuneCountInString(s))
		}
		return n
	}
	n := longest(c.Name, c.Names) + longest(c.Description, c.Descriptions)
	for _, o := range c.Options {
		n += longest(o.Name, o.Names) + longest(o.Description, o.Descriptions)
	}
	return n
}

// puts counts how often the commands were written.
func (r *rig) puts() int { return len(r.fake.Requests("PUT", "applications/:a/commands")) }

// settled waits until the adapter has logged that its commands are registered, so many times in all.
func (r *rig) settled(times int) {
	r.t.Helper()
	r.eventually(patience, "the commands are not registered", func() bool {
		return strings.Count(r.logs.String(), "commands are registered") == times
	})
}

// TestRegister holds that the commands are written once: not again by another run with the same, and again
// when what Discord has differs in anything.
func TestRegister(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	r.settled(1)
	if r.puts() != 1 || len(r.fake.Commands("")) != len(commands()) {
		t.Fatalf("written %d times, %d commands", r.puts(), len(r.fake.Commands("")))
	}
	for _, q := range r.fake.Requests("GET", "applications/:a/commands") {
		if q.Query != "with_localizations=true" { // without it Discord leaves out what is compared
			t.Errorf("the commands are asked for with %q", q.Query)
		}
	}
	for _, c := range r.fake.Commands("") {
		if !slices.Equal(c.Contexts, []int{0, 1, 2}) || !slices.Equal(c.IntegrationTypes, []int{0, 1}) {
			t.Errorf("%s: contexts %v, integration types %v", c.Name, c.Contexts, c.IntegrationTypes)
		}
	}
	again := func(runs, want int, why string) {
		t.Helper()
		r.stop()
		err := <-r.done
		r.done <- err // for the rig's own cleanup
		r.restart(setup{})
		r.settled(runs)
		if r.puts() != want {
			t.Errorf("%s: written %d times, want %d", why, r.puts(), want)
		}
	}
	again(2, 1, "the same commands")
	for i, spoil := range []func(map[string]any){
		func(c map[string]any) { c["description"] = "something else" },
		func(c map[string]any) { c["contexts"] = []int{0} },
		func(c map[string]any) { c["options"].([]any)[0].(map[string]any)["autocomplete"] = false },
		func(c map[string]any) { c["name_localizations"].(map[string]any)["es-ES"] = "otro" },
	} {
		r.spoil(spoil)
		again(3+i, 3+2*i, "a command that was changed")
	}
	// By a mention, since Discord waits three seconds for the answer to a command, which a busy machine may miss.
	if got := r.said(r.ana(), theQuestion, mention()); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("afterwards: %s", got.Text())
	}
}

// spoil changes what Discord has of the first command, as another version would.
func (r *rig) spoil(change func(map[string]any)) {
	r.t.Helper()
	data, err := json.Marshal(commands())
	if err != nil {
		r.t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(data, &list); err != nil {
		r.t.Fatal(err)
	}
	change(list[0])
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.adapter.rest.do(ctx, request{method: "PUT", url: commandsURL(r.fake.ApplicationID()), body: list, repeatable: true}, nil); err != nil {
		r.t.Fatal(err)
	}
}

// TestSameCommands holds that what Discord adds, leaves out or puts in another order is no difference.
func TestSameCommands(t *testing.T) {
	var back []command
	data, _ := json.Marshal(commands())
	var list []map[string]any
	json.Unmarshal(data, &list)
	for _, c := range list {
		c["id"], c["version"], c["application_id"], c["nsfw"], c["dm_permission"], c["default_member_permissions"] = "1", "2", "3", false, nil, nil
		c["contexts"] = []int{2, 0, 1}
		c["integration_types"] = []int{1, 0}
		if c["type"].(float64) == commandMessage {
			c["options"], c["description_localizations"] = []any{}, nil
		}
	}
	slices.Reverse(list)
	data, _ = json.Marshal(list)
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !sameCommands(back, commands()) {
		t.Error("Discord's form of the same commands counts as another")
	}
	for name, change := range map[string]func([]command) []command{
		"one less":              func(l []command) []command { return l[1:] },
		"another name":          func(l []command) []command { l[0].Name = "frage"; return l },
		"no translation":        func(l []command) []command { l[0].Names = nil; return l },
		"another option's text": func(l []command) []command { l[0].Options[1].Description = "x"; return l },
		"options in another order": func(l []command) []command {
			l[0].Options[1], l[0].Options[2] = l[0].Options[2], l[0].Options[1]
			return l
		},
		"fewer contexts": func(l []command) []command { l[2].Contexts = []int{0, 1}; return l },
		"only for some":  func(l []command) []command { s := "8"; l[0].DefaultAllowed = &s; return l },
		"none at all":    func([]command) []command { return nil },
	} {
		if sameCommands(change(commands()), commands()) {
			t.Errorf("%s counts as the same", name)
		}
	}
}
