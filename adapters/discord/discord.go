package discord

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"clippings/adapters/serving"
	"clippings/bot"
)

// adapterName is what logs and metrics call this adapter.
const adapterName = "discord"

// Config is what the adapter needs to know. Token must be set; the rest has useful zero values.
type Config struct {
	Token   string
	Contact string         // the operator's line for emergencies; may be ""
	Shards  Shards         // zero: as many as Discord recommends
	Limits  serving.Limits // zero: none
	State   serving.State  // shared with other processes of this bot; nil: there are none
	// Transport carries every HTTP request; nil is the ordinary one.
	Transport http.RoundTripper

	dial, dialTLS dialing
}

// Validate says in one line what is wrong, or returns nil.
func (c *Config) Validate() error {
	switch {
	case c.Token == "":
		return errors.New("discord: no token")
	case c.Shards.Count < 0 || c.Shards.First < 0 || c.Shards.Last < c.Shards.First || c.Shards.Count > 0 && c.Shards.Last >= c.Shards.Count:
		return errors.New("discord: no such shards")
	}
	return c.Limits.Validate()
}

// Sizes. A message's worker may wait for a rate limit, an interaction's never for more than its three
// seconds; so each has its own queue.
const (
	interactionWorkers = 16
	messageWorkers     = 64
	busyWorkers        = 4
	depth              = 2048
	mostSeen           = 100_000
	seenFor            = 15 * time.Minute // how long an interaction's token lives
	drainLimit         = 8 * time.Second
)

// Adapter is the bot in Discord.
type Adapter struct {
	cfg      Config
	handler  bot.Handler
	coverage func() *bot.Bot
	health   *serving.Health
	metrics  *serving.Metrics
	log      *slog.Logger
	timing   timing

	rest         *rest
	seen         *serving.Seen
	limiter      *serving.Limiter
	interactions *serving.Queue
	messages     *serving.Queue
	busy         *serving.Queue // tells who comes when another is full
	gate         identifyGate
	abandoned    atomic.Int32

	self        string // the bot's user id
	application string
	gateway     string // the address to connect to
}

// New returns an adapter that answers by handler, and shows excerpts of what coverage returns, which
// must be safe for concurrent use. Metrics may be nil.
func New(cfg Config, handler bot.Handler, coverage func() *bot.Bot, health *serving.Health, metrics *serving.Metrics, log *slog.Logger) (*Adapter, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if cfg.dial == nil {
		d := &net.Dialer{Timeout: 15 * time.Second}
		cfg.dial = d.DialContext
		cfg.dialTLS = (&tls.Dialer{NetDialer: d, Config: &tls.Config{NextProtos: []string{"http/1.1"}}}).DialContext
	}
	a := &Adapter{
		cfg: cfg, handler: handler, coverage: coverage, health: health, metrics: metrics, log: log, timing: defaultTiming(),
		rest:    newREST(cfg.Token, cfg.Transport, metrics),
		seen:    serving.NewSeen(mostSeen, seenFor).Share(cfg.State, adapterName),
		limiter: serving.NewLimiter(cfg.Limits, mostSeen).Share(cfg.State, adapterName),
	}
	health.Set(adapterName, false) // before it runs: what is not connected is not ready
	return a, nil
}

