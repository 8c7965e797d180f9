package pictures

import (
	"fmt"
	"strings"
	"testing"

	"clippings/internal/testkit/discordfake"
)

// discordDrawing draws an answer to an interaction. A component of a kind that the renderer does not know
// fails the test. OnlyYou is what the asker's client writes under what nobody else sees.
func discordDrawing(t *testing.T, did, onlyYou string, r discordfake.Response) drawing {
	t.Helper()
	if r.Flags&discordfake.FlagComponentsV2 == 0 || r.Content != "" || len(r.Embeds) > 0 {
		t.Fatal("only messages of components are drawn")
	}
	d := drawing{wanted: discordTexts(r.Components)}
	var b strings.Builder
	discordComponents(t, &b, r.Components)
	note := ""
	if r.Ephemeral() {
		if onlyYou == "" {
			t.Fatal("what a client of this language writes under it is not known")
		}
		note = `<p class="note">` + onlyYou + `</p>`
	}
	d.body = did + fmt.Sprintf(`<article class="discord"><div class="face">C</div><div class="said"><h1>Clippings <small>APP</small></h1>%s%s</div></article>`, b.String(), note)
	return d
}

func discordComponents(t *testing.T, b *strings.Builder, list []discordfake.Component) {
	t.Helper()
	for _, c := range list {
		switch c.Type {
		case discordfake.ComponentTextDisplay:
			fmt.Fprintf(b, `<div class="text">%s</div>`, marked(c.Content))
		case discordfake.ComponentContainer:
			b.WriteString(`<section class="container">`)
			discordComponents(t, b, c.Components)
			b.WriteString(`</section>`)
		case discordfake.ComponentActionRow:
			b.WriteString(`<div class="row">`)
			discordComponents(t, b, c.Components)
			b.WriteString(`</div>`)
		case discordfake.ComponentButton:
			fmt.Fprintf(b, `<span class="button">%s</span>`, escaped(c.Label))
		default:
			t.Fatalf("a component of type %d is not drawn yet", c.Type)
		}
	}
}

// discordTexts are a payload's texts, without what only marks them, and labels.
func discordTexts(list []discordfake.Component) []string {
	var all []string
	for _, c := range list {
		all = append(all, nonEmpty(c.Content, c.Label, c.Description, c.Placeholder)...)
		all = append(all, discordTexts(c.Components)...)
	}
	return all
}
