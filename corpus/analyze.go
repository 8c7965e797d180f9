package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one word or number of a text after analysis.
type Token struct {
	Word   string // folded: lower case, no accents, no apostrophes; a number in digits
	Start  int    // byte offset of the first byte in the analysed string
	End    int    // byte offset after the last
	Number bool   // Word is a number
}

// Analyze cuts text into folded tokens. It is the one analysis of the project: stored excerpts,
// their questions, aliases and asked questions all pass through it, so that equal words meet.
//
// Folding is Unicode NFKD without marks, then lower case: "Información" and "informacion" are one
// word. An English possessive loses its 's; other apostrophes vanish ("don't" is "dont"). Numbers
// lose their thousands separators ("15,000", "15 000" and "15 mil" are "15000") and number words
// from two to twenty and the tens become digits. What phones make of common words ("u", "ppl",
// "xq") becomes the word. Bytes that are not UTF-8 separate words. The tokens are appended to dst.
func Analyze(dst []Token, text string) []Token {
	first := len(dst)
	if ascii, _ := letters(text); ascii {
		return spell(scan(dst, Fold(text), true, nil), first)
	}
	offsets := make([]int, 0, len(text)+9)
	folded := fold(text, &offsets)
	return spell(scan(dst, folded, true, offsets), first)
}

// analyzeStored is Analyze for text whose tokens need no places: all Start and End are 0, and there
// is nothing to remember for that.
func analyzeStored(dst []Token, text string) []Token {
	first := len(dst)
	return spell(scan(dst, Fold(text), false, nil), first)
}

// scan cuts folded text. offsets translates its places to those of the text as given; nil means
// that they are the same. Without places, Start and End stay 0.
func scan(dst []Token, s string, places bool, offsets []int) []Token {
	for i := 0; i < len(s); {
		from := i
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			end, digits := scanNumber(s, i)
			dst = append(dst, Token{Word: digits, Number: true})
			i = end
		case 'a' <= c && c <= 'z' || c >= utf8.RuneSelf:
			end, apostrophe := scanWord(s, i)
			if end == i { // neither letter nor digit
				_, n := utf8.DecodeRuneInString(s[i:])
				i += n
				continue
			}
			word := s[i:end]
			i = end
			if apostrophe {
				word = strings.ReplaceAll(strings.TrimSuffix(word, "'s"), "'", "")
				if word == "" {
					continue
				}
			}
			dst = append(dst, Token{Word: word})
		default:
			i++
			continue
		}
		if !places {
			continue
		}
		t := &dst[len(dst)-1]
		if t.Start, t.End = from, i; offsets != nil {
			t.Start, t.End = offsets[from], offsets[i]
		}
	}
	return dst
}

// scanWord returns the end of the word at i: letters, digits, and apostrophes between letters; and
// whether there are any of the last. The end is i where no word begins.
func scanWord(s string, i int) (end int, apostrophe bool) {
	from := i
	for i < len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			i++
		case c == '\'':
			if i == from || i+1 >= len(s) {
				return i, apostrophe
			}
			if next, _ := utf8.DecodeRuneInString(s[i+1:]); !unicode.IsLetter(next) {
				return i, apostrophe
			}
			apostrophe = true
			i++
		case c < utf8.RuneSelf:
			return i, apostrophe
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return i, apostrophe
			}
			i += n
		}
	}
	return i, apostrophe
}

// scanNumber returns the end of the number at i and its digits without thousands separators, with
// a decimal point where there is one. A point or comma followed by exactly three digits separates
// thousands; followed by one or two, it is decimal. Letters glued behind ("24th", "80s", "100k")
// are taken off; k stands for thousands.
func scanNumber(s string, i int) (int, string) {
	digitsTo := func(j int) int {
		for j < len(s) && '0' <= s[j] && s[j] <= '9' {
			j++
		}
		return j
	}
	end := digitsTo(i)
	digits := s[i:end]
	for end+1 < len(s) && (s[end] == '.' || s[end] == ',') {
		next := digitsTo(end + 1)
		group := s[end+1 : next]
		if len(group) == 3 && len(digits) <= 9 {
			digits += group
			end = next
			continue
		}
		if len(group) == 1 || len(group) == 2 {
			digits += "." + group
			end = next
		}
		break
	}
	tail := end
	for tail < len(s) && 'a' <= s[tail] && s[tail] <= 'z' {
		tail++
	}
	switch s[end:tail] {
	case "k":
		digits += "000"
		end = tail
	case "st", "nd", "rd", "th", "s", "o", "a":
		end = tail
	}
	return end, digits
}

// spell replaces, from first on, number words by digits, "N thousand" by one number, and what
// phones write by the word that is meant.
func spell(tokens []Token, first int) []Token {
	out := tokens[:first]
	letter := func(i int) bool {
		return first <= i && i < len(tokens) && len(tokens[i].Word) == 1 && !tokens[i].Number
	}
	lettersBefore := false // out shares memory with tokens, so what stood before is remembered
	for i := first; i < len(tokens); i++ {
		t := &tokens[i]
		spelledOut := letter(i) && (lettersBefore || letter(i+1)) // the U of U.S. and of A-C-L-U is not "you"
		lettersBefore = letter(i)
		if !t.Number && maySpell(t.Word) && !spelledOut {
			if w, ok := spellings[t.Word]; ok {
				t.Word, t.Number = w, w[0] <= '9'
			}
		}
		if last := len(out) - 1; last >= first && out[last].Number {
			prev := &out[last]
			thousand := t.Word == "thousand" || t.Word == "mil"
			// A space as thousands separator: exactly three digits, close behind.
			triple := t.Number && len(t.Word) == 3 && len(prev.Word) <= 3 && t.Start == prev.End+1
			if thousand && len(prev.Word) <= 3 {
				prev.Word, prev.End = prev.Word+"000", t.End
				continue
			}
			if triple {
				prev.Word, prev.End = prev.Word+t.Word, t.End
				continue
			}
		}
		if len(out) == i { // nothing fell out before
			out = tokens[:i+1]
		} else {
			out = append(out, *t)
		}
	}
	return out
}
