package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
)

// theButtons are those of the mayor's words, with what each shows.
var theButtons = []struct {
	label string
	wants []string
}{
	{"Other side", []string{"The flood gate is the danger", "Bo Lind", "2.5 million dollars", "Later:", "set against this:"}},
	{"More", []string{"The flood gate is the danger", "2.5 million dollars"}},
	{"En español", []string{"We will not gamble", "Traducción:", "No vamos a jugar con la vida de nadie […] El puente cierra el lunes", "3 de junio de 2021"}},
	{"Cite", []string{"— Ada Flores, mayor of Rivertown. Source: Cam Reyes", "told The Gazette:"}},
	{"Not what I asked", []string{"Then perhaps one of these", "The flood gate is the danger", "2.5 million dollars"}},
}

// TestButtons presses every button of an answer: of one that only its asker sees, and of one in a channel,
// by the asker and by somebody else. Whoever presses sees what it shows, nobody else does, and the answer
// stays as it was.
func TestButtons(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	asked := r.fake.Slash(r.ana(), nameAsk, discordfake.String(optionQuestion, ofBridge))
	private := r.answered(asked)
	public := r.said(r.ana(), ofBridge, mention())
	for _, c := range theButtons {
		for _, press := range []struct {
			name string
			who  discordfake.Actor
			on   discordfake.Shown
			list []component
		}{
			{"her own", r.ana(), asked, private.Components},
			{"in the channel, hers", r.ana(), public, public.Components},
			{"in the channel, somebody else", r.in(r.ana(), 1), public, public.Components},
			{"in the channel, somebody else in Spanish", r.in(r.ana(), 2).Speaking("es-ES"), public, public.Components},
		} {
			got := r.answered(r.fake.Press(press.who, press.on, labelled(t, press.list, c.label)))
			if !got.Ephemeral() || got.Type != discordfake.CallbackMessage {
				t.Errorf("%s, %s: ephemeral %v, type %d", c.label, press.name, got.Ephemeral(), got.Type)
			}
			acceptable(t, c.label, got.Components)
			for _, want := range c.wants {
				if !strings.Contains(wordsOf(got), want) {
					t.Errorf("%s, %s: %q is not in %s", c.label, press.name, want, got.Text())
				}
			}
		}
	}
	if now, _ := r.fake.Message(public.ID); now.Edits != 0 || now.Text() != public.Text() {
		t.Error("a press changed what everybody sees")
	}
}

// TestThereAndBack presses through the languages of an excerpt and back: each time it is the same excerpt,
// in the language that the button names.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	at := r.asks(r.ana(), ofBridge)
	english := wordsOf(at)
	for _, turn := range []struct{ label, want string }{
		{"En español", "Traducción:"}, {"In English", "told the outlet"}, {"En español", "dicho al medio"}, {"Citar", "Para copiar"},
	} {
		at = r.answered(r.fake.Press(r.ana(), at, labelled(t, at.Components, turn.label)))
		if got := wordsOf(at); !strings.Contains(got, turn.want) || !strings.Contains(got, "We will not gamble") {
			t.Fatalf("%s: %s", turn.label, got)
		}
		if turn.label == "In English" && !strings.Contains(english, "told the outlet") {
			t.Errorf("back in English: %s", wordsOf(at))
		}
	}
}

// TestRestart presses the buttons of answers that an earlier run of the program gave.
func TestRestart(t *testing.T) {
	t.Parallel()
	r, e := onSample(t)
	private := r.asks(r.ana(), ofBridge)
	public := r.said(r.ana(), ofBridge, mention())
	r.stop()
	err := <-r.done
	r.done <- err // for the rig's own cleanup
	if err != nil {
		t.Fatal(err)
	}
	r.restart(setup{bot: e.Load, handler: e.answering})
	if err := r.fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	r.ready(true)
	for _, c := range theButtons {
		for _, on := range []discordfake.Shown{private, public} {
			got := r.answered(r.fake.Press(r.ana(), on, labelled(t, public.Components, c.label)))
			if !strings.Contains(wordsOf(got), c.wants[0]) {
				t.Errorf("%s after a restart: %s", c.label, got.Text())
			}
		}
	}
}

