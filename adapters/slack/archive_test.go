package slack

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

// TestArchivePages holds that Slack takes all that an archive leads to, and that what it shows of itself is true.
func TestArchivePages(t *testing.T) {
	t.Parallel()
	b, all := archived(t)
	a := newTestAdapter(t, b)
	for _, lang := range corpus.Languages() {
		j, v := newJudge(t, a), a.show(lang, true)
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
				j.from(fmt.Sprintf("%s of %s in %s", r.Outcome, e.ID, lang), v.reply(&r))
			}
			left, right := v.columns(entry{one: e, other: others[0], head: "x"}, 1, 2)
			if said := left + right; strings.Contains(said, ", \n") || strings.HasSuffix(left, ", ") || strings.HasSuffix(right, ", ") {
				t.Errorf("in columns:\n%s\n%s", left, right)
			}
		}
		home := &page{room: homeText, most: homeBlocks}
		v.front(home, b)
		for name, p := range map[string]*page{"articles": v.sources(b), "about": v.about(b), "home": home} {
			j.takes(name, p)
			text := wordsOf(t, p)
			for _, want := range []string{v.control.Holding(b), v.words.SpanOf(b.Span()), b.Version()} {
				if !strings.Contains(text, want) {
					t.Errorf("%s in %s does not tell %q:\n%s", name, lang, want, text)
				}
			}
			for _, other := range []string{v.control.Measured(), v.forms.People, v.forms.Topics, "COLLECT"} {
				if strings.Contains(text, other) {
					t.Errorf("%s in %s tells of other coverage, %q:\n%s", name, lang, other, text)
				}
			}
		}
		for _, said := range []string{"quotes Ada Flores", "quotes Ada Flores about bridge", "compare bridge", "citas Ada Flores", "sources", "about", "help", "x"} {
			words := strings.Fields(said)
			if p := a.ordered(words, bot.Question{Text: said, Locale: string(lang)}, true); p != nil {
				j.takes(said, p)
			} else if len(words) == 1 && said != "x" {
				t.Errorf("%s does nothing", said)
			}
		}
	}
}

// TestArchiveButtons presses buttons of other coverage.
func TestArchiveButtons(t *testing.T) {
	t.Parallel()
	b, all := archived(t)
	a := newTestAdapter(t, b)
	topic, gone := bot.TopicRef("ada-flores"), bot.RefOf(&corpus.Excerpt{ID: "gone", Source: new(corpus.Source)})
	changed := *all[0]
	changed.Text = "other words"
	for _, action := range []serving.Action{serving.Page, serving.Topic, serving.Source, serving.Show, serving.More, serving.Other, serving.Cite, serving.NotThis, serving.Translate} {
		for _, refs := range [][]bot.Ref{{topic}, {topic, topic}, {gone}, {gone, gone}, {bot.RefOf(&changed)}} {
			c := serving.Control{Action: action, Language: corpus.English, Number: 1, Refs: refs}
			if p, outcome := a.show(corpus.English, true).behind(&c, b); p == nil || outcome == "" {
				t.Errorf("%s leads nowhere", c)
			}
		}
	}
}

// TestArchiveServed has an archive answer in Slack: Home, the assistant and commands.
func TestArchiveServed(t *testing.T) {
	t.Parallel()
	b, _ := archived(t)
	r := start(t, setup{bot: func() *bot.Bot { return b }})
	ana := r.ana()
	if home := r.home(ana); !holds(home.Shown(), "Excerpts: 5. Sources: 5.") || holds(home.Shown(), "Who is quoted") {
		t.Errorf("Home shows %s", home.Shown())
	}
	if m := r.asks(ana, "when did the museum open"); !holds(m.Text, "The museum opened.") {
		t.Errorf("answered %s", m.Text)
	}
	if m := r.asks(ana, "sources"); !holds(m.Text, "too large to list") {
		t.Errorf("answered %s", m.Text)
	}
	r.adapter.assist(t.Context(), new(event))
	if n := len(r.fake.Calls("assistant.threads.setSuggestedPrompts")); n > 0 {
		t.Errorf("%d times no question was proposed", n)
	}
}
