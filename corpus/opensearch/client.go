package opensearch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"time"

	client "github.com/opensearch-project/opensearch-go/v4"
	"github.com/opensearch-project/opensearch-go/v4/opensearchtransport"
)

// mostResponse bounds an answer of the cluster, in bytes. The largest are those of a search: mostCandidates documents
// of mostDocument bytes, in base64.
const mostResponse = 32 << 20

// attempts is how often a request is sent before it is given up.
const attempts = 4

// link speaks to the cluster. It is safe for concurrent use.
type link struct {
	client *client.Client
}

// newLink returns a link whose attempts take no longer than this each. It does not connect yet.
func newLink(cfg *Config, attempt time.Duration) (*link, error) {
	var addresses []*url.URL
	for _, address := range cfg.Addresses {
		u, err := url.Parse(address)
		if err != nil {
			return nil, fmt.Errorf("opensearch: %w", err)
		}
		addresses = append(addresses, u)
	}
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: attempt}).DialContext,
		TLSHandshakeTimeout: attempt,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		MaxIdleConnsPerHost: 64, // as many questions as are answered at once do not dial anew each
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true, // costs more than it saves on what is mostly packed numbers
	}
	if cfg.CA != nil {
		transport.TLSClientConfig.RootCAs = x509.NewCertPool()
		transport.TLSClientConfig.RootCAs.AppendCertsFromPEM(cfg.CA) // valid: see Validate
	}
	t, err := opensearchtransport.New(opensearchtransport.Config{
		URLs: addresses, Username: cfg.User, Password: cfg.Password, Transport: transport,
		RetryOnStatus:        []int{http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout},
		MaxRetries:           attempts - 1,
		EnableRetryOnTimeout: true,
		RequestTimeout:       attempt,
		RetryBackoff:         func(n int) time.Duration { return min(10*time.Millisecond<<n, 200*time.Millisecond) },
		// The client would ask every node for its statistics now and then, which a user who may only search must not.
		NodeStatsInterval:     -1,
		MaxRetryClusterHealth: -1,
	})
	if err != nil {
		return nil, fmt.Errorf("opensearch: %w", err)
	}
	return &link{&client.Client{Transport: t}}, nil
}

func (l *link) close() { l.client.Close() }

// statusError is a refusal of the cluster.
type statusError struct {
	status int
	kind   string // OpenSearch's name for it; may be ""
}

func (e *statusError) Error() string {
	if e.kind == "" {
		return fmt.Sprintf("OpenSearch answers %d", e.status)
	}
	return fmt.Sprintf("OpenSearch answers %d (%s)", e.status, e.kind)
}

func isStatus(err error, status int) bool {
	var refused *statusError
	return errors.As(err, &refused) && refused.status == status
}

// errKind is what names of OpenSearch's errors look like. Whatever else an answer holds is not repeated: it may be
// what was asked.
var errKind = regexp.MustCompile(`^[a-z_]{1,80}$`)

// call sends a request, with a body when that is not nil, and reads the answer into what into points to, unless that
// is nil. It tries again, at another node if there is one, when a node cannot be reached, takes too long, breaks off, or
// answers 429 or 5xx; what is sent must therefore be fit to be done twice. An answer that is not 2xx is a
// *statusError.
func (l *link) call(ctx context.Context, method, path string, query url.Values, body []byte, into any) error {
	for n := 1; ; n++ {
		data, err := l.try(ctx, method, path, query, body)
		if errors.Is(err, errBrokenOff) && n < attempts && ctx.Err() == nil {
			continue
		}
		if err != nil || into == nil {
			return err
		}
		if err := json.Unmarshal(data, into); err != nil {
			return errors.New("the answer of OpenSearch is not as expected") // the library's error may repeat some of it
		}
		return nil
	}
}

// errBrokenOff is an answer that ended before its end, which the client does not try again.
var errBrokenOff = errors.New("the answer of OpenSearch was broken off")

// try is call without another attempt when the answer is broken off.
func (l *link) try(ctx context.Context, method, path string, query url.Values, body []byte) ([]byte, error) {
	var content io.Reader
	if body != nil {
		content = bytes.NewReader(body)
	}
	request, err := http.NewRequestWithContext(ctx, method, path, content)
	if err != nil {
		return nil, errors.New("the request to OpenSearch has no proper path")
	}
	request.URL.RawQuery = query.Encode()
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := l.client.Stream(request)
	if response != nil {
		defer response.Body.Close()
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, unreachable(err)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, mostResponse+1))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, errBrokenOff
	case len(data) > mostResponse:
		return nil, fmt.Errorf("the answer of OpenSearch is larger than %d MiB", mostResponse>>20)
	case response.StatusCode/100 != 2:
		refused := &statusError{status: response.StatusCode}
		var answer struct{ Error struct{ Type string } }
		if json.Unmarshal(data, &answer) == nil && errKind.MatchString(answer.Error.Type) {
			refused.kind = answer.Error.Type
		}
		return nil, refused
	}
	return data, nil
}

// unreachable says in a line why no node could be reached. The client's error names the path as well.
func unreachable(err error) error {
	var op *net.OpError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &verify):
		return fmt.Errorf("OpenSearch has a certificate that is not trusted: %w", verify.Err)
	case errors.As(err, &record):
		return errors.New("OpenSearch does not speak TLS at this address: is it http?")
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("OpenSearch does not answer in time")
	case errors.As(err, &op):
		return fmt.Errorf("OpenSearch cannot be reached: %w", op)
	}
	return errors.New("OpenSearch cannot be reached")
}
