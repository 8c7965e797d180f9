package discord

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Why a link was given up. Each is an error of the link's Read, so that discordgo leaves its loop, and
// of the supervisor, which decides what to do next.
var (
	errSilent      = errors.New("no heartbeat was acknowledged")
	errNoReady     = errors.New("Discord did not finish the handshake")
	errReconnect   = errors.New("Discord asked to reconnect")
	errResumable   = errors.New("Discord paused the session")
	errInvalid     = errors.New("Discord ended the session")
	errFrame       = errors.New("a frame is longer than any Discord sends")
	errLinkStopped = errors.New("the link was stopped")
)

// Limits of a link.
const (
	longestFrame = 16 << 20 // bytes; READY of a bot in thousands of servers has a few MiB
	mostKept     = 1 << 20  // bytes of buffer kept after a long frame
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
//   - it dies from a frame that is JSON null, and from READY with null in its lists: such frames are dropped;
//   - it deadlocks when told to reconnect (op 7) in answer to RESUME, and identifies at once on the same
//     socket when the session is invalid (op 9): the link ends with an error instead, and without a close
//     frame, because one with code 1000 would end the session that is to be resumed.
//
// Events that the bot does not use are dropped here, before anything decodes them.
type link struct {
	net.Conn
	times linkTimes

	in     *bufio.Reader
	out    bytes.Buffer // bytes checked and not yet read
	open   bool         // the HTTP upgrade is through
	ready  bool         // READY or RESUMED has passed
	began  time.Time
	acked  time.Time     // last acknowledgement, or HELLO
	beat   time.Duration // heartbeat interval, 0 before HELLO
	cause  atomic.Pointer[error]
	code   atomic.Int32 // of the close frame that Discord sent; 0 for none
	dead   atomic.Bool
	closed sync.Once
}

func newLink(c net.Conn, times linkTimes) *link {
	return &link{Conn: c, times: times, in: bufio.NewReaderSize(c, 32<<10), began: time.Now()}
}

// Cause returns why the link was given up, or nil.
func (l *link) Cause() error {
	if p := l.cause.Load(); p != nil {
		return *p
	}
	return nil
}

// end gives the link up without a close frame: the socket is closed, and reads and writes fail with why.
func (l *link) end(why error) error {
	l.cause.CompareAndSwap(nil, &why)
	l.dead.Store(true)
	l.closed.Do(func() { l.Conn.Close() })
	return l.Cause()
}

// Alive reports whether the link has neither failed nor been closed.
func (l *link) Alive() bool { return !l.dead.Load() }

// Read returns checked bytes only.
func (l *link) Read(p []byte) (n int, err error) {
	defer func() {
		if err != nil {
			l.dead.Store(true)
		}
	}()
	if l.out.Len() == 0 && l.out.Cap() > mostKept {
		l.out = bytes.Buffer{}
	}
	for l.out.Len() == 0 {
		if err := l.Cause(); err != nil {
			return 0, err
		}
		if err := l.Conn.SetReadDeadline(l.deadline()); err != nil {
			return 0, err
		}
		if err := l.fill(); err != nil {
			var timeout net.Error
			if cause := l.Cause(); cause != nil {
				return 0, cause
			} else if errors.As(err, &timeout) && timeout.Timeout() {
				if !l.ready {
					return 0, l.end(errNoReady)
				}
				return 0, l.end(errSilent)
			}
			return 0, err
		}
	}
	return l.out.Read(p)
}

// deadline is when the link is dead unless Discord says something better. The zero time is never.
func (l *link) deadline() time.Time {
	switch {
	case !l.ready && l.times.handshake > 0:
		return l.began.Add(l.times.handshake)
	case l.ready && l.beat > 0 && l.times.acks > 0:
		return l.acked.Add(time.Duration(l.times.acks * float64(l.beat)))
	}
	return time.Time{}
}

// Write fails once the link was given up, so that no close frame tells Discord to end the session.
func (l *link) Write(p []byte) (int, error) {
	if err := l.Cause(); err != nil {
		return 0, err
	}
	if err := l.Conn.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return 0, err
	}
	return l.Conn.Write(p)
}

// Close closes the socket.
func (l *link) Close() error {
	l.dead.Store(true)
	var err error
	l.closed.Do(func() { err = l.Conn.Close() })
	return err
}

