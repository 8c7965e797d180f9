package discord

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLinkFrames holds what discordgo gets to read of what Discord sends, and when the link ends.
func TestLinkFrames(t *testing.T) {
	const (
		hello   = `{"op":10,"d":{"heartbeat_interval":41250}}`
		resumed = `{"op":0,"s":7,"t":"RESUMED","d":{"_trace":[]}}`
		message = `{"op":0,"s":8,"t":"MESSAGE_CREATE","d":{"id":"1"}}`
		pressed = `{"op":0,"s":9,"t":"INTERACTION_CREATE","d":{"id":"1"}}`
		beat    = `{"op":1,"d":null}`
		ack     = `{"op":11,"d":null}`
	)
	ready := func(data string) string { return `{"op":0,"s":1,"t":"READY","d":` + data + `}` }
	const minimal = `{"op":0,"s":1,"t":"READY","d":{"session_id":"abc"}}`
	long := `{"op":0,"s":8,"t":"MESSAGE_CREATE","d":{"content":"` + strings.Repeat("x", 70_000) + `"}}`
	medium := `{"op":0,"s":8,"t":"MESSAGE_CREATE","d":{"content":"` + strings.Repeat("x", 700) + `"}}`
	for _, row := range []struct {
		name string
		in   []string // text frames
		want []string
		err  error // io.EOF: the link itself has nothing against it
	}{
		{"as usual", []string{hello, ready(`{"session_id":"abc"}`), message, pressed, ack}, []string{hello, minimal, message, pressed, ack}, io.EOF},
		{"a resumed session", []string{hello, message, resumed}, []string{hello, message, resumed}, io.EOF},
		{"lengths of 16 and 64 bits", []string{hello, medium, long, ack}, []string{hello, medium, long, ack}, io.EOF},
		{"null", []string{hello, "null", ack}, []string{hello, ack}, io.EOF},
		{"null in spaces", []string{hello, " null\n", ack}, []string{hello, ack}, io.EOF},
		{"no object", []string{hello, "[]", "[null]", "7", `"x"`, "true", "", ack}, []string{hello, ack}, io.EOF},
		{"no JSON", []string{hello, "{", `{"op":11`, "\xff\xfe", ack + ack, ack}, []string{hello, ack}, io.EOF},
		{"no op", []string{hello, "{}", `{"op":null}`, `{"op":"11"}`, `{"op":11.5}`, `{"op":[11]}`, ack}, []string{hello, ack}, io.EOF},
		{"unknown ops", []string{hello, `{"op":3,"d":{}}`, `{"op":99}`, `{"op":-1}`, `{"op":12,"d":[]}`, ack}, []string{hello, ack}, io.EOF},
		{"unknown events", []string{hello, `{"op":0,"s":3,"t":"GUILD_CREATE","d":null}`, `{"op":0,"s":4,"t":"X","d":{}}`, `{"op":0,"s":5,"t":null,"d":{}}`, ack}, []string{hello, ack}, io.EOF},
		{"events without data", []string{hello, `{"op":0,"t":"MESSAGE_CREATE"}`, `{"op":0,"t":"MESSAGE_CREATE","d":null}`, `{"op":0,"t":"INTERACTION_CREATE","d":[]}`, `{"op":0,"t":"INTERACTION_CREATE","d":"{}"}`, ack}, []string{hello, ack}, io.EOF},
		{"a heartbeat is asked for before READY", []string{hello, beat, ready(`{"session_id":"abc"}`), beat}, []string{hello, minimal, beat}, io.EOF},
		{"READY with null in its lists", []string{hello, ready(`{"session_id":"abc","guilds":[null,{"channels":[null],"members":[null]}],"private_channels":[null]}`)}, []string{hello, minimal}, io.EOF},
		{"READY with ill-typed fields", []string{hello, ready(`{"v":"9","session_id":"abc","guilds":"none","user":[],"shard":7,"application":5}`)}, []string{hello, minimal}, io.EOF},
		{"READY without a session", []string{hello, ready(`{"session_id":5}`), ack}, []string{hello, `{"op":0,"s":1,"t":"READY","d":{"session_id":""}}`, ack}, io.EOF},
		{"READY without data", []string{hello, ready(`null`), ack}, []string{hello, `{"op":0,"s":1,"t":"READY","d":{"session_id":""}}`, ack}, io.EOF},
		{"HELLO with more than is known", []string{`{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":41250.0,"_trace":[null]}}`, ack}, []string{hello, ack}, io.EOF},
		{"HELLO without an interval", []string{`{"op":10,"d":{}}`, ack}, nil, errNoReady},
		{"HELLO without a sane interval", []string{`{"op":10,"d":{"heartbeat_interval":0.5}}`, ack}, nil, errNoReady},
		{"HELLO with an endless interval", []string{`{"op":10,"d":{"heartbeat_interval":1e16}}`, ack}, nil, errNoReady},
		{"HELLO with text for an interval", []string{`{"op":10,"d":{"heartbeat_interval":"41250"}}`, ack}, nil, errNoReady},
		{"HELLO without data", []string{`{"op":10,"d":null}`, ack}, nil, errNoReady},
		{"reconnect", []string{hello, ack, `{"op":7,"d":null}`, message}, []string{hello, ack}, errReconnect},
		{"reconnect in answer to RESUME", []string{hello, `{"op":7,"d":null}`, resumed}, []string{hello}, errReconnect},
		{"reconnect without ado", []string{`{"op":7}`, hello}, nil, errReconnect},
		{"invalid session, resumable", []string{hello, `{"op":9,"d":true}`, message}, []string{hello}, errResumable},
		{"invalid session", []string{hello, `{"op":9,"d":false}`, message}, []string{hello}, errInvalid},
		{"invalid session that does not say", []string{hello, `{"op":9}`, message}, []string{hello}, errInvalid},
		{"invalid session that says something odd", []string{hello, `{"op":9,"d":"true"}`, message}, []string{hello}, errInvalid},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var sent []byte
			for _, text := range row.in {
				sent = append(sent, wire(frameText|frameWhole, []byte(text))...)
			}
			for _, piece := range []int{1, 7, 1 << 20} {
				if piece == 1 && len(sent) > 10_000 {
					piece = 1000
				}
				got, err := drain(fedLink(t, linkTimes{}, sent, piece))
				if !slices.Equal(got, row.want) {
					t.Errorf("in pieces of %d: %q passed, want %q", piece, got, row.want)
				}
				if !errors.Is(err, row.err) {
					t.Errorf("in pieces of %d: the link ends with %v, want %v", piece, err, row.err)
				}
			}
		})
	}
}

