package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestProcess runs the program as it is shipped, as processes of their own that get real signals.
func TestProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it builds the program")
	}
	binary := filepath.Join(t.TempDir(), "clippings")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	t.Run("needs nothing beside itself", func(t *testing.T) { needsNothing(t, binary) })
	t.Run("is killed", func(t *testing.T) { isKilled(t, binary) })
	t.Run("is told to stop", func(t *testing.T) { isStopped(t, binary) })
	t.Run("is told to reload", func(t *testing.T) { isReloaded(t, binary) })
	t.Run("is told to reload while it starts", func(t *testing.T) { isReloadedEarly(t, binary) })
}

// needsNothing: the binary answers in an empty folder and an empty environment.
func needsNothing(t *testing.T, binary string) {
	ask := exec.Command(binary, "ask", "how many federal agencies can get into COLLECT")
	ask.Dir, ask.Env = t.TempDir(), []string{}
	var errors bytes.Buffer
	ask.Stderr = &errors
	out, err := ask.Output()
	if err != nil || errors.Len() > 0 || !strings.Contains(string(out), "20 different federal agencies") {
		t.Errorf("%v: %q, errors %q", err, out, &errors)
	}
}

// isKilled kills the process between the receipt of a question and its answer, before Discord carried the
// answer out and after. Started again, it never answers a second time, and answers the next question
// within five seconds.
func isKilled(t *testing.T, binary string) {
	const callbacks, creations = "interactions/:id/:token/callback", "channels/:c/messages"
	for _, c := range []struct {
		name    string
		mention bool
		fault   discordfake.Fault
		want    int // answers in the end
	}{
		{"a command, before the answer arrives", false, discordfake.Delay(800 * time.Millisecond), 0},
		{"a command, after the answer arrived", false, discordfake.After(discordfake.Delay(800 * time.Millisecond)), 1},
		{"a mention, before the answer arrives", true, discordfake.Delay(5 * time.Second), 1},
		{"a mention, after the answer arrived", true, discordfake.After(discordfake.Delay(5 * time.Second)), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFake(t)
			env, corpus := environment(t, fake), smallCorpus(t)
			route := callbacks
			if c.mention {
				route = creations
			}
			first := startProcess(t, binary, env, "serve", "--corpus", corpus)
			connected(t, fake, first)
			fake.On(discordfake.Match{Method: "POST", Route: route}).Then(c.fault)
			var asked *discordfake.Interaction
			var said discordfake.Message
			answers := func() int { return len(asked.Responses()) }
			if c.mention {
				said = fake.Say(fake.Actor(fake.User(0), fake.Place(0, 0)), bridgeQuestion, discordfake.MentionBot())
				answers = func() int { return repliesTo(fake, said) }
			} else {
				asked = somebodyAsks(fake, bridgeQuestion)
			}
			if _, err := fake.WaitRequests(1, "POST", route, 10*time.Second); err != nil {
				t.Fatal(err)
			}
			if err := first.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if code := first.wait(10 * time.Second); code != -1 {
				t.Fatalf("it was not killed, but ended with code %d", code)
			}
			if _, err := fake.WaitCloses(1, 10*time.Second); err != nil {
				t.Fatal(err)
			}

			began := time.Now()
			connected(t, fake, startProcess(t, binary, env, "serve", "--corpus", corpus))
			if c.mention { // Discord may deliver a message again; an answer's nonce lets it drop the second
				fake.Redeliver(said)
				eventually(t, 10*time.Second, "the message is not taken", func() bool { return len(fake.Requests("POST", creations)) == 2 })
			}
			if !answeredBy(t, fake, bridgeQuestion, bridgeCost) {
				t.Error("the next question is not answered from the corpus")
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("the next question was answered %v after the restart", took)
			}
			if c.mention {
				eventually(t, 10*time.Second, "no answer to the mention", func() bool { return answers() > 0 })
			}
			if n := answers(); n != c.want {
				t.Errorf("%d answers, want %d", n, c.want)
			}
			if n := len(fake.Requests("POST", callbacks)); !c.mention && n != 2 {
				t.Errorf("%d callbacks for two questions of which the first died with the process", n)
			}
		})
	}
}

// isStopped: SIGTERM with a question in flight: it is answered, and the process ends well.
func isStopped(t *testing.T, binary string) {
	fake := newFake(t)
	p := startProcess(t, binary, environment(t, fake), "serve", "--corpus", smallCorpus(t))
	connected(t, fake, p)
	fake.On(discordfake.Match{Method: "POST", Route: "interactions/:id/:token/callback"}).Then(discordfake.Delay(500 * time.Millisecond))
	asked := somebodyAsks(fake, bridgeQuestion)
	if _, err := fake.WaitRequests(1, "POST", "interactions/:id/:token/callback", 10*time.Second); err != nil {
		t.Fatal(err)
	}
	stopped := time.Now()
	p.signal(syscall.SIGTERM)
	if code, took := p.wait(15*time.Second), time.Since(stopped); code != 0 || took > 10*time.Second {
		t.Errorf("exit code %d after %v:\n%s", code, took, p.errors)
	}
	if n := len(asked.Responses()); n != 1 {
		t.Errorf("%d answers to the question in flight", n)
	}
}

