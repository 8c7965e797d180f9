package corpus

import (
	"os"
	"slices"
	"testing"
)

// TestPlain holds that what is cut the short way is what Analyze makes of it: every stored question, and what
// the short way must leave alone.
func TestPlain(t *testing.T) {
	c, err := Load(os.DirFS("../seeds"))
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		"what is it", "b4 it", "two cops", "in 2017 mil", "12 000", "15,000?", "2017, or so", "2017 000", "¿qué dijo?", "¡oye!", "u s a", "the u.s.", "state's", "don't",
		"a-b", "x'", "ñandú", "日本", "1373", "section 1373.", "24th", "ok... 2020?", "u", "", "?", "kien",
	}
	for _, e := range c.Excerpts {
		for _, l := range Languages() {
			texts = append(texts, e.Questions[l]...)
		}
	}
	x := &cutter{lang: English}
	x.reserve(c)
	short := 0
	for _, text := range texts {
		folded := Fold(text)
		from := len(x.numbers)
		if !x.plain(folded) {
			x.numbers = x.numbers[:from]
			continue
		}
		short++
		var got, want []string
		for _, n := range x.numbers[from:] {
			got = append(got, x.words.words[n])
		}
		for _, token := range analyzeFolded(nil, folded) {
			want = append(want, token.Word)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
	if short < len(texts)/2 {
		t.Errorf("of %d texts only %d go the short way", len(texts), short)
	}
}
