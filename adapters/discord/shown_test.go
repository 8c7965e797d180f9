package discord

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"clippings/internal/testkit/discordfake"
)

// What a page shows, read from the JSON that is sent, so that the tests do not take the page's own word.

// shown are the components of a page as Discord gets them.
func shown(t testing.TB, p *page) []component {
	t.Helper()
	return shownIn(t, p.message(0))
}

type component = discordfake.Component

func shownIn(t testing.TB, data any) []component {
	t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Components []component `json:"components"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m.Components
}

// each calls f with every component, nested ones too.
func each(list []component, f func(component)) {
	for _, c := range list {
		f(c)
		each(c.Components, f)
	}
}

// textsOf are the texts in their order.
func textsOf(list []component) []string {
	var all []string
	each(list, func(c component) {
		if c.Type == discordfake.ComponentTextDisplay {
			all = append(all, c.Content)
		}
	})
	return all
}

// buttonsOf are the buttons in their order.
func buttonsOf(list []component) []component {
	var all []component
	each(list, func(c component) {
		if c.Type == discordfake.ComponentButton {
			all = append(all, c)
		}
	})
	return all
}

// buttonFor returns the id of the first button with an action, or fails the test.
func buttonFor(t testing.TB, list []component, do action) string {
	t.Helper()
	for _, b := range buttonsOf(list) {
		if id, ok := parseButtonID(b.CustomID); ok && id.action == do {
			return b.CustomID
		}
	}
	t.Fatalf("no button %q", do)
	return ""
}

// acceptable reports what Discord would refuse of a message, by its documented limits and by those that
// people found; it counts for itself.
func acceptable(t testing.TB, name string, list []component) {
	t.Helper()
	count, letters, bytes := 0, 0, 0
	ids := make(map[string]bool)
	each(list, func(c component) {
		count++
		switch c.Type {
		case discordfake.ComponentTextDisplay:
			n := len(utf16.Encode([]rune(c.Content)))
			letters += n
			bytes += len(c.Content) + 12
			if strings.TrimSpace(c.Content) == "" || n > 4000 {
				t.Errorf("%s: a text of %d: %.80q", name, n, c.Content)
			}
			if !utf8.ValidString(c.Content) {
				t.Errorf("%s: a text is not UTF-8: %q", name, c.Content)
			}
		case discordfake.ComponentContainer:
			if len(c.Components) == 0 {
				t.Errorf("%s: an empty container", name)
			}
		case discordfake.ComponentActionRow:
			if n := len(c.Components); n == 0 || n > 5 {
				t.Errorf("%s: a row of %d", name, n)
			}
		case discordfake.ComponentButton:
			if n := utf8.RuneCountInString(c.Label); n == 0 || n > 80 {
				t.Errorf("%s: a label of %d letters: %q", name, n, c.Label)
			}
			if n := len(c.CustomID); n == 0 || n > 100 {
				t.Errorf("%s: an id of %d letters", name, n)
			}
			if ids[c.CustomID] {
				t.Errorf("%s: the id %q twice", name, c.CustomID)
			}
			ids[c.CustomID] = true
		default:
			t.Errorf("%s: a component of type %d", name, c.Type)
		}
	})
	if len(textsOf(list)) == 0 {
		t.Errorf("%s: no text at all", name)
	}
	if count > 40 || letters > 4000 || bytes > 9800 {
		t.Errorf("%s: %d components, %d letters, %d bytes", name, count, letters, bytes)
	}
}

// transcript is a page as text: what is set off behind bars, buttons between brackets.
func transcript(list []component) string {
	var b strings.Builder
	for i, c := range list {
		if i > 0 {
			b.WriteString("\n")
		}
		switch c.Type {
		case discordfake.ComponentTextDisplay:
			b.WriteString(c.Content + "\n")
		case discordfake.ComponentContainer:
			for _, inner := range c.Components {
				b.WriteString("| " + strings.ReplaceAll(inner.Content, "\n", "\n| ") + "\n")
			}
		case discordfake.ComponentActionRow:
			var labels []string
			for _, button := range c.Components {
				labels = append(labels, "["+button.Label+"]")
			}
			b.WriteString(strings.Join(labels, " ") + "\n")
		}
	}
	return b.String()
}