// Run serves until ctx is done; then it takes no new work, answers what it has, closes its sockets, and
// returns nil, all within ten seconds. An error means that it cannot go on: a *FatalError says what to
// do. Run may be called once.
func (a *Adapter) Run(ctx context.Context) error {
	panicked := func(any) { a.metrics.Panicked(adapterName) }
	a.interactions = serving.NewQueue(interactionWorkers, depth, panicked)
	a.messages = serving.NewQueue(messageWorkers, depth, panicked)
	a.busy = serving.NewQueue(busyWorkers, depth, panicked)
	a.metrics.QueueDepth(adapterName, func() int { return a.interactions.Depth() + a.messages.Depth() })
	a.rest.usual = a.timing.attempt
	drain, cancel := context.WithCancel(context.Background())
	defer cancel()
	limit := func() { time.AfterFunc(drainLimit, cancel) }
	defer context.AfterFunc(ctx, limit)() // closing the sockets takes of the same time
	err := a.serve(ctx)
	if ctx.Err() == nil {
		limit()
	}
	a.health.Set(adapterName, false)
	var closing errgroup.Group
	for _, q := range []*serving.Queue{a.interactions, a.messages, a.busy} {
		closing.Go(func() error { return q.Close(drain) })
	}
	if closing.Wait() != nil {
		a.log.Warn("questions were left unanswered at the stop")
	}
	a.rest.client.CloseIdleConnections()
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (a *Adapter) serve(ctx context.Context) error {
	plan, err := a.introduce(ctx)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for id := plan.First; id <= plan.Last; id++ {
		s := newShard(a, id, plan.Count)
		s.up(false)
		group.Go(func() error { return s.run(ctx) })
	}
	a.health.Set(adapterName, true)
	group.Go(func() error { a.registerAll(ctx); return nil })
	return group.Wait()
}

// registerAll registers the commands, and tries again until it is done.
func (a *Adapter) registerAll(ctx context.Context) {
	wait := serving.Backoff{Least: a.timing.least * 4, Most: 10 * time.Minute}
	for ctx.Err() == nil {
		wrote, err := a.register(ctx)
		if err == nil {
			a.log.Info("commands are registered", "changed", wrote)
			return
		}
		a.log.Warn("commands could not be registered", "reason", refusal(err))
		if serving.Sleep(ctx, wait.Next()) != nil {
			return
		}
	}
}

// refusal says why a request failed without anything that was sent.
func refusal(err error) string {
	var refused *apiError
	var limited *rateLimit
	switch {
	case errors.As(err, &refused):
		return refused.Error()
	case errors.As(err, &limited):
		return limited.Error()
	case errors.Is(err, errRequest):
		return errRequest.Error()
	case errors.Is(err, errAnswer):
		return errAnswer.Error()
	}
	return errNetwork.Error()
}

// event takes one event of the gateway. It must not block: discordgo reads the next frame, heartbeats'
// acknowledgements too, only when it returns. Nor may it panic there.
func (a *Adapter) event(kind string, data json.RawMessage, received time.Time) {
	defer func() {
		if recover() != nil { // its value may hold the question
			a.metrics.Panicked(adapterName)
		}
	}()
	switch kind {
	case eventInteraction:
		i := new(interaction)
		json.Unmarshal(data, i) // a field of an unknown form is left out
		if i.ID == "" || i.Token == "" {
			return
		}
		key := "i" + i.ID
		if !a.seen.First(key) {
			a.metrics.Duplicate(adapterName)
			return
		}
		// One that its process leaves unanswered is too old for another to answer.
		a.submit(a.interactions, a.claimed(nil, key, func(ctx context.Context) { a.interact(ctx, i, received) }), a.claimed(nil, key, func(ctx context.Context) { a.refuse(ctx, i) }))
	case eventMessage:
		var written struct {
			message
			Member json.RawMessage `json:"member"` // of the server; none in a direct message
		}
		whole := json.Unmarshal(data, &written) == nil && len(written.Member) == 0
		m := &written.message
		if !a.addressed(m, whole) {
			return
		}
		key := "m" + m.ID
		if !a.seen.First(key) {
			a.metrics.Duplicate(adapterName)
			return
		}
		hear := func(ctx context.Context) { a.hear(ctx, m, received) }
		refuse := func(ctx context.Context) { a.refuseMessage(ctx, m) }
		a.submit(a.messages, a.claimed(func() { a.submit(a.messages, hear, refuse) }, key, hear), a.claimed(nil, key, refuse))
	}
}

// claimed is work that is done when no other process of the bot has the event. It asks on a worker, since
// whoever reads the gateway must not wait.
func (a *Adapter) claimed(orphaned func(), key string, work func(context.Context)) func(context.Context) {
	return func(ctx context.Context) {
		if !a.seen.Claim(orphaned, key) {
			a.metrics.Duplicate(adapterName)
			return
		}
		work(ctx)
	}
}

// submit queues work, or else who tells that there is too much of it.
func (a *Adapter) submit(q *serving.Queue, work, refuse func(context.Context)) {
	if q.Submit(work) {
		return
	}
	a.metrics.Dropped(adapterName)
	a.busy.Submit(refuse)
}

// addressed reports whether a person speaks to the bot: by mention, by a reply to it, which mentions it,
// or directly. Of a message that is not whole, or not clearly outside servers, only a mention is sure.
func (a *Adapter) addressed(m *message, whole bool) bool {
	if m.ID == "" || m.Channel == "" || m.Author.ID == "" || m.Author.Bot || m.Author.ID == a.self || m.Webhook != "" ||
		m.Type != typeDefault && m.Type != typeReply {
		return false
	}
	mentioned := slices.ContainsFunc(m.Mentions, func(u user) bool { return u.ID == a.self })
	return mentioned || m.Guild == "" && whole
}
