package main

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"clippings/corpus/opensearch"
)

func TestCorpusSettings(t *testing.T) {
	dir := t.TempDir()
	const nodes = "addresses: ['https://search-1:9200', 'https://search-2:9200']"
	ca := write(t, dir, "ca.pem", "no certificate")
	for _, c := range []struct {
		name, text string
		env        map[string]string
		want       *opensearch.Config
		fault      string // in the error; "" for none
	}{
		{name: "a folder", text: "corpus: seeds\n"},
		{name: "nothing", text: "corpus:\n"},
		{name: "least", text: "corpus: {engine: opensearch, " + nodes + "}\n", want: &opensearch.Config{
			Addresses: []string{"https://search-1:9200", "https://search-2:9200"}, Index: "clippings", Limit: time.Second, Shards: 1, Replicas: 1,
		}},
		{
			name: "all", text: "corpus: {engine: opensearch, " + nodes + ", user: me, index: news, time_limit: 500ms, shards: 3, replicas: 0}\n",
			env: map[string]string{openSearchPassword + "_FILE": write(t, dir, "password", "secret\n")},
			want: &opensearch.Config{
				Addresses: []string{"https://search-1:9200", "https://search-2:9200"}, User: "me", Password: "secret", Index: "news", Limit: 500 * time.Millisecond, Shards: 3,
			},
		},
		{name: "no engine", text: "corpus: {" + nodes + "}\n", fault: `corpus.engine: "" is not opensearch`},
		{name: "another engine", text: "corpus: {engine: files, " + nodes + "}\n", fault: "corpus.engine"},
		{name: "unknown key", text: "contact: a\ncorpus: {engine: opensearch, password: secret}\n", fault: `line 2: unknown setting "corpus.password"`},
		{name: "key twice", text: "corpus: {engine: opensearch, engine: opensearch, " + nodes + "}\n", fault: "already defined"},
		{name: "a list", text: "corpus: [seeds]\n", fault: "cannot unmarshal"},
		{name: "no address", text: "corpus: {engine: opensearch}\n", fault: "corpus.addresses"},
		{name: "no time left", text: "question_time: 1s\ncorpus: {engine: opensearch, " + nodes + "}\n", fault: "corpus.time_limit: 1s is not below question_time"},
		{name: "index", text: "corpus: {engine: opensearch, index: '*', " + nodes + "}\n", fault: "corpus.index"},
		{name: "no password", text: "corpus: {engine: opensearch, user: me, " + nodes + "}\n", fault: "corpus.user is set and has no password"},
		{name: "no user", text: "corpus: {engine: opensearch, " + nodes + "}\n", env: map[string]string{openSearchPassword: "secret"}, fault: "corpus.user is not"},
		{name: "no cluster", text: "corpus: seeds\n", env: map[string]string{openSearchPassword: "secret"}, fault: "corpus.engine is not opensearch"},
		{name: "no TLS", text: "corpus: {engine: opensearch, user: me, addresses: ['http://search-1:9200']}\n", env: map[string]string{openSearchPassword: "secret"}, fault: "write https"},
		{name: "no certificate", text: "corpus: {engine: opensearch, ca: '" + ca + "', " + nodes + "}\n", fault: "no certificate in it"},
		{name: "no file", text: "corpus: {engine: opensearch, ca: '" + ca + ".old', " + nodes + "}\n", fault: "corpus.ca"},
	} {
		var got *opensearch.Config
		s, err := loadSettings(write(t, dir, "my.yaml", c.text))
		if err == nil {
			got, err = s.openSearch(&program{getenv: func(name string) string { return c.env[name] }}, "")
		}
		switch {
		case c.fault == "" && (err != nil || !reflect.DeepEqual(got, c.want)):
			t.Errorf("%s: %+v, %v", c.name, got, err)
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret")):
			t.Errorf("%s: error %v, and it should speak of %q", c.name, err, c.fault)
		}
	}
	s, err := loadSettings(write(t, dir, "my.yaml", "corpus: {engine: opensearch, "+nodes+"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.openSearch(&program{getenv: func(string) string { return "" }}, "seeds"); got != nil || err != nil {
		t.Errorf("a folder of the command line does not come first: %+v, %v", got, err)
	}
}
