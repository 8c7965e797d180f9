package redisstate

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"clippings/adapters/serving"
)

// patience is how long tests wait for what will happen. A busy machine stalls.
const patience = 30 * time.Second

var testKey = strings.Repeat("0123456789abcdef", 4)

func eventually(t testing.TB, otherwise string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(otherwise)
		}
	}
}

// client is a connection of the test's own.
func client(t testing.TB, address string) *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: address, Protocol: 2, DisableIdentity: true})
	t.Cleanup(func() { c.Close() })
	return c
}

// servers are the servers that tests of what the scripts do run against.
func servers(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("miniredis", func(t *testing.T) { test(t, miniredis.RunT(t).Addr()) })
	t.Run("redis-server", func(t *testing.T) { test(t, startRedis(t).address()) })
}

// rig is a Store with what it tells.
type rig struct {
	*Store
	t       testing.TB
	metrics *serving.Metrics
	log     *lines
}

// open opens a Store that is closed with the test. Its time limit is long, so that a busy machine does not
// count as a server that is away, unless change says otherwise.
func open(t testing.TB, address string, change func(*Config)) *rig {
	t.Helper()
	cfg := Config{Address: address, Key: testKey, Limit: patience}
	if change != nil {
		change(&cfg)
	}
	r := &rig{t: t, metrics: serving.NewMetrics(), log: new(lines)}
	s, err := Open(cfg, r.metrics, slog.New(slog.NewTextHandler(r.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	r.Store = s
	s.times.least, s.times.most = 5*time.Millisecond, 20*time.Millisecond
	t.Cleanup(func() { s.Close() })
	return r
}

// run lets it watch its server until the test ends.
func (r *rig) run() *rig {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	r.t.Cleanup(func() { cancel(); <-done })
	return r
}

// counts returns what a collector reads.
func (r *rig) counts() string {
	w := httptest.NewRecorder()
	r.metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

func (r *rig) wantUp(up string) {
	r.t.Helper()
	if !strings.Contains(r.counts(), "\nclippings_shared_state_up "+up+"\n") {
		r.t.Errorf("clippings_shared_state_up is not %s:\n%s", up, r.counts())
	}
}

// lines is a log.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lines) count(text string) int { return strings.Count(l.String(), text) }

// What the log says of each change.
const (
	saysLost = "the shared state is lost"
	saysBack = "the shared state answers"
)

// rewind lets time pass on a server: every key of the Store's is d nearer to its end, and every bucket fuller.
func rewind(t testing.TB, c *redis.Client, d time.Duration) {
	t.Helper()
	ctx := context.Background()
	keys, err := c.Keys(ctx, prefix+"*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		left, err := c.PTTL(ctx, key).Result()
		if left == -2 { // it has just ended
			continue
		}
		if err != nil || left < 0 {
			t.Fatalf("%s has no end: %v, %v", key, left, err)
		}
		if left <= d {
			err = c.Del(ctx, key).Err()
		} else if strings.HasPrefix(key, bucketed) {
			var value string
			if value, err = c.Get(ctx, key).Result(); err == redis.Nil { // it has just ended
				continue
			} else if err == nil {
				err = c.Set(ctx, key, fuller(t, value, d), left-d).Err()
			}
		} else {
			err = c.PExpire(ctx, key, left-d).Err()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func fuller(t testing.TB, value string, d time.Duration) string {
	t.Helper()
	at, told := strings.CutSuffix(value, "!")
	full, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		t.Fatalf("a bucket holds %q", value)
	}
	value = strconv.FormatInt(full-d.Microseconds(), 10)
	if told {
		value += "!"
	}
	return value
}

func wantAway(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, errAway) {
		t.Errorf("error %v, want that nobody is asked", err)
	}
}
