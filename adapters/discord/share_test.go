package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
)

// sharing asks privately and presses Share here, and returns the press.
func (r *rig) sharing(who discordfake.Actor) *discordfake.Interaction {
	r.t.Helper()
	answer := r.asks(who, ofBridge)
	return r.fake.Press(who, answer, buttonFor(r.t, answer.Components, actShare))
}

// confirmed waits for what the sharer is told, which nobody else may see.
func (r *rig) confirmed(share *discordfake.Interaction) string {
	r.t.Helper()
	m, err := share.WaitReply(patience)
	if err != nil {
		r.t.Fatal(err)
	}
	if !m.Ephemeral() {
		r.t.Errorf("everybody sees %q", m.Text())
	}
	return wordsOf(m)
}

// posts are the messages that were posted, apart from answers to interactions.
func (r *rig) posts() []discordfake.Request {
	return r.fake.Requests("POST", "channels/:c/messages")
}

// TestShare holds what is shared: a message of the bot's own, with the excerpt, its source, its age and
// the other side, without the question, who asked, or anything that ties it to them.
func TestShare(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	ana := r.ana()
	share := r.sharing(ana)
	if got := r.answered(share); got.Type != discordfake.CallbackDeferred || !got.Ephemeral() {
		t.Errorf("at once: type %d, ephemeral %v", got.Type, got.Ephemeral())
	}
	m := r.shared(ana)
	if got := r.confirmed(share); !strings.Contains(got, bot.ControlsOf(corpus.English).Shared) {
		t.Errorf("the sharer is told %q", got)
	}
	if m.Author.ID != r.fake.BotUser().ID || m.WebhookID != "" || m.InteractionID != "" || m.ReferenceID != "" || m.Type != discordfake.TypeDefault || len(m.Mentions) > 0 {
		t.Errorf("the message is tied to something: %+v", m)
	}
	if pinged := r.fake.Pinged(m); !pinged.None() {
		t.Errorf("%+v are notified", pinged)
	}
	for _, want := range []string{
		"From news coverage", "“We will not gamble with anybody’s life […] The bridge closes on Monday”", "Ada Flores, mayor of Rivertown",
		"The Gazette, Cam Reyes, June 3, 2021", "https://gazette.example/2021/06/03/bridge", "Coverage from 2021", "set against this:", "Bo Lind",
	} {
		if !strings.Contains(strings.ReplaceAll(wordsOf(m), "**", ""), want) {
			t.Errorf("%q is not shared: %s", want, m.Text())
		}
	}
	posts := r.posts()
	if len(posts) != 1 {
		t.Fatalf("%d messages were posted", len(posts))
	}
	for _, secret := range []string{ana.User.ID, ana.User.Name, ofBridge, share.ID(), share.Token(), ana.Place.GuildID} {
		if strings.Contains(string(posts[0].Body), secret) {
			t.Errorf("what is shared holds %q", secret)
		}
	}
	acceptable(t, "shared", m.Components)
	for _, b := range buttonsOf(m.Components) {
		if id, _ := parseButtonID(b.CustomID); id.action == actShare || id.action == actNotThis {
			t.Errorf("a shared excerpt has the button %q", b.Label)
		}
		got := r.answered(r.fake.Press(r.in(ana, 2), m, b.CustomID))
		if !got.Ephemeral() {
			t.Errorf("%s, pressed by somebody else, is answered to all", b.Label)
		}
	}
}

// TestShareTwice presses Share here twice in a row: it is posted once, and both presses are confirmed.
func TestShareTwice(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	answer := r.asks(r.ana(), ofBridge)
	custom := buttonFor(t, answer.Components, actShare)
	for _, press := range []*discordfake.Interaction{r.fake.Press(r.ana(), answer, custom), r.fake.Press(r.ana(), answer, custom)} {
		if got := r.confirmed(press); !strings.Contains(got, bot.ControlsOf(corpus.English).Shared) {
			t.Errorf("a press is told %q", got)
		}
	}
	if n := len(r.fake.BotMessages(r.ana().Place.ChannelID)); n != 4 { // the answer, two confirmations, one that all see
		t.Errorf("%d messages", n)
	}
	r.shared(r.ana())
	elsewhere := r.fake.Actor(r.fake.User(0), r.fake.Place(0, 1))
	if got := r.confirmed(r.sharing(elsewhere)); !strings.Contains(got, bot.ControlsOf(corpus.English).Shared) {
		t.Errorf("in another channel: %q", got)
	}
	r.shared(elsewhere)
}

