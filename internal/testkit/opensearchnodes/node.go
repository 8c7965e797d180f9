package opensearchnodes

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a node of a cluster: a folder, and while it runs a process.
type node struct {
	name       string
	folder     string // below it config, data, logs, tmp, and the file out with what the process wrote
	home, java string

	cmd    *exec.Cmd
	done   chan struct{} // closed when the process has been waited for
	killed bool          // it does not run, and is not meant to
}

// logging has all of a node's log on its standard output.
const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`

// prepare writes the node's configuration. http and transport are the node's own addresses, names and seeds
// the names and transport addresses of all.
func (n *node) prepare(http, transport string, names, seeds []string) error {
	for _, folder := range []string{"config", "data", "logs", "tmp"} {
		if err := os.MkdirAll(filepath.Join(n.folder, folder), 0o700); err != nil {
			return err
		}
	}
	host, httpPort, err := net.SplitHostPort(http)
	if err != nil {
		return err
	}
	_, transportPort, err := net.SplitHostPort(transport)
	if err != nil {
		return err
	}
	settings, err := yaml.Marshal(map[string]any{
		"cluster.name":                          "test",
		"cluster.initial_cluster_manager_nodes": names,
		"discovery.seed_hosts":                  seeds,
		"node.name":                             n.name,
		"network.host":                          host,
		"http.port":                             httpPort,
		"transport.port":                        transportPort,
		"path.data":                             filepath.Join(n.folder, "data"),
		"path.logs":                             filepath.Join(n.folder, "logs"),
		"bootstrap.memory_lock":                 false,
		// A machine whose disk is nearly full would have no shards allocated.
		"cluster.routing.allocation.disk.threshold_enabled": false,
	})
	if err != nil {
		return err
	}
	for name, content := range map[string]string{"opensearch.yml": string(settings), "log4j2.properties": logging} {
		if err := os.WriteFile(filepath.Join(n.folder, "config", name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// start starts the process. The java is started directly, without the server's own script, so that the process
// is the node and nothing stands between it and a signal; the script would also start five JVMs before.
func (n *node) start() error {
	out, err := os.OpenFile(filepath.Join(n.folder, "out"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer out.Close() // the process has its own
	n.cmd = exec.Command(filepath.Join(n.java, "bin", "java"),
		"-Xms256m", "-Xmx256m",
		// A node of a test lives too short for G1 and the optimizing compiler: without them it starts with half
		// of the processor time.
		"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-XX:ActiveProcessorCount=2", // the same thread pools on every machine
		"-XX:-UsePerfData",           // nothing in the machine's /tmp
		"-Djava.io.tmpdir="+filepath.Join(n.folder, "tmp"),
		"-javaagent:"+filepath.Join(n.home, "agent", "opensearch-agent.jar"), // stands for the security manager that Java lost; it does not start without
		"-Dopensearch.path.home="+n.home,
		"-Dopensearch.path.conf="+filepath.Join(n.folder, "config"),
		"-cp", filepath.Join(n.home, "lib", "*"),
		"org.opensearch.bootstrap.OpenSearch")
	n.cmd.Dir, n.cmd.Stdout, n.cmd.Stderr = n.folder, out, out
	n.cmd.Env = []string{"HOME=" + n.folder} // and nothing of JAVA_TOOL_OPTIONS and its like
	confine(n.cmd)
	if err := n.cmd.Start(); err != nil {
		n.killed = true
		return fmt.Errorf("%s does not start: %w", n.name, err)
	}
	n.killed, n.done = false, make(chan struct{})
	go func(cmd *exec.Cmd, done chan struct{}) {
		defer close(done)
		cmd.Wait() // how it ended stands in ProcessState
	}(n.cmd, n.done)
	return nil
}

// running reports whether the process has not ended.
func (n *node) running() bool {
	if n.done == nil {
		return false
	}
	select {
	case <-n.done:
		return false
	default:
		return true
	}
}

// kill ends the process, if there is one, and waits until it is gone.
func (n *node) kill() {
	if n.running() {
		n.cmd.Process.Kill() // fails only when it has ended meanwhile
		<-n.done
	}
	n.killed = true
}

// tail returns the last lines that the process wrote, 8 KiB at most.
func (n *node) tail() string {
	const most = 8 << 10
	file, err := os.Open(filepath.Join(n.folder, "out"))
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	cut := false
	if info, err := file.Stat(); err == nil && info.Size() > most {
		_, err = file.Seek(-most, io.SeekEnd)
		cut = err == nil
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return err.Error()
	}
	lines := string(text)
	if cut {
		_, lines, _ = strings.Cut(lines, "\n") // the first is not whole
	}
	return strings.TrimSpace(lines)
}
