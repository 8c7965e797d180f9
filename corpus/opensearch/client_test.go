package opensearch

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// one is an archive of one passage.
func one(t testing.TB) *archive.Archive {
	t.Helper()
	a, err := archive.Build(func(yield func(*corpus.Excerpt, error) bool) {
		yield(&corpus.Excerpt{ID: "a", Kind: corpus.Fact, Text: "Plate readers stand in West Haven.", Source: &corpus.Source{Title: "Readers"}}, nil)
	}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// edition is an archive of one passage at addresses that may be faulty, and a question that it answers.
func edition(t *testing.T, limit time.Duration, addresses ...string) (*Edition, *archive.Query) {
	t.Helper()
	cfg, err := Config{Addresses: addresses, Limit: limit}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLink(&cfg, cfg.attempt())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	x := one(t).Words()
	return &Edition{link: l, limit: cfg.Limit, index: "some", lexicon: x}, x.Query("plate readers", corpus.English)
}

// found is an answer of OpenSearch with the passage of one.
func found(t *testing.T) string {
	t.Helper()
	w := writer{archive: one(t)}
	lines, err := w.append(nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return `{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[{"_source":` + strings.Split(string(lines), "\n")[1] + `}]}}`
}

// silent is the address of a server that takes connections and never answers.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return "http://" + listener.Addr().String()
}

// closed is an address where nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String()
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// What goes wrong at a node is tried again, at another one where there is one, and ends in time.
func TestFaults(t *testing.T) {
	good := found(t)
	answer := func(w http.ResponseWriter) { io.WriteString(w, good) }
	const limit = 4 * time.Second // for a slow machine; half of it is what a silent node costs
	for _, c := range []struct {
		name      string
		addresses []string
		want      string // in the error; "" for none
	}{
		{"one that is not there", []string{closed(t), serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w) })}, ""},
		{"one that is silent", []string{silent(t), serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w) })}, ""},
		{"too many requests at first", []string{serve(t, atFirst(2, func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) }, answer))}, ""},
		{"unavailable at first", []string{serve(t, atFirst(1, func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, answer))}, ""},
		{"broken off at first", []string{serve(t, atFirst(1, func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100000")
			io.WriteString(w, good)
		}, answer))}, ""},
		{"nobody is there", []string{closed(t), closed(t)}, "cannot be reached"},
		{"all are silent", []string{silent(t), silent(t)}, "does not answer within"},
		{"unavailable", []string{serve(t, status(http.StatusServiceUnavailable, `{"error":{"type":"cluster_block_exception","reason":"plate readers"}}`))}, "503 (cluster_block_exception)"},
		{"refused", []string{serve(t, status(http.StatusBadRequest, `{"error":{"type":"plate readers"}}`))}, "answers 400"},
		{"gone", []string{serve(t, status(http.StatusNotFound, `{"error":{"type":"index_not_found_exception"}}`))}, "is gone"},
		{"gone in the middle", []string{serve(t, status(http.StatusNotFound, `{"error":{"type":"search_phase_execution_exception"}}`))}, "is gone"},
		{"no JSON", []string{serve(t, status(http.StatusOK, "plate readers"))}, "not as expected"},
		{"another JSON", []string{serve(t, status(http.StatusOK, `{"hits":"plate readers"}`))}, "not as expected"},
		{"a part is missing", []string{serve(t, status(http.StatusOK, `{"_shards":{"failed":1},"hits":{"hits":[]}}`))}, "a part of OpenSearch does not answer"},
		{"no time", []string{serve(t, status(http.StatusOK, `{"timed_out":true,"hits":{"hits":[]}}`))}, "a part of OpenSearch does not answer"},
		{"endless", []string{serve(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		})}, "larger than"},
		{"no passage", []string{serve(t, status(http.StatusOK, `{"hits":{"hits":[{"_source":{"number":0,"passage":"AAAA"}}]}}`))}, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e, q := edition(t, limit, c.addresses...)
			begun := time.Now()
			got, err := e.Candidates(t.Context(), q, 64)
			if took := time.Since(begun); took > limit+2*time.Second {
				t.Errorf("it took %v", took)
			}
			switch {
			case c.want == "" && (err != nil || len(got) != 1 || got[0].Excerpt().ID != "a"):
				t.Errorf("found %v, %v", got, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, and it should speak of %q", err, c.want)
			case err != nil && (strings.Contains(err.Error(), "plate") || strings.Contains(err.Error(), "\n")):
				t.Errorf("the error repeats what was asked, or is not one line: %v", err)
			}
		})
	}
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

