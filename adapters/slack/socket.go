package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"clippings/adapters/serving"
)

// runSocket keeps a Socket Mode connection up until ctx is done. It returns a *FatalError when it cannot be
// connected again. No new envelope is taken once intake is done.
//
// slack-go reconnects by itself, at once and for ever: an accepted connection that is dropped again is
// dialled 2,000 times a second, and some errors of authentication are tried for ever. So each connection
// is a client of its own here, which is stopped when the connection is lost.
func (a *Adapter) runSocket(ctx, intake context.Context) error {
	wait := serving.Backoff{Least: a.timing.least, Most: a.timing.most}
	for ctx.Err() == nil {
		lived, err := a.connect(ctx, intake)
		a.up(false)
		if ctx.Err() != nil || intake.Err() != nil {
			return nil
		}
		if fatal := fatalError(err); fatal != nil {
			return fatal
		}
		if lived > a.timing.steady {
			wait.Reset()
		}
		pause := max(wait.Next(), a.retryAfter(err))
		reason := reasonOf(err)
		a.metrics.Reconnected(adapterName, reason)
		a.log.Warn("connection to Slack lost", "reason", reason, "again in", pause.Round(time.Millisecond).String())
		if serving.Sleep(ctx, pause) != nil {
			return nil
		}
	}
	return nil
}

func (a *Adapter) up(up bool) {
	a.health.Set(adapterName, up)
	a.metrics.Gateway(adapterName, 0, up)
}

var errLost = errors.New("the connection was lost")

// connect opens one connection and takes what comes by it, until it is lost or ctx is done. It returns how
// long Slack served it.
func (a *Adapter) connect(ctx, intake context.Context) (lived time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(a.api,
		socketmode.OptionPingInterval(a.timing.ping),
		socketmode.OptionDialer(&websocket.Dialer{
			Proxy: http.ProxyFromEnvironment, NetDialContext: a.dialer(ctx, cancel), HandshakeTimeout: a.timing.request,
			WriteBufferSize: 32 << 10, // an acknowledgement must not be parted: Slack reads the first frame only
		}),
		socketmode.OptionLog(stdlog.New(io.Discard, "", 0)), // it logs what it receives
	)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	attempts := 0
	var why error = errLost
	var greeted time.Time
	defer func() {
		if !greeted.IsZero() {
			lived = time.Since(greeted)
		}
	}()
	for {
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, context.Canceled) {
				why = err
			}
			return 0, why
		case e, ok := <-client.Events:
			if !ok {
				cancel()
				<-ended
				return 0, why
			}
			switch e.Type {
			case socketmode.EventTypeConnecting:
				if attempts++; attempts > 1 { // it lost the connection and begins again by itself
					cancel()
				}
			case socketmode.EventTypeConnectionError:
				if failed, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
					why = failed.ErrorObj
				}
				cancel()
			case socketmode.EventTypeInvalidAuth:
				why = slack.SlackErrorResponse{Err: "invalid_auth"}
				cancel()
			case socketmode.EventTypeHello:
				greeted = time.Now()
				a.up(true)
				a.log.Info("connected to Slack")
			case socketmode.EventTypeErrorBadMessage:
				if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok && intake.Err() == nil {
					a.takeRequest(ctx, client, bad.Message)
				}
			case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
				if e.Request != nil && intake.Err() == nil {
					a.takeSocket(ctx, client, e.Request)
				}
			}
		}
	}
}

// dialer returns how a websocket is dialled whose loss ends ctx by cancel, and that ends with ctx. Without the first
// slack-go would be connecting again before anybody knows; without the second a handshake that nobody answers
// would outlast a stop.
func (a *Adapter) dialer(ctx context.Context, cancel func()) func(context.Context, string, string) (net.Conn, error) {
	dial := a.cfg.dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	return func(dialling context.Context, network, address string) (net.Conn, error) {
		c, err := dial(dialling, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { c.Close() })
		return &link{c, cancel}, nil
	}
}

// link is a connection that tells when it is lost or closed.
type link struct {
	net.Conn
	lost func()
}

func (l *link) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil {
		l.lost()
	}
	return n, err
}

func (l *link) Close() error {
	l.lost()
	return l.Conn.Close()
}

// takeRequest takes an envelope that slack-go could not read: it is acknowledged at least, or else Slack
// would go on delivering it.
func (a *Adapter) takeRequest(ctx context.Context, client *socketmode.Client, raw json.RawMessage) {
	var r socketmode.Request
	json.Unmarshal(raw, &r)
	if r.EnvelopeID != "" {
		a.takeSocket(ctx, client, &r)
	}
}

// takeSocket takes an envelope that came by a connection.
func (a *Adapter) takeSocket(ctx context.Context, client *socketmode.Client, r *socketmode.Request) {
	a.take(envelope{
		kind: r.Type, payload: r.Payload, retried: r.RetryAttempt > 0, received: time.Now(),
		ack: onceAcked(func(answer any) error {
			if ctx.Err() != nil { // the library would take it all the same, for a socket that is gone
				return errLost
			}
			ctx, cancel := context.WithTimeout(ctx, 2*time.Second) // the library's queue of acknowledgements may be full
			defer cancel()
			return client.AckCtx(ctx, r.EnvelopeID, answer)
		}),
	})
}

// onceAcked lets one acknowledgement pass. One whose answer did not go out does not count.
func onceAcked(send func(answer any) error) func(any) error {
	var mu sync.Mutex
	done := false
	return func(answer any) error {
		mu.Lock()
		defer mu.Unlock()
		if done {
			return errAcked
		}
		if err := send(answer); err != nil && answer != nil {
			return err
		}
		done = true
		return nil
	}
}

var errAcked = errors.New("acknowledged already")
