package serving

import (
	"hash/maphash"
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
// It keeps no key, only salted hashes. It is safe for concurrent use.
type Seen struct {
	salt  salt
	ttl   time.Duration
	start time.Time // what arrival.at counts from

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

// First reports whether this is the first call with a key within ttl: of all callers, on whatever
// goroutine, exactly one is told true. A later call does not prolong the time. When more keys arrive
// within ttl than are remembered, the oldest is forgotten and would be first again.
//
// The empty key is always first: an event without an id cannot be told from another, and to answer
// twice is better than not at all.
func (s *Seen) First(key string) bool {
	if key == "" {
		return true
	}
	hash := s.salt.hash(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Since(s.start)
	for s.count > 0 && s.ttl > 0 && now-s.ring[s.oldest].at >= s.ttl {
		s.forgetOldest()
	}
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

// forgetOldest makes room for one key. The caller holds mu, and there is at least one.
func (s *Seen) forgetOldest() {
	delete(s.known, s.ring[s.oldest].hash)
	s.oldest = (s.oldest + 1) % len(s.ring)
	s.count--
}
