package slack

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"clippings/adapters/adaptertest"
	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// localMessage is a message as local-slack keeps it.
type localMessage struct {
	TS        string          `json:"ts"`
	Thread    string          `json:"thread_ts"`
	User      string          `json:"user"`
	Subtype   string          `json:"subtype"`
	Viewer    string          `json:"ephemeral_to"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	Edited    json.RawMessage `json:"edited"`
	Files     []localFile     `json:"files"`
	inChannel string
}

type localFile struct {
	Name string `json:"name"`
	Page string `json:"permalink"`
}

// content is what a file holds.
func (d *desk) content(f localFile) string {
	d.t.Helper()
	resp, err := d.office.client.Get(f.Page)
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		d.t.Fatalf("%s: status %d, %v", f.Name, resp.StatusCode, err)
	}
	return string(body)
}

// slack is the message as our fake would have it, which can tell what is read in it.
func (m localMessage) slack() slackfake.Message {
	return slackfake.Message{Text: m.Text, Blocks: m.Blocks}
}

func (m localMessage) shown() string { return shownIn(m.slack()) }

// messages are those of a channel, the oldest first.
func (d *desk) messages(channel string) []localMessage {
	var out struct{ Messages []localMessage }
	if err := d.office.do(http.MethodGet, "messages/"+channel, nil, &out); err != nil {
		d.t.Errorf("messages of %s: %v", channel, err)
	}
	for i := range out.Messages {
		out.Messages[i].inChannel = channel
	}
	return out.Messages
}

// since returns what the bot said in a channel beyond the first so many messages.
func (d *desk) since(channel string, n int) []localMessage {
	var all []localMessage
	for _, m := range d.messages(channel)[n:] {
		if m.User == d.app.Bot {
			all = append(all, m)
		}
	}
	return all
}

// act has somebody do something, and returns what the bot says in the channel from then on. Doing it takes until
// every envelope is acknowledged, which local-slack waits five seconds for: envelopes says how many there are.
func (d *desk) act(path, channel string, envelopes int, in any) func() []localMessage {
	d.t.Helper()
	before := len(d.messages(channel))
	d.acts.Add(1)
	go func() {
		defer d.acts.Done()
		began := time.Now()
		err := d.office.do(http.MethodPost, path, in, nil)
		took := time.Since(began)
		d.mu.Lock()
		defer d.mu.Unlock()
		if err != nil {
			d.t.Errorf("%s: %v", path, err)
		} else if took > time.Duration(envelopes)*3*time.Second && !d.leaving {
			d.t.Errorf("%s: %d envelopes acknowledged after %v", path, envelopes, took)
		}
	}()
	return func() []localMessage { return d.since(channel, before) }
}

// Ways to ask. The text stands as Slack writes it.

func (d *desk) command(text string) func() []localMessage {
	return d.act("command", d.app.commands, 1, map[string]string{
		"appId": d.app.ID, "channel": d.app.commands, "user": localAna, "command": "/clippings", "text": escape.Replace(text)})
}

func (d *desk) mention(text, thread string) func() []localMessage {
	return d.says(d.app.asking, localAna, "<@"+d.app.Bot+"> "+escape.Replace(text), thread)
}

func (d *desk) says(channel, user, text, thread string) func() []localMessage {
	in := map[string]string{"channel": channel, "user": user, "text": text}
	if thread != "" {
		in["thread_ts"] = thread
	}
	envelopes := 1
	if mentions(text, d.app.Bot) { // a message and a mention
		envelopes = 2
	}
	return d.act("message", channel, envelopes, in)
}

// one waits for the first message, and holds that no second comes.
func (d *desk) one(what string, said func() []localMessage) localMessage {
	d.t.Helper()
	d.until(what+" is not answered", func() bool { return len(said()) > 0 })
	time.Sleep(300 * time.Millisecond) // for a second
	all := said()
	if len(all) != 1 {
		d.t.Errorf("%s is answered %d times", what, len(all))
	}
	return all[0]
}

// button is the first button of a message with an action.
func (d *desk) button(m localMessage, do serving.Action) slackfake.Element {
	d.t.Helper()
	e, ok := m.slack().Element(button1(m.slack(), do))
	if !ok {
		d.t.Fatalf("no button %q in\n%s", do, m.shown())
	}
	return e
}

// press presses it.
func (d *desk) press(m localMessage, e slackfake.Element) func() []localMessage {
	d.t.Helper()
	return d.act("interact", m.inChannel, 1, map[string]any{
		"channel": m.inChannel, "messageTs": m.TS, "user": localAna,
		"action": map[string]string{"type": e.Type, "action_id": e.ActionID, "block_id": e.BlockID, "value": e.Value},
	})
}

// localScreen is what local-slack's page is told when it is opened.
type localScreen struct {
	State struct {
		Modals []localView                     `json:"modalStack"`
		Homes  map[string]map[string]localView `json:"homeViews"` // by person and app
		Log    []struct {
			Kind    string          `json:"kind"`
			Summary string          `json:"summary"`
			Detail  json.RawMessage `json:"detail"`
		} `json:"log"`
	} `json:"state"`
}

type localView struct {
	ID       string          `json:"id"`
	App      string          `json:"app_id"`
	Callback string          `json:"callback_id"`
	Blocks   json.RawMessage `json:"blocks"`
}

func (v localView) shown() string { return localMessage{Blocks: v.Blocks}.shown() }

// screen opens local-slack's page, and sends what somebody does on it unless that is nil.
func (d *desk) screen(does any) (s localScreen) {
	d.t.Helper()
	c, _, err := websocket.DefaultDialer.Dial(strings.Replace(d.office.base, "http", "ws", 1)+"/ui", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	if err := c.ReadJSON(&s); err != nil {
		d.t.Fatal(err)
	}
	if does != nil {
		if err := c.WriteJSON(does); err != nil {
			d.t.Fatal(err)
		}
		c.ReadMessage() // so that it is not closed before it was read: something is always told, the log at least
	}
	return s
}

// notifying is what tells somebody, in text that Slack reads marks in.
var notifying = regexp.MustCompile(`<[@!#]`)

// notifies reports whether anything in a block would tell somebody: a mention in mrkdwn, or an element of rich
// text that is one. In other text signs are signs.
func notifies(x any) bool {
	switch x := x.(type) {
	case []any:
		return slices.ContainsFunc(x, notifies)
	case map[string]any:
		switch text, _ := x["text"].(string); x["type"] {
		case "mrkdwn", "markdown":
			if notifying.MatchString(text) {
				return true
			}
		case "user", "usergroup", "broadcast", "channel":
			return true
		}
		for _, inner := range x {
			if notifies(inner) {
				return true
			}
		}
	}
	return false
}

// running describes the desk to the suite.
func (d *desk) running() *adaptertest.Running {
	asked := func(said func() []localMessage) adaptertest.Asked {
		return adaptertest.Asked{Replies: func() []string {
			var all []string
			for _, m := range said() {
				all = append(all, m.slack().Shown())
			}
			return all
		}}
	}
	// done is a message of somebody's to somebody else, with which more is done once it is there.
	done := func(path string, in map[string]any) func(string) adaptertest.Asked {
		return func(text string) adaptertest.Asked {
			said := d.says(d.app.asking, localAna, text, "")
			d.acts.Wait()
			all := d.messages(d.app.asking)
			in["channel"], in["user"], in["ts"], in["text"] = d.app.asking, localAna, all[len(all)-1].TS, text+"?"
			d.act(path, d.app.asking, 1, in)
			return asked(said)
		}
	}
	return &adaptertest.Running{
		// A message shortcut is not among them: local-slack has none.
		Entries: []adaptertest.Entry{
			{Name: "slash command", Ask: func(text string) adaptertest.Asked { return asked(d.command(text)) }},
			{Name: "mention", Ask: func(text string) adaptertest.Asked { return asked(d.mention(text, "")) }},
			{Name: "direct message", Ask: func(text string) adaptertest.Asked {
				return asked(d.says(d.app.direct, localAna, escape.Replace(text), ""))
			}},
		},
		// Another bot is not among them: local-slack's events do not say that a bot wrote something.
		Others: []adaptertest.Entry{
			{Name: "people among themselves", Ask: func(text string) adaptertest.Asked { return asked(d.says(d.app.asking, localAna, text, "")) }},
			{Name: "people who mention each other", Ask: func(text string) adaptertest.Asked {
				return asked(d.says(d.app.asking, localAna, "<@"+localBo+"> "+text, ""))
			}},
			{Name: "the bot itself", Ask: func(text string) adaptertest.Asked {
				d.says(d.app.asking, d.app.Bot, "<@"+d.app.Bot+"> "+text, "")
				return adaptertest.Asked{Replies: func() []string { return nil }} // what it said is no reply; the suite counts the questions
			}},
			{Name: "a message that was edited", Ask: done("edit-message", map[string]any{})},
			{Name: "a message that was deleted", Ask: done("delete-message", map[string]any{})},
			{Name: "a reaction", Ask: done("reaction", map[string]any{"name": "eyes"})},
		},
		Lacks: "local-slack delivers everything once, whether or not it is acknowledged",
		Pinged: func() bool {
			for _, channel := range []string{d.app.asking, d.app.commands, d.app.direct} {
				for _, m := range d.since(channel, 0) {
					var blocks any
					if err := json.Unmarshal(m.Blocks, &blocks); err != nil && len(m.Blocks) > 0 {
						d.t.Error(err)
					}
					if notifying.MatchString(m.Text) || notifies(blocks) {
						return true
					}
				}
			}
			return false
		},
		Stop: d.stop,
	}
}
