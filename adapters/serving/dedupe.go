package serving

import (
	"hash/maphash"
	"slices"
	"sync"
	"time"
)

// salt turns ids into hashes that mean nothing outside one run of the program. Two ids share a hash
// with a chance of 1 in 2^64, which is given up.
type salt struct{ seed maphash.Seed }

func newSalt() salt { return salt{maphash.MakeSeed()} }

func (s salt) hash(id string) uint64 { return maphash.String(s.seed, id) }

// Seen tells the first delivery of an event from later ones. Platforms deliver an event again when an
// acknowledgement is late or a connection is resumed; the question must still get one reply.
//
// It keeps no key, only salted hashes. It is safe for concurrent use, once Share was called where it is.
type Seen struct {
	salt  salt
	ttl   time.Duration
	start time.Time // what arrival.at counts from
	state State     // nil: this process is the only one
	space string

	mu     sync.Mutex
	known  map[uint64]struct{}
	ring   []arrival // in the order of arrival, which is the order of expiry
	oldest int       // where the ring begins
	count  int       // how many places of it are taken
}

// arrival is a key that was seen.
type arrival struct {
	hash uint64
	at   time.Duration
}

// NewSeen returns a Seen that remembers a key for ttl, and the newest so many keys at most; fewer than
// one counts as one. With a ttl of zero or less only the number bounds what is remembered. It takes
// some 40 bytes a key when full.
func NewSeen(most int, ttl time.Duration) *Seen {
	return &Seen{
		salt:  newSalt(),
		ttl:   ttl,
		start: time.Now(),
		known: make(map[uint64]struct{}),
		ring:  make([]arrival, max(most, 1)),
	}
}

// Share lets Claim ask a state, in a space of its own, and returns s. A nil state is none. A Seen whose ttl
// is zero or less shares nothing, since a state keeps nothing for ever. It is called before all else.
func (s *Seen) Share(state State, space string) *Seen {
	if s.ttl > 0 {
		s.state, s.space = state, space
	}
	return s
}

// First reports whether this process is called with keys, which name one event, for the first time within
// ttl: with none of them before. Of all callers, on whatever goroutine, exactly one is told true. It asks
// nobody and never waits; who is told true asks Claim before it answers. A later call does not prolong the
// time. When more keys arrive within ttl than are remembered, the oldest is forgotten and would be first
// again.
//
// The empty key is always first: an event without an id cannot be told from another, and to answer
// twice is better than not at all. So is an event without keys.
func (s *Seen) First(keys ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Since(s.start)
	for s.count > 0 && s.ttl > 0 && now-s.ring[s.oldest].at >= s.ttl {
		s.forgetOldest()
	}
	first := true
	for _, key := range keys {
		first = s.note(key, now) && first
	}
	return first
}

// note remembers a key and reports whether it is new. The caller holds mu.
func (s *Seen) note(key string, now time.Duration) bool {
	if key == "" {
		return true
	}
	hash := s.salt.hash(key)
	if _, ok := s.known[hash]; ok {
		return false
	}
	if s.count == len(s.ring) {
		s.forgetOldest()
	}
	s.ring[(s.oldest+s.count)%len(s.ring)] = arrival{hash, now}
	s.count++
	s.known[hash] = struct{}{}
	return true
}

// Claim reports whether it is for this process to answer an event of which First said that it is the first
// here. It is not when another process had an event with one of the keys. It is when nothing is shared, or the
// state does not say: what was answered here First knows by itself. Claim may wait as long as a State does.
//
// When the other process ends before it could answer, orphaned is called, once, on a goroutine of its own and
// some ten seconds later: the event is this process's then. It may have been answered all the same, just
// before the end. A nil orphaned leaves such an event alone.
func (s *Seen) Claim(orphaned func(), keys ...string) bool {
	keys = slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return key == "" })
	if s.state == nil || len(keys) == 0 {
		return true
	}
	first, err := s.state.First(s.space, keys, s.ttl)
	if err != nil || first {
		return true
	}
	if orphaned != nil {
		time.AfterFunc(ClaimLife+time.Second, func() {
			if mine, err := s.state.Adopt(s.space, keys, s.ttl); err == nil && mine {
				orphaned()
			}
		})
	}
	return false
}

// forgetOldest makes room for one key. The caller holds mu, and there is at least one.
func (s *Seen) forgetOldest() {
	delete(s.known, s.ring[s.oldest].hash)
	s.oldest = (s.oldest + 1) % len(s.ring)
	s.count--
}
