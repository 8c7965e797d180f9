package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"clippings/corpus/opensearch"
)

// openSearchPassword is the environment variable with the cluster's password; with _FILE behind it, that of the path
// of a file with it.
const openSearchPassword = "CLIPPINGS_OPENSEARCH_PASSWORD"

// corpusSetting says where the coverage is: "corpus: DIR", or a group of settings with an engine.
type corpusSetting struct {
	Dir     string          // "" is the built-in coverage
	Cluster *clusterSetting // nil for files
}

// clusterSetting is an OpenSearch cluster that holds the coverage.
type clusterSetting struct {
	Engine    string        `yaml:"engine"` // opensearch
	Addresses []string      `yaml:"addresses"`
	User      string        `yaml:"user"`
	CA        string        `yaml:"ca"` // a file
	Index     string        `yaml:"index"`
	Limit     time.Duration `yaml:"time_limit"`
	Shards    int           `yaml:"shards"`
	Replicas  int           `yaml:"replicas"`
}

// clusterSettings are the keys of a clusterSetting.
var clusterSettings = []string{"engine", "addresses", "user", "ca", "index", "time_limit", "shards", "replicas"}

// UnmarshalYAML reads either form, strictly.
func (c *corpusSetting) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return node.Decode(&c.Dir)
	}
	for i := 0; i < len(node.Content); i += 2 {
		if key := node.Content[i]; !slices.Contains(clusterSettings, key.Value) {
			return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: unknown setting %q", key.Line, "corpus."+key.Value)}}
		}
	}
	cluster := clusterSetting{Index: opensearch.DefaultIndex, Limit: opensearch.DefaultLimit, Shards: 1, Replicas: 1}
	if err := node.Decode(&cluster); err != nil {
		return err
	}
	c.Cluster = &cluster
	return nil
}

// validate says in one line what cannot be, or returns nil. question is the longest that a question may take.
func (c *corpusSetting) validate(question time.Duration) error {
	if c.Cluster == nil {
		return nil
	}
	if c.Cluster.Engine != "opensearch" {
		return fmt.Errorf("corpus.engine: %q is not opensearch; for a folder write corpus: FOLDER", c.Cluster.Engine)
	}
	if c.Cluster.Limit >= question {
		return fmt.Errorf("corpus.time_limit: %v is not below question_time, which is %v: nobody would learn that the coverage cannot be reached", c.Cluster.Limit, question)
	}
	cfg := c.Cluster.config()
	cfg.User = "" // the password is not here
	if err := cfg.Validate(); err != nil {
		return fmt.Errorf("corpus.%w", err)
	}
	return nil
}

func (c *clusterSetting) config() opensearch.Config {
	return opensearch.Config{
		Addresses: c.Addresses, User: c.User, Index: c.Index, Limit: c.Limit, Shards: c.Shards, Replicas: c.Replicas,
	}
}

// openSearch returns what is needed to reach the cluster that holds the coverage, or nil when it lies in files.
// A folder given on the command line comes before the cluster.
func (s *settings) openSearch(p *program, dir string) (*opensearch.Config, error) {
	password, err := p.secret(openSearchPassword)
	if err != nil {
		return nil, err
	}
	password = strings.TrimSpace(password)
	switch {
	case s.Corpus.Cluster == nil && password != "":
		return nil, fmt.Errorf("%s is set and corpus.engine is not opensearch", openSearchPassword)
	case s.Corpus.Cluster == nil, dir != "":
		return nil, nil
	case password == "" && s.Corpus.Cluster.User != "":
		return nil, fmt.Errorf("corpus.user is set and has no password: set %s, or %s_FILE to a file with it", openSearchPassword, openSearchPassword)
	case password != "" && s.Corpus.Cluster.User == "":
		return nil, fmt.Errorf("%s is set and corpus.user is not", openSearchPassword)
	}
	cfg := s.Corpus.Cluster.config()
	cfg.Password = password
	if path := s.Corpus.Cluster.CA; path != "" {
		if cfg.CA, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("corpus.ca: %w", err)
		}
	}
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	return &cfg, nil
}

// needOpenSearch is openSearch where nothing else will do.
func (s *settings) needOpenSearch(p *program) (*opensearch.Config, error) {
	cfg, err := s.openSearch(p, "")
	if err == nil && cfg == nil {
		err = errors.New("no cluster is configured: write corpus with engine: opensearch in the configuration (config.example.yaml tells how)")
	}
	return cfg, err
}
