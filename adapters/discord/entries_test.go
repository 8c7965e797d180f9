package discord

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"

	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
)

// heardBy notes the questions that reach a handler.
type heardBy struct {
	mu        sync.Mutex
	questions []bot.Question
}

func (h *heardBy) wrap(next bot.Handler) bot.Handler {
	return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
		h.mu.Lock()
		h.questions = append(h.questions, q)
		h.mu.Unlock()
		return next(ctx, q)
	}
}

func (h *heardBy) last() bot.Question {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.questions) == 0 {
		return bot.Question{}
	}
	return h.questions[len(h.questions)-1]
}

// TestAskFields asks with each field of /ask, with several and with values that mean nothing: what is
// understood narrows the answer, always in the same order, and what is not is told in a line of its own.
func TestAskFields(t *testing.T) {
	t.Parallel()
	heard := new(heardBy)
	r := start(t, setup{handler: heard.wrap})
	field := discordfake.String
	for _, c := range []struct {
		name   string
		fields []discordfake.Option
		narrow []bot.Narrow
		wants  []string // in what is shown
	}{
		{"nothing", nil, nil, []string{"COLLECT"}},
		{"speaker", []discordfake.Option{field("speaker", "Dan Barrett")}, []bot.Narrow{{Field: bot.FieldSpeaker, Value: "Dan Barrett"}}, []string{"Dan Barrett"}},
		{"outlet", []discordfake.Option{field("outlet", "The Verge")}, []bot.Narrow{{Field: bot.FieldOutlet, Value: "The Verge"}}, []string{"The Verge, Spencer Woodman"}},
		{"from", []discordfake.Option{field("from", "2020")}, []bot.Narrow{{Field: bot.FieldFrom, Value: "2020"}}, []string{"February 25, 2020"}},
		{"to", []discordfake.Option{field("to", "2017-03")}, []bot.Narrow{{Field: bot.FieldTo, Value: "2017-03"}}, []string{"2017: “"}},
		{"about", []discordfake.Option{field("about", "ICE")}, []bot.Narrow{{Field: bot.FieldAbout, Value: "ICE"}}, []string{"ICE"}},
		{
			"all, in any order", []discordfake.Option{
				field("about", "COLLECT"), field("to", "2018"), field("from", "2017-01-31"), field("outlet", "Connecticut Public"), field("speaker", "Mike Lawlor"),
			}, []bot.Narrow{
				{Field: bot.FieldSpeaker, Value: "Mike Lawlor"}, {Field: bot.FieldOutlet, Value: "Connecticut Public"}, {Field: bot.FieldFrom, Value: "2017-01-31"},
				{Field: bot.FieldTo, Value: "2018"}, {Field: bot.FieldAbout, Value: "COLLECT"},
			}, []string{"Mike Lawlor", "Connecticut Public (WNPR), Harriet Jones"},
		},
		{
			"nothing that is known", []discordfake.Option{field("speaker", "Zaphod"), field("outlet", "The Nowhere"), field("from", "2017-99"), field("to", "soon"), field("about", "quidditch")}, []bot.Narrow{
				{Field: bot.FieldSpeaker, Value: "Zaphod"}, {Field: bot.FieldOutlet, Value: "The Nowhere"}, {Field: bot.FieldFrom, Value: "2017-99"},
				{Field: bot.FieldTo, Value: "soon"}, {Field: bot.FieldAbout, Value: "quidditch"},
			}, []string{
				`speaker: nobody called "Zaphod" is quoted in this coverage outlet: no outlet called "The Nowhere" in this coverage from: "2017-99" is no date`,
				`to: "soon" is no date`, `about: no topic called "quidditch" in this coverage`,
			},
		},
		{"half of it known", []discordfake.Option{field("speaker", "Mike Lawlor"), field("outlet", "x")}, []bot.Narrow{{Field: bot.FieldSpeaker, Value: "Mike Lawlor"}, {Field: bot.FieldOutlet, Value: "x"}}, []string{`outlet: no outlet called "x"`, "Mike Lawlor"}},
	} {
		got := r.asks(r.ana(), "who can look into COLLECT", c.fields...)
		if !got.Ephemeral() {
			t.Errorf("%s: everybody sees it", c.name)
		}
		for _, want := range c.wants {
			if !strings.Contains(wordsOf(got), want) {
				t.Errorf("%s: %q is not in %s", c.name, want, got.Text())
			}
		}
		if q := heard.last(); !reflect.DeepEqual(q.Narrow, c.narrow) || q.Text != "who can look into COLLECT" || q.Locale != "en-US" {
			t.Errorf("%s: the bot is asked %+v", c.name, q)
		}
	}
}

