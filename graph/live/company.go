package live

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// company holds the connections that have something to write and wait for more. It writes for them all, because a timer
// for each would cost a third of what delivering an event costs, and waking a goroutine for each another third.
type company struct {
	mu    sync.Mutex
	conns []*conn
	some  chan struct{} // there is a first one
}

func newCompany() *company { return &company{some: make(chan struct{}, 1)} }

// join lets the connection be written to after the time of gathering. It may be there twice, where its writer was quicker:
// the second courier finds nothing, or the first at work.
func (w *company) join(c *conn) {
	w.mu.Lock()
	w.conns = append(w.conns, c)
	first := len(w.conns) == 1
	w.mu.Unlock()
	if first {
		w.some <- struct{}{} // never waits: it was taken before the list was
	}
}

// run delivers until the context ends.
func (w *company) run(ctx context.Context, wait time.Duration) {
	var conns []*conn
	couriers := make([]courier, runtime.GOMAXPROCS(0))
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
		share(couriers, conns)
		clear(conns) // let go of them
	}
}

// share lets couriers serve the connections, each its part.
func share(couriers []courier, conns []*conn) {
	part := max((len(conns)+len(couriers)-1)/len(couriers), 64) // fewer are not worth a goroutine
	var others sync.WaitGroup
	for i := 1; i < len(couriers) && i*part < len(conns); i++ {
		mine := conns[i*part : min((i+1)*part, len(conns))]
		others.Go(func() { couriers[i].serve(mine) })
	}
	couriers[0].serve(conns[:min(part, len(conns))])
	others.Wait()
}

// courier writes for one connection after the other, and waits for none.
type courier struct {
	batch []frame
	data  []byte
}

func (r *courier) serve(conns []*conn) {
	until := time.Now()
	for _, c := range conns {
		r.batch = c.deliver(r, until.Add(c.t.cfg.WriteTimeout))
		clear(r.batch) // let go of the answers
		r.batch = bounded(r.batch)
		if cap(r.data) > 2*holdAtMost {
			r.data = nil
		}
	}
}
