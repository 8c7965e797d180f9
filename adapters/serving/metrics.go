package serving

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"clippings/bot"
)

// Metrics counts what happens, on a registry of its own: counts and latencies, nothing else. No label
// derives from who asked, where, or what; label refuses what looks as if it did. A nil Metrics is valid and counts
// nothing, so nobody needs to ask whether there is one. It is safe for concurrent use.
//
// An adapter argument is the adapter's name, "discord". An entry is the way a question came in, such as
// "slash" or "mention". A reason is a class of failure, as Reason returns it. All are constants of the
// program.
type Metrics struct {
	registry *prometheus.Registry

	replies    *prometheus.CounterVec
	failures   *prometheus.CounterVec
	duplicates *prometheus.CounterVec
	limited    *prometheus.CounterVec
	dropped    *prometheus.CounterVec
	panics     *prometheus.CounterVec
	reconnects *prometheus.CounterVec
	abandoned  *prometheus.CounterVec
	requests   *prometheus.CounterVec
	reloads    *prometheus.CounterVec
	outcomes   *prometheus.CounterVec
	unanswered *prometheus.CounterVec

	requestTook *prometheus.HistogramVec
	latency     *prometheus.HistogramVec
	handleTook  prometheus.Observer

	stateUp    *prometheus.GaugeVec // of no label; a vector, because what was never set is not shown
	stateTook  *prometheus.HistogramVec
	stateFails *prometheus.CounterVec

	gateway  *prometheus.GaugeVec
	excerpts prometheus.Gauge
	loadedAt prometheus.Gauge

	depths sync.Mutex // held while a queue's gauge is replaced
}

// prefix begins the name of every metric.
const prefix = "clippings_"

// buckets are the bounds of a latency in seconds: from 50 µs, where a match lies, to 10 s, past the 3 s
// after which the platforms give up waiting.
func buckets() []float64 {
	return []float64{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10}
}

// NewMetrics returns Metrics with all counts at zero.
func NewMetrics() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}

	m.replies = m.counter("replies_total", "Replies delivered, by way in and outcome.", "entry", "outcome")
	m.failures = m.counter("failures_total", "Questions that got no answer, by way in and reason.", "entry", "reason")
	m.duplicates = m.counter("duplicates_total", "Events delivered again and not answered again.", "adapter")
	m.limited = m.counter("limited_total", "Questions refused by a rate limit.", "adapter")
	m.dropped = m.counter("dropped_total", "Events dropped because the queue was full.", "adapter")
	m.panics = m.counter("panics_total", "Panics caught.", "adapter")
	m.reconnects = m.counter("reconnects_total", "Connections lost and made again, by reason.", "adapter", "reason")
	m.abandoned = m.counter("abandoned_total", "Connections given up without a proper end.", "adapter")
	m.requests = m.counter("rest_requests_total", "Requests to a platform, by the status answered.", "adapter", "status")
	m.reloads = m.counter("reloads_total", "Attempts to replace the coverage.", "result")
	m.outcomes = m.counter("handled_total", "Questions that the bot answered, by outcome.", "outcome")
	m.unanswered = m.counter("handler_errors_total", "Questions that the bot did not answer, by reason.", "reason")

	m.requestTook = m.histogram("rest_request_seconds", "Time of a request to a platform.", "adapter")
	m.latency = m.histogram("reply_latency_seconds", "Time from receiving an event to the reply sent.", "adapter")
	m.handleTook = m.histogram("handle_seconds", "Time the bot takes to answer a question.").WithLabelValues()

	m.stateTook = m.histogram("shared_state_seconds", "Time in which the shared state answered a question of this process.")
	m.stateFails = m.counter("shared_state_failures_total", "Questions of this process that the shared state did not answer in time, by reason.", "reason")
	m.stateUp = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: prefix + "shared_state_up", Help: "1 while this process shares its state with others, 0 while it goes by its own memory."}, nil)
	m.registry.MustRegister(m.stateUp)

	m.gateway = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: prefix + "gateway_up", Help: "1 while a shard is connected."}, []string{"adapter", "shard"})
	m.excerpts = prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + "corpus_excerpts", Help: "Excerpts in the coverage that answers."})
	m.loadedAt = prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + "corpus_loaded_timestamp_seconds", Help: "When the coverage that answers was loaded."})
	m.registry.MustRegister(m.gateway, m.excerpts, m.loadedAt)

	for _, result := range []string{reloadOK, reloadRefused} { // there from the start, so that the first change is seen
		m.reloads.WithLabelValues(result)
	}
	return m
}

func (m *Metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
	m.registry.MustRegister(c)
	return c
}

func (m *Metrics) histogram(name, help string, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: buckets()}, labels)
	m.registry.MustRegister(h)
	return h
}

