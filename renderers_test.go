package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clippings/adapters/discord"
	"clippings/adapters/serving"
	"clippings/adapters/slack"
	"clippings/adapters/terminal"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
	"clippings/internal/testkit/slackfake"
	"clippings/seeds"
)

var update = flag.Bool("update", false, "rewrite the files that the tests compare with")

// asked are questions of every outcome, language and kind of excerpt.
var asked = []string{
	"whose line was it that its like a facebook for catchin people",
	"how many federal agencies can get into COLLECT",
	"what did Wishnie tell the Verge about fingerprints",
	"until what year does the agreement with ICE run",
	"¿cuántas agencias federales pueden entrar en COLLECT?",
	"¿qué dijo Lawlor sobre las consultas?",
	"quantas agências federais podem entrar no COLLECT",
	"ICE is at my door what do I do",
	"what is the capital of france",
	"does the mayor of Hartford like pizza",
}

// TestOneAnswer asks the same questions on the terminal, in Discord and in Slack, and wants the same words in
// the same order from each: those in testdata/answers.golden.
func TestOneAnswer(t *testing.T) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	b := bot.New(corpus.NewIndex(c))
	const contact = "Hotline 555-0100"
	inDiscord, inSlack := askDiscord(t, b, contact), askSlack(t, b, contact)
	var golden strings.Builder
	for _, q := range asked {
		reply, err := b.Handle(context.Background(), bot.Question{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		pieces := piecesOf(&reply, contact)
		fmt.Fprintf(&golden, "? %s\n%s\n\n", q, strings.Join(pieces, "\n"))
		printer := terminal.Printer{Columns: 10_000, Contact: contact}
		for where, text := range map[string]string{
			"the terminal": printer.Text(&reply), "Discord": inDiscord(q), "Slack": inSlack(q),
		} {
			rest := squeeze(text)
			for _, piece := range pieces {
				_, behind, found := strings.Cut(rest, squeeze(piece))
				if !found {
					t.Errorf("%q on %s: %q is not there, or not in its place, in:\n%s", q, where, piece, text)
					break
				}
				rest = behind
			}
		}
	}
	path := filepath.Join("testdata", "answers.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(golden.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != golden.String() {
		t.Errorf("the answers changed; if that is meant, run go test . -run TestOneAnswer -update\ngot:\n%s", golden.String())
	}
}

// piecesOf are the words of a reply, in the order in which everybody must see them.
func piecesOf(r *bot.Reply, contact string) []string {
	words := bot.PhrasesOf(r.Language)
	var pieces []string
	add := func(all ...string) {
		for _, s := range all {
			if s != "" {
				pieces = append(pieces, s)
			}
		}
	}
	card := func(e *corpus.Excerpt) {
		c := words.Card(e)
		add(c.Label, c.Text, c.Translation, c.Who, c.Context, c.Event, c.Citation, c.URL)
	}
	if r.Notice == bot.Emergency {
		add(words.Emergency, fmt.Sprintf(words.Contact, contact))
	}
	switch {
	case r.Outcome == bot.Covered:
		card(r.Answer)
		if sides := bot.Sides(r.Answer, r.OtherSide); len(sides) > 0 {
			add(words.Side(r.Answer, sides[0]))
			card(sides[0].To)
		}
		add(words.AgeOf(r.Answer, r.OtherSide))
	case r.Outcome == bot.Close:
		add(words.CloseOnes)
		card(r.Others[0])
	case r.Notice == bot.Emergency:
		return pieces
	default:
		add(words.Missing(r.Gap))
		if len(r.Others) > 0 {
			add(words.NearBy)
			card(r.Others[0])
		}
	}
	if r.Outcome != bot.Covered {
		add(words.SpanOf(r.First, r.Last))
	}
	return pieces
}

// squeeze takes out of a text what is only marks and line breaks on one of the platforms.
func squeeze(s string) string {
	s = strings.NewReplacer("\\", "", "*", "", "<http", "http", ">", "", "|", "", "-#", "").Replace(s)
	return strings.Join(strings.Fields(s), "")
}

// coverage hands a bot to an adapter.
func coverage(b *bot.Bot) func() *bot.Bot { return func() *bot.Bot { return b } }

func askDiscord(t *testing.T, b *bot.Bot, contact string) func(string) string {
	fake := discordfake.New(t, discordfake.Options{})
	a, err := discord.New(discord.Config{Token: fake.Token(), Contact: contact, Transport: fake.Transport()}, b.Handle, coverage(b),
		serving.NewHealth(), nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	runUntilEnd(t, a.Run)
	if err := fake.WaitConnected(1, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	return func(q string) string {
		got, err := fake.Slash(ana, "ask", discordfake.String("question", q)).Wait(5 * time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return got.Text()
	}
}

func askSlack(t *testing.T, b *bot.Bot, contact string) func(string) string {
	fake := slackfake.New(t, slackfake.Options{})
	cfg := slack.Config{BotToken: fake.BotToken(), AppToken: fake.AppToken(), Contact: contact, Transport: fake.Transport(), APIURL: fake.APIURL()}
	a, err := slack.New(cfg, b.Handle, coverage(b), serving.NewHealth(), nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	runUntilEnd(t, a.Run)
	if err := fake.WaitConnected(1, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	return func(q string) string {
		got, err := fake.Slash(ana, "/clippings", q).WaitReply(5 * time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return got.Shown()
	}
}

func runUntilEnd(t *testing.T, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
