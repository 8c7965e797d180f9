package discordfake

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"
)

// The paths of the websocket: the one that GET /gateway names and the one that READY names for RESUME.
const (
	gatewayPath = "gateway-socket"
	resumePath  = "resume-socket"
)

// Gateway intents.
const (
	IntentGuilds         = 1 << 0
	IntentGuildMembers   = 1 << 1
	IntentGuildPresences = 1 << 8
	IntentGuildMessages  = 1 << 9
	IntentDirectMessages = 1 << 12
	IntentMessageContent = 1 << 15

	privilegedIntents = IntentGuildMembers | IntentGuildPresences | IntentMessageContent
	knownIntents      = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
)

// gateway holds the sessions, the connections and what the fault methods asked for.
type gateway struct {
	f       *Fake
	running sync.WaitGroup // goroutines of connections

	mu         sync.Mutex // guards what follows; never held while f.mu is taken
	intentsOff int
	starts     int // IDENTIFYs left
	sessions   map[string]*session
	order      []*session
	conns      map[*conn]bool
	count      int // connections so far
	identifies ring[Identify]
	resumes    ring[Resume]
	closes     ring[Close]
	script     gatewayScript
	maxConc    int
	shards     int
	done       bool
}

func (g *gateway) init(f *Fake) {
	g.f = f
	g.intentsOff = f.opts.DisallowedIntents
	g.starts = f.opts.SessionStarts
	g.maxConc, g.shards = f.opts.MaxConcurrency, f.opts.Shards
	g.sessions = make(map[string]*session)
	g.conns = make(map[*conn]bool)
	g.identifies.most, g.resumes.most, g.closes.most = f.opts.KeepLast, f.opts.KeepLast, f.opts.KeepLast
	g.script.copies = 1
}

func (g *gateway) disallowed() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.intentsOff
}

// SetDisallowedIntents switches privileged intents off, as in the developer portal. It is noticed at
// the next IDENTIFY.
func (f *Fake) SetDisallowedIntents(intents int) {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	f.gateway.intentsOff = intents
}

// SetGatewayBot changes what GET /gateway/bot answers from now on: the recommended shards, the
// session starts that are left and max_concurrency. When none is left, IDENTIFY closes with 4004, for
// Discord takes the token back then.
func (f *Fake) SetGatewayBot(shards, remaining, maxConcurrency int) {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	f.gateway.shards, f.gateway.starts, f.gateway.maxConc = shards, remaining, maxConcurrency
}

// listening says whether any session would take an event, so that none is rendered in vain.
func (g *gateway) listening() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.order) > 0
}

// dispatch gives an event to every session whose shard and intents it concerns. An intent of 0 is had
// by all. full goes to sessions with the message content intent, bare to the others.
func (g *gateway) dispatch(event, guildID string, intent int, full, bare []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.order {
		if s.shard[0] != shardOf(guildID, s.shard[1]) || intent != 0 && s.intents&intent == 0 {
			continue
		}
		data := bare
		if s.intents&IntentMessageContent != 0 {
			data = full
		}
		s.push(event, data, &g.script)
	}
}

// shardOf says which of n shards a guild's events go to; those of no guild go to the first.
func shardOf(guildID string, n int) int {
	if guildID == "" || n <= 1 {
		return 0
	}
	id, err := strconv.ParseUint(guildID, 10, 64)
	if err != nil {
		return 0
	}
	return int((id >> 22) % uint64(n))
}

// serve upgrades a request to a websocket and runs it to its end.
func (g *gateway) serve(w http.ResponseWriter, r *http.Request, path string) {
	g.mu.Lock()
	refused := g.done || g.script.refuseDials > 0
	if g.script.refuseDials > 0 {
		g.script.refuseDials--
		g.script.refused++
	}
	if !refused {
		g.running.Add(1)
	}
	g.mu.Unlock()
	g.f.changed.raise()
	if refused {
		http.Error(w, "upstream connect error or disconnect/reset before headers", http.StatusServiceUnavailable)
		return
	}
	defer g.running.Done()
	if r.URL.Query().Get("compress") != "" || r.URL.Query().Get("encoding") == "etf" {
		http.Error(w, "this gateway speaks uncompressed JSON", http.StatusBadRequest)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := g.open(ws, path)
	if c == nil {
		_ = ws.Close()
		return
	}
	if v := r.URL.Query().Get("v"); v != "" && v != "9" && v != "10" {
		c.close(closeInvalidVersion)
	}
	c.run()
}

func (g *gateway) open(ws *websocket.Conn, path string) *conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.done {
		return nil
	}
	g.count++
	c := newConn(g, ws, g.count, path)
	if g.script.noAck > 0 {
		g.script.noAck--
		c.noAck = true
	}
	if g.script.noReady > 0 {
		g.script.noReady--
		c.noReady = true
	}
	g.conns[c] = true
	return c
}

func (g *gateway) closeAll() {
	g.mu.Lock()
	g.done = true
	for c := range g.conns {
		c.cut()
	}
	g.mu.Unlock()
}

func (f *Fake) socketURL(path string) string {
	return "ws://" + f.host + "/" + path
}
