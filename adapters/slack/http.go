package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Limits of the listener. Slack's largest requests, messages with many blocks, have some 100 kB.
const (
	longestBody  = 1 << 20
	listenerWait = 10 * time.Second
)

// listen serves the Events API until ctx is done.
func (a *Adapter) listen(ctx context.Context) error {
	l, err := a.cfg.listener, error(nil)
	if l == nil {
		l, err = net.Listen("tcp", a.cfg.Address)
	}
	if err != nil {
		return &FatalError{fmt.Sprintf("cannot listen on %s: %v", a.cfg.Address, err)}
	}
	return a.listenOn(ctx, l)
}

func (a *Adapter) listenOn(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: a.endpoint(), ReadHeaderTimeout: listenerWait, ReadTimeout: listenerWait, WriteTimeout: listenerWait, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: stdlog.New(io.Discard, "", 0), // its lines name addresses
	}
	a.up(true)
	a.log.Info("listening for Slack", "address", l.Addr().String())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return &FatalError{"the listener ended: " + err.Error()}
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), listenerWait/10)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close()
		}
		<-ended
		return nil
	}
}

// endpoint takes Slack's requests: events, commands and interactions, all at one path.
func (a *Adapter) endpoint() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
		if err != nil {
			http.Error(w, "too long", http.StatusRequestEntityTooLarge)
			return
		}
		if err := a.verify(r.Header, body); err != nil {
			a.metrics.Failed("http", label(err.Error()))
			http.Error(w, "not from Slack", http.StatusUnauthorized)
			return
		}
		kind, payload, challenge := read(r.Header.Get("Content-Type"), body)
		switch {
		case challenge != "":
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			io.WriteString(w, challenge)
		case kind == "":
			w.WriteHeader(http.StatusOK) // nothing that the bot knows: so that Slack does not send it again
		default:
			a.takeHTTP(r.Context(), w, kind, payload, r.Header.Get("X-Slack-Retry-Num") != "")
		}
	})
	return mux
}

// Why a request is refused.
var (
	errSignature = errors.New("bad signature")
	errReplayed  = errors.New("replayed")
)

// verify holds that Slack signed the request, within five minutes of now, and that it is the first with this
// signature: who overheard a request must not send it again.
func (a *Adapter) verify(h http.Header, body []byte) error {
	v, err := slack.NewSecretsVerifier(h, a.cfg.SigningSecret)
	if err != nil {
		return errSignature
	}
	v.Write(body)
	if v.Ensure() != nil {
		return errSignature
	}
	// In small letters: a signature in capitals is as good.
	if key := "h" + strings.ToLower(h.Get("X-Slack-Signature")); !a.seen.First(key) || !a.seen.Claim(nil, key) {
		return errReplayed
	}
	return nil
}

// read tells what a request's body holds. Challenge is what Slack wants back when it checks the address.
func read(contentType string, body []byte) (kind string, payload json.RawMessage, challenge string) {
	media, _, _ := mime.ParseMediaType(contentType)
	if media == "application/json" {
		var c struct {
			Type      string `json:"type"`
			Challenge string `json:"challenge"`
		}
		json.Unmarshal(body, &c)
		switch c.Type {
		case "url_verification":
			return "", nil, c.Challenge
		case "event_callback":
			return kindEvents, body, ""
		}
		return "", nil, ""
	}
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil:
	case form.Get("payload") != "":
		return kindInteractive, json.RawMessage(form.Get("payload")), ""
	case form.Get("command") != "":
		fields := make(map[string]string, len(form))
		for name := range form {
			fields[name] = form.Get(name)
		}
		payload, _ := json.Marshal(fields) // strings only
		return kindCommand, payload, ""
	}
	return "", nil, ""
}

// takeHTTP takes an envelope that came by a request, and answers the request with its acknowledgement. Ctx ends
// when whoever sent it does not wait any more.
func (a *Adapter) takeHTTP(ctx context.Context, w http.ResponseWriter, kind string, payload json.RawMessage, retried bool) {
	acked := make(chan []byte, 1)
	a.take(envelope{
		kind: kind, payload: payload, retried: retried, received: time.Now(),
		ack: onceAcked(func(answer any) error {
			if answer == nil {
				acked <- nil
				return nil
			}
			body, err := json.Marshal(answer)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			acked <- bytes.TrimSpace(body)
			return nil
		}),
	})
	select {
	case body := <-acked:
		if body != nil {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
		}
		w.WriteHeader(http.StatusOK)
		w.Write(body)
	case <-time.After(a.timing.ack + 800*time.Millisecond): // an event that nobody took: Slack sends it again
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}
