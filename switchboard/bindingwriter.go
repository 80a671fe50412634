package switchboard

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
)

// Bounds and times of the writing of bindings.
const (
	bindingDelay       = 50 * time.Millisecond // between writings of changes: what registers together is written together
	takeInterval       = 5 * time.Second       // for what nobody tells: refreshes
	refreshInterval    = time.Minute           // between writings of refreshes, many of which make one row
	bindingRetry       = time.Second           // after the database took nothing
	bindingBatch       = 5000
	maxWaitingBindings = 100_000 // beyond, the changes stay with the engine, which keeps one for each device
)

// bindingStore is where bindings are kept.
type bindingStore interface {
	SaveBindings(ctx context.Context, changes []models.BindingChange) error
}

// bindingWriter writes bindings behind the back of the registrar: new ones at once, refreshes now and then. What the
// database does not take is kept, the newest state of each terminal, and offered again.
type bindingWriter struct {
	store     bindingStore
	health    *health
	telephony interface {
		TakeChanges(max int) []models.BindingChange
	}
	changed chan struct{}

	mu      sync.Mutex
	pending map[string]models.BindingChange // by terminal id
	later   map[string]models.BindingChange // refreshes, whose time to be written has not come
}

func newBindingWriter(s bindingStore, h *health) *bindingWriter {
	return &bindingWriter{
		store: s, health: h, changed: make(chan struct{}, 1),
		pending: make(map[string]models.BindingChange), later: make(map[string]models.BindingChange),
	}
}

// stillThere returns what to restore of the bindings as stored. A refresh of the last moments may not have reached the
// database when the switchboard was killed, so each gets time to register again; whoever is gone does not answer probes.
func stillThere(stored []models.Binding, now time.Time) []models.Binding {
	stored = slices.DeleteFunc(stored, func(b models.Binding) bool { return now.Sub(b.ExpiresAt) >= refreshInterval })
	for i := range stored {
		if patience := now.Add(2 * refreshInterval); stored[i].ExpiresAt.Before(patience) {
			stored[i].ExpiresAt = patience
		}
	}
	return stored
}

// hurry asks for a write soon. It never waits.
func (w *bindingWriter) hurry() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// waiting returns how many changes the database has yet to take.
func (w *bindingWriter) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.pending)
}

// run writes until the context ends. It passes each binding that it takes to seen, for the expiry to be shown.
func (w *bindingWriter) run(ctx context.Context, seen func(models.Binding)) {
	take, refreshes := time.NewTicker(takeInterval), time.NewTicker(refreshInterval)
	defer take.Stop()
	defer refreshes.Stop()
	var earliest time.Time // of the next writing of a change: the first one is written at once
	for {
		all := false
		var retry <-chan time.Time
		if w.waiting() > 0 {
			retry = time.After(bindingRetry)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
			pause(ctx, time.Until(earliest))
		case <-take.C:
		case <-retry:
		case <-refreshes.C:
			all = true
		}
		if ctx.Err() == nil {
			w.flush(ctx, seen, all)
			earliest = time.Now().Add(bindingDelay)
		}
	}
}

// flush takes all changes and writes them; refreshes too where all is set.
func (w *bindingWriter) flush(ctx context.Context, seen func(models.Binding), all bool) {
	for {
		taken := w.take(seen)
		if all && taken < bindingBatch {
			w.hasten()
		}
		if batch := w.batch(); len(batch) > 0 {
			if w.health.report(w.store.SaveBindings(ctx, batch)) != nil {
				return
			}
			w.written(batch)
		}
		if taken < bindingBatch && w.waiting() == 0 {
			return
		}
	}
}

// take moves changes from the engine to the writer, a newer one in the place of an older, and returns how many.
func (w *bindingWriter) take(seen func(models.Binding)) int {
	if w.full() {
		return 0
	}
	changes := w.telephony.TakeChanges(bindingBatch)
	w.mu.Lock()
	for _, c := range changes {
		w.put(c)
	}
	w.mu.Unlock()
	for _, c := range changes {
		if !c.Gone {
			seen(c.Binding)
		}
	}
	return len(changes)
}

func (w *bindingWriter) full() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.pending)+len(w.later) >= maxWaitingBindings
}

// put is called locked.
func (w *bindingWriter) put(c models.BindingChange) {
	if c.Minor {
		return // the store knows enough, or is about to
	}
	id := c.Binding.TerminalID
	if _, hurries := w.pending[id]; c.Refresh && !hurries {
		w.later[id] = c
		return
	}
	c.Refresh = false // the store may know nothing of it yet
	w.pending[id] = c
	delete(w.later, id)
}

// hasten lets the refreshes be written now.
func (w *bindingWriter) hasten() {
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.Copy(w.pending, w.later)
	clear(w.later)
}

func (w *bindingWriter) batch() []models.BindingChange {
	w.mu.Lock()
	defer w.mu.Unlock()
	batch := make([]models.BindingChange, 0, min(len(w.pending), bindingBatch))
	for _, c := range w.pending {
		if batch = append(batch, c); len(batch) == bindingBatch {
			break
		}
	}
	return batch
}

// written drops what is stored. Only the flushing goroutine changes pending, so nothing newer can be there.
func (w *bindingWriter) written(batch []models.BindingChange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range batch {
		delete(w.pending, c.Binding.TerminalID)
	}
}
