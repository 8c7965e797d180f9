package discordfake

import (
	"encoding/json"
	"time"
)

// The shapes in which things travel in JSON.

type wireUser struct {
	ID            string  `json:"id"`
	Username      string  `json:"username"`
	GlobalName    *string `json:"global_name"`
	Discriminator string  `json:"discriminator"`
	Avatar        *string `json:"avatar"`
	Bot           bool    `json:"bot,omitempty"`
	PublicFlags   int     `json:"public_flags"`
	Flags         int     `json:"flags"`
	PrimaryGuild  *string `json:"primary_guild"`
}

type wireMember struct {
	User          *wireUser `json:"user,omitempty"`
	Roles         []string  `json:"roles"`
	Nick          *string   `json:"nick"`
	Avatar        *string   `json:"avatar"`
	JoinedAt      string    `json:"joined_at"`
	PremiumSince  *string   `json:"premium_since"`
	Deaf          bool      `json:"deaf"`
	Mute          bool      `json:"mute"`
	Pending       bool      `json:"pending"`
	Flags         int       `json:"flags"`
	Permissions   string    `json:"permissions,omitempty"`
	TimedOutUntil *string   `json:"communication_disabled_until"`
}

type wireReference struct {
	Type      int    `json:"type"`
	MessageID string `json:"message_id"`
	ChannelID string `json:"channel_id"`
	GuildID   string `json:"guild_id,omitempty"`
}

type wireMetadata struct {
	ID     string            `json:"id"`
	Type   int               `json:"type"`
	User   wireUser          `json:"user"`
	Owners map[string]string `json:"authorizing_integration_owners"`
	Name   string            `json:"name,omitempty"`

	InteractedMessageID string        `json:"interacted_message_id,omitempty"`           // of a component
	Triggering          *wireMetadata `json:"triggering_interaction_metadata,omitempty"` // of a modal: what opened it

	targeted bool // a command on a message
}

type wireMessage struct {
	ID              string          `json:"id"`
	Type            int             `json:"type"`
	ChannelID       string          `json:"channel_id"`
	GuildID         string          `json:"guild_id,omitempty"`
	ChannelType     int             `json:"channel_type"`
	Author          wireUser        `json:"author"`
	Member          *wireMember     `json:"member,omitempty"`
	Content         string          `json:"content"`
	Timestamp       string          `json:"timestamp"`
	EditedTimestamp *string         `json:"edited_timestamp"`
	TTS             bool            `json:"tts"`
	MentionEveryone bool            `json:"mention_everyone"`
	Mentions        []wireUser      `json:"mentions"`
	MentionRoles    []string        `json:"mention_roles"`
	Attachments     []Attachment    `json:"attachments"`
	Embeds          json.RawMessage `json:"embeds"`
	Components      json.RawMessage `json:"components"`
	Pinned          bool            `json:"pinned"`
	Flags           int             `json:"flags"`
	Nonce           string          `json:"nonce,omitempty"`
	WebhookID       string          `json:"webhook_id,omitempty"`
	ApplicationID   string          `json:"application_id,omitempty"`
	Reference       *wireReference  `json:"message_reference,omitempty"`
	Referenced      json.RawMessage `json:"referenced_message,omitempty"`
	Metadata        *wireMetadata   `json:"interaction_metadata,omitempty"`
}

type wireChannel struct {
	ID            string     `json:"id"`
	Type          int        `json:"type"`
	GuildID       string     `json:"guild_id,omitempty"`
	Name          string     `json:"name,omitempty"`
	Position      int        `json:"position"`
	NSFW          bool       `json:"nsfw"`
	Topic         *string    `json:"topic"`
	ParentID      *string    `json:"parent_id"`
	LastMessageID *string    `json:"last_message_id"`
	RateLimit     int        `json:"rate_limit_per_user"`
	Flags         int        `json:"flags"`
	Permissions   string     `json:"permissions,omitempty"`
	Overwrites    []string   `json:"permission_overwrites"`
	Recipients    []wireUser `json:"recipients,omitempty"`
}

