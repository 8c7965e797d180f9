package slack

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// neighbour is a state in which another process has every event, or that does not say.
type neighbour struct {
	err error

	mu      sync.Mutex
	ended   bool            // the other process, without a word
	adopted map[string]bool // by message
}

func (n *neighbour) First(string, []string, time.Duration) (bool, error) { return false, n.err }

func (n *neighbour) Adopt(_ string, keys []string, _ time.Duration) (bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := keys[len(keys)-1]
	if !n.ended || n.adopted[key] {
		return false, n.err
	}
	n.adopted[key] = true
	return true, n.err
}

func (n *neighbour) Allow(string, string, string, serving.Limits) (serving.Verdict, error) {
	return serving.Verdict{Wait: time.Minute, Tell: true}, n.err
}

func (r *rig) duplicates() (n int) {
	for line := range strings.Lines(exposed(r.t, r.metrics)) {
		if rest, ok := strings.CutPrefix(line, `clippings_duplicates_total{adapter="slack"} `); ok {
			fmt.Sscan(rest, &n)
		}
	}
	return n
}

// TestAnotherProcess: what another process has is acknowledged, so that Slack does not deliver it again, and
// answered here only when that process has ended, once.
func TestAnotherProcess(t *testing.T) {
	for _, ended := range []bool{false, true} {
		for _, entry := range []string{"mention", "command"} {
			t.Run(fmt.Sprint(entry, ", it ended: ", ended), func(t *testing.T) {
				t.Parallel()
				if ended && testing.Short() {
					t.Skip("-short: it waits for ten seconds")
				}
				state := &neighbour{ended: ended, adopted: make(map[string]bool)}
				r := start(t, setup{timing: brisk, config: func(c *Config) { c.State = state }})
				h, deliveries := r.mention, 2 // a mention arrives as two events
				if entry == "command" {
					h, deliveries = r.command, 1
				}
				asked := h(r.ana())
				r.eventually(patience, "it does not count as delivered twice", func() bool { return r.duplicates() == deliveries })
				if err := r.fake.WaitAcked(patience); err != nil {
					t.Error(err)
				}
				if calls := r.fake.CallCount(); ended {
					r.answered(entry, r.ana(), asked)
				} else if time.Sleep(settle); r.fake.CallCount() != calls {
					t.Error("something was said")
				}
			})
		}
	}
}

// TestStateSilent: without a word of the state everything is answered, by this process's own memory.
func TestStateSilent(t *testing.T) {
	t.Parallel()
	state := &neighbour{err: errors.New("silent")}
	r := start(t, setup{timing: brisk, config: func(c *Config) {
		c.State, c.Limits = state, serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 1}}
	}})
	r.answered("a mention", r.ana(), r.mention(r.ana()))
	if m := r.seen(r.command(r.ana())); !strings.Contains(m.Shown(), "many questions") {
		t.Errorf("the second question of one is answered with %q", m.Shown())
	}
}

func (r *rig) command(who slackfake.Actor) *slackfake.Handle {
	return r.fake.Slash(who, "/clippings", theQuestion)
}
