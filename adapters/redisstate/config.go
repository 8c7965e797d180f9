package redisstate

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Sizes.
const (
	shortestKey = 32                     // characters, as 16 random bytes have in hexadecimal
	answerLimit = 100 * time.Millisecond // people wait; Discord and Slack do for three seconds
	dialLimit   = 2 * time.Second        // nobody waits for a connection alone
	connections = 8                      // at 1 ms an answer, 8,000 questions a second
)

// Config is what a Store needs to know. Address and Key must be set; the rest has useful zero values.
type Config struct {
	// Address is host:port, or a URL: redis://USER@HOST:PORT/DATABASE, of which all but the host may be left
	// out, rediss:// for TLS, unix:///PATH. It holds no password.
	Address  string
	Password string
	// Key makes ids into hashes that nobody can tell them from who does not have it. Ids are short and their
	// form is known, so without a key they could be found by trying. All processes of one bot have the same,
	// and each bot has another. At least 32 characters.
	Key string
	// Limit is how long an answer may take before the process goes by its own memory; zero is 100 ms.
	Limit time.Duration

	roots *x509.CertPool // whom to trust with TLS; nil: whom the system does
}

// Validate says in one line what is wrong, or returns nil.
func (c *Config) Validate() error {
	options, err := parse(c.Address)
	switch {
	case err != nil:
		return err
	case options.Username != "" && c.Password == "":
		return errors.New("the address names a user, and there is no password")
	case len(c.Key) < shortestKey:
		return fmt.Errorf("the key has %d characters: it must have at least %d, all of them random", len(c.Key), shortestKey)
	case c.Limit < 0:
		return fmt.Errorf("the limit of %v is below 0", c.Limit)
	}
	return nil
}

// CheckAddress says in one line what is wrong with an address, or returns nil.
func CheckAddress(address string) error {
	_, err := parse(address)
	return err
}

// errAddress does not repeat the address: somebody may have written a password into it.
var errAddress = errors.New("this is no address: write host:port or redis://user@host:port/0 (rediss:// for TLS, unix:///path for a socket)")

// parse reads an address.
func parse(address string) (*redis.Options, error) {
	if !strings.Contains(address, "://") {
		host, port, err := net.SplitHostPort(address)
		if err != nil || host == "" || port == "" {
			return nil, errAddress
		}
		address = "redis://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, errAddress
	}
	if _, has := u.User.Password(); has {
		return nil, errors.New("the address holds a password: secrets never stand in this file")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the address has options behind it: leave out what follows the ? or #")
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, errAddress
	}
	return options, nil
}

// options returns how to connect. Nothing is tried twice while somebody waits.
func (c *Config) options() (*redis.Options, error) {
	o, err := parse(c.Address)
	if err != nil {
		return nil, err
	}
	limit := c.limit()
	o.Password = c.Password
	if o.TLSConfig != nil {
		o.TLSConfig.RootCAs = c.roots
	}
	o.Protocol = 2 // no answer here has a type that RESP2 lacks
	o.MaxRetries, o.DialerRetries = -1, 1
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = dialLimit, limit, limit, limit
	o.ContextTimeoutEnabled = true
	o.PoolSize, o.MinIdleConns = connections, connections
	o.PipelinePoolSize = -1
	o.ReadBufferSize, o.WriteBufferSize = 4<<10, 4<<10
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return o, nil
}

func (c *Config) limit() time.Duration {
	if c.Limit == 0 {
		return answerLimit
	}
	return c.Limit
}