func (u User) wire() wireUser {
	w := wireUser{ID: u.ID, Username: u.Name, Discriminator: "0", Bot: u.Bot}
	if !u.Bot {
		w.GlobalName = &u.Name
	}
	return w
}

const joinedAt = "2024-01-02T03:04:05.678000+00:00"

func member(u *wireUser, permissions string) *wireMember {
	return &wireMember{User: u, Roles: []string{}, JoinedAt: joinedAt, Permissions: permissions}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

var emptyList = json.RawMessage("[]")

func orEmpty(raw json.RawMessage) json.RawMessage {
	if !present(raw) {
		return emptyList
	}
	return raw
}

// wireMessage renders a message as Discord sends it. When full is false, what people wrote is left
// out as it is for an app without the message content intent. The caller holds f.mu.
func (f *Fake) wireMessage(m *Message, full bool) wireMessage {
	w := wireMessage{
		ID: m.ID, Type: m.Type, ChannelID: m.ChannelID, GuildID: m.GuildID,
		Author: m.Author.wire(), Timestamp: stamp(m.Sent),
		MentionEveryone: m.mentionEveryone, Mentions: []wireUser{}, MentionRoles: []string{},
		Attachments: []Attachment{}, Embeds: emptyList, Components: emptyList,
		Flags: m.Flags, Nonce: m.Nonce, WebhookID: m.WebhookID, Metadata: m.metadata,
	}
	if c := f.world.channels[m.ChannelID]; c != nil {
		w.ChannelType = c.kind
	}
	if m.GuildID != "" && m.WebhookID == "" {
		w.Member = member(nil, "")
	}
	if m.InteractionID != "" {
		w.ApplicationID = applicationID
	}
	if !m.Edited.IsZero() {
		edited := stamp(m.Edited)
		w.EditedTimestamp = &edited
	}
	for _, u := range m.Mentions {
		w.Mentions = append(w.Mentions, u.wire())
	}
	w.MentionRoles = append(w.MentionRoles, m.mentionRoles...)
	if full {
		w.Content = m.Content
		w.Attachments = append(w.Attachments, m.Attachments...)
		w.Embeds, w.Components = orEmpty(m.shownEmbeds), orEmpty(m.shownComponents)
	}
	return w
}

// delivered renders a message for the gateway or for REST, with the message it replies to. Without the
// message content intent each of the two shows its text only if it may by itself. The caller holds f.mu.
func (f *Fake) delivered(m *Message, intent bool) wireMessage {
	w := f.wireMessage(m, intent || f.exempt(m))
	if m.ReferenceID == "" {
		return w
	}
	w.Reference = &wireReference{MessageID: m.ReferenceID, ChannelID: m.ChannelID, GuildID: m.GuildID}
	w.Referenced = json.RawMessage("null")
	if to, ok := f.messages.get(m.ReferenceID); ok && !to.Deleted {
		w.Referenced = encode(f.wireMessage(to, intent || f.exempt(to)))
	}
	return w
}

// exempt says whether a message shows its text even without the message content intent: the bot's own,
// one in the bot's direct messages, one that mentions the bot.
func (f *Fake) exempt(m *Message) bool {
	if m.Author.ID == botUser.ID || m.GuildID == "" {
		return true
	}
	for _, u := range m.Mentions {
		if u.ID == botUser.ID {
			return true
		}
	}
	return false
}

func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("discordfake: a payload that does not encode: " + err.Error())
	}
	return data
}

// wireChannel renders a channel. The caller holds f.mu.
func (f *Fake) wireChannel(c *channel) wireChannel {
	w := wireChannel{ID: c.id, Type: c.kind, GuildID: c.guildID, Name: c.name, Overwrites: []string{}}
	if c.lastMessage != "" {
		w.LastMessageID = &c.lastMessage
	}
	if c.kind == channelDM {
		w.Recipients = []wireUser{f.world.byUser[c.owner].wire()}
	}
	return w
}
