package slack

import (
	"context"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/slackfake"
)

// TestWaysToAsk asks in every way in which a text can be sent, with filters typed and in words, with orders
// and in three languages: each is answered with what was asked for, alone where only the asker shall see it.
func TestWaysToAsk(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	const reciprocal = "“It’s a reciprocal agreement, so they have access to COLLECT"
	for _, c := range []struct {
		name, text string
		wants      []string
		lacks      string
	}{
		{"a question", theQuestion, []string{itsAnswer, "Fact, in our own words", "Connecticut Public (WNPR), Harriet Jones, April 5, 2017", "https://www.ctpublic.org/politics/2017-04-05/", "Coverage from 2017"}, ""},
		{"filters typed", "speaker:Lawlor from:2017 is the agreement reciprocal?", []string{reciprocal, "— Mike Lawlor, Connecticut's undersecretary for criminal justice policy and planning"}, ""},
		{"filters in words", "what did Lawlor say in the Mirror’s 2017 story", []string{"“They have direct access to whatever info they want via COLLECT”", "March 30, 2017"}, ""},
		{"a filter that names nobody", "speaker:Nobody " + theQuestion, []string{"nobody called", itsAnswer}, ""},
		{"in Spanish", "¿cuántas agencias federales pueden entrar en COLLECT?", []string{"unas 20 agencias federales", "Dato, en nuestras palabras", "5 de abril de 2017", "Cobertura de 2017"}, ""},
		{"in Portuguese", "quantas agências federais podem entrar no COLLECT?", []string{itsAnswer, "Fato, em nossas palavras", "Os trechos estão em inglês.", "Compartilhar aqui"}, ""},
		{"quotes", "quotes Wishnie", []string{"What Michael Wishnie said, in order of date", "Said at different times", "Page 1 of", "Show 1", "Later"}, ""},
		{"quotes on a topic", "quotes Wishnie about fingerprints", []string{"What Michael Wishnie said, in order of date, about"}, "Page 2"},
		{"quotes by", "Quotes by Alok Bhatt on the Trust Act", []string{"What Alok Bhatt said", "about Trust Act", "Show 2"}, ""},
		{"citas", "citas de Wishnie sobre huellas", []string{"Lo que dijo Michael Wishnie, por orden de fecha, sobre", "Traducción:"}, ""},
		{"citações", "citações de Wishnie sobre impressões digitais", []string{"O que Michael Wishnie disse, por ordem de data, sobre"}, ""},
		{"quotes of nobody", "quotes Bilbo about COLLECT", []string{"holds news coverage from"}, "in order of date"},
		{"compare", "compare Trust Act", []string{"Who says what about Trust Act", "The other side:", "Show 2"}, ""},
		{"comparar", "comparar la Trust Act", []string{"Quién dice qué sobre Trust Act", "La otra parte:"}, ""},
		{"comparação", "comparação Trust Act", []string{"Quem diz o quê sobre Trust Act", "O outro lado:"}, ""},
		{"compare nothing known", "compare hobbits", []string{"This collection holds"}, "Who says what"},
		{"sources", "sources", []string{"The Verge, Spencer Woodman, February 22, 2017", "quotations", "Open", "Coverage version " + loadBot(t).Version()}, ""},
		{"fuentes", "Fuentes", []string{"The Verge, Spencer Woodman, 22 de febrero de 2017", "citas", "Abrir"}, ""},
		{"a question on sources", "sources of the ACLU report on plate readers?", nil, "The coverage\n"},
		{"about", "about", []string{"No language model", "forgotten", "Measured on", "Hotline 555-0100"}, ""},
		{"acerca", "acerca", []string{"Sin modelo de lenguaje", "se olvida", "Medido con"}, ""},
		{"help", "help", []string{"/clippings quotes", "/clippings compare", "/clippings about"}, ""},
		{"ayuda", "ayuda", []string{"/clippings citas", "Pregunte con sus palabras"}, ""},
		{"ajuda", "ajuda!", []string{"/clippings citações", "Pergunte com suas palavras"}, ""},
		{"nothing", "", []string{"/clippings quotes"}, ""},
		{"an order that says no more", "quotes", []string{"/clippings quotes"}, ""},
		{"emergency", "la migra está en mi puerta", []string{"Si esto está pasando ahora", "Contacto:", "Hotline 555-0100"}, "La cobertura no lo dice."},
	} {
		t.Run(c.name, func(t *testing.T) {
			ana := r.ana()
			h := r.fake.Slash(ana, "/clippings", c.text)
			m := r.seen(h)
			said := shownIn(m)
			for _, want := range c.wants {
				if !holds(said, want) {
					t.Errorf("%q is not in:\n%s", want, said)
				}
			}
			if c.lacks != "" && strings.Contains(said, c.lacks) {
				t.Errorf("%q is in:\n%s", c.lacks, said)
			}
			if m.Viewer != ana.Person.ID || m.Via != slackfake.ViaAck || m.ShownCommand != "" {
				t.Errorf("the answer came by %s, seen by %q, with the command %q", m.Via, m.Viewer, m.ShownCommand)
			}
			if h.Trouble() != "" || len(h.Replies()) != 1 {
				t.Errorf("%d replies, trouble %q", len(h.Replies()), h.Trouble())
			}
		})
	}
	if n := len(r.fake.BotMessages("")); n > 0 {
		t.Errorf("%d messages were posted for all to see", n)
	}
}

