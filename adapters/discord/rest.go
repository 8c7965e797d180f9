package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"

	"clippings/adapters/serving"
)

// Limits of requests. Discord lets a bot send 50 requests a second, interactions apart, and bars an
// address that sends 10,000 invalid ones in ten minutes.
const (
	requestsPerSecond = 45
	mostAttempts      = 8
	longestBody       = 4 << 20 // bytes of a response that are read: the commands with every localisation
	defaultWait       = 5 * time.Second
)

// apiError is what Discord answers in place of what was asked for.
type apiError struct {
	Status  int
	Code    int    // Discord's own, 0 where there is none
	Message string // Discord's text; it may hold what was sent, so it is never logged
}

func (e *apiError) Error() string {
	return fmt.Sprintf("Discord answered %d (code %d)", e.Status, e.Code)
}

// Discord's error codes that mean something here.
const (
	codeUnknownInteraction = 10062 // too late, or answered elsewhere
	codeAcknowledged       = 40060 // answered already
	codeMissingAccess      = 50001
	codeCannotDM           = 50007
	codeMissingPermissions = 50013
)

// request is one request to Discord.
type request struct {
	method, url string
	body        any // encoded as JSON; nil for none
	// repeatable says that sending it again after an unknown outcome does no harm: it only reads,
	// overwrites, or carries a nonce.
	repeatable bool
	// interaction says that it answers an interaction: those are free of the global limit, need no
	// token, and a repeated one that Discord calls acknowledged has succeeded.
	interaction bool
	lane        string        // requests with one lane go one after another; "" for none
	attempt     time.Duration // longest that one attempt may take; 0: 10 s
}

// rest sends requests to Discord. It is safe for concurrent use.
type rest struct {
	client  *http.Client
	token   string
	metrics *serving.Metrics
	pace    *rate.Limiter
	lanes   lanes

	mu    sync.Mutex
	until time.Time // no request but an interaction's is sent before
}

func newREST(token string, transport http.RoundTripper, m *serving.Metrics) *rest {
	return &rest{
		client: &http.Client{Transport: transport}, token: token, metrics: m,
		pace: rate.NewLimiter(requestsPerSecond, requestsPerSecond),
	}
}

// do sends a request until it is answered, is refused for good, or ctx is done, and decodes the answer
// into out unless that is nil. Discord's refusals are *apiError.
func (r *rest) do(ctx context.Context, q request, out any) error {
	var body []byte
	if q.body != nil {
		var err error
		if body, err = json.Marshal(q.body); err != nil {
			return err
		}
	}
	if q.lane != "" {
		free, err := r.lanes.enter(ctx, q.lane)
		if err != nil {
			return err
		}
		defer free()
	}
	again := serving.Backoff{Least: 200 * time.Millisecond, Most: 10 * time.Second}
	var last error
	for attempt := range mostAttempts {
		if err := r.admit(ctx, &q); err != nil {
			return errors.Join(err, last)
		}
		answer, err := r.send(ctx, &q, body)
		if err == nil {
			if out == nil {
				return nil
			}
			return json.Unmarshal(answer, out)
		}
		var refused *apiError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &refused) && refused.Code == codeAcknowledged && q.interaction && attempt > 0:
			return nil // an earlier attempt got through
		}
		wait, retry := r.retry(&q, err, again.Next)
		if !retry {
			return err
		}
		last = err
		if serving.Sleep(ctx, wait) != nil {
			return errors.Join(ctx.Err(), err)
		}
	}
	return last
}

// retry tells whether to send again after err, and after what wait.
func (r *rest) retry(q *request, err error, backoff func() time.Duration) (time.Duration, bool) {
	var limited *rateLimit
	if errors.As(err, &limited) {
		if limited.Global {
			r.mu.Lock()
			if until := time.Now().Add(limited.wait); until.After(r.until) {
				r.until = until
			}
			r.mu.Unlock()
			if !q.interaction {
				return 0, true // admit waits
			}
		}
		return limited.wait, true
	}
	var refused *apiError
	if errors.As(err, &refused) {
		// 502 to 504 come from in front of Discord: whether it was carried out is not known.
		return backoff(), refused.Status >= 500 && (q.repeatable || q.interaction)
	}
	return backoff(), q.repeatable || q.interaction // the network failed
}

