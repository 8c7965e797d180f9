package bot

import "strings"

// preamble returns how many bytes of a question tell something ahead of the sentence that asks: "I have lived here for
// 14 years and never had trouble. Am I in there?" They are 0 where nothing is told, where more than one sentence asks, and
// where the last one does not ask.
func preamble(text string) int {
	text = strings.TrimRight(text, " \t\r\n")
	body := strings.TrimRight(text, "?!. ")
	at := -1
	for i := len(body) - 2; i > 0 && at < 0; i-- {
		switch body[i] {
		case '\n':
			at = i + 1
		case '.', '!', ':', ';':
			if body[i+1] == ' ' || body[i+1] == '\n' {
				at = i + 1
			}
		case '?':
			return 0
		}
	}
	if at < 0 || strings.Contains(body[:at], "?") {
		return 0
	}
	for body[at] == ' ' || body[at] == '\n' {
		at++
	}
	if strings.HasSuffix(text, "?") {
		return at
	}
	first, _, _ := strings.Cut(body[at:], " ")
	if (opener | generalOpener).has(strings.ToLower(first)) {
		return at
	}
	return 0
}

// askedAlone answers by the sentence alone that asks, where the question tells something ahead of it: what people tell of
// themselves before they ask is mostly nowhere in the coverage, and that says nothing about the answer. Ok is false where
// nothing is told, and where the sentence by itself gets no answer either.
func (b *Bot) askedAlone(u *Understanding) (r Reply, ok bool) {
	if u.Told == 0 || u.Claim > 0 || u.Notice == Emergency || u.Chat {
		return Reply{}, false
	}
	alone := b.Understand(Question{Text: u.text[u.Told:], Locale: string(u.Language)})
	alone.Filters, alone.Problems, alone.Notice = u.Filters, u.Problems, u.Notice
	alone.Query.Filter = u.Query.Filter
	r = b.answer(alone)
	return r, r.Outcome == Covered
}
