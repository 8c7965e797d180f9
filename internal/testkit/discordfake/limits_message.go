package discordfake

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of a message that are not those of its components.
const (
	mostContent          = 2000
	mostEmbeds           = 10
	mostEmbedText        = 6000
	mostNonce            = 25
	mostAttachments      = 10
	mostAttachmentBytes  = 10 << 20
	mostAllowedMentioned = 100
)

// messageBody is the body of a request that creates or edits a message. A raw field is nil when it is
// absent and null when it was sent as null, which an edit tells apart.
type messageBody struct {
	Content         json.RawMessage  `json:"content"`
	Embeds          json.RawMessage  `json:"embeds"`
	Components      json.RawMessage  `json:"components"`
	Attachments     json.RawMessage  `json:"attachments"`
	StickerIDs      []string         `json:"sticker_ids"`
	Poll            json.RawMessage  `json:"poll"`
	Flags           *int             `json:"flags"`
	AllowedMentions *AllowedMentions `json:"allowed_mentions"`
	Reference       *struct {
		MessageID       string `json:"message_id"`
		FailIfNotExists *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`
	Nonce        json.RawMessage `json:"nonce"`
	EnforceNonce bool            `json:"enforce_nonce"`

	// parsed from the raw fields
	content    string
	embeds     []embed
	components []Component
	nonce      string
}

type embed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Footer      *struct {
		Text string `json:"text"`
	} `json:"footer"`
	Author *struct {
		Name string `json:"name"`
	} `json:"author"`
	Fields []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
}

func (b *messageBody) flags() int {
	if b.Flags == nil {
		return 0
	}
	return *b.Flags
}

// parseMessage decodes a message and checks it against the limits. The flags of the message that is
// edited are known as before, 0 for a new one. The path of errors begins with prefix.
func parseMessage(data []byte, prefix string, before int, files int) (messageBody, reply, bool) {
	var b messageBody
	var e formErrors
	if r, ok := decode(data, &b, prefix, &e); !ok {
		return b, r, false
	}
	for _, raw := range []struct {
		field string
		from  json.RawMessage
		to    any
	}{{"content", b.Content, &b.content}, {"embeds", b.Embeds, &b.embeds}, {"components", b.Components, &b.components}} {
		if !present(raw.from) {
			continue
		}
		if r, ok := decode(raw.from, raw.to, under(prefix, raw.field), &e); !ok {
			return b, r, false
		}
	}
	b.content = strings.TrimSpace(b.content)
	b.nonce = strings.Trim(string(b.Nonce), `"`)
	if b.nonce == "null" {
		b.nonce = ""
	}
	v2 := (before|b.flags())&FlagComponentsV2 != 0
	b.check(prefix, v2, files, &e)
	if before&FlagComponentsV2 != 0 && b.Flags != nil && *b.Flags&FlagComponentsV2 == 0 {
		e.add(under(prefix, "flags"), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The IS_COMPONENTS_V2 flag cannot be removed")
	}
	if e.any() {
		return b, e.reply(), false
	}
	return b, reply{}, true
}

func (b *messageBody) check(prefix string, v2 bool, files int, e *formErrors) {
	e.length(under(prefix, "content"), b.content, 0, mostContent)
	e.length(under(prefix, "nonce"), b.nonce, 0, mostNonce)
	e.count(under(prefix, "attachments"), files, 0, mostAttachments)
	e.count(under(prefix, "sticker_ids"), len(b.StickerIDs), 0, 3)
	checkEmbeds(under(prefix, "embeds"), b.embeds, e)
	b.AllowedMentions.check(under(prefix, "allowed_mentions"), e)
	if v2 {
		const code, message = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The %s field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
		for _, field := range []struct {
			name string
			used bool
		}{{"content", b.content != ""}, {"embeds", len(b.embeds) > 0}, {"sticker_ids", len(b.StickerIDs) > 0}, {"poll", present(b.Poll)}} {
			if field.used {
				e.add(under(prefix, field.name), code, fmt.Sprintf(message, field.name))
			}
		}
	}
	checkComponents(under(prefix, "components"), b.components, v2, e)
}

func (a *AllowedMentions) check(path string, e *formErrors) {
	if a == nil {
		return
	}
	for i, kind := range a.Parse {
		if kind != "users" && kind != "roles" && kind != "everyone" {
			e.add(fmt.Sprintf("%s.parse.%d", path, i), "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').")
		}
		if kind == "users" && len(a.Users) > 0 || kind == "roles" && len(a.Roles) > 0 {
			e.add(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", fmt.Sprintf("parse:[%q] and %s: [ids...] are mutually exclusive.", kind, kind))
		}
	}
	e.count(path+".users", len(a.Users), 0, mostAllowedMentioned)
	e.count(path+".roles", len(a.Roles), 0, mostAllowedMentioned)
}

func checkEmbeds(path string, embeds []embed, e *formErrors) {
	e.count(path, len(embeds), 0, mostEmbeds)
	total := 0
	for i, embed := range embeds {
		at := fmt.Sprintf("%s.%d", path, i)
		text := func(field, s string, least, most int) {
			s = strings.TrimSpace(s)
			e.length(at+"."+field, s, least, most)
			total += utf8.RuneCountInString(s)
		}
		text("title", embed.Title, 0, 256)
		text("description", embed.Description, 0, 4096)
		e.length(at+".url", embed.URL, 0, 2048)
		e.count(at+".fields", len(embed.Fields), 0, 25)
		for j, field := range embed.Fields {
			text(fmt.Sprintf("fields.%d.name", j), field.Name, 1, 256)
			text(fmt.Sprintf("fields.%d.value", j), field.Value, 1, 1024)
		}
		if embed.Footer != nil {
			text("footer.text", embed.Footer.Text, 0, 2048)
		}
		if embed.Author != nil {
			text("author.name", embed.Author.Name, 0, 256)
		}
	}
	if total > mostEmbedText {
		e.add(path, "MAX_EMBED_SIZE_EXCEEDED", fmt.Sprintf("Embed size exceeds maximum size of %d", mostEmbedText))
	}
}

// empty says whether a new message would show nothing.
func (b *messageBody) empty(files int) bool {
	return b.content == "" && len(b.embeds) == 0 && len(b.components) == 0 && len(b.StickerIDs) == 0 && files == 0 && !present(b.Poll)
}
