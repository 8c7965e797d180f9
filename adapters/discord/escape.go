package discord

import (
	"net/url"
	"strings"
	"unicode"
)

// escape returns text so that Discord shows it letter for letter: nothing in it becomes a mark, a link
// behind other words, a mention, a time or an emoji. Discord shows the sign behind a backslash as it is.
func escape(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/16)
	begins := true // at the start of a line, spaces apart
	digits := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch c {
		case '\\', '*', '_', '~', '`', '|', '<', '[', ']', '@':
			b.WriteByte('\\')
		case '>', '#', '-', '+':
			if begins {
				b.WriteByte('\\')
			}
		case '.', ')':
			if digits {
				b.WriteByte('\\')
			}
		case ':':
			// An address would become a link, and :name: an emoji; neither after an escaped colon.
			if strings.HasPrefix(s[i:], "://") || namesEmoji(s[i+1:]) {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(c)
		digits = (begins || digits) && '0' <= c && c <= '9'
		begins = c == '\n' || c == '\r' || begins && (c == ' ' || c == '\t')
	}
	return b.String()
}

// namesEmoji reports whether text, which stands behind a colon, begins with a name and another colon.
func namesEmoji(s string) bool {
	n := strings.IndexFunc(s, func(r rune) bool {
		return !(r == '_' || r == '-' || r == '+' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	})
	return n > 0 && s[n] == ':'
}

// lineBreaks are those that Discord may take for a new line, as one.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// quoteLines sets text as a block quotation; it must be escaped.
func quoteLines(s string) string {
	return "> " + strings.ReplaceAll(lineBreaks.Replace(s), "\n", "\n> ")
}

// linkTo returns an address between angle brackets, which keeps Discord from showing a preview. An
// address that is none, or that is too long for a link, is shown as text.
func linkTo(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return short(address, longestLink)
	}
	link := "<" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(u.String()) + ">"
	if size(link) > longestLink {
		return short(address, longestLink)
	}
	return link
}

// plain takes out of a message's text what only Discord reads: mentions, emoji, times and marks. The
// words of links and quotations stay.
func plain(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '<' {
			if end := strings.IndexByte(s[i:], '>'); end > 0 && isReference(s[i+1:i+end]) {
				b.WriteByte(' ')
				i += end + 1
				continue
			}
		}
		switch s[i] {
		case '*', '`', '|', '~':
			b.WriteByte(' ')
		default:
			b.WriteByte(s[i])
		}
		i++
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// silent reports whether text has neither a letter nor a number.
func silent(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// isReference reports whether the inside of angle brackets names something of Discord's.
func isReference(s string) bool {
	if strings.ContainsAny(s, " \n") && !strings.HasPrefix(s, "/") {
		return false
	}
	for _, prefix := range []string{"@", "#", ":", "a:", "t:", "/", "id:"} {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

// cut returns at most so many bytes of text, never part of a letter.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
