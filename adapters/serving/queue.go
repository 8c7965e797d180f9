package serving

import (
	"context"
	"sync"
	"time"
)

// closeGrace is how long Close still waits for jobs after their context was cancelled.
const closeGrace = time.Second

// Queue runs jobs on a fixed number of workers, with a bounded number of jobs waiting: a storm of
// events is refused at the door instead of piling up goroutines. Jobs are begun in the order in which
// they were submitted. It is safe for concurrent use.
type Queue struct {
	jobs    chan func(context.Context)
	onPanic func(value any)
	ctx     context.Context // every job's; ends when Close gives up waiting
	cancel  context.CancelFunc
	done    chan struct{} // closed when all workers have ended

	mu      sync.RWMutex // keeps Submit from sending on jobs after Close closed it
	closing bool
}

// NewQueue starts so many workers, which run until Close, and lets depth jobs wait for one; of either,
// fewer than one counts as one. When a job panics, onPanic is called on the job's goroutine with the
// panic's value, which may hold what somebody asked and must not be logged; it may be nil, and must not
// panic itself.
func NewQueue(workers, depth int, onPanic func(value any)) *Queue {
	ctx, cancel := context.WithCancel(context.Background())
	q := &Queue{
		jobs:    make(chan func(context.Context), max(depth, 1)),
		onPanic: onPanic,
		ctx:     ctx,
		cancel:  cancel,
		done:    make(chan struct{}),
	}
	var running sync.WaitGroup
	for range max(workers, 1) {
		running.Go(func() {
			for job := range q.jobs {
				q.run(job)
			}
		})
	}
	go func() {
		running.Wait()
		cancel()
		close(q.done)
	}()
	return q
}

// run runs one job. Its panic ends the job alone.
func (q *Queue) run(job func(context.Context)) {
	defer func() {
		if value := recover(); value != nil && q.onPanic != nil {
			q.onPanic(value)
		}
	}()
	job(q.ctx)
}

// Submit hands over a job and reports whether it was taken. It never blocks: the answer is false when
// the queue is full, or closing. A job that was taken is called exactly once, unless the process ends
// first; when Close gives up waiting, what still waits is called with a context that has ended.
func (q *Queue) Submit(job func(context.Context)) bool {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closing {
		return false
	}
	select {
	case q.jobs <- job:
		return true
	default:
		return false
	}
}

// Depth returns how many jobs wait for a worker now; those that run do not count.
func (q *Queue) Depth() int { return len(q.jobs) }

// Close takes no more work and waits for what waits and runs. It returns nil once all is done. When ctx
// ends first, the jobs' context is cancelled, they get one more second to end, and ctx's error is
// returned. It may be called again, and from several goroutines, but not by a job.
func (q *Queue) Close(ctx context.Context) error {
	q.mu.Lock()
	if !q.closing {
		q.closing = true
		close(q.jobs)
	}
	q.mu.Unlock()
	select {
	case <-q.done:
		return nil
	case <-ctx.Done():
	}
	q.cancel()
	select {
	case <-q.done:
	case <-time.After(closeGrace):
	}
	return ctx.Err()
}