// isReloaded: SIGHUP loads what the watch of the folder cannot see.
func isReloaded(t *testing.T, binary string) {
	fake := newFake(t)
	above := filepath.Join(t.TempDir(), "coverage")
	corpus := filepath.Join(above, "corpus")
	putBelow(t, above, corpus)
	p := startProcess(t, binary, environment(t, fake), "serve", "--corpus", corpus)
	connected(t, fake, p)
	move(t, above, above+".old")
	putBelow(t, above, corpus, "cost the town 2.5", "cost the town 7")
	p.signal(syscall.SIGHUP)
	eventually(t, 10*time.Second, "the new corpus does not answer", func() bool { return answeredBy(t, fake, bridgeQuestion, newCost) })
}

// isReloadedEarly: a hangup signal that comes before everything is up does not end the process, as it
// does by default. The token's file is a pipe, which holds the start up.
func isReloadedEarly(t *testing.T, binary string) {
	fake := newFake(t)
	pipe := filepath.Join(t.TempDir(), "token")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	env := append(environment(t, fake), discordToken+"=", discordToken+"_FILE="+pipe) // the last one counts
	p := startProcess(t, binary, env, "serve", "--corpus", smallCorpus(t))
	var writer *os.File
	eventually(t, 10*time.Second, "nobody reads the token", func() (ok bool) { // a pipe can only be opened when there is a reader
		var err error
		writer, err = os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		return err == nil
	})
	p.signal(syscall.SIGHUP)
	if _, err := io.WriteString(writer, fake.Token()); err != nil {
		t.Errorf("the process is gone: %v", err)
	}
	writer.Close()
	eventually(t, 20*time.Second, "it does not connect", func() bool {
		select {
		case <-p.done:
			t.Fatalf("it has ended: %v %s", p.cmd.ProcessState, p.errors)
		default:
		}
		return fake.WaitConnected(1, 0) == nil
	})
}

// process is the program as a process of its own.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	errors *lockedBuffer
	done   chan struct{}
}

// startProcess starts the program; it is killed when the test ends.
func startProcess(t *testing.T, binary string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary, args...), errors: new(lockedBuffer), done: make(chan struct{})}
	p.cmd.Env, p.cmd.Dir, p.cmd.Stderr = env, t.TempDir(), p.errors
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		p.cmd.Wait() // how it ended stands in ProcessState
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.done
	})
	return p
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits for the end and returns the exit code, -1 after a signal.
func (p *process) wait(limit time.Duration) int {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(limit):
		p.t.Fatalf("the process does not end within %v:\n%s", limit, p.errors)
	}
	return p.cmd.ProcessState.ExitCode()
}

func connected(t *testing.T, fake *discordfake.Fake, p *process) {
	t.Helper()
	if err := fake.WaitConnected(1, 20*time.Second); err != nil {
		t.Fatalf("%v:\n%s", err, p.errors)
	}
}

// environment returns one in which a process finds the fake at Discord's address, by what Go's HTTP
// client goes by: a proxy, and the certificates that are trusted. The proxy leads every connection to a
// server that has a certificate for discord.com and hands requests on to the fake.
func environment(t *testing.T, fake *discordfake.Fake) []string {
	t.Helper()
	certificate, file := certificateFor(t, "discord.com")
	target, err := url.Parse(fake.URL())
	if err != nil {
		t.Fatal(err)
	}
	quiet := log.New(io.Discard, "", 0) // of connections that a killed process leaves behind
	handOn := httputil.NewSingleHostReverseProxy(target)
	handOn.ErrorLog = quiet
	front := httptest.NewUnstartedServer(handOn)
	front.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	front.Config.ErrorLog = quiet
	front.StartTLS()
	t.Cleanup(func() { front.CloseClientConnections(); front.Close() })
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "discord.com:443" {
			t.Errorf("the process wants %s %s", r.Method, r.Host)
			http.Error(w, "not here", http.StatusForbidden)
			return
		}
		out, err := net.Dial("tcp", front.Listener.Addr().String())
		if err != nil {
			http.Error(w, "gone", http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusOK)
		in, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			out.Close()
			return
		}
		go func() { io.Copy(out, in); out.Close() }()
		io.Copy(in, out)
		in.Close()
	}))
	t.Cleanup(proxy.Close)
	return []string{"HTTPS_PROXY=" + proxy.URL, "SSL_CERT_FILE=" + file, discordToken + "=" + fake.Token()}
}

// certificateFor makes a certificate for a host, which is its own authority, and a file that tells to trust it.
func certificateFor(t *testing.T, host string) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, write(t, t.TempDir(), "trusted.pem", string(text))
}
