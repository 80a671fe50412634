package switchboard

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
)

const (
	presenceRetry     = time.Second // how often what waits is offered to the database
	presenceSweep     = time.Hour   // how often switchovers that are too old are dropped
	maxWaitingChanges = 10_000      // switchovers that wait for the database; beyond, the oldest are not stored
)

// presenceWriter writes what users have set. Changes by star code, timer and connection happen first and are written
// behind; what the database does not take is kept, the newest state of each user, and offered again. Its lock comes
// after that of presences.
type presenceWriter struct {
	store   PresenceStore
	health  *health
	turn    chan struct{} // holds one token: whoever takes it may write, so that an older state never replaces a newer one
	pending chan struct{} // something waits to be written

	mu      sync.Mutex
	dirty   map[string]models.Presence // by user id
	changes []models.PresenceChange    // oldest first
}

func newPresenceWriter(s PresenceStore, h *health) *presenceWriter {
	return &presenceWriter{
		store: s, health: h, turn: make(chan struct{}, 1), pending: make(chan struct{}, 1), dirty: make(map[string]models.Presence),
	}
}

// begin waits for the turn to write. The caller calls the returned function when it is done.
func (w *presenceWriter) begin(ctx context.Context) (done func(), err error) {
	select {
	case w.turn <- struct{}{}:
		return func() { <-w.turn }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("switchboard: wait to write a presence: %w", context.Cause(ctx))
	}
}

// save writes one state. The caller has the turn.
func (w *presenceWriter) save(ctx context.Context, p models.Presence) error {
	return w.health.report(w.store.SavePresences(ctx, []models.Presence{p}))
}

// changed notes what is to be written.
func (w *presenceWriter) changed(p models.Presence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dirty[p.UserID] = p
}

// happened notes a switchover that is to be stored.
func (w *presenceWriter) happened(c models.PresenceChange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes = append(w.changes, c)
	w.bound()
}

func (w *presenceWriter) bound() {
	if over := len(w.changes) - maxWaitingChanges; over > 0 {
		w.changes = append(w.changes[:0], w.changes[over:]...)
	}
}

// forget drops what is to be written of a deleted user.
func (w *presenceWriter) forget(userID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.dirty, userID)
	w.changes = slices.DeleteFunc(w.changes, func(c models.PresenceChange) bool { return c.UserID == userID })
}

// hurry asks for a write now. It never waits.
func (w *presenceWriter) hurry() {
	select {
	case w.pending <- struct{}{}:
	default:
	}
}

// run writes until the context ends. It asks settings how long switchovers are kept.
func (w *presenceWriter) run(ctx context.Context, settings func() models.PresenceSettings) {
	ticker := time.NewTicker(presenceRetry)
	defer ticker.Stop()
	sweeper := time.NewTicker(presenceSweep)
	defer sweeper.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.pending:
		case <-ticker.C:
		case now := <-sweeper.C:
			if days := settings().HistoryDays; days > 0 {
				_ = w.drop(ctx, now.AddDate(0, 0, -days)) // at the next turn, if not now
			}
		}
		_ = w.flush(ctx) // what it means is in the report of health, and it is tried again
	}
}

// drop forgets the switchovers that were stored before a time.
func (w *presenceWriter) drop(ctx context.Context, before time.Time) error {
	return w.health.report(w.store.DropPresenceChanges(ctx, before))
}

// dropAll forgets all switchovers, those that wait as well. The caller has the turn.
func (w *presenceWriter) dropAll(ctx context.Context) error {
	w.mu.Lock()
	w.changes = nil
	w.mu.Unlock()
	return w.drop(ctx, time.Now().Add(time.Hour))
}

// flush writes all that waits.
func (w *presenceWriter) flush(ctx context.Context) error {
	done, err := w.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if batch := w.take(); len(batch) > 0 {
		if err := w.health.report(w.store.SavePresences(ctx, batch)); err != nil {
			w.giveBack(batch)
			return fmt.Errorf("switchboard: write presences: %w", err)
		}
	}
	return w.flushChanges(ctx)
}

func (w *presenceWriter) flushChanges(ctx context.Context) error {
	w.mu.Lock()
	batch := w.changes
	w.changes = nil
	w.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	err := w.health.report(w.store.AddPresenceChanges(ctx, batch))
	if err == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes = append(batch, w.changes...)
	w.bound()
	return fmt.Errorf("switchboard: write changes of presence: %w", err)
}

func (w *presenceWriter) take() []models.Presence {
	w.mu.Lock()
	defer w.mu.Unlock()
	batch := make([]models.Presence, 0, len(w.dirty))
	for _, p := range w.dirty {
		batch = append(batch, p)
	}
	clear(w.dirty)
	return batch
}

// giveBack notes again what was not written, unless something newer waits by now.
func (w *presenceWriter) giveBack(batch []models.Presence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range batch {
		if _, newer := w.dirty[p.UserID]; !newer {
			w.dirty[p.UserID] = p
		}
	}
}
