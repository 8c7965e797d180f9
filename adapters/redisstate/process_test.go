package redisstate

import (
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"clippings/adapters/discord"
	"clippings/adapters/serving"
	"clippings/internal/testkit/discordfake"
)

// TestTwoProcesses: two processes that are both handed every one of 10,000 questions answer each once. When
// their Redis is killed in the middle no question is lost, and only those that they were handed while it was
// away are answered by both. The race detector slows everything by some ten times: with it there are 1,000.
func TestTwoProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it asks 10,000 questions")
	}
	before, during, after := 4000, 2000, 4000
	killAt, startAt, inFlight := 500, 1000, 100 // of during
	if raced() {
		before, during, after, killAt, startAt = before/10, during/5, after/10, killAt/5, startAt/5
	}
	server := startRedis(t)
	fake := discordfake.New(t, discordfake.Options{NoSchema: true, AnyCommand: true, CallbackDeadline: patience, Users: 100, Guilds: 10})
	o := orders{Discord: fake.URL(), Token: fake.Token(), Redis: server.address(), Shards: discord.Shards{Count: 1}}
	processes := []*child{startChild(t, o), startChild(t, o)}
	s := &stream{t: t, fake: fake}
	dealt := func() { // with all, so that a process that lags behind is waited for
		for _, p := range processes {
			p.dealtWith(len(s.asked))
		}
	}
	began := time.Now()
	took := func() time.Duration { return time.Since(began).Round(time.Millisecond) }
	once := func(from int) {
		t.Helper()
		for i, n := range s.answers()[from:] {
			if n != 1 {
				t.Fatalf("question %d was answered %d times", from+i, n)
			}
		}
	}
	s.ask(before, nil)
	dealt()
	once(0)
	t.Logf("%d questions answered once each, %v", before, took())

	s.ask(during, func(asked int) {
		switch asked {
		case killAt - inFlight:
			dealt() // what was asked before is not of the outage
		case killAt:
			server.kill()
		case startAt:
			for _, p := range processes {
				if n := p.log.count(saysLost); n != 1 {
					t.Errorf("the log says %d times that the state is lost:\n%s", n, p.log.String())
				}
			}
			if !server.start() {
				t.Fatal("redis-server does not start again")
			}
		case startAt + inFlight: // the last that may be of the outage
			for _, p := range processes {
				p.eventually("does not find the state again", func() bool { return p.log.count(saysBack) == 2 })
			}
		}
	})
	dealt()
	doubled := 0
	for i, n := range s.answers()[before:] {
		switch {
		case n == 0 || n > 2 || n == 2 && (i < killAt-inFlight || i >= startAt+inFlight):
			t.Errorf("question %d of the outage was answered %d times", i, n)
		case n == 2:
			doubled++
		}
	}
	if doubled == 0 {
		t.Error("no question was answered twice, so there was no outage")
	}
	t.Logf("%d questions, killed after %d, started after %d: %d answered twice, none lost, %v", during, killAt, startAt, doubled, took())

	s.ask(after, nil)
	dealt()
	once(before + during)
	shares := []int{processes[0].counts(countAnswered), processes[1].counts(countAnswered)}
	t.Logf("%d questions answered once each, %v; the processes answered %v", after, took(), shares)
	for i, n := range shares {
		if n < len(s.asked)/20 {
			t.Errorf("process %d answered only %d of %d questions", i, n, len(s.asked))
		}
	}
}

func raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// TestLimitOfTwoProcesses: a person whose servers are in two processes' hands may ask as often as the limit
// says, in both together. Without a shared state it is as often in each.
func TestLimitOfTwoProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it starts processes")
	}
	const limit, questions = 20, 30 // in each
	for name, c := range map[string]struct {
		shared bool
		want   int
	}{"shared": {true, limit}, "not shared": {false, 2 * limit}} {
		t.Run(name, func(t *testing.T) {
			fake := discordfake.New(t, discordfake.Options{NoSchema: true, AnyCommand: true, CallbackDeadline: patience, Guilds: 40})
			o := orders{Discord: fake.URL(), Token: fake.Token(), Limits: serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: limit}}}
			if c.shared {
				o.Redis = startRedis(t).address()
			}
			var processes [2]*child
			for i := range processes {
				o.Shards = discord.Shards{First: i, Last: i, Count: len(processes)}
				processes[i] = startChild(t, o)
			}
			s := &stream{t: t, fake: fake}
			var places [2]discordfake.Place // one in the hands of each process
			asked := func(p *child) int { return p.counts(countAnswered) }
			for i := 0; places[0].ChannelID == "" || places[1].ChannelID == ""; i++ {
				if i == fake.Guilds() {
					t.Fatal("all servers are of one shard")
				}
				place, had := fake.Place(i, 0), asked(processes[0])
				// Somebody else asks, to see who answers.
				s.asked = append(s.asked, fake.Slash(fake.Actor(fake.User(i%3+1), place), "about"))
				s.answered(len(s.asked) - 1)
				whose := 1
				eventually(t, "nobody counts the question", func() bool { return asked(processes[0])+asked(processes[1]) == len(s.asked) })
				if asked(processes[0]) > had {
					whose = 0
				}
				places[whose] = place
			}
			for range questions {
				for _, place := range places {
					s.asked = append(s.asked, fake.Slash(fake.Actor(fake.User(0), place), "about"))
					s.answered(len(s.asked) - 1)
				}
			}
			limited := processes[0].counts(countLimited) + processes[1].counts(countLimited)
			if allowed := 2*questions - limited; allowed != c.want {
				t.Errorf("%d questions were allowed, want %d", allowed, c.want)
			}
		})
	}
}