// admit waits for the bot's own pace and for a global limit to pass.
func (r *rest) admit(ctx context.Context, q *request) error {
	if q.interaction {
		return ctx.Err()
	}
	for {
		r.mu.Lock()
		wait := time.Until(r.until)
		r.mu.Unlock()
		if wait <= 0 {
			break
		}
		if err := serving.Sleep(ctx, wait); err != nil {
			return err
		}
	}
	return r.pace.Wait(ctx)
}

// rateLimit is a 429: too many requests.
type rateLimit struct {
	RetryAfter float64 `json:"retry_after"` // seconds
	Global     bool    `json:"global"`
	wait       time.Duration
}

func (e *rateLimit) Error() string { return "Discord answered 429" }

// send makes one attempt.
func (r *rest) send(ctx context.Context, q *request, body []byte) ([]byte, error) {
	limit := q.attempt
	if limit == 0 {
		limit = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, q.method, q.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "DiscordBot (clippings, 1)")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !q.interaction {
		req.Header.Set("Authorization", "Bot "+r.token)
	}
	began := time.Now()
	resp, err := r.client.Do(req)
	if err != nil {
		r.metrics.REST(adapterName, 0, time.Since(began))
		return nil, errNetwork // the error's text would hold the address, with ids in it
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, longestBody))
	r.metrics.REST(adapterName, resp.StatusCode, time.Since(began))
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return nil, limitOf(resp.Header, answer)
	case resp.StatusCode >= 300:
		refused := &apiError{Status: resp.StatusCode}
		json.Unmarshal(answer, refused) // a page from in front of Discord leaves the code 0
		return nil, refused
	case err != nil:
		return nil, errNetwork
	}
	return answer, nil
}

var errNetwork = errors.New("Discord could not be reached")

// limitOf reads how long to wait: the longer of what the body and the headers say. A page from in front
// of Discord has neither, or Retry-After alone.
func limitOf(h http.Header, body []byte) *rateLimit {
	limited := new(rateLimit)
	json.Unmarshal(body, limited)
	limited.Global = limited.Global || h.Get("X-RateLimit-Global") != ""
	seconds := limited.RetryAfter
	for _, name := range []string{"Retry-After", "X-RateLimit-Reset-After"} {
		if v, err := strconv.ParseFloat(h.Get(name), 64); err == nil {
			seconds = max(seconds, v)
		}
	}
	limited.wait = time.Duration(seconds * float64(time.Second))
	if limited.wait <= 0 {
		limited.wait = defaultWait
	}
	return limited
}

// lanes let one request at a time pass for each key.
type lanes struct {
	mu   sync.Mutex
	busy map[string]*lane
}

type lane struct {
	turn  chan struct{}
	users int
}

// enter waits for the lane to be free; free leaves it.
func (l *lanes) enter(ctx context.Context, key string) (free func(), err error) {
	l.mu.Lock()
	if l.busy == nil {
		l.busy = make(map[string]*lane)
	}
	at := l.busy[key]
	if at == nil {
		at = &lane{turn: make(chan struct{}, 1)}
		l.busy[key] = at
	}
	at.users++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		if at.users--; at.users == 0 {
			delete(l.busy, key)
		}
		l.mu.Unlock()
	}
	select {
	case at.turn <- struct{}{}:
		return func() { <-at.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

// Addresses.

func callbackURL(i *interaction) string { return discordgo.EndpointInteractionResponse(i.ID, i.Token) }

func originalURL(app string, i *interaction) string {
	return discordgo.EndpointWebhookMessage(app, i.Token, "@original")
}

func messagesURL(channel string) string { return discordgo.EndpointChannelMessages(channel) }

func commandsURL(app string) string {
	return discordgo.EndpointApplicationGlobalCommands(app)
}
