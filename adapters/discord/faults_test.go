package discord

import (
	"context"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"clippings/adapters/serving"
	"clippings/internal/testkit/discordfake"
)

// atMost is how long a test waits for what has to come. Only what is wrong takes so long.
const atMost = 30 * time.Second

// The routes by which questions are answered.
const (
	callbackRoute = "interactions/:i/:t/callback"
	messagesRoute = "channels/:c/messages"
)

// inquiry is a rig whose every question wants exactly one reply, counted after everything has stopped.
type inquiry struct {
	*rig
	t *testing.T

	mu    sync.Mutex
	said  []discordfake.Message
	acted []*discordfake.Interaction
	lost  map[string]bool // ids of what cannot be answered, and wants no reply
	told  map[string]bool // ids of messages that answer otherwise than by a reply
}

// inquire starts the adapter and asks by every way there is.
func inquire(t *testing.T, s setup) *inquiry {
	t.Helper()
	q := inquiring(t)
	q.rig = start(t, calm(s))
	q.ask()
	q.answered()
	return q
}

// calm lets handshakes and answers to interactions take as long as they do on a machine that is busy, unless
// s says otherwise.
func calm(s setup) setup {
	if s.fake.CallbackDeadline == 0 {
		s.fake.CallbackDeadline = time.Hour
	}
	set := s.timing
	s.timing = func(tm *timing) {
		tm.link.handshake = atMost
		if set != nil {
			set(tm)
		}
	}
	return s
}

// inquiring is an inquiry whose rig is still to come.
func inquiring(t *testing.T) *inquiry {
	q := &inquiry{t: t, lost: make(map[string]bool), told: make(map[string]bool)}
	t.Cleanup(q.tally) // what is registered first comes last: after the adapter and the fake have stopped
	return q
}

// ask asks by command, by mention and directly.
func (q *inquiry) ask() {
	q.slash()
	q.mention()
	q.direct()
}

func (q *inquiry) slash() *discordfake.Interaction {
	i := q.fake.Slash(q.ana(), nameAsk, discordfake.String(optionQuestion, theQuestion))
	q.mu.Lock()
	defer q.mu.Unlock()
	q.acted = append(q.acted, i)
	return i
}

func (q *inquiry) mention() discordfake.Message { return q.mentionIn(0) }

// mentionIn asks in the i-th channel.
func (q *inquiry) mentionIn(i int) discordfake.Message {
	return q.say(q.fake.Actor(q.fake.User(0), q.fake.Place(0, i)), discordfake.MentionBot())
}

func (q *inquiry) direct() discordfake.Message {
	bo := q.fake.User(1)
	return q.say(q.fake.Actor(bo, q.fake.DM(bo)))
}

func (q *inquiry) say(who discordfake.Actor, options ...discordfake.SayOption) discordfake.Message {
	m := q.fake.Say(who, theQuestion, options...)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.said = append(q.said, m)
	return m
}

// forsake says that a question is not to be answered.
func (q *inquiry) forsake(id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lost[id] = true
}

// expected says that a message answers otherwise than by a reply.
func (q *inquiry) expected(m discordfake.Message) { q.told[m.ID] = true }

// answered waits until every question has a reply.
func (q *inquiry) answered() {
	q.t.Helper()
	q.mu.Lock()
	said, acted := q.said, q.acted
	q.mu.Unlock()
	for _, i := range acted {
		if q.lost[i.ID()] {
			continue
		}
		if _, err := i.Wait(atMost); err != nil {
			q.t.Fatal(err)
		}
	}
	for _, m := range said {
		if q.lost[m.ID] {
			continue
		}
		if _, err := q.fake.WaitReply(m, atMost); err != nil {
			q.t.Fatal(err)
		}
	}
}

