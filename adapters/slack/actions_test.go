package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/slackfake"
	"clippings/seeds"
)

// ofReciprocity is covered by a quotation that has another side.
const (
	ofReciprocity = "is the agreement reciprocal?"
	reciprocal    = "“It’s a reciprocal agreement, so they have access to COLLECT, we have access to FBI databases"
)

// TestButtons presses every button of an answer, as the asker, as somebody else on what all see, and after a
// restart: each shows what it says, to who pressed it alone.
func TestButtons(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana, bo := r.ana(), r.fake.Actor(r.fake.Person(1), r.fake.Public(0))
	private, asked := r.asks(ana, ofReciprocity), r.says(ana, ofReciprocity)
	public := r.seen(asked)
	b := loadBot(t)
	e := b.Corpus().Excerpt("ctpublic-2017/lawlor-reciprocal")
	cite := bot.Cite(e)
	buttons := []struct {
		do    serving.Action
		wants []string
	}{
		{serving.Other, []string{"1. The other side, in answer:", "Show 1", "Tick what you want to hand on"}},
		{serving.More, []string{"More", "1. ", "Show 1"}},
		{serving.Translate, []string{reciprocal, "Traducción:", "Es un acuerdo recíproco", "Cobertura de 2017", "In English", "Citar"}},
		{serving.Cite, []string{"To copy.", "Plain text", cite.Plain, "Markdown", cite.Markdown, "One line", cite.Line, "BibTeX", bot.BibTeX(e)}},
		{serving.NotThis, []string{"Then perhaps one of these", "Show 2"}},
	}
	press := func(r *rig, who slackfake.Actor, on slackfake.Message) {
		t.Helper()
		for _, c := range buttons {
			id := button1(on, c.do)
			if id == "" {
				t.Fatalf("no button %q", c.do)
			}
			h := r.fake.Press(who, on, id)
			m := r.seen(h)
			if !holds(shownIn(m), c.wants...) {
				t.Errorf("%q shows\n%s\nwant %q", c.do, shownIn(m), c.wants)
			}
			if m.Viewer != who.Person.ID || m.ThreadTS != on.ThreadTS {
				t.Errorf("%q is answered to %q in the thread %q, want %q", c.do, m.Viewer, m.ThreadTS, on.ThreadTS)
			}
		}
	}
	press(r, ana, private)
	press(r, ana, public)
	press(r, bo, public)
	// From button to button: the other side, one of them, its own other side.
	side := r.pressed(ana, private, serving.Other)
	one := r.pressed(ana, side, serving.Show)
	if back := r.pressed(ana, one, serving.Other); !holds(back.Shown(), reciprocal) {
		t.Errorf("the other side's other side is %s", back.Shown())
	}
	spanish := r.pressed(ana, private, serving.Translate)
	if english := r.pressed(ana, spanish, serving.Translate); holds(english.Shown(), "Traducción") || !holds(english.Shown(), reciprocal) {
		t.Errorf("in English again: %s", english.Shown())
	}
	r.stop()
	r.done <- <-r.done
	again := &rig{t: t, fake: r.fake, health: serving.NewHealth(), metrics: serving.NewMetrics(), logs: new(logBuffer)}
	again.run(setup{})
	if err := r.fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	press(again, bo, public)
	if n := len(r.fake.BotMessages("")); n != 1 {
		t.Errorf("%d messages for all to see", n)
	}
}

// TestTurning turns the pages of a list to the end and back.
func TestTurning(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana := r.ana()
	for _, order := range []string{"quotes Wishnie", "compare COLLECT"} {
		first := r.asks(ana, order)
		m, pages := first, 1
		for {
			next := labelled(m, "Later")
			if next == "" {
				break
			}
			m = r.seen(r.fake.Press(ana, m, next))
			pages++
			if !holds(m.Shown(), "Page "+string(rune('0'+pages/10%10))+string(rune('0'+pages%10))) && !strings.Contains(m.Shown(), "Page ") {
				t.Fatalf("%s: page %d is %s", order, pages, m.Shown())
			}
		}
		for ; labelled(m, "Earlier") != ""; pages-- {
			m = r.seen(r.fake.Press(ana, m, labelled(m, "Earlier")))
		}
		if pages != 1 || m.Shown() != first.Shown() {
			t.Errorf("%s: turned back to %d: %s", order, pages, m.Shown())
		}
	}
}

// labelled is the id of the button with a label, or "".
func labelled(m slackfake.Message, label string) string {
	for _, e := range m.Elements() {
		if e.Text == label {
			return e.ActionID
		}
	}
	return ""
}

