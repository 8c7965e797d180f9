package discordfake

import (
	"fmt"
	"strconv"
)

// The identity of the bot. The bot's user and its application have different ids on purpose.
const (
	botToken      = "fake-bot-token"
	applicationID = "900000000000000001"
	publicKey     = "0000000000000000000000000000000000000000000000000000000000000000"
)

var botUser = User{ID: "900000000000000777", Name: "clippings", Bot: true}

// User is a person or a bot.
type User struct {
	ID, Name string
	Bot      bool
}

// Mention is what a message holds where it mentions the user.
func (u User) Mention() string { return "<@" + u.ID + ">" }

// The kinds of place that an interaction can come from, in Discord's numbers.
const (
	ContextGuild   = 0 // a guild's channel
	ContextBotDM   = 1 // the direct messages between a person and the bot
	ContextPrivate = 2 // a private channel between people, where a user-installed app is used without the bot being in it
)

// Place is a channel where people meet the bot.
type Place struct {
	Context   int
	GuildID   string // empty outside guilds
	ChannelID string
}

// Permission is a set of Discord's permission bits.
type Permission uint64

// The permissions that the fake looks at.
const (
	ViewChannel        Permission = 1 << 10
	SendMessages       Permission = 1 << 11
	ManageMessages     Permission = 1 << 13
	EmbedLinks         Permission = 1 << 14
	AttachFiles        Permission = 1 << 15
	ReadMessageHistory Permission = 1 << 16
	MentionEveryone    Permission = 1 << 17
)

const usualPermissions = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | MentionEveryone

// Channel types.
const (
	channelText = 0
	channelDM   = 1
)

type channel struct {
	id, guildID, name string
	kind              int
	private           bool   // between people: the bot is not in it
	owner             string // of a DM or a private channel: the person
	denied            Permission
	refusesDMs        bool
	lastMessage       string
}

type guild struct {
	id, name, ownerID string
	locale            string
	channels          []string
}

// world is who and what there is. The sets of guilds, channels and users never change.
type world struct {
	guilds   []guild
	users    []User
	channels map[string]*channel
	byUser   map[string]User
	dms      map[string]string // user id to the id of the DM channel
	privates map[string]string // user id to the id of the private channel
}

var firstNames = []string{"ana", "ben", "carla", "dao"}

// newWorld lays out the world. Guild ids lie one millisecond apart, so that with n shards the guilds
// go to the shards in turn.
func newWorld(guilds, users int) world {
	w := world{
		channels: make(map[string]*channel),
		byUser:   map[string]User{botUser.ID: botUser},
		dms:      make(map[string]string),
		privates: make(map[string]string),
	}
	flake := func(ms, low uint64) string { return strconv.FormatUint(ms<<22|low, 10) }
	for i := range uint64(users) {
		name := fmt.Sprintf("person%d", i)
		if int(i) < len(firstNames) {
			name = firstNames[i]
		}
		u := User{ID: flake(120_000_000_000+i*977, 3), Name: name}
		w.users = append(w.users, u)
		w.byUser[u.ID] = u
		dm := &channel{id: flake(240_000_000_000+i, 5), kind: channelDM, owner: u.ID}
		private := &channel{id: flake(250_000_000_000+i, 6), kind: channelDM, owner: u.ID, private: true}
		w.channels[dm.id], w.channels[private.id] = dm, private
		w.dms[u.ID], w.privates[u.ID] = dm.id, private.id
	}
	for i := range uint64(guilds) {
		g := guild{id: flake(230_000_000_000+i, 1), name: fmt.Sprintf("guild %d", i), ownerID: w.users[0].ID, locale: "en-US"}
		for j, name := range []string{"general", "help", "news"} {
			c := &channel{id: flake(231_000_000_000+i*1000+uint64(j), 2), guildID: g.id, name: name, kind: channelText}
			w.channels[c.id] = c
			g.channels = append(g.channels, c.id)
		}
		w.guilds = append(w.guilds, g)
	}
	return w
}

// User is the i-th person; there are at least four.
func (f *Fake) User(i int) User { return f.world.users[i] }

// Users is how many people there are.
func (f *Fake) Users() int { return len(f.world.users) }

// Guilds is how many guilds there are.
func (f *Fake) Guilds() int { return len(f.world.guilds) }

// Place is the j-th channel of the i-th guild; there are at least two guilds with three channels each.
func (f *Fake) Place(i, j int) Place {
	g := f.world.guilds[i]
	return Place{Context: ContextGuild, GuildID: g.id, ChannelID: g.channels[j]}
}

// DM is where the person and the bot talk alone.
func (f *Fake) DM(u User) Place {
	return Place{Context: ContextBotDM, ChannelID: f.world.dms[u.ID]}
}

// Private is a private channel between the person and others, where the bot is used as a
// user-installed app without being a member.
func (f *Fake) Private(u User) Place {
	return Place{Context: ContextPrivate, ChannelID: f.world.privates[u.ID]}
}

// Deny takes permissions from the bot in a channel: without ViewChannel every use of the channel is
// refused with 50001 and its messages are no longer delivered, without another the requests that need
// it are refused with 50013.
func (f *Fake) Deny(channelID string, p Permission) { f.setDenied(channelID, p, true) }

// Allow gives back what Deny took.
func (f *Fake) Allow(channelID string, p Permission) { f.setDenied(channelID, p, false) }

func (f *Fake) setDenied(channelID string, p Permission, denied bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.world.channels[channelID]
	switch {
	case c == nil:
		f.t.Errorf("discordfake: there is no channel %s", channelID)
	case denied:
		c.denied |= p
	default:
		c.denied &^= p
	}
}

// RefuseDMs makes sends to the person's DM channel answer 50007, or no longer.
func (f *Fake) RefuseDMs(u User, refuse bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.world.channels[f.world.dms[u.ID]].refusesDMs = refuse
}

func (c *channel) permissions() string {
	return strconv.FormatUint(uint64(usualPermissions&^c.denied), 10)
}
