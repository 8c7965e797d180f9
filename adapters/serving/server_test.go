package serving_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
)

// serve runs the server on the loopback until the test ends, and returns its address as a URL.
func serve(t *testing.T, h *serving.Health, m *serving.Metrics, log *slog.Logger) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serving.ServeOn(ctx, listener, h, m, log) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServer(t *testing.T) {
	h, m := serving.NewHealth(), serving.NewMetrics()
	var log bytes.Buffer
	url := serve(t, h, m, slog.New(slog.NewTextHandler(&log, nil)))
	m.Duplicate("discord")
	steps := []struct {
		set    func()
		path   string
		status int
		body   string
	}{
		{func() {}, "/livez", 200, "ok\n"},
		{func() {}, "/readyz", 503, ""},
		{func() { h.Set("slack", false); h.Set("discord", false); h.Set("corpus", true) }, "/readyz", 503, "discord\nslack\n"},
		{func() { h.Set("discord", true) }, "/readyz", 503, "slack\n"},
		{func() { h.Set("slack", true) }, "/readyz", 200, "ok\n"},
		{func() { h.Set("corpus", false) }, "/readyz", 503, "corpus\n"},
		{func() {}, "/livez", 200, "ok\n"},
		{func() {}, "/", 404, "404 page not found\n"},
	}
	for i, step := range steps {
		step.set()
		if status, body := get(t, url+step.path); status != step.status || body != step.body {
			t.Errorf("step %d: %s: %d %q", i, step.path, status, body)
		}
	}
	if status, body := get(t, url+"/metrics"); status != 200 || !strings.Contains(body, `clippings_duplicates_total{adapter="discord"} 1`) {
		t.Errorf("metrics: %d\n%s", status, body)
	}
	response, err := http.Post(url+"/livez", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", response.StatusCode)
	}
	if lines := strings.Count(log.String(), "\n"); lines != 1 {
		t.Errorf("logged %d lines:\n%s", lines, &log)
	}
}

func TestServerOfNothing(t *testing.T) {
	url := serve(t, nil, nil, nil)
	for path, want := range map[string]int{"/livez": 200, "/readyz": 503, "/metrics": 404} {
		if status, _ := get(t, url+path); status != want {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// TestServerEndsWithRequestUnderWay proves that the end of ctx lets a request be answered.
func TestServerEndsWithRequestUnderWay(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := serving.NewMetrics()
	reading, release := make(chan struct{}), make(chan struct{})
	m.QueueDepth("discord", func() int { // called while the counts are read
		close(reading)
		<-release
		return 5
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serving.ServeOn(ctx, listener, nil, m, nil) }()
	body := make(chan string, 1)
	go func() {
		_, text := get(t, "http://"+listener.Addr().String()+"/metrics")
		body <- text
	}()
	<-reading
	cancel()
	select {
	case err := <-ended:
		t.Fatalf("ended with a request under way: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if text := <-body; !strings.Contains(text, `clippings_queue_depth{adapter="discord"} 5`) {
		t.Errorf("the request got\n%s", text)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the address still answers")
	}
}

func TestServeAddress(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := serving.Serve(ctx, "127.0.0.1:0", nil, nil, nil); err != nil {
		t.Errorf("ended at once: %v", err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, addr := range []string{taken.Addr().String(), "not an address"} {
		if err := serving.Serve(t.Context(), addr, nil, nil, nil); err == nil || !strings.HasPrefix(err.Error(), "health and metrics: listen") {
			t.Errorf("%s: %v", addr, err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := serving.ServeOn(t.Context(), listener, nil, nil, nil); err == nil {
		t.Error("served on a closed listener")
	}
}
