package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"clippings/adapters/serving"
	"clippings/bot"
)

// adapterName is what logs and metrics call this adapter.
const adapterName = "slack"

// Mode is how events come.
type Mode string

// The modes.
const (
	Socket Mode = "socket" // Socket Mode: no public address is needed
	HTTP   Mode = "http"   // the Events API, to an address that Slack reaches
)

// Config is what the adapter needs to know. BotToken must be set, AppToken in Socket Mode, SigningSecret
// and Address over HTTP; the rest has useful zero values.
type Config struct {
	Mode          Mode   // "" is Socket
	BotToken      string // xoxb-…
	AppToken      string // xapp-…
	SigningSecret string
	Address       string // to listen on, such as 127.0.0.1:3000
	Command       string // slash command; "" is /clippings
	Contact       string // the operator's line for emergencies; may be ""
	Limits        serving.Limits
	State         serving.State // shared with other processes of this bot; nil: there are none
	// Transport carries every request to Slack; nil is the ordinary one.
	Transport http.RoundTripper
	// APIURL is the Web API's address; "" is Slack's.
	APIURL string

	// dial opens the websocket's connections; nil is the ordinary way. Tests watch what goes over them.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	// listener is what to listen on in place of Address; nil is the ordinary way. A port that tests take and
	// leave for the adapter to take could be taken by another.
	listener net.Listener
}

// Validate says in one line what is wrong, or returns nil.
func (c *Config) Validate() error {
	switch {
	case c.Mode != "" && c.Mode != Socket && c.Mode != HTTP:
		return fmt.Errorf("slack: mode %q is neither socket nor http", c.Mode)
	case c.BotToken == "":
		return errors.New("slack: no bot token")
	case !strings.HasPrefix(c.BotToken, "xoxb-"):
		return errors.New("slack: the bot token does not begin with xoxb-: take the “Bot User OAuth Token” from OAuth & Permissions")
	case c.Mode != HTTP && c.AppToken == "":
		return errors.New("slack: no app token, which Socket Mode needs")
	case c.Mode != HTTP && !strings.HasPrefix(c.AppToken, "xapp-"):
		return errors.New("slack: the app token does not begin with xapp-: take it from Basic Information, App-Level Tokens")
	case c.Mode == HTTP && c.SigningSecret == "":
		return errors.New("slack: no signing secret, which mode http needs")
	case c.Mode == HTTP && c.Address == "":
		return errors.New("slack: no address to listen on, which mode http needs")
	case c.Command != "" && !strings.HasPrefix(c.Command, "/"):
		return fmt.Errorf("slack: the command %q does not begin with /", c.Command)
	}
	return c.Limits.Validate()
}

// FatalError ends the adapter for good. Its text says what an operator has to do.
type FatalError struct{ Message string }

func (e *FatalError) Error() string { return "slack: " + e.Message }

// Sizes.
const (
	workers    = 64
	depth      = 2048
	mostSeen   = 100_000
	seenFor    = 15 * time.Minute // longer than Slack goes on delivering again
	drainLimit = 7 * time.Second
	flushed    = 200 * time.Millisecond
	twice      = 15 * time.Second // within it a second press of a button is a slip
)

// timing are the adapter's waits, and how much may wait. Tests shorten them.
type timing struct {
	depth   int           // of the queue: how many questions wait for a worker
	ack     time.Duration // the latest that an envelope is acknowledged; Slack waits three seconds
	again   time.Duration // when a duplicate is acknowledged: not before the first had time to be answered
	request time.Duration // one request to Slack, and all that is looked up before an answer
	answer  time.Duration // all that an answer may take, rate limits waited for
	limited time.Duration // after a 429 that does not say how long
	ping    time.Duration // Socket Mode: the longest without a ping
	steady  time.Duration // how long a connection lives before the next loss starts the backoff anew
	least   time.Duration // backoff
	most    time.Duration
}

func defaultTiming() timing {
	return timing{
		depth: depth, ack: 2 * time.Second, again: 1500 * time.Millisecond, request: 10 * time.Second, answer: 2 * time.Minute,
		limited: 5 * time.Second, ping: 30 * time.Second, steady: time.Minute, least: 500 * time.Millisecond, most: 2 * time.Minute,
	}
}

