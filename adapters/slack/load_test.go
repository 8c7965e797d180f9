package slack

import (
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"clippings/bot/golden"
	"clippings/internal/testkit/slackfake"
)

// The load: as many questions a second as no server of this bot will ever ask. One in five is a mention.
const (
	askedPerSecond = 200
	mentionEvery   = 5
)

// TestLoad asks for five seconds, or for as long as CLIPPINGS_LOAD says ("60s"), and wants one answer to each
// question, as Slack counts them, and no goroutine left. With CLIPPINGS_LOAD it also wants
//   - 99 of 100 answers to be written within five milliseconds: from when the last byte of the question's envelope
//     has been read from the socket, of a mention the first of its two envelopes, until the last byte of the
//     acknowledgement that carries the answer, or of the request that posts it, is written;
//   - as much memory of the process resident in the last third of the time as in the first, within a tenth,
//     after a warm-up of a sixth. The fake and this test are in it; what they keep does not grow after that.
//
// Without CLIPPINGS_LOAD the bound on time is one that only a fault would miss, since other tests run at the
// same time. The race detector slows everything by an unknown factor and takes memory of its own: with it
// neither is judged.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the load test asks for seconds")
	}
	duration, bound, steady := 5*time.Second, 500*time.Millisecond, false
	if text := os.Getenv("CLIPPINGS_LOAD"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("CLIPPINGS_LOAD: %v", err)
		}
		duration, bound, steady = d, 5*time.Millisecond, true
	}
	if raced() {
		duration, bound, steady = min(duration, 10*time.Second), time.Hour, false
	}
	before := runtime.NumGoroutine()
	t.Run("run", func(t *testing.T) { // all that it starts ends with it
		load(t, duration, bound, steady)
	})
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func load(t *testing.T, duration, bound time.Duration, steady bool) {
	questions := pressQuestions(t)
	total := int(duration.Seconds() * askedPerSecond)
	watch := newStopwatch(total)
	r := start(t, setup{
		// What the fake keeps is full in twelve seconds, the calls that post last, and is then as much as it ever is.
		fake: slackfake.Options{KeepLast: 500, People: 500, Channels: 50},
		config: func(c *Config) {
			watch.inner, c.Transport = c.Transport, watch
			c.dial = watch.dial
		},
	})
	var open []asked     // the questions of the last seconds
	var memory []float64 // MiB, ten times a second
	random := rand.New(rand.NewPCG(1, 2))
	began := time.Now()
	for n := range total {
		time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / askedPerSecond)))
		if n%(askedPerSecond/10) == 0 && n >= total/6 {
			if mib, ok := resident(); ok {
				memory = append(memory, mib)
			}
		}
		who := r.fake.Actor(r.fake.Person(random.IntN(r.fake.People())), r.fake.Public(random.IntN(50)))
		question := questions[random.IntN(len(questions))]
		q := asked{after: time.Since(began), mention: n%mentionEvery == 0}
		at := time.Now()
		if q.mention {
			q.handle = r.fake.Say(who, question, slackfake.Mention())
			watch.asked(q.handle.Message().TS, at)
		} else {
			q.handle = r.fake.Slash(who, "/clippings", question)
			watch.asked(q.handle.TriggerID(), at)
		}
		if open = append(open, q); len(open) > askedPerSecond { // no longer: the fake forgets
			open[0].judge(t)
			open = slices.Delete(open, 0, 1)
		}
	}
	took := time.Since(began)
	for _, q := range open {
		q.wait()
	}
	if err := r.fake.WaitAcked(10 * time.Second); err != nil {
		t.Error(err)
	}
	r.stop()
	if err := r.ends(15 * time.Second); err != nil {
		t.Error(err)
	}
	for _, q := range open {
		q.judge(t)
	}

	got := watch.results()
	if len(got.fromAsked) != total || got.strange > 0 {
		t.Errorf("%d of %d questions were answered; %d answers answer nothing", len(got.fromAsked), total, got.strange)
	}
	if len(got.fromReceived) < total {
		t.Fatalf("of %d questions only %d were seen to come in", total, len(got.fromReceived))
	}
	t.Logf("%d questions in %v, %d answers sent again", total, took.Round(time.Millisecond), got.again)
	report := func(from string, all []time.Duration) (p99 time.Duration) {
		p99 = all[len(all)*99/100]
		t.Logf("%s to answer written: half within %v, 99 of 100 within %v, all within %v", from, all[len(all)/2], p99, all[len(all)-1])
		return p99
	}
	report("asked", got.fromAsked)
	if p99 := report("received", got.fromReceived); p99 > bound {
		t.Errorf("99 of 100 answers are written within %v, want %v", p99, bound)
	}
	if len(memory) < 3 {
		t.Log("the memory that is resident cannot be told here")
		return
	}
	third := len(memory) / 3
	first, end := mean(memory[:third]), mean(memory[len(memory)-third:])
	t.Logf("resident: %.1f MiB in the first third, %.1f MiB in the last (%+.1f %%), most %.1f MiB", first, end, 100*(end/first-1), slices.Max(memory))
	if steady && (end > 1.1*first || end < 0.9*first) {
		t.Errorf("memory is not steady: %.1f MiB, then %.1f MiB", first, end)
	}
}

// asked is a question.
type asked struct {
	after   time.Duration // since the beginning
	mention bool
	handle  *slackfake.Handle
}

// answers counts as Slack shows them: those of a mention in its thread, those of a command by its acknowledgement
// and its response URL.
func (q *asked) answers() int {
	n := 0
	for _, m := range q.handle.Replies() {
		if q.mention || m.Via == slackfake.ViaAck || m.Via == slackfake.ViaResponse {
			n++
		}
	}
	return n
}

// wait waits for an answer. Where the machine is so slow that it has to wait, nothing more is asked meanwhile.
func (q *asked) wait() {
	for end := time.Now().Add(patience); q.answers() == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// judge wants exactly one answer.
func (q *asked) judge(t *testing.T) {
	t.Helper()
	q.wait()
	if n := q.answers(); n != 1 || q.handle.Trouble() != "" {
		kind := "command"
		if q.mention {
			kind = "mention"
		}
		t.Errorf("a %s, asked after %v, has %d answers %q", kind, q.after.Round(time.Millisecond), n, q.handle.Trouble())
	}
}

// pressQuestions are questions in the words of organizers and journalists, answerable and not.
func pressQuestions(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, name := range []string{"press.txt", "unanswerable-press.txt"} {
		f, err := os.Open("../../bot/testdata/golden/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		set, err := golden.Parse(name, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range set {
			all = append(all, q.Text)
		}
	}
	return all
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// resident returns the memory of the process that is resident, in MiB, where the system tells it.
func resident() (mib float64, ok bool) {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(data))
	pages, err := strconv.Atoi(fields[min(1, len(fields)-1)])
	return float64(pages*os.Getpagesize()) / (1 << 20), err == nil
}

// raced reports whether the race detector is on.
func raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
