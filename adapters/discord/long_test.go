package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

// quotations returns what a page quotes, letter for letter as Discord shows it: the original and the
// translation, without their quotation marks.
func quotations(t *testing.T, list []component, label string) (original, translation string) {
	t.Helper()
	for _, text := range textsOf(list) {
		var lines []string
		for line := range strings.SplitSeq(text, "\n") {
			if s, ok := strings.CutPrefix(line, "> "); ok {
				lines = append(lines, s)
			}
		}
		for _, s := range lines {
			into := &original
			if rest, ok := strings.CutPrefix(s, "*"+label+":* "); ok {
				s, into = rest, &translation
			}
			s = unescape(s)
			inner := strings.TrimSuffix(strings.TrimPrefix(s, "“"), "”")
			if inner == s || *into != "" {
				t.Fatalf("not one quotation in quotation marks: %.100q", s)
			}
			*into = inner
		}
		if len(lines) > 0 {
			return original, translation
		}
	}
	return original, translation
}

// TestLongQuotation holds that a quotation of 9,000 letters is shown in parts that are, put together, the
// quotation letter for letter, its translation too; that every part but the last says that it goes on, and
// every one but the first that it began before; and that nothing else is cut inside a quotation.
func TestLongQuotation(t *testing.T) {
	t.Parallel()
	b := hostile()
	a := offline(b, contactOf300)
	main := b.Corpus().Excerpts[0]
	for _, lang := range corpus.Languages() {
		for _, surroundings := range []string{"crowded", "alone", "shown"} {
			t.Run(fmt.Sprint(lang, " ", surroundings), func(t *testing.T) {
				v := a.view(lang, true)
				c := crawl(t, a)
				var list []component
				switch surroundings {
				case "crowded":
					list = shown(t, v.reply(new(page), crowded(b, main, lang)))
				case "alone":
					list = shown(t, v.reply(new(page), &bot.Reply{Outcome: bot.Covered, Answer: main}))
				case "shown":
					list = shown(t, v.show("", main))
				}
				var originals, translations []string
				for n := 0; ; n++ {
					original, translation := quotations(t, list, v.words.Translation)
					if original != "" {
						originals = append(originals, original)
					}
					if translation != "" {
						translations = append(translations, translation)
					}
					all := unescape(strings.Join(textsOf(list), "\n"))
					custom := ""
					for _, b := range buttonsOf(list) {
						if id, _ := parseButtonID(b.CustomID); id.action == actMore && id.number < behindLast {
							custom = b.CustomID
						}
					}
					if got := strings.Contains(all, v.control.Continued); got != (n > 0) {
						t.Errorf("part %d says that it began before: %v", n, got)
					}
					if got := strings.Contains(all, v.control.Continues); got != (custom != "") {
						t.Errorf("part %d says that it goes on: %v, and a button goes on: %v", n, got, custom != "")
					}
					if custom == "" {
						break
					}
					list = c.press(custom)
				}
				t.Logf("%d parts", len(originals))
				if got := strings.Join(originals, " "); got != main.Text {
					t.Errorf("the parts are not the quotation: %d letters of %d", len(got), len(main.Text))
				}
				want := ""
				if lang == corpus.Spanish {
					want = main.ES
				}
				if got := strings.Join(translations, " "); got != want {
					t.Errorf("the parts are not the translation: %d letters of %d", len(got), len(want))
				}
			})
		}
	}
}

// TestLongCitation holds that the three forms of a long citation are reached through More, each exact.
func TestLongCitation(t *testing.T) {
	t.Parallel()
	for _, text := range []string{hostileWords(9000, "x"), strings.ReplaceAll(hostileWords(9000, "x"), "```", "` ` `"), "short"} {
		e := *hostile().Corpus().Excerpts[0]
		e.Text = text
		a := offline(hostile(), "")
		v := a.view(corpus.English, true)
		var got [3]strings.Builder
		names := []string{v.control.CitePlain, v.control.CiteMarkdown, v.control.CiteLine}
		at, more := 0, true
		for ; more; at++ {
			list := shown(t, v.cite(&e, at))
			acceptable(t, fmt.Sprint("citations, page ", at), list)
			texts := textsOf(list)
			if len(texts) < 2 || !strings.Contains(unescape(texts[0]), v.control.CiteHead) {
				t.Fatalf("page %d: no head, or nothing under it: %.200q", at, texts)
			}
			for _, block := range texts[1:] {
				title, body, _ := strings.Cut(block, "\n")
				n := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(title, "**"+name) })
				if n < 0 {
					t.Fatalf("a form without a name: %.80q", block)
				}
				if s, ok := strings.CutPrefix(body, "```\n"); ok {
					if body = strings.TrimSuffix(s, "\n```"); body == s || strings.Contains(body, "```") {
						t.Errorf("a code block that is not closed at its end: %.80q", block)
					}
				} else {
					body = unescape(body)
				}
				if got[n].Len() > 0 {
					got[n].WriteByte(' ')
				}
				got[n].WriteString(body)
			}
			more = len(buttonsOf(list)) == 1
		}
		c := bot.Cite(&e)
		for i, want := range []string{c.Plain, c.Markdown, c.Line} {
			if got[i].String() != want {
				t.Errorf("%s of %d letters is %.300q, want %.300q", names[i], len(want), got[i].String(), want)
			}
		}
	}
}

// TestLittleRoom holds that a piece of the excerpt with the longest of everything, and with far longer than
// anybody would write, is shown on every page, however little room there is, and that an answer's other
// side is told beside it.
func TestLittleRoom(t *testing.T) {
	b := hostile()
	a := offline(b, contactOf300)
	longer := *b.Corpus().Excerpts[0]
	source := *longer.Source
	source.Title = strings.Repeat(source.Title, 10)
	longer.Source, longer.Role, longer.Context, longer.ContextES = &source, strings.Repeat(longer.Role, 10), strings.Repeat(longer.Context, 10), strings.Repeat(longer.ContextES, 10)
	for _, e := range []*corpus.Excerpt{b.Corpus().Excerpts[0], &longer} {
		for _, lang := range corpus.Languages() {
			v := a.view(lang, true)
			p := new(page)
			p.write(escape(fmt.Sprintf(v.control.MayNotWrite, maySendIn.name)))
			list := shown(t, v.reply(p, crowded(b, e, lang)))
			acceptable(t, "crowded", list)
			if original, _ := quotations(t, list, v.words.Translation); len(original) < 100 {
				t.Errorf("%s: %d letters of the quotation are shown", lang, len(original))
			}
			list = shown(t, v.reply(new(page), &bot.Reply{Outcome: bot.Covered, Answer: e, OtherSide: e.Links}))
			acceptable(t, "alone", list)
			if text := unescape(strings.Join(textsOf(list), "\n")); !strings.Contains(text, v.words.Side(e, bot.Sides(e, e.Links)[0])) {
				t.Errorf("%s: nobody who disputes it is told beside a long quotation", lang)
			}
		}
	}
}