// TestAskNothing asks without a word: each gets a line in the asker's language.
func TestAskNothing(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for _, text := range []string{"?", "…", "👍", "<@1>", "-- ||  ||"} {
		for locale, lang := range map[string]corpus.Language{"en-US": corpus.English, "es-ES": corpus.Spanish, "pt-BR": corpus.Portuguese, "fr": corpus.English} {
			if got := r.asks(r.ana().Speaking(locale), text); wordsOf(got) != bot.ControlsOf(lang).Empty {
				t.Errorf("%q in %s: %q", text, locale, got.Text())
			}
		}
	}
	if got := r.asks(r.ana(), strings.Repeat("😀a", 1000)); !strings.Contains(got.Text(), "COLLECT") && !strings.Contains(got.Text(), "coverage") {
		t.Errorf("2,000 letters: %q", got.Text())
	}
}

// TestQuotes asks what somebody said, all of it or about a topic, and turns the pages: the list changes in
// place.
func TestQuotes(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	b := loadBot(t)
	all, err := b.Statements("Mike Lawlor", "")
	if err != nil || len(all) <= 2*perPage {
		t.Fatalf("%d statements, %v", len(all), err)
	}
	quotes := r.fake.Slash(r.ana(), nameQuotes, discordfake.String(optionSpeaker, "lawlor"))
	at := r.answered(quotes)
	if !at.Ephemeral() || !strings.Contains(wordsOf(at), "What Mike Lawlor said, in order of date") {
		t.Errorf("ephemeral %v, %s", at.Ephemeral(), at.Text())
	}
	for i, label := range []string{"Later", "Later", "Earlier", "Earlier", "Later"} {
		at = r.answered(r.fake.Press(r.ana(), quotes, labelled(t, at.Components, label)))
		if at.Type != discordfake.CallbackUpdate {
			t.Errorf("%s is answered with a message of its own", label)
		}
		if want := []string{"Page 2 of", "Page 3 of", "Page 2 of", "Page 1 of", "Page 2 of"}[i]; !strings.Contains(at.Text(), want) {
			t.Errorf("%s: %q is not in %s", label, want, at.Text())
		}
		if now, ok := quotes.Reply(); !ok || now.Text() != at.Text() || !now.Ephemeral() {
			t.Errorf("%s: the list shows %s", label, now.Text())
		}
	}
	if !strings.Contains(wordsOf(at), flat(all[perPage].Text)) {
		t.Errorf("page 2 begins with %s", at.Text())
	}
	for _, c := range []struct {
		name, speaker, about, locale string
		wants                        []string
	}{
		{"about", "Mike Lawlor", "COLLECT", "en-US", []string{"What Mike Lawlor said, in order of date, about COLLECT"}},
		{"in Spanish", "Dan Barrett", "", "es-419", []string{"Lo que dijo Dan Barrett, por orden de fecha", "Traducción:"}},
		{"in Portuguese", "Dan Barrett", "", "pt-BR", []string{"O que Dan Barrett disse, por ordem de data", "Os trechos estão em inglês."}},
		{"nothing about it", "Dan Barrett", "Norwalk", "en-US", []string{"The coverage has nothing by Dan Barrett about Norwalk."}},
		{"nobody", "Zaphod @everyone", "", "en-US", []string{`nobody called "Zaphod @everyone" is quoted`}},
		{"no topic", "Dan Barrett", "quidditch", "en-US", []string{`no topic called "quidditch"`}},
		{"an empty name", "?", "", "en-US", []string{`nobody called "?" is quoted`}},
	} {
		fields := []discordfake.Option{discordfake.String(optionSpeaker, c.speaker)}
		if c.about != "" {
			fields = append(fields, discordfake.String(optionAbout, c.about))
		}
		got := r.answered(r.fake.Slash(r.ana().Speaking(c.locale), nameQuotes, fields...))
		for _, want := range c.wants {
			if !strings.Contains(wordsOf(got), want) || !got.Ephemeral() {
				t.Errorf("%s: %q is not in %s", c.name, want, got.Text())
			}
		}
	}
}

