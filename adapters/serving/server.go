package serving

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// What a client of the server may take. Nothing it serves is long in the making.
const (
	readTimeout    = 5 * time.Second
	writeTimeout   = 15 * time.Second
	idleTimeout    = time.Minute
	shutdownGrace  = 3 * time.Second
	maxHeaderBytes = 8 << 10
)

// Serve tells over HTTP how the program is, on an address as net.Listen takes it ("127.0.0.1:9090"),
// until ctx ends:
//
//   - /livez answers 200 as long as the process runs;
//   - /readyz answers 200 when h is ready, else 503 with the parts that are down, one a line;
//   - /metrics has the counts of m.
//
// A nil h is never ready, a nil m has no counts (404), a nil log logs nothing. What is served holds
// nothing about anybody who asks, but how busy a bot is may tell something too: the address should be
// the loopback or a private one. Serve returns nil once ctx ended and requests under way are answered,
// or the error that kept it from listening or serving.
func Serve(ctx context.Context, addr string, h *Health, m *Metrics, log *slog.Logger) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("health and metrics: %w", err)
	}
	return ServeOn(ctx, listener, h, m, log)
}

// ServeOn is Serve on a listener, which it closes.
func ServeOn(ctx context.Context, listener net.Listener, h *Health, m *Metrics, log *slog.Logger) error {
	server := &http.Server{
		Handler:           endpoints(h, m),
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          stdlog.New(io.Discard, "", 0), // its lines name the addresses of clients
	}
	logger(log).Info("health and metrics are served", "address", listener.Addr().String())

	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close() // a client that does not read must not keep the program
		}
		err = <-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("health and metrics on %s: %w", listener.Addr(), err)
}

func endpoints(h *Health, m *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "ok\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		ready, down := h.Ready()
		if ready {
			plain(w, http.StatusOK, "ok\n")
			return
		}
		var lines strings.Builder
		for _, part := range down {
			lines.WriteString(part + "\n")
		}
		plain(w, http.StatusServiceUnavailable, lines.String())
	})
	mux.Handle("GET /metrics", m.Handler())
	return mux
}

// plain answers with text that nobody may keep: the next probe must see what holds then.
func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	io.WriteString(w, text)
}

// logger returns log, or one that logs nothing.
func logger(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return log
}
