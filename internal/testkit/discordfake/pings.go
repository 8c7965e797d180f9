package discordfake

import (
	"slices"
	"strings"
)

// Pings is whom a message notifies.
type Pings struct {
	Everyone bool     // @everyone or @here
	Users    []string // their ids
	Roles    []string
}

// None says whether the message notifies nobody.
func (p Pings) None() bool { return !p.Everyone && len(p.Users) == 0 && len(p.Roles) == 0 }

// Pinged says whom a message notifies by Discord's rules: by the mentions in its content and text
// displays, not its embeds, and by the reply, as far as allowed_mentions lets them through. Without
// allowed_mentions a message lets everything through, a reply to an interaction only users.
//
// It errs on the side of a ping: neither backslashes nor code spans shield a mention here.
func (f *Fake) Pinged(m Message) Pings {
	f.mu.Lock()
	defer f.mu.Unlock()
	pings := f.pinged(&m)
	to, ok := f.messages.get(m.ReferenceID)
	if ok && to.Author.ID != m.Author.ID && (m.AllowedMentions == nil || m.AllowedMentions.RepliedUser) && !slices.Contains(pings.Users, to.Author.ID) {
		pings.Users = append(pings.Users, to.Author.ID)
	}
	return pings
}

// pinged is Pinged without the reply. The caller holds f.mu.
func (f *Fake) pinged(m *Message) Pings {
	written := text(m.Content, m.Components)
	var p Pings
	for _, found := range userMention.FindAllStringSubmatch(written, -1) {
		p.Users = append(p.Users, found[1])
	}
	for _, found := range roleMention.FindAllStringSubmatch(written, -1) {
		p.Roles = append(p.Roles, found[1])
	}
	p.Everyone = strings.Contains(written, "@everyone") || strings.Contains(written, "@here")
	slices.Sort(p.Users)
	slices.Sort(p.Roles)
	p.Users, p.Roles = slices.Compact(p.Users), slices.Compact(p.Roles)

	if c := f.world.channels[m.ChannelID]; c == nil || c.guildID == "" {
		p.Everyone, p.Roles = false, nil
	} else if c.denied&MentionEveryone != 0 && m.Author.ID == botUser.ID {
		p.Everyone = false
	}
	allowed := m.AllowedMentions
	switch {
	case allowed != nil:
		if !slices.Contains(allowed.Parse, "everyone") {
			p.Everyone = false
		}
		p.Users = let(p.Users, slices.Contains(allowed.Parse, "users"), allowed.Users)
		p.Roles = let(p.Roles, slices.Contains(allowed.Parse, "roles"), allowed.Roles)
	case m.InteractionID != "":
		p.Everyone, p.Roles = false, nil
	}
	return p
}

// let keeps all ids, or those that are listed.
func let(ids []string, all bool, listed []string) []string {
	if all {
		return ids
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(listed, id) })
}
