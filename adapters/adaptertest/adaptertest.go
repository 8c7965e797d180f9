// Package adaptertest is the suite that every chat adapter passes. An adapter's test connects the adapter
// to a fake of its platform, describes it as a Platform, and calls Run. Only tests may import it.
package adaptertest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clippings/bot"
	"clippings/corpus"
	"clippings/seeds"
)

// Platform is an adapter on a fake of its platform.
type Platform struct {
	// Start runs the adapter with a handler until the test ends, and returns when it is connected.
	Start func(t *testing.T, h bot.Handler) *Running
}

// Running is an adapter at work, and what people can do with it.
type Running struct {
	Entries []Entry // every way there is to ask; at least one
	// Others say something that must not be answered: the bot itself, other bots, people who talk to
	// somebody else.
	Others []Entry
	// Deliver has the platform deliver each event so many times at once from now on.
	Deliver func(times int)
	// Lose cuts the connection and asks at once, so that the first delivery is lost, and returns what was
	// asked once the platform has delivered it again.
	Lose func(text string) Asked
	// Pinged reports whether any reply so far notified anybody.
	Pinged func() bool
	// Stop asks the adapter to stop and returns what its Run returned.
	Stop func() error
	// Lacks says why Deliver or Lose is nil, where the platform at hand cannot do that. What needs one that is
	// nil is then skipped, and fails when nothing is said here.
	Lacks string
}

// needs skips the test when the platform cannot do what the test is about.
func (r *Running) needs(t *testing.T, what string, there bool) {
	t.Helper()
	switch {
	case there:
	case r.Lacks == "":
		t.Fatalf("the platform has no %s, and does not say why", what)
	default:
		t.Skipf("the platform has no %s: %s", what, r.Lacks)
	}
}

// Entry is a way to ask.
type Entry struct {
	Name string
	Ask  func(text string) Asked
}

// Asked is a question that was put. Replies returns the text of every reply that is visible by now.
type Asked struct{ Replies func() []string }

// How long to wait for a reply, and for one too many.
const (
	patience = 15 * time.Second
	settle   = 400 * time.Millisecond
)

// question is covered by one excerpt, and answer stands in it.
const (
	question = "how many federal agencies can get into COLLECT"
	answer   = "about 20 different federal agencies"
)

// builtIn is the bot over the built-in coverage; it is read-only.
var builtIn = sync.OnceValues(func() (*bot.Bot, error) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		return nil, err
	}
	return bot.New(corpus.NewIndex(c)), nil
})