// TestCorrected presses buttons of an answer whose excerpt was corrected since: whatever the button does,
// it says so and shows the excerpt as it stands now, and shares nothing.
func TestCorrected(t *testing.T) {
	t.Parallel()
	r, e := onSample(t)
	first := r.asks(r.ana(), ofBridge)
	e.Store(sample(t, ", the eighth"))
	for _, b := range buttonsOf(first.Components) {
		got := r.answered(r.fake.Press(r.ana(), first, b.CustomID))
		if b.Label == "Not what I asked" { // the others are as they were
			continue
		}
		for _, want := range []string{bot.ControlsOf(languageOfLabel(b.Label)).Changed, "The bridge closes on Monday, the eighth"} {
			if !strings.Contains(wordsOf(got), want) || !got.Ephemeral() {
				t.Errorf("%s: %q is not in %s", b.Label, want, got.Text())
			}
		}
	}
	if n := len(r.fake.Requests("POST", "channels/:c/messages")); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
	// The buttons that are shown with it are of the new version.
	again := r.answered(r.fake.Press(r.ana(), first, labelled(t, first.Components, "Cite")))
	cite := r.answered(r.fake.Press(r.ana(), again, labelled(t, again.Components, "Cite")))
	if !strings.Contains(wordsOf(cite), "Monday, the eighth” — Ada Flores") {
		t.Errorf("cited after a correction: %s", cite.Text())
	}
}

func languageOfLabel(label string) corpus.Language {
	if label == "En español" {
		return corpus.Spanish
	}
	return corpus.English
}

// TestGone presses buttons of an answer whose excerpt is no longer there.
func TestGone(t *testing.T) {
	t.Parallel()
	r, e := onSample(t)
	first := r.asks(r.ana(), ofBridge)
	quotes := r.answered(r.fake.Slash(r.ana(), nameQuotes, discordfake.String(optionSpeaker, "Ada Flores")))
	e.Store(sampleWithout(t))
	for _, on := range []discordfake.Response{first, quotes} {
		for _, b := range buttonsOf(on.Components) {
			got := r.answered(r.fake.Press(r.ana(), on, b.CustomID))
			want := bot.ControlsOf(languageOfLabel(b.Label)).Gone
			if b.Label == "Not what I asked" {
				want = "The flood gate is the danger" // one of the others is left
			}
			if !strings.Contains(wordsOf(got), want) || !got.Ephemeral() {
				t.Errorf("%s: %q is not in %s", b.Label, want, got.Text())
			}
		}
	}
	if n := len(r.fake.Requests("POST", "channels/:c/messages")); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
}

// TestOddButtons presses buttons that no version made, or an older or a newer one: each gets one line in
// the language of who pressed it.
func TestOddButtons(t *testing.T) {
	t.Parallel()
	r, _ := onSample(t)
	english, spanish := bot.ControlsOf(corpus.English), bot.ControlsOf(corpus.Spanish)
	ref := string(bot.RefOf(sample(t, "").Corpus().Excerpt(safetyID)))
	odd := []struct{ custom, want string }{
		{"x", english.Unknown},
		{"c0oe00" + ref, english.Unknown},
		{"c2oe00" + ref, english.Unknown},
		{"c1oe0" + ref, english.Unknown}, // a shorter form
		{"c1zz00" + ref, english.Unknown},
		{"c1oe00", english.Unknown}, // of nothing
		{"c1qe00", english.Gone},
		{"c1qe00" + ref, english.Gone}, // no speaker
		{"c1oe00!!!!!!!!!!!!", english.Gone},
		{"c1ce00" + strings.Repeat("A", 12), english.Gone},
		{"c1cezz" + ref, "One line, as news agencies write it"}, // a page behind the last is the last
		{"c1mezz" + ref, english.NoMore},
		{"c1oezz" + ref, "The flood gate is the danger"},
		{"c1nezz", english.NoMore},
		{"c1aezz", "The River Courier"},
		{"@everyone <@1> `x`", english.Unknown},
		{strings.Repeat("é", 100), english.Unknown},
		{strings.Repeat("c1oe00", 16), english.Unknown},
	}
	for start := 0; start < len(odd); start += 5 {
		row := odd[start:min(len(odd), start+5)]
		p := new(page)
		p.write("buttons")
		for _, o := range row {
			p.components = append(p.components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				discordgo.Button{Label: "x", Style: discordgo.SecondaryButton, CustomID: o.custom},
			}})
		}
		out := p.message(0)
		out.Nonce = fmt.Sprint(start)
		if err := r.adapter.post(context.Background(), r.ana().Place.ChannelID, out); err != nil {
			t.Fatal(err)
		}
		on, err := r.fake.WaitMessage(patience, func(m discordfake.Message) bool { return m.Nonce == out.Nonce })
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range row {
			got := r.answered(r.fake.Press(r.ana(), on, o.custom))
			if !got.Ephemeral() || !strings.Contains(wordsOf(got), flat(o.want)) {
				t.Errorf("%q: ephemeral %v, %q, want %q", o.custom, got.Ephemeral(), got.Text(), o.want)
			}
			if o.want == english.Unknown {
				if got := r.answered(r.fake.Press(r.ana().Speaking("es-419"), on, o.custom)); !strings.Contains(wordsOf(got), spanish.Unknown) {
					t.Errorf("%q in Spanish: %q", o.custom, got.Text())
				}
			}
		}
	}
}

