package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/adapters/adaptertest"
	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// TestLocalSlack holds the adapter against local-slack, a Slack that others wrote, by Socket Mode and over signed
// HTTP. .ci/local-slack runs it. What local-slack does not have is left to the fake: duplicates, deliveries that
// are lost, pings, message shortcuts, limits, refusals, the assistant, what is typed into a select, ticks in a
// message, and metadata.
func TestLocalSlack(t *testing.T) {
	o := newOffice(t)
	for _, mode := range []Mode{Socket, HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			adaptertest.Run(t, adaptertest.Platform{Start: func(t *testing.T, h bot.Handler) *adaptertest.Running {
				return o.open(t, mode, h, nil).running()
			}})
			for name, test := range map[string]func(*testing.T, *desk){
				"threads": localThreads,
				"buttons": localButtons,
				"sharing": localSharing,
				"packet":  localPacket,
				"home":    localHome,
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(t, o.open(t, mode, nil, nil))
				})
			}
			// By itself: local-slack has one pile of windows for everybody.
			t.Run("form", func(t *testing.T) { localForm(t, o.open(t, mode, nil, nil)) })
		})
	}
	t.Run("no pings", func(t *testing.T) {
		t.Parallel()
		localReconnects(t, o)
	})
}

// localThreads holds where answers stand and who sees them: a mention is answered in its thread, a follow-up in the
// thread takes its subject from the answer above, a direct message is answered beside it, a command to the asker
// alone.
func localThreads(t *testing.T, d *desk) {
	first := d.one("a mention", d.mention(ofReciprocity, ""))
	if !holds(first.shown(), reciprocal) || first.Viewer != "" {
		t.Errorf("a mention is answered with\n%s\nto %q", first.shown(), first.Viewer)
	}
	all := d.messages(d.app.asking)
	if asked := all[len(all)-2]; asked.User != localAna || first.Thread != asked.TS {
		t.Errorf("a mention at %s is answered in the thread %q", asked.TS, first.Thread)
	}
	follow := d.one("a follow-up", d.mention("and what is the other side of that?", first.Thread))
	if follow.Thread != first.Thread || !holds(follow.shown(), "other side") {
		t.Errorf("a follow-up is answered in the thread %q with\n%s", follow.Thread, follow.shown())
	}
	alone := d.one("the same without a thread", d.mention("and what is the other side of that?", ""))
	if alone.slack().Shown() == follow.slack().Shown() {
		t.Errorf("a follow-up takes nothing from what stands above it: %s", follow.shown())
	}
	if m := d.one("a direct message", d.says(d.app.direct, localAna, ofReciprocity, "")); m.Thread != "" || !holds(m.shown(), reciprocal) {
		t.Errorf("a direct message is answered in the thread %q with\n%s", m.Thread, m.shown())
	}
	if m := d.one("a command", d.command(ofReciprocity)); m.Viewer != localAna || m.Thread != "" || !holds(m.shown(), reciprocal) {
		t.Errorf("a command is answered to %q in the thread %q with\n%s", m.Viewer, m.Thread, m.shown())
	}
}

// localButtons presses the buttons of an answer that only the asker sees and of one that all see: each shows what it
// says to who pressed it alone, and changes nothing that is there. That it does so in the thread is left to the fake:
// local-slack drops the thread of what comes by a response URL.
func localButtons(t *testing.T, d *desk) {
	e := loadBot(t).Corpus().Excerpt("ctpublic-2017/lawlor-reciprocal")
	cite := bot.Cite(e)
	for what, on := range map[string]localMessage{
		"a command": d.one("a command", d.command(ofReciprocity)),
		"a mention": d.one("a mention", d.mention(ofReciprocity, "")),
	} {
		for _, row := range []struct {
			do    serving.Action
			wants []string
		}{
			{serving.Other, []string{"1. The other side, in answer:", "Show 1"}},
			{serving.More, []string{"More", "Show 1"}},
			{serving.Translate, []string{"Traducción:", "In English"}},
			{serving.Cite, []string{cite.Plain, cite.Markdown, cite.Line, bot.BibTeX(e)}},
			{serving.NotThis, []string{"Then perhaps one of these"}},
		} {
			m := d.one("a button", d.press(on, d.button(on, row.do)))
			if !holds(m.shown(), row.wants...) || m.Viewer != localAna || m.Subtype != "ephemeral" {
				t.Errorf("%q of %s shows %q\n%s\nwant %q", row.do, what, m.Viewer, m.shown(), row.wants)
			}
		}
		for _, m := range d.messages(on.inChannel) {
			if m.TS == on.TS && (len(m.Edited) > 0 || m.slack().Shown() != on.slack().Shown()) {
				t.Errorf("%s was changed to\n%s", what, m.shown())
			}
		}
	}
}

