package discordfake_test

import (
	"net/http"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"

	"github.com/bwmarrin/discordgo"
)

const patience = 10 * time.Second

// session makes a discordgo session that talks to the fake. It neither reconnects nor retries by itself.
func session(t *testing.T, fake *discordfake.Fake) *discordgo.Session {
	t.Helper()
	s, err := discordgo.New("Bot " + fake.Token())
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: fake.Transport(), Timeout: 5 * time.Second}
	s.ShouldReconnectOnError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	return s
}

// open opens a session and closes it with the test.
func open(t *testing.T, s *discordgo.Session) {
	t.Helper()
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		time.Sleep(100 * time.Millisecond) // discordgo comes back when it is closed right after Open
		_ = s.CloseWithCode(4000)
	})
}

func TestDiscordgo(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	s := session(t, fake)
	ready := make(chan *discordgo.Ready, 1)
	guilds := make(chan *discordgo.GuildCreate, 8)
	s.AddHandler(func(_ *discordgo.Session, r *discordgo.Ready) { ready <- r })
	s.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildCreate) { guilds <- g })
	s.AddHandler(func(s *discordgo.Session, m *discordgo.MessageCreate) {
		if m.Author.ID == fake.BotUser().ID {
			return
		}
		_, err := s.ChannelMessageSendComplex(m.ChannelID, &discordgo.MessageSend{
			Content: "echo: " + m.Content, Reference: m.Reference(),
			AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
		})
		if err != nil {
			t.Errorf("send: %v", err)
		}
	})
	s.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		var err error
		switch i.Type {
		case discordgo.InteractionApplicationCommand:
			err = s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionResponseChannelMessageWithSource,
				Data: &discordgo.InteractionResponseData{
					Content: i.ApplicationCommandData().Name + " from " + i.Member.User.Username, Flags: discordgo.MessageFlagsEphemeral,
					Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
						discordgo.Button{Label: "Share", Style: discordgo.PrimaryButton, CustomID: "share"},
					}}},
				},
			})
		case discordgo.InteractionMessageComponent:
			err = s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredMessageUpdate})
			if err == nil {
				content := "pressed " + i.MessageComponentData().CustomID
				_, err = s.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &content, Components: &[]discordgo.MessageComponent{}})
			}
		case discordgo.InteractionApplicationCommandAutocomplete:
			err = s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionApplicationCommandAutocompleteResult,
				Data: &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "one", Value: "1"}}},
			})
		}
		if err != nil {
			t.Errorf("interaction: %v", err)
		}
	})
	open(t, s)
	if err := fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
	if r := <-ready; r.User.ID != fake.BotUser().ID || r.SessionID == "" || len(r.Guilds) != 2 {
		t.Errorf("READY: %+v", r)
	}
	for range 2 {
		if g := <-guilds; len(g.Channels) != 3 || g.Unavailable {
			t.Errorf("GUILD_CREATE: %+v", g.Guild)
		}
	}

	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	asked := fake.Say(ana, "who reads the plates?", discordfake.MentionBot())
	reply, err := fake.WaitReply(asked, patience)
	if err != nil {
		t.Fatal(err)
	}
	if want := "echo: " + asked.Content; reply.Content != want || !fake.Pinged(reply).None() {
		t.Errorf("reply %q pings %+v, want %q", reply.Content, fake.Pinged(reply), want)
	}

	slash := fake.Slash(ana, "ask", discordfake.String("question", "who?"))
	response, err := slash.Wait(patience)
	if err != nil {
		t.Fatal(err)
	}
	if response.Type != discordfake.CallbackMessage || !response.Ephemeral() || response.Text() != "ask from ana" || response.Elapsed <= 0 {
		t.Errorf("response: %+v", response)
	}
	pressed := fake.Press(ana, slash, "share")
	if response, err := pressed.Wait(patience); err != nil || response.Type != discordfake.CallbackDeferredUpdate {
		t.Errorf("press: %+v, %v", response, err)
	}
	if m, err := pressed.WaitReply(patience); err != nil || m.Content != "pressed share" || len(m.Components) != 0 || !m.Ephemeral() {
		t.Errorf("after the press: %+v, %v", m, err)
	}
	typing := fake.Autocomplete(ana, "ask", discordfake.String("question", "wh"))
	if response, err := typing.Wait(patience); err != nil || len(response.Choices) != 1 {
		t.Errorf("autocomplete: %+v, %v", response, err)
	}
	if err := s.UpdateGameStatus(0, "nothing"); err != nil {
		t.Error(err)
	}
}

// TestDiscordgoResume closes as a supervisor of discordgo would and opens again.
func TestDiscordgoResume(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{})
	s := session(t, fake)
	heard := make(chan string, 8)
	s.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { heard <- m.Content })
	open(t, s)
	ana := fake.Actor(fake.User(0), fake.DM(fake.User(0)))
	fake.Say(ana, "before")
	if got := <-heard; got != "before" {
		t.Errorf("heard %q", got)
	}
	if err := s.CloseWithCode(4000); err != nil {
		t.Fatal(err)
	}
	if closes, err := fake.WaitCloses(1, patience); err != nil || !closes[0].ByClient || closes[0].Code != 4000 {
		t.Fatalf("closes: %+v, %v", closes, err)
	}
	fake.Say(ana, "during the gap")
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "during the gap" {
		t.Errorf("heard %q", got)
	}
	if r := fake.Resumes(); len(r) != 1 || !r[0].OK || r[0].Replayed != 1 || len(fake.Identifies()) != 1 {
		t.Errorf("resumes: %+v", r)
	}
	fake.CloseCode(4014)
	if closes, err := fake.WaitCloses(2, patience); err != nil || closes[1].ByClient || closes[1].Code != 4014 {
		t.Errorf("closes: %+v, %v", closes, err)
	}
}
