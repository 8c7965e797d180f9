package discord

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// Limits of a message, Discord's less five in a hundred, because it is not documented what it counts.
const (
	mostText       = 3800 // size of all text of a message
	mostComponents = 38   // nested ones counted; Discord's limit is 40
	mostInRow      = 5
	longestLabel   = 80
)

// size is how much of mostText a text takes: its UTF-16 units, or 9/20 of its bytes where that is more.
// Discord takes 4000 characters of text, but has answered 500 to more than 10,170 bytes of components
// (discord/discord-api-docs issue 8554); 3800 is 8440 bytes by this count, and leaves room for buttons.
func size(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return max(n, (len(s)*9+19)/20)
}

// room is what is kept free on a page for what comes later.
type room struct{ text, count int }

// plus returns the room for both.
func (r room) plus(other room) room { return room{r.text + other.text, r.count + other.count} }

// roomFor is the room that texts take, each as a component of its own.
func roomFor(texts ...string) room {
	var r room
	for _, s := range texts {
		r.text += size(s)
		r.count++
	}
	return r
}

// rows is the room that so many buttons take.
func rows(buttons int) room {
	return room{count: buttons + (buttons+mostInRow-1)/mostInRow}
}

// page is a message being written. What does not fit is left out as a whole, and the writer is told.
type page struct {
	components []discordgo.MessageComponent
	text       int // size so far
	count      int // components so far
}

// fits reports whether texts fit, each as a component of its own, with so many components around them
// and room kept for later.
func (p *page) fits(later room, around int, texts ...string) bool {
	all := roomFor(nonEmpty(texts...)...).plus(later)
	return p.text+all.text <= mostText && p.count+all.count+around <= mostComponents
}

// write adds texts, each as a component of its own; empty ones are left out. It reports whether they fit;
// when not, none is added.
func (p *page) write(texts ...string) bool {
	return p.add(room{}, 0, texts)
}

// setOff adds texts in a container, which sets them off from the rest, if room is left for later.
func (p *page) setOff(later room, texts ...string) bool { return p.add(later, 1, texts) }

// add adds texts; around is 1 to put them in a container.
func (p *page) add(later room, around int, texts []string) bool {
	texts = nonEmpty(texts...)
	if len(texts) == 0 {
		return true
	}
	if !p.fits(later, around, texts...) {
		return false
	}
	var all []discordgo.MessageComponent
	for _, s := range texts {
		all = append(all, discordgo.TextDisplay{Content: s})
	}
	if around > 0 {
		all = []discordgo.MessageComponent{discordgo.Container{Components: all}}
	}
	taken := roomFor(texts...)
	p.text += taken.text
	p.count += taken.count + around
	p.components = append(p.components, all...)
	return true
}

// buttons adds rows of buttons, as many as fit. Who writes a page keeps room for those that it needs.
func (p *page) buttons(all ...discordgo.Button) {
	for len(all) > 0 && p.count+2 <= mostComponents {
		n := min(len(all), mostInRow, mostComponents-p.count-1)
		row := discordgo.ActionsRow{}
		for _, b := range all[:n] {
			row.Components = append(row.Components, b)
		}
		p.components = append(p.components, row)
		p.count += n + 1
		all = all[n:]
	}
}

// button is a grey button with a label and an id.
func button(label string, id buttonID) discordgo.Button {
	if utf8.RuneCountInString(label) > longestLabel {
		label = string([]rune(label)[:longestLabel])
	}
	return discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: id.String()}
}

// nonEmpty returns the texts that show something.
func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}
