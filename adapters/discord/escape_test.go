package discord

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain words, with commas.":     "plain words, with commas.",
		"a *b* _c_ ~~d~~ `e` ||f||":     `a \*b\* \_c\_ \~\~d\~\~ ` + "\\`e\\`" + ` \|\|f\|\|`,
		"<@123> <#4> <t:5> </ask:6>":    `\<@123> \<#4> \<t:5> \</ask:6>`,
		"@everyone and @here":           `\@everyone and \@here`,
		"[text](https://evil.test)":     `\[text\](https\://evil.test)`,
		"# head\n> quote\n- list\n+ x":  "\\# head\n\\> quote\n\\- list\n\\+ x",
		"-# small":                      `\-# small`,
		"1. one\n20) two\n3.5 of 4.":    "1\\. one\n20\\) two\n3\\.5 of 4.",
		"a - b > c # d + e 1.5 (f)":     "a - b > c # d + e 1.5 (f)",
		"  # indented":                  `  \# indented`,
		`back\slash`:                    `back\\slash`,
		"“¿quién dijo «eso»?” — señora": "“¿quién dijo «eso»?” — señora",
		":smile: a:b:c ::/48 x:":        `\:smile: a\:b:c ::/48 x:`,
		"at 10:30, and: this":           "at 10:30, and: this",
		"a\r# head\r\n> quote":          "a\r\\# head\r\n\\> quote",
	} {
		want = strings.ReplaceAll(want, "<@", `<\@`)
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}

// unescape shows text as Discord does: the sign behind a backslash as it is.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// What Discord makes something of, and a backslash before the first sign keeps from it.
var (
	address  = regexp.MustCompile(`^://`)
	emoji    = regexp.MustCompile(`^:[A-Za-z0-9_+-]+:`)
	lineMark = regexp.MustCompile(`^[ \t]*(#|>|-|\+|\*|\d+[.)])`)
)

// FuzzEscape holds that escaped text is shown letter for letter, and that nothing in it is a mark.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a*b", "<@1>", "@everyone", "[a](b)", "# x", "1. x", `\`, "```", "> a\n> b", "https://x", "||a||", ":a::b:", "\r- x", "\t1) x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := escape(s)
		if unescape(out) != s {
			t.Errorf("%q is shown as %q", s, unescape(out))
		}
		for i := range len(out) { // no mark stands without a backslash
			if !escaped(out, i) && (strings.IndexByte("*_~`|<[]@", out[i]) >= 0 || address.MatchString(out[i:]) || emoji.MatchString(out[i:])) {
				t.Errorf("%q in %q is a mark", out[i], out)
			}
		}
		for _, line := range strings.FieldsFunc(out, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if lineMark.MatchString(line) {
				t.Errorf("%q in %q is a heading, a list or a quotation", line, out)
			}
		}
		if utf8.ValidString(s) && !utf8.ValidString(out) {
			t.Errorf("%q became %q", s, out)
		}
	})
}

func escaped(s string, i int) bool {
	n := 0
	for i--; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

func TestLinkTo(t *testing.T) {
	for in, want := range map[string]string{
		"https://ctmirror.org/2017/03/30/a-b/":      "<https://ctmirror.org/2017/03/30/a-b/>",
		"https://x.test/a>b c":                      "<https://x.test/a%3Eb%20c>",
		"javascript:alert(1)":                       "javascript:alert(1)",
		"nothing":                                   "nothing",
		"http://x.test/" + strings.Repeat("a", 600): `http\://x.test/` + strings.Repeat("a", 495) + "…",
	} {
		if got := linkTo(in); got != want {
			t.Errorf("linkTo(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"<@123> who uses COLLECT?":                  "who uses COLLECT?",
		"<@!123>, **who** `uses` it":                ", who uses it",
		"hi <a:wave:12> <:x:3> <#44> <t:1:R> there": "hi there",
		"</ask:12> what":                            "what",
		"x < y and y > z":                           "x < y and y > z",
		"||secret|| ~~no~~":                         "secret no",
		"two\nlines":                                "two lines",
		"":                                          "",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSilent(t *testing.T) {
	for in, want := range map[string]bool{"": true, "?!": true, "¿?": true, "👍": true, " — ": true, "a": false, "7": false, "¾": false, "ñ": false, "語": false} {
		if got := silent(in); got != want {
			t.Errorf("silent(%q) = %v", in, got)
		}
	}
}

func TestQuoteLines(t *testing.T) {
	for in, want := range map[string]string{"a": "> a", "a\nb": "> a\n> b", "a\r\nb\rc": "> a\n> b\n> c"} {
		if got := quoteLines(in); got != want {
			t.Errorf("quoteLines(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	if got := cut("añb", 2); got != "a" {
		t.Errorf("cut inside a letter left %q", got)
	}
	if got := cut("abc", 3); got != "abc" {
		t.Errorf("cut took from %q", got)
	}
}
