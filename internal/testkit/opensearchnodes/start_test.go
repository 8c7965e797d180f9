package opensearchnodes_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"clippings/internal/testkit/opensearchnodes"
)

// attempt is a test whose end is looked at. It ends as a real one does, by the end of its goroutine.
type attempt struct {
	testing.TB
	skipped, failed string
	cleanups        []func()
}

func (a *attempt) Helper()                   {}
func (a *attempt) Cleanup(f func())          { a.cleanups = append(a.cleanups, f) }
func (a *attempt) Skip(args ...any)          { a.skipped = fmt.Sprint(args...); runtime.Goexit() }
func (a *attempt) Fatal(args ...any)         { a.failed = fmt.Sprint(args...); runtime.Goexit() }
func (a *attempt) Fatalf(f string, v ...any) { a.Fatal(fmt.Sprintf(f, v...)) }
func (a *attempt) Errorf(f string, v ...any) { a.failed += fmt.Sprintf(f, v...) }

// try runs a test to its end.
func try(t *testing.T, test func(testing.TB)) *attempt {
	a := &attempt{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, cleanup := range a.cleanups {
				cleanup()
			}
		}()
		test(a)
	}()
	<-done
	return a
}

// environment sets the variables that Start goes by.
func environment(t *testing.T, home, java, url string) {
	t.Setenv("OPENSEARCH_HOME", home)
	t.Setenv("OPENSEARCH_JAVA_HOME", java)
	t.Setenv("OPENSEARCH_URL", url)
}

func TestSkips(t *testing.T) {
	for _, c := range []struct {
		name            string
		home, java, url string
		nodes           int
	}{
		{"nothing is set", "", "", "", 1},
		{"no JDK", "/opensearch", "", "", 1},
		{"no server", "", "/java", "", 3},
		{"several nodes at an address", "", "", "http://127.0.0.1:1", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			environment(t, c.home, c.java, c.url)
			a := try(t, func(tb testing.TB) { opensearchnodes.Start(tb, c.nodes) })
			if !strings.Contains(a.skipped, ".ci/opensearch --home") || a.failed != "" {
				t.Errorf("skipped %q, failed %q", a.skipped, a.failed)
			}
		})
	}
}

// A node that ends at once fails the test at once, with what it wrote, and nothing stays of it.
func TestNodeThatEnds(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell script in the place of java")
	}
	java := openFolder(t)
	if err := os.Mkdir(filepath.Join(java, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho the heap is too large for this machine\nexit 3\n"
	if err := os.WriteFile(filepath.Join(java, "bin", "java"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	environment(t, "/opensearch", java, "")
	temporary := openFolder(t)
	t.Setenv("TMPDIR", temporary)
	a := try(t, func(tb testing.TB) { opensearchnodes.Start(tb, 2) })
	for _, want := range []string{"ended by itself: exit status 3", "the heap is too large for this machine"} {
		if !strings.Contains(a.failed, want) {
			t.Errorf("%q does not say %q", a.failed, want)
		}
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// Where there is no java, the test fails and says so.
func TestNoJava(t *testing.T) {
	java := filepath.Join(t.TempDir(), "nowhere")
	environment(t, "/opensearch", java, "")
	a := try(t, func(tb testing.TB) { opensearchnodes.Start(tb, 1) })
	if !strings.Contains(a.failed, "node-0 does not start") || !strings.Contains(a.failed, java) {
		t.Errorf("failed with %q", a.failed)
	}
}

// With OPENSEARCH_URL the one node is that server: waited for, and never killed.
func TestGivenServer(t *testing.T) {
	var tries atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_cluster/health" || r.URL.Query().Get("wait_for_status") != "yellow" || r.URL.Query().Has("wait_for_nodes") {
			t.Errorf("asked for %s", r.URL)
		}
		if tries.Add(1) < 3 { // as a server does that is starting
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	environment(t, "", "", server.URL+"/")
	var urls []string
	a := try(t, func(tb testing.TB) {
		cluster := opensearchnodes.Start(tb, 1)
		urls = cluster.URLs()
		cluster.Stop()
		cluster.Kill(0)
	})
	if len(urls) != 1 || urls[0] != server.URL || tries.Load() != 3 {
		t.Errorf("%q, ready after %d tries", urls, tries.Load())
	}
	if !strings.Contains(a.skipped, "OPENSEARCH_URL") || a.failed != "" {
		t.Errorf("to kill it was skipped with %q and failed with %q", a.skipped, a.failed)
	}
}

// openFolder returns a folder that other users can read, which is removed with the test. Those of t.TempDir are
// closed to them.
func openFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "opensearchnodes-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}