// TestChoose chooses each of a close reply's three.
func TestChoose(t *testing.T) {
	t.Parallel()
	b := sample(t, "")
	all := []string{gateID, costID, safetyID}
	r := start(t, setup{bot: func() *bot.Bot { return b }, handler: func(bot.Handler) bot.Handler {
		return func(context.Context, bot.Question) (bot.Reply, error) {
			reply := bot.Reply{Outcome: bot.Close, Language: corpus.English}
			for _, id := range all {
				reply.Others = append(reply.Others, b.Corpus().Excerpt(id))
			}
			return reply, nil
		}
	}})
	reply := r.asks(r.ana(), ofBridge)
	if n := len(buttonsOf(reply.Components)); n != len(all) {
		t.Fatalf("%d buttons, want %d", n, len(all))
	}
	for i, id := range all {
		got := r.answered(r.fake.Press(r.ana(), reply, labelled(t, reply.Components, fmt.Sprintf("Show %d", i+1))))
		if e := b.Corpus().Excerpt(id); !strings.Contains(wordsOf(got), e.Text) || !strings.Contains(got.Text(), "Coverage from") {
			t.Errorf("Show %d: %s", i+1, got.Text())
		}
		labelled(t, got.Components, "Share here")
	}
}

// TestMoreUntilTheEnd presses More through a long quotation to what else was near.
func TestMoreUntilTheEnd(t *testing.T) {
	t.Parallel()
	b := hostile()
	main := b.Corpus().Excerpts[0]
	near := b.Corpus().Excerpts[1:3]
	r := start(t, setup{bot: func() *bot.Bot { return b }, handler: func(bot.Handler) bot.Handler {
		return func(context.Context, bot.Question) (bot.Reply, error) {
			return bot.Reply{Outcome: bot.Covered, Language: corpus.English, Answer: main, Others: near}, nil
		}
	}})
	at := r.asks(r.ana(), "anything")
	var parts []string
	for {
		if strings.Contains(at.Text(), "**More**") {
			break
		}
		s, _ := quotations(t, at.Components, "")
		if parts = append(parts, s); len(parts) > 40 {
			t.Fatal("there is no end")
		}
		at = r.answered(r.fake.Press(r.ana(), at, labelled(t, at.Components, "More")))
	}
	if got := strings.Join(parts, " "); got != main.Text {
		t.Errorf("%d parts are not the quotation", len(parts))
	}
	var offered []bot.Ref
	for _, b := range buttonsOf(at.Components) {
		id, _ := parseButtonID(b.CustomID)
		offered = append(offered, id.refs...)
	}
	if !slices.Equal(offered, refsOf(near...)) {
		t.Errorf("behind the end stand %v", offered)
	}
}
