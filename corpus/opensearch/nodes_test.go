package opensearch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus/opensearch"
	"clippings/internal/testkit/opensearchnodes"
)

// patience is the limit of a search where a test is about something else: the machine may be slow.
const patience = 20 * time.Second

// TestThreeNodes is what has to hold of a cluster, in one test, because starting nodes takes longest. Each step needs
// what the one before left.
func TestThreeNodes(t *testing.T) {
	nodes := opensearchnodes.Start(t, 3)
	cfg := opensearch.Config{Addresses: nodes.URLs(), Index: "three", Shards: 2, Replicas: 1, Limit: patience}
	first, second, third := builtIn(t), public(t, "squad20-sent", 1200), public(t, "xquad-es-sent", 300)
	for _, c := range loads {
		t.Run(c.name, func(t *testing.T) {
			c.test(t, opensearch.Config{Addresses: nodes.URLs(), Index: c.name, Limit: patience})
		})
	}
	t.Run("same replies", func(t *testing.T) { sameReplies(t, cfg, first, second) })
	t.Run("a node is killed", func(t *testing.T) { oneKilled(t, cfg, nodes, second) })
	t.Run("another version", func(t *testing.T) { replaced(t, cfg, second, third) })
	t.Run("all are killed", func(t *testing.T) { allKilled(t, cfg, nodes) })
}

// sameReplies wants the reply of the archive itself, question by question.
func sameReplies(t *testing.T, cfg opensearch.Config, bodies ...body) {
	asked := 0
	for _, b := range bodies {
		begun := time.Now()
		load(t, cfg, b, opensearch.LoadOptions{})
		loaded := time.Since(begun)
		edition := open(t, cfg).Edition()
		if edition.Version() != b.archive.Version() || edition.Words().Len() != b.archive.Len() {
			t.Fatalf("%s: %d passages of version %s are found", b.name, edition.Words().Len(), edition.Version())
		}
		there := bot.NewArchive(edition)
		want := repliesOf(t, b)
		var took []time.Duration
		same := 0
		for i, q := range b.questions {
			begun := time.Now()
			got, err := ask(t, there, q)
			if err != nil {
				t.Fatalf("%s: question %d: %v", b.name, i, errors.Unwrap(err))
			}
			took = append(took, time.Since(begun))
			if got == want[q] {
				same++
			}
		}
		slices.Sort(took)
		t.Logf("%s: %d passages loaded in %v; %d of %d replies are the same; a question takes %v, of a hundred one more than %v",
			b.name, b.archive.Len(), loaded, same, len(b.questions), took[len(took)/2], took[len(took)*99/100])
		if 100*same < 99*len(b.questions) {
			t.Errorf("%s: %d of %d replies are the same", b.name, same, len(b.questions))
		}
		asked += len(b.questions)
	}
	if asked < 2000 {
		t.Errorf("only %d questions", asked)
	}
}

// oneKilled wants every reply while a node is killed and when it is back.
func oneKilled(t *testing.T, cfg opensearch.Config, nodes *opensearchnodes.Cluster, b body) {
	there := bot.NewArchive(open(t, cfg).Edition())
	const many, killAt = 1000, 300
	want := repliesOf(t, b)
	var done, killed atomic.Int64
	var kill sync.WaitGroup
	lost := inParallel(4, many, func(i int) error {
		if n := done.Add(1); n == killAt {
			kill.Go(func() { nodes.Kill(1); killed.Store(done.Load()) })
		}
		q := b.questions[i%len(b.questions)]
		got, err := ask(t, there, q)
		switch {
		case err != nil:
			return errors.Unwrap(err)
		case got != want[q]:
			return fmt.Errorf("another reply: %v, and %v by the archive", got, want[q])
		}
		return nil
	})
	kill.Wait()
	for _, err := range lost[:min(len(lost), 5)] {
		t.Error(err)
	}
	if len(lost) > 0 {
		t.Errorf("%d of %d questions were not answered as before", len(lost), many)
	}
	if at := killed.Load(); at < killAt || at > many-100 {
		t.Errorf("the node was killed after %d questions", at)
	}
	nodes.WaitReady() // by two
}