// localSharing shares the answer to a command, and what a button of a public answer showed: the excerpt is posted once
// for all to see, without the question and the asker, who is told. Whether it is posted in the thread of a public
// answer is left to the fake, as with the buttons.
func localSharing(t *testing.T, d *desk) {
	public := d.one("a mention", d.mention(ofReciprocity, ""))
	if id := button1(public.slack(), serving.Share); id != "" {
		t.Errorf("what all see can be shared: %q", id)
	}
	for what, on := range map[string]localMessage{
		"a command": d.one("a command", d.command(ofReciprocity)),
		"a button":  d.one("a button", d.press(public, d.button(public, serving.Translate))),
	} {
		said := d.press(on, d.button(on, serving.Share))
		d.until("the press is not answered", func() bool { return len(said()) >= 2 })
		time.Sleep(300 * time.Millisecond) // for one too many
		var posted, told int
		for _, m := range said() {
			if m.Viewer == localAna {
				told++
				if !holds(m.shown(), bot.ControlsOf("").Shared) && !holds(m.shown(), bot.ControlsOf(corpus.Spanish).Shared) {
					t.Errorf("%s: who shares is told\n%s", what, m.shown())
				}
				continue
			}
			posted++
			whole := m.Text + string(m.Blocks)
			if !holds(m.shown(), reciprocal) || strings.Contains(whole, ofReciprocity) || strings.Contains(whole, localAna) {
				t.Errorf("%s: posted was\n%s\n%s", what, m.shown(), whole)
			}
		}
		if posted != 1 || told != 1 {
			t.Errorf("%s: %d posted, %d told", what, posted, told)
		}
	}
}

// localPacket sends a packet of ticked excerpts. The press does not come by local-slack, which leaves out what is
// ticked; the files go to it.
func localPacket(t *testing.T, d *desk) {
	b := loadBot(t)
	list := b.Corpus().Excerpts[:3]
	ticks := make([]map[string]string, len(list))
	for n, e := range list {
		ticks[n] = map[string]string{"value": string(bot.RefOf(e))}
	}
	raw, err := json.Marshal(map[string]any{"values": map[string]any{"b": map[string]any{"a": map[string]any{"selected_options": ticks}}}})
	if err != nil {
		t.Fatal(err)
	}
	message := d.one("a command", d.command(ofReciprocity))
	// The response URL is of a press that local-slack made.
	pressed := d.press(message, d.button(message, serving.Cite))
	d.one("a press", pressed)
	var i interaction
	i.Type, i.Channel.ID, i.User.ID, i.ResponseURL = typeActions, d.app.commands, localAna, d.logged("interactive").ResponseURL
	i.Actions = []action{{Value: serving.Control{Action: serving.Collect}.String()}}
	if err := json.Unmarshal(raw, &i.State); err != nil {
		t.Fatal(err)
	}
	before := len(d.messages(d.app.direct))
	if outcome, err := d.adapter.press(context.Background(), &i); outcome != "collected" || err != nil {
		t.Fatalf("%q, %v", outcome, err)
	}
	packet := b.Packet(list)
	want := map[string]string{"clippings.md": packet.Markdown, "clippings.csv": packet.CSV}
	sent := d.since(d.app.direct, before)
	if len(sent) != 1 || len(sent[0].Files) != len(want) {
		t.Fatalf("sent was %+v", sent)
	}
	for _, f := range sent[0].Files {
		if got := d.content(f); got != want[f.Name] {
			t.Errorf("the file %q holds\n%s\nwant\n%s", f.Name, got, want[f.Name])
		}
	}
	if all := pressed(); !holds(all[len(all)-1].shown(), "3") || all[len(all)-1].Viewer != localAna {
		t.Errorf("who collects is told %s", all[len(all)-1].shown())
	}
}

