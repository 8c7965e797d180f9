package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"clippings/adapters/discord"
	"clippings/adapters/redisstate"
	"clippings/adapters/serving"
	"clippings/adapters/slack"
)

// settings are what config.example.yaml documents.
type settings struct {
	// Corpus is a folder or a file with other coverage than the built-in one, or a cluster that holds it.
	Corpus corpusSetting `yaml:"corpus"`
	// Contact is shown ahead of a reply to somebody in an emergency.
	Contact string `yaml:"contact"`

	Log struct {
		Format string `yaml:"format"` // text or json
		Level  string `yaml:"level"`  // debug, info, warn or error
	} `yaml:"log"`
	Health string        `yaml:"health"`        // address for /livez, /readyz and /metrics; "" is none
	Time   time.Duration `yaml:"question_time"` // longest that answering may take
	Limits struct {
		Person string `yaml:"person"` // as "20/1m", or "none"
		Place  string `yaml:"place"`
	} `yaml:"limits"`
	State struct {
		Redis string        `yaml:"redis"` // address of a Redis or Valkey; "" is none
		Time  time.Duration `yaml:"time"`  // longest that it may take to answer
	} `yaml:"state"`
	Discord struct {
		Shards string `yaml:"shards"`
	} `yaml:"discord"`
	Slack struct {
		Mode    string `yaml:"mode"`    // socket or http
		Address string `yaml:"address"` // to listen on in mode http
		Command string `yaml:"command"`
	} `yaml:"slack"`
}

// defaultSettings are what holds without a file.
func defaultSettings() settings {
	var s settings
	s.Log.Format, s.Log.Level = "text", "info"
	s.Time = 2 * time.Second
	s.Limits.Person, s.Limits.Place = "20/1m", "300/1m"
	s.State.Time = 100 * time.Millisecond
	s.Slack.Mode, s.Slack.Command = string(slack.Socket), "/clippings"
	return s
}

// loadSettings reads a settings file strictly; an empty path gives the defaults. An unknown key or a
// value that cannot be is an error that names the file and, where it can, the line.
func loadSettings(path string) (settings, error) {
	s := defaultSettings()
	if path == "" {
		return s, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return s, fmt.Errorf("config: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err = dec.Decode(&s)
	var many *yaml.TypeError
	switch {
	case errors.Is(err, io.EOF): // an empty file
		return s, nil
	case errors.As(err, &many):
		var errs []error
		for _, line := range many.Errors {
			line = unknownSetting.ReplaceAllString(line, `unknown setting "$1"`)
			errs = append(errs, fmt.Errorf("config: %s: %s", path, line))
		}
		return s, errors.Join(errs...)
	case err != nil:
		return s, fmt.Errorf("config: %s: %w", path, err)
	case dec.Decode(new(yaml.Node)) != io.EOF:
		return s, fmt.Errorf("config: %s: more than one YAML document", path)
	}
	if err := s.validate(); err != nil {
		return s, fmt.Errorf("config: %s: %w", path, err)
	}
	return s, nil
}

// unknownSetting finds what the YAML library says of a key that settings lacks.
var unknownSetting = regexp.MustCompile(`field (\S+) not found in type \S+( \{.*\})?`)

// validate says in one line what cannot be, or returns nil.
func (s *settings) validate() error {
	if s.Log.Format != "text" && s.Log.Format != "json" {
		return fmt.Errorf("log.format: %q is neither text nor json", s.Log.Format)
	}
	if _, err := s.level(); err != nil {
		return err
	}
	if s.Time < 10*time.Millisecond || s.Time > time.Minute {
		return fmt.Errorf("question_time: %v is not between 10ms and 1m", s.Time)
	}
	if err := s.Corpus.validate(s.Time); err != nil {
		return err
	}
	if _, err := s.limits(); err != nil {
		return err
	}
	if s.State.Redis != "" {
		if err := redisstate.CheckAddress(s.State.Redis); err != nil {
			return fmt.Errorf("state.redis: %w", err)
		}
	}
	if s.State.Time < 10*time.Millisecond || s.State.Time > 5*time.Second {
		return fmt.Errorf("state.time: %v is not between 10ms and 5s", s.State.Time)
	}
	if _, err := discord.ParseShards(s.Discord.Shards); err != nil {
		return fmt.Errorf("discord.shards: %w", err)
	}
	if m := slack.Mode(s.Slack.Mode); m != slack.Socket && m != slack.HTTP {
		return fmt.Errorf("slack.mode: %q is neither socket nor http", s.Slack.Mode)
	} else if m == slack.HTTP && s.Slack.Address == "" {
		return errors.New("slack.mode is http and slack.address is empty: write the address to listen on, such as 127.0.0.1:3000")
	}
	if !strings.HasPrefix(s.Slack.Command, "/") {
		return fmt.Errorf("slack.command: %q does not begin with /", s.Slack.Command)
	}
	return nil
}

func (s *settings) level() (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.Log.Level)); err != nil {
		return level, fmt.Errorf("log.level: %q is none of debug, info, warn, error", s.Log.Level)
	}
	return level, nil
}

