package slack

import (
	"context"
	"encoding/json"
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
	// Transport carries every request to Slack; nil is the ordinary one.
	Transport http.RoundTripper
	// APIURL is the Web API's address; "" is Slack's.
	APIURL string

	// dial opens the websocket's connections; nil is the ordinary way. Tests watch what goes over them.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
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

// timing are the adapter's waits. Tests shorten them.
type timing struct {
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
		ack: 2 * time.Second, again: 1500 * time.Millisecond, request: 10 * time.Second, answer: 2 * time.Minute,
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
		seen:    serving.NewSeen(mostSeen, seenFor),
		shares:  serving.NewSeen(1000, twice),
		limiter: serving.NewLimiter(cfg.Limits, mostSeen),
		errands: newErrands(),
		broken:  make(chan error, 1),
	}
	a.client = &http.Client{Transport: cfg.Transport, Timeout: a.timing.request}
	options := []slack.Option{slack.OptionHTTPClient(a.client), slack.OptionAppLevelToken(cfg.AppToken)}
	if cfg.APIURL != "" {
		options = append(options, slack.OptionAPIURL(cfg.APIURL))
	}
	a.api = slack.New(cfg.BotToken, options...)
	return a, nil
}

// Run serves until ctx is done; then it takes no new work, answers what it has, closes its sockets, and
// returns nil, all within ten seconds. An error means that it cannot go on: a *FatalError says what to do.
// Run may be called once.
func (a *Adapter) Run(ctx context.Context) error {
	a.client.Timeout = a.timing.request
	a.health.Set(adapterName, false)
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
	a.queue = serving.NewQueue(workers, depth, func(any) { a.metrics.Panicked(adapterName) })
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

// envelope is something that Slack delivered, by either way.
type envelope struct {
	kind     string
	payload  json.RawMessage
	retried  bool // Slack says that it delivered it before
	received time.Time
	// ack acknowledges it, with an answer or nil. Only the first call counts; it reports an answer that
	// is too long to go this way as an error, and nothing is acknowledged then.
	ack func(answer any) error
	// errand is set where the acknowledgement carries the answer: what is asked, the same in every delivery.
	errand string
}

// take takes one envelope. It must not block.
func (a *Adapter) take(e envelope) {
	keys, work := a.workOf(&e)
	if work == nil { // nothing that the bot answers: so that Slack does not deliver it again
		e.ack(nil)
		return
	}
	ack, end := a.errands.begin(e.errand, e.ack)
	if ack == nil {
		a.metrics.Duplicate(adapterName)
		return
	}
	// There must be room before the keys are marked: what is refused comes again, and is new then.
	e.ack = ack
	latest := time.AfterFunc(a.timing.ack, func() { e.ack(nil) })
	begin := make(chan bool, 1)
	if !a.queue.Submit(func(ctx context.Context) {
		if !<-begin {
			return
		}
		defer func() {
			latest.Stop()
			e.ack(nil)
			end()
		}()
		work(ctx)
	}) {
		a.metrics.Dropped(adapterName)
		latest.Stop()
		a.refuse(&e)
		end()
		return
	}
	fresh := a.fresh(keys)
	begin <- fresh
	if !fresh {
		a.metrics.Duplicate(adapterName)
		latest.Stop()
		end()
		// The first is being answered. Until it is, Slack must be free to deliver again, should this
		// process end now.
		time.AfterFunc(a.timing.again, func() { e.ack(nil) })
	}
}

// fresh reports whether none of the keys was seen before, and marks them all.
func (a *Adapter) fresh(keys []string) bool {
	fresh := true
	for _, k := range keys {
		fresh = a.seen.First(k) && fresh
	}
	return fresh
}

// workOf returns what an envelope asks for, or nil, and the keys by which a duplicate is told: the event's
// own id, and the place of the message, because a mention arrives twice under two ids.
func (a *Adapter) workOf(e *envelope) (keys []string, work func(context.Context)) {
	switch e.kind {
	case kindEvents:
		var c eventCallback
		json.Unmarshal(e.payload, &c) // a field of an unknown form is left out
		return a.workOfEvent(e, &c)
	case kindCommand:
		var c command
		json.Unmarshal(e.payload, &c)
		if c.Command == "" || c.User == "" {
			return nil, nil
		}
		return errandKey(e, "c"+c.TriggerID), func(ctx context.Context) { a.command(ctx, e, &c) }
	case kindInteractive:
		i := new(interaction)
		json.Unmarshal(e.payload, i)
		if i.Type == "" || i.User.ID == "" {
			return nil, nil
		}
		keys = []string{"i" + i.TriggerID + i.Type}
		switch i.Type {
		case typeSuggestion:
			keys = nil // every letter that is typed asks anew
		case typeSubmission:
			keys = errandKey(e, "v"+i.View.ID+i.TriggerID)
		}
		return keys, func(ctx context.Context) { a.interact(ctx, e, i) }
	}
	return nil, nil
}

// errandKey is the key of an envelope whose acknowledgement carries the answer. One that Slack delivers again
// when its answer is under way or done is a matter of the errands: its acknowledgement may have been lost, and
// with it the answer.
func errandKey(e *envelope, key string) []string {
	e.errand = key
	if e.retried {
		return nil
	}
	return []string{key}
}

// refuse tells who comes when the queue is full, as far as that goes without waiting.
func (a *Adapter) refuse(e *envelope) {
	if e.kind == kindCommand {
		e.ack(ephemeral(line(bot.ControlsOf("").Busy)))
		return
	}
	// An event that is not acknowledged is delivered again in a while, when there may be room.
	if e.kind != kindEvents {
		e.ack(nil)
	}
}