// TestAboutAndSources asks what this is and what it is made of.
func TestAboutAndSources(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for locale, lang := range map[string]corpus.Language{"en-GB": corpus.English, "es-ES": corpus.Spanish, "pt-BR": corpus.Portuguese} {
		words, controls := bot.PhrasesOf(lang), bot.ControlsOf(lang)
		about := r.answered(r.fake.Slash(r.ana().Speaking(locale), nameAbout))
		for _, want := range []string{controls.About, controls.HowTo, controls.Measured(), controls.Privacy, "Hotline 555-0100"} {
			if !strings.Contains(wordsOf(about), want) || !about.Ephemeral() {
				t.Errorf("/about in %s: %q is not in %s", lang, want, about.Text())
			}
		}
		sources := r.answered(r.fake.Slash(r.ana().Speaking(locale), nameSources))
		for _, s := range loadBot(t).Corpus().Sources {
			if !strings.Contains(wordsOf(sources), words.CitationOf(s)) || !strings.Contains(wordsOf(sources), s.URL) || !sources.Ephemeral() {
				t.Errorf("/sources in %s: %s is not in %s", lang, s.ID, sources.Text())
			}
		}
	}
}

// TestManySources holds that however many articles there are, all are on some page.
func TestManySources(t *testing.T) {
	c := &corpus.Corpus{}
	for i := range 60 {
		c.Sources = append(c.Sources, &corpus.Source{
			ID: string(rune('a'+i%26)) + "x", Outlet: "Outlet " + strings.Repeat("o", 40), Title: strings.Repeat("t", 150), Date: corpus.Date{Year: 1950 + i}, URL: "https://x.test/" + strings.Repeat("u", 60),
		})
	}
	v := offline(nil, "").view(corpus.English, false)
	seen, more := 0, true
	for at := 0; more; at++ {
		if at > 60 {
			t.Fatal("there is no end")
		}
		list := shown(t, v.sources(c, at))
		acceptable(t, "articles", list)
		seen += len(textsOf(list)) - 1 // but the head
		more = len(buttonsOf(list)) > 0
		if more {
			if id, ok := parseButtonID(buttonFor(t, list, actSources)); !ok || id.number != at+1 {
				t.Fatalf("page %d is followed by %+v", at, id)
			}
		}
	}
	if seen != len(c.Sources) {
		t.Errorf("%d articles of %d are shown", seen, len(c.Sources))
	}
}

