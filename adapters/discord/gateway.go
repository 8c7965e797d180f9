package discord

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// intents are what the bot asks Discord for: that messages exist, in channels and directly. Neither is
// privileged. The text of a message comes only where the bot is mentioned or written to directly.
const intents = discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// The events that the bot uses.
const (
	eventMessage     = "MESSAGE_CREATE"
	eventInteraction = "INTERACTION_CREATE"
)

// FatalError ends the adapter for good. Its text says what an operator has to do.
type FatalError struct{ Message string }

func (e *FatalError) Error() string { return "discord: " + e.Message }

// fatalCodes are the close codes after which Discord's documentation forbids to reconnect, with what
// an operator has to do.
var fatalCodes = map[int]string{
	4004: "the token is not valid (close code 4004): create a new one in the developer portal, under Bot, and set it where the configuration names it",
	4010: "the shards are not valid (close code 4010): check discord.shards in the configuration",
	4011: "the bot is in too many servers for one shard (close code 4011): leave discord.shards empty, or raise the count",
	4012: "Discord no longer serves this version of its gateway (close code 4012): update the bot",
	4013: "the intents are not valid (close code 4013): update the bot",
	4014: "the intents are not allowed (close code 4014): this bot needs no privileged intent; check in the developer portal that the application is not restricted",
}

// abandonedMost is how many sessions may be left behind locked before the process had better be started
// anew: each keeps a few goroutines for good.
const abandonedMost = 3

// timing are the waits of a gateway connection. Tests shorten them.
type timing struct {
	link     linkTimes
	open     time.Duration // longest that opening may take before the session is taken for locked
	probe    time.Duration // between probes of the session's lock
	locked   time.Duration // how long the lock may be held before the session is taken for locked
	close    time.Duration // longest that a proper end may take before the socket is just closed
	attempt  time.Duration // longest that one attempt of a request may take
	steady   time.Duration // how long a connection lives before its loss starts the backoff anew
	identify time.Duration // between two identifications of one concurrency key
	least    time.Duration // backoff
	most     time.Duration
}

func defaultTiming() timing {
	return timing{
		link: linkTimes{handshake: 20 * time.Second, acks: 2.25},
		open: 45 * time.Second, probe: 15 * time.Second, locked: 45 * time.Second, close: 3 * time.Second, attempt: 10 * time.Second,
		steady: time.Minute, identify: 5 * time.Second, least: 500 * time.Millisecond, most: 2 * time.Minute,
	}
}

// resumesMost is how often in a row a session may fail to be resumed before it is given up.
const resumesMost = 3

var errLocked = errors.New("the gateway client does not answer")

// reasonOf names a loss for logs and metrics in a few fixed words: an error's own text may hold an
// address, or what Discord sent.
func reasonOf(err error) string {
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return fmt.Sprintf("closed with code %d", closed.Code)
	case errors.Is(err, websocket.ErrBadHandshake):
		return "handshake refused"
	}
	for _, known := range []error{errSilent, errNoReady, errReconnect, errResumable, errInvalid, errFrame, errLocked} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "network"
}

// label writes a reason as a metric's label.
func label(reason string) string { return strings.ReplaceAll(strings.ToLower(reason), " ", "_") }