// tally wants exactly one reply to every question, which is the answer, and nothing else said.
func (q *inquiry) tally() {
	if q.rig == nil || q.t.Failed() {
		return
	}
	replies := make(map[string][]string) // by what they reply to
	for _, m := range q.fake.BotMessages("") {
		if q.told[m.ID] {
			continue
		}
		to := m.ReferenceID
		if to == "" {
			to = m.InteractionID
		}
		replies[to] = append(replies[to], m.Text())
	}
	want := func(id, what string) {
		got := replies[id]
		delete(replies, id)
		switch {
		case q.lost[id] && len(got) > 0:
			q.t.Errorf("%s that cannot be answered got %q", what, got)
		case !q.lost[id] && len(got) != 1:
			q.t.Errorf("%s got %d replies: %q", what, len(got), got)
		case !q.lost[id] && !strings.Contains(got[0], itsAnswer):
			q.t.Errorf("%s was answered with %q", what, got)
		}
	}
	for _, m := range q.said {
		want(m.ID, "a message")
	}
	for _, i := range q.acted {
		want(i.ID(), "a command")
	}
	for _, got := range replies {
		q.t.Errorf("the bot said unasked: %q", got)
	}
}

// steady does something and wants the program ready all the while.
func (q *inquiry) steady(do func()) {
	q.t.Helper()
	stop, done := make(chan struct{}), make(chan []string)
	go func() {
		var red []string
		for {
			if ok, down := q.health.Ready(); !ok && red == nil {
				red = append(down, "for a while")
			}
			select {
			case <-stop:
				done <- red
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	do()
	close(stop)
	if red := <-done; red != nil {
		q.t.Errorf("not ready: %q", red)
	}
}

// stays wants the one connection that there was at first.
func (q *inquiry) stays() {
	q.t.Helper()
	if i, r, c := len(q.fake.Identifies()), len(q.fake.Resumes()), len(q.fake.Closes()); i != 1 || r+c != 0 {
		q.t.Errorf("%d identifications, %d resumes, %d ends", i, r, c)
	}
}

// ended waits for Run to return, in under ten seconds, and returns what it did.
func (q *inquiry) ended() error {
	q.t.Helper()
	select {
	case err := <-q.done:
		q.done <- err // for the rig's own cleanup
		return err
	case <-time.After(10 * time.Second):
		q.t.Fatal("Run does not return within ten seconds")
		return nil
	}
}

// abreast runs f for each row as a subtest, several at a time whatever the flag -parallel says: nearly all
// of their time discordgo sleeps.
func abreast[R any](t *testing.T, rows []R, name func(*R) string, f func(*testing.T, *R)) {
	var group errgroup.Group
	group.SetLimit(8)
	for i := range rows {
		row := &rows[i]
		group.Go(func() error {
			t.Run(name(row), func(t *testing.T) { f(t, row) })
			return nil
		})
	}
	group.Wait()
}

// marked runs a test's function in such a way that left finds the goroutines which come from it.
func marked(t *testing.T, do func()) {
	pprof.Do(t.Context(), pprof.Labels("test", t.Name()), func(context.Context) { do() })
}

// alone waits until no goroutine is left of a test that is marked.
func (q *inquiry) alone() {
	q.t.Helper()
	var found []string
	for end := time.Now().Add(atMost); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if found = left(q.t); len(found) == 0 {
			return
		}
	}
	q.t.Errorf("%d goroutines are left:\n%s", len(found), strings.Join(found, "\n\n"))
}

// left returns the stacks of goroutines that run the adapter, discordgo or its websocket for a test that
// is marked.
func left(t *testing.T) []string {
	var all strings.Builder
	pprof.Lookup("goroutine").WriteTo(&all, 1)
	var found []string
	for stack := range strings.SplitSeq(all.String(), "\n\n") {
		if !strings.Contains(stack, `"test":"`+t.Name()+`"`) || strings.Contains(stack, "discordfake") || strings.Contains(stack, "discord.left") {
			continue
		}
		for _, ours := range []string{"clippings/adapters/discord.(*", "clippings/adapters/serving.", "discordgo.", "gorilla/websocket."} {
			if strings.Contains(stack, ours) {
				found = append(found, stack)
				break
			}
		}
	}
	return found
}

// prepare is begin without running the adapter, for what is to go wrong from the first request on.
func prepare(t *testing.T, s setup) *rig {
	t.Helper()
	return &rig{t: t, fake: discordfake.New(t, s.fake), health: serving.NewHealth(), logs: new(logBuffer), done: make(chan error, 1)}
}

// holds reports whether something was logged.
func (l *logBuffer) holds(text string) bool { return strings.Contains(l.String(), text) }
