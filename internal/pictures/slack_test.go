package pictures

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/adapters/slack"
	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// drawSlack has the adapter answer in a fake Slack and draws what a person there sees.
func drawSlack(t *testing.T, into map[string]drawing) {
	t.Helper()
	fake := slackfake.New(t, slackfake.Options{AckWithin: patience, TriggerLife: patience})
	b := loadBot(t)
	cfg := slack.Config{BotToken: fake.BotToken(), AppToken: fake.AppToken(), Contact: contact, Transport: fake.Transport(), APIURL: fake.APIURL()}
	a, err := slack.New(cfg, b.Handle, func() *bot.Bot { return b }, serving.NewHealth(), serving.NewMetrics(), silence())
	if err != nil {
		t.Fatal(err)
	}
	serve(t, a.Run)
	if err := fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	s := &slackScene{t, fake, fake.Actor(fake.Person(0), fake.Public(0))}
	into["slack-thread"] = s.thread("who keeps a record of the queries?")
	compared := s.seen(fake.Slash(s.ana, "/clippings", "compare Trust Act"))
	into["slack-compare"] = slackMessage(t, typed("/clippings compare Trust Act"), compared, nil)
	into["slack-home"] = s.home()
	into["slack-form"] = s.form()
	into["slack-packet"] = s.packet(compared)
}

// slackScene is somebody in a fake Slack.
type slackScene struct {
	t    *testing.T
	fake *slackfake.Fake
	ana  slackfake.Actor
}

func (s *slackScene) seen(h *slackfake.Handle) slackfake.Message {
	s.t.Helper()
	m, err := h.WaitReply(patience)
	if err != nil {
		s.t.Fatalf("%v; trouble: %s", err, h.Trouble())
	}
	return m
}

// thread is a question in a channel with its answer in the thread.
func (s *slackScene) thread(question string) drawing {
	s.t.Helper()
	h := s.fake.Say(s.ana, question, slackfake.Mention())
	m := s.seen(h)
	if m.ThreadTS != h.Message().TS {
		s.t.Fatal("the answer is not in the question's thread")
	}
	d := slackMessage(s.t, "", m, nil)
	d.body = bar("Somebody asks in a channel; the answer comes in the thread", "") +
		`<article><div class="face person">A</div><div class="said"><h1>Ana</h1><p><b>@Clippings</b> ` + escaped(question) + `</p></div></article>` +
		`<div class="thread">` + d.body + `</div>`
	return d
}

// home is the front page.
func (s *slackScene) home() drawing {
	s.t.Helper()
	s.fake.OpenHome(s.ana)
	v, err := s.fake.WaitHome(s.ana.Person, patience, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	blocks := slackBlocks(s.t, v.Blocks)
	return drawing{bar("Somebody opens the app's Home", "") + `<div class="slack">` + drawBlocks(s.t, blocks, nil) + `</div>`, slackTexts(s.t, blocks)}
}

// form is the form, filled in.
func (s *slackScene) form() drawing {
	s.t.Helper()
	v, err := s.fake.GlobalShortcut(s.ana, "ask").WaitView(patience)
	if err != nil {
		s.t.Fatal(err)
	}
	chosen := func(field bot.Field, text string) string {
		s.t.Helper()
		h := s.fake.Suggest(s.ana, v, string(field), text)
		if _, err := h.Wait(patience); err != nil || len(h.Options()) == 0 {
			s.t.Fatalf("nothing is proposed for %q: %v", text, err)
		}
		return h.Options()[0].Text
	}
	filled := map[string]string{
		"question": "what did he say about the agreement?", string(bot.FieldSpeaker): chosen(bot.FieldSpeaker, "lawl"),
		string(bot.FieldOutlet): chosen(bot.FieldOutlet, "public"), string(bot.FieldFrom): "2017-04-01",
	}
	blocks := slackBlocks(s.t, v.Blocks)
	d := drawing{wanted: append([]string{v.Title}, slackTexts(s.t, blocks)...)}
	d.wanted = append(d.wanted, v.Close, v.Submit)
	d.body = bar("Somebody uses the shortcut “Ask the coverage” and fills in the form", "") +
		`<div class="window"><h1>` + escaped(v.Title) + `</h1><div class="inside">` + drawBlocks(s.t, blocks, filled) + `</div><footer><span class="button">` +
		escaped(v.Close) + `</span><span class="button dark">` + escaped(v.Submit) + `</span></footer></div>`
	return d
}

// packet ticks two excerpts of a comparison, a quotation and a fact, and has them sent. Of the files it draws the beginnings.
func (s *slackScene) packet(on slackfake.Message) drawing {
	s.t.Helper()
	var values []string
	var button string
	for _, e := range on.Elements() {
		if e.Type == "checkboxes" {
			for _, o := range e.Options[4:6] {
				values = append(values, o.Value)
			}
			s.fake.Tick(s.ana, on, e.ActionID, values...)
		}
		if e.Text == bot.FormsOf("").Packet {
			button = e.ActionID
		}
	}
	told := s.seen(s.fake.Press(s.ana, on, button))
	d := slackMessage(s.t, bar("Somebody ticks two excerpts of the comparison and presses “"+bot.FormsOf("").Packet+"”", ""), told, nil)
	files := s.fake.Files()
	if len(files) != 2 {
		s.t.Fatalf("%d files", len(files))
	}
	d.body += bar("In the direct messages with the app, two files; their beginnings:", "")
	lines := map[string]int{"clippings.md": 14, "clippings.csv": 2} // as many as show a first excerpt
	for _, f := range files {
		start := beginning(string(f.Content), lines[f.Name])
		d.wanted = append(d.wanted, f.Name, start)
		d.body += `<div class="file"><h2>` + escaped(f.Name) + `</h2><pre>` + escaped(start) + "\n…</pre></div>"
	}
	return d
}

// beginning is a text's first lines.
func beginning(s string, lines int) string {
	all := strings.Split(s, "\n")
	return strings.Join(all[:min(lines, len(all))], "\n")
}

// slackBlocks reads blocks from the JSON that was sent.
func slackBlocks(t *testing.T, raw json.RawMessage) []block {
	t.Helper()
	var list []block
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("there are no blocks")
	}
	return list
}

// slackTexts are a payload's texts in the order of its JSON arrays. What a client shows only once a list is
// opened, or in an empty field, is left out.
func slackTexts(t *testing.T, blocks []block) []string {
	t.Helper()
	var all []string
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case []any:
			for _, y := range x {
				walk(y)
			}
		case map[string]any:
			if s, ok := x["text"].(string); ok {
				all = append(all, nonEmpty(s)...)
			}
			keys := []string{"label", "text", "description", "fields", "accessory", "element", "elements", "options"}
			if kind, _ := x["type"].(string); strings.HasSuffix(kind, "_select") {
				keys = slices.DeleteFunc(keys, func(k string) bool { return k == "options" })
			}
			for _, key := range keys {
				walk(x[key])
			}
		}
	}
	for _, b := range blocks {
		walk(map[string]any(b))
	}
	return all
}
