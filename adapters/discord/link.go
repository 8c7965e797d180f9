package discord

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Why a link was given up. Each is an error of the link's Read, so that discordgo leaves its loop, and
// of the supervisor, which decides what to do next.
var (
	errSilent      = errors.New("no heartbeat was acknowledged")
	errNoReady     = errors.New("the handshake with Discord did not end")
	errReconnect   = errors.New("asked by Discord to reconnect")
	errResumable   = errors.New("the session was paused by Discord")
	errInvalid     = errors.New("the session was ended by Discord")
	errFrame       = errors.New("a frame has a form that Discord never sends")
	errLinkStopped = errors.New("the link was stopped")
)

// Limits of a link.
const (
	longestFrame = 16 << 20 // bytes of a message; READY of a bot in thousands of servers has a few MiB
	mostKept     = 1 << 20  // bytes of a buffer kept after a long message
	writeLimit   = 10 * time.Second
)

// linkTimes are how long a link waits. The zero value waits for ever.
type linkTimes struct {
	handshake time.Duration // from dialling to READY or RESUMED
	// acks is after how many heartbeat intervals without an acknowledgement the link is dead. Discord's
	// documentation says to reconnect when one is missing as the next is due, so more than 1.
	acks float64
}

// link is the connection under discordgo's websocket. It reads every frame before discordgo does, for
// what discordgo v0.29.0 gets wrong:
//   - it waits for ever for READY and on a half-open socket: the link has deadlines, from the last
//     acknowledged heartbeat on;
//   - it dies from a message that is JSON null, and from READY with null in its lists: the first is
//     dropped, of the second only the session's id passes;
//   - it deadlocks when told to reconnect (op 7) in answer to RESUME, and identifies at once on the same
//     socket when the session is invalid (op 9): the link ends with an error instead;
//   - it ends the session whenever it loses a connection: the link sends no close frame unless it is meant.
//
// Events that the bot does not use are dropped here, before anything decodes them.
type link struct {
	net.Conn
	times linkTimes

	in    *bufio.Reader
	out   bytes.Buffer // bytes checked and not yet read
	parts bytes.Buffer // the message whose last part has not come
	kind  byte         // that message's opcode, 0 for none
	stage stage
	began time.Time
	acked time.Time     // last acknowledgement, or HELLO
	beat  time.Duration // heartbeat interval, 0 before HELLO

	greeted  atomic.Bool            // HELLO has passed, so discordgo identifies or resumes
	ready    atomic.Bool            // READY or RESUMED has passed
	farewell atomic.Bool            // the session may be ended
	resumeAt atomic.Pointer[string] // the address for resuming the session, when READY told one
	cause    atomic.Pointer[error]
	code     atomic.Int32  // of the close frame that Discord sent; 0 for none
	gone     chan struct{} // closed once the link has failed or was closed
	lost     sync.Once     // guards closing gone
	closed   sync.Once
}

func newLink(c net.Conn, times linkTimes) *link {
	return &link{Conn: c, times: times, in: bufio.NewReaderSize(c, 32<<10), began: time.Now(), gone: make(chan struct{})}
}

// Cause returns why the link was given up, or nil.
func (l *link) Cause() error {
	if p := l.cause.Load(); p != nil {
		return *p
	}
	return nil
}

// end gives the link up without a close frame: the socket is closed, and reads and writes fail with why.
// It returns the first reason there was.
func (l *link) end(why error) error {
	l.cause.CompareAndSwap(nil, &why)
	l.Close()
	return l.Cause()
}

// Alive reports whether the link has neither failed nor been closed.
func (l *link) Alive() bool {
	select {
	case <-l.gone:
		return false
	default:
		return true
	}
}

// why returns why the link is no longer alive.
func (l *link) why() error {
	if cause := l.Cause(); cause != nil {
		return cause
	}
	if code := l.code.Load(); code != 0 {
		return &websocket.CloseError{Code: int(code)}
	}
	return errNetwork
}

func (l *link) die() { l.lost.Do(func() { close(l.gone) }) }

// Read returns checked bytes only.
func (l *link) Read(p []byte) (n int, err error) {
	defer func() {
		if err != nil {
			l.die()
		}
	}()
	if l.out.Len() == 0 && l.out.Cap() > mostKept {
		l.out = bytes.Buffer{}
	}
	for l.out.Len() == 0 {
		if err := l.Cause(); err != nil {
			return 0, err
		}
		l.Conn.SetReadDeadline(l.deadline()) // fails on a closed connection only, as the next read from it does
		if err := l.fill(); err != nil && l.out.Len() == 0 {
			return 0, l.because(err)
		}
	}
	return l.out.Read(p)
}

// because says what a failed read means.
func (l *link) because(err error) error {
	var timeout net.Error
	switch {
	case l.Cause() != nil:
		return l.Cause()
	case !errors.As(err, &timeout) || !timeout.Timeout():
		return err
	case !l.ready.Load():
		return l.end(errNoReady)
	}
	return l.end(errSilent)
}

// deadline is when the link is dead unless Discord says something better. The zero time is never.
func (l *link) deadline() time.Time {
	switch {
	case !l.ready.Load() && l.times.handshake > 0:
		return l.began.Add(l.times.handshake)
	case l.ready.Load() && l.beat > 0 && l.times.acks > 0:
		return l.acked.Add(time.Duration(l.times.acks * float64(l.beat)))
	}
	return time.Time{}
}

// Write fails once the link was given up. A close frame it sends only after farewell: discordgo closes
// with code 1000 whatever went wrong, and with it Discord ends the session that is to be resumed.
func (l *link) Write(p []byte) (int, error) {
	if err := l.Cause(); err != nil {
		return 0, err
	}
	if len(p) > 0 && p[0] == frameClose|frameWhole && !l.farewell.Load() {
		return 0, net.ErrClosed
	}
	if err := l.Conn.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return 0, err
	}
	return l.Conn.Write(p)
}

// Close closes the socket.
func (l *link) Close() error {
	l.die()
	var err error
	l.closed.Do(func() { err = l.Conn.Close() })
	return err
}

// dialing opens a connection, as net.Dialer.DialContext does.
type dialing func(ctx context.Context, network, addr string) (net.Conn, error)

// dialer returns a websocket dialer whose connections are links, each of which is given to made. When
// ctx ends, what is being dialled is given up.
func dialer(ctx context.Context, dial, dialTLS dialing, times linkTimes, made func(*link)) *websocket.Dialer {
	wrap := func(dial dialing) dialing {
		return func(limited context.Context, network, addr string) (net.Conn, error) {
			limited, cancel := context.WithCancel(limited)
			defer cancel()
			defer context.AfterFunc(ctx, cancel)()
			c, err := dial(limited, network, addr)
			if err != nil {
				return nil, err
			}
			l := newLink(c, times)
			made(l)
			if ctx.Err() != nil { // whoever stops links may not have seen this one
				return nil, l.end(errLinkStopped)
			}
			return l, nil
		}
	}
	return &websocket.Dialer{NetDialContext: wrap(dial), NetDialTLSContext: wrap(dialTLS), HandshakeTimeout: times.handshake}
}
