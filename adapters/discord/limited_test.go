package discord

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/internal/testkit/discordfake"
)

// onlyOnce lets everybody ask once an hour.
func onlyOnce(c *Config) { c.Limits.Person = serving.Rate{Every: time.Hour, Burst: 1} }

var waitSeconds = regexp.MustCompile(`(wait|Espere) (\d+) (seconds|segundos)`)

// tooSoon returns how many seconds to wait a reply tells, or -1.
func tooSoon(s interface{ Text() string }) int {
	m := waitSeconds.FindStringSubmatch(wordsOf(s))
	if m == nil {
		return -1
	}
	n, _ := strconv.Atoi(m[2])
	return n
}

// TestPersonalLimit holds that who asks too often is told for how long to wait, each time where only they
// see it, once where all would, in their language, and that nobody else is held to it.
func TestPersonalLimit(t *testing.T) {
	t.Parallel()
	metrics := serving.NewMetrics()
	r := start(t, setup{config: onlyOnce, metrics: metrics})
	ana, bo := r.ana(), r.in(r.ana(), 1)
	first := r.asks(ana, theQuestion)
	if !strings.Contains(wordsOf(first), itsAnswer) {
		t.Fatalf("the first question: %s", first.Text())
	}
	for range 3 { // a command each time
		if n := tooSoon(r.asks(ana, theQuestion)); n < 3000 || n > 3600 {
			t.Errorf("a command is told to wait %d seconds", n)
		}
	}
	if n := tooSoon(r.answered(r.fake.Press(ana, first, first.CustomIDs()[0]))); n < 3000 {
		t.Errorf("a button is told to wait %d seconds", n)
	}
	if n := tooSoon(r.asks(ana.Speaking("es-ES"), theQuestion)); n < 3000 {
		t.Errorf("a command in Spanish is told to wait %d seconds", n)
	}
	if got := r.said(bo, theQuestion, mention()); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("somebody else: %s", got.Text())
	}
	if n := tooSoon(r.said(bo, "cuántas agencias federales pueden entrar a COLLECT", mention())); n < 3000 {
		t.Errorf("a mention in Spanish is told to wait %d seconds", n)
	}
	var ignored []discordfake.Message
	for range 3 { // told once
		ignored = append(ignored, r.fake.Say(bo, theQuestion, mention()))
	}
	r.eventually(patience, "not nine refusals are counted", func() bool {
		return strings.Contains(counts(t, metrics), `clippings_limited_total{adapter="discord"} 9`)
	})
	if got := r.said(r.in(ana, 2), theQuestion, mention()); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("a third: %s", got.Text())
	}
	for _, m := range r.fake.BotMessages("") {
		for _, i := range ignored {
			if m.ReferenceID == i.ID {
				t.Errorf("told more than once: %s", m.Text())
			}
		}
	}
}

// TestPlaceLimit holds that a place where very many ask is held to its limit, and another is not.
func TestPlaceLimit(t *testing.T) {
	t.Parallel()
	r := start(t, setup{config: func(c *Config) { c.Limits.Place = serving.Rate{Every: time.Hour, Burst: 2} }})
	for i := range 2 {
		if got := r.asks(r.in(r.ana(), i), theQuestion); !strings.Contains(wordsOf(got), itsAnswer) {
			t.Fatalf("person %d: %s", i, got.Text())
		}
	}
	if n := tooSoon(r.asks(r.in(r.ana(), 2), theQuestion)); n < 3000 {
		t.Errorf("a third in the server is told to wait %d seconds", n)
	}
	if n := tooSoon(r.asks(r.fake.Actor(r.fake.User(3), r.fake.Place(0, 2)), theQuestion)); n < 3000 {
		t.Errorf("in another channel of the server: %d seconds", n)
	}
	if got := r.asks(r.fake.Actor(r.fake.User(2), r.fake.Place(1, 0)), theQuestion); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("in another server: %s", got.Text())
	}
	if got := r.said(r.fake.Actor(r.fake.User(2), r.fake.DM(r.fake.User(2))), theQuestion); !strings.Contains(wordsOf(got), itsAnswer) {
		t.Errorf("in direct messages: %s", got.Text())
	}
}

// TestSendReason holds that the metrics tell a refusal, a limit and a silence of Discord apart.
func TestSendReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{&apiError{Status: 404, Code: codeUnknownInteraction}, "too_late"},
		{&apiError{Status: 400, Code: codeAcknowledged}, "answered_elsewhere"},
		{&apiError{Status: 403, Code: codeMissingAccess}, "refused_403"},
		{&rateLimit{wait: time.Minute}, "refused_429"},
		{fmt.Errorf("the last try: %w", &rateLimit{Global: true}), "refused_429"},
		{errNetwork, "unreachable"},
	} {
		if got := sendReason(c.err); got != c.want {
			t.Errorf("%v is counted as %q, want %q", c.err, got, c.want)
		}
	}
}
