package switchboard

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// pingInterval is how often the database is asked whether it lives while nobody else asks.
const pingInterval = 5 * time.Second

// health follows whether the database answers. Everybody who asks it something reports what came of it, and the log
// tells the change once, not each failure.
type health struct {
	log *slog.Logger

	mu     sync.Mutex
	reason error // nil while it answers
	since  time.Time
}

func newHealth(log *slog.Logger) *health { return &health{log: log, since: time.Now()} }

// report takes the outcome of a question to the database, and returns it. Only ErrUnavailable means that it is away.
func (h *health) report(err error) error {
	away := errors.Is(err, ErrUnavailable)
	if err != nil && !away {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if away == (h.reason != nil) {
		return err
	}
	h.reason, h.since = nil, time.Now()
	if away {
		h.reason = err
		h.log.Error("the database does not answer; calls and registrations go on, changes are refused", "error", err)
	} else {
		h.log.Info("the database answers again")
	}
	return err
}

func (h *health) state() (reason error, since time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reason, h.since
}

// run asks the database from time to time.
func (h *health) run(ctx context.Context, ping func(context.Context) error) {
	ticker := time.NewTicker(pingInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_ = h.report(ping(ctx)) // what it means is in the report
		}
	}
}
