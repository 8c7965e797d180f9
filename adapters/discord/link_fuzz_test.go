package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// FuzzLink holds that whatever a server sends, nothing panics, what passes is what a slower and simpler
// reading of the stream lets pass, the reason for the end is the same, and discordgo survives all of it.
func FuzzLink(f *testing.F) {
	text := func(s string) []byte { return wire(frameText|frameWhole, []byte(s)) }
	hello, ready := text(`{"op":10,"d":{"heartbeat_interval":41250}}`), text(`{"op":0,"s":1,"t":"READY","d":{"session_id":"a","guilds":[null]}}`)
	for _, tail := range [][]byte{
		text("null"), text(`{"op":7}`), text(`{"op":9,"d":true}`), text(`{"op":9}`), text(`{"op":1}`), text(`{"op":11}`), text("["),
		text(`{"op":0,"s":2,"t":"RESUMED","d":null}`),
		text(`{"op":0,"s":2,"t":"MESSAGE_CREATE","d":{"id":"1","components":[{"type":99},null],"author":null,"mentions":[null]}}`),
		text(`{"op":0,"s":2,"t":"INTERACTION_CREATE","d":{"id":"1","type":3,"data":{"component_type":99},"member":null,"message":{"components":[null]}}}`),
		text(`{"op":0,"s":2,"t":"INTERACTION_CREATE","d":{"id":"1","type":5,"data":{"components":[{"type":1,"components":[null]}]}}}`),
		text(`{"OP":10,"t":null,"d":{"heartbeat_interval":1e3}}`),
		slices.Concat(wire(frameText, []byte("nu")), wire(framePing|frameWhole, nil), wire(frameContinue|frameWhole, []byte("ll"))),
		slices.Concat(wire(frameBinary, []byte("x")), wire(frameContinue|frameWhole, []byte("y"))),
		wire(frameClose|frameWhole, []byte{15, 174}), wire(frameText|frameWhole|0x40, nil), wire(0x3, nil), wire(0xf|frameWhole, nil),
		text(`{"op":0,"t":"X","d":"` + strings.Repeat("x", 300) + `"}`), {0x81, 0xff}, {0x81, 126, 0}, {0x81, 127, 0, 0, 0, 0, 1, 0, 0, 1, 'x'},
	} {
		f.Add(slices.Concat(hello, ready, tail, text(`{"op":11}`)), uint8(len(tail)))
		f.Add(tail, uint8(1))
	}
	f.Fuzz(func(t *testing.T, sent []byte, piece uint8) {
		if len(sent) > 1<<16 {
			return
		}
		l := fedLink(t, linkTimes{}, sent, max(int(piece), 1+len(sent)/64))
		got, err := drain(l)
		if n := len(got); n > 0 && got[n-1] == "half a frame" {
			t.Fatalf("half a frame passed of %q", sent)
		}
		want, cause := simple(sent)
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%q passed, want %q", got, want)
		}
		switch {
		case cause != nil && !(errors.Is(err, cause) && errors.Is(l.Cause(), cause)):
			t.Errorf("the link ends with %v because of %v, want %v", err, l.Cause(), cause)
		case cause == nil && l.Cause() != nil && !errors.Is(l.Cause(), errFrame): // the rest of a wrong frame may be missing
			t.Errorf("the link ends because of %v", l.Cause())
		case cause == nil && l.Cause() == nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			t.Errorf("the link ends with %v", err)
		}
		for _, message := range got {
			survive(t, message)
		}
	})
}

