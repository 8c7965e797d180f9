package opensearch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"clippings/corpus/archive"
)

// How a load writes.
const (
	bulkBytes   = 2 << 20          // of one request, at most, and one passage more
	bulkWorkers = 2                // requests at once
	bulkTries   = 8                // of a request that the cluster had no room for
	writeLimit  = 2 * time.Minute  // of one attempt of a request
	copyLimit   = 30 * time.Minute // until all copies are there
	run         = 256              // passages that a worker takes at one go
)

// LoadOptions are how to load. The zero value is good.
type LoadOptions struct {
	// Progress, when not nil, is told how many passages are written so far, of how many. It is called from several
	// goroutines.
	Progress func(done, of int)
	// Step, when not nil, is told in a few words what is done now.
	Step func(what string)
	// Keep leaves the indices of earlier loads in the cluster that were current before.
	Keep bool
	// Linger is how long those stay after the new ones have become current, so that bots which answer from them can go
	// over. One that has not asks anew.
	Linger time.Duration
}

// Load writes an archive into the cluster and makes it the current one when all of it is there. It returns the name
// of its index. What earlier loads left that never became current, or was kept, is deleted first. A load that fails or
// is broken off leaves current what was; of two loads of one name at once, one may fail. When the error comes after the
// new passages have become current, the index is returned with it.
func Load(ctx context.Context, cfg Config, a *archive.Archive, o LoadOptions) (index string, err error) {
	cfg, err = cfg.withDefaults()
	if err != nil {
		return "", err
	}
	l, err := newLink(&cfg, writeLimit)
	if err != nil {
		return "", err
	}
	defer l.close()
	load := &load{link: l, cfg: &cfg, archive: a, LoadOptions: o, index: newIndexName(cfg.Index, a.Version())}
	if load.Step == nil {
		load.Step = func(string) {}
	}
	if load.Progress == nil {
		load.Progress = func(int, int) {}
	}
	before, err := load.prepare(ctx)
	if err != nil {
		return "", fmt.Errorf("opensearch: %w", err)
	}
	for _, step := range []func(context.Context) error{load.write, load.verify, load.copies} {
		if err := step(ctx); err != nil {
			return "", fmt.Errorf("opensearch: %w", err)
		}
	}
	if err := l.point(ctx, cfg.Index, load.index, before); err != nil {
		return "", fmt.Errorf("opensearch: %w", err)
	}
	if err := load.clear(ctx, before); err != nil {
		return load.index, fmt.Errorf("opensearch: the new passages are current, and the old ones are not deleted: %w", err)
	}
	return load.index, nil
}

// load is one Load.
type load struct {
	LoadOptions
	link    *link
	cfg     *Config
	archive *archive.Archive
	index   string
}

// prepare deletes remains, makes the indices and writes the lexicon. It returns the indices that are current.
func (l *load) prepare(ctx context.Context) (before []string, err error) {
	h, err := l.link.health(ctx, "", 0)
	if err != nil {
		return nil, err
	}
	if h.DataNodes <= l.cfg.Replicas {
		return nil, fmt.Errorf("%d replicas need %d nodes that hold data, and the cluster has %d: set replicas to %d, or add nodes",
			l.cfg.Replicas, l.cfg.Replicas+1, h.DataNodes, max(h.DataNodes-1, 0))
	}
	if before, err = l.link.current(ctx, l.cfg.Index); err != nil {
		return nil, err
	}
	remains, err := l.link.others(ctx, l.cfg.Index, before)
	if err != nil {
		return nil, err
	}
	if len(remains) > 0 {
		l.Step("deleting what an earlier load left")
		if err := l.link.remove(ctx, remains); err != nil {
			return nil, err
		}
	}
	l.Step("writing the lexicon")
	image, err := l.archive.LexiconImage()
	if err != nil {
		return nil, err
	}
	m := meta{Format: format, Version: l.archive.Version(), Passages: l.archive.Len(), Pieces: pieces(image), Bytes: len(image)}
	if err := l.link.createPassages(ctx, l.index, l.cfg.Shards, m); err != nil {
		return nil, err
	}
	if err := l.link.createLexicon(ctx, l.index+lexiconSuffix); err != nil {
		return nil, err
	}
	return before, l.link.writeLexicon(ctx, l.index+lexiconSuffix, image)
}

