package slackfake

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	userMention = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>`)
	typedLink   = regexp.MustCompile(`https?://[^\s<>|"]*[^\s<>|".,;:!?)]`)
	typedParts  = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<(https?://[^>|]+)>`)
)

// typed is what becomes of what a person types: escaped, with addresses in angle brackets.
func typed(text string) string {
	return typedLink.ReplaceAllString(escape(text), "<$0>")
}

// Actor is a person in a channel. What people do with the app, they do as one.
type Actor struct {
	Person  Person
	Channel Channel
}

// Actor puts a person in a channel.
func (f *Fake) Actor(p Person, c Channel) Actor { return Actor{Person: p, Channel: c} }

// SayOption says more about a message of Say.
type SayOption func(*saying)

type saying struct {
	message *Message
	mention bool
	raw     bool
	first   bool
	edited  *string
	bot     bool
}

// Mention puts a mention of the bot in front of the text.
func Mention() SayOption { return func(s *saying) { s.mention = true } }

// InThread makes the message an answer in the thread of the message with that ts.
func InThread(ts string) SayOption { return func(s *saying) { s.message.ThreadTS = ts } }

// EditedLater has the author change the text once the message was delivered.
func EditedLater(text string) SayOption { return func(s *saying) { s.edited = &text } }

// AsBot has the message written by another app.
func AsBot() SayOption { return func(s *saying) { s.bot = true } }

// Subtype gives the message a subtype, as in channel_join, me_message or bot_message.
func Subtype(name string) SayOption { return func(s *saying) { s.message.Subtype = name } }

// Raw takes the text as it is to stand in the event, in Slack's notation; otherwise it is what the
// person typed, of which Slack escapes &, < and > and puts
// addresses in angle brackets.
func Raw() SayOption { return func(s *saying) { s.raw = true } }

// MentionFirst delivers app_mention before message, where both are delivered.
func MentionFirst() SayOption { return func(s *saying) { s.first = true } }

// Say has a person write a message and delivers it: as a message event where the app hears the
// channel, and as an app_mention event too where the text mentions the bot in a channel that it is in.
// The two have different envelopes and event ids, and the same channel, ts and client_msg_id.
func (f *Fake) Say(a Actor, text string, options ...SayOption) *Handle {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	m := &Message{Channel: a.Channel.ID, TS: f.ids.ts(now), User: a.Person.ID, Via: ViaPerson, Sent: now}
	s := saying{message: m}
	for _, option := range options {
		option(&s)
	}
	h := &Handle{f: f, kind: "message", name: text, actor: a, started: m.TS, message: m}
	c := f.world.channels[m.Channel]
	switch {
	case c == nil:
		h.bad = fmt.Errorf("there is no channel %q", m.Channel)
	case !c.has(a.Person.ID):
		h.bad = fmt.Errorf("%s is not in channel %s", a.Person.Name, c.ID)
	case m.ThreadTS != "":
		root, ok := f.messages.get(key(m.Channel, m.ThreadTS))
		if !ok || root.ThreadTS != "" {
			h.bad = fmt.Errorf("there is no thread %s in channel %s", m.ThreadTS, c.ID)
		}
	}
	if h.bad != nil {
		f.errorf("slackfake: %s cannot say %q: %v", a.Person.Name, text, h.bad)
		return h
	}
	if !s.raw {
		text = typed(text)
	}
	if s.mention {
		text = "<@" + botUserID + "> " + text
	}
	m.Text = text
	m.Blocks = personBlocks(f.ids.short(), text)
	if s.bot {
		m.BotID, m.User = "B0OTHERBOT1", "U0OTHERBOT1"
		if m.Subtype == "bot_message" {
			m.User = ""
		}
	} else {
		m.clientMsgID = f.ids.uuid()
	}
	f.store(m)
	times := f.post.events
	f.post.events = 1
	for range times {
		f.tellSaid(m, h, s.first)
	}
	if s.edited != nil {
		f.edit(m, typed(*s.edited))
	}
	return h
}

// tellSaid delivers the events of a person's message.
func (f *Fake) tellSaid(m *Message, h *Handle, mentionFirst bool) {
	mentioned := strings.Contains(m.Text, "<@"+botUserID)
	if mentioned && mentionFirst {
		f.tellMention(m, h)
	}
	f.tellMessageFor(m, h)
	if mentioned && !mentionFirst {
		f.tellMention(m, h)
	}
}

// Edit has the author change a message of theirs, of which the app learns as message_changed. When the
// new text mentions the bot in a channel, a further app_mention comes with the same ts.
func (f *Fake) Edit(m Message, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, ok := f.messages.get(key(m.Channel, m.TS))
	if !ok || known.Deleted || known.ByBot() {
		f.errorf("slackfake: there is no message %s in %s that a person could edit", m.TS, m.Channel)
		return
	}
	f.edit(known, typed(text))
}

func (f *Fake) edit(m *Message, text string) {
	if strings.HasPrefix(m.Text, "<@"+botUserID+"> ") && !strings.Contains(text, "<@"+botUserID) {
		text = "<@" + botUserID + "> " + text // the mention is left where it was
	}
	f.change(m, content{text: text, blocks: personBlocks(f.ids.short(), text)})
	if strings.Contains(text, "<@"+botUserID) {
		f.tellMention(m, nil)
	}
}

// Delete has somebody delete a message: its author, or an administrator in the case of the bot's.
func (f *Fake) Delete(m Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if known, ok := f.messages.get(key(m.Channel, m.TS)); ok && !known.Deleted {
		f.remove(known)
	}
}