// fill reads the rest of the HTTP upgrade, or one frame, into out; nothing when the frame is dropped.
func (l *link) fill() error {
	if !l.open {
		line, err := l.in.ReadSlice('\n')
		l.out.Write(line)
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil
		}
		l.open = len(bytes.TrimSpace(line)) == 0
		return err
	}
	var head [14]byte
	n := 2
	if _, err := io.ReadFull(l.in, head[:2]); err != nil {
		return err
	}
	length := uint64(head[1] & 0x7f)
	switch length {
	case 126:
		n = 4
	case 127:
		n = 10
	}
	if n > 2 {
		if _, err := io.ReadFull(l.in, head[2:n]); err != nil {
			return err
		}
		if n == 4 {
			length = uint64(binary.BigEndian.Uint16(head[2:4]))
		} else {
			length = binary.BigEndian.Uint64(head[2:10])
		}
	}
	if length > longestFrame || head[1]&0x80 != 0 { // a server's frames are not masked
		return l.end(errFrame)
	}
	at := l.out.Len()
	l.out.Write(head[:n])
	if _, err := io.CopyN(&l.out, l.in, int64(length)); err != nil {
		return err
	}
	const whole, text, closing = 0x80, websocket.TextMessage, 0x80 | websocket.CloseMessage
	if frame := l.out.Bytes()[at+n:]; head[0] == closing && len(frame) >= 2 {
		l.code.Store(int32(binary.BigEndian.Uint16(frame)))
	}
	if head[0] != whole|text { // control frames and fragments pass; Discord does not fragment
		return nil
	}
	pass, err := l.inspect(l.out.Bytes()[at+n:])
	if err != nil {
		l.out.Reset()
		return l.end(err)
	}
	if !pass {
		l.out.Truncate(at)
	}
	return nil
}

// payload is what is looked at of every frame.
type payload struct {
	Op   *int            `json:"op"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

// Gateway opcodes that a server sends.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// inspect reports whether discordgo gets a frame, or why the link is to be given up.
func (l *link) inspect(frame []byte) (pass bool, err error) {
	var p payload
	if json.Unmarshal(frame, &p) != nil || p.Op == nil {
		return false, nil
	}
	switch *p.Op {
	case opHello:
		var hello struct {
			Interval float64 `json:"heartbeat_interval"` // ms
		}
		if json.Unmarshal(p.Data, &hello) != nil || hello.Interval <= 0 {
			return false, fmt.Errorf("HELLO without an interval: %w", errNoReady)
		}
		l.beat, l.acked = time.Duration(hello.Interval*float64(time.Millisecond)), time.Now()
		return true, nil
	case opHeartbeatAck:
		l.acked = time.Now()
		return true, nil
	case opHeartbeat:
		return l.ready, nil // before READY discordgo would take it for the handshake's answer
	case opReconnect:
		return false, errReconnect
	case opInvalidSession:
		if string(bytes.TrimSpace(p.Data)) == "true" {
			return false, errResumable
		}
		return false, errInvalid
	case opDispatch:
		switch p.Type {
		case "READY", "RESUMED":
			if p.Type == "READY" && !wellFormed(p.Data) {
				return false, nil
			}
			l.ready, l.acked = true, time.Now()
			return true, nil
		case eventMessage, eventInteraction:
			return len(p.Data) > 0 && p.Data[0] == '{', nil
		}
	}
	return false, nil
}

// wellFormed reports whether discordgo survives a READY: it takes every server in it for an object.
func wellFormed(ready json.RawMessage) bool {
	var r struct {
		Guilds []*struct{} `json:"guilds"`
	}
	return json.Unmarshal(ready, &r) == nil && !slices.Contains(r.Guilds, nil)
}

// dialer returns a websocket dialer whose connections are links; each new one is given to made.
func dialer(dial func(ctx context.Context, network, addr string) (net.Conn, error),
	dialTLS func(ctx context.Context, network, addr string) (net.Conn, error), times linkTimes, made func(*link)) *websocket.Dialer {
	wrap := func(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			l := newLink(c, times)
			made(l)
			return l, nil
		}
	}
	return &websocket.Dialer{NetDialContext: wrap(dial), NetDialTLSContext: wrap(dialTLS), HandshakeTimeout: times.handshake}
}
