package discord

import (
	"bytes"
	"errors"
	"regexp"
	"testing"
	"time"
)

// TestFlapping holds that a gateway which accepts connections and drops them is dialled less and less
// often, and that the bot is back when it holds.
func TestFlapping(t *testing.T) {
	t.Parallel()
	const flaps, least, most = 20, 10 * time.Millisecond, 200 * time.Millisecond
	type flap struct {
		name string
		upTo string // what of the handshake gets through
		n    int
		add  time.Duration // what discordgo takes to notice
	}
	rows := []flap{
		{"dropped after HELLO", `"op":10`, flaps, 0},
		{"dropped before HELLO", "", flaps, 0},
		{"dropped after READY", `"READY"`, 4, time.Second},
	}
	abreast(t, rows, func(row *flap) string { return row.name }, func(t *testing.T, row *flap) {
		m := new(meddler)
		m.change = func(message []byte) ([]byte, error) {
			last := bytes.Contains(message, []byte(row.upTo)) || bytes.Contains(message, []byte(`"RESUMED"`))
			switch {
			case len(m.dialled()) > row.n:
				return asIs(message), nil
			case row.upTo == "":
				return nil, errors.New("dropped")
			case last:
				return append(asIs(message), wire(frameClose|frameWhole, nil)...), nil
			}
			return asIs(message), nil
		}
		q := inquiring(t)
		q.rig = begin(t, calm(setup{config: func(c *Config) { c.dial = m.dial }, timing: func(tm *timing) {
			tm.least, tm.most, tm.identify, tm.steady = least, most, 0, time.Hour
		}}))
		q.eventually(atMost, "it gives up", func() bool { return len(m.dialled()) > row.n })
		if err := q.fake.WaitConnected(1, atMost); err != nil {
			t.Fatal(err)
		}
		q.ready(true)
		q.ask()
		q.answered()
		dials := m.dialled()
		if i := len(q.fake.Identifies()); len(dials) != row.n+1 || row.add > 0 && i != 1 {
			t.Errorf("%d connections, %d identifications", len(dials), i)
		}
		whole := least
		for i := 1; i < len(dials); i++ {
			if gap := dials[i].Sub(dials[i-1]); gap < whole/2+row.add {
				t.Errorf("connection %d comes %v after the one before, want at least %v", i, gap, whole/2+row.add)
			}
			whole = min(2*whole, most)
		}
		for i := range dials { // 5+10+20+40+80 ms, and then one every 100 ms
			if i+16 < len(dials) && dials[i+16].Sub(dials[i]) < time.Second {
				t.Errorf("more than 16 connections within %v", dials[i+16].Sub(dials[i]))
			}
		}
	})
}

// TestSteady holds that a connection which was up for long starts the backoff anew when it is lost.
func TestSteady(t *testing.T) {
	t.Parallel()
	q := inquire(t, setup{timing: func(tm *timing) {
		tm.least, tm.most, tm.steady = 50*time.Millisecond, time.Hour, 100*time.Millisecond
	}})
	const losses = 2
	for range losses {
		up := time.Now()
		for time.Since(up) < 200*time.Millisecond {
			q.ask()
			q.answered()
		}
		q.fake.DropTCP()
		q.ready(false)
		q.ready(true)
	}
	waits := regexp.MustCompile(`"again in"=(\S+)`).FindAllStringSubmatch(q.logs.String(), -1)
	if len(waits) != losses {
		t.Errorf("waited %q", waits)
	}
	for _, w := range waits {
		if d, err := time.ParseDuration(w[1]); err != nil || d > 50*time.Millisecond {
			t.Errorf("waited %s", w[1])
		}
	}
}