// corrected is the built-in coverage with one excerpt's words changed.
func corrected(t testing.TB, id string) *bot.Bot {
	t.Helper()
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	c.Excerpt(id).Text += " (corrected)"
	return bot.New(corpus.NewIndex(c))
}

// without is the built-in coverage under another name for one excerpt, so that nothing has its own.
func without(t testing.TB, id string) *bot.Bot {
	t.Helper()
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	c.Excerpt(id).ID += "-gone"
	return bot.New(corpus.NewIndex(c))
}

// TestOldButtons presses buttons of an excerpt that was corrected since, that is gone, and with values that
// nobody made: each is answered with one line that says so, and nothing else is done.
func TestOldButtons(t *testing.T) {
	t.Parallel()
	const id = "ctpublic-2017/lawlor-reciprocal"
	now := &edition{b: loadBot(t)}
	r := start(t, setup{bot: now.load})
	ana := r.ana()
	m := r.asks(ana, ofReciprocity)
	actions := []serving.Action{serving.Other, serving.More, serving.Translate, serving.Cite, serving.Share}
	now.store(corrected(t, id))
	for _, do := range actions {
		got := r.pressed(ana, m, do)
		if !holds(got.Shown(), "(corrected)") || !holds(got.Shown(), "corrected since") && !holds(got.Shown(), "se ha corregido") {
			t.Errorf("%q of a corrected excerpt: %s", do, got.Shown())
		}
	}
	now.store(without(t, id))
	for _, do := range actions {
		if got := r.pressed(ana, m, do); !holds(got.Shown(), "no longer in the coverage") && !holds(got.Shown(), "ya no está en la cobertura") {
			t.Errorf("%q of an excerpt that is gone: %s", do, got.Shown())
		}
	}
	if n := len(r.fake.BotMessages("")); n > 0 {
		t.Errorf("%d messages were posted", n)
	}
	offline := newTestAdapter(t, loadBot(t))
	ref := string(bot.RefOf(loadBot(t).Corpus().Excerpts[0]))
	for _, value := range []string{"x", "c1", "c9xe0" + ref, "c1xe0", "c1se0", "c1oe0", "c1qe0", "c1le0" + ref, "c1ue0" + ref, "c1xe0############", "c1xe0" + ref + "x", strings.Repeat("c1xe0", 300), "\x00<!channel>"} {
		var i interaction
		i.Type, i.TriggerID, i.ResponseURL, i.User.ID, i.Channel.ID = typeActions, "1", "https://example.invalid/x", ana.Person.ID, ana.Channel.ID
		i.Actions = []action{{ID: value, Value: value}}
		said := told(t, offline, &i)
		if !holds(said, "This belongs to an earlier version") && !holds(said, "no longer in the coverage") {
			t.Errorf("the value %q is answered with %q", value, said)
		}
	}
}

// TestPressFails holds that who presses a button is told when something goes wrong with it.
func TestPressFails(t *testing.T) {
	t.Parallel()
	now := &edition{b: loadBot(t)}
	r := start(t, setup{bot: now.load})
	m := r.asks(r.ana(), ofReciprocity)
	now.store(nil) // whatever is done with it panics
	if got := r.pressed(r.ana(), m, serving.Cite); !holds(got.Shown(), "Something went wrong here") {
		t.Errorf("told %q", got.Shown())
	}
}

// TestThread holds in which thread something was done: the one that the message stands in, and none where it
// only begins one.
func TestThread(t *testing.T) {
	for _, c := range []struct{ name, payload, want string }{
		{"a button in a channel", `{"container":{"message_ts":"1.1"}}`, ""},
		{"a button in a thread", `{"container":{"message_ts":"1.2","thread_ts":"1.1"},"message":{"ts":"1.2","thread_ts":"1.1"}}`, "1.1"},
		{"a button of a message that began a thread", `{"container":{"message_ts":"1.1","thread_ts":"1.1"}}`, ""},
		{"a shortcut on a message", `{"message":{"ts":"1.1"}}`, ""},
		{"a shortcut on one in a thread", `{"message":{"ts":"1.2","thread_ts":"1.1"}}`, "1.1"},
		{"a shortcut on one that began a thread", `{"message":{"ts":"1.1","thread_ts":"1.1"}}`, ""},
		{"a view", `{"view":{"id":"V1"}}`, ""},
	} {
		var i interaction
		if err := json.Unmarshal([]byte(c.payload), &i); err != nil {
			t.Fatal(err)
		}
		if got := i.thread(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
