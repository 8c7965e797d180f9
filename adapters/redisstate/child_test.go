package redisstate

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"clippings/adapters/discord"
	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/discordfake"
	"clippings/seeds"
)

// asChild is the environment variable by which this test binary, run again, is a process that serves the bot.
const asChild = "CLIPPINGS_TEST_SERVES"

func TestMain(m *testing.M) {
	if text := os.Getenv(asChild); text != "" {
		if err := serveChild(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// orders are what a child is told.
type orders struct {
	Discord, Token string // the address of the fake
	Redis          string // "" is none
	Shards         discord.Shards
	Limits         serving.Limits
}

// serveChild serves the bot in Discord until standard input ends, which it does with the parent.
func serveChild(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		return err
	}
	b := bot.New(corpus.NewIndex(c))
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	health, metrics := serving.NewHealth(), serving.NewMetrics()
	cfg := discord.Config{Token: o.Token, Shards: o.Shards, Limits: o.Limits, Transport: leadTo(o.Discord)}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if o.Redis != "" {
		state, err := Open(Config{Address: o.Redis, Key: testKey, Limit: 5 * time.Second}, metrics, log)
		if err != nil {
			return err
		}
		defer state.Close()
		cfg.State = state
		go state.Run(ctx)
	}
	a, err := discord.New(cfg, b.Handle, func() *bot.Bot { return b }, health, metrics, log)
	if err != nil {
		return err
	}
	go serving.Serve(ctx, "127.0.0.1:0", health, metrics, log)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return a.Run(ctx)
}

// leadTo is a transport that sends every request to one server.
type leadTo string

func (to leadTo) RoundTrip(r *http.Request) (*http.Response, error) {
	target, err := url.Parse(string(to))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = target.Scheme, target.Host, ""
	return http.DefaultTransport.RoundTrip(r)
}

// child is a process that serves the bot.
type child struct {
	t       testing.TB
	log     lines
	stdin   io.Closer
	cmd     *exec.Cmd
	address string // of its metrics
}

// startChild starts a process that is connected to Discord when it is returned, and ends with the test.
func startChild(t testing.TB, o orders) *child {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, cmd: exec.Command(self)}
	c.cmd.Env = append(os.Environ(), asChild+"="+string(text))
	c.cmd.Stderr = &c.log
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		c.stdin.Close()
		select {
		case <-ended:
		case <-time.After(patience):
			c.cmd.Process.Kill()
			<-ended
		}
	})
	c.eventually("is not connected", func() bool {
		m := regexp.MustCompile(`address=(127\.0\.0\.1:\d+)`).FindStringSubmatch(c.log.String())
		if m != nil {
			c.address = m[1]
		}
		return m != nil && c.log.count("connected to Discord") == 1
	})
	return c
}

func (c *child) eventually(otherwise string, f func() bool) {
	c.t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("a process %s:\n%s", otherwise, c.log.String())
		}
	}
}

// counts returns the sums of the metrics whose names, labels included, begin so.
func (c *child) counts(begin ...string) int {
	c.t.Helper()
	response, err := http.Get("http://" + c.address + "/metrics")
	if err != nil {
		c.t.Fatalf("%v:\n%s", err, c.log.String())
	}
	defer response.Body.Close()
	sum := 0
	for scan := bufio.NewScanner(response.Body); scan.Scan(); {
		for _, b := range begin {
			if strings.HasPrefix(scan.Text(), b) {
				n, err := strconv.ParseFloat(scan.Text()[strings.LastIndex(scan.Text(), " ")+1:], 64)
				if err != nil {
					c.t.Fatal(err)
				}
				sum += int(n)
			}
		}
	}
	return sum
}

// What a process counts of each question that it was handed.
const (
	countAnswered   = "clippings_replies_total"
	countFailed     = "clippings_failures_total"
	countDuplicates = "clippings_duplicates_total"
	countLimited    = "clippings_limited_total"
)

// dealtWith waits until the process has dealt with so many questions in all.
func (c *child) dealtWith(questions int) {
	c.t.Helper()
	c.eventually(fmt.Sprintf("has not dealt with %d questions", questions), func() bool {
		return c.counts(countAnswered, countFailed, countDuplicates) >= questions
	})
}

// stream asks questions in a fake Discord.
type stream struct {
	t     testing.TB
	fake  *discordfake.Fake
	asked []*discordfake.Interaction
}

// ask asks n questions, some at a time, each of a person and in a place in turn, and waits for an answer to
// each. Meanwhile is called before each, with how many were asked.
func (s *stream) ask(n int, meanwhile func(asked int)) {
	s.t.Helper()
	const atATime = 100
	for i := range n {
		if meanwhile != nil {
			meanwhile(i)
		}
		who := s.fake.Actor(s.fake.User(i%s.fake.Users()), s.fake.Place(i%s.fake.Guilds(), 0))
		s.asked = append(s.asked, s.fake.Slash(who, "ask", discordfake.String("question", "how many federal agencies can get into COLLECT")))
		if last := len(s.asked) - atATime; last >= 0 {
			s.answered(last)
		}
	}
	for last := max(0, len(s.asked)-atATime); last < len(s.asked); last++ {
		s.answered(last)
	}
}

func (s *stream) answered(i int) {
	s.t.Helper()
	if _, err := s.asked[i].Wait(patience); err != nil {
		s.t.Fatalf("question %d is lost: %v", i, err)
	}
}

// answers returns how many answers Discord was sent to each question, refused ones included.
func (s *stream) answers() []int {
	sent := make(map[string]int)
	for _, r := range s.fake.Requests("POST", "interactions/:id/:token/callback") {
		sent[strings.Split(strings.TrimPrefix(r.Path, "/"), "/")[1]]++
	}
	counts := make([]int, len(s.asked))
	for i, q := range s.asked {
		counts[i] = sent[q.ID()]
	}
	return counts
}
