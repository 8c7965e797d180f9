package discord

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"
)

// TestLinkDeadlines holds that a link ends when the handshake does not, and when heartbeats are no longer
// acknowledged, whatever else is sent.
func TestLinkDeadlines(t *testing.T) {
	const hello, ready = `{"op":10,"d":{"heartbeat_interval":100}}`, `{"op":0,"s":1,"t":"READY","d":{"session_id":"abc"}}`
	text := func(s string) []byte { return wire(frameText|frameWhole, []byte(s)) }
	for _, row := range []struct {
		name  string
		first []byte
		every []byte // sent again and again
		want  error
		least time.Duration
	}{
		{"silence from the start", nil, nil, errNoReady, 200 * time.Millisecond},
		{"silence after HELLO", text(hello), nil, errNoReady, 200 * time.Millisecond},
		{"chatter but no READY", text(hello), text(`{"op":11}`), errNoReady, 200 * time.Millisecond},
		{"half a frame", slices.Concat(text(hello), text(ready)[:9]), nil, errNoReady, 200 * time.Millisecond},
		{"no acknowledgement", slices.Concat(text(hello), text(ready)), nil, errSilent, 225 * time.Millisecond},
		{"no acknowledgement among chatter", slices.Concat(text(hello), text(ready)), text(`{"op":0,"s":2,"t":"MESSAGE_CREATE","d":{}}`), errSilent, 225 * time.Millisecond},
		{"half a frame after READY", slices.Concat(text(hello), text(ready), text(hello)[:7]), nil, errSilent, 225 * time.Millisecond},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			server, client := net.Pipe()
			defer server.Close()
			go func() {
				server.Write(upgrade)
				server.Write(row.first)
				for len(row.every) > 0 {
					if _, err := server.Write(row.every); err != nil {
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
			}()
			began := time.Now()
			l := newLink(client, linkTimes{handshake: 200 * time.Millisecond, acks: 2.25})
			_, err := drain(l)
			if !errors.Is(err, row.want) || !errors.Is(l.Cause(), row.want) {
				t.Errorf("it ends with %v because of %v, want %v", err, l.Cause(), row.want)
			}
			if took := time.Since(began); took < row.least || took > 5*time.Second {
				t.Errorf("it ended after %v", took)
			}
		})
	}
}

// TestLinkAcknowledged holds that a link whose heartbeats are acknowledged lives on.
func TestLinkAcknowledged(t *testing.T) {
	t.Parallel()
	server, client := net.Pipe()
	go func() {
		server.Write(slices.Concat(upgrade, wire(frameText|frameWhole, []byte(`{"op":10,"d":{"heartbeat_interval":200}}`)),
			wire(frameText|frameWhole, []byte(`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc"}}`))))
		for range 30 {
			time.Sleep(50 * time.Millisecond)
			server.Write(wire(frameText|frameWhole, []byte(`{"op":11}`)))
		}
		server.Close()
	}()
	if got, err := drain(newLink(client, linkTimes{handshake: 100 * time.Millisecond, acks: 2.25})); !errors.Is(err, io.EOF) || len(got) != 32 {
		t.Errorf("%d frames, then %v", len(got), err)
	}
}

// TestLinkEnds holds that a link that was given up sends nothing more, so that no close frame ends the
// session, and that the first reason stays.
func TestLinkEnds(t *testing.T) {
	server, client := net.Pipe()
	l := newLink(client, linkTimes{})
	written := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(server)
		written <- all
	}()
	if _, err := l.Write([]byte("before")); err != nil {
		t.Fatal(err)
	}
	if !l.Alive() {
		t.Error("it is not alive at first")
	}
	if err := l.end(errReconnect); err != errReconnect {
		t.Errorf("end says %v", err)
	}
	l.end(errSilent)
	if _, err := l.Write([]byte("after")); err != errReconnect {
		t.Errorf("Write says %v", err)
	}
	if _, err := l.Read(make([]byte, 1)); err != errReconnect {
		t.Errorf("Read says %v", err)
	}
	l.Close()
	select {
	case <-l.gone:
	default:
		t.Error("it does not say that it is gone")
	}
	if got := string(<-written); got != "before" || l.Alive() || l.Cause() != errReconnect {
		t.Errorf("%q was sent; alive %v because of %v", got, l.Alive(), l.Cause())
	}
}

