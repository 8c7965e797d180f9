package discordfake

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// rates enforces the rate limits that Options asks for.
type rates struct {
	mu       sync.Mutex
	second   window
	channels map[string]*window
}

// window counts what happened in a stretch of time that begins with its first request.
type window struct {
	begin time.Time
	count int
}

// take counts one more and says how long to wait when there are too many.
func (w *window) take(now time.Time, length time.Duration, most int) (wait time.Duration, refused bool) {
	if now.Sub(w.begin) >= length {
		w.begin, w.count = now, 0
	}
	if w.count >= most {
		return w.begin.Add(length).Sub(now), true
	}
	w.count++
	return 0, false
}

// check says whether a request is refused, and with what.
func (l *rates) check(f *Fake, x *exchange, found *route) (reply, bool) {
	if f.opts.GlobalPerSecond == 0 && f.opts.ChannelPerFiveSeconds == 0 {
		return reply{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	exempt := strings.HasPrefix(found.pattern, "interactions/") || strings.HasPrefix(found.pattern, "webhooks/")
	if most := f.opts.GlobalPerSecond; most > 0 && !exempt {
		if wait, refused := l.second.take(now, time.Second, most); refused {
			return RateLimit{RetryAfter: wait, Global: true}.reply(), true
		}
	}
	if most := f.opts.ChannelPerFiveSeconds; most > 0 && found.method == "POST" && found.pattern == "channels/:c/messages" {
		if l.channels == nil {
			l.channels = make(map[string]*window)
		}
		w := l.channels[x.vars[0]]
		if w == nil {
			w = &window{}
			l.channels[x.vars[0]] = w
		}
		const length = 5 * time.Second
		if wait, refused := w.take(now, length, most); refused {
			r := RateLimit{RetryAfter: wait}.reply()
			r.header["X-RateLimit-Limit"] = strconv.Itoa(most)
			return r, true
		}
	}
	return reply{}, false
}
