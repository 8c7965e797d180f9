package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// The indices of one load are NAME-VERSION-TIME for the passages, the archive's version and the milliseconds since
// 1970 being hexadecimal, and that with -lexicon behind it. NAME is the alias of the passages that are current.
const lexiconSuffix = "-lexicon"

// format is the number of the form in which documents and indices are written. Other forms are not read.
const format = 1

func newIndexName(name, version string) string {
	return fmt.Sprintf("%s-%s-%011x", name, version, time.Now().UnixMilli())
}

// loaded returns what the names of the indices of NAME look like: those of NAME-other look otherwise.
func loaded(name string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(name) + "-[0-9a-f]{8}-[0-9a-f]{11}(" + lexiconSuffix + ")?$")
}

// current returns the indices that an alias names, none when there is no such alias. An index that has the name
// itself is an error.
func (l *link) current(ctx context.Context, name string) ([]string, error) {
	indices, err := l.aliased(ctx, name)
	if isStatus(err, http.StatusNotFound) {
		return nil, nil
	}
	if slices.Contains(indices, name) {
		return nil, fmt.Errorf("%s is an index of its own in OpenSearch, and has to be an alias: choose another name", name)
	}
	return indices, err
}

// aliased returns the indices that a name or pattern stands for, in order.
func (l *link) aliased(ctx context.Context, pattern string) ([]string, error) {
	var found map[string]json.RawMessage
	if err := l.call(ctx, http.MethodGet, "/"+pattern+"/_alias", nil, nil, &found); err != nil {
		return nil, err
	}
	var indices []string
	for index := range found {
		indices = append(indices, index)
	}
	slices.Sort(indices)
	return indices, nil
}

// others returns the indices of NAME's loads, but for those that are to be kept and their lexicons.
func (l *link) others(ctx context.Context, name string, keep []string) ([]string, error) {
	indices, err := l.aliased(ctx, name+"-*")
	if err != nil && !isStatus(err, http.StatusNotFound) {
		return nil, err
	}
	ours := loaded(name)
	return slices.DeleteFunc(indices, func(index string) bool {
		return !ours.MatchString(index) || slices.ContainsFunc(keep, func(k string) bool { return index == k || index == k+lexiconSuffix })
	}), nil
}

// remove deletes indices. Those that are gone already are no error.
func (l *link) remove(ctx context.Context, indices []string) error {
	for _, index := range indices {
		if err := l.call(ctx, http.MethodDelete, "/"+index, nil, nil, nil); err != nil && !isStatus(err, http.StatusNotFound) {
			return err
		}
	}
	return nil
}

// meta is what the index of passages tells of itself, in its mapping.
type meta struct {
	Format   int    `json:"format"`
	Version  string `json:"version"` // of the archive
	Passages int    `json:"passages"`
	Pieces   int    `json:"pieces"` // of the lexicon
	Bytes    int    `json:"bytes"`  // of the lexicon
}

type object map[string]any

// createPassages makes an index for passages. Nothing becomes visible in it until finish.
func (l *link) createPassages(ctx context.Context, index string, shards int, m meta) error {
	return l.create(ctx, index, shards, object{
		"dynamic": "strict",
		"_meta":   object{"clippings": m},
		"_source": object{"excludes": []string{"terms"}}, // the larger part, and never read again
		"properties": object{
			"number":  object{"type": "integer", "index": false}, // equals are put in its order
			"hash":    object{"type": "keyword", "doc_values": false},
			"terms":   object{"type": "rank_features"},
			"passage": object{"type": "binary"},
		},
	})
}

// createLexicon makes an index for the pieces of a lexicon: see lexicon.go.
func (l *link) createLexicon(ctx context.Context, index string) error {
	return l.create(ctx, index, 1, object{
		"dynamic": "strict",
		"properties": object{
			"of":   object{"type": "integer", "index": false, "doc_values": false},
			"sum":  object{"type": "keyword", "index": false, "doc_values": false},
			"data": object{"type": "binary"},
		},
	})
}

