package slack

import (
	"hash/maphash"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// errands are the envelopes whose acknowledgement carries the answer. Slack may deliver one again while it is
// being answered, or when its acknowledgement was lost with the socket. There is one answer all the same:
//   - while it is being answered, the answer goes by whichever delivery can still be acknowledged;
//   - when it was answered in an acknowledgement, it is answered once more, for Slack has not seen that one;
//   - when it was answered in another way, it is not answered again.
//
// They keep no key, only salted hashes. They are safe for concurrent use.
type errands struct {
	seed maphash.Seed

	mu      sync.Mutex
	running map[uint64]*errand
	told    *simplelru.LRU[uint64, struct{}] // answered in another way
}

func newErrands() *errands {
	told, _ := simplelru.NewLRU[uint64, struct{}](mostTold, nil) // fails only for a size below one
	return &errands{seed: maphash.MakeSeed(), running: make(map[uint64]*errand), told: told}
}

// mostTold is how many are remembered that were answered in another way than by acknowledgement.
const mostTold = 10_000

// errand is one of them. Its deliveries are acknowledged together, because Slack takes only the first
// acknowledgement of an envelope.
type errand struct {
	mu      sync.Mutex
	acks    []func(any) error // of each delivery
	acked   bool
	carried bool // by an answer
}

// begin begins an errand with its first delivery, whose acknowledgement is given, and returns the one to use
// instead, and what to call when the errand is done. It returns nil when the delivery belongs to another
// that is being answered, or was, and is thereby taken care of. The empty key is no errand: ack is returned.
func (all *errands) begin(key string, ack func(any) error) (use func(any) error, end func()) {
	if key == "" {
		return ack, func() {}
	}
	hash := maphash.String(all.seed, key)
	all.mu.Lock()
	defer all.mu.Unlock()
	if other := all.running[hash]; other != nil {
		other.join(ack)
		return nil, nil
	}
	if all.told.Contains(hash) {
		go ack(nil)
		return nil, nil
	}
	e := &errand{acks: []func(any) error{ack}}
	all.running[hash] = e
	return e.ack, sync.OnceFunc(func() {
		all.mu.Lock()
		defer all.mu.Unlock()
		delete(all.running, hash)
		if e.mu.Lock(); e.acked && !e.carried {
			all.told.Add(hash, struct{}{})
		}
		e.mu.Unlock()
	})
}

// join adds a delivery. When the others are acknowledged already, so is it, at once.
func (e *errand) join(ack func(any) error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.acked {
		go ack(nil)
		return
	}
	e.acks = append(e.acks, ack)
}

// ack acknowledges all deliveries: the newest that takes it with the answer, the others without. It reports
// an answer that none could take as an error, and nothing is acknowledged then.
func (e *errand) ack(answer any) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.acked {
		return errAcked
	}
	var err error
	for i := len(e.acks) - 1; i >= 0; i-- {
		if err = e.acks[i](answer); err == nil {
			answer, e.carried = nil, e.carried || answer != nil
			e.acked = true
		}
	}
	if answer != nil {
		return err
	}
	e.acked = true
	return nil
}
