package discordfake

import (
	"fmt"
	"slices"
)

// Actor is a person in a place, who speaks a language. What people do with the bot, they do as one.
type Actor struct {
	User   User
	Place  Place
	Locale string // as in es-ES; en-US when empty

	// UserInstalled says that the person has installed the app for themselves, not the guild. It is
	// always so in a private channel.
	UserInstalled bool
}

// Actor puts a person in a place.
func (f *Fake) Actor(u User, p Place) Actor { return Actor{User: u, Place: p, Locale: "en-US"} }

// Speaking is the same actor with a client set to another language.
func (a Actor) Speaking(locale string) Actor {
	a.Locale = locale
	return a
}

// SayOption says more about a message of Say.
type SayOption func(*saying)

type saying struct {
	message *Message
	mention bool
	quiet   bool
	webhook bool
	replyTo string
	files   []Attachment
}

// MentionBot puts a mention of the bot in front of the text.
func MentionBot() SayOption { return func(s *saying) { s.mention = true } }

// ReplyTo makes the message a reply that pings the author of the other one, as clients do by default.
func ReplyTo(m Message) SayOption { return func(s *saying) { s.replyTo = m.ID } }

// Quietly makes a reply that does not ping the author of the other message.
func Quietly() SayOption { return func(s *saying) { s.quiet = true } }

// AsBot marks the author as another bot.
func AsBot() SayOption { return func(s *saying) { s.message.Author.Bot = true } }

// AsWebhook has the message written by a webhook in the person's name.
func AsWebhook() SayOption { return func(s *saying) { s.webhook = true } }

// Attach puts a file on the message.
func Attach(filename, contentType string, size int) SayOption {
	return func(s *saying) {
		s.files = append(s.files, Attachment{Filename: filename, ContentType: contentType, Size: size})
	}
}

// Say has a person write a message and delivers it. The message returned is whole; what the bot gets
// of it depends on its intents: without the message content intent the text is empty unless the
// message mentions the bot or stands in its direct messages.
func (f *Fake) Say(a Actor, content string, options ...SayOption) Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.world.channels[a.Place.ChannelID]
	if c == nil {
		f.t.Errorf("discordfake: Say: there is no channel %q", a.Place.ChannelID)
		return Message{}
	}
	m := f.newMessage(c, a.User)
	s := saying{message: m}
	for _, option := range options {
		option(&s)
	}
	if s.mention {
		content = botUser.Mention() + " " + content
	}
	m.Content = content
	if s.webhook {
		m.WebhookID = f.newID()
		m.Author = User{ID: m.WebhookID, Name: a.User.Name, Bot: true}
	}
	if s.replyTo != "" {
		m.Type, m.ReferenceID = TypeReply, s.replyTo
		if to, ok := f.messages.get(s.replyTo); ok && !s.quiet {
			m.mention(to.Author)
		}
	}
	m.attach(f, s.files)
	m.mentionsFrom(f, true)
	f.store(m)
	f.publish("MESSAGE_CREATE", m)
	return *m
}

// Redeliver sends the MESSAGE_CREATE of a message once more, as a new event.
func (f *Fake) Redeliver(m Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if kept, ok := f.messages.get(m.ID); ok {
		f.publish("MESSAGE_CREATE", kept)
	}
}

// Edit has the author change a message of theirs.
func (f *Fake) Edit(m Message, content string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, ok := f.messages.get(m.ID)
	if !ok || kept.Deleted {
		f.t.Errorf("discordfake: Edit: there is no message %s", m.ID)
		return
	}
	kept.Content, kept.Edited = content, f.now()
	kept.Edits++
	kept.mentionsFrom(f, false)
	f.publish("MESSAGE_UPDATE", kept)
}

// Delete has somebody delete a message: the author, or a moderator in the case of the bot's.
func (f *Fake) Delete(m Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if kept, ok := f.messages.get(m.ID); ok && !kept.Deleted {
		f.remove(kept)
	}
}

// Option is an option of a slash command as a person fills it in.
type Option struct {
	Name    string   `json:"name"`
	Type    int      `json:"type"`
	Value   any      `json:"value,omitempty"`
	Options []Option `json:"options,omitempty"`
	Focused bool     `json:"focused,omitempty"`
}

// Types of options.
const (
	optionSub     = 1
	optionGroup   = 2
	optionString  = 3
	optionInteger = 4
	optionBoolean = 5
)

// String is an option with a text.
func String(name, value string) Option { return Option{Name: name, Type: optionString, Value: value} }

// Integer is an option with a number.
func Integer(name string, value int) Option {
	return Option{Name: name, Type: optionInteger, Value: value}
}

// Boolean is an option that is true or false.
func Boolean(name string, value bool) Option {
	return Option{Name: name, Type: optionBoolean, Value: value}
}

// Sub is a sub-command with its options.
func Sub(name string, options ...Option) Option {
	return Option{Name: name, Type: optionSub, Options: options}
}

// Group is a group of sub-commands with the one that is used.
func Group(name string, sub Option) Option {
	return Option{Name: name, Type: optionGroup, Options: []Option{sub}}
}

// Focused marks the option that the person is typing in, for Autocomplete.
func Focused(o Option) Option {
	o.Focused = true
	return o
}

// focusLast marks the last option unless one is marked already, within sub-commands too.
func focusLast(options []Option) []Option {
	options = slices.Clone(options)
	if len(options) == 0 || anyFocused(options) {
		return options
	}
	last := &options[len(options)-1]
	if last.Type == optionSub || last.Type == optionGroup {
		last.Options = focusLast(last.Options)
	} else {
		last.Focused = true
	}
	return options
}

func anyFocused(options []Option) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.Focused || anyFocused(o.Options) })
}

// Shown is something with components that a person can use: a Message, a Response, an Interaction
// whose reply it is.
type Shown interface{ shownID() string }

func (m Message) shownID() string  { return m.ID }
func (r Response) shownID() string { return r.MessageID }
func (i *Interaction) shownID() string {
	i.f.mu.Lock()
	defer i.f.mu.Unlock()
	return i.original
}

// usable finds a component that the person can see and use. The caller holds f.mu.
func (f *Fake) usable(a Actor, messageID, customID string) (*Message, Component, error) {
	m, ok := f.messages.get(messageID)
	switch {
	case !ok:
		return nil, Component{}, fmt.Errorf("there is no message %q", messageID)
	case m.Deleted:
		return nil, Component{}, fmt.Errorf("message %s is deleted", messageID)
	case m.ChannelID != a.Place.ChannelID:
		return nil, Component{}, fmt.Errorf("message %s is in channel %s, the person in %s", messageID, m.ChannelID, a.Place.ChannelID)
	case m.Ephemeral() && m.ViewerID != a.User.ID:
		return nil, Component{}, fmt.Errorf("message %s is visible to %s only", messageID, m.ViewerID)
	}
	component, ok := find(m.Components, customID)
	switch {
	case !ok:
		return nil, Component{}, fmt.Errorf("message %s has no component %q, but %q", messageID, customID, customIDs(m.Components))
	case component.Disabled:
		return nil, Component{}, fmt.Errorf("component %q of message %s is disabled", customID, messageID)
	}
	return m, component, nil
}
