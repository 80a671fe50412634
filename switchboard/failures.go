package switchboard

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds of the log of failed authentications.
const (
	failureInterval = 10 * time.Second
	maxFailures     = 200 // pairs of address and name in one interval; others are counted together
)

// failures gathers failed authentications of telephones, so that an attack writes a few lines to the log and not a
// line for each guess.
type failures struct {
	log   *slog.Logger
	total atomic.Uint64

	mu     sync.Mutex
	counts map[failure]int
	others int
}

type failure struct {
	source   netip.Addr
	username string
}

func newFailures(log *slog.Logger) *failures {
	return &failures{log: log, counts: make(map[failure]int)}
}

func (f *failures) add(source netip.Addr, username string) {
	f.total.Add(1)
	f.mu.Lock()
	defer f.mu.Unlock()
	key := failure{source, short(username)}
	if _, known := f.counts[key]; !known && len(f.counts) >= maxFailures {
		f.others++
		return
	}
	f.counts[key]++
}

func (f *failures) take() (counts map[failure]int, others int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts, others = f.counts, f.others
	f.counts, f.others = make(map[failure]int), 0
	return counts, others
}

func (f *failures) run(ctx context.Context) {
	ticker := time.NewTicker(failureInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			f.write()
		}
	}
}

func (f *failures) write() {
	counts, others := f.take()
	for key, count := range counts {
		f.log.Warn("a telephone gave a wrong password", "source", key.source, "username", key.username, "times", count)
	}
	if others > 0 {
		f.log.Warn("more telephones gave wrong passwords", "times", others)
	}
}
