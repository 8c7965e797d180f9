package redisstate

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// errAway says that nobody was asked, since the server did not answer the last time.
var errAway = errors.New("the shared state is away")

// reason names a failure's class in a word fit for a count or a log line. An error's own text may hold keys,
// addresses, and what a server pleases to say.
func reason(err error) string {
	var certificate *tls.CertificateVerificationError
	var notTLS tls.RecordHeaderError
	var timeout net.Error
	var unknownHost *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, redis.ErrPoolTimeout):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, os.ErrNotExist):
		return "refused"
	case errors.As(err, &unknownHost):
		return "no_such_host"
	case errors.As(err, &certificate), errors.As(err, &notTLS):
		return "tls"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	var refused redis.Error
	if !errors.As(err, &refused) {
		return "connection"
	}
	for _, known := range []struct{ begins, reason string }{
		{"WRONGPASS", "password"}, {"NOAUTH", "password"}, {"ERR invalid password", "password"}, {"ERR AUTH", "password"},
		{"NOPERM", "permission"}, {"ERR The user executing the script can't", "permission"}, {"READONLY", "readonly"}, {"LOADING", "loading"}, {"OOM", "memory"}, {"MISCONF", "disk"},
		{"ERR max number of clients", "clients"}, {"MASTERDOWN", "readonly"}, {"BUSY", "busy"}, {"CLUSTERDOWN", "cluster"},
		{"MOVED", "cluster"}, {"CROSSSLOT", "cluster"},
	} {
		if strings.HasPrefix(refused.Error(), known.begins) {
			return known.reason
		}
	}
	return "error"
}

// advice says what a reason means, and what to do about it where that is known.
func advice(reason string) string {
	switch reason {
	case "timeout":
		return "it does not answer in time: look whether it is reachable from here, and near enough"
	case "refused":
		return "nothing listens at its address: look whether it runs there"
	case "no_such_host":
		return "its host is not known: look at the address"
	case "tls":
		return "no trusted TLS connection: look at its certificate, and whether the address should begin with redis:// or rediss://"
	case "password":
		return "it refuses the user or the password"
	case "permission":
		return "its user may not do what is needed: the commands evalsha, eval, get, set, del, exists and time, on keys that begin with " + prefix
	case "readonly":
		return "it takes no writes: give the address of the primary, not of a replica"
	case "loading":
		return "it is still loading its data"
	case "memory":
		return "it has no memory left"
	case "disk":
		return "it takes no writes since it cannot save to its disk"
	case "clients":
		return "it has too many clients"
	case "cluster":
		return "it is part of a cluster, which is not supported: give a server that holds all keys"
	case "connection":
		return "the connection breaks off: look whether it is a Redis or Valkey at all, and whether it wants TLS (rediss://) or none (redis://)"
	}
	return "it fails (" + reason + "): look at its log"
}
