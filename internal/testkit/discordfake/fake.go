package discordfake

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Options says how the fake behaves. The zero value is a Discord as it usually is.
type Options struct {
	HeartbeatInterval time.Duration // what HELLO asks for; 41.25 s when zero
	DisallowedIntents int           // privileged intents that are switched off: IDENTIFY with one closes with 4014
	CallbackDeadline  time.Duration // after this an interaction is unknown (10062); 3 s when zero
	TokenLifetime     time.Duration // after this an interaction's token is invalid (50027); 15 min when zero

	Shards         int // what GET /gateway/bot recommends; 1 when zero
	MaxConcurrency int // what GET /gateway/bot says of session starts; 1 when zero
	SessionStarts  int // how many IDENTIFYs are left; 1000 when zero. After the last, IDENTIFY closes with 4004

	Guilds int // how many guilds there are; 2 when less
	Users  int // how many people there are; 4 when less

	Replay   int // how many events a session keeps for RESUME; 2000 when zero
	KeepLast int // how many requests, messages and interactions are kept; all when zero. What is forgotten is unknown to the bot too

	GlobalPerSecond       int // requests a second before a global 429, interaction routes exempt; not enforced when zero
	ChannelPerFiveSeconds int // messages created in a channel in 5 s before a 429; not enforced when zero

	AllowInvalid bool // requests that break the OpenAPI schema do not fail the test; Violations still tells them
	NoSchema     bool // requests are not judged by the OpenAPI schema at all (for load tests)
	AnyCommand   bool // people may use commands that are not registered, even when others are
}

func (o Options) withDefaults() Options {
	def := func(n *int, value int) {
		if *n == 0 {
			*n = value
		}
	}
	wait := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	wait(&o.HeartbeatInterval, 41250*time.Millisecond)
	wait(&o.CallbackDeadline, 3*time.Second)
	wait(&o.TokenLifetime, 15*time.Minute)
	def(&o.Shards, 1)
	def(&o.MaxConcurrency, 1)
	def(&o.SessionStarts, 1000)
	def(&o.Replay, 2000)
	o.Guilds = max(o.Guilds, 2)
	o.Users = max(o.Users, 4)
	return o
}

// Fake is a running fake Discord.
type Fake struct {
	t       testing.TB
	opts    Options
	server  *httptest.Server
	host    string // of the server, as in 127.0.0.1:4711
	client  *http.Transport
	ids     idSource
	shift   atomic.Int64 // how far Advance has moved the clock, in nanoseconds
	closed  chan struct{}
	changed signal // raised after every change that a Wait method could wait for
	gateway gateway
	faults  faultScript
	judge   judge
	records recorder
	rates   rates

	mu           sync.Mutex // guards what follows; taken before gateway.mu, never after it
	world        world
	messages     kept[*Message]
	nonces       kept[sentNonce]
	interactions kept[*Interaction]
	commands     map[string][]Command // by guild id, "" for the global ones
	creates      map[string]int       // commands created, by the same key
}

// New starts a fake Discord that lives until the test ends. Violations of the OpenAPI schema are
// reported as errors of t then, unless opts allows them.
func New(t testing.TB, opts Options) *Fake {
	t.Helper()
	opts = opts.withDefaults()
	f := &Fake{
		t:            t,
		opts:         opts,
		closed:       make(chan struct{}),
		client:       &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second},
		records:      recorder{requests: ring[*Request]{most: opts.KeepLast}},
		messages:     kept[*Message]{most: opts.KeepLast},
		nonces:       kept[sentNonce]{most: opts.KeepLast},
		interactions: kept[*Interaction]{most: opts.KeepLast},
		commands:     make(map[string][]Command),
		creates:      make(map[string]int),
	}
	f.world = newWorld(opts.Guilds, opts.Users)
	f.gateway.init(f)
	f.judge.init(t, opts)
	f.server = httptest.NewUnstartedServer(http.HandlerFunc(f.serveHTTP))
	f.host = f.server.Listener.Addr().String()
	f.server.Start()
	t.Cleanup(f.close)
	return f
}

func (f *Fake) close() {
	close(f.closed)
	f.gateway.closeAll()
	f.client.CloseIdleConnections()
	f.server.CloseClientConnections()
	f.server.Close()
	f.gateway.running.Wait()
	f.judge.report()
}

// URL is the address of the fake without a path: http://127.0.0.1:PORT.
func (f *Fake) URL() string { return "http://" + f.host }

// Transport carries every request to the fake, whatever scheme and host it names; the path stays. No
// request can leave the machine through it.
func (f *Fake) Transport() http.RoundTripper { return rewrite{f} }

type rewrite struct{ f *Fake }

func (r rewrite) RoundTrip(request *http.Request) (*http.Response, error) {
	to := request.Clone(request.Context())
	to.URL = &url.URL{}
	*to.URL = *request.URL
	to.URL.Scheme, to.URL.Host, to.Host = "http", r.f.host, ""
	return r.f.client.RoundTrip(to)
}

// Token is the bot's token, without the word Bot.
func (f *Fake) Token() string { return botToken }

// ApplicationID is the application's id. It is not the bot user's id, as for applications from before
// the two were made the same.
func (f *Fake) ApplicationID() string { return applicationID }

// BotUser is the bot's own user.
func (f *Fake) BotUser() User { return botUser }

// Advance moves the fake's clock forward: interactions grow old, tokens expire, nonces are forgotten.
// Timers of the clients and heartbeats are not touched.
func (f *Fake) Advance(d time.Duration) {
	f.shift.Add(int64(d))
	f.changed.raise()
}

func (f *Fake) now() time.Time { return time.Now().Add(time.Duration(f.shift.Load())) }

func (f *Fake) newID() string { return f.ids.next(f.now()) }
