package serving

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestLanes sends a hundred through three lanes and wants never two in one, and nothing kept behind.
func TestLanes(t *testing.T) {
	var l Lanes
	var inside [3]atomic.Int32
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			leave, err := l.Enter(context.Background(), string(rune('a'+i%3)))
			if err != nil {
				t.Error(err)
				return
			}
			if inside[i%3].Add(1) != 1 {
				t.Error("two in one lane")
			}
			time.Sleep(100 * time.Microsecond)
			inside[i%3].Add(-1)
			leave()
		})
	}
	all.Wait()
	if len(l.busy) != 0 {
		t.Errorf("%d lanes are kept", len(l.busy))
	}
}

func TestLanesContext(t *testing.T) {
	var l Lanes
	leave, err := l.Enter(context.Background(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := l.Enter(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting ended with %v", err)
	}
	if other, err := l.Enter(context.Background(), "b"); err != nil {
		t.Errorf("another lane: %v", err)
	} else {
		other()
	}
	leave()
	if again, err := l.Enter(context.Background(), "a"); err != nil {
		t.Errorf("once it is free: %v", err)
	} else {
		again()
	}
}
