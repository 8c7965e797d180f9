package discordfake

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// session is what IDENTIFY opens and RESUME takes up again. All of it is guarded by gateway.mu.
type session struct {
	id      string
	shard   [2]int
	intents int
	seq     int64
	replay  ring[event]
	conn    *conn  // nil while no connection is there
	held    []byte // a frame that waits for the next one to overtake it
}

// event is a frame that can be sent again.
type event struct {
	seq   int64
	frame []byte
}

// push numbers an event, keeps it for RESUME and sends it if a connection is there.
func (s *session) push(name string, data []byte, script *gatewayScript) {
	frame := s.number(name, data)
	s.replay.add(event{s.seq, frame})
	if s.conn == nil {
		return
	}
	if script.reorder && s.held == nil {
		s.held, script.reorder = frame, false
		return
	}
	for range script.copies {
		s.conn.send(frame)
	}
	if s.held != nil {
		for range script.copies {
			s.conn.send(s.held)
		}
		s.held = nil
	}
}

// number builds the frame of the session's next event.
func (s *session) number(name string, data []byte) []byte {
	s.seq++
	frame := make([]byte, 0, len(data)+len(name)+48)
	frame = append(frame, `{"t":"`...)
	frame = append(frame, name...)
	frame = append(frame, `","s":`...)
	frame = strconv.AppendInt(frame, s.seq, 10)
	frame = append(frame, `,"op":0,"d":`...)
	frame = append(frame, data...)
	return append(frame, '}')
}

// detach takes a connection off its session, which stays for RESUME.
func (g *gateway) detach(c *conn) {
	if c.session != nil && c.session.conn == c {
		c.session.conn, c.session.held = nil, nil
	}
	if c.session != nil {
		c.former, c.session = c.session, nil
	}
}

// forget ends a session for good.
func (g *gateway) forget(s *session) {
	if s.conn != nil {
		g.detach(s.conn)
	}
	delete(g.sessions, s.id)
	g.order = slices.DeleteFunc(g.order, func(other *session) bool { return other == s })
}

// shut closes a connection with a code, and forgets its session where the code means that.
func (g *gateway) shut(c *conn, code int) {
	switch code {
	case closeAuthFailed, closeInvalidSeq, closeTimedOut, closeInvalidShard, 4011, closeInvalidVersion, closeInvalidIntents, closeDisallowedIntents:
		if c.session != nil {
			g.forget(c.session)
		}
	}
	c.close(code)
}

