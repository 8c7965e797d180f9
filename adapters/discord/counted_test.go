package discord

import (
	"net/http/httptest"
	"strings"
	"testing"

	"clippings/adapters/serving"
)

// counted returns the value of a metric as its text form has it, "" when there is none.
func counted(t testing.TB, m *serving.Metrics, name string) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
