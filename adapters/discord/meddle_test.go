package discord

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"time"
)

// meddler stands between the gateway and the adapter and changes what the gateway sends.
type meddler struct {
	// change returns what is sent in place of a message, as whole websocket frames, or an error with which
	// the connection is cut. It is called on the connections' goroutines.
	change func(message []byte) (frames []byte, err error)

	mu    sync.Mutex
	dials []time.Time
}

// dial is a Config's dial.
func (m *meddler) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	m.mu.Lock()
	m.dials = append(m.dials, time.Now())
	m.mu.Unlock()
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &meddled{Conn: c, in: bufio.NewReader(c), change: m.change}, nil
}

// dialled returns when there were connections.
func (m *meddler) dialled() []time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dials
}

// asIs is a message unchanged.
func asIs(message []byte) []byte { return wire(frameText|frameWhole, message) }

type meddled struct {
	net.Conn
	in     *bufio.Reader
	out    bytes.Buffer
	open   bool
	change func([]byte) ([]byte, error)
}

func (c *meddled) Read(p []byte) (int, error) {
	for c.out.Len() == 0 {
		if err := c.fill(); err != nil {
			return 0, err
		}
	}
	return c.out.Read(p)
}

func (c *meddled) fill() error {
	if !c.open {
		line, err := c.in.ReadBytes('\n')
		c.out.Write(line)
		c.open = len(bytes.TrimSpace(line)) == 0
		return err
	}
	first, payload, err := readFrame(c.in)
	if err != nil {
		return err
	}
	frames := wire(first, payload)
	if first == frameText|frameWhole { // the fake sends messages in one part
		if frames, err = c.change(payload); err != nil {
			c.Conn.Close()
			return err
		}
	}
	c.out.Write(frames)
	return nil
}

// readFrame reads a server's frame.
func readFrame(r io.Reader) (first byte, payload []byte, err error) {
	var head [10]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return 0, nil, err
	}
	length := uint64(head[1])
	switch length {
	case 126:
		_, err = io.ReadFull(r, head[2:4])
		length = uint64(binary.BigEndian.Uint16(head[2:]))
	case 127:
		_, err = io.ReadFull(r, head[2:10])
		length = binary.BigEndian.Uint64(head[2:])
	}
	if err != nil {
		return 0, nil, err
	}
	payload = make([]byte, length)
	_, err = io.ReadFull(r, payload)
	return head[0], payload, err
}
