package corpus

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns text in the form that Analyze compares: NFKD without marks, lower case, straight
// apostrophes. It is for comparing whole phrases where cutting into words would lose something.
func Fold(text string) string {
	if ascii, capital := letters(text); ascii && !capital {
		return text
	}
	var room [256]byte // most texts fit, and then take no memory but their own
	return string(appendFolded(room[:0], text))
}

// letters reports whether text is ASCII and, if so, whether it has capitals.
func letters(text string) (ascii, capital bool) {
	var any, high uint64
	for ; len(text) > 8; text = text[8:] {
		x := load8(text)
		any |= x
		high |= capitals(x)
	}
	x := loadEnd(text)
	return (any|x)&(0x80*eachByte) == 0, high|capitals(x) != 0
}

// appendFolded appends folded text.
func appendFolded(dst []byte, text string) []byte {
	for i := 0; i < len(text); {
		n := asciiRun(text[i:])
		dst = appendSmall(dst, text[i:i+n])
		if i += n; i == len(text) {
			break
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		dst = appendRune(dst, r, text[i:i+n])
		i += n
	}
	return dst
}

// foldPlaces folds text and returns with it, for each folded byte, its place in text, with one more for the end.
func foldPlaces(text string) (folded string, places []int) {
	places = make([]int, 0, len(text)+9)
	dst := make([]byte, 0, len(text)+8)
	for i := 0; i < len(text); {
		n := asciiRun(text[i:])
		dst = appendSmall(dst, text[i:i+n])
		for ; n > 0; n-- {
			places = append(places, i)
			i++
		}
		if i == len(text) {
			break
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		dst = appendRune(dst, r, text[i:i+n])
		for len(places) < len(dst) {
			places = append(places, i)
		}
		i += n
	}
	return string(dst), append(places, len(text))
}

// asciiRun returns how many bytes of text come before the first that is not ASCII.
func asciiRun(text string) int {
	n := 0
	for n < len(text) && text[n] < utf8.RuneSelf {
		n++
	}
	return n
}

// appendSmall appends ASCII text in small letters.
func appendSmall(dst []byte, text string) []byte {
	for ; len(text) >= 8; text = text[8:] {
		dst = binary.LittleEndian.AppendUint64(dst, small(load8(text)))
	}
	for i := range len(text) {
		dst = append(dst, byte(small(uint64(text[i]))))
	}
	return dst
}

// appendRune appends what a rune that is not ASCII, given with its bytes, becomes: decomposed, without marks, its
// letters small. Latin letters, which nearly all are, take a short way that gives what NFKD gives; everything else
// is handed to NFKD.
func appendRune(dst []byte, r rune, text string) []byte {
	switch {
	case r == '’' || r == '‘' || r == 'ʼ':
		return append(dst, '\'')
	case r == '“' || r == '”':
		return append(dst, '"')
	case 0xC0 <= r && r < 0x180 && latin[r-0xC0] != "":
		return append(dst, latin[r-0xC0]...)
	case unicode.Is(unicode.Mn, r):
		return dst
	}
	var it norm.Iter
	it.InitString(norm.NFKD, text)
	for !it.Done() {
		for seg := it.Next(); len(seg) > 0; {
			d, size := utf8.DecodeRune(seg)
			if !unicode.Is(unicode.Mn, d) {
				dst = append(dst, strings.ToLower(string(seg[:size]))...)
			}
			seg = seg[size:]
		}
	}
	return dst
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
