package serving

import (
	"slices"
	"sync"
)

// Health knows which parts of the program are up: each adapter's connection, the coverage. It is safe
// for concurrent use. A nil Health is valid: it keeps nothing and is never ready.
type Health struct {
	mu    sync.Mutex
	parts map[string]bool
}

// NewHealth returns a Health that knows no part yet, and so is not ready.
func NewHealth() *Health { return &Health{parts: make(map[string]bool)} }

// Set says whether a part is up. A part that was not known is added, so a program names each part that
// it needs, as down, before it starts them. The name is shown by the server's /readyz: it is a constant
// such as "discord", never something that derives from who uses the bot.
func (h *Health) Set(part string, up bool) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.parts[part] = up
}

// Ready reports whether all parts are up, and at least one is known. It returns the names of those that
// are down, sorted.
func (h *Health) Ready() (bool, []string) {
	if h == nil {
		return false, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var down []string
	for part, up := range h.parts {
		if !up {
			down = append(down, part)
		}
	}
	slices.Sort(down)
	return len(h.parts) > 0 && len(down) == 0, down
}
