package corpus

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TestFoldRunes holds that folding is what it says for every letter, by itself and among others, the marks that are
// straightened aside, and that places lead back to where what was folded stands.
func TestFoldRunes(t *testing.T) {
	straight := strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'", "“", `"`, "”", `"`)
	for r := rune(1); r < 0x3100; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		text := "Abc DEFGHIJ " + string(r) + "xyz" + string(r)
		var want strings.Builder
		for _, d := range norm.NFKD.String(straight.Replace(text)) {
			if !unicode.Is(unicode.Mn, d) {
				want.WriteString(strings.ToLower(string(d)))
			}
		}
		folded, places := foldPlaces(text)
		if got := Fold(text); got != want.String() || folded != got {
			t.Errorf("U+%04X: %q is folded to %q and, with places, %q; want %q", r, text, got, folded, want.String())
		}
		if len(places) != len(folded)+1 || places[len(folded)] != len(text) {
			t.Fatalf("U+%04X: %d places for %d bytes", r, len(places), len(folded))
		}
		for i := range len(folded) {
			if c := text[places[i]]; c < utf8.RuneSelf && folded[i] != byte(unicode.ToLower(rune(c))) {
				t.Fatalf("U+%04X: %q is said to come from %q", r, folded[i], c)
			}
		}
	}
}

// TestHash holds that texts have one hash exactly if they are the same, at all lengths that are read differently, and
// that capitals and accents do not matter to a folded one.
func TestHash(t *testing.T) {
	seen := make(map[uint64]string)
	for n := range 40 {
		for i := range max(n, 1) {
			text := []byte(strings.Repeat("a", n))
			for _, c := range "abz09" {
				if n > 0 {
					text[i] = byte(c)
				}
				h := wordHash(text)
				if other, ok := seen[h]; ok && other != string(text) {
					t.Errorf("%q and %q have one hash", text, other)
				}
				seen[h] = string(text)
				if wordHash(string(text)) != h {
					t.Errorf("%q has two hashes", text)
				}
				if large := strings.ToUpper(string(text)); foldedHash(large) != h {
					t.Errorf("%q folded has another hash than %q", large, text)
				}
			}
		}
	}
	for _, c := range [][2]string{{"ÑANDÚ Where", "nandu where"}, {"A", "a"}, {"", ""}, {strings.Repeat("Áb", 200), strings.Repeat("ab", 200)}} {
		if foldedHash(c[0]) != wordHash(c[1]) {
			t.Errorf("%q folded has another hash than %q", c[0], c[1])
		}
	}
}
