package serving

import (
	"errors"
	"testing"
)

// TestOneLine holds that of an error of many lines the first is told, and how many there are more.
func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a", "a\nb": "a (and 1 more line)", "a\nb\nc": "a (and 2 more lines)",
	} {
		if got := oneLine(errors.New(text)); got != want {
			t.Errorf("%q is told as %q, want %q", text, got, want)
		}
	}
}
