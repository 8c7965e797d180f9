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
	folded, offsets := foldPlaces(text)
	return spell(scan(dst, folded, true, offsets), first)
}

// analyzeStored is Analyze for text whose tokens need no places: all Start and End are 0, and there
// is nothing to remember for that.
func analyzeStored(dst []Token, text string) []Token { return analyzeFolded(dst, Fold(text)) }

// analyzeFolded is analyzeStored for text that is folded already.
func analyzeFolded(dst []Token, folded string) []Token {
	first := len(dst)
	return spell(scan(dst, folded, false, nil), first)
}

// charClass says what a byte of folded text is to scan.
type charClass uint8

const (
	letter charClass = iota
	digit
	apostrophe
	beyond // ASCII
	separates
)

var charClasses = func() (classes [256]charClass) {
	for c := range classes {
		classes[c] = separates
		switch {
		case 'a' <= c && c <= 'z':
			classes[c] = letter
		case '0' <= c && c <= '9':
			classes[c] = digit
		case c == '\'':
			classes[c] = apostrophe
		case c >= utf8.RuneSelf:
			classes[c] = beyond
		}
	}
	return classes
}()

// scan cuts folded text. offsets translates its places to those of the text as given; nil means
// that they are the same. Without places, Start and End stay 0.
func scan(dst []Token, s string, places bool, offsets []int) []Token {
	for i := 0; i < len(s); {
		from := i
		var t Token
		switch charClasses[s[i]] {
		case digit:
			i, t.Word = scanNumber(s, i)
			t.Number = true
		case letter, beyond:
			for i < len(s) && charClasses[s[i]] <= digit { // as far as nearly all words go
				i++
			}
			t.Word = s[from:i]
			if i < len(s) && charClasses[s[i]] != separates {
				var apostrophes bool
				if i, apostrophes = scanWord(s, from); i == from { // neither letter nor digit
					_, n := utf8.DecodeRuneInString(s[i:])
					i += n
					continue
				}
				if t.Word = s[from:i]; apostrophes {
					t.Word = strings.ReplaceAll(strings.TrimSuffix(t.Word, "'s"), "'", "")
					if t.Word == "" {
						continue
					}
				}
			}
		default:
			i++
			continue
		}
		if places {
			if t.Start, t.End = from, i; offsets != nil {
				t.Start, t.End = offsets[from], offsets[i]
			}
		}
		dst = append(dst, t)
	}
	return dst
}

// scanWord returns the end of the word at i: letters, digits, and apostrophes between letters; and
// whether there are any of the last. The end is i where no word begins.
func scanWord(s string, i int) (end int, apostrophes bool) {
	for from := i; i < len(s); {
		switch charClasses[s[i]] {
		case letter, digit:
			i++
		case apostrophe:
			if i == from || i+1 >= len(s) {
				return i, apostrophes
			}
			if next, _ := utf8.DecodeRuneInString(s[i+1:]); !unicode.IsLetter(next) {
				return i, apostrophes
			}
			apostrophes = true
			i++
		case beyond:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return i, apostrophes
			}
			i += n
		default:
			return i, apostrophes
		}
	}
	return i, apostrophes
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

// isLetter reports whether a token is a letter by itself.
func (t *Token) isLetter() bool { return len(t.Word) == 1 && !t.Number }

// spell replaces, from first on, number words by digits, "N thousand" by one number, and what
// phones write by the word that is meant.
func spell(tokens []Token, first int) []Token {
	from := first
	for from < len(tokens) && !tokens[from].Number && !maySpell(tokens[from].Word) {
		from++ // nothing to replace so far
	}
	if from == len(tokens) {
		return tokens
	}
	out := tokens[:from]
	lettersBefore := from > first && tokens[from-1].isLetter() // out shares memory with tokens, so what stood before is remembered
	for i := from; i < len(tokens); i++ {
		t := &tokens[i]
		if !t.Number && maySpell(t.Word) {
			// The U of U.S. and of A-C-L-U is not "you".
			spelledOut := len(t.Word) == 1 && (lettersBefore || i+1 < len(tokens) && tokens[i+1].isLetter())
			lettersBefore = len(t.Word) == 1
			if w, ok := spellings[t.Word]; ok && !spelledOut {
				t.Word, t.Number = w, w[0] <= '9'
			}
		} else {
			lettersBefore = t.isLetter()
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
