package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns text in the form that Analyze compares: NFKD without marks, lower case, straight
// apostrophes. It is for comparing whole phrases where cutting into words would lose something.
func Fold(text string) string {
	ascii, capitals := letters(text)
	switch {
	case !ascii:
		return fold(text, nil)
	case capitals:
		var out strings.Builder
		out.Grow(len(text))
		writeLower(&out, text)
		return out.String()
	}
	return text
}

// letters reports whether text is ASCII and, if so, whether it has capitals. It looks at eight bytes
// at once.
func letters(text string) (ascii, capitals bool) {
	const each = 0x0101010101010101
	var any, high uint64
	look := func(x uint64) {
		any |= x
		high |= (x + (0x80-'A')*each) &^ (x + (0x7f-'Z')*each) // from A on and not behind Z
	}
	for ; len(text) >= 8; text = text[8:] {
		look(uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56)
	}
	for i := range len(text) {
		look(uint64(text[i]))
	}
	return any&(0x80*each) == 0, high&(0x80*each) != 0
}

// writeLower writes ASCII text in small letters.
func writeLower(out *strings.Builder, text string) {
	var part [64]byte
	for len(text) > 0 {
		n := copy(part[:], text)
		for i, c := range part[:n] {
			if 'A' <= c && c <= 'Z' {
				part[i] = c + 'a' - 'A'
			}
		}
		out.Write(part[:n])
		text = text[n:]
	}
}

// foldedHash is the wordHash of a folded text.
func foldedHash(text string) uint64 {
	h := uint64(fnvBasis)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			return wordHash(fold(text, nil))
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * fnvPrime
	}
	return h
}

// fold decomposes text, drops its marks and lowers its letters. Where offsets is not nil, it becomes
// for each folded byte its place in text, with one more for the end. Latin letters, which nearly all
// text is, take a short way that gives what NFKD gives; everything else is handed to NFKD.
func fold(text string, offsets *[]int) string {
	var out strings.Builder
	out.Grow(len(text) + 8)
	put := func(at int, s string) {
		if offsets != nil {
			for range len(s) {
				*offsets = append(*offsets, at)
			}
		}
		out.WriteString(s)
	}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			from := i
			for ; i < len(text) && text[i] < utf8.RuneSelf; i++ {
				if offsets != nil {
					*offsets = append(*offsets, i)
				}
			}
			writeLower(&out, text[from:i])
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '’' || r == '‘' || r == 'ʼ':
			put(i, "'")
		case r == '“' || r == '”':
			put(i, `"`)
		case 0xC0 <= r && r < 0x180 && latin[r-0xC0] != "":
			put(i, latin[r-0xC0])
		case unicode.Is(unicode.Mn, r):
		default:
			var it norm.Iter
			it.InitString(norm.NFKD, text[i:i+n])
			for !it.Done() {
				for seg := it.Next(); len(seg) > 0; {
					d, size := utf8.DecodeRune(seg)
					if !unicode.Is(unicode.Mn, d) {
						put(i, strings.ToLower(string(seg[:size])))
					}
					seg = seg[size:]
				}
			}
		}
		i += n
	}
	if offsets != nil {
		*offsets = append(*offsets, len(text))
	}
	return out.String()
}

// latin holds, for U+00C0 to U+017F, the small letter under the mark, or the letter itself, small.
var latin = func() (table [0x180 - 0xC0]string) {
	for i := range table {
		for _, d := range norm.NFKD.String(string(rune(0xC0 + i))) {
			if !unicode.Is(unicode.Mn, d) {
				table[i] += strings.ToLower(string(d))
			}
		}
	}
	return table
}()
