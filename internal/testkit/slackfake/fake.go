package slackfake

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Options says how the fake behaves. The zero value is a Slack as it usually is.
type Options struct {
	AckWithin    time.Duration   // after this an envelope or an HTTP request without an answer has failed; 3 s when zero
	RetryAfter   []time.Duration // how long each failed delivery waits for the next one; 0, 1 min, 5 min when nil
	TriggerLife  time.Duration   // how long a trigger_id can be exchanged; 3 s when zero
	PingEvery    time.Duration   // how often a websocket is pinged; 5 s when zero
	TicketLife   time.Duration   // how long an address of apps.connections.open can be dialled; 30 s when zero
	CloseAfter   time.Duration   // from a disconnect envelope until the socket is closed; 10 s when zero
	EventsOnly   bool            // commands and interactions are not delivered again, events are
	NewEnvelopes bool            // a delivery that is repeated has a new envelope id; the event id stays in any case

	Scopes        []string // what the bot token was granted; DefaultScopes when nil
	Subscriptions []string // the bot events that are subscribed to; DefaultSubscriptions when nil
	NoMessagesTab bool     // people cannot be sent direct messages: messages_tab_disabled
	NoHome        bool     // the App Home is switched off: views.publish answers not_enabled
	SlackHosts    bool     // response and upload URLs name Slack's own hosts, which only Transport carries to the fake

	People   int // how many people there are; 4 when less
	Channels int // how many public channels there are that the bot is in; 2 when less
	KeepLast int // how many calls, messages, views and envelopes are kept, more than are ever under way at once; all when zero

	NoEcho           bool // the bot's own messages are not sent to it as events
	ChannelPerSecond int  // messages posted in a channel in a second before ratelimited; not enforced when zero
}

// DefaultScopes is what the bot token is granted unless Options says otherwise.
func DefaultScopes() []string {
	return []string{
		"app_mentions:read", "assistant:write", "channels:history", "channels:join", "channels:read", "chat:write",
		"commands", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history", "users:read",
	}
}

// DefaultSubscriptions is what bot events are subscribed to unless Options says otherwise.
func DefaultSubscriptions() []string {
	return []string{
		"app_home_opened", "app_mention", "assistant_thread_context_changed", "assistant_thread_started",
		"message.channels", "message.groups", "message.im", "message.mpim",
	}
}

func (o Options) withDefaults() Options {
	wait := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	wait(&o.AckWithin, 3*time.Second)
	wait(&o.TriggerLife, 3*time.Second)
	wait(&o.PingEvery, 5*time.Second)
	wait(&o.TicketLife, 30*time.Second)
	wait(&o.CloseAfter, 10*time.Second)
	if o.RetryAfter == nil {
		o.RetryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if o.Scopes == nil {
		o.Scopes = DefaultScopes()
	}
	if o.Subscriptions == nil {
		o.Subscriptions = DefaultSubscriptions()
	}
	o.People = max(o.People, 4)
	o.Channels = max(o.Channels, 2)
	return o
}

// Fake is a running fake Slack.
type Fake struct {
	t       testing.TB
	opts    Options
	server  *httptest.Server
	host    string // of the server, as in 127.0.0.1:4711
	client  *http.Transport
	poster  *http.Client // delivers over HTTP; follows no redirect
	shift   atomic.Int64 // how far Advance has moved the clock, in nanoseconds
	closed  chan struct{}
	changed signal // raised after every change that a Wait method could wait for
	running sync.WaitGroup
	faults  faultScript
	records recorder

	mu        sync.Mutex // guards what follows; taken before the mutexes of connections, faults and records
	ids       idSource
	world     world
	auth      auth
	messages  kept[*Message]      // by channel and ts
	threads   kept[[]*Message]    // the bot's visible messages by where an asker looks for them
	views     kept[*View]         // by id
	homes     map[string]*View    // by person
	stacks    map[string][]string // the ids of a person's open modals, the newest last
	triggers  kept[*trigger]
	hooks     kept[*hook]
	uploads   kept[*File]
	files     ring[*File]
	state     kept[map[string]map[string]any] // what people have put into inputs, by what they see and who
	suggested kept[[]Option]                  // the options last suggested, by view or message and action
	assist    map[string]*Assistant           // by channel and thread
	posted    map[string][]time.Time          // by channel, for the rate limit
	post      office
	socket    sockets
	http      *Endpoints
	done      bool
}

// New starts a fake Slack that lives until the test ends.
func New(t testing.TB, opts Options) *Fake {
	t.Helper()
	opts = opts.withDefaults()
	f := &Fake{
		t:      t,
		opts:   opts,
		closed: make(chan struct{}),
		client: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second},
		homes:  make(map[string]*View),
		stacks: make(map[string][]string),
		assist: make(map[string]*Assistant),
		posted: make(map[string][]time.Time),
	}
	f.poster = &http.Client{Transport: f.client, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	f.records.calls.most = opts.KeepLast
	f.messages.most, f.threads.most, f.views.most, f.files.most = opts.KeepLast, opts.KeepLast, opts.KeepLast, opts.KeepLast
	f.triggers.most, f.hooks.most, f.uploads.most = opts.KeepLast, opts.KeepLast, opts.KeepLast
	f.state.most, f.suggested.most = opts.KeepLast, opts.KeepLast
	f.world = newWorld(opts.People, opts.Channels)
	f.auth.scopes = slices.Clone(opts.Scopes)
	f.post.init(f)
	f.socket.init(f)
	f.server = httptest.NewServer(http.HandlerFunc(f.serveHTTP))
	f.host = strings.TrimPrefix(f.server.URL, "http://")
	t.Cleanup(f.close)
	return f
}

func (f *Fake) close() {
	f.mu.Lock()
	f.done = true
	f.post.stop()
	f.socket.closeAll()
	f.mu.Unlock()
	close(f.closed)
	f.client.CloseIdleConnections()
	f.server.CloseClientConnections()
	f.server.Close()
	f.running.Wait()
}

// URL is the address of the fake without a path: http://127.0.0.1:PORT.
func (f *Fake) URL() string { return f.server.URL }

// APIURL is where the Web API lives, with the slash at the end that slack.OptionAPIURL needs.
func (f *Fake) APIURL() string { return f.server.URL + "/api/" }

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

// Advance moves the fake's clock forward: triggers and response URLs expire, repeated deliveries that
// wait for their time are made. The time within which an envelope is to be acknowledged, pings and
// the clients' own timers are not touched.
func (f *Fake) Advance(d time.Duration) {
	f.shift.Add(int64(d))
	f.mu.Lock()
	f.post.tick()
	f.mu.Unlock()
	f.changed.raise()
}

func (f *Fake) now() time.Time { return time.Now().Add(time.Duration(f.shift.Load())) }

// begin counts a goroutine that New's cleanup waits for; false when the fake has ended. The caller holds f.mu.
func (f *Fake) begin(run func()) bool {
	if f.done {
		return false
	}
	f.running.Go(run)
	return true
}

// errorf fails the test unless it is over. The caller holds f.mu.
func (f *Fake) errorf(format string, args ...any) {
	if !f.done {
		f.t.Errorf(format, args...)
	}
}
