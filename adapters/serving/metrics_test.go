package serving_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
)

// scrape returns the counts as a collector reads them.
func scrape(t *testing.T, m *serving.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// count is every call that counts, made once.
func count(m *serving.Metrics) {
	m.Answered("slash", string(bot.Covered))
	m.Failed("mention", serving.Reason(errors.New("anything")))
	m.Duplicate("discord")
	m.Limited("discord")
	m.Dropped("discord")
	m.Panicked("discord")
	m.Reconnected("discord", "close_4009")
	m.Abandoned("slack")
	m.REST("discord", 429, 20*time.Millisecond)
	m.REST("discord", 0, -time.Second)
	m.REST("discord", 1234567, time.Second)
	m.Latency("slack", time.Now().Add(-70*time.Microsecond))
	m.Latency("slack", time.Time{})
	m.Gateway("discord", 3, true)
	m.Gateway("discord", 0, true)
	m.Gateway("discord", 0, false)
	m.QueueDepth("discord", func() int { return 1 })
	m.QueueDepth("slack", func() int { return 2 })
	m.QueueDepth("discord", func() int { return 7 })
	m.Corpus(321)
	m.Reloaded(true)
	m.Reloaded(false)
}

func TestMetrics(t *testing.T) {
	m := serving.NewMetrics()
	for _, want := range []string{`clippings_reloads_total{result="ok"} 0`, `clippings_reloads_total{result="refused"} 0`} {
		if text := scrape(t, m); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	count(m)
	text := scrape(t, m)
	for _, want := range []string{
		`clippings_replies_total{entry="slash",outcome="covered"} 1`,
		`clippings_failures_total{entry="mention",reason="other"} 1`,
		`clippings_duplicates_total{adapter="discord"} 1`,
		`clippings_limited_total{adapter="discord"} 1`,
		`clippings_dropped_total{adapter="discord"} 1`,
		`clippings_panics_total{adapter="discord"} 1`,
		`clippings_reconnects_total{adapter="discord",reason="close_4009"} 1`,
		`clippings_abandoned_total{adapter="slack"} 1`,
		`clippings_rest_requests_total{adapter="discord",status="429"} 1`,
		`clippings_rest_requests_total{adapter="discord",status="none"} 1`,
		`clippings_rest_requests_total{adapter="discord",status="other"} 1`,
		`clippings_rest_request_seconds_count{adapter="discord"} 3`,
		`clippings_rest_request_seconds_bucket{adapter="discord",le="5e-05"} 1`,
		`clippings_reply_latency_seconds_bucket{adapter="slack",le="5e-05"} 0`,
		`clippings_reply_latency_seconds_bucket{adapter="slack",le="10"} 1`,
		`clippings_reply_latency_seconds_count{adapter="slack"} 1`,
		`clippings_gateway_up{adapter="discord",shard="0"} 0`,
		`clippings_gateway_up{adapter="discord",shard="3"} 1`,
		`clippings_queue_depth{adapter="discord"} 7`,
		`clippings_queue_depth{adapter="slack"} 2`,
		`clippings_corpus_excerpts 321`,
		`clippings_reloads_total{result="ok"} 1`,
		`clippings_reloads_total{result="refused"} 1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	loaded := regexp.MustCompile(`(?m)^clippings_corpus_loaded_timestamp_seconds (\S+)$`).FindStringSubmatch(text)
	var at float64
	if len(loaded) != 2 {
		t.Errorf("no load time in\n%s", text)
	} else if fmt.Sscan(loaded[1], &at); time.Since(time.Unix(int64(at), 0)).Abs() > time.Minute {
		t.Errorf("load time %s", loaded[1])
	}
}

// TestMetricsHoldNobody hands every label what must never be one, as a mistake in an adapter might.
func TestMetricsHoldNobody(t *testing.T) {
	const (
		snowflake = "1187654321098765432"
		member    = "U024BE7LH"
		question  = "can la migra see my licence"
		long      = "somebody-wrote-this-without-a-single-space"
	)
	m := serving.NewMetrics()
	for _, s := range []string{snowflake, "user-" + snowflake, member, question, long, "licencia?", "ñ", "line\nbreak", ""} {
		m.Answered(s, s)
		m.Failed(s, s)
		m.Duplicate(s)
		m.Limited(s)
		m.Dropped(s)
		m.Panicked(s)
		m.Reconnected(s, s)
		m.Abandoned(s)
		m.REST(s, 200, time.Second)
		m.Latency(s, time.Now())
		m.Gateway(s, 0, true)
		m.QueueDepth(s, func() int { return 0 })
	}
	text := scrape(t, m)
	for _, line := range regexp.MustCompile(`\w+="[^"]*"`).FindAllString(text, -1) {
		name, value, _ := strings.Cut(line, "=")
		switch {
		case name == "le" || name == "shard" || name == "result" || name == "status":
		case value != `"other"`:
			t.Errorf("a label of %s", line)
		}
	}
	for _, bad := range []string{snowflake, member, "migra", "somebody", "licencia", "ñ"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is among the counts", bad)
		}
	}
	m = serving.NewMetrics()
	for _, s := range []string{"slash", "discord", "message_command", "close-4014", "http.503", "discord/dm", "ws:1006"} {
		m.Failed(s, s)
		if !strings.Contains(scrape(t, m), fmt.Sprintf(`{entry=%q,reason=%q} 1`, s, s)) {
			t.Errorf("the label %q is not kept", s)
		}
	}
}

func TestMetricsNil(t *testing.T) {
	var m *serving.Metrics
	count(m)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 404 {
		t.Errorf("status %d", w.Code)
	}
}

func TestMetricsConcurrent(t *testing.T) {
	m := serving.NewMetrics()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				count(m)
				scrape(t, m)
			}
		})
	}
	all.Wait()
	if want := "clippings_duplicates_total{adapter=\"discord\"} 80\n"; !strings.Contains(scrape(t, m), want) {
		t.Errorf("no %q", want)
	}
}