func (c *conn) identify(data []byte) int {
	var d struct {
		Token      string          `json:"token"`
		Intents    *int            `json:"intents"`
		Shard      []int           `json:"shard"`
		Properties map[string]any  `json:"properties"`
		Presence   json.RawMessage `json:"presence"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return closeDecodeError
	}
	g := c.g
	guilds := g.f.guildCreates()
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.f.changed.raise()
	if c.session != nil {
		return closeAlreadyIdentified
	}
	shard := [2]int{0, 1}
	if len(d.Shard) == 2 {
		shard = [2]int(d.Shard)
	}
	record := Identify{At: time.Now(), Connection: c.id, Shard: shard, RateKey: shard[0] % max(g.maxConc, 1), Properties: d.Properties, Presence: present(d.Presence)}
	if d.Intents != nil {
		record.Intents = *d.Intents
	}
	switch {
	case len(g.script.identifyCodes) > 0:
		record.Close, g.script.identifyCodes = g.script.identifyCodes[0], g.script.identifyCodes[1:]
	case strings.TrimPrefix(d.Token, "Bot ") != botToken || g.starts <= 0:
		record.Close = closeAuthFailed
	case d.Shard != nil && (len(d.Shard) != 2 || shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]):
		record.Close = closeInvalidShard
	case d.Intents == nil || *d.Intents&^knownIntents != 0:
		record.Close = closeInvalidIntents
	case *d.Intents&privilegedIntents&g.intentsOff != 0:
		record.Close = closeDisallowedIntents
	}
	g.identifies.add(record)
	if record.Close != 0 {
		return record.Close
	}
	g.starts--
	g.begin(c, shard, record.Intents, guilds)
	return 0
}

// begin opens a session on a connection and sends READY. Sessions of the shard that have no
// connection end with it, and what they kept is lost.
func (g *gateway) begin(c *conn, shard [2]int, intents int, guilds []guildEvent) {
	for _, old := range slices.Clone(g.order) {
		if old.conn == nil && (old.shard == shard || old.shard[1] != shard[1]) {
			g.forget(old)
		}
	}
	s := &session{id: "session-" + g.f.newID(), shard: shard, intents: intents, conn: c, replay: ring[event]{most: g.f.opts.Replay}}
	g.sessions[s.id] = s
	g.order = append(g.order, s)
	c.session = s
	mine := []map[string]any{}
	for _, guild := range guilds {
		if shardOf(guild.id, shard[1]) == shard[0] {
			mine = append(mine, map[string]any{"id": guild.id, "unavailable": true})
		}
	}
	ready := encode(map[string]any{
		"v": 10, "user": ownUser(), "session_id": s.id, "session_type": "normal", "shard": shard,
		"resume_gateway_url": g.f.socketURL(resumePath),
		"application":        map[string]any{"id": applicationID, "flags": 1 << 19},
		"guilds":             mine, "private_channels": []any{}, "relationships": []any{}, "presences": []any{},
		"user_settings": map[string]any{}, "geo_ordered_rtc_regions": []any{}, "guild_join_requests": []any{}, "_trace": []string{},
	})
	frame := s.number("READY", ready)
	s.replay.add(event{s.seq, frame})
	if c.noReady {
		s.conn = nil
		return
	}
	c.send(frame)
	if intents&IntentGuilds == 0 {
		return
	}
	for _, guild := range guilds {
		if shardOf(guild.id, shard[1]) == shard[0] {
			s.push("GUILD_CREATE", guild.data, &gatewayScript{copies: 1})
		}
	}
}

func (c *conn) resume(data []byte) int {
	var d struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return closeDecodeError
	}
	g := c.g
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.f.changed.raise()
	if c.session != nil {
		return closeAlreadyIdentified
	}
	record := Resume{At: time.Now(), Connection: c.id, Path: c.path, SessionID: d.SessionID, Seq: d.Seq}
	defer func() { g.resumes.add(record) }()
	if strings.TrimPrefix(d.Token, "Bot ") != botToken {
		return closeAuthFailed
	}
	s := g.sessions[d.SessionID]
	if s != nil && d.Seq > s.seq {
		g.forget(s)
		return closeInvalidSeq
	}
	if s == nil || !s.remembers(d.Seq) {
		if s != nil {
			g.forget(s)
		}
		c.send(invalidSession(false))
		return 0
	}
	record.OK = true
	if old := s.conn; old != nil && old != c {
		g.detach(old)
		if !old.halfOpen.Load() {
			old.close(websocket.CloseNormalClosure)
		}
	}
	s.conn, s.held, c.session, c.resumed = c, nil, s, true
	if c.noReady {
		s.conn = nil
		return 0
	}
	if g.script.op7AfterResume > 0 {
		g.script.op7AfterResume--
		c.send([]byte(`{"op":7,"d":null,"s":null,"t":null}`))
		s.conn, c.noReady = nil, true
		return 0
	}
	s.replay.all(func(e event) bool {
		if e.seq > d.Seq {
			c.send(e.frame)
			record.Replayed++
		}
		return true
	})
	c.send(s.number("RESUMED", []byte(`{"_trace":[]}`)))
	return 0
}

// remembers says whether every event after seq is still kept.
func (s *session) remembers(seq int64) bool {
	oldest := int64(0)
	s.replay.all(func(e event) bool { oldest = e.seq; return false })
	return oldest <= seq+1 || len(s.replay.items) < s.replay.most
}

func invalidSession(resumable bool) []byte {
	return encode(map[string]any{"op": 9, "d": resumable, "s": nil, "t": nil})
}
