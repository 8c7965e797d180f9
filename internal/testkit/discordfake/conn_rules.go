package discordfake

import "time"

// Close codes of Discord's gateway.
const (
	closeUnknownOpcode     = 4001
	closeDecodeError       = 4002
	closeNotAuthenticated  = 4003
	closeAuthFailed        = 4004
	closeAlreadyIdentified = 4005
	closeInvalidSeq        = 4007
	closeRateLimited       = 4008
	closeTimedOut          = 4009
	closeInvalidShard      = 4010
	closeInvalidVersion    = 4012
	closeInvalidIntents    = 4013
	closeDisallowedIntents = 4014
)

const (
	mostFrame      = 4096   // bytes in a frame from the client
	mostSends      = 120    // frames but heartbeats from the client in sendWindow
	mostQueued     = 50_000 // frames that wait for a client that does not read, before it is cut off
	writeTimeout   = 10 * time.Second
	closeHandshake = time.Second // for the client to answer a close frame
	sendWindow     = 60 * time.Second
)

// watch closes the connection of a client that has stopped sending heartbeats. It is more patient
// than Discord, because tests run on slow machines.
func (c *conn) watch(interval time.Duration, stop chan struct{}) {
	patience := interval*3/2 + 5*time.Second
	ticker := time.NewTicker(max(interval/2, 100*time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if !c.halfOpen.Load() && time.Since(c.opened)-time.Duration(c.lastBeat.Load()) > patience {
				c.shut(closeTimedOut)
			}
		case <-stop:
			return
		}
	}
}

// tooMany counts a frame and says whether it is one too many. Heartbeats are not counted, which tests
// have at a quicker pace than Discord.
func (c *conn) tooMany() bool {
	now := time.Now()
	for len(c.sends) > 0 && now.Sub(c.sends[0]) > sendWindow {
		c.sends = c.sends[1:]
	}
	c.sends = append(c.sends, now)
	return len(c.sends) > mostSends
}

// closeReason is the text that Discord puts into the close frame.
func closeReason(code int) string {
	switch code {
	case closeUnknownOpcode:
		return "Unknown opcode."
	case closeDecodeError:
		return "Error while decoding payload."
	case closeNotAuthenticated:
		return "Not authenticated."
	case closeAuthFailed:
		return "Authentication failed."
	case closeAlreadyIdentified:
		return "Already authenticated."
	case closeInvalidSeq:
		return "Invalid seq."
	case closeRateLimited:
		return "Rate limited."
	case closeTimedOut:
		return "Session timed out."
	case closeInvalidShard:
		return "Invalid shard."
	case closeInvalidVersion:
		return "Invalid API version."
	case closeInvalidIntents:
		return "Invalid intent(s)."
	case closeDisallowedIntents:
		return "Disallowed intent(s)."
	}
	return ""
}
