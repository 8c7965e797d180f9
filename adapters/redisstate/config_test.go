package redisstate

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  Config
		want string // in the error; "" is none
	}{
		{"host and port", Config{Address: "redis.example:6379"}, ""},
		{"an address of version 6", Config{Address: "[::1]:6379"}, ""},
		{"a URL", Config{Address: "redis://redis.example"}, ""},
		{"a URL with a database", Config{Address: "redis://redis.example:6379/3"}, ""},
		{"TLS", Config{Address: "rediss://redis.example:6380"}, ""},
		{"a user", Config{Address: "rediss://bot@redis.example:6380/0", Password: "secret"}, ""},
		{"a socket", Config{Address: "unix:///run/redis/redis.sock"}, ""},
		{"a password alone", Config{Address: "redis.example:6379", Password: "secret"}, ""},

		{"nothing", Config{}, "no address"},
		{"a host alone", Config{Address: "redis.example"}, "no address"},
		{"a port alone", Config{Address: ":6379"}, "no address"},
		{"another kind of URL", Config{Address: "http://redis.example:6379"}, "no address"},
		{"a database in words", Config{Address: "redis://redis.example:6379/first"}, "no address"},
		{"no URL", Config{Address: "redis://[::1"}, "no address"},
		{"options", Config{Address: "redis://redis.example:6379?max_retries=9"}, "leave out"},
		{"a password in it", Config{Address: "redis://bot:hunter2@redis.example:6379"}, "secrets never stand"},
		{"a user without a password", Config{Address: "redis://bot@redis.example:6379"}, "no password"},
		{"no key", Config{Address: "redis.example:6379", Key: "-"}, "at least 32"},
		{"a short key", Config{Address: "redis.example:6379", Key: testKey[:31]}, "at least 32"},
		{"a limit below 0", Config{Address: "redis.example:6379", Limit: -1}, "below 0"},
	} {
		switch c.cfg.Key {
		case "":
			c.cfg.Key = testKey
		case "-":
			c.cfg.Key = ""
		}
		err := c.cfg.Validate()
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line with %q", c.name, err, c.want)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the password: %v", c.name, err)
		}
		if _, err := Open(c.cfg, nil, nil); err == nil {
			t.Errorf("%s: opened", c.name)
		}
	}
}

// TestCheck: the doctor's line says what is wrong and what to do.
func TestCheck(t *testing.T) {
	mini := func(change func(*miniredis.Miniredis)) func(*testing.T) Config {
		return func(t *testing.T) Config {
			s := miniredis.RunT(t)
			if change != nil {
				change(s)
			}
			return Config{Address: s.Addr()}
		}
	}
	permitted := func(permissions, password string) func(*testing.T) Config {
		return func(t *testing.T) Config {
			s := startRedis(t, append([]string{"--user", "bot", "on", ">secret"}, strings.Fields(permissions)...)...)
			return Config{Address: "redis://bot@" + s.address() + "/2", Password: password}
		}
	}
	certificate, roots := certificate(t)
	overTLS := func(trust bool) func(*testing.T) Config {
		return func(t *testing.T) Config {
			s, err := miniredis.RunTLS(&tls.Config{Certificates: []tls.Certificate{certificate}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			cfg := Config{Address: "rediss://" + s.Addr()}
			if trust {
				cfg.roots = roots
			}
			return cfg
		}
	}
	ourKeys := "~" + prefix + "*"
	for _, c := range []struct {
		name string
		cfg  func(*testing.T) Config
		ok   bool
		want string // a regular expression
	}{
		{"it answers", mini(nil), true, `^the server answers, in \d+\.\d ms as a rule`},
		{"a real one", func(t *testing.T) Config { return Config{Address: startRedis(t).address()} }, true, "^the server answers"},
		{"over a socket", func(t *testing.T) Config {
			path := filepath.Join(t.TempDir(), "redis.sock")
			startRedis(t, "--unixsocket", path)
			return Config{Address: "unix://" + path}
		}, true, "^the server answers"},
		{"over TLS", overTLS(true), true, "^the server answers"},
		{"whom nobody vouches for", overTLS(false), false, "TLS connection"},
		{"TLS where there is none", func(t *testing.T) Config { return Config{Address: "rediss://" + miniredis.RunT(t).Addr()} }, false, "TLS"},
		{"just what is needed", permitted(ourKeys+" +eval +evalsha +get +set +del +exists +time +select", "secret"), true, "^the server answers"},
		{"a command is not permitted", permitted(ourKeys+" +@all -set", "secret"), false, "may not do what is needed: .*set"},
		{"other keys", permitted("~other:* +@all", "secret"), false, "may not do what is needed: .*" + prefix},
		{"a wrong password", permitted(ourKeys+" +@all", "wrong"), false, "refuses the user or the password"},
		{"no password", mini(func(s *miniredis.Miniredis) { s.RequireAuth("secret") }), false, "refuses the user or the password"},
		{"a replica", mini(func(s *miniredis.Miniredis) { s.SetError("READONLY no") }), false, "address of the primary"},
		{"its memory is full", mini(func(s *miniredis.Miniredis) { s.SetError("OOM no") }), false, "no memory"},
		{"a cluster", mini(func(s *miniredis.Miniredis) { s.SetError("MOVED 1 127.0.0.1:1") }), false, "cluster"},
		{"nothing listens", func(t *testing.T) Config {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			l.Close()
			return Config{Address: l.Addr().String()}
		}, false, "nothing listens"},
		{"no such socket", func(t *testing.T) Config { return Config{Address: "unix://" + filepath.Join(t.TempDir(), "none")} }, false, "nothing listens"},
		{"something else answers", func(t *testing.T) Config {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					c.Write([]byte("220 ready\r\n"))
					c.Close()
				}
			}()
			return Config{Address: l.Addr().String()}
		}, false, "is a Redis or Valkey at all"},
		{"no key", func(*testing.T) Config { return Config{Address: "127.0.0.1:1", Key: "short"} }, false, "at least 32"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cfg := c.cfg(t)
			if cfg.Key == "" {
				cfg.Key = testKey
			}
			cfg.Limit = patience
			text, err := Check(context.Background(), cfg)
			if err != nil {
				text = err.Error()
			}
			if (err == nil) != c.ok || !regexp.MustCompile(c.want).MatchString(text) || strings.Contains(text, "\n") {
				t.Errorf("%q, error: %v; want %v, %q", text, err != nil, !c.ok, c.want)
			}
			if cfg.Password != "" && strings.Contains(text, cfg.Password) {
				t.Errorf("the password is in %q", text)
			}
		})
	}
}

// certificate makes a certificate for 127.0.0.1 that vouches for itself.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
