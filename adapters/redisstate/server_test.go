package redisstate

import (
	"io"
	"net"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// redisServer is a redis-server of its own, on a free loopback port, that saves nothing.
type redisServer struct {
	t     testing.TB
	port  string
	args  []string
	cmd   *exec.Cmd
	ended chan struct{}
}

// startRedis starts a redis-server that ends with the test. Where there is none the test is skipped.
func startRedis(t testing.TB, args ...string) *redisServer {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not in PATH; .ci/redis installs it")
	}
	s := &redisServer{t: t, args: args}
	t.Cleanup(s.kill)
	for range 5 { // a port that was free may be another's by the time it is taken
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, s.port, _ = net.SplitHostPort(l.Addr().String())
		l.Close()
		if s.start() {
			return s
		}
	}
	t.Fatal("redis-server does not start")
	return nil
}

func (s *redisServer) address() string { return "127.0.0.1:" + s.port }

// start starts it on its port, and reports whether it serves there. It is its own log that tells: who listens on
// the port may be another.
func (s *redisServer) start() bool {
	s.t.Helper()
	args := append([]string{"--port", s.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", s.t.TempDir()}, s.args...)
	s.cmd = exec.Command("redis-server", args...)
	log := new(lines)
	s.cmd.Stdout = log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.ended = make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) { cmd.Wait(); close(ended) }(s.cmd, s.ended)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		select {
		case <-s.ended:
			return false
		default:
		}
		if log.count("Ready to accept connections") > 0 {
			return true
		}
	}
	return false
}

// kill ends it at once, as kill -9 does.
func (s *redisServer) kill() {
	if s.cmd != nil {
		s.cmd.Process.Kill() // an error says that it has ended
		<-s.ended
	}
}

func (s *redisServer) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// pipe leads connections to a server, until it is told to hold them up.
type pipe struct {
	net.Listener
	to string

	mu    sync.Mutex
	delay time.Duration // before what the server answers is handed on
	mute  bool          // nothing is handed on
}

func startPipe(t testing.TB, to string) *pipe {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &pipe{Listener: l, to: to}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", p.to)
			if err != nil {
				in.Close()
				continue
			}
			t.Cleanup(func() { in.Close(); out.Close() })
			go func() { io.Copy(out, in); out.Close() }()
			go func() { p.answers(in, out); in.Close(); out.Close() }()
		}
	}()
	return p
}

func (p *pipe) set(delay time.Duration, mute bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay, p.mute = delay, mute
}

func (p *pipe) answers(in, out net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := out.Read(buffer)
		if err != nil {
			return
		}
		p.mu.Lock()
		delay, mute := p.delay, p.mute
		p.mu.Unlock()
		if mute {
			continue
		}
		time.Sleep(delay)
		if _, err := in.Write(buffer[:n]); err != nil {
			return
		}
	}
}