// TestLinkFarewell holds that a close frame is sent only when the session is meant to end.
func TestLinkFarewell(t *testing.T) {
	server, client := net.Pipe()
	defer server.Close()
	l := newLink(client, linkTimes{})
	written := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(server)
		written <- all
	}()
	farewell := []byte{frameClose | frameWhole, 0x80, 1, 2, 3, 4}
	if _, err := l.Write(farewell); err == nil {
		t.Error("it is sent")
	}
	if _, err := l.Write([]byte("GET")); err != nil {
		t.Error(err)
	}
	l.farewell.Store(true)
	if _, err := l.Write(farewell); err != nil {
		t.Error(err)
	}
	l.Close()
	if got := string(<-written); got != "GET"+string(farewell) {
		t.Errorf("%q was sent", got)
	}
}

// TestLinkCloseCode holds that the code of Discord's close frame is known, and the link dead from then on.
func TestLinkCloseCode(t *testing.T) {
	l := fedLink(t, linkTimes{}, wire(frameClose|frameWhole, binary.BigEndian.AppendUint16(nil, 4014)), 3)
	if got, _ := drain(l); len(got) != 1 || l.code.Load() != 4014 {
		t.Errorf("%q passed with code %d", got, l.code.Load())
	}
}

// upgrade is the answer that opens a websocket.
var upgrade = []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")

// header is the beginning of a server's frame.
func header(first byte, length uint64) []byte {
	switch {
	case length < 126:
		return []byte{first, byte(length)}
	case length < 1<<16:
		return binary.BigEndian.AppendUint16([]byte{first, 126}, uint16(length))
	}
	return binary.BigEndian.AppendUint64([]byte{first, 127}, length)
}

// wire is a server's frame.
func wire(first byte, payload []byte) []byte {
	return append(header(first, uint64(len(payload))), payload...)
}

// unwire takes the first frame off b; ok is false when there is none.
func unwire(b []byte) (first byte, payload, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, nil, b, false
	}
	length, n := uint64(b[1]&0x7f), 2
	switch {
	case length == 126 && len(b) >= 4:
		length, n = uint64(binary.BigEndian.Uint16(b[2:])), 4
	case length == 127 && len(b) >= 10:
		length, n = binary.BigEndian.Uint64(b[2:]), 10
	case length >= 126:
		return 0, nil, b, false
	}
	if length > uint64(len(b)-n) {
		return 0, nil, b, false
	}
	return b[0], b[n : n+int(length)], b[n+int(length):], true
}

// fedLink returns a link whose other end opens the websocket, sends so many bytes a piece, and closes.
func fedLink(t testing.TB, times linkTimes, sent []byte, piece int) *link {
	t.Helper()
	server, client := net.Pipe()
	t.Cleanup(func() { server.Close(); client.Close() })
	go func() {
		defer server.Close()
		for part := range slices.Chunk(slices.Concat(upgrade, sent), piece) {
			if _, err := server.Write(part); err != nil {
				return
			}
		}
	}()
	return newLink(client, times)
}

// drain reads a link to its end as a websocket client does. It returns the messages that passed, control
// frames as "ping ...", and why it ended.
func drain(l *link) (messages []string, err error) {
	var all bytes.Buffer
	buffer := make([]byte, 512)
	for err == nil {
		var n int
		n, err = l.Read(buffer)
		all.Write(buffer[:n])
	}
	if errors.Is(err, io.ErrClosedPipe) { // as a pipe says it when its other end was closed before
		err = io.EOF
	}
	rest, ok := bytes.CutPrefix(all.Bytes(), upgrade)
	if !ok {
		return []string{"no upgrade: " + all.String()}, err
	}
	for {
		first, payload, after, ok := unwire(rest)
		if !ok {
			if len(after) > 0 {
				messages = append(messages, "half a frame")
			}
			return messages, err
		}
		switch rest = after; first {
		case frameText | frameWhole:
			messages = append(messages, string(payload))
		case framePing | frameWhole:
			messages = append(messages, "ping "+string(payload))
		default:
			messages = append(messages, "frame")
		}
	}
}