// replaced loads another archive while questions are asked. Each is answered from the one or from the other.
func replaced(t *testing.T, cfg opensearch.Config, before, after body) {
	c := open(t, cfg)
	health := serving.NewHealth()
	remote := serving.NewRemote(func() bot.Passages { return c.Edition() }, c.Refresh, health, nil, slog.New(slog.DiscardHandler))
	questions := slices.Concat(before.questions[:200], after.questions[:200])
	before.questions, after.questions = questions, questions
	was, is := repliesOf(t, before), repliesOf(t, after)
	differ := 0
	for _, q := range questions {
		if was[q] != is[q] {
			differ++
		}
	}
	if differ < 200 {
		t.Fatalf("only %d questions tell the archives apart", differ)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var asked, fromNew atomic.Int64
	var askers sync.WaitGroup
	for k := range 3 {
		askers.Go(func() {
			for i := k; ctx.Err() == nil; i += 3 {
				q := questions[i%len(questions)]
				r, err := remote.Handle(t.Context(), bot.Question{Text: q})
				if err != nil {
					t.Errorf("%v: %v", err, errors.Unwrap(err))
					return
				}
				got := answeredBy(&r)
				if got != was[q] && got != is[q] {
					t.Errorf("neither archive replies %v", got)
				}
				if got == is[q] && got != was[q] {
					fromNew.Add(1)
				}
				asked.Add(1)
			}
		})
	}
	old := c.Edition().Index()
	index := load(t, cfg, after, opensearch.LoadOptions{}) // and deletes the old one at once
	for deadline := time.Now().Add(patience); fromNew.Load() < 50 && time.Now().Before(deadline) && !t.Failed(); {
		time.Sleep(10 * time.Millisecond) // until enough were asked
	}
	cancel()
	askers.Wait()
	if got := c.Edition().Index(); got != index || got == old {
		t.Errorf("%s answers, and %s was loaded after %s", got, index, old)
	}
	if fromNew.Load() < 50 || asked.Load() < 100 {
		t.Errorf("%d questions were answered, %d of them by the new archive alone", asked.Load(), fromNew.Load())
	}
	if ok, down := health.Ready(); !ok {
		t.Errorf("down: %q", down)
	}
	if got := request(t, http.MethodGet, cfg.Addresses[0]+"/"+old, "", nil); got != http.StatusNotFound {
		t.Errorf("the old index is still there: status %d", got)
	}
}

// allKilled wants a clear reply and a red readiness in time while there is no cluster, and all as before when it is back.
func allKilled(t *testing.T, cfg opensearch.Config, nodes *opensearchnodes.Cluster) {
	cfg.Limit = 2 * time.Second
	c := open(t, cfg)
	var log bytes.Buffer
	health := serving.NewHealth()
	remote := serving.NewRemote(func() bot.Passages { return c.Edition() }, c.Refresh, health, nil, slog.New(slog.NewTextHandler(&log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { remote.Run(ctx) })
	defer running.Wait()
	defer cancel()
	question := bot.Question{Text: "¿quién ganó el partido de la final?"}
	before, err := remote.Handle(t.Context(), question)
	if ready, _ := health.Ready(); err != nil || !ready {
		t.Fatalf("before: %v, ready %v", err, ready)
	}

	nodes.Kill(0, 2) // and 1 is gone
	begun := time.Now()
	_, err = remote.Handle(t.Context(), question)
	took := time.Since(begun)
	if in := bot.AsInputError(err); in == nil || !strings.Contains(in.In(""), "no se puede llegar a la cobertura") {
		t.Errorf("the asker is told %v", err)
	}
	if took > cfg.Limit+time.Second {
		t.Errorf("it took %v", took)
	}
	if ready, down := health.Ready(); ready || !slices.Equal(down, []string{"corpus"}) {
		t.Errorf("ready: %v, down: %q", ready, down)
	}

	nodes.Restart(0, 1, 2)
	back := time.Now()
	for deadline := back.Add(time.Minute); ; time.Sleep(20 * time.Millisecond) { // until it is noticed
		if ready, _ := health.Ready(); ready {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the cluster is back and readiness is not")
		}
	}
	t.Logf("a question is refused after %v, and readiness is back %v after the cluster", took, time.Since(back))
	after, err := remote.Handle(t.Context(), question)
	if err != nil || answeredBy(&after) != answeredBy(&before) {
		t.Errorf("after: %v, %v; before: %v", answeredBy(&after), err, answeredBy(&before))
	}
	cancel()
	running.Wait()
	for _, want := range []string{"the coverage cannot be reached", "the coverage can be reached again"} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("the log does not say once %q:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), "final") {
		t.Errorf("the log holds a question:\n%s", log.String())
	}
}

// repliesOf asks the archive itself.
func repliesOf(t *testing.T, b body) map[string]answered {
	here := bot.NewArchive(b.archive)
	replies := make(map[string]answered)
	for _, q := range b.questions {
		got, err := ask(t, here, q)
		if err != nil {
			t.Fatal(err)
		}
		replies[q] = got
	}
	return replies
}

// inParallel calls f so many times, several at once, and returns the errors.
func inParallel(workers, times int, f func(i int) error) (errs []error) {
	var next atomic.Int64
	var mu sync.Mutex
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < times; i = int(next.Add(1)) - 1 {
				if err := f(i); err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	return errs
}

// request speaks to a node by itself and returns the status.
func request(t *testing.T, method, url, content string, into any) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil {
		unmarshal(t, data, into)
	}
	return response.StatusCode
}
