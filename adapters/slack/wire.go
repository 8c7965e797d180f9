package slack

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"clippings/corpus"
)

// What the bot reads of Slack's events and actions. slack-go's own types are not used for them: it gives
// up on a whole envelope when one part has a form it does not know. Here what is not known is left out,
// and what is missing is the zero value.

// Kinds of envelopes.
const (
	kindEvents      = "events_api"
	kindCommand     = "slash_commands"
	kindInteractive = "interactive"
)

// eventCallback is an event as it was subscribed to.
type eventCallback struct {
	ID    string `json:"event_id"`
	Event event  `json:"event"`
}

// event is a message, a mention, a visit of Home, or the start of an assistant's thread.
type event struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	Bot         string `json:"bot_id"`
	Text        string `json:"text"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	ParentUser  string `json:"parent_user_id"`
	Hidden      bool   `json:"hidden"`
	Tab         string `json:"tab"`
	Assistant   struct {
		Channel  string `json:"channel_id"`
		ThreadTS string `json:"thread_ts"`
		User     string `json:"user_id"`
	} `json:"assistant_thread"`
}

// command is a slash command.
type command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	User        string `json:"user_id"`
	Channel     string `json:"channel_id"`
	Team        string `json:"team_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

// interaction is a button, a form, a shortcut, or something typed into a form's field.
type interaction struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	User        struct {
		ID string `json:"id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type      string `json:"type"` // message or view
		Ephemeral bool   `json:"is_ephemeral"`
		TS        string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
	} `json:"container"`
	Message  message  `json:"message"`
	Actions  []action `json:"actions"`
	View     view     `json:"view"`
	State    state    `json:"state"`
	ActionID string   `json:"action_id"` // of what is typed
	Value    string   `json:"value"`

	lang  corpus.Language // of the answer, as the button has it
	turns bool            // the answer is another page of what the window shows
}

// thread is the thread that something was done in, or "".
func (i *interaction) thread() string {
	thread, ts := i.Container.ThreadTS, i.Container.TS
	if thread == "" {
		thread, ts = i.Message.Thread, i.Message.TS
	}
	if thread == ts { // the message that a thread begins with stands in the channel
		return ""
	}
	return thread
}

// Types of interactions.
const (
	typeActions    = "block_actions"
	typeSuggestion = "block_suggestion"
	typeSubmission = "view_submission"
	typeShortcut   = "shortcut"
	typeMessage    = "message_action"
)

type action struct {
	ID       string   `json:"action_id"`
	Value    string   `json:"value"`
	TS       string   `json:"action_ts"`
	Selected selected `json:"selected_option"`
}

type selected struct {
	Value string `json:"value"`
}

type view struct {
	ID         string `json:"id"`
	Type       string `json:"type"` // home or modal
	CallbackID string `json:"callback_id"`
	State      state  `json:"state"`
}

// state are the values of fields, by block and action.
type state struct {
	Values map[string]map[string]struct {
		Value    string     `json:"value"`
		Date     string     `json:"selected_date"`
		Selected selected   `json:"selected_option"`
		Ticked   []selected `json:"selected_options"`
	} `json:"values"`
}

// field returns what stands in the field with an action id, or "".
func (s *state) field(id string) string {
	for _, block := range s.Values {
		if f, ok := block[id]; ok {
			for _, v := range []string{f.Value, f.Selected.Value, f.Date} {
				if v != "" {
					return v
				}
			}
		}
	}
	return ""
}

// ticked returns the values of all ticked boxes, in the order of their blocks' and groups' ids.
func (s *state) ticked() []string {
	var blocks, all []string
	for id := range s.Values {
		blocks = append(blocks, id)
	}
	slices.Sort(blocks)
	for _, id := range blocks {
		for _, group := range slices.Sorted(maps.Keys(s.Values[id])) {
			for _, o := range s.Values[id][group].Ticked {
				all = append(all, o.Value)
			}
		}
	}
	return all
}

// message is a message of a thread, or the one that a button or shortcut is on.
type message struct {
	User   string          `json:"user"`
	Bot    string          `json:"bot_id"`
	Text   string          `json:"text"`
	TS     string          `json:"ts"`
	Thread string          `json:"thread_ts"`
	Blocks json.RawMessage `json:"blocks"`
	Meta   struct {
		Type    string `json:"event_type"`
		Payload struct {
			To string `json:"to"`
		} `json:"event_payload"`
	} `json:"metadata"`
}

// plain takes out of a message's text what only Slack reads: mentions, links behind words, emoji codes and
// marks. The words stay.
func plain(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '<' {
			if end := strings.IndexByte(s[i:], '>'); end > 0 {
				inner := s[i+1 : i+end]
				switch {
				case strings.HasPrefix(inner, "@"), strings.HasPrefix(inner, "#"), strings.HasPrefix(inner, "!"):
					b.WriteByte(' ')
				default: // a link: its words, or the address
					if _, words, ok := strings.Cut(inner, "|"); ok {
						inner = words
					}
					b.WriteString(inner)
				}
				i += end + 1
				continue
			}
		}
		switch s[i] {
		case '*', '`', '~':
			b.WriteByte(' ')
		default:
			b.WriteByte(s[i])
		}
		i++
	}
	said := emoji.ReplaceAllString(b.String(), "$1 ")
	return strings.Join(strings.Fields(unescape.Replace(said)), " ")
}

// emoji is an emoji as Slack writes it, where no word touches it: what:ever: is none.
var emoji = regexp.MustCompile(`(^|\s)(?::[a-z0-9_+'-]+:)+(?:\s|$)`)

// Slack escapes three signs in text, and nothing else.
var (
	escape   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// mentions reports whether a text mentions a person.
func mentions(text, id string) bool {
	return id != "" && (strings.Contains(text, "<@"+id+">") || strings.Contains(text, "<@"+id+"|"))
}

// cut returns at most so many bytes of text, never part of a letter.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
