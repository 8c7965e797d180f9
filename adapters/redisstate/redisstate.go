// Package redisstate is a serving.State in Redis or Valkey: it lets several processes serve one bot together.
//
// The server is a convenience, never a need. It is asked with a short time limit, and when it refuses, fails or
// is late, the processes go by their own memory at once, all of their questions, until a probe in the
// background finds that it answers again. So a question is never lost with the server; at worst, while the
// server is away, one that was delivered to two processes gets two answers, and a person may ask as often as
// the limit says in each of them.
//
// The server holds no id, and nothing of a question: keys are HMAC-SHA256 of ids under a secret key, values are
// times, and the names of processes, which are random. Every key expires. Times are of the server's own clock.
package redisstate

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"clippings/adapters/serving"
)

// What keys begin with, for an operator's permissions; behind it stands what kind of key it is.
const (
	prefix    = "clippings:"
	claimed   = prefix + "c:" // an event: which process has it
	bucketed  = prefix + "b:" // a person or a place: how much may still be asked
	processes = prefix + "p:" // a process: it lives
)

const (
	beat      = 2 * time.Second  // how often an idle process gives a sign of life
	hashBytes = 16               // of 32: two ids share a hash with a chance of 1 in 2^128, which is given up
	toldFor   = 10 * time.Minute // how long it is remembered that a refusal was told
	longest   = time.Hour        // no claim holds longer
)

var (
	//go:embed first.lua
	firstText string
	//go:embed allow.lua
	allowText string
)

// Store is a serving.State. It is safe for concurrent use.
type Store struct {
	client  *redis.Client
	first   *redis.Script
	allow   *redis.Script
	key     []byte
	me      string // this process's name, and another after each start
	limit   time.Duration
	metrics *serving.Metrics
	log     *slog.Logger

	times timing

	// era is odd while the server answers. Only Run makes an even one odd, and whoever sees a failure in an odd
	// one makes it even: a failure of a question that was asked before the last change changes nothing.
	era  atomic.Uint64
	lost chan struct{} // holds one while era is even: Run has to look for the server
}

// timing are a Store's waits. Tests shorten them.
type timing struct {
	life   time.Duration // of a sign of life
	beat   time.Duration
	least  time.Duration // between probes
	most   time.Duration
	steady time.Duration // how long it must answer before the next loss starts the waits between probes anew
}

func defaultTiming() timing {
	return timing{life: serving.ClaimLife, beat: beat, least: 200 * time.Millisecond, most: 2 * time.Second, steady: 30 * time.Second}
}

// Open returns a Store, after it tried for up to two seconds to reach the server. That it cannot be reached is
// no error; the log and the metrics say so, and Run goes on trying. Nil m and log are valid.
func Open(cfg Config, m *serving.Metrics, log *slog.Logger) (*Store, error) {
	s, err := newStore(cfg, m, log)
	if err != nil {
		return nil, err
	}
	s.metrics.SharedState(false)
	if err := s.probe(context.Background()); err != nil {
		s.lost <- struct{}{}
		s.log.Warn("the shared state does not answer: this process goes by its own memory", "reason", reason(err))
		return s, nil
	}
	s.back()
	return s, nil
}

func newStore(cfg Config, m *serving.Metrics, log *slog.Logger) (*Store, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("shared state: %w", err)
	}
	options, err := cfg.options()
	if err != nil {
		return nil, fmt.Errorf("shared state: %w", err)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	logging.Disable() // the library writes to standard error by itself, and what it writes nobody checked
	return &Store{
		client: redis.NewClient(options), first: redis.NewScript(firstText), allow: redis.NewScript(allowText),
		key: []byte(cfg.Key), me: rand.Text(), limit: cfg.limit(), metrics: m, log: log,
		times: defaultTiming(), lost: make(chan struct{}, 1),
	}, nil
}

// Close ends the use of the server. It is called when all questions are answered: what this process has
// claimed stays claimed.
func (s *Store) Close() error {
	if s.Up() {
		s.sign(longest) // without it, a question that is delivered again would be answered again
	}
	return s.client.Close()
}

// Up reports whether the server answered the last time.
func (s *Store) Up() bool { return s.era.Load()%2 == 1 }

// First is serving.State's; no claim holds longer than an hour.
func (s *Store) First(space string, keys []string, ttl time.Duration) (bool, error) {
	return s.claim("first", space, keys, ttl)
}

// Adopt is serving.State's.
func (s *Store) Adopt(space string, keys []string, ttl time.Duration) (bool, error) {
	return s.claim("adopt", space, keys, ttl)
}

func (s *Store) claim(how, space string, keys []string, ttl time.Duration) (won bool, err error) {
	names := make([]string, 1, 1+len(keys))
	names[0] = processes + s.me
	for _, key := range keys {
		names = append(names, claimed+s.hash("event", space, key))
	}
	err = s.ask(func(ctx context.Context) error {
		won, err = s.first.Run(ctx, s.client, names, s.me, s.times.life.Milliseconds(), milliseconds(min(ttl, longest)), processes, how).Bool()
		return err
	})
	return won && err == nil, err
}

// Allow is serving.State's. A limit counts in microseconds, rounded up.
func (s *Store) Allow(space, person, place string, limits serving.Limits) (verdict serving.Verdict, err error) {
	var names []string
	args := make([]any, 4, 5)
	for _, b := range []struct {
		kind, id string
		rate     serving.Rate
	}{{"person", person, limits.Person}, {"place", place, limits.Place}} {
		if b.id != "" {
			i := len(names)
			names = append(names, bucketed+s.hash(b.kind, space, b.id))
			args[2*i], args[2*i+1] = microseconds(b.rate.Every), b.rate.Burst
		}
	}
	if len(names) == 0 {
		return serving.Verdict{OK: true}, nil
	}
	if len(names) == 1 {
		args[2], args[3] = 0, 0
	}
	args = append(args, toldFor.Milliseconds())
	err = s.ask(func(ctx context.Context) error {
		answer, err := s.allow.Run(ctx, s.client, names, args...).Int64Slice()
		if err != nil {
			return err
		}
		if len(answer) != 3 {
			return fmt.Errorf("%d values answered, not 3", len(answer))
		}
		verdict = serving.Verdict{OK: answer[0] == 1, Wait: time.Duration(answer[1]) * time.Microsecond, Tell: answer[2] == 1}
		return nil
	})
	return verdict, err
}

// sign gives a sign of life that holds for so long.
func (s *Store) sign(life time.Duration) error {
	return s.ask(func(ctx context.Context) error {
		return s.client.Set(ctx, processes+s.me, "", life).Err()
	})
}

// hash makes an id into what it is known by on the server. Kind and space hold no zero byte.
func (s *Store) hash(kind, space, id string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(kind + "\x00" + space + "\x00" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:hashBytes])
}

// milliseconds is a time to live, rounded up: the server knows no shorter one.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(max(1, int64((d+time.Millisecond-1)/time.Millisecond)), 10)
}

func microseconds(d time.Duration) int64 {
	return int64((d + time.Microsecond - 1) / time.Microsecond)
}
