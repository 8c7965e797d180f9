package bot

import (
	"reflect"
	"strings"
	"testing"

	"clippings/corpus"
)

// TestCounted holds that one is said otherwise than more, in every language, and none as more.
func TestCounted(t *testing.T) {
	counted := 0
	for _, lang := range corpus.Languages() {
		for _, words := range []any{*ControlsOf(lang), *FormsOf(lang)} {
			v := reflect.ValueOf(words)
			for i := range v.NumField() {
				c, ok := v.Field(i).Interface().(Counted)
				if !ok {
					continue
				}
				counted++
				name := v.Type().Field(i).Name
				one, none, many := c.Of(1), c.Of(0), c.Of(23)
				if strings.Contains(one+none+many, "%!") || strings.Replace(none, "0", "23", 1) != many || strings.Replace(one, "1", "23", 1) == many ||
					!strings.Contains(one, "1 ") || !strings.Contains(many, "23 ") {
					t.Errorf("%s: %s: %q, %q, %q", lang, name, none, one, many)
				}
			}
		}
	}
	if counted != 6*len(corpus.Languages()) {
		t.Errorf("%d are counted in all languages", counted)
	}
	for lang, want := range map[corpus.Language]string{
		corpus.English: "1 quotation, 1 fact", corpus.Spanish: "1 cita, 1 dato", corpus.Portuguese: "1 citação, 1 fato",
	} {
		if got := ControlsOf(lang).SourceCount(1, 1); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	b := loadBot(t)
	if got := b.Packet(b.Corpus().Excerpts[:1]).Markdown; !strings.Contains(got, "\n1 excerpt. Coverage") {
		t.Errorf("a packet of one: %.120s", got)
	}
	if got := b.Packet(b.Corpus().Excerpts[:2]).Markdown; !strings.Contains(got, "\n2 excerpts. Coverage") {
		t.Errorf("a packet of two: %.120s", got)
	}
}
