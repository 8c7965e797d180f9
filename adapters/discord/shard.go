package discord

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"clippings/adapters/serving"
)

// shard keeps one gateway connection up. Its goroutine is run's; only the links and lost are shared.
type shard struct {
	*Adapter
	id, count int
	session   *discordgo.Session   // nil: the next connection identifies
	known     bool                 // the session is one that Discord knows, so it is resumed
	failed    int                  // resumes in a row that were not answered
	gateway   string               // address for new sessions
	stale     bool                 // it could not be reached
	address   *endpoint            // of the session
	link      atomic.Pointer[link] // the newest; nil while none was dialled
	lost      chan struct{}        // a Disconnect event came; holds one
}

func newShard(a *Adapter, id, count int) *shard {
	return &shard{Adapter: a, id: id, count: count, gateway: a.gateway, lost: make(chan struct{}, 1)}
}

func (s *shard) name() string { return fmt.Sprintf("discord shard %d/%d", s.id, s.count) }

func (s *shard) up(up bool) {
	s.health.Set(s.name(), up)
	s.metrics.Gateway(adapterName, s.id, up)
}

// run keeps the shard connected until ctx is done, then closes it. It returns a *FatalError when it
// cannot be connected again.
func (s *shard) run(ctx context.Context) error {
	wait := serving.Backoff{Least: s.timing.least, Most: s.timing.most}
	for ctx.Err() == nil {
		lived, err := s.connect(ctx)
		if ctx.Err() != nil {
			break
		}
		if fatal := s.after(err); fatal != nil {
			return fatal
		}
		if lived > s.timing.steady {
			wait.Reset()
		}
		pause := wait.Next()
		reason := reasonOf(err)
		s.metrics.Reconnected(adapterName, label(reason))
		s.log.Warn("connection to Discord lost", "shard", s.id, "reason", reason, "again in", pause.Round(time.Millisecond).String())
		if serving.Sleep(ctx, pause) != nil {
			break
		}
	}
	return nil
}

// connect opens a connection and keeps it until it is lost. It returns how long it was up, and why it no
// longer is.
func (s *shard) connect(ctx context.Context) (lived time.Duration, err error) {
	if s.session == nil {
		leave, err := s.gate.enter(ctx, s.id, s.timing.identify)
		if err != nil {
			return 0, err
		}
		s.session = s.newSession(ctx)
		err = s.open(ctx)
		l := s.link.Load()
		leave(l != nil && l.greeted.Load())
		if err != nil {
			return 0, err
		}
	} else if err := s.open(ctx); err != nil {
		return 0, err
	}
	s.up(true)
	defer s.up(false)
	s.log.Info("connected to Discord", "shard", s.id, "shards", s.count)
	return s.watch(ctx)
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
	switch l := s.link.Load(); {
	case l == nil || !l.greeted.Load():
		if s.address.special == "" {
			s.stale = true
		}
		s.address.special = ""
	case l.ready.Load():
		s.known, s.failed = true, 0
		if at := l.resumeAt.Load(); at != nil && sameScheme(*at, s.gateway) {
			s.address.special = *at
		}
	default:
		s.failed++
	}
	switch {
	case errors.Is(err, errLocked):
		s.metrics.Abandoned(adapterName)
		s.forget()
		if s.abandoned.Add(1) >= abandonedMost {
			return &FatalError{"the gateway client locked up too often; start the process anew"}
		}
	case !s.known, s.failed >= resumesMost:
		s.forget() // else it would identify again unasked, or be resumed in vain for ever
	case errors.Is(err, errInvalid), errors.Is(err, errFrame), errors.Is(err, discordgo.ErrWSAlreadyOpen),
		code == 4003, code == 4007, code == 4009:
		s.forget() // Discord has ended the session, or would send again what cannot be read
	}
	return nil
}

// forget lets the next connection identify.
func (s *shard) forget() {
	s.session, s.address, s.known, s.failed = nil, nil, false, 0
}

// watch waits until the connection is lost, the session locks up, or ctx is done, when it closes it.
func (s *shard) watch(ctx context.Context) (lived time.Duration, err error) {
	l, began := s.link.Load(), time.Now()
	probe := time.NewTicker(s.timing.probe)
	defer probe.Stop()
	gone := l.gone
	var stuck time.Time // since when the lock was found held each time, or the connection is gone
	for {
		select {
		case <-ctx.Done():
			s.close()
			return time.Since(began), ctx.Err()
		case <-gone: // discordgo tells a second later
			gone, lived, stuck = nil, time.Since(began), time.Now()
			s.up(false)
		case <-s.lost:
			if l.Alive() { // of the connection before: discordgo may tell of a loss twice
				continue
			}
			if gone != nil {
				lived = time.Since(began)
			}
			return lived, l.why()
		case <-probe.C:
			switch {
			case gone != nil && s.session.TryRLock():
				s.session.RUnlock()
				stuck = time.Time{}
			case stuck.IsZero():
				stuck = time.Now()
			case time.Since(stuck) > s.timing.locked:
				l.end(errLocked)
				return lived, errLocked
			}
		}
	}
}
