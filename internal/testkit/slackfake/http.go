package slackfake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Endpoints is where an app listens that does not use Socket Mode. An empty one stands for Events.
type Endpoints struct {
	Events      string
	Commands    string
	Interactive string
	Options     string // of external selects; for the empty one Interactive stands
}

// HTTPDelivery is one request that the fake made.
type HTTPDelivery struct {
	URL      string
	Header   http.Header
	Body     []byte
	At       time.Time
	Took     time.Duration
	Status   int // 0 when there was no answer
	Response []byte
	Kind     string // of the answer: its Content-Type
	Err      error  // why there was no answer
	Retry    int    // X-Slack-Retry-Num

	noRetry bool // the answer asked for it
}

// DeliverOverHTTP checks the events endpoint with Slack's challenge and, when that was answered,
// delivers over HTTP from now on, all kinds to the same address unless they are named apart.
func (f *Fake) DeliverOverHTTP(to Endpoints) error {
	def := func(s *string, value string) {
		if *s == "" {
			*s = value
		}
	}
	def(&to.Commands, to.Events)
	def(&to.Interactive, to.Events)
	def(&to.Options, to.Interactive)
	if err := f.Challenge(to.Events); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.http = &to
	f.post.connected()
	return nil
}

// DeliverOverSocket ends what DeliverOverHTTP began.
func (f *Fake) DeliverOverSocket() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.http = nil
}

// Challenge sends a url_verification request and says what was wrong with the answer.
func (f *Fake) Challenge(to string) error {
	const word = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
	d := f.Post(to, "application/json", encode(object{"token": oldToken, "challenge": word, "type": "url_verification"}), Signed())
	if d.Err != nil {
		return fmt.Errorf("challenge: %w", d.Err)
	}
	answer := string(bytes.TrimSpace(d.Response))
	var inJSON struct {
		Challenge string `json:"challenge"`
	}
	if json.Unmarshal(d.Response, &inJSON) == nil && inJSON.Challenge != "" {
		answer = inJSON.Challenge
	}
	if d.Status/100 != 2 || answer != word {
		return fmt.Errorf("challenge: the answer was %d %q", d.Status, d.Response)
	}
	return nil
}

// HTTPDeliveries returns the requests that the fake has made, the oldest first.
func (f *Fake) HTTPDeliveries() []HTTPDelivery {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.post.sentHTTP.list()
}

// deliverHTTP makes one delivery over HTTP. Slack repeats events, not commands and interactions.
func (o *office) deliverHTTP(e *envelope, to Endpoints) {
	body, kind, target := []byte(e.payload), "application/json", to.Events
	switch {
	case e.kind == kindCommand:
		var fields map[string]string
		_ = json.Unmarshal(e.payload, &fields)
		form := url.Values{}
		for name, value := range fields {
			form.Set(name, value)
		}
		body, kind, target = []byte(form.Encode()), "application/x-www-form-urlencoded", to.Commands
	case e.kind == kindInteraction:
		form := url.Values{"payload": {string(e.payload)}}
		body, kind, target = []byte(form.Encode()), "application/x-www-form-urlencoded", to.Interactive
		if e.name == "block_suggestion" {
			target = to.Options
		}
	}
	e.deliveries++
	e.sent = time.Now()
	attempt, reason := e.attempt, e.reason
	o.f.begin(func() {
		options := []PostOption{Signed()}
		if attempt > 0 {
			options = append(options, Header("X-Slack-Retry-Num", strconv.Itoa(attempt)), Header("X-Slack-Retry-Reason", reason))
		}
		d := o.f.Post(target, kind, body, options...)
		o.f.mu.Lock()
		defer o.f.mu.Unlock()
		defer o.f.changed.raise()
		switch {
		case d.Err == nil && d.Status/100 == 2:
			o.acknowledge(e, responseOf(e, d), e.id, 0)
		case d.noRetry && e.kind == kindEvent:
			o.giveUp(e)
		default:
			o.failed(e, failureOf(d))
			if e.kind != kindEvent && e.handle != nil && d.Status != 0 {
				e.handle.trouble = "dispatch_failed"
			}
		}
	})
}

// failureOf names why a delivery failed as X-Slack-Retry-Reason does.
func failureOf(d HTTPDelivery) string {
	switch {
	case errors.Is(d.Err, context.DeadlineExceeded):
		return "http_timeout"
	case d.Err != nil:
		return "connection_failed"
	}
	return "http_error"
}

// responseOf is the payload in the body of an answer: JSON, or text where a command can be answered so.
func responseOf(e *envelope, d HTTPDelivery) json.RawMessage {
	body := bytes.TrimSpace(d.Response)
	if len(body) == 0 || !e.accepts {
		return nil
	}
	if kind, _, _ := mime.ParseMediaType(d.Kind); kind == "application/json" {
		return body
	}
	if e.kind == kindCommand {
		return encode(object{"text": string(body)})
	}
	return nil
}

// Sign is the signature that Slack gives to a body at a time, in seconds.
func (f *Fake) Sign(timestamp string, body []byte) string {
	return signature(signingSecret, timestamp, body)
}

func signature(secret, timestamp string, body []byte) string {
	sum := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(sum, "v0:%s:%s", timestamp, body)
	return "v0=" + hex.EncodeToString(sum.Sum(nil))
}

// Post sends a request as Slack does, or as somebody does who pretends to be it, and waits for the
// answer as long as Slack would. It is recorded among HTTPDeliveries.
func (f *Fake) Post(to, contentType string, body []byte, options ...PostOption) HTTPDelivery {
	p := posting{header: http.Header{}, at: time.Now(), secret: signingSecret, body: body}
	p.header.Set("Content-Type", contentType)
	p.header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	p.header.Set("Accept", "application/json,*/*")
	for _, option := range options {
		option(&p)
	}
	if p.signed {
		timestamp := strconv.FormatInt(p.at.Unix(), 10)
		p.header.Set("X-Slack-Request-Timestamp", timestamp)
		p.header.Set("X-Slack-Signature", signature(p.secret, timestamp, body))
	}
	return f.transmit(HTTPDelivery{URL: to, Header: p.header, Body: p.body})
}

// Replay sends a request once more, byte for byte with the same signature.
func (f *Fake) Replay(d HTTPDelivery) HTTPDelivery {
	return f.transmit(HTTPDelivery{URL: d.URL, Header: d.Header, Body: d.Body})
}

func (f *Fake) transmit(d HTTPDelivery) HTTPDelivery {
	ctx, cancel := context.WithTimeout(context.Background(), f.opts.AckWithin)
	defer cancel()
	go func() {
		select {
		case <-f.closed:
			cancel()
		case <-ctx.Done():
		}
	}()
	d.At = time.Now()
	d.Retry, _ = strconv.Atoi(d.Header.Get("X-Slack-Retry-Num"))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err == nil {
		request.Header = d.Header.Clone()
		var response *http.Response
		if response, err = f.poster.Do(request); err == nil {
			d.Status, d.Kind = response.StatusCode, response.Header.Get("Content-Type")
			d.noRetry = response.Header.Get("X-Slack-No-Retry") == "1"
			d.Response, err = io.ReadAll(io.LimitReader(response.Body, 1<<20))
			_ = response.Body.Close()
		}
	}
	d.Err = err
	d.Took = time.Since(d.At)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.post.sentHTTP.add(d)
	f.changed.raise()
	return d
}
