package discord

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// The first byte of a websocket frame: the opcode, and the bit that ends a message.
const (
	frameContinue = 0x0
	frameText     = 0x1
	frameBinary   = 0x2
	frameClose    = 0x8
	framePing     = 0x9
	frameWhole    = 0x80

	frameControl  = 0x8  // the bit that all opcodes of control frames have
	frameReserved = 0x70 // what extensions use, and none was asked for
	frameMasked   = 0x80 // of the second byte; only a client's frames are
)

// Gateway opcodes that a server sends.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// stage is how far a link has come.
type stage int

const (
	upgrading stage = iota // the server's first line is next
	inHeader               // it has agreed, and more lines come
	inFrames               // the websocket is open
	refused                // what comes is no websocket
)

// longestBeat is the longest heartbeat interval that is believed.
const longestBeat = time.Hour

// fill reads a line of the HTTP upgrade, or one frame, into out; nothing when it is dropped, or a part of a
// message that has more.
func (l *link) fill() error {
	switch l.stage {
	case upgrading, inHeader:
		line, err := l.in.ReadSlice('\n')
		l.out.Write(line)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			err = nil
		case err != nil:
		case l.stage == upgrading && !bytes.HasPrefix(line, []byte("HTTP/1.1 101 ")):
			l.stage = refused
		case len(bytes.TrimSpace(line)) == 0:
			l.stage = inFrames
		default:
			l.stage = inHeader
		}
		return err
	case refused:
		var b [1024]byte
		n, err := l.in.Read(b[:])
		l.out.Write(b[:n])
		return err
	}
	first, length, err := l.head()
	if err != nil {
		return err
	}
	opcode := first & 0x0f
	if opcode&frameControl != 0 { // for the client, which refuses what is wrong with one
		return l.control(first, length)
	}
	switch {
	case first&frameReserved != 0, opcode > frameBinary, (opcode == frameContinue) != (l.kind != 0),
		uint64(l.parts.Len())+length > longestFrame:
		return l.end(errFrame)
	case opcode != frameContinue:
		l.kind = opcode
	}
	if _, err := io.CopyN(&l.parts, l.in, int64(length)); err != nil {
		return err
	}
	if first&frameWhole == 0 {
		return nil
	}
	defer l.next()
	if l.kind != frameText { // nothing binary was asked for
		return nil
	}
	message, err := l.inspect(l.parts.Bytes())
	if err != nil {
		return l.end(err)
	}
	if message != nil {
		l.write(frameText|frameWhole, message)
	}
	return nil
}

// next makes room for another message.
func (l *link) next() {
	l.kind = 0
	l.parts.Reset()
	if l.parts.Cap() > mostKept {
		l.parts = bytes.Buffer{}
	}
}

// head reads the beginning of a frame up to its payload.
func (l *link) head() (first byte, length uint64, err error) {
	var b [8]byte
	if _, err := io.ReadFull(l.in, b[:2]); err != nil {
		return 0, 0, err
	}
	first, length = b[0], uint64(b[1]&0x7f)
	if b[1]&frameMasked != 0 {
		return 0, 0, l.end(errFrame)
	}
	switch length {
	case 126:
		_, err = io.ReadFull(l.in, b[:2])
		length = uint64(binary.BigEndian.Uint16(b[:2]))
	case 127:
		_, err = io.ReadFull(l.in, b[:8])
		length = binary.BigEndian.Uint64(b[:8])
	}
	if err == nil && length > longestFrame {
		err = l.end(errFrame)
	}
	return first, length, err
}

// control passes a control frame on as it is.
func (l *link) control(first byte, length uint64) error {
	payload := make([]byte, min(length, 126)) // 125 is the most there may be
	if _, err := io.ReadFull(l.in, payload); err != nil {
		return err
	}
	if first == frameClose|frameWhole {
		if len(payload) >= 2 {
			l.code.Store(int32(binary.BigEndian.Uint16(payload)))
		}
		defer l.die() // discordgo closes it a second later
	}
	if length > 125 {
		return l.end(errFrame)
	}
	l.write(first, payload)
	return nil
}

// write puts a frame where discordgo reads it.
func (l *link) write(first byte, payload []byte) {
	head := [10]byte{0: first}
	n := 2
	switch length := len(payload); {
	case length < 126:
		head[1] = byte(length)
	case length < 1<<16:
		head[1], n = 126, 4
		binary.BigEndian.PutUint16(head[2:], uint16(length))
	default:
		head[1], n = 127, 10
		binary.BigEndian.PutUint64(head[2:], uint64(length))
	}
	l.out.Write(head[:n])
	l.out.Write(payload)
}

// payload is what is looked at of every message.
type payload struct {
	Op   *int            `json:"op"`
	Type string          `json:"t"`
	Seq  int64           `json:"s"`
	Data json.RawMessage `json:"d"`
}

// inspect returns what discordgo gets in place of a message, nil for nothing, or why the link is to be
// given up.
func (l *link) inspect(message []byte) ([]byte, error) {
	var p payload
	if json.Unmarshal(message, &p) != nil || p.Op == nil {
		return nil, nil
	}
	switch *p.Op {
	case opHello:
		var hello struct {
			Interval float64 `json:"heartbeat_interval"` // ms
		}
		if json.Unmarshal(p.Data, &hello) != nil || hello.Interval < 1 || hello.Interval > float64(longestBeat.Milliseconds()) {
			return nil, fmt.Errorf("HELLO without an interval: %w", errNoReady)
		}
		l.beat, l.acked = time.Duration(hello.Interval*float64(time.Millisecond)), time.Now()
		l.greeted.Store(true)
		return fmt.Appendf(nil, `{"op":10,"d":{"heartbeat_interval":%d}}`, l.beat.Milliseconds()), nil
	case opHeartbeatAck:
		l.acked = time.Now()
		return message, nil
	case opHeartbeat:
		if l.ready.Load() { // before READY discordgo would take it for the handshake's answer
			return message, nil
		}
	case opReconnect:
		return nil, errReconnect
	case opInvalidSession:
		if string(bytes.TrimSpace(p.Data)) == "true" {
			return nil, errResumable
		}
		return nil, errInvalid
	case opDispatch:
		switch p.Type {
		case "READY":
			l.acked = time.Now()
			l.ready.Store(true)
			return l.minimal(&p), nil
		case "RESUMED":
			l.acked = time.Now()
			l.ready.Store(true)
			return message, nil
		case eventMessage, eventInteraction:
			if len(p.Data) > 0 && p.Data[0] == '{' {
				return message, nil
			}
		}
	}
	return nil, nil
}

// minimal returns READY with nothing in it but the session's id, which is all that discordgo needs of it.
func (l *link) minimal(p *payload) []byte {
	var r struct {
		Session text `json:"session_id"`
		Resume  text `json:"resume_gateway_url"`
	}
	json.Unmarshal(p.Data, &r) // what is ill-typed is left out
	if at := string(r.Resume); at != "" {
		l.resumeAt.Store(&at)
	}
	id, _ := json.Marshal(string(r.Session))
	return fmt.Appendf(nil, `{"op":0,"s":%d,"t":"READY","d":{"session_id":%s}}`, p.Seq, id)
}
