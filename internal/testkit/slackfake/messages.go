package slackfake

import (
	"fmt"
	"slices"
	"time"
)

// store keeps a new message and counts it in its thread. The caller holds f.mu.
func (f *Fake) store(m *Message) {
	f.messages.add(key(m.Channel, m.TS), m)
	if m.ThreadTS != "" && !m.Ephemeral() {
		if root, ok := f.messages.get(key(m.Channel, m.ThreadTS)); ok {
			root.replies++
			root.lastReply = m.TS
		}
	}
	if m.ByBot() {
		for _, place := range m.places() {
			list, _ := f.threads.get(place)
			if most := f.opts.KeepLast; most > 0 && len(list) >= 2*most {
				list = slices.Clone(list[len(list)-most:])
			}
			f.threads.add(place, append(list, m))
		}
	}
	f.changed.raise()
}

// places is where an asker would look for the message: in the thread, in the direct messages, among
// what only they see.
func (m *Message) places() []string {
	if m.Ephemeral() {
		return []string{key("only", m.Channel, m.Viewer)}
	}
	var list []string
	if m.ThreadTS != "" {
		list = append(list, key("thread", m.Channel, m.ThreadTS))
	}
	if m.Channel[0] == 'D' {
		list = append(list, key("dm", m.Channel))
	}
	return list
}

// Messages returns what stands in a channel, or in all when the id is empty, the oldest first: what
// people wrote and what the bot did, deleted messages too, marked. Ephemeral ones are not among them.
func (f *Fake) Messages(channelID string) []Message {
	return f.messagesWhere(func(m *Message) bool { return !m.Ephemeral() && (channelID == "" || m.Channel == channelID) })
}

// BotMessages is Messages without those of people.
func (f *Fake) BotMessages(channelID string) []Message {
	return f.messagesWhere(func(m *Message) bool {
		return m.ByBot() && !m.Ephemeral() && (channelID == "" || m.Channel == channelID)
	})
}

// Ephemerals returns the messages that only one person sees, or all such when the id is empty.
func (f *Fake) Ephemerals(personID string) []Message {
	return f.messagesWhere(func(m *Message) bool { return m.Ephemeral() && (personID == "" || m.Viewer == personID) })
}

// Thread returns a thread's messages, its first one too.
func (f *Fake) Thread(channelID, ts string) []Message {
	return f.messagesWhere(func(m *Message) bool { return m.Channel == channelID && m.root() == ts && !m.Ephemeral() })
}

func (f *Fake) messagesWhere(wanted func(*Message) bool) []Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []Message
	f.messages.all(func(m *Message) bool {
		if wanted(m) {
			found = append(found, m.copy())
		}
		return true
	})
	return found
}

func (m *Message) copy() Message {
	c := *m
	c.Files = slices.Clone(m.Files)
	return c
}

// Message returns a message as it is now.
func (f *Fake) Message(channelID, ts string) (Message, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.messages.get(key(channelID, ts))
	if !ok {
		return Message{}, false
	}
	return m.copy(), true
}

// WaitMessage waits for a message of the bot, ephemeral or not, that wanted accepts (any when nil) and
// returns the first.
func (f *Fake) WaitMessage(timeout time.Duration, wanted func(Message) bool) (Message, error) {
	var found Message
	ok := f.await(timeout, func() bool {
		for _, m := range f.messagesWhere((*Message).isByBot) {
			if wanted == nil || wanted(m) {
				found = m
				return true
			}
		}
		return false
	})
	if !ok {
		return found, fmt.Errorf("no such message of the bot within %v", timeout)
	}
	return found, nil
}

func (m *Message) isByBot() bool { return m.ByBot() }
