package redisstate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Check says in one line how the server answers, or returns what is wrong in one line, without a change that
// lasts longer than some seconds.
func Check(ctx context.Context, cfg Config) (string, error) {
	s, err := newStore(cfg, nil, nil)
	if err != nil {
		return "", err
	}
	defer s.client.Close()
	if err := s.probe(ctx); err != nil {
		return "", errors.New(advice(reason(err)))
	}
	var took []time.Duration
	for range 9 {
		began := time.Now()
		if err := s.probe(ctx); err != nil {
			return "", errors.New(advice(reason(err)))
		}
		took = append(took, time.Since(began)/4) // a probe asks four times
	}
	slices.Sort(took)
	return fmt.Sprintf("the server answers, in %.1f ms as a rule: processes with this address and this key answer a question once", took[len(took)/2].Seconds()*1000), nil
}
