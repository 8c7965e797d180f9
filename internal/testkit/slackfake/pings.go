package slackfake

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Pings is whom a message notifies.
type Pings struct {
	Everyone bool     // @channel, @here or @everyone
	Users    []string // their ids
	Groups   []string // the ids of user groups
	Channels []string // channels that are linked, which notifies nobody
}

// None says whether the message notifies nobody.
func (p Pings) None() bool { return !p.Everyone && len(p.Users) == 0 && len(p.Groups) == 0 }

var (
	groupMention   = regexp.MustCompile(`<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>`)
	wideMention    = regexp.MustCompile(`<!(?:channel|here|everyone|group)(?:\|[^>]*)?>`)
	channelMention = regexp.MustCompile(`<#([A-Z0-9]+)(?:\|[^>]*)?>`)
	bareWide       = regexp.MustCompile(`(?:^|[^\w&])@(?:channel|here|everyone)\b`)
	bareUser       = regexp.MustCompile(`(?:^|[^\w&])@([a-z0-9][a-z0-9._-]*)`)
)

// Pinged says whom a message would notify by what it says: mentions in its text, in the mrkdwn and
// markdown of its blocks and attachments, and in the elements of its rich text; never in plain_text.
// Bare names like @channel count where the message asked for that by link_names or parse.
//
// It errs on the side of a ping: code spans do not shield a mention, the text counts beside blocks,
// and an ephemeral message is taken as if all could see it.
func (f *Fake) Pinged(m Message) Pings {
	p := &pinger{bare: m.LinkNames || m.Parse == "full", names: f.world.people}
	p.written(m.Text)
	p.written(m.Markdown)
	p.read(any(blockList(m.Blocks)))
	p.attached(m.Attachments)
	for _, list := range []*[]string{&p.found.Users, &p.found.Groups, &p.found.Channels} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return p.found
}

type pinger struct {
	bare  bool
	names []Person
	found Pings
}

// written looks through text in Slack's notation.
func (p *pinger) written(s string) {
	if s == "" {
		return
	}
	each := func(form *regexp.Regexp, list *[]string) {
		for _, found := range form.FindAllStringSubmatch(s, -1) {
			*list = append(*list, found[1])
		}
	}
	each(userMention, &p.found.Users)
	each(groupMention, &p.found.Groups)
	each(channelMention, &p.found.Channels)
	if wideMention.MatchString(s) {
		p.found.Everyone = true
	}
	if !p.bare {
		return
	}
	if bareWide.MatchString(s) {
		p.found.Everyone = true
	}
	for _, found := range bareUser.FindAllStringSubmatch(s, -1) {
		for _, person := range p.names {
			if person.Name == found[1] {
				p.found.Users = append(p.found.Users, person.ID)
			}
		}
	}
}

// read looks through blocks.
func (p *pinger) read(x any) {
	switch x := x.(type) {
	case []any:
		for _, item := range x {
			p.read(item)
		}
	case object:
		switch str(x, "type") {
		case plainText, "raw_text", "raw_number":
		case mrkdwn, "markdown":
			p.written(str(x, "text"))
		case "user":
			p.found.Users = append(p.found.Users, str(x, "user_id"))
		case "usergroup":
			p.found.Groups = append(p.found.Groups, str(x, "usergroup_id"))
		case "channel":
			p.found.Channels = append(p.found.Channels, str(x, "channel_id"))
		case "broadcast":
			p.found.Everyone = true
		default:
			for _, value := range x {
				p.read(value)
			}
		}
	}
}

func (p *pinger) attached(raw json.RawMessage) {
	for _, item := range blockList(raw) {
		a, _ := item.(object)
		for _, name := range []string{"text", "pretext", "fallback", "title"} {
			p.written(str(a, name))
		}
		fields, _ := a["fields"].([]any)
		for _, field := range fields {
			o, _ := field.(object)
			p.written(str(o, "value"))
		}
		p.read(a["blocks"])
	}
}

var (
	bracketLink = regexp.MustCompile(`<((?:https?|ftp)://[^>|\s]+)(?:\|[^>]*)?>`)
	nakedLink   = regexp.MustCompile(`https?://[^\s<>|)"]+`)
)

// Unfurls lists the links of a message of which Slack may show a preview: all of them unless the
// message said both unfurl_links false and unfurl_media false, for a page can have text and media
// alike. Links of buttons do not count; an ephemeral message is taken as if all could see it.
func (f *Fake) Unfurls(m Message) []string {
	if m.UnfurlLinks != nil && !*m.UnfurlLinks && m.UnfurlMedia != nil && !*m.UnfurlMedia {
		return nil
	}
	return m.Links()
}

// Links lists the addresses that the message links to, in text and blocks, each once.
func (m Message) Links() []string {
	var found []string
	add := func(link string) {
		if !slices.Contains(found, link) {
			found = append(found, link)
		}
	}
	written := func(s string) {
		rest := bracketLink.ReplaceAllStringFunc(s, func(link string) string {
			add(unescape(bracketLink.FindStringSubmatch(link)[1]))
			return " "
		})
		for _, link := range nakedLink.FindAllString(rest, -1) {
			for _, end := range []string{"&gt;", "&lt;"} {
				link, _, _ = strings.Cut(link, end)
			}
			add(unescape(strings.TrimRight(link, ".,;:!?")))
		}
	}
	written(m.Text)
	written(m.Markdown)
	var read func(x any)
	read = func(x any) {
		switch x := x.(type) {
		case []any:
			for _, item := range x {
				read(item)
			}
		case object:
			switch str(x, "type") {
			case plainText, "button", "overflow":
			case mrkdwn, "markdown":
				written(str(x, "text"))
			case "link":
				add(str(x, "url"))
			default:
				for _, name := range []string{"text", "fields", "elements", "rows", "accessory"} {
					read(x[name])
				}
			}
		}
	}
	for _, block := range blockList(m.Blocks) {
		read(block)
	}
	return found
}
