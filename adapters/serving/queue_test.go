package serving_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clippings/adapters/serving"
)

// A bubble of synctest fails when a goroutine is left in it, so these tests prove that no worker stays.

func TestQueueRefusesWhenFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := serving.NewQueue(2, 3, nil)
		var order []int
		var mu sync.Mutex
		release := make(chan struct{})
		submit := func(i int) bool {
			return q.Submit(func(context.Context) {
				<-release
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
		}
		for i := range 5 { // two run, three wait
			if !submit(i) {
				t.Fatalf("job %d was refused", i)
			}
			synctest.Wait()
		}
		if q.Depth() != 3 {
			t.Errorf("depth = %d", q.Depth())
		}
		if submit(5) {
			t.Error("a full queue took a job")
		}
		close(release)
		synctest.Wait()
		if q.Depth() != 0 {
			t.Errorf("depth = %d after all was done", q.Depth())
		}
		if !submit(6) {
			t.Error("an empty queue refused a job")
		}
		if err := q.Close(t.Context()); err != nil {
			t.Error(err)
		}
		slices.Sort(order)
		if !slices.Equal(order, []int{0, 1, 2, 3, 4, 6}) {
			t.Errorf("done: %v", order)
		}
	})
}

func TestQueueKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := serving.NewQueue(0, 100, nil) // one worker
		var order []int
		for i := range 100 {
			q.Submit(func(context.Context) { order = append(order, i) })
		}
		if err := q.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if len(order) != 100 || !slices.IsSorted(order) {
			t.Errorf("order: %v", order)
		}
	})
}

func TestQueueCloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := serving.NewQueue(2, 10, nil)
		var done atomic.Int32
		for range 6 {
			q.Submit(func(ctx context.Context) {
				time.Sleep(time.Second)
				if ctx.Err() == nil {
					done.Add(1)
				}
			})
		}
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var closers sync.WaitGroup
		for range 3 { // all wait
			closers.Go(func() {
				if err := q.Close(ctx); err != nil {
					t.Error(err)
				}
				if done.Load() != 6 {
					t.Errorf("closed with %d of 6 jobs done", done.Load())
				}
			})
		}
		synctest.Wait()
		if q.Submit(func(context.Context) {}) {
			t.Error("a closing queue took a job")
		}
		closers.Wait()
		if took := time.Since(begun); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
		if err := q.Close(ctx); err != nil {
			t.Errorf("closed again: %v", err)
		}
	})
}

func TestQueueCloseGivesUp(t *testing.T) {
	tests := []struct {
		name   string
		job    func(ctx context.Context)
		called int32 // how many of three jobs were called when Close returned
		took   time.Duration
	}{
		{"jobs that heed their context", func(ctx context.Context) { <-ctx.Done() }, 3, 5 * time.Second},
		{"jobs that need a moment", func(ctx context.Context) { <-ctx.Done(); time.Sleep(time.Second / 4) }, 3, 5*time.Second + 3*time.Second/4},
		{"jobs that ignore it", func(context.Context) { time.Sleep(time.Hour) }, 1, 6 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := serving.NewQueue(1, 10, nil)
				var called atomic.Int32
				for range 3 {
					q.Submit(func(ctx context.Context) {
						called.Add(1)
						test.job(ctx)
					})
				}
				begun := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				if err := q.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("err = %v", err)
				}
				if n := called.Load(); n != test.called {
					t.Errorf("%d jobs were called", n)
				}
				if took := time.Since(begun); took != test.took {
					t.Errorf("took %v", took)
				}
				time.Sleep(24 * time.Hour)
				if n := called.Load(); n != 3 {
					t.Errorf("%d jobs were called in the end", n)
				}
			})
		})
	}
}

func TestQueueOutlivesPanics(t *testing.T) {
	for _, counted := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			var panics atomic.Int32
			var onPanic func(any)
			if counted {
				onPanic = func(value any) {
					if value != errBroken {
						t.Errorf("value = %v", value)
					}
					panics.Add(1)
				}
			}
			q := serving.NewQueue(2, 20, onPanic)
			var done atomic.Int32
			for i := range 20 {
				q.Submit(func(context.Context) {
					if i%2 == 0 {
						panic(errBroken)
					}
					done.Add(1)
				})
			}
			if err := q.Close(t.Context()); err != nil {
				t.Error(err)
			}
			if done.Load() != 10 || counted && panics.Load() != 10 {
				t.Errorf("%d done, %d panics", done.Load(), panics.Load())
			}
		})
	}
}

func TestQueueSubmitDuringClose(t *testing.T) {
	q := serving.NewQueue(4, 8, nil)
	var taken, done atomic.Int32
	var submitters sync.WaitGroup
	for range 8 {
		submitters.Go(func() {
			for range 200 {
				if q.Submit(func(context.Context) { done.Add(1) }) {
					taken.Add(1)
				}
			}
		})
	}
	if err := q.Close(t.Context()); err != nil {
		t.Error(err)
	}
	submitters.Wait()
	if taken.Load() != done.Load() {
		t.Errorf("%d jobs were taken, %d done", taken.Load(), done.Load())
	}
}
