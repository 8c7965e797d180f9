package slackfake

import (
	"fmt"
	"slices"
)

// The identity of the workspace and the app.
const (
	botToken      = "xoxb-900000000001-900000000002-FakeBotTokenFakeBotToken"
	appToken      = "xapp-1-A0FAKEAPP01-900000000003-fakeapptokenfakeapptokenfakeapptoken"
	signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"
	oldToken      = "Jhj5dZrVaK7ZwHHjRyZWjbDl" // the verification token, which payloads still carry
	teamID        = "T0FAKETEAM"
	teamDomain    = "fakedesk"
	teamName      = "Fake Desk"
	appID         = "A0FAKEAPP01"
	botUserID     = "U0FAKEBOT01"
	botID         = "B0FAKEBOT01"
	botName       = "clippings"
)

// Person is somebody in the workspace, or the bot's own user.
type Person struct {
	ID       string
	Name     string // the user name, as in ana
	RealName string
	Bot      bool
}

// Mention is what a message holds where it mentions the person.
func (p Person) Mention() string { return "<@" + p.ID + ">" }

// Channel is a place where people talk.
type Channel struct {
	ID   string
	Name string // empty for direct messages
	Kind string // channel, group, im or mpim, as in an event's channel_type
}

type channel struct {
	Channel
	botIn    bool
	archived bool
	person   string          // of an im: with whom
	left     map[string]bool // people who are not members
}

func (c *channel) has(person string) bool {
	if c.Kind == "im" {
		return person == c.person || person == botUserID
	}
	if person == botUserID {
		return c.botIn
	}
	return !c.left[person]
}

// visible says whether the Web API lets the bot know that the channel exists.
func (c *channel) visible() bool { return c.Kind == "channel" || c.botIn }

// world is who and what there is. The sets of people and channels never change but for new direct messages.
type world struct {
	people   []Person
	locales  map[string]string
	byPerson map[string]Person
	channels map[string]*channel
	publics  []string
	order    []string
	ims      map[string]string // person to the id of the direct messages with the bot
	hidden   string
	private  string
	outside  string
}

var firstNames = []string{"ana", "ben", "carla", "dao"}

func newWorld(people, channels int) world {
	w := world{
		locales:  make(map[string]string),
		byPerson: map[string]Person{botUserID: {ID: botUserID, Name: botName, RealName: "Clippings", Bot: true}},
		channels: make(map[string]*channel),
		ims:      make(map[string]string),
	}
	add := func(c channel) string {
		c.left = make(map[string]bool)
		w.channels[c.ID] = &c
		w.order = append(w.order, c.ID)
		return c.ID
	}
	for i := range people {
		name := fmt.Sprintf("person%d", i)
		if i < len(firstNames) {
			name = firstNames[i]
		}
		p := Person{ID: fmt.Sprintf("U0PERSON%03d", i), Name: name, RealName: string(name[0]-'a'+'A') + name[1:] + " Example"}
		w.people = append(w.people, p)
		w.byPerson[p.ID] = p
		w.ims[p.ID] = add(channel{Channel: Channel{ID: fmt.Sprintf("D0PERSON%03d", i), Kind: "im"}, botIn: true, person: p.ID})
	}
	names := []string{"general", "organizers"}
	for i := range channels {
		name := fmt.Sprintf("channel-%d", i)
		if i < len(names) {
			name = names[i]
		}
		w.publics = append(w.publics, add(channel{Channel: Channel{ID: fmt.Sprintf("C0PUBLIC%03d", i), Name: name, Kind: "channel"}, botIn: true}))
	}
	w.outside = add(channel{Channel: Channel{ID: "C0OUTSIDE01", Name: "elsewhere", Kind: "channel"}})
	w.private = add(channel{Channel: Channel{ID: "C0PRIVATE01", Name: "steering", Kind: "group"}, botIn: true})
	w.hidden = add(channel{Channel: Channel{ID: "C0HIDDEN001", Name: "secret", Kind: "group"}})
	return w
}

// BotToken is the bot's token, for the Web API.
func (f *Fake) BotToken() string { return botToken }

// AppToken is the app-level token, for apps.connections.open.
func (f *Fake) AppToken() string { return appToken }

// SigningSecret signs what is delivered over HTTP.
func (f *Fake) SigningSecret() string { return signingSecret }

// TeamID is the workspace's id.
func (f *Fake) TeamID() string { return teamID }

// AppID is the app's id.
func (f *Fake) AppID() string { return appID }

// BotID is the bot's id, which is another than its user's.
func (f *Fake) BotID() string { return botID }

// Bot is the bot's own user.
func (f *Fake) Bot() Person { return f.world.byPerson[botUserID] }

// Person is the i-th person; there are at least four.
func (f *Fake) Person(i int) Person { return f.world.people[i] }

// People is how many people there are.
func (f *Fake) People() int { return len(f.world.people) }

// Public is the i-th public channel that the bot is in; there are at least two.
func (f *Fake) Public(i int) Channel { return f.channelNow(f.world.publics[i]) }

// Elsewhere is a public channel that the bot is not in.
func (f *Fake) Elsewhere() Channel { return f.channelNow(f.world.outside) }

// Private is a private channel that the bot is in.
func (f *Fake) Private() Channel { return f.channelNow(f.world.private) }

// Hidden is a private channel that the bot is not in, of which the Web API denies that it exists.
func (f *Fake) Hidden() Channel { return f.channelNow(f.world.hidden) }

// DM is where the person and the bot talk alone.
func (f *Fake) DM(p Person) Channel { return f.channelNow(f.world.ims[p.ID]) }

func (f *Fake) channelNow(id string) Channel {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.world.channels[id]; c != nil {
		return c.Channel
	}
	return Channel{}
}

// AddBot makes the bot a member of a channel.
func (f *Fake) AddBot(c Channel) { f.setChannel(c, func(c *channel) { c.botIn = true }) }

// RemoveBot takes the bot out of a channel.
func (f *Fake) RemoveBot(c Channel) { f.setChannel(c, func(c *channel) { c.botIn = false }) }

// Archive archives a channel: posting in it answers is_archived.
func (f *Fake) Archive(c Channel) { f.setChannel(c, func(c *channel) { c.archived = true }) }

// Leave takes a person out of a channel, where all people are at first.
func (f *Fake) Leave(p Person, c Channel) { f.setChannel(c, func(c *channel) { c.left[p.ID] = true }) }

func (f *Fake) setChannel(c Channel, set func(*channel)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.world.channels[c.ID]
	if known == nil {
		f.errorf("slackfake: there is no channel %q", c.ID)
		return
	}
	set(known)
}

// BotIn says whether the bot is a member of a channel.
func (f *Fake) BotIn(c Channel) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.world.channels[c.ID]
	return known != nil && known.botIn
}

// SetLocale sets the language of a person's client, which users.info tells; en-US at first.
func (f *Fake) SetLocale(p Person, locale string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.world.locales[p.ID] = locale
}

func (w *world) locale(person string) string {
	if l := w.locales[person]; l != "" {
		return l
	}
	return "en-US"
}

// members lists who is in a channel.
func (w *world) members(c *channel) []string {
	var ids []string
	for _, p := range w.people {
		if c.has(p.ID) {
			ids = append(ids, p.ID)
		}
	}
	if c.botIn {
		ids = append(ids, botUserID)
	}
	slices.Sort(ids)
	return ids
}