// create makes an index without replicas: a copy of what is complete is cheaper than writing it several times.
func (l *link) create(ctx context.Context, index string, shards int, mappings object) error {
	body, err := json.Marshal(object{
		"settings": object{"index": object{"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": -1}},
		"mappings": mappings,
	})
	if err != nil {
		return err
	}
	err = l.call(ctx, http.MethodPut, "/"+index, url.Values{"timeout": {"30s"}}, body, nil)
	if isKind(err, "resource_already_exists_exception") { // by an attempt whose answer was lost
		return nil
	}
	return err
}

func isKind(err error, kind string) bool {
	var refused *statusError
	return errors.As(err, &refused) && refused.kind == kind
}

// count makes what was written visible and returns how many documents there are.
func (l *link) count(ctx context.Context, index string) (int, error) {
	if err := l.call(ctx, http.MethodPost, "/"+index+"/_refresh", nil, nil, nil); err != nil {
		return 0, err
	}
	var answer struct {
		Count  int
		Shards struct{ Failed int } `json:"_shards"`
	}
	if err := l.call(ctx, http.MethodGet, "/"+index+"/_count", nil, nil, &answer); err != nil {
		return 0, err
	}
	if answer.Shards.Failed > 0 {
		return 0, fmt.Errorf("%d parts of %s cannot be counted", answer.Shards.Failed, index)
	}
	return answer.Count, nil
}

// finish closes an index for writing and asks for its copies. A fixed interval keeps parts that nobody asks for a
// while from going idle.
func (l *link) finish(ctx context.Context, index string, replicas int) error {
	body, err := json.Marshal(object{"index": object{"number_of_replicas": replicas, "refresh_interval": "60s", "blocks.write": true}})
	if err != nil {
		return err
	}
	return l.call(ctx, http.MethodPut, "/"+index+"/_settings", url.Values{"timeout": {"30s"}}, body, nil)
}

// health is the state of indices, or of the whole cluster.
type health struct {
	Status    string // green, yellow or red
	DataNodes int    `json:"number_of_data_nodes"`
}

// health waits for up to wait until every part of an index has all its copies, and returns how it is then. With no
// index it tells of the cluster and does not wait.
func (l *link) health(ctx context.Context, index string, wait time.Duration) (h health, err error) {
	path, query := "/_cluster/health", url.Values{}
	if index != "" {
		path += "/" + index
		query = url.Values{"wait_for_status": {"green"}, "timeout": {wait.String()}}
	}
	err = l.call(ctx, http.MethodGet, path, query, nil, &h)
	if isStatus(err, http.StatusRequestTimeout) { // it is not green, after that time
		return l.health(ctx, "", 0)
	}
	return h, err
}

// point lets an alias name one index in place of others, all in one step.
func (l *link) point(ctx context.Context, name, index string, from []string) error {
	var actions []object
	for _, old := range from {
		if old != index {
			actions = append(actions, object{"remove": object{"index": old, "alias": name}})
		}
	}
	actions = append(actions, object{"add": object{"index": index, "alias": name}})
	body, err := json.Marshal(object{"actions": actions})
	if err != nil {
		return err
	}
	return l.call(ctx, http.MethodPost, "/_aliases", url.Values{"timeout": {"30s"}}, body, nil)
}

// meta reads what an index of passages tells of itself.
func (l *link) meta(ctx context.Context, index string) (meta, error) {
	var answer map[string]struct {
		Mappings struct {
			Meta struct{ Clippings *meta } `json:"_meta"`
		}
	}
	if err := l.call(ctx, http.MethodGet, "/"+index+"/_mapping", nil, nil, &answer); err != nil {
		return meta{}, err
	}
	m := answer[index].Mappings.Meta.Clippings
	switch {
	case m == nil:
		return meta{}, fmt.Errorf("%s holds no coverage of clippings: load it with clippings load", index)
	case m.Format != format:
		return meta{}, fmt.Errorf("%s is of form %d, and this program reads form %d: load the coverage again with clippings load", index, m.Format, format)
	}
	return *m, nil
}
