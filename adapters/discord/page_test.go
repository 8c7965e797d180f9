package discord

import (
	"strings"
	"testing"
)

func TestPartsOf(t *testing.T) {
	sentence := "One two three four five six seven eight nine ten. "
	for _, c := range []struct {
		name, text string
		most, want int
	}{
		{"short", "abc", 10, 1},
		{"empty", "", 10, 1},
		{"exact", strings.Repeat("a", 10), 10, 1},
		{"sentences", strings.Repeat(sentence, 10), 120, 5},
		{"one long word", strings.Repeat("x", 25), 10, 3},
		{"wide letters", strings.Repeat("😀", 20), 10, 4},
	} {
		parts := partsOf(c.text, c.most)
		if len(parts) != c.want {
			t.Errorf("%s: %d parts, want %d: %q", c.name, len(parts), c.want, parts)
		}
		for _, p := range parts {
			if units(p) > c.most {
				t.Errorf("%s: a part of %d units", c.name, units(p))
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(strings.Join(parts, "")) != squeeze(c.text) {
			t.Errorf("%s: the parts are not the text: %q", c.name, parts)
		}
	}
	for _, p := range partsOf(strings.Repeat(sentence, 10), 120) {
		if !strings.HasSuffix(p, ".") {
			t.Errorf("a part ends inside a sentence: %q", p)
		}
	}
}

func TestPageRoom(t *testing.T) {
	p := new(page)
	if !p.write(strings.Repeat("a", mostText)) || p.write("b") {
		t.Error("a page takes more text than a message has")
	}
	p = new(page)
	for range 100 {
		p.setOff("a", "b")
	}
	if p.count > mostComponents {
		t.Errorf("%d components", p.count)
	}
	p = new(page)
	if !p.write("", " ") || len(p.components) != 0 {
		t.Error("nothing became a component")
	}
}
