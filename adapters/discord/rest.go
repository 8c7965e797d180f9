package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
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
	mostBeside        = 3       // attempts of one request at the same time
	longestBody       = 4 << 20 // bytes of a response that are read: the commands with every localisation
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
	lane        string // requests with one lane go one after another; "" for none
	// attempt is the longest that one attempt may take; 0: as long as usual. An interaction's is not cut
	// off then, for it may be about to be carried out: another one is begun beside it.
	attempt time.Duration
}

// rest sends requests to Discord. It is safe for concurrent use.
type rest struct {
	client  *http.Client
	token   string
	metrics *serving.Metrics
	pace    *rate.Limiter
	lanes   serving.Lanes
	usual   time.Duration // longest that one attempt may take

	mu    sync.Mutex
	until time.Time // no request but an interaction's is sent before
}

func newREST(token string, transport http.RoundTripper, m *serving.Metrics) *rest {
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // Discord moves nothing, and nobody else is to get the token
	}}
	return &rest{
		client: client, token: token, metrics: m, usual: 10 * time.Second,
		pace: rate.NewLimiter(requestsPerSecond, requestsPerSecond),
	}
}

// do sends a request until it is answered, is refused for good, ctx is done or a limit lasts longer than
// ctx, and decodes the answer into out unless that is nil. Discord's refusals are *apiError and *rateLimit.
func (r *rest) do(ctx context.Context, q request, out any) error {
	var body []byte
	if q.body != nil {
		var err error
		if body, err = json.Marshal(q.body); err != nil {
			return err
		}
	}
	if q.lane != "" {
		leave, err := r.lanes.Enter(ctx, q.lane)
		if err != nil {
			return err
		}
		defer leave()
	}
	again := serving.Backoff{Least: 200 * time.Millisecond, Most: 10 * time.Second}
	var last error
	for attempt := range mostAttempts {
		if err := r.admit(ctx, &q); err != nil {
			return err
		}
		answer, err := r.send(ctx, &q, body)
		if err == nil {
			if out != nil && json.Unmarshal(answer, out) != nil {
				return errAnswer
			}
			return nil
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
		if err := pause(ctx, wait, err); err != nil {
			return err
		}
	}
	return last
}

// pause waits. It returns ctx's error, or at once what makes it wait when ctx will end before.
func pause(ctx context.Context, wait time.Duration, because error) error {
	if deadline, ok := ctx.Deadline(); ok && wait > 0 && time.Until(deadline) <= wait {
		return because
	}
	return serving.Sleep(ctx, wait)
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
	return backoff(), errors.Is(err, errNetwork) && (q.repeatable || q.interaction)
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
		if err := pause(ctx, wait, &rateLimit{Global: true, wait: wait}); err != nil {
			return err
		}
	}
	return r.pace.Wait(ctx)
}

// send makes one attempt, or for an interaction several beside one another while none is answered. The
// first answer counts; that it is acknowledged already, another attempt has done.
func (r *rest) send(ctx context.Context, q *request, body []byte) ([]byte, error) {
	if !q.interaction || q.attempt == 0 {
		limit := q.attempt
		if limit == 0 {
			limit = r.usual
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return r.once(ctx, q, body)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the other attempts
	type result struct {
		answer []byte
		err    error
	}
	results := make(chan result, mostBeside)
	begun, running := 0, 0
	begin := func() {
		begun, running = begun+1, running+1
		go func() {
			answer, err := r.once(ctx, q, body)
			results <- result{answer, err}
		}()
	}
	begin()
	another := time.NewTicker(q.attempt)
	defer another.Stop()
	for {
		select {
		case <-another.C:
			if begun < mostBeside {
				begin()
			}
		case got := <-results:
			running--
			var refused *apiError
			isRefused := errors.As(got.err, &refused)
			switch {
			case isRefused && refused.Code == codeAcknowledged && begun > 1:
				return nil, nil
			case got.err == nil, running == 0, isRefused && refused.Status < 500:
				return got.answer, got.err
			}
		}
	}
}

// once sends a request once.
func (r *rest) once(ctx context.Context, q *request, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, q.method, q.url, bytes.NewReader(body))
	if err != nil {
		return nil, errRequest // its text would hold the address
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
		return nil, errNetwork // its text would hold the address
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

// Addresses.

func callbackURL(i *interaction) string { return discordgo.EndpointInteractionResponse(i.ID, i.Token) }

func originalURL(app string, i *interaction) string {
	return discordgo.EndpointWebhookMessage(app, i.Token, "@original")
}

func messagesURL(channel string) string { return discordgo.EndpointChannelMessages(channel) }

func commandsURL(app string) string {
	return discordgo.EndpointApplicationGlobalCommands(app)
}