// simple reads a stream of frames as a link should. It returns what passes as drain does, and why the link
// ends, nil where only the stream does.
func simple(sent []byte) (messages []string, cause error) {
	var message []byte
	var kind byte
	readyYet := false
	for {
		first, payload, rest, ok := unwire(sent)
		if !ok {
			return messages, nil
		}
		if sent[1]&0x80 != 0 {
			return messages, errFrame
		}
		sent = rest
		opcode, whole := first&0x0f, first&0x80 != 0
		if opcode >= 8 {
			if len(payload) > 125 {
				return messages, errFrame
			}
			name := "frame"
			if first == framePing|frameWhole {
				name = "ping " + string(payload)
			}
			messages = append(messages, name)
			continue
		}
		if first&0x70 != 0 || opcode > 2 || (opcode == 0) == (kind == 0) {
			return messages, errFrame
		}
		if opcode != 0 {
			kind, message = opcode, nil
		}
		message = append(message, payload...)
		if !whole {
			continue
		}
		text := kind == 1
		kind = 0
		if !text {
			continue
		}
		pass, why := admitted(message, &readyYet)
		if why != nil {
			return messages, why
		}
		if pass {
			messages = append(messages, string(message))
		}
	}
}

// admitted says whether a message passes, or why the link ends.
func admitted(message []byte, readyYet *bool) (pass bool, cause error) {
	var m struct {
		Op *int
		T  string
		S  int64
		D  json.RawMessage
	}
	if json.Unmarshal(message, &m) != nil || m.Op == nil {
		return false, nil
	}
	switch op := *m.Op; {
	case op == 10:
		var d struct {
			Heartbeat_interval float64
		}
		if json.Unmarshal(m.D, &d) != nil || !(d.Heartbeat_interval >= 1 && d.Heartbeat_interval <= 3600_000) {
			return false, errNoReady
		}
		return true, nil
	case op == 11:
		return true, nil
	case op == 1:
		return *readyYet, nil
	case op == 7:
		return false, errReconnect
	case op == 9 && string(m.D) == "true":
		return false, errResumable
	case op == 9:
		return false, errInvalid
	case op == 0 && (m.T == "READY" || m.T == "RESUMED"):
		*readyYet = true
		return true, nil
	case op == 0 && (m.T == "MESSAGE_CREATE" || m.T == "INTERACTION_CREATE"):
		return bytes.HasPrefix(m.D, []byte("{")), nil
	}
	return false, nil
}

// same reports whether what passed is what was sent, or says the same of a HELLO or READY.
func same(got, sent string) bool {
	if got == sent {
		return true
	}
	var g, s struct {
		Op int
		T  string
		S  int64
		D  json.RawMessage
	}
	if json.Unmarshal([]byte(got), &g) != nil || json.Unmarshal([]byte(sent), &s) != nil || g.Op != s.Op || g.T != s.T {
		return false
	}
	if g.Op == 10 {
		var a struct{ Heartbeat_interval int64 }
		var b struct{ Heartbeat_interval float64 }
		return json.Unmarshal(g.D, &a) == nil && json.Unmarshal(s.D, &b) == nil && a.Heartbeat_interval == int64(b.Heartbeat_interval)
	}
	var a map[string]string
	var b struct{ Session_id any }
	if g.T != "READY" || g.S != s.S || json.Unmarshal(g.D, &a) != nil || len(a) != 1 {
		return false
	}
	json.Unmarshal(s.D, &b)
	id, _ := b.Session_id.(string)
	return a["session_id"] == id
}

// survive has discordgo's types take a message as discordgo does, which must not panic.
func survive(t *testing.T, message string) {
	var e *discordgo.Event
	if strings.HasPrefix(message, "{") && json.NewDecoder(strings.NewReader(message)).Decode(&e) == nil && e == nil {
		t.Fatalf("%q is nothing to discordgo", message)
	}
	if e == nil {
		return
	}
	switch e.Type {
	case "READY":
		var r discordgo.Ready
		if err := json.Unmarshal(e.RawData, &r); err != nil || len(r.Guilds) > 0 {
			t.Errorf("%q is not a plain READY: %v", message, err)
		}
	case eventMessage:
		json.Unmarshal(e.RawData, new(discordgo.MessageCreate))
	case eventInteraction:
		json.Unmarshal(e.RawData, new(discordgo.InteractionCreate))
	}
}
