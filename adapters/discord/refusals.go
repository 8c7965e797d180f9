package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// apiError is what Discord answers in place of what was asked for.
type apiError struct {
	Status  int
	Code    int    // Discord's own, 0 where there is none
	Message string // Discord's text; it may hold what was sent, so it is never logged
}

func (e *apiError) Error() string {
	return fmt.Sprintf("Discord answered %d (code %d)", e.Status, e.Code)
}

// Discord's error codes that mean something here.
const (
	codeUnknownInteraction = 10062 // too late, or answered elsewhere
	codeAcknowledged       = 40060 // answered already
	codeMissingAccess      = 50001
	codeCannotDM           = 50007
	codeMissingPermissions = 50013
)

// rateLimit is a 429: too many requests.
type rateLimit struct {
	RetryAfter float64 `json:"retry_after"` // seconds
	Global     bool    `json:"global"`
	wait       time.Duration
}

func (e *rateLimit) Error() string { return "Discord answered 429" }

// How long a limit is taken to last that does not say, and at most.
const (
	defaultWait = 5 * time.Second
	longestWait = 24 * time.Hour
)

// limitOf reads how long to wait: the longer of what the body and the headers say. A page from in front
// of Discord has neither, or Retry-After alone; it is about the bot's address, so about all requests.
func limitOf(h http.Header, body []byte) *rateLimit {
	limited := new(rateLimit)
	json.Unmarshal(body, limited)
	limited.Global = limited.Global || h.Get("X-RateLimit-Global") != "" || !json.Valid(body)
	seconds := limited.RetryAfter
	for _, name := range []string{"Retry-After", "X-RateLimit-Reset-After"} {
		if v, err := strconv.ParseFloat(h.Get(name), 64); err == nil && v > seconds {
			seconds = v
		}
	}
	limited.wait = defaultWait
	if seconds > 0 {
		limited.wait = time.Duration(min(seconds, longestWait.Seconds()) * float64(time.Second))
	}
	return limited
}

// Failures besides Discord's refusals. None holds an address, with ids in it, or anything that was sent.
var (
	errNetwork = errors.New("no connection to Discord")
	errRequest = errors.New("the request has no proper address")
	errAnswer  = errors.New("the answer of Discord could not be read")
)
