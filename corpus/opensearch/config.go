package opensearch

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"time"
)

// Config says where the cluster is. The zero value lacks addresses; everything else has a default.
type Config struct {
	// Addresses are those of the nodes to speak to, such as https://search-1:9200: any one of them is spoken to,
	// and others when it fails. Further nodes of the cluster are not looked for.
	Addresses []string
	// User and Password are sent with each request; both or none. They are refused over plain HTTP to another
	// machine.
	User, Password string
	// CA are the certificates, as PEM, of the authorities that the nodes are trusted by; nil are the system's.
	CA []byte
	// Index is the name of the alias; the indices' names begin with it. "" is "clippings".
	Index string
	// Limit is the longest that one search may take, all attempts together; 0 is one second.
	Limit time.Duration
	// Shards are how many parts Load cuts the passages into, which lie on different nodes where there are that many;
	// 0 is one.
	Shards int
	// Replicas are how many further copies Load has the cluster keep of each part. With none, a node that is away
	// takes the coverage with it.
	Replicas int
}

// The defaults.
const (
	DefaultIndex = "clippings"
	DefaultLimit = time.Second
)

// What a Config may ask for at most: see Validate.
const (
	mostAddresses = 100
	mostShards    = 1024 // OpenSearch's own limit of an index
	mostReplicas  = 10
	leastLimit    = 10 * time.Millisecond
	mostLimit     = time.Minute
)

var indexName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}$`)

// Validate says in one line what cannot be, or returns nil.
func (c *Config) Validate() error {
	if len(c.Addresses) == 0 || len(c.Addresses) > mostAddresses {
		return fmt.Errorf("addresses: there are %d; write the addresses of 1 to %d nodes", len(c.Addresses), mostAddresses)
	}
	for _, address := range c.Addresses {
		if err := checkAddress(address, c.Password != ""); err != nil {
			return fmt.Errorf("addresses: %w", err)
		}
	}
	if (c.User == "") != (c.Password == "") {
		return errors.New("a user needs a password, and a password a user")
	}
	if c.CA != nil && !x509.NewCertPool().AppendCertsFromPEM(c.CA) {
		return errors.New("ca: there is no certificate in it; it has to be in PEM form")
	}
	if c.Index != "" && !indexName.MatchString(c.Index) {
		return fmt.Errorf("index: %q is not of small letters, digits, _ and -, a hundred at most", c.Index)
	}
	if c.Limit != 0 && (c.Limit < leastLimit || c.Limit > mostLimit) {
		return fmt.Errorf("time_limit: %v is not between %v and %v", c.Limit, leastLimit, mostLimit)
	}
	if c.Shards < 0 || c.Shards > mostShards {
		return fmt.Errorf("shards: %d is not between 1 and %d", c.Shards, mostShards)
	}
	if c.Replicas < 0 || c.Replicas > mostReplicas {
		return fmt.Errorf("replicas: %d is not between 0 and %d", c.Replicas, mostReplicas)
	}
	return nil
}

func checkAddress(address string, secret bool) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("one is no address such as https://search-1:9200") // which may hold a password: it is not shown
	case u.User != nil:
		return errors.New("one holds a user or a password: they do not belong there")
	case secret && u.Scheme == "http" && !loopback(u.Hostname()):
		return fmt.Errorf("%s is without TLS, and the password would be sent for all to read: write https", u.Host)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// attempt is how long one node may take for a search: half of the time, so that another node has the other half,
// where there is another.
func (c *Config) attempt() time.Duration {
	if len(c.Addresses) == 1 {
		return c.Limit
	}
	return c.Limit / 2
}

// withDefaults returns the config with its defaults, once it is found valid.
func (c Config) withDefaults() (Config, error) {
	if err := c.Validate(); err != nil {
		return c, fmt.Errorf("opensearch: %w", err)
	}
	if c.Index == "" {
		c.Index = DefaultIndex
	}
	if c.Limit == 0 {
		c.Limit = DefaultLimit
	}
	if c.Shards == 0 {
		c.Shards = 1
	}
	return c, nil
}
