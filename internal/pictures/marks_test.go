package pictures

import (
	"strings"
	"testing"
)

// marked draws the marks of Discord's texts that the adapter uses: block quotations, small print, lists,
// code blocks, bold, italic, addresses between angle brackets, and signs behind a backslash.
func marked(s string) string {
	var b strings.Builder
	lines := strings.Split(s, "\n")
	for i := 0; i < len(lines); i++ {
		take := func(prefix string) (all []string) { // this line and those after it that begin so
			for ; i < len(lines) && strings.HasPrefix(lines[i], prefix); i++ {
				all = append(all, strings.TrimPrefix(lines[i], prefix))
			}
			i--
			return all
		}
		switch line := lines[i]; {
		case strings.HasPrefix(line, "> "):
			b.WriteString("<blockquote>" + inlines(take("> "), "p") + "</blockquote>")
		case strings.HasPrefix(line, "-# "):
			b.WriteString(inlines(take("-# "), "small"))
		case strings.HasPrefix(line, "- "):
			b.WriteString("<ul>" + inlines(take("- "), "li") + "</ul>")
		case line == "```":
			end := i + 1
			for end < len(lines) && lines[end] != "```" {
				end++
			}
			b.WriteString("<pre>" + escaped(strings.Join(lines[i+1:end], "\n")) + "</pre>")
			i = end
		default:
			b.WriteString(inlines([]string{line}, "p"))
		}
	}
	return b.String()
}

func inlines(lines []string, tag string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("<" + tag + ">" + inline(line) + "</" + tag + ">")
	}
	return b.String()
}

// inline draws the marks within a line. A mark without its end stands as it is.
func inline(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		switch {
		case s[0] == '\\' && len(s) > 1 && isSign(s[1]):
			b.WriteString(escaped(s[1:2]))
			s = s[2:]
			continue
		case strings.HasPrefix(s, "**"):
			if n := closing(s[2:], "**"); n >= 0 {
				b.WriteString("<b>" + inline(s[2:2+n]) + "</b>")
				s = s[n+4:]
				continue
			}
		case s[0] == '*' && len(s) > 1 && s[1] != ' ' && s[1] != '*':
			if n := closing(s[1:], "*"); n > 0 {
				b.WriteString("<i>" + inline(s[1:1+n]) + "</i>")
				s = s[n+2:]
				continue
			}
		case strings.HasPrefix(s, "<https://"):
			if n := strings.IndexByte(s, '>'); n > 0 {
				b.WriteString(link(s[1:n]))
				s = s[n+1:]
				continue
			}
		}
		b.WriteString(escaped(s[:1]))
		s = s[1:]
	}
	return b.String()
}

// closing is where a mark stands that no backslash takes away, or -1.
func closing(s, mark string) int {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if strings.HasPrefix(s[i:], mark) {
			return i
		}
	}
	return -1
}

func isSign(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// TestMarked holds what each mark is drawn as, and that an escaped one is drawn as the sign itself.
func TestMarked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"bold and italic", "**a** *b*", "<p><b>a</b> <i>b</i></p>"},
		{"escaped marks", `\*\*a\*\* \<@1\> \\`, "<p>**a** &lt;@1&gt; \\</p>"},
		{"an escape within bold", `**a\*b**`, "<p><b>a*b</b></p>"},
		{"a quotation of two lines", "> a\n> b\nc", "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>"},
		{"small print", "-# a\n-# b", "<small>a</small><small>b</small>"},
		{"a list", "- a\n- b", "<ul><li>a</li><li>b</li></ul>"},
		{"code keeps its marks", "x\n```\n**a** \\*\n> b\n```", "<p>x</p><pre>**a** \\*\n&gt; b</pre>"},
		{"an address", "<https://a.example/b_c>", `<p><a>https://a.example/b_c</a></p>`},
		{"marks without an end", "a * b ** c", "<p>a * b ** c</p>"},
		{"letters of several bytes", "“ñ”", "<p>“ñ”</p>"},
	} {
		if got := marked(c.text); got != c.want {
			t.Errorf("%s: %q is drawn as %q, want %q", c.name, c.text, got, c.want)
		}
	}
}
