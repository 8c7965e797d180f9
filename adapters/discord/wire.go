package discord

import (
	"encoding/json"
	"strconv"
)

// What the bot reads of Discord's events. discordgo's own types are not used for them: it hands over an
// empty struct when one field of an event has a form it does not know. Here what is not known is left
// out, and what is missing is the zero value.

// user is who acts.
type user struct {
	ID  string `json:"id"`
	Bot bool   `json:"bot"`
}

type member struct {
	User user `json:"user"`
}

// message is a message as an event, or as the target of a command or button.
type message struct {
	ID         string          `json:"id"`
	Channel    string          `json:"channel_id"`
	Guild      string          `json:"guild_id"` // "" in a direct message
	Where      int             `json:"channel_type"`
	Type       int             `json:"type"`
	Author     user            `json:"author"`
	Webhook    string          `json:"webhook_id"` // not "" for a message that no person wrote
	Content    string          `json:"content"`
	Flags      int             `json:"flags"`
	Mentions   []user          `json:"mentions"`
	Components json.RawMessage `json:"components"`
	Replied    *message        `json:"referenced_message"`
}

// Types of messages that people write.
const (
	typeDefault = 0
	typeReply   = 19
)

// Message flags.
const (
	flagEphemeral  = 1 << 6
	flagComponents = 1 << 15 // Components V2
)

// interaction is a command, a button, or something typed into a command's field.
type interaction struct {
	ID      string      `json:"id"`
	Token   string      `json:"token"`
	Type    int         `json:"type"`
	Data    commandData `json:"data"`
	Guild   string      `json:"guild_id"`
	Channel string      `json:"channel_id"`
	Member  *member     `json:"member"`
	User    *user       `json:"user"` // in place of a member, outside servers
	Locale  string      `json:"locale"`
	Message *message    `json:"message"` // that holds the button
	Where   struct {
		Type int `json:"type"`
	} `json:"channel"`
	// Permissions are the app's own in the channel, a decimal bit set.
	Permissions string            `json:"app_permissions"`
	Owners      map[string]string `json:"authorizing_integration_owners"` // "0": a server has the app installed
}

// Interaction types.
const (
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4
)

// commandData is what a command or button carries.
type commandData struct {
	Name     string   `json:"name"`
	Type     int      `json:"type"`
	Options  []option `json:"options"`
	Target   string   `json:"target_id"`
	Resolved struct {
		Messages map[string]*message `json:"messages"`
	} `json:"resolved"`
	CustomID string   `json:"custom_id"`
	Values   []string `json:"values"`
}

// Command types.
const (
	commandSlash   = 1
	commandMessage = 3
)

// option is one field of a command.
type option struct {
	Name    string `json:"name"`
	Value   text   `json:"value"`
	Focused bool   `json:"focused"` // being typed
}

// text is a string that also reads what is none, as nothing.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	var s string
	json.Unmarshal(data, &s)
	*t = text(s)
	return nil
}

// option returns the value of a command's field, or "".
func (d *commandData) option(name string) string {
	for _, o := range d.Options {
		if o.Name == name {
			return string(o.Value)
		}
	}
	return ""
}

// who returns the id of who acted, or "".
func (i *interaction) who() string {
	switch {
	case i.Member != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// place returns the id of where a limit applies: the server, or the channel outside servers.
func (i *interaction) place() string {
	if i.Guild != "" {
		return i.Guild
	}
	return i.Channel
}

// installed reports whether the app is a member of the server, not only of the asker's own account. An
// event that does not say counts as installed.
func (i *interaction) installed() bool {
	_, ok := i.Owners["0"]
	return ok || len(i.Owners) == 0
}

// permission is a bit of Discord's permissions with its name as Discord's settings show it.
type permission struct {
	bit  uint
	name string
}

var (
	mayView   = permission{10, "View Channel"}
	maySend   = permission{11, "Send Messages"}
	maySendIn = permission{38, "Send Messages in Threads"}
)

// toWrite is the permission that writing in a channel of a type takes, besides seeing it.
func toWrite(channelType int) permission {
	if 10 <= channelType && channelType <= 12 { // threads
		return maySendIn
	}
	return maySend
}

// toPost are the permissions that posting in the interaction's channel takes.
func (i *interaction) toPost() []permission {
	return []permission{mayView, toWrite(i.Where.Type)}
}

// missing returns the first of the permissions that the app lacks in the interaction's channel. An
// event that does not say lacks none.
func (i *interaction) missing(all ...permission) (permission, bool) {
	const administrator = 1 << 3
	bits, err := strconv.ParseUint(i.Permissions, 10, 64)
	if err != nil || bits&administrator != 0 {
		return permission{}, false
	}
	for _, p := range all {
		if bits&(1<<p.bit) == 0 {
			return p, true
		}
	}
	return permission{}, false
}