// write writes all passages.
func (l *load) write(ctx context.Context) error {
	l.Step("writing the passages")
	var next, done atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range bulkWorkers {
		group.Go(func() error {
			w := writer{archive: l.archive}
			var body []byte
			for {
				from := int(next.Add(run)) - run
				to := min(from+run, l.archive.Len())
				if from >= to {
					return nil
				}
				for number := from; number < to; {
					first := number
					body = body[:0]
					for ; number < to && len(body) < bulkBytes; number++ {
						var err error
						if body, err = w.append(body, number); err != nil {
							return err
						}
					}
					if err := l.link.bulk(ctx, l.index, body); err != nil {
						return err
					}
					l.Progress(int(done.Add(int64(number-first))), l.archive.Len())
				}
			}
		})
	}
	return group.Wait()
}

// bulk sends the lines of a bulk request, again while the cluster has no room for some of them.
func (l *link) bulk(ctx context.Context, index string, body []byte) error {
	query := url.Values{"filter_path": {"errors,items.*.status,items.*.error.type"}}
	for n := 1; ; n++ {
		var answer struct {
			Errors bool
			Items  []map[string]struct {
				Status int
				Error  struct{ Type string }
			}
		}
		err := l.call(ctx, http.MethodPost, "/"+index+"/_bulk", query, body, &answer)
		if err != nil && !isStatus(err, http.StatusTooManyRequests) {
			return err
		}
		if err == nil && !answer.Errors {
			return nil
		}
		full := err != nil
		for _, item := range answer.Items {
			for _, did := range item {
				if did.Status == http.StatusTooManyRequests {
					full = true
				} else if did.Status/100 != 2 {
					refused := &statusError{status: did.Status}
					if errKind.MatchString(did.Error.Type) {
						refused.kind = did.Error.Type
					}
					return fmt.Errorf("a passage is refused: %w", refused)
				}
			}
		}
		if !full {
			return errors.New("OpenSearch speaks of errors and tells none")
		}
		if n == bulkTries {
			return errors.New("OpenSearch has no room for more passages now: it is overloaded; try again later")
		}
		if err := sleep(ctx, 250*time.Millisecond<<n); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// verify wants every passage there, and the lexicon as it was written.
func (l *load) verify(ctx context.Context) error {
	l.Step("verifying")
	n, err := l.link.count(ctx, l.index)
	if err != nil {
		return err
	}
	if n != l.archive.Len() {
		return fmt.Errorf("%d passages were written, and %d are there: something else wrote or deleted some; load again", l.archive.Len(), n)
	}
	if _, err := l.link.count(ctx, l.index+lexiconSuffix); err != nil {
		return err
	}
	_, err = l.link.lexicon(ctx, l.index)
	return err
}

// copies waits until the indices have all their copies.
func (l *load) copies(ctx context.Context) error {
	l.Step("waiting for the copies")
	ctx, cancel := context.WithTimeoutCause(ctx, copyLimit, fmt.Errorf("after %v not all copies are there: look at the cluster's health, and load again", copyLimit))
	defer cancel()
	for _, index := range []string{l.index, l.index + lexiconSuffix} {
		if err := l.link.finish(ctx, index, l.cfg.Replicas); err != nil {
			return err
		}
	}
	for _, index := range []string{l.index, l.index + lexiconSuffix} {
		for {
			h, err := l.link.health(ctx, index, 10*time.Second)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err != nil {
				return err
			}
			if h.Status == "green" {
				break
			}
		}
	}
	return nil
}

// clear deletes the indices that were current before.
func (l *load) clear(ctx context.Context, before []string) error {
	before = slices.DeleteFunc(before, func(index string) bool { return index == l.index })
	if l.Keep || len(before) == 0 {
		return nil
	}
	if l.Linger > 0 {
		l.Step("letting bots go over to the new passages")
		if err := sleep(ctx, l.Linger); err != nil {
			return err
		}
	}
	l.Step("deleting the old passages")
	old, err := l.link.others(ctx, l.cfg.Index, []string{l.index})
	if err != nil {
		return err
	}
	return l.link.remove(ctx, slices.DeleteFunc(old, func(index string) bool {
		return !slices.ContainsFunc(before, func(b string) bool { return index == b || index == b+lexiconSuffix })
	}))
}
