package slack

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/corpus"
	"clippings/internal/testkit/slackfake"
)

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
	if !holds(shared.Shown(), reciprocal, "— Mike Lawlor, Connecticut's undersecretary", "Connecticut Public (WNPR), Harriet Jones, April 5, 2017", "https://www.ctpublic.org/", "The other side, in answer:", "Coverage from 2017") {
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
