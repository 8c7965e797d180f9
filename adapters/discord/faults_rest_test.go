package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/internal/testkit/discordfake"
)

// restFault is something that goes wrong with requests which carry answers.
type restFault struct {
	name   string
	faults []discordfake.Fault
	times  int // how many requests in a row; -1: all
	route  string
	apart  time.Duration // at least between the first attempt and the second
}

// TestRESTFaults holds, for every fault of a request that carries an answer, that the question gets one
// reply, and so does the next; and that the bot is ready all the while.
func TestRESTFaults(t *testing.T) {
	t.Parallel()
	one := func(f discordfake.Fault) []discordfake.Fault { return []discordfake.Fault{f} }
	limited := func(l discordfake.RateLimit) []discordfake.Fault { return one(discordfake.RateLimited(l)) }
	const wait = 300 * time.Millisecond
	var rows []restFault
	for _, route := range []string{callbackRoute, messagesRoute} {
		add := func(name string, apart time.Duration, times int, faults []discordfake.Fault) {
			rows = append(rows, restFault{name, faults, times, route, apart})
		}
		add("429", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait, Header: "0.3"}))
		add("429, body only", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait, NoHeaders: true}))
		add("429, three times", wait/3, 3, limited(discordfake.RateLimit{RetryAfter: wait / 3, NoHeaders: true}))
		add("429, Retry-After longer", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait / 10, Header: "0.3"}))
		add("429, Retry-After in whole seconds", time.Second, 1, limited(discordfake.RateLimit{RetryAfter: wait}))
		add("429, Retry-After shorter", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait, Header: "0.1"}))
		add("429, shared", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait, Header: "0.3", Scope: "shared"}))
		add("429, global", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait, Header: "0.3", Global: true}))
		add("429, global without headers", wait, 1, limited(discordfake.RateLimit{RetryAfter: wait, Global: true, NoHeaders: true}))
		for _, status := range []int{500, 502, 503, 504} {
			add(fmt.Sprint(status), 0, 1, one(discordfake.Status(status)))
			add(fmt.Sprint(status, ", carried out"), 0, 1, one(discordfake.After(discordfake.Status(status))))
		}
		add("502, twice", 0, 2, one(discordfake.Status(502)))
		add("reset", 0, 1, one(discordfake.Reset()))
		add("reset, carried out", 0, 1, one(discordfake.After(discordfake.Reset())))
		add("reset, carried out, twice", 0, 2, one(discordfake.After(discordfake.Reset())))
		add("cut within the answer", 0, 1, one(discordfake.Truncate(10)))
		add("cut before the answer's body", 0, 1, one(discordfake.Truncate(0)))
		add("a second slow", 0, -1, one(discordfake.Delay(time.Second)))
		add("a second and a half slow", 0, -1, one(discordfake.Delay(1500*time.Millisecond)))
		add("carried out, and slow to say so", 0, -1, one(discordfake.After(discordfake.Delay(1500*time.Millisecond))))
		add("hangs", 0, 1, one(discordfake.Hang()))
		add("carried out, and hangs", 0, 1, one(discordfake.After(discordfake.Hang())))
		add("carried out slowly, and reset", 0, 1, []discordfake.Fault{discordfake.After(discordfake.Delay(100 * time.Millisecond)), discordfake.Reset()})
	}
	name := func(row *restFault) string { return strings.Split(row.route, "/")[0] + " " + row.name }
	abreast(t, rows, name, func(t *testing.T, row *restFault) {
		q := inquire(t, setup{fake: discordfake.Options{CallbackDeadline: 3 * time.Second}, timing: func(tm *timing) { tm.attempt = 2500 * time.Millisecond }})
		before := len(q.fake.Requests("POST", row.route))
		q.fake.On(discordfake.Match{Method: "POST", Route: row.route, Times: row.times}).Then(row.faults...)
		q.steady(func() {
			if row.route == callbackRoute {
				q.slash() // later than after three seconds the fake takes no answer
				q.answered()
			} else {
				q.mention()
				q.answered()
			}
			q.eventually(atMost, "nothing goes wrong", func() bool {
				hit := 0
				for _, r := range q.fake.Requests("POST", row.route)[before:] {
					if r.Fault {
						hit++
					}
				}
				return hit >= row.times
			})
			q.fake.ClearFaults()
			q.ask()
			q.answered()
		})
		q.stays()
		sent := q.fake.Requests("POST", row.route)[before:]
		if row.apart > 0 && sent[1].At.Sub(sent[0].At) < row.apart {
			t.Errorf("sent again after %v, want at least %v", sent[1].At.Sub(sent[0].At), row.apart)
		}
	})
}

