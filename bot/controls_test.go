package bot

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"clippings/corpus"
)

var verb = regexp.MustCompile(`%(\[\d\])?[sd]`)

// TestControls holds that every language says everything, with the same blanks, and that labels are
// short enough for a button.
func TestControls(t *testing.T) {
	want := reflect.ValueOf(*ControlsOf(corpus.English))
	for _, lang := range corpus.Languages() {
		c := ControlsOf(lang)
		v := reflect.ValueOf(*c)
		for i := range v.NumField() {
			name, text := v.Type().Field(i).Name, v.Field(i).String()
			if text == "" || strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is empty", lang, name)
			}
			if got, blanks := len(verb.FindAllString(text, -1)), len(verb.FindAllString(want.Field(i).String(), -1)); got != blanks {
				t.Errorf("%s: %s has %d blanks, English %d", lang, name, got, blanks)
			}
		}
		for _, label := range []string{c.OtherSide, c.More, c.InEnglish, c.InSpanish, c.Cite, c.Share, c.NotThis, c.Previous, c.Next, c.Choose} {
			if utf8.RuneCountInString(label) > 34 {
				t.Errorf("%s: the label %q is too long", lang, label)
			}
		}
		if s := c.Measured(); strings.Contains(s, "%!") || !strings.Contains(s, strings.Replace(measured.Right, ".", c.Decimal, 1)) {
			t.Errorf("%s: accuracy is told as %q", lang, s)
		}
	}
}

func TestForms(t *testing.T) {
	want := reflect.ValueOf(*FormsOf(corpus.English))
	for _, lang := range corpus.Languages() {
		f := FormsOf(lang)
		v := reflect.ValueOf(*f)
		for i := range v.NumField() {
			name, text := v.Type().Field(i).Name, v.Field(i).String()
			if text == "" {
				t.Errorf("%s: %s is empty", lang, name)
			}
			if got, blanks := len(verb.FindAllString(text, -1)), len(verb.FindAllString(want.Field(i).String(), -1)); got != blanks {
				t.Errorf("%s: %s has %d blanks, English %d", lang, name, got, blanks)
			}
		}
		for _, title := range []string{f.Title, f.Ask, f.Cancel, f.Answer} {
			if utf8.RuneCountInString(title) > 24 {
				t.Errorf("%s: the title %q is too long", lang, title)
			}
		}
	}
}
