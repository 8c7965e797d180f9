// Package opensearchnodes runs a real OpenSearch for tests: one node or a cluster of them on the loopback
// interface, each a process of its own that can be killed and started again.
//
// Start starts them and stops them with the test. It needs the server and a JDK:
//
//	.ci/opensearch --home
//
// fetches the server and prints the two variables that Start goes by, OPENSEARCH_HOME and
// OPENSEARCH_JAVA_HOME. Without them the test is skipped. With OPENSEARCH_URL, a cluster of one is the
// server at that address instead.
//
//	cluster := opensearchnodes.Start(t, 3)
//	client := newClient(cluster.URLs())
//	…
//	cluster.Kill(1)
//	cluster.WaitReady() // the other two have noticed
//	…
//	cluster.Restart(1)
//
// A node has a heap of 256 MiB, compiles little, keeps its data until the cluster stops, and has no security
// plugin: plain HTTP, no password. Everything is torn down at the end of the test, also when the test
// process is killed (on Linux; only the temporary folder stays then).
//
// OpenSearch does not run as root. A test that runs as root starts its nodes as the user 65534 (nobody), who
// must be able to read OPENSEARCH_HOME and to reach the temporary folder (on Linux; elsewhere root cannot
// start nodes).
//
// There is no global state. The methods of a Cluster are for the goroutine that runs the test, because they
// end it when they fail.
package opensearchnodes
