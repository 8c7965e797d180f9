package discord

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"clippings/adapters/serving"
)

// counted returns the sum of a metric over those of its lines that have all the labels, each given as in
// status="200".
func counted(t testing.TB, m *serving.Metrics, name string, labels ...string) (sum float64) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		rest, ok := strings.CutPrefix(line, name)
		at := strings.LastIndexByte(rest, ' ')
		if !ok || at < 0 || rest[0] != '{' && rest[0] != ' ' {
			continue
		}
		for _, label := range labels {
			ok = ok && strings.Contains(rest[:at], label)
		}
		if value, err := strconv.ParseFloat(strings.TrimSpace(rest[at:]), 64); ok && err == nil {
			sum += value
		}
	}
	return sum
}