// TestLinkFraming holds that the link reads websocket frames as the protocol has them, puts messages
// together that came in parts, and ends on what no server may send.
func TestLinkFraming(t *testing.T) {
	const (
		hello = `{"op":10,"d":{"heartbeat_interval":41250}}`
		ack   = `{"op":11,"d":null}`
		null  = "null"
		ping  = framePing | frameWhole
	)
	whole := func(text string) []byte { return wire(frameText|frameWhole, []byte(text)) }
	parts := func(text string, between []byte) []byte {
		third := len(text) / 3
		return slices.Concat(wire(frameText, []byte(text[:third])), between, wire(frameContinue, []byte(text[third:2*third])), between,
			wire(frameContinue|frameWhole, []byte(text[2*third:])))
	}
	masked := whole(ack)
	masked[1] |= 0x80
	for _, row := range []struct {
		name string
		sent []byte
		want []string
		err  error
	}{
		{"in parts", slices.Concat(parts(hello, nil), parts(null, nil), whole(ack)), []string{hello, ack}, io.EOF},
		{"a ping between the parts", slices.Concat(parts(hello, wire(ping, []byte("p"))), whole(ack)), []string{"ping p", "ping p", hello, ack}, io.EOF},
		{"op 7 in parts", slices.Concat(whole(hello), parts(`{"op":7}`, nil), whole(ack)), []string{hello}, errReconnect},
		{"binary is not asked for", slices.Concat(whole(hello), wire(frameBinary|frameWhole, []byte(null)), wire(frameBinary, []byte("x")), wire(frameContinue|frameWhole, []byte("y")), whole(ack)), []string{hello, ack}, io.EOF},
		{"masked", slices.Concat(whole(hello), masked), []string{hello}, errFrame},
		{"compressed", slices.Concat(whole(hello), wire(frameText|frameWhole|0x40, []byte(ack))), []string{hello}, errFrame},
		{"a part without a beginning", slices.Concat(whole(hello), wire(frameContinue|frameWhole, []byte(ack))), []string{hello}, errFrame},
		{"a beginning within a message", slices.Concat(whole(hello), wire(frameText, []byte("{")), whole(ack)), []string{hello}, errFrame},
		{"too long", slices.Concat(whole(hello), header(frameText|frameWhole, longestFrame+1), []byte("x")), []string{hello}, errFrame},
		{"too long for any machine", slices.Concat(whole(hello), header(frameText|frameWhole, 1<<63|5), []byte("x")), []string{hello}, errFrame},
		{"too long in its parts", slices.Concat(whole(hello), wire(frameText, make([]byte, longestFrame)), wire(frameContinue|frameWhole, []byte("x"))), []string{hello}, errFrame},
		{"cut within a header", slices.Concat(whole(hello), []byte{frameText | frameWhole, 126, 1}), []string{hello}, io.ErrUnexpectedEOF},
		{"cut within a frame", slices.Concat(whole(hello), whole(ack)[:5]), []string{hello}, io.ErrUnexpectedEOF},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := fedLink(t, linkTimes{}, row.sent, 1<<20)
			got, err := drain(l)
			if !slices.Equal(got, row.want) {
				t.Errorf("%q passed, want %q", got, row.want)
			}
			if !errors.Is(err, row.err) && !(row.err == io.ErrUnexpectedEOF && errors.Is(err, io.EOF)) {
				t.Errorf("the link ends with %v, want %v", err, row.err)
			}
			if l.Alive() {
				t.Error("it is still alive")
			}
		})
	}
}

// TestLinkRefusedUpgrade holds that what is no websocket passes as it is, a body too, for the client to
// say so.
func TestLinkRefusedUpgrade(t *testing.T) {
	const page = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 6\r\nX-Long: "
	sent := page + strings.Repeat("y", 100_000) + "\r\n\r\nupstream connect error\xff\xff\xff"
	server, client := net.Pipe()
	defer server.Close()
	go func() {
		io.WriteString(server, sent)
		server.Close()
	}()
	l := newLink(client, linkTimes{})
	got, err := io.ReadAll(l)
	if err != nil && err != io.ErrClosedPipe || l.Cause() != nil || string(got) != sent {
		t.Errorf("%d bytes of %d, and %v", len(got), len(sent), err)
	}
}

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

// TestLinkCloseCode holds that the code of Discord's close frame is known.
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
