package opensearchnodes_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/opensearchnodes"
)

// One node indexes a document and finds it.
func TestOneNode(t *testing.T) {
	cluster := opensearchnodes.Start(t, 1)
	if len(cluster.URLs()) != 1 {
		t.Fatalf("one node has the addresses %q", cluster.URLs())
	}
	at := cluster.URLs()[0]
	index := newIndex(t, at, 0)
	if found := search(t, at, index, "readers"); len(found) != 0 {
		t.Fatalf("an empty index has %q", found)
	}
	put(t, at, index, "a", "who reads the plate readers")
	put(t, at, index, "b", "the cost of the bridge")
	if found := search(t, at, index, "readers"); len(found) != 1 || found[0] != "a" {
		t.Errorf("found %q", found)
	}
}

// Three nodes are one cluster. What is indexed by one is found by all, by two when one is killed, and by that one
// when it is back.
func TestThreeNodes(t *testing.T) {
	cluster := opensearchnodes.Start(t, 3)
	urls := cluster.URLs()
	uuids := make(map[string]bool)
	for _, at := range urls {
		var info struct {
			UUID string `json:"cluster_uuid"`
		}
		call(t, http.MethodGet, at, "", &info)
		uuids[info.UUID] = true
		if n := size(t, at); n != 3 {
			t.Errorf("%s has %d nodes in its cluster", at, n)
		}
	}
	if len(urls) != 3 || len(uuids) != 1 || uuids[""] {
		t.Fatalf("%q are the clusters %v", urls, uuids)
	}
	index := newIndex(t, urls[0], 2)
	put(t, urls[0], index, "a", "who reads the plate readers")
	finds := func(at string) {
		t.Helper()
		if found := search(t, at, index, "readers"); len(found) != 1 {
			t.Errorf("%s finds %q", at, found)
		}
	}
	for _, at := range urls {
		finds(at)
	}

	cluster.Kill(1)
	if response, err := http.Get(urls[1]); err == nil {
		response.Body.Close()
		t.Errorf("a node that was killed answers %s", response.Status)
	}
	cluster.WaitReady()
	for _, at := range []string{urls[0], urls[2]} {
		finds(at)
		if n := size(t, at); n != 2 {
			t.Errorf("%s has %d nodes in its cluster after one was killed", at, n)
		}
	}

	cluster.Restart(1)
	for i, at := range cluster.URLs() {
		if at != urls[i] {
			t.Errorf("node %d has moved from %s to %s", i, urls[i], at)
		}
		finds(at)
		if n := size(t, at); n != 3 {
			t.Errorf("%s has %d nodes in its cluster after the restart", at, n)
		}
	}

	cluster.Stop()
	for _, at := range urls {
		if response, err := http.Get(at); err == nil {
			response.Body.Close()
			t.Errorf("%s answers %s after the cluster was stopped", at, response.Status)
		}
	}
}

// newIndex makes an index with one shard, which is removed with the test, and returns its name.
func newIndex(t *testing.T, at string, replicas int) string {
	t.Helper()
	name := fmt.Sprintf("opensearchnodes-%d", time.Now().UnixNano())
	settings := fmt.Sprintf(`{"settings":{"number_of_shards":1,"number_of_replicas":%d}}`, replicas)
	call(t, http.MethodPut, at+"/"+name+"?timeout=60s&wait_for_active_shards=all", settings, nil)
	t.Cleanup(func() { // of a server that is not stopped
		if request, err := http.NewRequest(http.MethodDelete, at+"/"+name, nil); err == nil {
			if response, err := http.DefaultClient.Do(request); err == nil {
				response.Body.Close()
			}
		}
	})
	return name
}

// put indexes a document, and returns when every copy of the shard can be searched for it.
func put(t *testing.T, at, index, id, text string) {
	t.Helper()
	document, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		t.Fatal(err)
	}
	call(t, http.MethodPut, at+"/"+index+"/_doc/"+id+"?refresh=true", string(document), nil)
}

// search returns the ids of the documents with a word.
func search(t *testing.T, at, index, word string) []string {
	t.Helper()
	var found struct {
		Hits struct {
			Hits []struct {
				ID string `json:"_id"`
			} `json:"hits"`
		} `json:"hits"`
	}
	call(t, http.MethodGet, at+"/"+index+"/_search?q=text:"+word, "", &found)
	var ids []string
	for _, hit := range found.Hits.Hits {
		ids = append(ids, hit.ID)
	}
	return ids
}

// size returns how many nodes a node has in its cluster.
func size(t *testing.T, at string) int {
	t.Helper()
	var health struct {
		Nodes int `json:"number_of_nodes"`
	}
	call(t, http.MethodGet, at+"/_cluster/health", "", &health)
	return health.Nodes
}

// call sends a request and decodes its answer into to, unless that is nil.
func call(t *testing.T, method, at, body string, to any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, at, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode >= 300 {
		t.Fatalf("%s %s: %s: %s", method, at, response.Status, answer)
	}
	if to == nil {
		return
	}
	if err := json.Unmarshal(answer, to); err != nil {
		t.Fatalf("%s %s: %v: %s", method, at, err, answer)
	}
}
