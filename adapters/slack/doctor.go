package slack

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Finding is one thing that was looked at.
type Finding struct {
	OK   bool
	Text string // one line; when not OK, what is missing and who can mend it
}

// manifest is what the app has to be in Slack.
//
//go:embed manifest.yaml
var manifest []byte

// Scopes returns the bot's scopes that the manifest asks for, in its order.
func Scopes() ([]string, error) {
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
	}
	if err := yaml.Unmarshal(manifest, &m); err != nil {
		return nil, fmt.Errorf("manifest.yaml: %w", err)
	}
	return m.OAuth.Scopes.Bot, nil
}

// Doctor asks Slack whether the app is set up, without connecting or changing anything, and returns what it
// found. An error means that Slack did not say.
func Doctor(ctx context.Context, cfg Config) ([]Finding, error) {
	a, err := New(cfg, nil, nil, nil, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	var found []Finding
	say := func(ok bool, format string, args ...any) {
		found = append(found, Finding{ok, fmt.Sprintf(format, args...)})
	}
	granted, err := a.granted(ctx)
	var fatal *FatalError
	switch {
	case errors.As(err, &fatal):
		say(false, "the bot token: %s", fatal.Message)
		return found, nil
	case err != nil:
		return nil, fmt.Errorf("slack: %s", reasonOf(err))
	}
	say(true, "the bot token is valid")
	wanted, err := Scopes()
	if err != nil {
		return nil, err
	}
	for _, scope := range wanted {
		if !slices.Contains(granted, scope) {
			say(false, "the scope %s is missing: add it under OAuth & Permissions, or update the app from adapters/slack/manifest.yaml, and install it again", scope)
		}
	}
	for _, scope := range granted {
		if !slices.Contains(wanted, scope) {
			say(false, "the scope %s is granted and not needed: remove it, so that nobody has to trust the bot with more than it uses", scope)
		}
	}
	if len(found) == 1 {
		say(true, "the scopes are those of the manifest")
	}
	if a.cfg.Mode == HTTP {
		say(true, "events come over HTTP, to POST /slack on %s: Slack must reach it under https", a.cfg.Address)
		return found, nil
	}
	_, _, err = a.api.StartSocketModeContext(ctx)
	if e := fatalError(err); e != nil {
		errors.As(e, &fatal)
		say(false, "the app token: %s", fatal.Message)
	} else if err != nil {
		return found, fmt.Errorf("slack: %s", reasonOf(err))
	} else {
		say(true, "the app token opens Socket Mode")
	}
	return found, nil
}

// granted returns the scopes that the bot token has, as Slack tells with every answer.
func (a *Adapter) granted(ctx context.Context) ([]string, error) {
	var scopes []string
	err := a.try(ctx, func(ctx context.Context) error {
		who, err := a.api.AuthTestContext(ctx)
		if err != nil {
			return err
		}
		if who.UserID == "" || who.Header.Get(scopesHeader) == "" {
			return errEmpty
		}
		scopes = strings.FieldsFunc(who.Header.Get(scopesHeader), func(r rune) bool { return r == ',' || r == ' ' })
		return nil
	}, nil)
	if fatal := fatalError(err); fatal != nil {
		return nil, fatal
	}
	return scopes, err
}

const scopesHeader = "X-OAuth-Scopes"