// refusedFault is something after which a question cannot be answered.
type refusedFault struct {
	name, route string
	fault       discordfake.Fault // of every request
	reason      string            // as counted; "" for any
	most        int               // requests
}

// TestGivenUp holds that what Discord refuses for good is not sent again and counted, and that the next
// question is answered.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	// On a busy machine an attempt may take so long that another one is begun beside it.
	rows := []refusedFault{
		{"answered elsewhere", callbackRoute, discordfake.Refuse(400, 40060, "Interaction has already been acknowledged."), "", mostBeside},
		{"too late", callbackRoute, discordfake.Refuse(404, 10062, "Unknown interaction"), "too_late", mostBeside},
		{"500 for ever", callbackRoute, discordfake.Status(500), "", mostAttempts},
		{"hangs for ever", callbackRoute, discordfake.Hang(), "unreachable", mostBeside},
		{"limited for longer than it may take", callbackRoute, discordfake.RateLimited(discordfake.RateLimit{RetryAfter: 10 * time.Second}), "", mostBeside},
		{"no such channel", messagesRoute, discordfake.Refuse(404, 10003, "Unknown Channel"), "refused_404", 1},
		{"limited for longer than it may take", messagesRoute, discordfake.RateLimited(discordfake.RateLimit{RetryAfter: time.Hour}), "", 1},
	}
	name := func(row *refusedFault) string { return strings.Split(row.route, "/")[0] + " " + row.name }
	abreast(t, rows, name, func(t *testing.T, row *refusedFault) {
		m := serving.NewMetrics()
		q := inquire(t, setup{metrics: m})
		before := len(q.fake.Requests("POST", row.route))
		q.fake.On(discordfake.Match{Method: "POST", Route: row.route, Times: -1}).Then(row.fault)
		entry := `entry="mention"`
		if row.route == callbackRoute {
			entry = `entry="command"`
			q.forsake(q.slash().ID())
		} else {
			q.forsake(q.mention().ID)
		}
		q.steady(func() {
			q.eventually(atMost, "the failure is not counted", func() bool {
				return counted(t, m, "clippings_failures_total", entry, `reason="`+row.reason) == 1
			})
			if got := len(q.fake.Requests("POST", row.route)) - before; got > row.most {
				t.Errorf("sent %d times", got)
			}
			q.fake.ClearFaults()
			q.ask()
			q.answered()
		})
		q.stays()
	})
}

// TestBarred holds that a page from in front of Discord, which bars the bot's address, stops every message
// as long as it says, for more requests prolong the bar; interactions, which Discord serves apart, are
// still tried.
func TestBarred(t *testing.T) {
	t.Parallel()
	m := serving.NewMetrics()
	q := inquire(t, setup{metrics: m})
	before := len(q.fake.Requests("POST", messagesRoute))
	q.fake.On(discordfake.Match{Method: "POST", Route: messagesRoute, Times: -1}).Then(discordfake.Cloudflare())
	q.steady(func() {
		q.forsake(q.mention().ID)
		failed := func() bool { return counted(t, m, "clippings_failures_total", `entry="mention"`) == 1 }
		q.eventually(atMost, "the failure is not counted", failed)
		for i := range 3 {
			q.forsake(q.mentionIn(i).ID)
			q.forsake(q.direct().ID)
		}
		q.eventually(atMost, "the failures are not counted", func() bool { return counted(t, m, "clippings_failures_total") == 7 })
		if got := len(q.fake.Requests("POST", messagesRoute)) - before; got != 1 {
			t.Errorf("%d messages were sent to who bars them", got)
		}
		q.slash()
		q.answered()
	})
}

