package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"
)

// newSession returns a session that identifies when it is opened, and whose connections are given up when
// ctx ends before they are open.
func (s *shard) newSession(ctx context.Context) *discordgo.Session {
	at := new(endpoint)
	s.address = at
	session, _ := discordgo.New("Bot " + s.cfg.Token) // never fails
	session.LogLevel = -1                             // it logs what it receives
	session.ShouldReconnectOnError = false
	session.ShouldReconnectVoiceOnSessionError = false
	session.ShouldRetryOnRateLimit = false
	session.MaxRestRetries = 0
	session.StateEnabled = false
	session.SyncEvents = true // the handlers only enqueue
	session.Client = &http.Client{Transport: at}
	session.ShardID, session.ShardCount = s.id, s.count
	session.Identify.Compress = false // the link reads the frames
	session.Identify.Intents = intents
	session.Identify.Properties.Browser, session.Identify.Properties.Device = "clippings", "clippings"
	session.Dialer = dialer(ctx, at.guard(s.cfg.dial), at.guard(s.cfg.dialTLS), s.timing.link, func(l *link) { s.link.Store(l) })
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
	s.link.Store(nil)
	s.look(ctx)
	session, done := s.session, make(chan error, 1)
	s.address.begin(s.gateway)
	go func() {
		err := session.Open()
		if errors.Is(err, errElsewhere) {
			err = session.Open()
		}
		done <- err
	}()
	limit := time.NewTimer(s.timing.open)
	defer limit.Stop()
	select {
	case err := <-done:
		if l := s.link.Load(); err != nil && l != nil && l.Cause() != nil {
			return l.Cause() // known better than from err
		}
		return err
	case <-ctx.Done():
		s.stopLink(errLinkStopped)
		limit.Reset(s.timing.close)
		select {
		case <-done: // what it sent to a link that has ended told Discord nothing
		case <-limit.C:
		}
		return ctx.Err()
	case <-limit.C:
		s.stopLink(errLocked)
		return errLocked
	}
}

// close ends the session properly, so that Discord shows the bot as gone, or at least in time.
func (s *shard) close() {
	done, session := make(chan struct{}), s.session
	s.link.Load().farewell.Store(true)
	go func() {
		session.Close()
		close(done)
	}()
	limit := time.NewTimer(s.timing.close)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
		s.stopLink(errLinkStopped)
	}
}

func (s *shard) stopLink(why error) {
	if l := s.link.Load(); l != nil {
		l.end(why)
	}
}

// look asks Discord for the gateway's address again after the one that is known could not be reached.
func (s *shard) look(ctx context.Context) {
	if !s.stale {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, s.timing.attempt)
	defer cancel()
	var found struct {
		URL string `json:"url"`
	}
	if s.rest.do(ctx, request{method: http.MethodGet, url: discordgo.EndpointGateway, repeatable: true}, &found) == nil && found.URL != "" {
		s.gateway, s.stale = found.URL, false
	}
}

// endpoint is where a session's connections go. discordgo v0.29.0 asks Discord for it while it holds the
// session's lock, waits there for rate limits, keeps the answer, and so never uses the address that Discord
// wants the session to be resumed at. It asks this in place of Discord. At any time one goroutine has it:
// the shard's, or the one that opens the session.
type endpoint struct {
	special string // for resuming the session; "" for none
	next    string // dialled next
	told    string // what discordgo keeps
	again   bool   // the next attempt to dial fails, so that discordgo asks again
}

// errElsewhere makes discordgo ask for the address again.
var errElsewhere = errors.New("the gateway is elsewhere")

// begin settles which address is dialled next.
func (a *endpoint) begin(general string) {
	a.next = general
	if a.special != "" {
		a.next = a.special
	}
	a.again = a.told != "" && a.told != a.next
}

// RoundTrip answers the question for the address.
func (a *endpoint) RoundTrip(q *http.Request) (*http.Response, error) {
	a.told = a.next
	body, _ := json.Marshal(map[string]string{"url": a.next})
	return &http.Response{StatusCode: http.StatusOK, Header: make(http.Header), Body: io.NopCloser(bytes.NewReader(body)), Request: q}, nil
}

// guard lets an attempt to dial fail when discordgo is to ask for the address again.
func (a *endpoint) guard(dial dialing) dialing {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if a.again {
			a.again = false
			return nil, errElsewhere
		}
		return dial(ctx, network, addr)
	}
}

// sameScheme reports whether an address is one, and no less protected than another.
func sameScheme(address, other string) bool {
	a, err := url.Parse(address)
	b, err2 := url.Parse(other)
	return err == nil && err2 == nil && a.Host != "" && a.Scheme == b.Scheme
}
