package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
)

// archived is a bot of an archive whose passages lack things, each another, and of which one is very long.
func archived(t testing.TB) (b *bot.Bot, all []*corpus.Excerpt) {
	t.Helper()
	lines := strings.Join([]string{
		`{"id":"full","kind":"quote","text":"We will not gamble","translation":"No vamos a jugar","speaker":"Ada Flores","role":"mayor","via":"interview","context":"On the bridge.","source":{"id":"g","outlet":"The Gazette","title":"Bridge","author":"Cam Reyes","date":"2021-06-03","url":"https://example.org/a"}}`,
		`{"id":"quote","kind":"quote","text":"The ferry is late","speaker":"Bo Lind","source":{"id":"o","outlet":"The Gazette"}}`,
		`{"id":"title","text":"The mill burned down.","source":{"id":"t","title":"The mill"}}`,
		`{"id":"dated","text":"The museum opened.","about":["museum"],"source":{"id":"m","title":"The museum","date":"1999"}}`,
		fmt.Sprintf(`{"id":"long","text":%q,"source":{"id":"l","outlet":"Long News"}}`, strings.Repeat("The harbour was dredged again. ", 300)),
	}, "\n")
	a, err := archive.BuildLines(strings.NewReader(lines), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.Len() {
		all = append(all, a.Excerpt(i))
	}
	return bot.NewArchive(a), all
}

// TestArchivePages holds that Discord accepts all that an archive leads to, and that what it shows of itself is true.
func TestArchivePages(t *testing.T) {
	t.Parallel()
	b, all := archived(t)
	a := offline(b, contactOf300)
	for _, lang := range corpus.Languages() {
		c, v := crawl(t, a), a.view(lang, true)
		for i, e := range all {
			others := slices.Delete(slices.Clone(all), i, i+1)
			first, last := b.Span()
			for _, r := range []bot.Reply{
				{Outcome: bot.Covered, Answer: e, Others: others},
				{Outcome: bot.Close, Others: others, First: first, Last: last},
				{Outcome: bot.NotCovered, Others: others},
				{Outcome: bot.NotCovered},
			} {
				r.Language = lang
				c.from(fmt.Sprintf("%s of %s in %s", r.Outcome, e.ID, lang), shown(t, v.reply(new(page), &r)))
			}
			c.from(e.ID+" shown", shown(t, v.show("", e)))
		}
		for name, p := range map[string]*page{"articles": v.articles(b, 0), "a later page of them": v.articles(b, 7), "about": v.about(b)} {
			list := shown(t, p)
			c.from(name, list)
			text := unescape(strings.Join(textsOf(list), "\n"))
			if !strings.Contains(text, v.control.Holding(b)) || !strings.Contains(text, v.words.SpanOf(b.Span())) {
				t.Errorf("%s in %s does not tell how much there is:\n%s", name, lang, text)
			}
			if strings.Contains(text, v.control.HowTo) || strings.Contains(text, v.control.Measured()) {
				t.Errorf("%s in %s tells of other coverage:\n%s", name, lang, text)
			}
		}
		if text := unescape(strings.Join(textsOf(shown(t, v.reply(new(page), &bot.Reply{Outcome: bot.NotCovered, Language: lang}))), "\n")); !strings.Contains(text, v.control.HowToLarge) || strings.Contains(text, v.control.HowTo) {
			t.Errorf("how to ask in %s:\n%s", lang, text)
		}
	}
}

// TestArchiveEntries goes every way by which somebody can come to a bot that lists nothing, buttons of another coverage
// among them.
func TestArchiveEntries(t *testing.T) {
	t.Parallel()
	b, _ := archived(t)
	a := offline(b, "")
	a.limiter = serving.NewLimiter(serving.Limits{}, 10)
	typed := func(name, value string, focused bool) commandData {
		return commandData{Name: nameAsk, Options: []option{{Name: name, Value: text(value), Focused: focused}}}
	}
	for _, name := range []string{optionQuestion, optionSpeaker, optionOutlet, optionFrom, optionTo, optionAbout} {
		if got := a.complete(&interaction{Type: interactionAutocomplete, Data: typed(name, "br", true)}); len(got) > 0 {
			t.Errorf("%s is completed by %q", name, got)
		}
	}
	for _, i := range []*interaction{
		{Type: interactionCommand, Data: typed(optionQuestion, "when did the museum open", false)},
		{Type: interactionCommand, Data: commandData{Name: nameQuotes, Options: []option{}}},
		{Type: interactionCommand, Data: commandData{Name: nameSources}},
		{Type: interactionCommand, Data: commandData{Name: nameAbout}},
	} {
		if ans := a.answerTo(t.Context(), i); ans.outcome == "failed" || ans.outcome == "unknown" {
			t.Errorf("%+v: %s", i.Data, ans.outcome)
		}
	}
	if got := a.quotes("Ada Flores", "", 0, a.view(corpus.English, false)); got.outcome != "input" {
		t.Errorf("quotes: %s", got.outcome)
	}
	topic, gone := bot.TopicRef("ada-flores"), bot.RefOf(&corpus.Excerpt{ID: "gone", Source: new(corpus.Source)})
	for _, id := range []buttonID{
		{actPage, corpus.English, 3, []bot.Ref{topic}}, {actPage, corpus.Spanish, 0, []bot.Ref{topic, topic}}, {actSources, corpus.English, 5, nil},
		{actShow, corpus.English, 0, []bot.Ref{gone}}, {actMore, corpus.English, 1, []bot.Ref{gone, gone}}, {actOther, corpus.English, 1, []bot.Ref{gone}},
		{actCite, corpus.English, 9, []bot.Ref{gone}}, {actNotThis, corpus.English, 0, []bot.Ref{gone}},
	} {
		i := &interaction{Type: interactionComponent, Guild: "1", Data: commandData{CustomID: id.String()}}
		if ans := a.answerTo(t.Context(), i); ans.outcome == "failed" {
			t.Errorf("%s: %s", id, ans.outcome)
		}
	}
}
