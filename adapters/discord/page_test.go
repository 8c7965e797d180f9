package discord

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// TestPieces holds that pieces are within their limit and are the text when put together, and where they
// end.
func TestPieces(t *testing.T) {
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
		{"letters that do not fit", "éé", 0, 2},
		{"spaces", "a  b   c    d", 4, 4},
	} {
		all := pieces(c.text, c.most, size)
		if len(all) != c.want {
			t.Errorf("%s: %d pieces, want %d: %q", c.name, len(all), c.want, all)
		}
		for _, p := range all {
			if size(p) > max(c.most, 1) {
				t.Errorf("%s: a piece of size %d", c.name, size(p))
			}
		}
		if strings.Join(all, "") != c.text {
			t.Errorf("%s: the pieces are not the text: %q", c.name, all)
		}
	}
	for _, p := range pieces(strings.Repeat(sentence, 10), 120, size) {
		if !strings.HasSuffix(p, ". ") {
			t.Errorf("a piece ends inside a sentence: %q", p)
		}
	}
}

// FuzzPieces holds the same for any text.
func FuzzPieces(f *testing.F) {
	f.Add("One two. Three!", 5)
	f.Add("\xff\xfe a", 1)
	f.Add("ñandú 😀 x", 3)
	f.Fuzz(func(t *testing.T, s string, most int) {
		all := pieces(s, most, size)
		if strings.Join(all, "") != s {
			t.Errorf("%q became %q", s, all)
		}
		for _, p := range all {
			if size(p) > max(most, 2) {
				t.Errorf("%q of %q is of size %d, more than %d", p, s, size(p), most)
			}
		}
	})
}

// TestShort holds that what is cut is cut on letters, says so, and is within its limit as it is shown.
func TestShort(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"plain", 10, "plain"},
		{"two\nlines  here", 50, "two lines here"},
		{"cortado aquí mismo", 12, "cortado aq…"},
		{"***", 5, `\*…`},
		{"# no heading", 40, `\# no heading`},
	} {
		got := short(c.in, c.most)
		if got != c.want || size(got) > c.most {
			t.Errorf("short(%q, %d) = %q, want %q", c.in, c.most, got, c.want)
		}
	}
}

// TestSize holds what a text counts for: neither the characters nor the bytes of a full page are more
// than Discord takes.
func TestSize(t *testing.T) {
	for _, unit := range []string{"a", "é", "”", "語", "😀"} {
		n := mostText / size(strings.Repeat(unit, 20)) * 20
		text := strings.Repeat(unit, n)
		if len(utf16.Encode([]rune(text))) > 4000 || len(text) > 10170-12*mostComponents-700 {
			t.Errorf("%d times %q: %d bytes", n, unit, len(text))
		}
	}
}

// TestPageRoom holds that a page never takes more than a message has room for.
func TestPageRoom(t *testing.T) {
	p := new(page)
	if !p.write(strings.Repeat("a", mostText)) || p.write("b") {
		t.Error("a page takes more text than a message has")
	}
	p = new(page)
	for range 100 {
		p.setOff(room{}, "a", "b")
	}
	if p.count > mostComponents {
		t.Errorf("%d components", p.count)
	}
	p = new(page)
	if !p.write("", " ") || len(p.components) != 0 {
		t.Error("nothing became a component")
	}
	p = new(page)
	if p.setOff(room{text: mostText - 1}, "ab") || p.setOff(room{count: mostComponents - 1}, "a") {
		t.Error("the room for later is taken")
	}
	if r := rows(6); r.count != 8 || r.text != 0 {
		t.Errorf("six buttons take %+v", r)
	}
}