// shownIn is all that is shown in a message, the labels of its elements too.
func shownIn(m slackfake.Message) string {
	all := []string{m.Shown()}
	for _, e := range m.Elements() {
		all = append(all, e.Text)
		for _, o := range e.Options {
			all = append(all, o.Text)
		}
	}
	return strings.Join(all, "\n")
}

// TestHelpIsTrue holds that every example in the help is answered: the questions covered and in their
// language, the orders obeyed.
func TestHelpIsTrue(t *testing.T) {
	b := loadBot(t)
	a := newTestAdapter(t, b)
	for _, lang := range corpus.Languages() {
		examples := 0
		for _, line := range strings.FieldsFunc(a.show(lang, true).help(), func(r rune) bool { return r == '\n' || r == '·' }) {
			_, example, ok := strings.Cut(line, "/clippings ")
			if !ok {
				t.Errorf("%s: no example in %q", lang, line)
				continue
			}
			examples++
			example, _, order := strings.Cut(example, " — ")
			p, outcome := a.asked(context.Background(), bot.Question{Text: example}, words(example), true)
			if order && outcome != "shown" || !order && outcome != string(bot.Covered) || p.lang != lang {
				t.Errorf("%s: %q comes out as %s in %s", lang, example, outcome, p.lang)
			}
		}
		if examples != 6 {
			t.Errorf("%s: %d examples", lang, examples)
		}
	}
}

// TestConversations holds where answers to messages go: a mention is answered in its thread, in the thread
// where it stands in one, a direct message beside it, a reply in a thread of the bot's without a mention;
// and that a message to somebody else is left alone.
func TestConversations(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana, bo := r.ana(), r.fake.Actor(r.fake.Person(1), r.fake.Public(0))

	asked := r.says(ana, theQuestion)
	answer := r.seen(asked)
	if answer.ThreadTS != asked.Message().TS || answer.Broadcast || !holds(answer.Shown(), itsAnswer) {
		t.Errorf("a mention is answered in the thread %q of %q: %s", answer.ThreadTS, asked.Message().TS, answer.Shown())
	}
	if button1(answer, serving.Share) != "" {
		t.Error("what everybody sees can be shared")
	}

	begun := r.fake.Say(bo, "Has anybody read this?").Message()
	inside := r.seen(r.says(ana, "is the agreement reciprocal?", slackfake.InThread(begun.TS)))
	if inside.ThreadTS != begun.TS || !holds(inside.Shown(), "It’s a reciprocal agreement") {
		t.Errorf("inside a thread the answer goes to %q: %s", inside.ThreadTS, inside.Shown())
	}

	direct := r.fake.Actor(r.fake.Person(1), r.fake.DM(r.fake.Person(1)))
	private := r.seen(r.fake.Say(direct, theQuestion))
	if private.ThreadTS != "" || private.Channel != direct.Channel.ID || !holds(private.Shown(), itsAnswer) {
		t.Errorf("a direct message is answered in %q, thread %q", private.Channel, private.ThreadTS)
	}
	threaded := r.seen(r.fake.Say(direct, "is the agreement reciprocal?", slackfake.InThread(private.TS)))
	if threaded.ThreadTS != private.TS {
		t.Errorf("in a thread of direct messages the answer goes to %q", threaded.ThreadTS)
	}

	// Somebody shared an excerpt, which begins a thread: who replies there asks the bot.
	m := r.asks(ana, "is the agreement reciprocal?")
	r.pressed(ana, m, serving.Share)
	shared := r.posted(ana, "From news coverage")
	followed := r.seen(r.fake.Say(bo, "and what does Wishnie say to that?", slackfake.InThread(shared.TS)))
	if followed.ThreadTS != shared.TS || !holds(followed.Shown(), "— Michael Wishnie") {
		t.Errorf("a reply to what was shared is answered in %q: %s", followed.ThreadTS, followed.Shown())
	}

	// The thread of a mention is its asker's: without a mention, people talk among themselves.
	alone := r.fake.Say(bo, theQuestion, slackfake.InThread(asked.Message().TS))
	if _, err := alone.Wait(patience); err != nil {
		t.Fatal(err)
	}
	before := len(r.fake.Thread(r.ana().Channel.ID, asked.Message().TS))
	r.seen(r.says(ana, theQuestion)) // answered after it
	if got := r.fake.Thread(r.ana().Channel.ID, asked.Message().TS); len(got) != before || len(got) != 3 {
		t.Errorf("%d messages in a thread of people: %v", len(got), got)
	}
}