// Bot returns a bot over the built-in coverage.
func Bot(t testing.TB) *bot.Bot {
	t.Helper()
	b, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Run runs the suite.
func Run(t *testing.T, p Platform) {
	for name, test := range map[string]func(*testing.T, Platform){
		"answers by every entry":          answers,
		"answers nobody else":             ignores,
		"answers a duplicate once":        duplicates,
		"answers what was lost at first":  lost,
		"shows a long reply whole":        long,
		"shows hostile text harmlessly":   hostile,
		"survives a handler that panics":  panics,
		"tells of a handler that fails":   fails,
		"answers what it has at the stop": drains,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// one waits for a reply, holds that there is no second, and returns it.
func one(t *testing.T, what string, a Asked) string {
	t.Helper()
	for end := time.Now().Add(patience); len(a.Replies()) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Errorf("%s: no reply", what)
			return ""
		}
	}
	time.Sleep(settle)
	replies := a.Replies()
	if len(replies) != 1 {
		t.Errorf("%s: %d replies, want one: %q", what, len(replies), replies)
	}
	return replies[0]
}

func answers(t *testing.T, p Platform) {
	r := p.Start(t, Bot(t).Handle)
	for _, e := range r.Entries {
		if got := one(t, e.Name, e.Ask(question)); !strings.Contains(got, answer) {
			t.Errorf("%s: %q does not hold %q", e.Name, got, answer)
		}
	}
}

func ignores(t *testing.T, p Platform) {
	var calls atomic.Int32
	r := p.Start(t, func(context.Context, bot.Question) (bot.Reply, error) {
		calls.Add(1)
		return bot.Reply{}, nil
	})
	if len(r.Others) == 0 {
		t.Fatal("nobody else speaks")
	}
	for _, e := range r.Others {
		asked := e.Ask(question)
		time.Sleep(settle)
		if n := calls.Swap(0); n > 0 || len(asked.Replies()) > 0 {
			t.Errorf("%s: %d questions, replies %q", e.Name, n, asked.Replies())
		}
	}
}

func duplicates(t *testing.T, p Platform) {
	r := p.Start(t, Bot(t).Handle)
	r.needs(t, "Deliver", r.Deliver != nil)
	r.Deliver(3)
	for _, e := range r.Entries {
		one(t, e.Name+", delivered three times", e.Ask(question))
	}
}

func lost(t *testing.T, p Platform) {
	r := p.Start(t, Bot(t).Handle)
	r.needs(t, "Lose", r.Lose != nil)
	if got := one(t, "a question whose first delivery was lost", r.Lose(question)); !strings.Contains(got, answer) {
		t.Errorf("%q does not hold %q", got, answer)
	}
}

// long answers with the longest excerpt, in every language, and with all there is around it.
func long(t *testing.T, p Platform) {
	b := Bot(t)
	var longest *corpus.Excerpt
	for _, e := range b.Corpus().Excerpts {
		if longest == nil || len(e.Text)+len(e.ES) > len(longest.Text)+len(longest.ES) {
			longest = e
		}
	}
	for _, lang := range corpus.Languages() {
		first, last := b.Corpus().Span()
		r := p.Start(t, func(context.Context, bot.Question) (bot.Reply, error) {
			return bot.Reply{
				Outcome: bot.Covered, Confidence: 1, Language: lang, Answer: longest, OtherSide: longest.Links,
				Others: b.Corpus().Excerpts[:4], Notice: bot.Emergency, First: first, Last: last,
			}, nil
		})
		for _, e := range r.Entries {
			got := one(t, fmt.Sprint(e.Name, " in ", lang), e.Ask(question))
			if words := longest.Text[:40]; lang != corpus.Spanish && !strings.Contains(got, words) {
				t.Errorf("%s in %s: %q does not begin the excerpt: %q", e.Name, lang, got, words)
			}
		}
	}
}

// hostile asks and answers with text that pings and breaks out where it can.
func hostile(t *testing.T, p Platform) {
	const text = "@everyone <@1> <!channel> <!here> <@U1> <#C1> ``` *b* _i_ ~s~ [x](https://evil.test) <https://evil.test|y> & \\ > q\n# h"
	b := Bot(t)
	e := *b.Corpus().Excerpts[0]
	e.Text, e.ES, e.Context, e.Role = text, text, text, text
	r := p.Start(t, func(context.Context, bot.Question) (bot.Reply, error) {
		problem := bot.Problem{Field: bot.FieldSpeaker, Kind: bot.NoSuchSpeaker, Value: text}
		return bot.Reply{Outcome: bot.Covered, Language: corpus.English, Answer: &e, Problems: []bot.Problem{problem}, DidYouMean: []string{text}}, nil
	})
	for _, entry := range r.Entries {
		if got := one(t, entry.Name, entry.Ask("what "+text)); !strings.Contains(got, "everyone") {
			t.Errorf("%s: the text is not shown: %q", entry.Name, got)
		}
	}
	if r.Pinged() {
		t.Error("somebody was pinged")
	}
}

func panics(t *testing.T, p Platform) {
	b := Bot(t)
	var bad atomic.Bool
	r := p.Start(t, func(ctx context.Context, q bot.Question) (bot.Reply, error) {
		if bad.Load() {
			panic("for the test")
		}
		return b.Handle(ctx, q)
	})
	for _, e := range r.Entries {
		bad.Store(true)
		if got := one(t, e.Name+", panicking", e.Ask(question)); strings.Contains(got, answer) {
			t.Errorf("%s: a panic was answered: %q", e.Name, got)
		}
		bad.Store(false)
		if got := one(t, e.Name+", after a panic", e.Ask(question)); !strings.Contains(got, answer) {
			t.Errorf("%s: after a panic: %q", e.Name, got)
		}
	}
}

func fails(t *testing.T, p Platform) {
	r := p.Start(t, func(context.Context, bot.Question) (bot.Reply, error) {
		return bot.Reply{}, fmt.Errorf("internal detail 4711")
	})
	for _, e := range r.Entries {
		if got := one(t, e.Name+", failing", e.Ask(question)); strings.Contains(got, "4711") || got == "" {
			t.Errorf("%s: a failure is told as %q", e.Name, got)
		}
	}
}

// drains stops the adapter while questions are being answered.
func drains(t *testing.T, p Platform) {
	b := Bot(t)
	begun := make(chan struct{}, 64)
	r := p.Start(t, func(ctx context.Context, q bot.Question) (bot.Reply, error) {
		if strings.Contains(q.Text, question) { // what an entry needs to begin with is no question of ours
			begun <- struct{}{}
			time.Sleep(500 * time.Millisecond)
		}
		return b.Handle(ctx, q)
	})
	var all []Asked
	for _, e := range r.Entries {
		all = append(all, e.Ask(question))
	}
	for range all {
		select {
		case <-begun:
		case <-time.After(patience):
			t.Fatal("a question did not arrive")
		}
	}
	began := time.Now()
	if err := r.Stop(); err != nil {
		t.Errorf("the stop ended with %v", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the stop took %v", took)
	}
	for i, a := range all {
		if got := one(t, r.Entries[i].Name+", asked before the stop", a); !strings.Contains(got, answer) {
			t.Errorf("%s: %q", r.Entries[i].Name, got)
		}
	}
}