// TestShareRefused holds that whoever may not share is told why by name, and who can change it, in their
// language, whether Discord says so beforehand or only when it is tried; and that nothing is posted.
func TestShareRefused(t *testing.T) {
	t.Parallel()
	refuse := func(status, code int) func(*rig) {
		return func(r *rig) {
			r.fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages", Times: -1}).Then(discordfake.Refuse(status, code, "no"))
		}
	}
	deny := func(p discordfake.Permission) func(*rig) {
		return func(r *rig) { r.fake.Deny(r.ana().Place.ChannelID, p) }
	}
	foreign := func(a discordfake.Actor) discordfake.Actor { a.UserInstalled = true; return a }
	spanish := func(a discordfake.Actor) discordfake.Actor { return a.Speaking("es-419") }
	for _, c := range []struct {
		name  string
		fault func(*rig)
		who   func(discordfake.Actor) discordfake.Actor
		tries int // requests to post
		wants []string
	}{
		{"without Send Messages", deny(discordfake.SendMessages), nil, 0, []string{"“Send Messages”", "A moderator of this server who manages roles or this channel can grant it"}},
		{"without View Channel", deny(discordfake.ViewChannel), nil, 0, []string{"“View Channel”", "can grant it"}},
		{"without both", deny(discordfake.ViewChannel | discordfake.SendMessages), nil, 0, []string{"“View Channel”"}},
		{"without Send Messages, found out late", refuse(403, 50013), nil, 1, []string{"“Send Messages”", "can grant it"}},
		{"without View Channel, found out late", refuse(403, 50001), nil, 1, []string{"“View Channel”", "can grant it"}},
		{"in Spanish", refuse(403, 50013), spanish, 1, []string{"«Send Messages»", "Lo puede dar quien modera"}},
		{"the channel is gone", refuse(404, 10003), nil, 1, []string{"could not be shared just now"}},
		{"Discord finds fault", refuse(400, 50035), nil, 1, []string{"could not be shared just now"}},
		{"in a server that the bot is not in", nil, foreign, 0, []string{"I am not a member of this server", "Somebody who manages the server can add me"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := edition(sample(t, ""))
			r := start(t, setup{bot: e.Load, handler: func(h bot.Handler) bot.Handler {
				return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
					reply, err := e.answering(h)(ctx, q)
					reply.Language = bot.LanguageOf(q.Locale)
					return reply, err
				}
			}})
			who := r.ana()
			if c.who != nil {
				who = c.who(who)
			}
			if c.fault != nil {
				c.fault(r)
			}
			share := r.sharing(who)
			got := r.confirmed(share)
			for _, want := range c.wants {
				if !strings.Contains(got, want) {
					t.Errorf("told %q, want %q in it", got, want)
				}
			}
			if n := len(r.posts()); n != c.tries {
				t.Errorf("%d attempts to post, want %d", n, c.tries)
			}
			for _, m := range r.fake.BotMessages("") {
				if m.InteractionID == "" {
					t.Errorf("posted: %s", m.Text())
				}
			}
		})
	}
}

// TestShareInThreads holds that in a thread the permission for threads is the one that is named.
func TestShareInThreads(t *testing.T) {
	t.Parallel()
	r, e := onSample(t)
	safety := e.Load().Corpus().Excerpt(safetyID)
	v := r.adapter.view(corpus.English, true)
	for kind, want := range map[int]string{0: "Send Messages”", 5: "Send Messages”", 10: "Send Messages in Threads”", 11: "Send Messages in Threads”", 12: "Send Messages in Threads”"} {
		i := &interaction{Guild: "1", Channel: r.ana().Place.ChannelID, Permissions: fmt.Sprint(1 << 10)}
		i.Where.Type = kind
		ans := r.adapter.shareIt(i, safety, v)
		if got := unescape(strings.Join(textsOf(shownIn(t, ans.response.Data)), "")); ans.then != nil || !strings.Contains(got, "“"+want) {
			t.Errorf("channel type %d, known beforehand: %q", kind, got)
		}
		r.fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages"}).Then(discordfake.Refuse(403, 50013, "no"))
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		if got := r.adapter.share(ctx, i, safety, v); !strings.Contains(got, "“"+want) {
			t.Errorf("channel type %d, found out late: %q", kind, got)
		}
		cancel()
	}
	i := &interaction{Guild: "1", Permissions: fmt.Sprint(1 << 3)} // administrator: may do everything
	if p, missing := i.missing(i.toPost()...); missing {
		t.Errorf("an administrator lacks %s", p.name)
	}
	if p, missing := new(interaction).missing(mayView); missing {
		t.Errorf("an event that says nothing lacks %s", p.name)
	}
}

// TestNoShare holds that there is nothing to share with where the bot and the asker are alone, or where
// the bot cannot write: no button.
func TestNoShare(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	bo := r.fake.User(1)
	for name, place := range map[string]discordfake.Place{"direct messages": r.fake.DM(bo), "a private channel": r.fake.Private(bo)} {
		got := r.asks(r.fake.Actor(bo, place), ofBridge)
		for _, b := range buttonsOf(got.Components) {
			if id, _ := parseButtonID(b.CustomID); id.action == actShare {
				t.Errorf("%s: there is a button %q", name, b.Label)
			}
		}
		if !strings.Contains(wordsOf(got), "We will not gamble") {
			t.Errorf("%s: %s", name, got.Text())
		}
	}
	// A button from elsewhere, pressed there all the same, is told off.
	ans := r.adapter.shareIt(new(interaction), nil, r.adapter.view(corpus.English, true))
	if got := unescape(strings.Join(textsOf(shownIn(t, ans.response.Data)), "")); !strings.Contains(got, "nowhere to share it") {
		t.Errorf("in direct messages: %q", got)
	}
}

// TestShareIsConfirmedLate holds that a share which Discord makes wait is confirmed when it is through,
// and posted once.
func TestShareIsConfirmedLate(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	r.fake.On(discordfake.Match{Method: http.MethodPost, Route: "channels/:c/messages"}).Then(
		discordfake.RateLimited(discordfake.RateLimit{RetryAfter: 400 * time.Millisecond}))
	share := r.sharing(r.ana())
	if got := r.answered(share); got.Elapsed > 2*time.Second {
		t.Errorf("answered after %v", got.Elapsed)
	}
	if got := r.confirmed(share); !strings.Contains(got, bot.ControlsOf(corpus.English).Shared) {
		t.Errorf("told %q", got)
	}
	r.shared(r.ana())
	if n := len(r.posts()); n != 2 {
		t.Errorf("%d attempts", n)
	}
}