// TestFollowUp holds that a question in a thread is understood from the excerpt above it, read from the
// thread, and that without it, or after a restart, nothing is remembered but what stands there.
func TestFollowUp(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana := r.ana()
	const follow = "and what did the state say?"
	b := loadBot(t)
	above := b.Corpus().Excerpt("ctpublic-2017/lawlor-reciprocal")
	want := func(text string, above *corpus.Excerpt) *corpus.Excerpt {
		t.Helper()
		q := bot.Question{Text: text}
		if above != nil {
			q.Follows = bot.RefOf(above)
		}
		reply, err := b.Handle(context.Background(), q)
		if err != nil || reply.Answer == nil {
			t.Fatalf("%q after %v: %v, %s", text, above, err, reply.Outcome)
		}
		return reply.Answer
	}
	asked := r.says(ana, "is the agreement reciprocal?")
	if first := r.seen(asked); !holds(first.Shown(), above.Text) {
		t.Fatal(first.Shown())
	}
	ts := asked.Message().TS
	second := want(follow, above)
	if want(follow, nil) == second {
		t.Fatal("the excerpt above makes no difference")
	}
	if got := r.seen(r.says(ana, follow, slackfake.InThread(ts))); !holds(got.Shown(), second.Text) {
		t.Errorf("the follow-up is answered with %s", got.Shown())
	}
	if got := r.seen(r.says(ana, follow)); !holds(got.Shown(), want(follow, nil).Text) {
		t.Errorf("alone it is answered with %s", got.Shown())
	}
	r.stop()
	if err := <-r.done; err != nil {
		t.Fatal(err)
	}
	r.done <- nil
	again := &rig{t: t, fake: r.fake, health: serving.NewHealth(), metrics: serving.NewMetrics(), logs: new(logBuffer)}
	again.run(setup{})
	if err := r.fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	const on = "what does Lawlor say to that?" // to the newest excerpt in the thread
	if got := again.seen(again.says(ana, on, slackfake.InThread(ts))); !holds(got.Shown(), want(on, second).Text) {
		t.Errorf("after a restart it is answered with %s", got.Shown())
	}
}

// posted waits for a message that everybody sees.
func (r *rig) posted(who slackfake.Actor, text string) slackfake.Message {
	r.t.Helper()
	m, err := r.fake.WaitMessage(patience, func(m slackfake.Message) bool {
		return m.Channel == who.Channel.ID && !m.Ephemeral() && strings.Contains(m.Shown(), text)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return m
}

// TestPlain holds what is left of a message's text when what only Slack reads is taken out.
func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"<@U1|bot> who reads <https://x.test/a|the plates>?": "who reads the plates?",
		"<https://x.test/a?b=1&amp;c=2>":                     "https://x.test/a?b=1&c=2",
		"is it &lt;b&gt; &amp;amp; more":                     "is it <b> &amp; more",
		"*bold* `code` ~gone~":                               "bold code gone",
		"<!channel> <#C1|general> hi":                        "hi",
		":wave: hello :smile::cop: you :+1:":                 "hello you",
		"speaker:Lawlor from:2017 to:2019 about:x":           "speaker:Lawlor from:2017 to:2019 about:x",
		"at 9:20 or 10:30":                                   "at 9:20 or 10:30",
		"a < b":                                              "a < b",
		"":                                                   "",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}
