package serving_test

import (
	"slices"
	"sync"
	"testing"

	"clippings/adapters/serving"
)

func TestHealth(t *testing.T) {
	h := serving.NewHealth()
	steps := []struct {
		part  string // empty: nothing is set
		up    bool
		ready bool
		down  []string
	}{
		{"", false, false, nil},
		{"slack", false, false, []string{"slack"}},
		{"corpus", true, false, []string{"slack"}},
		{"discord", false, false, []string{"discord", "slack"}},
		{"slack", true, false, []string{"discord"}},
		{"discord", true, true, nil},
		{"discord", true, true, nil},
		{"corpus", false, false, []string{"corpus"}},
		{"corpus", true, true, nil},
	}
	for i, step := range steps {
		if step.part != "" {
			h.Set(step.part, step.up)
		}
		ready, down := h.Ready()
		if ready != step.ready || !slices.Equal(down, step.down) {
			t.Errorf("step %d: %v, %q", i, ready, down)
		}
	}
}

func TestHealthNil(t *testing.T) {
	var h *serving.Health
	h.Set("discord", true)
	if ready, down := h.Ready(); ready || down != nil {
		t.Errorf("%v, %q", ready, down)
	}
}

func TestHealthConcurrent(t *testing.T) {
	h := serving.NewHealth()
	var all sync.WaitGroup
	for _, part := range []string{"corpus", "discord", "slack"} {
		all.Go(func() {
			for i := range 500 {
				h.Set(part, i%2 == 1)
				h.Ready()
			}
		})
	}
	all.Wait()
	if ready, down := h.Ready(); !ready {
		t.Errorf("down: %q", down)
	}
}