// Adapter is the bot in Slack.
type Adapter struct {
	cfg      Config
	handler  bot.Handler
	coverage func() *bot.Bot
	health   *serving.Health
	metrics  *serving.Metrics
	log      *slog.Logger
	timing   timing

	api     *slack.Client
	client  *http.Client // of api, and of response URLs
	seen    *serving.Seen
	shares  *serving.Seen // what was posted just now
	limiter *serving.Limiter
	queue   *serving.Queue
	lanes   serving.Lanes
	errands *errands
	broken  chan error   // why it cannot go on, once
	dead    atomic.Value // the same, for who is about to send a request

	self  string // the bot's user id
	botID string
}

// New returns an adapter that answers by handler, and shows excerpts of what coverage returns, which must
// be safe for concurrent use. Metrics may be nil.
func New(cfg Config, handler bot.Handler, coverage func() *bot.Bot, health *serving.Health, metrics *serving.Metrics, log *slog.Logger) (*Adapter, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if cfg.Mode == "" {
		cfg.Mode = Socket
	}
	if cfg.Command == "" {
		cfg.Command = "/clippings"
	}
	a := &Adapter{
		cfg: cfg, handler: handler, coverage: coverage, health: health, metrics: metrics, log: log, timing: defaultTiming(),
		seen:    serving.NewSeen(mostSeen, seenFor).Share(cfg.State, adapterName),
		shares:  serving.NewSeen(1000, twice).Share(cfg.State, adapterName+" shares"),
		limiter: serving.NewLimiter(cfg.Limits, mostSeen).Share(cfg.State, adapterName),
		errands: newErrands(),
		broken:  make(chan error, 1),
	}
	a.client = &http.Client{Transport: cfg.Transport, Timeout: a.timing.request}
	options := []slack.Option{slack.OptionHTTPClient(a.client), slack.OptionAppLevelToken(cfg.AppToken)}
	if cfg.APIURL != "" {
		options = append(options, slack.OptionAPIURL(cfg.APIURL))
	}
	a.api = slack.New(cfg.BotToken, options...)
	health.Set(adapterName, false) // before it runs: what is not connected is not ready
	return a, nil
}

// Run serves until ctx is done; then it takes no new work, answers what it has, closes its sockets, and
// returns nil, all within ten seconds. An error means that it cannot go on: a *FatalError says what to do.
// Run may be called once.
func (a *Adapter) Run(ctx context.Context) error {
	a.client.Timeout = a.timing.request
	err := a.serve(ctx)
	a.health.Set(adapterName, false)
	a.client.CloseIdleConnections()
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (a *Adapter) serve(ctx context.Context) error {
	if err := a.introduce(ctx); err != nil {
		return err
	}
	a.queue = serving.NewQueue(workers, a.timing.depth, func(any) { a.metrics.Panicked(adapterName) })
	a.metrics.QueueDepth(adapterName, a.queue.Depth)
	// The socket outlives ctx for as long as answers are under way: an acknowledgement, which may carry
	// the answer, goes by the socket.
	sockets, closeSockets := context.WithCancel(context.WithoutCancel(ctx))
	defer closeSockets()
	group, stop := errgroup.WithContext(sockets)
	group.Go(func() error {
		if a.cfg.Mode == HTTP {
			return a.listen(stop)
		}
		return a.runSocket(stop, ctx)
	})
	group.Go(func() error {
		select {
		case err := <-a.broken:
			return err
		case <-stop.Done():
			return nil
		}
	})
	group.Go(func() error {
		select {
		case <-ctx.Done():
		case <-stop.Done():
		}
		drain, cancel := context.WithTimeout(context.Background(), drainLimit)
		defer cancel()
		if a.queue.Close(drain) != nil {
			a.log.Warn("questions were left unanswered at the stop")
		}
		// The last acknowledgements have been queued, not written.
		serving.Sleep(context.WithoutCancel(ctx), flushed)
		closeSockets()
		return nil
	})
	return group.Wait()
}

// introduce asks Slack who the bot is, until it says.
func (a *Adapter) introduce(ctx context.Context) error {
	wait := serving.Backoff{Least: a.timing.least, Most: a.timing.most}
	for {
		who, err := a.api.AuthTestContext(ctx)
		switch {
		case err == nil && who.UserID != "":
			a.self, a.botID = who.UserID, who.BotID
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if fatal := fatalError(err); fatal != nil {
			return fatal
		}
		pause := max(wait.Next(), a.retryAfter(err))
		a.log.Warn("Slack does not answer", "reason", reasonOf(err), "again in", pause.Round(time.Millisecond).String())
		if err := serving.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}