// logged returns what local-slack sent last to the desk's app.
func (d *desk) logged(kind string) (c struct {
	App         string `json:"api_app_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}) {
	d.t.Helper()
	log := d.screen(nil).State.Log
	for n := len(log) - 1; n >= 0; n-- {
		if log[n].Kind != kind {
			continue
		}
		detail := log[n].Detail
		var body string // over HTTP it keeps the body as text
		if json.Unmarshal(detail, &body) == nil {
			_, payload, _ := read("application/x-www-form-urlencoded", []byte(body))
			detail = payload
		}
		if json.Unmarshal(detail, &c) == nil && c.App == d.app.ID && c.ResponseURL != "" {
			return c
		}
	}
	d.t.Fatalf("no %s in the log", kind)
	return c
}

// localHome opens Home: it says what the coverage holds, and the same in Spanish once that is asked for. Other buttons
// of Home are left to the fake: local-slack gives what is pressed there a response URL, where Slack has a view.
func localHome(t *testing.T, d *desk) {
	if err := d.office.do(http.MethodPost, "open-home", map[string]string{"user": localAna, "appId": d.app.ID}, nil); err != nil {
		t.Fatal(err)
	}
	home := func() localView { return d.screen(nil).State.Homes[localAna][d.app.ID] }
	d.until("Home stays empty", func() bool { return len(home().Blocks) > 0 })
	control, blocks := bot.ControlsOf(""), localMessage{Blocks: home().Blocks}
	if !holds(blocks.shown(), control.About, control.Privacy, loadBot(t).Version()) || button1(blocks.slack(), serving.Source) == "" {
		t.Errorf("Home shows\n%s", blocks.shown())
	}
	e := d.button(blocks, serving.Translate)
	d.screen(map[string]any{"t": "block_action", "channel": d.app.direct, "user": localAna, "appId": d.app.ID,
		"action": map[string]string{"type": e.Type, "action_id": e.ActionID, "block_id": e.BlockID, "value": e.Value}})
	d.until("Home does not become Spanish", func() bool {
		return holds(home().shown(), bot.ControlsOf(corpus.Spanish).About, bot.ControlsOf(corpus.Spanish).Privacy)
	})
}

// localForm opens the form and submits it with a question: the answer takes the form's place.
func localForm(t *testing.T, d *desk) {
	// local-slack has no shortcuts: the trigger is a command's.
	d.one("a command", d.command("help"))
	var i interaction
	i.Type, i.User.ID, i.TriggerID = typeShortcut, localAna, d.logged("slash_commands").TriggerID
	if err := d.adapter.openForm(context.Background(), &i); err != nil {
		t.Fatal(err)
	}
	open := d.screen(nil).State.Modals
	if len(open) != 1 || open[0].Callback != formID || open[0].App != d.app.ID {
		t.Fatalf("open are %+v", open)
	}
	d.screen(map[string]any{"t": "view_submit", "user": localAna, "values": map[string]any{
		fieldQuestion: map[string]any{fieldQuestion: map[string]string{"type": "plain_text_input", "value": ofReciprocity}},
	}})
	var shown []localView
	d.until("the form is not answered", func() bool {
		shown = d.screen(nil).State.Modals
		return len(shown) != 1 || shown[0].Callback != formID
	})
	if len(shown) != 1 || shown[0].Callback != resultID || !holds(shown[0].shown(), reciprocal) {
		t.Errorf("the form is answered with %d windows: %+v", len(shown), shown)
	}
}

// localReconnects lives with a Slack that never pings: each time the connection has been silent for as long as a ping
// may take, it is opened anew, and what is asked then is answered once.
func localReconnects(t *testing.T, o *office) {
	d := o.open(t, Socket, nil, func(w *timing) { w.ping = 2 * time.Second })
	connected := func() int { return strings.Count(d.logs.String(), "connected to Slack") }
	for n := range 3 {
		d.until("it does not connect again", func() bool { return connected() > n })
		if m := d.one("a question", d.mention(theQuestion, "")); !holds(m.shown(), itsAnswer) {
			t.Errorf("after %d losses: %s", n, m.shown())
		}
		d.acts.Wait()
	}
}
