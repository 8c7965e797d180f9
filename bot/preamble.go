package bot

import "strings"

// mostParts is how many parts of a question are tried by themselves.
const mostParts = 3

// askingParts returns the parts of a question that may be asked by themselves, where the rest tells something, the
// likeliest first: "I have lived here for 14 years. My sister is afraid. Am I in there?" asks the last sentence, or the last
// two; "Am I in there? I have lived here for 14 years." asks the first. There is none where one sentence is all, where
// several ask, and where none does.
func askingParts(text string) (parts []string) {
	var room [16]int
	starts := sentenceStarts(room[:0], text)
	if len(starts) < 2 {
		return nil
	}
	last := text[starts[len(starts)-1]:]
	switch strings.Count(strings.TrimRight(text, "?! \r\n"), "?") {
	case 0:
		if first := text[:starts[1]]; !asks(last) && asks(first) {
			return []string{first}
		}
	case 1:
		if first := text[:starts[1]]; !asks(last) && strings.HasSuffix(strings.TrimSpace(first), "?") {
			return []string{first}
		}
		return nil
	default:
		return nil
	}
	if !asks(last) {
		return nil
	}
	for i := len(starts) - 1; i > 0 && len(parts) < mostParts; i-- {
		parts = append(parts, text[starts[i]:])
	}
	return parts
}

// asks reports whether a sentence asks: by its mark, or by its first word.
func asks(sentence string) bool {
	sentence = strings.TrimSpace(sentence)
	first, _, _ := strings.Cut(sentence, " ")
	return strings.HasSuffix(sentence, "?") || (opener | generalOpener | bidding).has(strings.ToLower(first))
}

// biddingWords are words that begin a question put as a wish.
const biddingWords = `quote show tell give list name explain describe cite find dime dame di muestra muestrame explica explicame cita busca
	diga mostra mostre explique cite liste`

// sentenceStarts appends where the sentences of a text begin, which lines, colons and dashes between words end too.
func sentenceStarts(starts []int, text string) []int {
	ended := true
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			ended = true
		case i > 0 && text[i-1] == ' ' && dash(text[i:]) > 0:
			ended = true
			i += dash(text[i:]) - 1
		case c == ' ' || c == '\r' || c == '\t':
		case ended:
			starts, ended = append(starts, i), false
		case strings.IndexByte(".!?:;", c) >= 0:
			ended = i+1 < len(text) && (text[i+1] == ' ' || text[i+1] == '\n')
		}
	}
	return starts
}

// dash returns how many bytes the dash has, or the hyphen for one, that a text begins with before a space; else 0.
func dash(text string) int {
	for _, d := range []string{"-", "–", "—"} {
		if strings.HasPrefix(text, d) && strings.HasPrefix(text[len(d):], " ") {
			return len(d)
		}
	}
	return 0
}

// askedAlone answers by a part of a question that asks, where the rest tells something: what people tell of themselves
// before they ask is mostly nowhere in the coverage, and that says nothing about the answer. Where and when it is asked of may
// stand in the rest, so its places, years and names outside the coverage are asked with the part, towns nearby left out: the
// coverage is about where those are. Ok is false where there is no such part, and where none gets an answer.
func (b *Bot) askedAlone(u *Understanding) (r Reply, ok bool) {
	if u.Claim > 0 || u.Notice == Emergency || u.Chat {
		return Reply{}, false
	}
	parts := askingParts(u.text)
	if parts == nil {
		parts = b.runOnParts(u)
	}
	for _, part := range parts {
		alone := b.Understand(Question{Text: part + b.scope(u, part), Locale: string(u.Language)})
		alone.text = "" // has no parts
		alone.Filters, alone.Problems, alone.Notice = u.Filters, u.Problems, u.Notice
		alone.Query.Filter = u.Query.Filter
		if r = b.answer(alone); r.Outcome == Covered {
			return r, true
		}
	}
	return Reply{}, false
}

// scope returns the places, the years and the names outside the coverage, towns nearby left out, that a question has
// and a part of it has not, each behind a space.
func (b *Bot) scope(u *Understanding, part string) string {
	var scope strings.Builder
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if (unit.Outside && !b.names.nearby[unit.Topic] || b.names.places[unit.Topic] || unit.Number && unit.Weight > 0 && isYear(unit.Word)) && !strings.Contains(part, unit.Text) {
			scope.WriteString(" " + unit.Text)
		}
	}
	return scope.String()
}
