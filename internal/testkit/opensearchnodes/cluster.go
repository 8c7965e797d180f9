package opensearchnodes

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Every wait for nodes to be ready is bounded by firstLimit, and by furtherLimit more for each node beyond the
// first. A node starts with some 10 s of processor time: on two cores three take 22 s, and took 47 s at a load
// of 7.
const (
	firstLimit   = 90 * time.Second
	furtherLimit = 30 * time.Second
)

// Cluster is a running OpenSearch.
type Cluster struct {
	t      testing.TB
	client *http.Client
	folder string   // all that the nodes write
	nodes  []*node  // none when the server is not of this package
	urls   []string // of the nodes, or of that server
}

// Start starts a cluster of n nodes, at least one, and waits until it is ready; see WaitReady. The cluster is
// stopped in the test's cleanup. The test is skipped where the environment names no server, and fails, with
// the last lines that the node wrote, when a node does not start.
func Start(t testing.TB, n int) *Cluster {
	t.Helper()
	if n < 1 {
		t.Fatalf("a cluster of %d nodes", n)
	}
	c := &Cluster{t: t, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 15 * time.Second}}
	if given := os.Getenv("OPENSEARCH_URL"); given != "" && n == 1 {
		c.urls = []string{strings.TrimRight(given, "/")}
		c.WaitReady()
		return c
	}
	home, java := os.Getenv("OPENSEARCH_HOME"), os.Getenv("OPENSEARCH_JAVA_HOME")
	if home == "" || java == "" {
		t.Skip("set OPENSEARCH_HOME and OPENSEARCH_JAVA_HOME to what .ci/opensearch --home prints, or for a single node OPENSEARCH_URL, to test with a real OpenSearch")
	}
	t.Cleanup(c.Stop)
	if err := c.prepare(n, home, java); err != nil {
		t.Fatal(err)
	}
	for _, node := range c.nodes {
		if err := node.start(); err != nil {
			t.Fatal(err)
		}
	}
	c.WaitReady()
	return c
}

// prepare makes the nodes' folders and finds addresses for them.
func (c *Cluster) prepare(n int, home, java string) error {
	var err error
	// Not the test's own folder: nobody but the test's user can reach that.
	if c.folder, err = os.MkdirTemp("", "opensearchnodes-"); err != nil {
		return err
	}
	addresses, err := freeAddresses(2 * n)
	if err != nil {
		return err
	}
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("node-%d", i))
	}
	transports := addresses[n:]
	for i, name := range names {
		node := &node{name: name, folder: filepath.Join(c.folder, name), home: home, java: java}
		if err := node.prepare(addresses[i], transports[i], names, transports); err != nil {
			return err
		}
		c.nodes = append(c.nodes, node)
		c.urls = append(c.urls, "http://"+addresses[i])
	}
	return handOver(c.folder)
}

// freeAddresses returns addresses on one loopback host that nobody listens at.
func freeAddresses(n int) ([]string, error) {
	host := loopback()
	var addresses []string
	for range n {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			return nil, err
		}
		defer listener.Close() // not before all are found: they differ
		addresses = append(addresses, listener.Addr().String())
	}
	return addresses, nil
}

// URLs returns the address of each node, in order and without a slash at the end. They stay the same when a
// node is killed and started again.
func (c *Cluster) URLs() []string { return slices.Clone(c.urls) }

// Kill ends the nodes with these numbers, counted from 0, by SIGKILL, and returns when their processes are gone.
// It does not wait until the other nodes have noticed; WaitReady does. A test that would kill the server of
// OPENSEARCH_URL is skipped.
func (c *Cluster) Kill(numbers ...int) {
	c.t.Helper()
	for _, node := range c.ours(numbers) {
		if !node.running() {
			c.t.Fatalf("%s is to be killed, and does not run", node.name)
		}
		node.kill()
	}
}

// Restart starts the nodes with these numbers again, with the data and the addresses that they had, and waits
// until the cluster is ready. A node that still runs is killed first. To restart a cluster whose majority was
// killed, name enough nodes in one call: fewer wait for the others in vain.
func (c *Cluster) Restart(numbers ...int) {
	c.t.Helper()
	for _, node := range c.ours(numbers) {
		node.kill()
		if err := node.start(); err != nil {
			c.t.Fatal(err)
		}
	}
	c.WaitReady()
}

// ours returns the nodes with these numbers, or skips the test when they are not to be touched.
func (c *Cluster) ours(numbers []int) []*node {
	c.t.Helper()
	if len(c.nodes) == 0 {
		c.t.Skip("the server of OPENSEARCH_URL is not this test's to stop; unset it")
	}
	var nodes []*node
	for _, i := range numbers {
		if i < 0 || i >= len(c.nodes) {
			c.t.Fatalf("node %d of a cluster of %d", i, len(c.nodes))
		}
		nodes = append(nodes, c.nodes[i])
	}
	return nodes
}

// WaitReady waits until every running node answers that it is in one cluster with exactly the other running
// ones, under one cluster manager. When none is killed, every primary shard is to be allocated as well: the
// health is yellow or green. It fails the test when that does not come within 90 s, and 30 s more for each node
// beyond the first, or as soon as a node ends by itself.
func (c *Cluster) WaitReady() {
	c.t.Helper()
	limit := firstLimit + time.Duration(len(c.urls)-1)*furtherLimit
	ctx, cancel := context.WithTimeout(c.t.Context(), limit)
	defer cancel()
	query := url.Values{"timeout": {"1s"}} // how long the server holds the answer back while it is not so
	var running []int
	for i, node := range c.nodes {
		if !node.killed {
			running = append(running, i)
		}
	}
	if len(running) == len(c.nodes) {
		query.Set("wait_for_status", "yellow")
	}
	if len(c.nodes) == 0 {
		running = []int{0}
	} else {
		query.Set("wait_for_nodes", strconv.Itoa(len(running)))
	}
	for _, i := range running {
		for {
			err := c.health(ctx, c.urls[i], query)
			if err == nil {
				break
			}
			c.checkAlive()
			select {
			case <-ctx.Done():
				c.t.Fatalf("%s is not ready within %v: %v%s", c.urls[i], limit, err, c.log(i))
			case <-time.After(100 * time.Millisecond): // between two tries, not to take the node's processor
			}
		}
	}
}

// health asks a node for the cluster's health, and returns an error unless it is as the query wants.
func (c *Cluster) health(ctx context.Context, at string, query url.Values) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/_cluster/health?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	if err == nil && response.StatusCode != http.StatusOK { // 408 when it is not as wanted in time, 503 without a cluster manager
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return err
}

// checkAlive fails the test when a node that was not killed has ended.
func (c *Cluster) checkAlive() {
	c.t.Helper()
	for i, node := range c.nodes {
		if !node.killed && !node.running() {
			c.t.Fatalf("%s ended by itself: %v%s", node.name, node.cmd.ProcessState, c.log(i))
		}
	}
}

// log returns the last lines of a node, as a paragraph of an error.
func (c *Cluster) log(i int) string {
	if len(c.nodes) == 0 {
		return ""
	}
	return fmt.Sprintf("\n%s wrote at last:\n%s", c.nodes[i].name, c.nodes[i].tail())
}

// Stop kills all nodes and removes what they wrote. A second call does nothing. The server of OPENSEARCH_URL is
// left as it is.
func (c *Cluster) Stop() {
	for _, node := range c.nodes {
		node.kill()
	}
	if err := os.RemoveAll(c.folder); err != nil {
		c.t.Errorf("the nodes' folder stays: %v", err)
	}
}
