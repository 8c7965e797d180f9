package opensearch

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// mostCandidates is how many passages one search gives at most.
const mostCandidates = 128

// mostNamed is how many passages are read whose ids' hashes begin alike.
const mostNamed = 16

// Edition is the passages of one load, with their lexicon. It never changes, until its index is deleted: then it finds
// nothing any more. It is safe for concurrent use.
type Edition struct {
	link    *link
	limit   time.Duration
	index   string
	lexicon *archive.Lexicon
}

// Words is the lexicon of these passages.
func (e *Edition) Words() *archive.Lexicon { return e.lexicon }

// Version names the archive that was loaded, as archive.Lexicon.Version.
func (e *Edition) Version() string { return e.lexicon.Version() }

// Index is the name of the passages' index.
func (e *Edition) Index() string { return e.index }

// Candidates is archive.Archive.Candidates, by the cluster: the order is the same, equals in the order of the archive.
// No more than 128 are found. It takes no longer than the configured limit. An error means that the passages cannot
// be reached; archive.ErrReplaced in its chain that these never will be again. The question must be one of Words.
func (e *Edition) Candidates(ctx context.Context, q *archive.Query, limit int) ([]archive.Candidate, error) {
	weights := e.lexicon.TermWeights(q)
	if limit = min(limit, mostCandidates); len(weights) == 0 || limit <= 0 {
		return nil, nil
	}
	body := append(make([]byte, 0, 128+64*len(weights)), `{"size":`...)
	body = strconv.AppendInt(body, int64(limit), 10)
	body = append(body, `,"track_total_hits":false,"sort":["_score",{"number":"asc"}],"query":{"bool":{"should":[`...)
	for i, w := range weights {
		if i > 0 {
			body = append(body, ',')
		}
		// The score is the weight times the term's score. All are whole numbers whose sum stays below 2^24, so that
		// 32-bit floating point adds them up exactly.
		body = append(body, `{"rank_feature":{"field":"terms.`...)
		body = strconv.AppendUint(body, uint64(w.Term), 10)
		body = append(body, `","linear":{},"boost":`...)
		body = strconv.AppendUint(body, uint64(w.Weight), 10)
		body = append(body, `}}`...)
	}
	body = append(body, `]}}}`...)
	documents, err := e.search(ctx, body)
	if err != nil {
		return nil, err
	}
	candidates := make([]archive.Candidate, len(documents))
	for i := range documents {
		d := &documents[i]
		candidates[i] = archive.NewCandidate(d, e.lexicon.Evidence(q, d))
	}
	return candidates, nil
}

// Named returns the passages whose ids' archive.HashID begins with these bytes; fewer than four name none. It
// takes no longer than the configured limit.
func (e *Edition) Named(ctx context.Context, id []byte) ([]*corpus.Excerpt, error) {
	if len(id) < 4 {
		return nil, nil
	}
	id = id[:min(len(id), 8)]
	body := fmt.Appendf(nil, `{"size":%d,"track_total_hits":false,"query":{"prefix":{"hash":%q}}}`, mostNamed, hex.EncodeToString(id))
	documents, err := e.search(ctx, body)
	if err != nil {
		return nil, err
	}
	var all []*corpus.Excerpt
	for i := range documents {
		x := documents[i].Excerpt()
		if bytes.HasPrefix(binary.BigEndian.AppendUint64(nil, archive.HashID(x.ID)), id) {
			all = append(all, x)
		}
	}
	return all, nil
}

// search sends one search, and wants the answer of all parts of the index.
func (e *Edition) search(ctx context.Context, body []byte) ([]archive.Document, error) {
	limited, cancel := context.WithTimeout(ctx, e.limit)
	defer cancel()
	query := url.Values{
		"allow_partial_search_results": {"false"},
		"cancel_after_time_interval":   {strconv.FormatInt(e.limit.Milliseconds(), 10) + "ms"}, // not to work on for nobody
		"filter_path":                  {"timed_out,_shards.failed,hits.hits._source"},
	}
	var answer struct {
		TimedOut bool                 `json:"timed_out"`
		Shards   struct{ Failed int } `json:"_shards"`
		Hits     struct {
			Hits []struct {
				Source stored `json:"_source"`
			}
		}
	}
	err := e.link.call(limited, http.MethodPost, "/"+e.index+"/_search", query, body, &answer)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("OpenSearch does not answer within %v", e.limit)
	case isStatus(err, http.StatusNotFound): // gone before the search, or in the middle of it: OpenSearch tells them apart, we need not
		return nil, fmt.Errorf("%s is gone: %w", e.index, archive.ErrReplaced)
	case err != nil:
		return nil, err
	case answer.TimedOut || answer.Shards.Failed > 0:
		return nil, errors.New("a part of OpenSearch does not answer")
	}
	documents := make([]archive.Document, len(answer.Hits.Hits))
	for i := range documents {
		if documents[i], err = answer.Hits.Hits[i].Source.document(); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// ping searches for nothing in all parts of the index.
func (e *Edition) ping(ctx context.Context) error {
	_, err := e.search(ctx, []byte(`{"size":0,"track_total_hits":false,"terminate_after":1,"query":{"match_all":{}}}`))
	return err
}
