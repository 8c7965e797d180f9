package discord

import (
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
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
