package slack

import (
	"net/http"
	"strings"
	"testing"
	"time"

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
		{serving.Other, []string{"1. The other side, answered by:", "Show 1", "Tick what you want to hand on"}},
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

// TestShare holds what is shared: a message of the bot's own with the excerpt, its source, its age and one of
// the other side, without the question, who asked, or a button to share it again; confirmed to the sharer
// alone; once for two presses in a row.
func TestShare(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana := r.ana()
	m := r.asks(ana, ofReciprocity)
	id := button1(m, serving.Share)
	one, two := r.fake.Press(ana, m, id), r.fake.Press(ana, m, id)
	for _, h := range []*slackfake.Handle{one, two} {
		if got := r.seen(h); got.Viewer != ana.Person.ID || !holds(got.Shown(), "Shared here, without your question or your name.") {
			t.Errorf("the sharer is told %q, which %q sees", got.Shown(), got.Viewer)
		}
	}
	shared := r.posted(ana, "From news coverage")
	if n := len(r.fake.BotMessages("")); n != 1 {
		t.Errorf("%d messages were posted", n)
	}
	if !holds(shared.Shown(), reciprocal, "— Mike Lawlor, Connecticut's undersecretary", "Connecticut Public (WNPR), Harriet Jones, April 5, 2017", "https://www.ctpublic.org/", "The other side, answered by:", "Coverage from 2017") {
		t.Errorf("shared: %s", shared.Shown())
	}
	if shared.Via != slackfake.ViaPost || shared.ThreadTS != "" || shared.ShownCommand != "" || shared.BotID != r.fake.BotID() {
		t.Errorf("shared by %s in the thread %q", shared.Via, shared.ThreadTS)
	}
	calls := r.fake.Calls("chat.postMessage")
	whole := calls[0].Form.Encode() + string(calls[0].Body)
	for _, secret := range []string{ana.Person.ID, ana.Person.Name, ana.Person.RealName, "is+the+agreement", ofReciprocity, one.TriggerID()} {
		if strings.Contains(whole, secret) {
			t.Errorf("what is shared holds %q", secret)
		}
	}
	if button1(shared, serving.Share)+button1(shared, serving.NotThis) != "" {
		t.Errorf("a shared excerpt has the buttons %q", shared.ActionIDs())
	}
	// In Spanish it is another message; in another channel too.
	spanish := r.pressed(ana, m, serving.Translate)
	r.pressed(ana, spanish, serving.Share)
	r.posted(ana, "De la cobertura periodística")
	elsewhere := r.fake.Actor(ana.Person, r.fake.Public(1))
	r.pressed(elsewhere, r.asks(elsewhere, ofReciprocity), serving.Share)
	r.posted(elsewhere, "From news coverage")
}

// TestShareFails holds what the sharer is told when it does not work: what they can do about it, or that it
// may be tried again; and that a press after the reason is gone does share.
func TestShareFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		break_, mend func(*rig, slackfake.Actor)
		who          func(*rig) slackfake.Actor
		want         string
	}{
		{"not in the channel", nil, func(r *rig, who slackfake.Actor) { r.fake.AddBot(who.Channel) },
			func(r *rig) slackfake.Actor { return r.fake.Actor(r.fake.Person(0), r.fake.Elsewhere()) }, "Anybody in it can type /invite"},
		{"in a private channel it does not know", nil, func(r *rig, who slackfake.Actor) { r.fake.AddBot(who.Channel) },
			func(r *rig) slackfake.Actor { return r.fake.Actor(r.fake.Person(0), r.fake.Hidden()) }, "Anybody in it can type /invite"},
		{"archived", func(r *rig, who slackfake.Actor) { r.fake.Archive(who.Channel) }, nil, (*rig).ana, "archived"},
		{"only some may post", refusing("restricted_action"), (*rig).mended, (*rig).ana, "only some may write"},
		{"Slack refuses", refusing("invalid_blocks"), (*rig).mended, (*rig).ana, "It could not be shared just now"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{})
			who := c.who(r)
			m := r.asks(who, ofReciprocity)
			if c.break_ != nil {
				c.break_(r, who)
			}
			if got := r.pressed(who, m, serving.Share); !holds(got.Shown(), c.want) {
				t.Errorf("the sharer is told %q", got.Shown())
			}
			if n := len(r.fake.BotMessages(who.Channel.ID)); n > 0 {
				t.Errorf("%d messages were posted", n)
			}
			if c.mend == nil {
				return
			}
			c.mend(r, who)
			if got := r.pressed(who, m, serving.Share); !holds(got.Shown(), "Shared here") {
				t.Errorf("after it was mended the sharer is told %q", got.Shown())
			}
			r.posted(who, "From news coverage")
		})
	}
}

func refusing(name string) func(*rig, slackfake.Actor) {
	return func(r *rig, _ slackfake.Actor) {
		r.fake.On(slackfake.Match{Method: "chat.postMessage", Times: -1}).Then(slackfake.OKFalse(name))
	}
}

func (r *rig) mended(slackfake.Actor) { r.fake.ClearFaults() }

// TestShareUnclear holds that where nobody knows whether a share went through, the channel is looked through:
// it stands there once, and the sharer is told so.
func TestShareUnclear(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]slackfake.Fault{
		"lost behind it": slackfake.After(slackfake.Reset()), "lost before it": slackfake.Reset(), "503": slackfake.Status(http.StatusServiceUnavailable),
		"rate limited": slackfake.RateLimited(time.Second), "cut off": slackfake.Truncate(10),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{})
			m := r.asks(r.ana(), ofReciprocity)
			r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(fault)
			if got := r.pressed(r.ana(), m, serving.Share); !holds(got.Shown(), "Shared here") {
				t.Errorf("the sharer is told %q", got.Shown())
			}
			if n := len(r.fake.BotMessages(r.ana().Channel.ID)); n != 1 {
				t.Errorf("it stands there %d times", n)
			}
		})
	}
}

// TestShareNowhere holds that in direct messages there is nothing to share with, and that from a thread an
// excerpt is shared in the thread.
func TestShareNowhere(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	direct := r.fake.Actor(r.fake.Person(1), r.fake.DM(r.fake.Person(1)))
	if m := r.asks(direct, ofReciprocity); button1(m, serving.Share) != "" || !holds(m.Shown(), reciprocal) {
		t.Errorf("in direct messages: %s with %q", m.Shown(), m.ActionIDs())
	}
	var i interaction
	i.Type, i.TriggerID, i.ResponseURL, i.User.ID, i.Channel.ID = typeActions, "1", "https://example.invalid/x", direct.Person.ID, direct.Channel.ID
	offline := newTestAdapter(t, loadBot(t))
	share := serving.Control{Action: serving.Share, Language: corpus.English, Refs: serving.Refs(loadBot(t).Corpus().Excerpts[0])}
	i.Actions = []action{{Value: share.String()}}
	if said := told(t, offline, &i); !holds(said, "there is nowhere to share it") {
		t.Errorf("a press in direct messages: %q", said)
	}
	ana := r.ana()
	asked := r.says(ana, ofReciprocity)
	inThread := r.pressed(ana, r.seen(asked), serving.Other)
	one := r.pressed(ana, inThread, serving.Show)
	r.pressed(ana, one, serving.Share)
	if m := r.posted(ana, "From news coverage"); m.ThreadTS != asked.Message().TS {
		t.Errorf("shared from a thread in the thread %q", m.ThreadTS)
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
