package main

import (
	"bytes"
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
	"clippings/adapters/redisstate"
	"clippings/adapters/serving"
	"clippings/adapters/slack"
)

// serveCommand runs the adapters that are configured, until it is told to stop.
type serveCommand struct{}

func (*serveCommand) run(ctx context.Context, p *program, line *commandLine) error {
	hangups := p.hangups
	if hangups == nil { // before all else: a hangup that nobody waits for ends the process
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGHUP)
		defer signal.Stop(signals)
		hangups = signals
	}
	s, err := loadSettings(line.Config)
	if err != nil {
		return err
	}
	inDiscord, err := s.discord(p)
	if err != nil {
		return err
	}
	inSlack, err := s.slack(p)
	if err != nil {
		return err
	}
	if inDiscord == nil && inSlack == nil {
		return fmt.Errorf("nothing to serve: set %s (or %s_FILE to a file with it), or for Slack %s and %s likewise (README.md tells how to get them)",
			discordToken, discordToken, slackBotToken, slackAppToken)
	}
	shared, err := s.state(p)
	if err != nil {
		return err
	}
	log := s.logger(p.errors)
	health, metrics := serving.NewHealth(), serving.NewMetrics()
	library, keep, closeLibrary, err := p.openLibrary(ctx, &s, line.Corpus, health, metrics, log)
	if err != nil {
		return err
	}
	defer closeLibrary() // once all is answered
	handler := serving.WithRecover(library.Handle, func() { metrics.Panicked("bot") })
	handler = serving.WithMetrics(serving.WithTimeLimit(handler, s.Time), metrics)
	var state *redisstate.Store
	if shared != nil {
		if state, err = redisstate.Open(*shared, metrics, log); err != nil {
			return err
		}
		defer state.Close() // once all is answered
		if inDiscord != nil {
			inDiscord.State = state
		}
		if inSlack != nil {
			inSlack.State = state
		}
	}
	type adapter interface{ Run(context.Context) error }
	var adapters []adapter
	if inDiscord != nil {
		a, err := discord.New(*inDiscord, handler, library.Bot, health, metrics, log)
		if err != nil {
			return err
		}
		adapters = append(adapters, a)
	}
	if inSlack != nil {
		a, err := slack.New(*inSlack, handler, library.Bot, health, metrics, log)
		if err != nil {
			return err
		}
		adapters = append(adapters, a)
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, a := range adapters {
		group.Go(func() error { return a.Run(ctx) })
	}
	if state != nil {
		group.Go(func() error { return state.Run(ctx) })
	}
	group.Go(func() error { return reloads(ctx, hangups, library, log) })
	if keep != nil {
		group.Go(func() error { return keep(ctx) })
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

// faultLog logs each line that is written to it, as a fault of the coverage.
type faultLog struct{ log *slog.Logger }

func (f faultLog) Write(line []byte) (int, error) {
	f.log.Error("a fault of the coverage", "fault", string(bytes.TrimSuffix(line, []byte("\n"))))
	return len(line), nil
}

// reloads loads the coverage again for each hangup, until ctx is done.
func reloads(ctx context.Context, hangups <-chan os.Signal, library library, log *slog.Logger) error {
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
	say(p.checkLibrary(ctx, &s, line.Corpus))
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // for Discord and Slack; the coverage may have taken longer
	defer cancel()
	if s.Contact == "" {
		say(false, "no contact line: set contact in the configuration to a hotline that you have checked; it is shown to people in an emergency")
	} else {
		say(true, "people in an emergency are shown the contact line")
	}
	if shared, err := s.state(p); err != nil {
		say(false, err.Error())
	} else if shared != nil {
		found, err := redisstate.Check(ctx, *shared)
		if err != nil {
			found = err.Error()
		}
		say(err == nil, "shared state: "+found)
	}
	inDiscord, err := s.discord(p)
	if err != nil {
		say(false, err.Error())
	}
	inSlack, err2 := s.slack(p)
	if err2 != nil {
		say(false, err2.Error())
	}
	if err == nil && err2 == nil && inDiscord == nil && inSlack == nil {
		say(false, "no token: for Discord set "+discordToken+", for Slack "+slackBotToken+" and "+slackAppToken+", or each with _FILE behind it to a file that holds it")
	}
	if inSlack != nil && err2 == nil {
		found, err := slack.Doctor(ctx, *inSlack)
		for _, f := range found {
			say(f.OK, "Slack: "+f.Text)
		}
		if err != nil {
			return err
		}
	}
	if inDiscord != nil {
		found, invite, err := discord.Doctor(ctx, *inDiscord)
		for _, f := range found {
			say(f.OK, "Discord: "+f.Text)
		}
		if err != nil {
			return err
		}
		if invite != "" {
			fmt.Fprintln(p.out, "\nAdd the bot to a Discord server: "+invite)
		}
	}
	if missing > 0 {
		return errFailed
	}
	return nil
}

// The environment variables with secrets; each with _FILE behind it holds the path of a file with the secret.
const (
	discordToken       = "CLIPPINGS_DISCORD_TOKEN"
	slackBotToken      = "CLIPPINGS_SLACK_BOT_TOKEN"
	slackAppToken      = "CLIPPINGS_SLACK_APP_TOKEN"
	slackSigningSecret = "CLIPPINGS_SLACK_SIGNING_SECRET"
	stateKey           = "CLIPPINGS_STATE_KEY"
	statePassword      = "CLIPPINGS_STATE_PASSWORD"
)

// secret reads a secret from an environment variable, or from the file that NAME_FILE names; "" when
// neither is set. A file without any is an error.
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
	if len(bytes.TrimSpace(data)) == 0 {
		return "", fmt.Errorf("%s_FILE: %s is empty", name, path)
	}
	return string(data), nil
}
