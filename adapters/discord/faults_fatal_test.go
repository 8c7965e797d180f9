package discord

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestFatal holds that what cannot get better by itself ends Run at once with one line that says what to
// do, readiness red, no further attempt and nothing left behind; and that what was asked before is answered.
func TestFatal(t *testing.T) {
	t.Parallel()
	type fatal struct {
		name    string
		says    string
		inject  func(f *discordfake.Fake)
		atStart bool
		config  func(*Config)
		shards  int
	}
	var rows []fatal
	for code, advice := range map[int]string{4004: "create a new one", 4010: "discord.shards", 4011: "discord.shards", 4012: "update the bot", 4013: "update the bot", 4014: "developer portal"} {
		closes := func(f *discordfake.Fake) { f.CloseCode(code) }
		rejects := func(f *discordfake.Fake) { f.RejectIdentify(code) }
		name := fmt.Sprint("close ", code)
		rows = append(rows,
			fatal{name: name + ", while connected", says: advice, inject: closes},
			fatal{name: name + ", at the start", says: advice, inject: rejects, atStart: true})
	}
	rows = append(rows,
		fatal{name: "401 at the first request", says: "create a new one", atStart: true, inject: func(*discordfake.Fake) {}, config: func(c *Config) { c.Token = "wrong" }},
		fatal{name: "401 later at the start", says: "create a new one", atStart: true, inject: func(f *discordfake.Fake) {
			f.On(discordfake.Match{Method: "GET", Route: "gateway/bot"}).Then(discordfake.Refuse(401, 0, "401: Unauthorized"))
		}},
		fatal{name: "one shard of three", says: "developer portal", shards: 3, inject: func(f *discordfake.Fake) { f.CloseCode(4014, 1) }},
		fatal{name: "one shard of three, while another waits to identify", says: "developer portal", shards: 3, atStart: true, inject: func(f *discordfake.Fake) { f.RejectIdentify(0, 4014) }},
	)
	abreast(t, rows, func(row *fatal) string { return row.name }, func(t *testing.T, row *fatal) {
		q := inquiring(t)
		s := calm(setup{fake: discordfake.Options{Shards: row.shards}, config: row.config})
		marked(t, func() {
			if row.atStart {
				q.rig = prepare(t, s)
				row.inject(q.fake)
				q.run(s)
			} else {
				q.rig = start(t, s)
				q.ask()
				q.answered()
				row.inject(q.fake)
			}
		})
		err := q.ended()
		var fatal *FatalError
		if !errors.As(err, &fatal) {
			t.Fatalf("Run returns %v", err)
		}
		if strings.ContainsAny(err.Error(), "\n\r") || !strings.Contains(err.Error(), row.says) {
			t.Errorf("it does not say in one line what to do: %s", err)
		}
		if ok, _ := q.health.Ready(); ok {
			t.Error("it is ready")
		}
		fmt.Fprintln(q.logs, "the end") // at a 401 nothing else is logged, which the rig takes for a mistake of its own
		q.alone()
		if n := len(q.fake.Identifies()) + len(q.fake.Resumes()); n > max(row.shards, 1) {
			t.Errorf("it connected %d times", n)
		}
	})
}

// TestFatalOnlyThen holds that a refusal which may pass does not end Run.
func TestFatalOnlyThen(t *testing.T) {
	t.Parallel()
	rows := []discordfake.Fault{
		discordfake.Status(500), discordfake.Status(503), discordfake.Refuse(403, 0, "403"), discordfake.Refuse(404, 0, "404"), discordfake.Reset(),
		discordfake.Truncate(5), discordfake.RateLimited(discordfake.RateLimit{RetryAfter: 50 * time.Millisecond}),
		discordfake.RateLimited(discordfake.RateLimit{RetryAfter: 50 * time.Millisecond, Global: true, NoHeaders: true}),
	}
	q := inquiring(t)
	s := calm(setup{})
	q.rig = prepare(t, s)
	for _, route := range []string{"users/@me", "applications/@me", "gateway/bot", "gateway", "applications/:app/commands"} {
		for _, fault := range rows {
			q.fake.On(discordfake.Match{Method: "GET", Route: route}).Then(fault)
		}
	}
	q.run(s)
	if err := q.fake.WaitConnected(1, atMost); err != nil {
		t.Fatal(err)
	}
	q.eventually(atMost, "the commands are not registered", func() bool { return len(q.fake.Commands("")) > 0 })
	q.ask()
	q.answered()
}