// atFirst answers the first n requests otherwise than those after.
func atFirst(n int64, first, then func(http.ResponseWriter)) http.HandlerFunc {
	var asked atomic.Int64
	return func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) <= n {
			first(w)
		} else {
			then(w)
		}
	}
}

// Who gives up gets their own error, and is not told that OpenSearch is away.
func TestGivenUp(t *testing.T) {
	e, q := edition(t, 10*time.Second, silent(t))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := e.Candidates(ctx, q, 64); err != context.DeadlineExceeded {
		t.Errorf("error %v", err)
	}
}

// What is asked for arrives as numbers: no word of it.
func TestSearchRequest(t *testing.T) {
	var path, query, body string
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		path, query, body = r.URL.Path, r.URL.RawQuery, string(data)
		io.WriteString(w, found(t))
	})
	e, q := edition(t, time.Minute, at)
	if _, err := e.Candidates(t.Context(), q, 1000); err != nil {
		t.Fatal(err)
	}
	if path != "/some/_search" || !strings.Contains(query, "allow_partial_search_results=false") {
		t.Errorf("asked %s?%s", path, query)
	}
	if !strings.HasPrefix(body, `{"size":128,`) || strings.Count(body, "rank_feature") != 2 || strings.Contains(body, "plate") {
		t.Errorf("asked for %s", body)
	}
}

// Nodes are trusted by the given certificates alone, and get the password.
func TestTLS(t *testing.T) {
	var user, password string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ = r.BasicAuth()
		io.WriteString(w, `{"some-00000000-00000000000":{}}`)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused on purpose
	server.StartTLS()
	defer server.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	for _, c := range []struct {
		name string
		cfg  Config
		want string
	}{
		{"trusted", Config{CA: ca, User: "me", Password: "secret"}, ""},
		{"not trusted", Config{User: "me", Password: "secret"}, "certificate that is not trusted"},
		{"no TLS", Config{Addresses: []string{strings.Replace(server.URL, "https", "http", 1)}}, "answers 400"},
		{"TLS where there is none", Config{Addresses: []string{strings.Replace(serve(t, status(200, "{}")), "http", "https", 1)}}, "is it http?"},
	} {
		if c.cfg.Addresses == nil {
			c.cfg.Addresses = []string{server.URL}
		}
		user, password = "", ""
		l, err := newLink(&c.cfg, 10*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		indices, err := l.current(t.Context(), "some")
		l.close()
		if c.want == "" {
			if err != nil || len(indices) != 1 || user != "me" || password != "secret" {
				t.Errorf("%s: %q, %v, as %s:%s", c.name, indices, err, user, password)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.want) || password != "" {
			t.Errorf("%s: error %v, password %q", c.name, err, password)
		}
	}
}

// A load tries again what the cluster had no room for, and says what it refuses.
func TestBulk(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string // the last one again and again
		want    string
		asked   int64
	}{
		{"taken", []string{`{"errors":false}`}, "", 1},
		{"full at first", []string{`{"errors":true,"items":[{"index":{"status":201}},{"index":{"status":429,"error":{"type":"rejected_execution_exception"}}}]}`, `{"errors":false}`}, "", 2},
		{"refused", []string{`{"errors":true,"items":[{"index":{"status":400,"error":{"type":"strict_dynamic_mapping_exception"}}}]}`}, "a passage is refused: OpenSearch answers 400 (strict_dynamic_mapping_exception)", 1},
		{"unclear", []string{`{"errors":true}`}, "tells none", 1},
	} {
		var asked atomic.Int64
		cfg := Config{Addresses: []string{serve(t, func(w http.ResponseWriter, r *http.Request) {
			n := min(int(asked.Add(1)), len(c.answers))
			io.WriteString(w, c.answers[n-1])
		})}}
		l, err := newLink(&cfg, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		err = l.bulk(t.Context(), "some", []byte("{}\n"))
		l.close()
		if got := fmt.Sprint(err); c.want == "" && err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if asked.Load() != c.asked {
			t.Errorf("%s: asked %d times", c.name, asked.Load())
		}
	}
}