// TestGlobalLimit holds that a global limit on one message holds back those of other channels and people,
// and no interaction.
func TestGlobalLimit(t *testing.T) {
	t.Parallel()
	q := inquire(t, setup{})
	before := len(q.fake.Requests("POST", messagesRoute))
	const wait = 1500 * time.Millisecond
	q.fake.On(discordfake.Match{Method: "POST", Route: messagesRoute}).Then(
		discordfake.RateLimited(discordfake.RateLimit{RetryAfter: wait, Global: true, NoHeaders: true}))
	q.mention()
	sent, err := q.fake.WaitRequests(before+1, "POST", messagesRoute, atMost)
	if err != nil {
		t.Fatal(err)
	}
	q.eventually(atMost, "the limit is not noticed", func() bool {
		q.adapter.rest.mu.Lock()
		defer q.adapter.rest.mu.Unlock()
		return !q.adapter.rest.until.IsZero()
	})
	q.mentionIn(1)
	q.direct()
	i := q.slash()
	q.answered()
	for _, r := range q.fake.Requests("POST", messagesRoute)[before+1:] {
		if held := r.At.Sub(sent[before].At); held < wait {
			t.Errorf("another message was sent after %v", held)
		}
		if r.At.Before(i.Responses()[0].At) {
			t.Error("the interaction waited for the limit")
		}
	}
}

// TestNoPermission holds that who asks where the bot may not answer is told directly, with the permission
// that is missing and the answer; and that where that is refused too, a metric counts it.
func TestNoPermission(t *testing.T) {
	t.Parallel()
	type lack struct {
		name    string
		deny    func(f *discordfake.Fake, channel string)
		lacks   string
		refused bool // direct messages are refused too
	}
	noWriting := func(f *discordfake.Fake, channel string) { f.Deny(channel, discordfake.SendMessages) }
	noReading := func(f *discordfake.Fake, channel string) {
		f.On(discordfake.Match{Method: "POST", Route: messagesRoute}).Then(discordfake.Refuse(403, 50001, "Missing Access"))
	}
	rows := []lack{
		{"may not write", noWriting, "Send Messages", false},
		{"may not write, nor directly", noWriting, "", true},
		{"may no longer read", noReading, "View Channel", false},
		{"may no longer read, nor write directly", noReading, "", true},
	}
	abreast(t, rows, func(row *lack) string { return row.name }, func(t *testing.T, row *lack) {
		m := serving.NewMetrics()
		q := inquire(t, setup{metrics: m})
		ana := q.fake.User(0)
		q.fake.RefuseDMs(ana, row.refused)
		row.deny(q.fake, q.fake.Place(0, 0).ChannelID)
		there := q.mention()
		q.forsake(there.ID)
		if row.refused {
			q.eventually(atMost, "the failure is not counted", func() bool {
				return counted(t, m, "clippings_failures_total", `entry="mention"`, `reason="refused_403"`) == 1
			})
		} else {
			told, err := q.fake.WaitMessage(atMost, func(sent discordfake.Message) bool { return sent.ChannelID == q.fake.DM(ana).ChannelID })
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{row.lacks, itsAnswer} {
				if !strings.Contains(told.Text(), part) {
					t.Errorf("it does not say %q: %s", part, told.Text())
				}
			}
			q.expected(told)
		}
		q.fake.Allow(q.fake.Place(0, 0).ChannelID, discordfake.SendMessages)
		q.fake.ClearFaults()
		q.ask()
		q.answered()
		q.stays()
	})
}
