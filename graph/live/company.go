package live

import (
	"context"
	"sync"
	"time"
)

// company holds the connections that have something to write and wait for more. One goroutine wakes them all: a timer
// for each would cost a third of what delivering an event costs.
type company struct {
	mu    sync.Mutex
	conns []*conn
	some  chan struct{} // there is a first one
}

func newCompany() *company { return &company{some: make(chan struct{}, 1)} }

// join lets the connection be stirred after the time of gathering. Each is there once, since its queue was empty.
func (w *company) join(c *conn) {
	w.mu.Lock()
	w.conns = append(w.conns, c)
	first := len(w.conns) == 1
	w.mu.Unlock()
	if first {
		w.some <- struct{}{} // never waits: it was taken before the list was
	}
}

// run stirs until the context ends.
func (w *company) run(ctx context.Context, wait time.Duration) {
	var conns []*conn
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.some:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		w.mu.Lock()
		conns, w.conns = w.conns, conns[:0]
		w.mu.Unlock()
		for _, c := range conns {
			c.stir()
		}
		clear(conns) // let go of them
	}
}
