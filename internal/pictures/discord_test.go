package pictures

import (
	"context"
	"slices"
	"testing"
	"time"

	"clippings/adapters/discord"
	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/internal/testkit/discordfake"
)

// onlyYou is what a client writes under what nobody else sees, by its language.
var onlyYou = map[string]string{"en-US": "Only you can see this", "es-419": "Solo tú puedes ver esto"}

// drawDiscord has the adapter answer in a fake Discord and draws what a person there sees.
func drawDiscord(t *testing.T, into map[string]drawing) {
	t.Helper()
	// The payloads are held to Discord's schema in the adapter's own tests.
	fake := discordfake.New(t, discordfake.Options{NoSchema: true, CallbackDeadline: patience})
	b := loadBot(t)
	cfg := discord.Config{Token: fake.Token(), Contact: contact, Transport: fake.Transport()}
	a, err := discord.New(cfg, b.Handle, func() *bot.Bot { return b }, serving.NewHealth(), nil, silence())
	if err != nil {
		t.Fatal(err)
	}
	serve(t, func(ctx context.Context) error { return a.Run(ctx) })
	if err := fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); len(fake.Commands("")) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no commands are registered")
		}
	}
	ana := fake.Actor(fake.User(0), fake.Place(0, 0)).Speaking("en-US")
	answered := func(i *discordfake.Interaction) discordfake.Response {
		t.Helper()
		r, err := i.Wait(patience)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	// ask draws what somebody sees who asks, and returns it.
	ask := func(picture string, who discordfake.Actor, question string) discordfake.Response {
		t.Helper()
		r := answered(fake.Slash(who, "ask", discordfake.String("question", question)))
		into[picture] = discordDrawing(t, typed("/"+commandName(t, fake, who.Locale)+" "+question), onlyYou[who.Locale], r)
		return r
	}
	covered := ask("discord-covered", ana, "can the deal be renegotiated?")
	ask("discord-spanish", ana.Speaking("es-419"), "¿qué dijo McGuire de la base de datos de vigilancia masiva?")
	ask("discord-close", ana, "opponents of the Trust Act")
	ask("discord-not-covered", ana, "how many people were deported because of COLLECT")
	ask("discord-emergency", ana, "ICE is at my door")
	cited := answered(fake.Press(ana, covered, labelled(t, covered.Components, bot.ControlsOf("").Cite)))
	into["discord-citations"] = discordDrawing(t, pressed("Cite", "an answer"), onlyYou[ana.Locale], cited)
}

// commandName is what somebody's client calls the command to ask with.
func commandName(t *testing.T, fake *discordfake.Fake, locale string) string {
	t.Helper()
	all := fake.Commands("")
	i := slices.IndexFunc(all, func(c discordfake.Command) bool { return c.Name == "ask" })
	if i < 0 {
		t.Fatal("there is no command ask")
	}
	if name := all[i].NameLocalizations[locale]; name != "" {
		return name
	}
	return "ask"
}

// labelled is the id of the button with a label.
func labelled(t *testing.T, list []discordfake.Component, label string) string {
	t.Helper()
	for _, c := range list {
		for _, b := range c.Components {
			if b.Type == discordfake.ComponentButton && b.Label == label {
				return b.CustomID
			}
		}
	}
	t.Fatalf("no button %q", label)
	return ""
}