// logger returns the program's log. Nothing that anybody asks, and no id, is ever written to it.
func (s *settings) logger(out io.Writer) *slog.Logger {
	level, _ := s.level() // validated
	options := &slog.HandlerOptions{Level: level}
	if s.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

func (s *settings) limits() (serving.Limits, error) {
	person, err := parseRate(s.Limits.Person)
	if err != nil {
		return serving.Limits{}, fmt.Errorf("limits.person: %w", err)
	}
	place, err := parseRate(s.Limits.Place)
	if err != nil {
		return serving.Limits{}, fmt.Errorf("limits.place: %w", err)
	}
	return serving.Limits{Person: person, Place: place}, nil
}

// parseRate reads "20/1m": at most twenty at once, and twenty more each minute. "none" is no limit.
func parseRate(s string) (serving.Rate, error) {
	if s == "none" {
		return serving.Rate{}, nil
	}
	many, per, ok := strings.Cut(s, "/")
	n, err := strconv.Atoi(many)
	d, err2 := time.ParseDuration(per)
	if !ok || err != nil || err2 != nil || n < 1 || d <= 0 {
		return serving.Rate{}, fmt.Errorf("%q is no rate: write 20/1m for twenty a minute, or none", s)
	}
	return serving.Rate{Every: d / time.Duration(n), Burst: n}, nil
}

// state returns what is needed to share state with other processes, or nil when nothing is shared. A secret
// without an address is an error: somebody wants it to be.
func (s *settings) state(p *program) (*redisstate.Config, error) {
	secrets := make(map[string]string)
	for _, name := range []string{stateKey, statePassword} {
		value, err := p.secret(name)
		if err != nil {
			return nil, err
		}
		value = strings.TrimSpace(value)
		if value != "" && s.State.Redis == "" {
			return nil, fmt.Errorf("%s is set and state.redis is empty: write the address of the Redis that the processes share", name)
		}
		secrets[name] = value
	}
	cfg := &redisstate.Config{Address: s.State.Redis, Password: secrets[statePassword], Key: secrets[stateKey], Limit: s.State.Time}
	switch {
	case s.State.Redis == "":
		return nil, nil
	case cfg.Key == "":
		return nil, fmt.Errorf("state.redis is set and has no key: set %s, or %s_FILE to a file with it, the same for every process (openssl rand -hex 32 makes one)", stateKey, stateKey)
	}
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("state.redis, or %s or %s: %w", stateKey, statePassword, err)
	}
	return cfg, nil
}

// discord returns what the Discord adapter needs to know, or nil when it has no token. A setting of an
// adapter that has none is an error: somebody wants it to run.
func (s *settings) discord(p *program) (*discord.Config, error) {
	token, err := p.secret(discordToken)
	if err != nil {
		return nil, err
	}
	token = strings.TrimSpace(token)
	switch {
	case token == "" && s.Discord.Shards != "":
		return nil, fmt.Errorf("discord is configured and has no token: set %s, or %s_FILE to a file with it", discordToken, discordToken)
	case token == "":
		return nil, nil
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }): // a byte order mark is none either
		return nil, fmt.Errorf("%s holds more than a token: write the token alone, without “Bot” before it", discordToken)
	}
	shards, err := discord.ParseShards(s.Discord.Shards)
	if err != nil {
		return nil, fmt.Errorf("discord.shards: %w", err)
	}
	limits, err := s.limits()
	if err != nil {
		return nil, err
	}
	return &discord.Config{Token: token, Contact: s.Contact, Shards: shards, Limits: limits, Transport: p.transport}, nil
}

// slack returns what the Slack adapter needs to know, or nil when it has no token. A secret or a setting of an
// adapter that lacks another is an error: somebody wants it to run.
func (s *settings) slack(p *program) (*slack.Config, error) {
	secrets := make(map[string]string)
	any := s.Slack.Address != ""
	for _, name := range []string{slackBotToken, slackAppToken, slackSigningSecret} {
		value, err := p.secret(name)
		if err != nil {
			return nil, err
		}
		value = strings.TrimSpace(value)
		if strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil, fmt.Errorf("%s holds more than a secret: write it alone", name)
		}
		secrets[name] = value
		any = any || value != ""
	}
	if !any {
		return nil, nil
	}
	needed := []string{slackBotToken, slackAppToken}
	if slack.Mode(s.Slack.Mode) == slack.HTTP {
		needed[1] = slackSigningSecret
	}
	for _, name := range needed {
		if secrets[name] == "" {
			return nil, fmt.Errorf("slack is configured and, in mode %s, lacks a secret: set %s, or %s_FILE to a file with it", s.Slack.Mode, name, name)
		}
	}
	limits, err := s.limits()
	if err != nil {
		return nil, err
	}
	cfg := &slack.Config{
		Mode: slack.Mode(s.Slack.Mode), BotToken: secrets[slackBotToken], AppToken: secrets[slackAppToken], SigningSecret: secrets[slackSigningSecret],
		Address: s.Slack.Address, Command: s.Slack.Command, Contact: s.Contact, Limits: limits, Transport: p.transport, APIURL: p.slackURL,
	}
	return cfg, cfg.Validate()
}
