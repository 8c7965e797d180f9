package slackfake

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

const idLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// idSource gives out Slack's kinds of id, each only once. It is guarded by f.mu.
type idSource struct {
	count  uint64
	lastTS int64 // in microseconds
}

// next is an id with a prefix, as in V06Q5WWRJ00.
func (s *idSource) next(prefix string) string {
	s.count++
	n := s.count*2654435761 + 36*36*36*36*36*36*36*36
	var b [9]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = idLetters[n%36]
		n /= 36
	}
	return prefix + string(b[:]) + strconv.FormatUint(s.count, 36)
}

// uuid is an id of the shape that envelopes and client messages have.
func (s *idSource) uuid() string {
	s.count++
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(s.count*2654435761), uint16(s.count), s.count%4096, s.count*7%4096, s.count)
}

// short is an id as Slack gives to blocks and actions that have none.
func (s *idSource) short() string {
	s.count++
	n := s.count*11400714819323198485 ^ s.count
	var b [5]byte
	for i := range b {
		b[i] = idLetters[n%36]
		n /= 36
	}
	return string(b[:]) + strconv.FormatUint(s.count, 36)
}

// ts is a message's timestamp, which is its id within the channel; no two are the same.
func (s *idSource) ts(now time.Time) string {
	micro := now.UnixMicro()
	if micro <= s.lastTS {
		micro = s.lastTS + 1
	}
	s.lastTS = micro
	return stamp(micro)
}

func stamp(micro int64) string { return fmt.Sprintf("%d.%06d", micro/1_000_000, micro%1_000_000) }

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

// list is a copy of all values, the oldest first.
func (r *ring[T]) list() []T {
	values := make([]T, 0, len(r.items))
	r.all(func(v T) bool { values = append(values, v); return true })
	return values
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

type object = map[string]any

func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("slackfake: a payload that does not encode: " + err.Error())
	}
	return data
}

// present says whether a field stands in a JSON object with another value than null.
func present(field json.RawMessage) bool {
	return len(field) > 0 && string(field) != "null"
}

// key joins parts of which none holds a line feed.
func key(parts ...string) string { return strings.Join(parts, "\n") }

// escape replaces what Slack replaces in what people type.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

var unescape = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">").Replace
