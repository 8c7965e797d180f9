package serving

import (
	"context"
	"sync"
)

// Lanes let one at a time pass for each key: platforms want one sender a channel. The zero value is
// ready; a key takes memory only while somebody is in its lane. It is safe for concurrent use.
type Lanes struct {
	mu   sync.Mutex
	busy map[string]*lane
}

type lane struct {
	turn  chan struct{}
	users int // in the lane or waiting for it
}

// Enter waits until the lane is free, or returns ctx's error. Who has entered calls leave once.
func (l *Lanes) Enter(ctx context.Context, key string) (leave func(), err error) {
	l.mu.Lock()
	if l.busy == nil {
		l.busy = make(map[string]*lane)
	}
	at := l.busy[key]
	if at == nil {
		at = &lane{turn: make(chan struct{}, 1)}
		l.busy[key] = at
	}
	at.users++
	l.mu.Unlock()
	forget := func() {
		l.mu.Lock()
		if at.users--; at.users == 0 {
			delete(l.busy, key)
		}
		l.mu.Unlock()
	}
	select {
	case at.turn <- struct{}{}:
		return func() { <-at.turn; forget() }, nil
	case <-ctx.Done():
		forget()
		return nil, ctx.Err()
	}
}