// TestCheck has people check messages of all kinds.
func TestCheck(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	bo := r.in(r.ana(), 1)
	noText := bot.ControlsOf(corpus.English).NoText
	long := strings.TrimSpace(strings.Repeat("I heard about 20 different federal agencies can get into COLLECT. ", 70))[:4000]
	for _, c := range []struct {
		name   string
		target discordfake.Message
		who    discordfake.Actor
		want   string
	}{
		{"a claim", r.fake.Say(bo, "I heard about 20 federal agencies can get into COLLECT"), r.ana(), itsAnswer},
		{"one's own", r.fake.Say(r.ana(), theQuestion), r.ana(), itsAnswer},
		{"in Spanish", r.fake.Say(bo, "cuántas agencias federales pueden entrar a COLLECT"), r.ana().Speaking("es-ES"), "unas 20 agencias federales"},
		{"of a bot", r.fake.Say(bo, theQuestion, discordfake.AsBot()), r.ana(), itsAnswer},
		{"of a webhook", r.fake.Say(bo, theQuestion, discordfake.AsWebhook()), r.ana(), itsAnswer},
		{"with marks and mentions", r.fake.Say(bo, "<@1> **how many** `federal agencies` can ||get into|| COLLECT <:x:123>"), r.ana(), itsAnswer},
		{"4,000 letters", r.fake.Say(bo, long), r.ana(), "COLLECT"},
		{"no text", r.fake.Say(bo, "", discordfake.Attach("a.png", "image/png", 10)), r.ana(), noText},
		{"no text, in Spanish", r.fake.Say(bo, ""), r.ana().Speaking("es-419"), bot.ControlsOf(corpus.Spanish).NoText},
		{"marks alone", r.fake.Say(bo, "** **"), r.ana(), noText},
		{"an emoji", r.fake.Say(bo, "<:x:123>"), r.ana(), noText},
		{"signs alone", r.fake.Say(bo, "👍 !!"), r.ana(), noText},
		{"the bot's own answer", r.said(bo, theQuestion, mention()), r.ana(), noText},
		{"in another server, as one's own app", r.fake.Say(r.fake.Actor(r.fake.User(1), r.fake.Place(1, 1)), theQuestion), func() discordfake.Actor {
			a := r.fake.Actor(r.fake.User(0), r.fake.Place(1, 1))
			a.UserInstalled = true
			return a
		}(), itsAnswer},
	} {
		got := r.answered(r.fake.MessageCommand(c.who, nameCheck, c.target))
		if !got.Ephemeral() || !strings.Contains(wordsOf(got), c.want) {
			t.Errorf("%s: ephemeral %v, %s", c.name, got.Ephemeral(), got.Text())
		}
	}
}

// TestLanguages holds in which language a reply comes: that of the question, and where it has none that
// shows, that of the asker's client; English for a client of any other.
func TestLanguages(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	english, spanish, portuguese := bot.PhrasesOf(corpus.English), bot.PhrasesOf(corpus.Spanish), bot.PhrasesOf(corpus.Portuguese)
	age := func(p *bot.Phrases) string { return strings.TrimSuffix(strings.SplitN(p.Age, "%s", 2)[1], ".") }
	for _, c := range []struct {
		locale, question, want string
	}{
		{"es-ES", theQuestion, age(english)},
		{"es-419", theQuestion, age(english)},
		{"pt-BR", theQuestion, age(english)},
		{"en-US", "cuántas agencias federales pueden entrar a COLLECT", age(spanish)},
		{"de", "cuántas agencias federales pueden entrar a COLLECT", age(spanish)},
		{"en-US", "quantas agências federais podem entrar no COLLECT", age(portuguese)},
		{"es-ES", "COLLECT", "Cobertura de"},
		{"es-419", "COLLECT", "Cobertura de"},
		{"pt-BR", "COLLECT", "Os trechos estão em inglês"},
		{"en-GB", "COLLECT", age(english)},
		{"zh-CN", "COLLECT", age(english)},
		{"", "COLLECT", age(english)},
		{"no such language", "COLLECT", age(english)},
	} {
		if got := r.asks(r.ana().Speaking(c.locale), c.question); !strings.Contains(wordsOf(got), c.want) {
			t.Errorf("%q, asked in %s: %s", c.question, c.locale, got.Text())
		}
	}
	for locale, want := range map[string]string{"es-ES": "Lo que dijo", "es-419": "Lo que dijo", "pt-BR": "O que Dan Barrett disse", "fr": "What Dan Barrett said", "no such language": "What Dan Barrett said"} {
		got := r.answered(r.fake.Slash(r.ana().Speaking(locale), nameQuotes, discordfake.String(optionSpeaker, "Dan Barrett")))
		if !strings.Contains(wordsOf(got), want) {
			t.Errorf("/quotes in %s: %s", locale, got.Text())
		}
	}
	// A message brings no locale: its own words tell.
	for question, want := range map[string]string{
		"cuántas agencias federales pueden entrar a COLLECT": age(spanish), "COLLECT": age(english), "¿?": bot.ControlsOf(corpus.Spanish).Empty,
	} {
		if got := r.said(r.ana().Speaking("pt-BR"), question, mention()); !strings.Contains(wordsOf(got), want) {
			t.Errorf("a mention with %q: %s", question, got.Text())
		}
	}
}
