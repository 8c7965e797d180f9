package slackfake

import (
	"net/http"
	"time"
)

// PostOption says how a request of Post differs from Slack's own.
type PostOption func(*posting)

type posting struct {
	header http.Header
	at     time.Time
	secret string
	signed bool
	body   []byte
}

// Signed signs the request as Slack does. Without it, or Forged or SignedAt, there is no signature at all.
func Signed() PostOption { return func(p *posting) { p.signed = true } }

// SignedAt signs as of another time, as in a request that is too old or from the future.
func SignedAt(at time.Time) PostOption {
	return func(p *posting) { p.signed, p.at = true, at }
}

// Forged signs with another secret.
func Forged() PostOption {
	return func(p *posting) { p.signed, p.secret = true, "00000000000000000000000000000000" }
}

// Tampered sends another body than the one that the signature is for.
func Tampered(body []byte) PostOption {
	return func(p *posting) { p.signed, p.body = true, body }
}

// Header sets or, when the value is empty, removes a header. It does not touch those of the signature.
func Header(name, value string) PostOption {
	return func(p *posting) {
		if value == "" {
			p.header.Del(name)
		} else {
			p.header.Set(name, value)
		}
	}
}

// Padded is an event's body blown up to n bytes, properly formed, for bodies that are too large.
func (f *Fake) Padded(n int) []byte {
	head := `{"token":"` + oldToken + `","team_id":"` + teamID + `","api_app_id":"` + appID + `","type":"event_callback","event_id":"EvPADDED","event_time":1700000000,` +
		`"event":{"type":"message","channel":"C0PUBLIC000","channel_type":"channel","user":"U0PERSON000","ts":"1700000000.000100","event_ts":"1700000000.000100","text":"`
	tail := `"}}`
	body := make([]byte, 0, max(n, len(head)+len(tail)))
	body = append(body, head...)
	for len(body)+len(tail) < n {
		body = append(body, 'a')
	}
	return append(body, tail...)
}
