package opensearch

import (
	"strings"
	"testing"
	"time"
)

func TestConfig(t *testing.T) {
	node := []string{"https://search-1:9200"}
	for _, c := range []struct {
		name string
		cfg  Config
		want string // in the error; "" for none
	}{
		{"least", Config{Addresses: node}, ""},
		{"all", Config{Addresses: []string{"https://a:9200", "https://b:9200/search/"}, User: "me", Password: "secret", Index: "news_2", Limit: time.Second, Shards: 3, Replicas: 2}, ""},
		{"password to this machine", Config{Addresses: []string{"http://127.0.0.1:9200"}, User: "me", Password: "secret"}, ""},
		{"no address", Config{}, "addresses"},
		{"no scheme", Config{Addresses: []string{"search-1:9200"}}, "no address such as"},
		{"another scheme", Config{Addresses: []string{"ftp://search-1"}}, "no address such as"},
		{"password in the address", Config{Addresses: []string{"https://me:secret@search-1:9200"}}, "do not belong there"},
		{"password for all to read", Config{Addresses: []string{"http://search-1:9200"}, User: "me", Password: "secret"}, "write https"},
		{"no password", Config{Addresses: node, User: "me"}, "needs a password"},
		{"no user", Config{Addresses: node, Password: "secret"}, "a password a user"},
		{"no certificate", Config{Addresses: node, CA: []byte("secret")}, "no certificate"},
		{"capitals", Config{Addresses: node, Index: "News"}, "index"},
		{"a pattern", Config{Addresses: node, Index: "news*"}, "index"},
		{"a path", Config{Addresses: node, Index: "../_all"}, "index"},
		{"no time", Config{Addresses: node, Limit: time.Millisecond}, "time_limit"},
		{"much time", Config{Addresses: node, Limit: time.Hour}, "time_limit"},
		{"shards", Config{Addresses: node, Shards: -1}, "shards"},
		{"replicas", Config{Addresses: node, Replicas: 11}, "replicas"},
	} {
		err := c.cfg.Validate()
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: error %v, and it should speak of %q", c.name, err, c.want)
		case err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: the error shows a secret, or is not one line: %v", c.name, err)
		}
	}
}

// The names of indices tell whose they are.
func TestLoaded(t *testing.T) {
	index := newIndexName("news", "0123abcd")
	for name, want := range map[string]bool{
		index: true, index + lexiconSuffix: true, index + "-other": false, "news": false, "news-0123abcd": false,
		"x" + index: false, newIndexName("news-deadbeef", "0123abcd"): false,
	} {
		if got := loaded("news").MatchString(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
