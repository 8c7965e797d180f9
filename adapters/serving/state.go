package serving

import "time"

// State is what the processes that serve one bot know together, so that an event which reaches two of them is
// answered by one, and what a person or a place may ask holds for all of them. Seen and Limiter ask it, and
// go by the memory of this process where there is none or it does not say.
//
// An error means that the state does not say, never that the answer is no: a question must not be lost with
// it. Every method returns within a fraction of a second, since people wait for it, and at once while the
// state is known to be away. A space is a constant of the program, such as an adapter's name; what is said of
// one space does not hold in another. Keys, persons and places are ids: a State keeps nothing that they could
// be told from, and nothing for ever. It is safe for concurrent use.
type State interface {
	// First claims keys for this process, all of them for ttl, when none is claimed by a process that lives,
	// and reports whether it did. Otherwise it claims none. Of all callers in all processes exactly one is
	// told true. A process that ended without saying so counts as living for ClaimLife; one that ended in
	// order has done what it claimed, and its claims stand.
	First(space string, keys []string, ttl time.Duration) (bool, error)

	// Adopt is First for keys of which at least one is claimed by a process that no longer lives. What
	// nobody has claimed, or the state no longer knows, it does not claim.
	Adopt(space string, keys []string, ttl time.Duration) (bool, error)

	// Allow decides as Limiter.Allow does, about what all processes together were asked, and by one clock.
	// An empty person or place is not limited by it. All callers of a space must give the same limits, which
	// must be valid. That a refusal was told may be forgotten after ten minutes.
	Allow(space, person, place string, limits Limits) (Verdict, error)
}

// ClaimLife is how long the claims of a process hold that ended without notice, at most.
const ClaimLife = 10 * time.Second
