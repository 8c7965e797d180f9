package discord

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
	"clippings/internal/testkit/discordfake"
)

// The load: as many questions a second as no server of this bot will ever ask. One in five is a mention,
// whose answers count against the fifty requests a second that Discord grants; so more would wait.
const (
	askedPerSecond = 200
	mentionEvery   = 5
)

// loading is how to put the adapter under load, and what to want of it.
type loading struct {
	duration  time.Duration
	perSecond int
	within    time.Duration // 99 of 100 answers are to be written
	steady    bool          // so is the memory to be
}

// TestLoad asks for five seconds, or for as long as CLIPPINGS_LOAD says ("60s"), and wants one answer to each
// question, as Discord counts them, and no goroutine left. With CLIPPINGS_LOAD it also wants
//   - 99 of 100 answers to be written within five milliseconds: from when the event's frame has been read from
//     the gateway's socket until the last byte of the request with the answer is written to another;
//   - as much memory of the process resident in the last third of the time as in the first, within a tenth,
//     after a warm-up of a sixth, if that is half a minute or more. The fake and this test are in it; what
//     they keep does not grow after the warm-up.
//
// Without CLIPPINGS_LOAD the bound on time is one that only a fault would miss, since other tests run at the
// same time. The race detector slows everything by an unknown factor and takes memory of its own: with it
// neither is judged, and a quarter as much is asked for ten seconds at most.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the load test asks for seconds")
	}
	l := loading{duration: 5 * time.Second, perSecond: askedPerSecond, within: 2 * time.Second}
	if text := os.Getenv("CLIPPINGS_LOAD"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("CLIPPINGS_LOAD: %v", err)
		}
		l.duration, l.within, l.steady = d, 5*time.Millisecond, d >= 30*time.Second
	}
	if raced() {
		l = loading{duration: min(l.duration, 10*time.Second), perSecond: askedPerSecond / 4, within: time.Hour}
	}
	before := runtime.NumGoroutine()
	t.Run("run", func(t *testing.T) { // all that it starts ends with it
		l.run(t)
	})
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func (l loading) run(t *testing.T) {
	questions := pressQuestions(t)
	total := int(l.duration.Seconds() * float64(l.perSecond))
	watch := newStopwatch(total)
	r := start(t, setup{
		// What the fake keeps is full in a few seconds, and is then as much as it ever is.
		fake: discordfake.Options{NoSchema: true, KeepLast: 1000, Replay: 1000, Users: 500, Guilds: 50},
		config: func(c *Config) {
			watch.inner, c.Transport = c.Transport, watch
			c.dial, c.dialTLS = watch.dial, watch.dial
		},
	})
	r.eventually(10*time.Second, "the commands are not registered", func() bool { return len(r.fake.Commands("")) > 0 })

	var open []asked     // the questions of the last seconds
	var memory []float64 // MiB, ten times a second
	random := rand.New(rand.NewPCG(1, 2))
	began := time.Now()
	for n := range total {
		time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / time.Duration(l.perSecond))))
		if n%(l.perSecond/10) == 0 && n >= total/6 {
			if mib, ok := resident(); ok {
				memory = append(memory, mib)
			}
		}
		who := r.fake.Actor(r.fake.User(random.IntN(r.fake.Users())), r.fake.Place(random.IntN(r.fake.Guilds()), random.IntN(3)))
		question := questions[random.IntN(len(questions))]
		q := asked{after: time.Since(began)}
		at := time.Now()
		if n%mentionEvery == 0 {
			q.message = r.fake.Say(who, question, discordfake.MentionBot())
			watch.asked(q.message.ID, at)
		} else {
			q.interaction = r.fake.Slash(who, nameAsk, discordfake.String(optionQuestion, question))
			watch.asked(q.interaction.ID(), at)
		}
		if open = append(open, q); len(open) > 2*l.perSecond { // no longer: the fake forgets
			open[0].judge(t, r.fake)
			open = slices.Delete(open, 0, 1)
		}
	}
	took := time.Since(began)
	for end := time.Now().Add(10 * time.Second); !open[len(open)-1].answered(r.fake) && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	r.stop()
	if err := <-r.done; err != nil {
		t.Error(err)
	}
	r.done <- nil // for the rig's own wait
	for _, q := range open {
		q.judge(t, r.fake)
	}

	got := watch.results()
	if len(got.fromAsked) != total || got.strange > 0 {
		t.Errorf("%d of %d questions were answered; %d requests answer nothing", len(got.fromAsked), total, got.strange)
	}
	if len(got.fromReceived) < total*99/100 {
		t.Fatalf("of %d questions only %d were seen to come in", total, len(got.fromReceived))
	}
	t.Logf("%d questions in %v, %d requests sent again", total, took.Round(time.Millisecond), got.again)
	report := func(from string, all []time.Duration) (p99 time.Duration) {
		p99 = all[len(all)*99/100]
		t.Logf("%s to answer written: half within %v, 99 of 100 within %v, all within %v", from, all[len(all)/2], p99, all[len(all)-1])
		return p99
	}
	report("asked", got.fromAsked)
	if p99 := report("received", got.fromReceived); p99 > l.within {
		t.Errorf("99 of 100 answers are written within %v, want %v", p99, l.within)
	}
	if len(memory) < 3 {
		t.Log("the memory that is resident cannot be told here")
		return
	}
	third := len(memory) / 3
	first, last := mean(memory[:third]), mean(memory[len(memory)-third:])
	t.Logf("resident: %.1f MiB in the first third, %.1f MiB in the last (%+.1f %%), most %.1f MiB", first, last, 100*(last/first-1), slices.Max(memory))
	if l.steady && (last > 1.1*first || last < 0.9*first) {
		t.Errorf("memory is not steady: %.1f MiB, then %.1f MiB", first, last)
	}
}

// asked is a question: an interaction, or else a message.
type asked struct {
	after       time.Duration // since the beginning
	interaction *discordfake.Interaction
	message     discordfake.Message
}

// answers returns how many answers Discord has taken.
func (q *asked) answers(fake *discordfake.Fake) int {
	if q.interaction != nil {
		return len(q.interaction.Responses())
	}
	n := 0
	for _, m := range fake.BotMessages(q.message.ChannelID) {
		if m.ReferenceID == q.message.ID {
			n++
		}
	}
	return n
}

func (q *asked) answered(fake *discordfake.Fake) bool { return q.answers(fake) > 0 }

// judge wants exactly one answer, as Discord counts them.
func (q *asked) judge(t *testing.T, fake *discordfake.Fake) {
	t.Helper()
	if n := q.answers(fake); n != 1 {
		kind := "mention"
		if q.interaction != nil {
			kind = "command"
		}
		t.Errorf("a %s, asked after %v, has %d answers", kind, q.after.Round(time.Millisecond), n)
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