// Handler serves the counts in Prometheus' text form; of a nil Metrics, it answers 404.
func (m *Metrics) Handler() http.Handler {
	if m == nil {
		return http.NotFoundHandler()
	}
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Answered counts a reply that was delivered.
func (m *Metrics) Answered(entry, outcome string) {
	if m != nil {
		m.replies.WithLabelValues(label(entry), label(outcome)).Inc()
	}
}

// Failed counts a question that got no answer.
func (m *Metrics) Failed(entry, reason string) {
	if m != nil {
		m.failures.WithLabelValues(label(entry), label(reason)).Inc()
	}
}

// Duplicate counts an event that was delivered again.
func (m *Metrics) Duplicate(adapter string) {
	if m != nil {
		m.duplicates.WithLabelValues(label(adapter)).Inc()
	}
}

// Limited counts a question that a Limiter refused.
func (m *Metrics) Limited(adapter string) {
	if m != nil {
		m.limited.WithLabelValues(label(adapter)).Inc()
	}
}

// Dropped counts an event that a Queue did not take.
func (m *Metrics) Dropped(adapter string) {
	if m != nil {
		m.dropped.WithLabelValues(label(adapter)).Inc()
	}
}

// Panicked counts a panic that was caught.
func (m *Metrics) Panicked(adapter string) {
	if m != nil {
		m.panics.WithLabelValues(label(adapter)).Inc()
	}
}

// Reconnected counts a connection that was lost and made again.
func (m *Metrics) Reconnected(adapter, reason string) {
	if m != nil {
		m.reconnects.WithLabelValues(label(adapter), label(reason)).Inc()
	}
}

// Abandoned counts a connection that was given up without a proper end, and may hold on to memory.
func (m *Metrics) Abandoned(adapter string) {
	if m != nil {
		m.abandoned.WithLabelValues(label(adapter)).Inc()
	}
}

// REST counts a request to a platform and the time it took. Status is HTTP's, or 0 when there was no
// answer.
func (m *Metrics) REST(adapter string, status int, took time.Duration) {
	if m == nil {
		return
	}
	answered := "other"
	switch {
	case status == 0:
		answered = "none"
	case status >= 100 && status <= 599:
		answered = strconv.Itoa(status)
	}
	m.requests.WithLabelValues(label(adapter), answered).Inc()
	m.requestTook.WithLabelValues(label(adapter)).Observe(seconds(took))
}

// Latency counts the time from when an event was received until now, when its reply is sent. The zero
// time is not counted.
func (m *Metrics) Latency(adapter string, received time.Time) {
	if m != nil && !received.IsZero() {
		m.latency.WithLabelValues(label(adapter)).Observe(seconds(time.Since(received)))
	}
}

// Gateway says whether a shard of an adapter is connected.
func (m *Metrics) Gateway(adapter string, shard int, up bool) {
	if m == nil {
		return
	}
	value := 0.0
	if up {
		value = 1
	}
	m.gateway.WithLabelValues(label(adapter), strconv.Itoa(shard)).Set(value)
}

// SharedState says whether the processes' shared state answers. A program without one never calls it.
func (m *Metrics) SharedState(up bool) {
	if m == nil {
		return
	}
	value := 0.0
	if up {
		value = 1
	}
	m.stateUp.WithLabelValues().Set(value)
}

// SharedStateAsked counts a question to the shared state: the time until it was answered or, with a reason
// why not, the failure.
func (m *Metrics) SharedStateAsked(took time.Duration, reason string) {
	switch {
	case m == nil:
	case reason != "":
		m.stateFails.WithLabelValues(label(reason)).Inc()
	default:
		m.stateTook.WithLabelValues().Observe(seconds(took))
	}
}

// QueueDepth shows what depth returns as how many jobs wait. depth is called whenever the counts are
// read, on any goroutine. A second call for an adapter replaces the first.
func (m *Metrics) QueueDepth(adapter string, depth func() int) {
	if m == nil {
		return
	}
	gauge := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name:        prefix + "queue_depth",
		Help:        "Jobs that wait for a worker.",
		ConstLabels: prometheus.Labels{"adapter": label(adapter)},
	}, func() float64 { return float64(depth()) })
	m.depths.Lock()
	defer m.depths.Unlock()
	err := m.registry.Register(gauge)
	var before prometheus.AlreadyRegisteredError
	if errors.As(err, &before) {
		m.registry.Unregister(before.ExistingCollector)
		m.registry.MustRegister(gauge)
	}
}

// Corpus says how many excerpts the coverage has that answers from now on.
func (m *Metrics) Corpus(excerpts int) {
	if m != nil {
		m.excerpts.Set(float64(excerpts))
		m.loadedAt.SetToCurrentTime()
	}
}

// The results of a reload.
const (
	reloadOK      = "ok"
	reloadRefused = "refused"
)

// Reloaded counts an attempt to replace the coverage, and whether it was replaced.
func (m *Metrics) Reloaded(ok bool) {
	if m == nil {
		return
	}
	result := reloadRefused
	if ok {
		result = reloadOK
	}
	m.reloads.WithLabelValues(result).Inc()
}

// handled counts what WithMetrics saw.
func (m *Metrics) handled(outcome bot.Outcome, err error, took time.Duration) {
	m.handleTook.Observe(seconds(took))
	if err != nil {
		m.unanswered.WithLabelValues(Reason(err)).Inc()
		return
	}
	m.outcomes.WithLabelValues(label(string(outcome))).Inc()
}

// seconds is a latency as Prometheus counts it. A clock that was set back gives no negative one.
func seconds(d time.Duration) float64 { return max(d, 0).Seconds() }

// What a label may be: a short word in small letters, with at most so many digits in a row. An id of
// either platform is longer or has capitals, and a question has spaces.
const (
	longestLabel = 40
	mostDigits   = 5 // a status or a close code has fewer
)

// label returns a label's value, or "other" for what is no constant of a program by its looks, so that
// a mistake elsewhere does not put what somebody wrote, or an id, among the counts.
func label(value string) string {
	if value == "" || len(value) > longestLabel {
		return "other"
	}
	digits := 0
	for _, c := range []byte(value) {
		switch {
		case c >= '0' && c <= '9':
			if digits++; digits > mostDigits {
				return "other"
			}
			continue
		case c >= 'a' && c <= 'z', c == '_', c == '-', c == '.', c == '/', c == ':':
		default:
			return "other"
		}
		digits = 0
	}
	return value
}
