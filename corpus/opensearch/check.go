package opensearch

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Check looks whether the cluster can be searched, and says in a line what is there. What is missing is an error.
// Nothing is changed.
func Check(ctx context.Context, cfg Config) (found string, err error) {
	cfg, err = cfg.withDefaults()
	if err != nil {
		return "", err
	}
	c, err := Open(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer c.Close()
	var server struct{ Version struct{ Number string } }
	if err := c.search.call(ctx, http.MethodGet, "/", nil, nil, &server); err != nil {
		return "", fmt.Errorf("opensearch: %w", err)
	}
	e := c.Edition()
	h, err := c.search.health(ctx, e.index, 0)
	if err != nil {
		return "", fmt.Errorf("opensearch: %w", err)
	}
	begun := time.Now()
	if err := e.ping(ctx); err != nil {
		return "", fmt.Errorf("opensearch: %w", err)
	}
	took := time.Since(begun)
	found = fmt.Sprintf("OpenSearch %s holds %s (version %s) and answers in %v; nodes with data: %d",
		server.Version.Number, passages(e.Words().Len()), e.Version(), took.Round(100*time.Microsecond), h.DataNodes)
	if h.Status != "green" {
		return "", fmt.Errorf("%s, but not every copy is there: the next node that fails may take the coverage with it", found)
	}
	return found, nil
}

// passages is a number of passages in words.
func passages(n int) string {
	if n == 1 {
		return "1 passage"
	}
	return fmt.Sprintf("%d passages", n)
}
