package serving

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"clippings/bot"
	"clippings/corpus/archive"
)

// How often a Remote looks: while all is well, and while the coverage is away.
const (
	lookEvery = 5 * time.Second
	lookLeast = 250 * time.Millisecond
	lookMost  = 5 * time.Second
)

// Remote holds the bot that answers now from coverage on other machines, which may be replaced there, or out of
// reach for a while. A question is answered wholly from one coverage. It is safe for concurrent use.
type Remote struct {
	passages func() bot.Passages
	refresh  func(context.Context) (bool, error)
	health   *Health
	metrics  *Metrics
	log      *slog.Logger

	current   atomic.Pointer[bot.Bot]
	replace   sync.Mutex   // held while the bot is replaced
	answering bot.Passages // what current answers from
	state     sync.Mutex
	up        bool          // under state, with what health says of it
	fell      chan struct{} // holds one when up has become false
}

// NewRemote returns a Remote that answers from what passages returns; it must not be nil, and is compared to tell
// whether it is another one. refresh has the coverage looked for: whether it can be reached, and whether another has
// taken its place, which passages returns from then on. An error of refresh means that it cannot be reached. The part
// "corpus" of health is up from now on, and down whenever the coverage cannot be reached. Nil health, m and log
// are valid.
func NewRemote(passages func() bot.Passages, refresh func(context.Context) (bool, error), health *Health, m *Metrics, log *slog.Logger) *Remote {
	r := &Remote{passages: passages, refresh: refresh, health: health, metrics: m, log: logger(log), fell: make(chan struct{}, 1)}
	r.install()
	r.set(true)
	return r
}

// Bot returns the bot that answers now; never nil. Who needs one coverage for several steps keeps what it returns.
func (r *Remote) Bot() *bot.Bot { return r.current.Load() }

// Handle is the bot.Handler of the bot that answers now. A question that meets coverage which was just replaced is
// asked once more, of what took its place.
func (r *Remote) Handle(ctx context.Context, q bot.Question) (bot.Reply, error) {
	reply, err := r.Bot().Handle(ctx, q)
	if errors.Is(err, archive.ErrReplaced) {
		if failed := r.look(ctx); failed == nil {
			reply, err = r.Bot().Handle(ctx, q)
		}
	}
	var away *bot.AwayError
	if errors.As(err, &away) {
		r.fall(away.Err)
	}
	return reply, err
}

// Reload looks for other coverage at once. It is there for who asks for it; Run does so by itself.
func (r *Remote) Reload() error { return r.look(context.Background()) }

// Run looks whether the coverage can be reached and whether it was replaced, until ctx ends; then it returns nil.
// Coverage that is away is looked for more often at first.
func (r *Remote) Run(ctx context.Context) error {
	backoff := Backoff{Least: lookLeast, Most: lookMost}
	timer := time.NewTimer(lookEvery)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-r.fell:
			timer.Reset(backoff.Next())
			continue
		case <-timer.C:
		}
		was := r.isUp()
		err := r.look(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			r.fall(err)
			timer.Reset(backoff.Next())
			select {
			case <-r.fell: // of this fall, which is seen to
			default:
			}
			continue
		case was: // and has been for a while
			backoff.Reset()
		}
		r.rise()
		timer.Reset(lookEvery)
	}
}

// look refreshes, and answers from what is current then.
func (r *Remote) look(ctx context.Context) error {
	if _, err := r.refresh(ctx); err != nil {
		return err
	}
	if r.install() {
		r.metrics.Reloaded(true)
		r.log.Info("the coverage is replaced", "version", r.Bot().Version())
	}
	return nil
}

// install answers from the passages that are current, and reports whether they are others.
func (r *Remote) install() bool {
	r.replace.Lock()
	defer r.replace.Unlock()
	p := r.passages()
	if p == r.answering {
		return false
	}
	r.current.Store(bot.NewArchive(p))
	r.answering = p
	r.metrics.Corpus(p.Words().Len())
	return true
}

// fall notes that the coverage cannot be reached.
func (r *Remote) fall(why error) {
	if r.set(false) {
		r.log.Error("the coverage cannot be reached", "because", why)
		select {
		case r.fell <- struct{}{}:
		default:
		}
	}
}

// rise notes that it can.
func (r *Remote) rise() {
	if r.set(true) {
		r.log.Info("the coverage can be reached again")
	}
}

// set notes whether the coverage can be reached, and reports whether that is news.
func (r *Remote) set(up bool) bool {
	r.state.Lock()
	defer r.state.Unlock()
	was := r.up
	r.up = up
	r.health.Set(corpusPart, up)
	return was != up
}

func (r *Remote) isUp() bool {
	r.state.Lock()
	defer r.state.Unlock()
	return r.up
}
