package opensearch

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"clippings/corpus/archive"
)

// lexiconLimit is the longest that reading a lexicon may take.
const lexiconLimit = 2 * time.Minute

// Cluster is the current edition of a coverage. It is safe for concurrent use.
type Cluster struct {
	cfg     Config
	search  *link // attempts that leave time for another
	read    *link // of lexicons
	current atomic.Pointer[Edition]
	turn    chan struct{} // holds one while Refresh runs
}

// Open finds the current edition and reads its lexicon. It ends with ctx, and after two minutes at the latest.
func Open(ctx context.Context, cfg Config) (*Cluster, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	c := &Cluster{cfg: cfg, turn: make(chan struct{}, 1)}
	if c.search, err = newLink(&cfg, cfg.attempt()); err != nil {
		return nil, err
	}
	if c.read, err = newLink(&cfg, lexiconLimit/attempts); err != nil {
		c.search.close()
		return nil, err
	}
	if _, err := c.Refresh(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Close lets go of the connections. The editions find nothing afterwards.
func (c *Cluster) Close() error {
	c.search.close()
	c.read.close()
	return nil
}

// Edition returns the current edition; never nil. Who needs one for several steps keeps what it returns.
func (c *Cluster) Edition() *Edition { return c.current.Load() }

// Refresh looks whether another edition has become current and whether it can be searched. Then that is what Edition
// returns from now on, and changed is true. An error means that the cluster cannot be searched now, or that what it
// holds cannot be used; the edition stays as it was. One Refresh runs at a time; a second call waits, then looks
// again.
func (c *Cluster) Refresh(ctx context.Context) (changed bool, err error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	edition, err := c.find(ctx)
	if err == nil {
		err = edition.ping(ctx)
	}
	if err != nil {
		return false, fmt.Errorf("opensearch: %w", err)
	}
	return c.current.Swap(edition) != edition, nil
}

// find returns the edition that the alias names.
func (c *Cluster) find(ctx context.Context) (*Edition, error) {
	limited, cancel := context.WithTimeout(ctx, c.cfg.Limit)
	defer cancel()
	indices, err := c.search.current(limited, c.cfg.Index)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("OpenSearch does not answer within %v", c.cfg.Limit)
	case err != nil:
		return nil, err
	case len(indices) == 0:
		return nil, fmt.Errorf("there is no alias %s: load the coverage with clippings load", c.cfg.Index)
	case len(indices) > 1:
		return nil, fmt.Errorf("the alias %s names %d indices, and has to name one", c.cfg.Index, len(indices))
	}
	if e := c.current.Load(); e != nil && e.index == indices[0] {
		return e, nil
	}
	return c.open(ctx, indices[0])
}

// open reads the lexicon of an index.
func (c *Cluster) open(ctx context.Context, index string) (*Edition, error) {
	limited, cancel := context.WithTimeout(ctx, lexiconLimit)
	defer cancel()
	x, err := c.read.lexicon(limited, index)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, errors.New("OpenSearch did not give the lexicon in time")
	case err != nil:
		return nil, err
	}
	return &Edition{link: c.search, limit: c.cfg.Limit, index: index, lexicon: x}, nil
}

// lexicon reads the lexicon of an index of passages.
func (l *link) lexicon(ctx context.Context, index string) (*archive.Lexicon, error) {
	m, err := l.meta(ctx, index)
	if err != nil {
		return nil, err
	}
	return l.readLexicon(ctx, index, m)
}
