package pictures

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

func escaped(s string) string { return html.EscapeString(s) }

// link draws an address. It leads nowhere: the page is only looked at.
func link(address string) string { return "<a>" + escaped(address) + "</a>" }

// typed and pressed draw the bar over a payload, which says what somebody did to get it.
func typed(text string) string { return bar("Somebody types", text) }

func pressed(button, on string) string { return bar("Somebody presses “"+button+"” under "+on, "") }

func bar(did, text string) string {
	if text != "" {
		text = " <b>" + escaped(text) + "</b>"
	}
	return `<header class="did">` + escaped(did) + text + `</header>`
}

// document is a page of its own, which asks for nothing from anywhere.
func document(style, body string) string {
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
		"<title>Clippings</title><style>" + style + "</style><body>" + body + "</body></html>"
}

var tags = regexp.MustCompile(`<[^>]*>`)

// textOf is what is to be read in HTML.
func textOf(body string) string { return html.UnescapeString(tags.ReplaceAllString(body, " ")) }

// letters leaves of a text its letters and digits.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if letters(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// TestLetters holds that marks and tags do not count in the comparison of a payload with its drawing, and
// that words do.
func TestLetters(t *testing.T) {
	t.Parallel()
	if got := letters(textOf(`<p class="x">“Señor”, it&#39;s <b>5</b>.</p>`)); got != "Señorits5" {
		t.Errorf("%q", got)
	}
}
