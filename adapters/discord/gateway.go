package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"clippings/adapters/serving"
)

// intents are what the bot asks Discord for: that messages exist, in channels and directly. Neither is
// privileged. The text of a message comes only where the bot is mentioned or written to directly.
const intents = discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// The events that the bot uses.
const (
	eventMessage     = "MESSAGE_CREATE"
	eventInteraction = "INTERACTION_CREATE"
)

// FatalError ends the adapter for good. Its text says what an operator has to do.
type FatalError struct{ Message string }

func (e *FatalError) Error() string { return "discord: " + e.Message }

// fatalCodes are the close codes after which Discord's documentation forbids to reconnect, with what
// an operator has to do.
var fatalCodes = map[int]string{
	4004: "the token is not valid (close code 4004): create a new one in the developer portal, under Bot, and set it where the configuration names it",
	4010: "the shards are not valid (close code 4010): check discord.shards in the configuration",
	4011: "the bot is in too many servers for one shard (close code 4011): leave discord.shards empty, or raise the count",
	4012: "Discord no longer serves this version of its gateway (close code 4012): update the bot",
	4013: "the intents are not valid (close code 4013): update the bot",
	4014: "the intents are not allowed (close code 4014): this bot needs no privileged intent; check in the developer portal that the application is not restricted",
}

// abandonedMost is how many sessions may be left behind locked before the process had better be started
// anew: each keeps a few goroutines for good.
const abandonedMost = 3

// timing are the waits of a gateway connection. Tests shorten them.
type timing struct {
	link     linkTimes
	open     time.Duration // longest that opening may take before the session is taken for locked
	probe    time.Duration // between probes of the session's lock
	locked   time.Duration // how long the lock may be held before the session is taken for locked
	steady   time.Duration // how long a connection lives before the next loss starts the backoff anew
	identify time.Duration // between two identifications of one concurrency key
	least    time.Duration // backoff
	most     time.Duration
}

func defaultTiming() timing {
	return timing{
		link: linkTimes{handshake: 20 * time.Second, acks: 2.25},
		open: 45 * time.Second, probe: 15 * time.Second, locked: 45 * time.Second,
		steady: time.Minute, identify: 5 * time.Second, least: 500 * time.Millisecond, most: 2 * time.Minute,
	}
}

// shard keeps one gateway connection up.
type shard struct {
	*Adapter
	id, count int
	session   *discordgo.Session
	link      atomic.Pointer[link]
	lost      chan struct{} // a Disconnect event came; holds one
}

func newShard(a *Adapter, id, count int) *shard {
	return &shard{Adapter: a, id: id, count: count, lost: make(chan struct{}, 1)}
}

func (s *shard) name() string { return fmt.Sprintf("discord shard %d/%d", s.id, s.count) }

// run keeps the shard connected until ctx is done, then closes it. It returns a *FatalError when it
// cannot be connected again.
func (s *shard) run(ctx context.Context) error {
	wait := serving.Backoff{Least: s.timing.least, Most: s.timing.most}
	s.up(false)
	for ctx.Err() == nil {
		if s.session == nil {
			if err := s.gate.wait(ctx, s.id, s.timing.identify); err != nil {
				return nil
			}
			s.session = s.newSession()
		}
		began := time.Now()
		err := s.open(ctx)
		if err == nil {
			s.up(true)
			s.log.Info("connected to Discord", "shard", s.id, "shards", s.count)
			err = s.watch(ctx)
			s.up(false)
		}
		if ctx.Err() != nil {
			return nil
		}
		if fatal := s.after(err); fatal != nil {
			return fatal
		}
		if time.Since(began) > s.timing.steady {
			wait.Reset()
		}
		pause := wait.Next()
		reason := reasonOf(err)
		s.metrics.Reconnected(adapterName, label(reason))
		s.log.Warn("connection to Discord lost", "shard", s.id, "reason", reason, "again in", pause.Round(time.Millisecond).String())
		if serving.Sleep(ctx, pause) != nil {
			return nil
		}
	}
	return nil
}

func (s *shard) up(up bool) {
	s.health.Set(s.name(), up)
	s.metrics.Gateway(adapterName, s.id, up)
}

