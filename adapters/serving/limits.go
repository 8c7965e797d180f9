package serving

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// Rate is how often something may happen: Burst times at once, and one more each time that Every has
// passed. The zero value is no limit.
type Rate struct {
	Every time.Duration
	Burst int
}

// Validate returns an error unless r is the zero value or has both parts above zero.
func (r Rate) Validate() error {
	switch {
	case r == Rate{}:
		return nil
	case r.Every <= 0:
		return fmt.Errorf("every is %v: it must be above 0, or burst 0 as well for no limit", r.Every)
	case r.Burst <= 0:
		return fmt.Errorf("burst is %d: it must be at least 1, or every 0 as well for no limit", r.Burst)
	}
	return nil
}

// Limits are how often one person may ask, and how often everybody in one place together. The zero
// value is no limit.
type Limits struct {
	Person, Place Rate
}

// Validate returns what is wrong with the limits, joined, or nil.
func (l Limits) Validate() error {
	var errs []error
	if err := l.Person.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("limit of a person: %w", err))
	}
	if err := l.Place.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("limit of a place: %w", err))
	}
	return errors.Join(errs...)
}

// Verdict is whether a question may be answered now.
type Verdict struct {
	OK   bool
	Wait time.Duration // when refused, after how long the same question would be allowed if nobody else asked
	// Tell is set on the first refusal since the person was last allowed, so that a flood of questions
	// gets one line and not many. Of somebody unnamed, it is the first since the place was last allowed.
	Tell bool
}

// Limiter holds persons and places to Limits. It keeps no id, only salted hashes, and how much each may
// still ask. It is safe for concurrent use, once Share was called where it is. A nil Limiter allows everything.
type Limiter struct {
	limits Limits
	salt   salt
	state  State // nil: this process is the only one
	space  string

	mu      sync.Mutex // held for the whole of Allow: a verdict takes from both buckets or from neither
	persons *simplelru.LRU[uint64, *bucket]
	places  *simplelru.LRU[uint64, *bucket]
}

// bucket is what one person or place may still ask.
type bucket struct {
	tokens *rate.Limiter
	told   bool // a refusal was told, and nothing was allowed since
}

// NewLimiter returns a Limiter that remembers the persons and the places that asked last, so many of
// each; fewer than one counts as one. Who is forgotten starts afresh, so the number should be well
// above how many ask within the time that a bucket takes to fill. A limit that is not valid limits
// nothing.
func NewLimiter(l Limits, most int) *Limiter {
	most = max(most, 1)
	// NewLRU fails only for a size below one.
	persons, _ := simplelru.NewLRU[uint64, *bucket](most, nil)
	places, _ := simplelru.NewLRU[uint64, *bucket](most, nil)
	return &Limiter{limits: l, salt: newSalt(), persons: persons, places: places}
}

// Share lets Allow ask a state, in a space of its own, and returns l. A nil state is none, and limits that are
// not valid are not shared. It is called before all else.
func (l *Limiter) Share(state State, space string) *Limiter {
	if l.limits.Validate() == nil {
		l.state, l.space = state, space
	}
	return l
}

// Allow decides about one question that a person asks in a place, and takes one token from each when it
// may be answered. A refusal takes none from either. An empty person or place is not limited by it.
//
// With a state the limits hold for all processes that share it, and Allow may wait as long as a State does.
// When the state does not say, they hold for what this process has answered.
func (l *Limiter) Allow(person, place string) Verdict {
	if l == nil || l.limits == (Limits{}) {
		return Verdict{OK: true}
	}
	if l.state != nil && (person != "" || place != "") {
		if v, err := l.state.Allow(l.space, person, place, l.limits); err == nil {
			if v.OK { // taken here as well, so that who has used up a limit does not get it anew when the state is lost
				l.allow(person, place)
			}
			return v
		}
	}
	return l.allow(person, place)
}

// allow is Allow by this process's memory alone.
func (l *Limiter) allow(person, place string) Verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	who := l.bucket(l.persons, person, l.limits.Person)
	where := l.bucket(l.places, place, l.limits.Place)

	// Both are reserved, then both given back unless both are free now. Nothing comes between, so what
	// is given back is all of what was taken.
	now := time.Now()
	var wait time.Duration
	var reserved []*rate.Reservation
	for _, b := range []*bucket{who, where} {
		if b != nil {
			r := b.tokens.ReserveN(now, 1)
			reserved = append(reserved, r)
			wait = max(wait, r.DelayFrom(now))
		}
	}
	teller := who
	if teller == nil {
		teller = where
	}
	if wait == 0 {
		if teller != nil {
			teller.told = false
		}
		return Verdict{OK: true}
	}
	for _, r := range reserved {
		r.CancelAt(now)
	}
	tell := !teller.told
	teller.told = true
	return Verdict{Wait: wait, Tell: tell}
}

// bucket returns the bucket of an id, a full one when it is new or was forgotten, or nil for no id.
func (l *Limiter) bucket(kept *simplelru.LRU[uint64, *bucket], id string, r Rate) *bucket {
	if id == "" {
		return nil
	}
	hash := l.salt.hash(id)
	if b, ok := kept.Get(hash); ok {
		return b
	}
	b := &bucket{tokens: rate.NewLimiter(rate.Inf, 0)}
	if r != (Rate{}) && r.Validate() == nil {
		b.tokens = rate.NewLimiter(rate.Every(r.Every), r.Burst)
	}
	kept.Add(hash, b)
	return b
}
