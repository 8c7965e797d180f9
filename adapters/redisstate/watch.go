package redisstate

import (
	"context"
	"time"

	"clippings/adapters/serving"
)

// ask asks the server within the time limit, or nobody while it is away. The first failure sends it away.
func (s *Store) ask(question func(context.Context) error) error {
	era := s.era.Load()
	if era%2 == 0 {
		return errAway
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), s.limit)
	defer cancel()
	err := question(ctx)
	if err == nil {
		s.metrics.SharedStateAsked(time.Since(began), "")
		return nil
	}
	why := reason(err)
	s.metrics.SharedStateAsked(time.Since(began), why)
	if s.era.CompareAndSwap(era, era+1) {
		s.metrics.SharedState(false)
		s.log.Warn("the shared state is lost: this process goes by its own memory", "reason", why)
		s.lost <- struct{}{} // has room: Run takes it before it makes the era odd again
	}
	return err
}

// back ends the time in which the server was away. What it says comes before the next loss can.
func (s *Store) back() {
	s.metrics.SharedState(true)
	s.log.Info("the shared state answers")
	s.era.Add(1)
}

// Run gives signs of life and, while the server is away, looks for it, until ctx is done; then it returns nil.
// It may be called once.
func (s *Store) Run(ctx context.Context) error {
	wait := serving.Backoff{Least: s.times.least, Most: s.times.most}
	beat := time.NewTicker(s.times.beat)
	defer beat.Stop()
	for since := time.Now(); ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case <-beat.C:
			s.sign(s.times.life)
		case <-s.lost:
			if time.Since(since) >= s.times.steady { // else it comes and goes, and every loss may cost double answers
				wait.Reset()
			}
			s.find(ctx, &wait)
			since = time.Now()
		}
	}
	return nil
}

// find probes until the server answers or ctx is done.
func (s *Store) find(ctx context.Context, wait *serving.Backoff) {
	for serving.Sleep(ctx, wait.Next()) == nil {
		if s.probe(ctx) == nil {
			s.back()
			return
		}
	}
}

// probe reports why the server would not do what is asked of it, in time. It writes, because a server that only
// answers is no help, and asks twice: the first time may go to making a connection.
func (s *Store) probe(ctx context.Context) error {
	for _, limit := range []time.Duration{max(dialLimit, s.limit), s.limit} {
		limited, cancel := context.WithTimeout(ctx, limit)
		err := s.first.Run(limited, s.client, []string{processes + s.me}, s.me, s.times.life.Milliseconds(), 1, processes, "first").Err()
		if err == nil {
			err = s.allow.Run(limited, s.client, []string{bucketed + s.hash("probe", "", s.me)}, 1, 1, 0, 0, 1).Err()
		}
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
