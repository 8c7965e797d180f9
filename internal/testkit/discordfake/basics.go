package discordfake

import (
	"strconv"
	"sync"
	"time"
)

// discordEpoch is the first moment of 2015 in milliseconds, from which snowflakes count.
const discordEpoch = 1420070400000

// idSource gives out snowflakes: milliseconds since the epoch shifted by 22 bits, strictly increasing.
type idSource struct {
	mu   sync.Mutex
	last uint64
}

func (s *idSource) next(now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := uint64(now.UnixMilli()-discordEpoch) << 22
	if id <= s.last {
		id = s.last + 1
	}
	s.last = id
	return strconv.FormatUint(id, 10)
}

// signal lets any number of goroutines wait for the next change.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

func (s *signal) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

// await calls done after every change until it says true, and says whether it did within the timeout.
func (f *Fake) await(timeout time.Duration, done func() bool) bool {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		next := f.changed.next()
		if done() {
			return true
		}
		select {
		case <-next:
		case <-timer.C:
			return done()
		case <-f.closed:
			return done()
		}
	}
}

// ring keeps the last most values, or all when most is 0.
type ring[T any] struct {
	most  int
	items []T
	first int // where the oldest is, once the ring is full
}

// add keeps v and returns the value that gave way to it, if any did.
func (r *ring[T]) add(v T) (old T, gone bool) {
	if r.most == 0 || len(r.items) < r.most {
		r.items = append(r.items, v)
		return old, false
	}
	old = r.items[r.first]
	r.items[r.first] = v
	r.first = (r.first + 1) % r.most
	return old, true
}

// all calls yield with every value, the oldest first.
func (r *ring[T]) all(yield func(T) bool) {
	for i := range r.items {
		if !yield(r.items[(r.first+i)%len(r.items)]) {
			return
		}
	}
}

// kept is a map that forgets its oldest entry when it holds more than most, or none when most is 0.
type kept[V any] struct {
	most  int
	order ring[string]
	byKey map[string]V
}

func (k *kept[V]) add(key string, v V) {
	if k.byKey == nil {
		k.byKey = make(map[string]V)
		k.order.most = k.most
	}
	if _, known := k.byKey[key]; known {
		k.byKey[key] = v
		return
	}
	k.byKey[key] = v
	if old, gone := k.order.add(key); gone {
		delete(k.byKey, old)
	}
}

func (k *kept[V]) get(key string) (V, bool) {
	v, ok := k.byKey[key]
	return v, ok
}

// all calls yield with every value, the oldest first.
func (k *kept[V]) all(yield func(V) bool) {
	k.order.all(func(key string) bool { return yield(k.byKey[key]) })
}
