package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"clippings/adapters/discord"
	"clippings/adapters/serving"
	"clippings/corpus"
)

// serveCommand runs the adapters that are configured, until it is told to stop.
type serveCommand struct{}

func (*serveCommand) run(ctx context.Context, p *program, line *commandLine) error {
	s, err := loadSettings(line.Config)
	if err != nil {
		return err
	}
	discordConfig, err := s.discord(p)
	if err != nil {
		return err
	}
	if discordConfig == nil {
		return fmt.Errorf("nothing to serve: set %s to a bot's token, or %s_FILE to a file with it (README.md tells how to get one)", discordToken, discordToken)
	}
	dir := firstOf(line.Corpus, s.Corpus)
	log := s.logger(p.errors)
	health, metrics := serving.NewHealth(), serving.NewMetrics()
	library, err := serving.NewLibrary(func() (*corpus.Corpus, error) { return p.load(dir) }, health, metrics, log)
	if err != nil {
		return err
	}
	handler := serving.WithRecover(library.Handle, func() { metrics.Panicked("bot") })
	handler = serving.WithMetrics(serving.WithTimeLimit(handler, s.Time), metrics)
	bot, err := discord.New(*discordConfig, handler, library.Bot, health, metrics, log)
	if err != nil {
		return err
	}
	log.Info("the coverage is loaded", "articles", len(library.Bot().Corpus().Sources), "excerpts", len(library.Bot().Corpus().Excerpts))

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return bot.Run(ctx) })
	group.Go(func() error { return p.reloads(ctx, library, log) })
	if dir != "" {
		group.Go(func() error { return library.Watch(ctx, dir) })
	}
	if s.Health != "" {
		group.Go(func() error { return serving.Serve(ctx, s.Health, health, metrics, log) })
	}
	err = group.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if err == nil {
		log.Info("stopped")
	}
	return err
}

// reloads loads the coverage again for each hangup signal, until ctx is done.
func (p *program) reloads(ctx context.Context, library *serving.Library, log *slog.Logger) error {
	hangups := p.hangups
	if hangups == nil {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGHUP)
		defer signal.Stop(signals)
		hangups = signals
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hangups:
			if err := library.Reload(); err != nil {
				log.Error("the old coverage stays", "because", err)
			}
		}
	}
}

// doctorCommand checks what serving needs, and says in words what is missing.
type doctorCommand struct{}

func (*doctorCommand) run(ctx context.Context, p *program, line *commandLine) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	missing := 0
	say := func(ok bool, text string) {
		mark := "ok      "
		if !ok {
			mark = "MISSING "
			missing++
		}
		fmt.Fprintln(p.out, mark+text)
	}
	s, err := loadSettings(line.Config)
	if err != nil {
		return err
	}
	say(true, "the configuration is understood")
	c, err := p.load(firstOf(line.Corpus, s.Corpus))
	if err != nil {
		say(false, "the coverage: "+err.Error())
	} else {
		first, last := c.Span()
		say(len(c.Excerpts) > 0, fmt.Sprintf("the coverage has %s and %s, from %s to %s", count(len(c.Sources), "article"), count(len(c.Excerpts), "excerpt"), first, last))
	}
	if s.Contact == "" {
		say(false, "no contact line: set contact in the configuration to a hotline that you have checked; it is shown to people in an emergency")
	} else {
		say(true, "people in an emergency are shown the contact line")
	}
	cfg, err := s.discord(p)
	switch {
	case err != nil:
		say(false, err.Error())
	case cfg == nil:
		say(false, "no Discord token: set "+discordToken+", or "+discordToken+"_FILE to a file with it")
	default:
		found, invite, err := discord.Doctor(ctx, *cfg)
		for _, f := range found {
			say(f.OK, f.Text)
		}
		if err != nil {
			return err
		}
		if invite != "" {
			fmt.Fprintln(p.out, "\nAdd the bot to a server: "+invite)
		}
	}
	if missing > 0 {
		return errFailed
	}
	return nil
}

// discordToken is the environment variable with the bot's token; with _FILE behind it, the one with the
// path of a file that holds the token.
const discordToken = "CLIPPINGS_DISCORD_TOKEN"

// secret reads a secret from an environment variable, or from the file that NAME_FILE names; "" when
// neither is set.
func (p *program) secret(name string) (string, error) {
	value, path := p.getenv(name), p.getenv(name+"_FILE")
	switch {
	case value != "" && path != "":
		return "", fmt.Errorf("%s and %s_FILE are both set: set one", name, name)
	case path == "":
		return value, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return string(data), nil
}
