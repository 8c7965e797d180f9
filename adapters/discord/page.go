package discord

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// Limits of a message, Discord's less five in a hundred, because it is not documented what it counts.
const (
	mostText       = 3800 // UTF-16 units in all text of a message
	mostComponents = 38   // nested ones counted; Discord's limit is 40
	mostInRow      = 5
	longestLabel   = 80
)

// page is a message being written. What does not fit is left out as a whole, and the writer is told.
type page struct {
	components []discordgo.MessageComponent
	text       int // UTF-16 units so far
	count      int // components so far
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// room reports whether texts fit, each as a component of its own, with so many components around them.
func (p *page) room(around int, texts ...string) bool {
	n := p.text
	for _, s := range texts {
		n += units(s)
	}
	return n <= mostText && p.count+len(texts)+around <= mostComponents
}

// write adds texts, each as a component of its own; empty ones are left out. It reports whether they fit;
// when not, none is added.
func (p *page) write(texts ...string) bool {
	return p.add(texts, false)
}

// setOff adds texts in a container, which sets them off from the rest.
func (p *page) setOff(texts ...string) bool { return p.add(texts, true) }

func (p *page) add(texts []string, contained bool) bool {
	around := 0
	if contained {
		around = 1
	}
	if !p.room(around, texts...) {
		return false
	}
	var all []discordgo.MessageComponent
	for _, s := range texts {
		if strings.TrimSpace(s) == "" {
			continue
		}
		p.text += units(s)
		p.count++
		all = append(all, discordgo.TextDisplay{Content: s})
	}
	if len(all) == 0 {
		return true
	}
	if contained {
		p.count++
		all = []discordgo.MessageComponent{discordgo.Container{Components: all}}
	}
	p.components = append(p.components, all...)
	return true
}

// buttons adds rows of buttons, as many as fit.
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

// longestPart is how many UTF-16 units of one text a message shows: an original and its translation
// fit beside each other, with room for who said it and where.
const longestPart = 1200

// partsOf cuts text into parts of at most so many UTF-16 units, behind the end of a sentence where there
// is one in the second half of a part, else between words. Joined with a space they are the text again,
// spaces apart. There is always one.
func partsOf(text string, most int) []string {
	var parts []string
	for units(text) > most {
		at, sentence, space, n := len(text), 0, 0, 0
		for i, r := range text {
			if n += max(utf16.RuneLen(r), 1); n > most {
				at = i
				break
			}
			if r == ' ' || r == '\n' {
				space = i
				if i > 0 && strings.ContainsRune(".!?”…]", lastRune(text[:i])) && n > most/2 {
					sentence = i
				}
			}
		}
		switch {
		case sentence > 0:
			at = sentence
		case space > 0:
			at = space
		}
		parts = append(parts, strings.TrimSpace(text[:at]))
		text = strings.TrimSpace(text[at:])
	}
	return append(parts, text)
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