// after decides what a lost connection means: a fatal error ends the shard, an ended session is
// forgotten, any other is resumed.
func (s *shard) after(err error) error {
	code := 0
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		code = closed.Code
	}
	if message, fatal := fatalCodes[code]; fatal {
		return &FatalError{message}
	}
	switch {
	case errors.Is(err, errLocked):
		s.metrics.Abandoned(adapterName)
		s.session = nil
		if s.abandoned.Add(1) >= abandonedMost {
			return &FatalError{"the gateway client locked up too often; start the process anew"}
		}
	case errors.Is(err, errInvalid), code == 1000, code == 1001, code == 4003, code == 4007, code == 4009:
		s.session = nil // Discord has ended the session; the next one identifies
	}
	return nil
}

var errLocked = errors.New("the gateway client does not answer")

// reasonOf names a loss for logs and metrics in a few fixed words: an error's own text may hold an
// address, or what Discord sent.
func reasonOf(err error) string {
	var closed *websocket.CloseError
	var rest *discordgo.RESTError
	switch {
	case errors.As(err, &closed):
		return fmt.Sprintf("closed with code %d", closed.Code)
	case errors.As(err, &rest):
		return "Discord did not give an address"
	case errors.Is(err, websocket.ErrBadHandshake):
		return "handshake refused"
	}
	for _, known := range []error{errSilent, errNoReady, errReconnect, errResumable, errInvalid, errFrame, errLocked} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "network"
}

// label writes a reason as a metric's label.
func label(reason string) string { return strings.ReplaceAll(strings.ToLower(reason), " ", "_") }

// newSession returns a session that identifies when it is opened.
func (s *shard) newSession() *discordgo.Session {
	session, _ := discordgo.New("Bot " + s.cfg.Token) // never fails
	session.LogLevel = -1                             // it logs what it receives
	session.ShouldReconnectOnError = false
	session.ShouldReconnectVoiceOnSessionError = false
	session.ShouldRetryOnRateLimit = false
	session.MaxRestRetries = 0
	session.StateEnabled = false
	session.SyncEvents = true // the handlers only enqueue
	session.Client = &http.Client{Timeout: 10 * time.Second, Transport: s.cfg.Transport}
	session.ShardID, session.ShardCount = s.id, s.count
	session.Identify.Compress = false // the link reads the frames
	session.Identify.Intents = intents
	session.Identify.Properties.Browser, session.Identify.Properties.Device = "clippings", "clippings"
	session.Dialer = dialer(s.cfg.dial, s.cfg.dialTLS, s.timing.link, func(l *link) { s.link.Store(l) })
	session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { s.event(e.Type, e.RawData, time.Now()) })
	session.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case s.lost <- struct{}{}:
		default:
		}
	})
	return session
}

// open opens the session, or resumes it, and gives up with errLocked when that does not end.
func (s *shard) open(ctx context.Context) error {
	select {
	case <-s.lost:
	default:
	}
	session, done := s.session, make(chan error, 1)
	go func() { done <- session.Open() }()
	limit := time.NewTimer(s.timing.open)
	defer limit.Stop()
	select {
	case err := <-done:
		return s.because(err)
	case <-ctx.Done():
		s.stopLink(errLinkStopped)
		select {
		case err := <-done:
			if err == nil {
				session.Close()
			}
		case <-limit.C:
		}
		return ctx.Err()
	case <-limit.C:
		s.stopLink(errLocked)
		return errLocked
	}
}

// because returns why the link was given up where that is known better than from err.
func (s *shard) because(err error) error {
	if err == nil {
		return nil
	}
	if l := s.link.Load(); l != nil {
		if cause := l.Cause(); cause != nil {
			return cause
		}
	}
	return err
}

func (s *shard) stopLink(why error) {
	if l := s.link.Load(); l != nil {
		l.end(why)
	}
}

// watch waits until the connection is lost, the session locks up, or ctx is done, when it closes it.
func (s *shard) watch(ctx context.Context) error {
	probe := time.NewTicker(s.timing.probe)
	defer probe.Stop()
	free := time.Now()
	for {
		select {
		case <-ctx.Done():
			s.session.Close()
			return ctx.Err()
		case <-s.lost:
			l := s.link.Load()
			if l.Alive() { // of the connection before: discordgo may tell of a loss twice
				continue
			}
			if cause := l.Cause(); cause != nil {
				return cause
			}
			if code := l.code.Load(); code != 0 {
				return &websocket.CloseError{Code: int(code)}
			}
			return errors.New("the connection was lost")
		case <-probe.C:
			if s.session.TryRLock() {
				s.session.RUnlock()
				free = time.Now()
			} else if time.Since(free) > s.timing.locked {
				s.stopLink(errLocked)
				return errLocked
			}
		}
	}
}
