package discordfake

import (
	"encoding/json"
	"strings"
	"time"
)

// Message flags.
const (
	FlagSuppressEmbeds        = 1 << 2
	FlagEphemeral             = 1 << 6
	FlagLoading               = 1 << 7
	FlagSuppressNotifications = 1 << 12
	FlagComponentsV2          = 1 << 15
)

// Message types.
const (
	TypeDefault        = 0
	TypeReply          = 19
	TypeSlashCommand   = 20
	TypeContextCommand = 23
)

// Message is a message as the fake keeps it: whole, whatever was delivered of it.
type Message struct {
	ID, ChannelID, GuildID string
	Type                   int
	Author                 User
	WebhookID              string // for a webhook's message, and the application's id for a reply to an interaction
	Content                string
	Flags                  int
	Embeds                 json.RawMessage // as sent; null or empty when there is none
	RawComponents          json.RawMessage // as sent
	Components             []Component     // as Discord gives them back, with ids and defaults
	Attachments            []Attachment
	Mentions               []User // whom it mentions, the author of the replied-to message included
	Nonce                  string
	ReferenceID            string // the message it replies to
	AllowedMentions        *AllowedMentions
	InteractionID          string // the interaction it is a reply to
	ViewerID               string // of an ephemeral message: who sees it
	Sent, Edited           time.Time
	Edits                  int
	Deleted                bool

	shownEmbeds     json.RawMessage // as Discord gives them back
	shownComponents json.RawMessage
	mentionRoles    []string
	mentionEveryone bool
	metadata        *wireMetadata
}

// Attachment is a file on a message.
type Attachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	ContentType string `json:"content_type,omitempty"`
	Size        int    `json:"size"`
	URL         string `json:"url"`
	ProxyURL    string `json:"proxy_url"`
}

// AllowedMentions is a request's allowed_mentions.
type AllowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser bool     `json:"replied_user"`
}

// Ephemeral says whether only one person sees the message.
func (m Message) Ephemeral() bool { return m.Flags&FlagEphemeral != 0 }

// Loading says whether the message is a deferred reply that shows "thinking".
func (m Message) Loading() bool { return m.Flags&FlagLoading != 0 }

// Text is all that can be read in the message but embeds: its content and its text displays, one
// a line.
func (m Message) Text() string { return text(m.Content, m.Components) }

// Button returns the component with the custom id, wherever it is in the message.
func (m Message) Button(customID string) (Component, bool) { return find(m.Components, customID) }

// CustomIDs lists the custom ids of the message's components in their order.
func (m Message) CustomIDs() []string { return customIDs(m.Components) }

func text(content string, components []Component) string {
	var lines []string
	if content != "" {
		lines = append(lines, content)
	}
	walk(components, func(c Component) {
		if c.Type == ComponentTextDisplay {
			lines = append(lines, c.Content)
		}
	})
	return strings.Join(lines, "\n")
}

func customIDs(components []Component) []string {
	var ids []string
	walk(components, func(c Component) {
		if c.CustomID != "" {
			ids = append(ids, c.CustomID)
		}
	})
	return ids
}

func find(components []Component, customID string) (found Component, ok bool) {
	walk(components, func(c Component) {
		if c.CustomID == customID && !ok {
			found, ok = c, true
		}
	})
	return found, ok
}

// Component types.
const (
	ComponentActionRow    = 1
	ComponentButton       = 2
	ComponentStringSelect = 3
	ComponentTextInput    = 4
	ComponentUserSelect   = 5
	ComponentRoleSelect   = 6
	ComponentMentionable  = 7
	ComponentChannel      = 8
	ComponentSection      = 9
	ComponentTextDisplay  = 10
	ComponentThumbnail    = 11
	ComponentMediaGallery = 12
	ComponentFile         = 13
	ComponentSeparator    = 14
	ComponentContainer    = 17
	ComponentLabel        = 18
	ComponentFileUpload   = 19
)

// Component is a component of any type, with the fields that the fake or a test looks at.
type Component struct {
	Type        int             `json:"type"`
	ID          int             `json:"id,omitempty"`
	CustomID    string          `json:"custom_id,omitempty"`
	Style       int             `json:"style,omitempty"`
	Label       string          `json:"label,omitempty"`
	Emoji       json.RawMessage `json:"emoji,omitempty"`
	URL         string          `json:"url,omitempty"`
	SKUID       string          `json:"sku_id,omitempty"`
	Disabled    bool            `json:"disabled,omitempty"`
	Content     string          `json:"content,omitempty"`
	Description string          `json:"description,omitempty"`
	Placeholder string          `json:"placeholder,omitempty"`
	Options     []SelectOption  `json:"options,omitempty"`
	MinValues   *int            `json:"min_values,omitempty"`
	MaxValues   *int            `json:"max_values,omitempty"`
	MinLength   *int            `json:"min_length,omitempty"`
	MaxLength   *int            `json:"max_length,omitempty"`
	Required    *bool           `json:"required,omitempty"`
	Value       string          `json:"value,omitempty"`
	AccentColor *int            `json:"accent_color,omitempty"`
	Spoiler     bool            `json:"spoiler,omitempty"`
	Media       *Media          `json:"media,omitempty"`
	File        *Media          `json:"file,omitempty"`
	Items       []MediaItem     `json:"items,omitempty"`
	Components  []Component     `json:"components,omitempty"`
	Component   *Component      `json:"component,omitempty"` // of a label
	Accessory   *Component      `json:"accessory,omitempty"` // of a section
}

// SelectOption is one choice of a select menu.
type SelectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// Media is what a thumbnail, a file or a gallery item shows.
type Media struct {
	URL string `json:"url"`
}

// MediaItem is an item of a media gallery.
type MediaItem struct {
	Media       Media  `json:"media"`
	Description string `json:"description,omitempty"`
}

// walk visits every component, nested ones after the one that holds them.
func walk(components []Component, visit func(Component)) {
	for _, c := range components {
		visit(c)
		walk(c.Components, visit)
		if c.Accessory != nil {
			walk([]Component{*c.Accessory}, visit)
		}
		if c.Component != nil {
			walk([]Component{*c.Component}, visit)
		}
	}
}
