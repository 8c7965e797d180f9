package discord

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestShards holds which shards are connected, that those of one key identify far enough apart although
// some take long to connect, and that all servers they have are answered.
func TestShards(t *testing.T) {
	t.Parallel()
	const apart = 250 * time.Millisecond
	type plan struct {
		recommended, concurrency int
		set                      string
		want                     []int
		of                       int
	}
	rows := []plan{
		{1, 1, "", []int{0}, 1},
		{3, 1, "", []int{0, 1, 2}, 3},
		{6, 2, "", []int{0, 1, 2, 3, 4, 5}, 6},
		{1, 1, "2", []int{0, 1}, 2},
		{4, 1, "0-1/4", []int{0, 1}, 4},
		{4, 2, "2-3/4", []int{2, 3}, 4},
		{4, 16, "3/4", []int{3}, 4},
	}
	name := func(row *plan) string {
		return fmt.Sprintf("%d recommended, %d at once, set %q", row.recommended, row.concurrency, row.set)
	}
	abreast(t, rows, name, func(t *testing.T, row *plan) {
		shards, err := ParseShards(row.set)
		if err != nil {
			t.Fatal(err)
		}
		var n atomic.Int32
		m := &meddler{change: func(message []byte) ([]byte, error) {
			if bytes.Contains(message, []byte(`"op":10`)) && n.Add(1)%2 == 1 { // every other identifies late
				time.Sleep(apart / 2)
			}
			return asIs(message), nil
		}}
		q := inquiring(t)
		q.rig = start(t, calm(setup{
			fake:   discordfake.Options{Shards: row.recommended, MaxConcurrency: row.concurrency, Guilds: 8},
			config: func(c *Config) { c.Shards, c.dial = shards, m.dial },
			timing: func(tm *timing) { tm.identify = apart },
		}))
		var ids []int
		last := make(map[int]time.Time)
		for _, i := range q.fake.Identifies() {
			ids = append(ids, i.Shard[0])
			if i.Shard[1] != row.of {
				t.Errorf("a shard of %d, want %d", i.Shard[1], row.of)
			}
			if gap := i.At.Sub(last[i.RateKey]); gap < apart {
				t.Errorf("shard %d identifies %v after another of its key", i.Shard[0], gap)
			}
			last[i.RateKey] = i.At
		}
		if slices.Sort(ids); !slices.Equal(ids, row.want) {
			t.Errorf("shards %d are connected, want %d", ids, row.want)
		}
		for guild := range q.fake.Guilds() {
			m := q.say(q.fake.Actor(q.fake.User(0), q.fake.Place(guild, 0)), discordfake.MentionBot())
			if !slices.Contains(row.want, shardOf(t, q.fake.Place(guild, 0), row.of)) {
				q.forsake(m.ID) // another process has its shard
			}
		}
		q.answered()
	})
}

// TestOneShardDown holds that a shard which is down makes the program not ready, by its name, while the
// others answer, and that it comes back by itself.
func TestOneShardDown(t *testing.T) {
	t.Parallel()
	o := discordfake.Options{Shards: 3, Guilds: 3}
	q := inquiring(t)
	q.rig = start(t, calm(setup{fake: o}))
	ask := func() {
		for guild := range 3 {
			q.say(q.fake.Actor(q.fake.User(0), q.fake.Place(guild, 0)), discordfake.MentionBot())
		}
	}
	ask()
	q.answered()
	q.fake.RefuseDials(1 << 20)
	q.fake.DropTCP(1)
	q.ready(false)
	if _, down := q.health.Ready(); !slices.Equal(down, []string{"discord shard 1/3"}) {
		t.Errorf("down are %q", down)
	}
	for guild := range 3 {
		if place := q.fake.Place(guild, 0); shardOf(t, place, 3) != 1 {
			q.say(q.fake.Actor(q.fake.User(0), place), discordfake.MentionBot())
		}
	}
	q.answered()
	ask()
	q.fake.RefuseDials(0)
	q.ready(true)
	q.answered()
	if i, r := len(q.fake.Identifies()), len(q.fake.Resumes()); i != 3 || r != 1 {
		t.Errorf("%d identifications, %d resumes", i, r)
	}
}

// TestIdentifyAgain holds that whatever makes a shard identify again, it waits for the gate first.
func TestIdentifyAgain(t *testing.T) {
	t.Parallel()
	const apart = 1500 * time.Millisecond
	type again struct {
		name   string
		inject func(f *discordfake.Fake)
	}
	rows := []again{
		{"an invalid session", func(f *discordfake.Fake) { f.InvalidSession(false) }},
		{"a session that timed out", func(f *discordfake.Fake) { f.CloseCode(4009) }},
		{"a session that cannot be resumed", func(f *discordfake.Fake) { f.DropTCP(); f.ExpireSessions() }},
		{"an IDENTIFY that is not answered", func(f *discordfake.Fake) { f.NoReady(1); f.CloseCode(4009) }},
		{"an IDENTIFY that is refused for now", func(f *discordfake.Fake) { f.RejectIdentify(4000, 4008); f.CloseCode(4009) }},
	}
	abreast(t, rows, func(row *again) string { return row.name }, func(t *testing.T, row *again) {
		q := inquire(t, setup{timing: func(tm *timing) { tm.identify = apart }})
		row.inject(q.fake)
		if _, err := q.fake.WaitIdentifies(2, atMost); err != nil {
			t.Fatal(err)
		}
		q.eventually(atMost, "it does not come back", func() bool { ok, _ := q.health.Ready(); return ok && q.fake.WaitConnected(1, 0) == nil })
		q.ask()
		q.answered()
		all := q.fake.Identifies()
		for i := 1; i < len(all); i++ {
			if gap := all[i].At.Sub(all[i-1].At); gap < apart {
				t.Errorf("it identifies again after %v", gap)
			}
		}
	})
}

// TestStartsExhausted holds that the bot connects only when Discord has enough session starts left for all
// its shards, that it says so, and that it looks again.
func TestStartsExhausted(t *testing.T) {
	t.Parallel()
	q := inquiring(t)
	q.rig = prepare(t, calm(setup{fake: discordfake.Options{Shards: 2}}))
	var asked atomic.Int32
	const reset = 400 * time.Millisecond
	q.run(calm(setup{config: func(c *Config) {
		next := c.Transport
		c.Transport = transport(func(request *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(request)
			if err != nil || !strings.HasSuffix(request.URL.Path, "/gateway/bot") || asked.Add(1) > 2 {
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			body = bytes.Replace(body, []byte(`"remaining":1000`), []byte(`"remaining":1`), 1)
			body = bytes.Replace(body, []byte(`"reset_after":86400000`), []byte(`"reset_after":400`), 1)
			answer.Body = io.NopCloser(bytes.NewReader(body))
			return answer, err
		})
	}}))
	began := time.Now()
	if err := q.fake.WaitConnected(2, atMost); err != nil {
		t.Fatal(err)
	}
	if first := q.fake.Identifies()[0].At.Sub(began); first < 2*reset-50*time.Millisecond || asked.Load() != 3 {
		t.Errorf("it identified after %v, having asked %d times", first, asked.Load())
	}
	if !q.logs.holds("too many starts") {
		t.Error("it does not say why it waits")
	}
	q.ready(true)
	q.ask()
	q.answered()
}

// shardOf is which of n shards a server's events go to, as Discord documents it.
func shardOf(t *testing.T, place discordfake.Place, n int) int {
	t.Helper()
	id, err := strconv.ParseUint(place.GuildID, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int((id >> 22) % uint64(n))
}
