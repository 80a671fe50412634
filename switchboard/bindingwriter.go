package switchboard

import (
	"context"
	"sync"
	"time"

	"graphpbx/models"
)

// Bounds and times of the writing of bindings.
const (
	bindingDelay       = 50 * time.Millisecond // after a change: what registers together is written together
	refreshInterval    = time.Second
	bindingBatch       = 5000
	maxWaitingBindings = 100_000 // beyond, the changes stay with the engine, which keeps one for each device
)

// bindingStore is where bindings are kept.
type bindingStore interface {
	SaveBindings(ctx context.Context, changes []models.BindingChange) error
}

// bindingWriter writes bindings behind the back of the registrar: new ones at once, refreshes each second. What the
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
}

func newBindingWriter(s bindingStore, h *health) *bindingWriter {
	return &bindingWriter{store: s, health: h, changed: make(chan struct{}, 1), pending: make(map[string]models.BindingChange)}
}

// hurry asks for a write soon. It never waits.
func (w *bindingWriter) hurry() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (w *bindingWriter) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.pending)
}

// run writes until the context ends. It passes each binding that it takes to seen, for the expiry to be shown.
func (w *bindingWriter) run(ctx context.Context, seen func(models.Binding)) {
	ticker := time.NewTicker(refreshInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
			pause(ctx, bindingDelay)
		case <-ticker.C:
		}
		if ctx.Err() == nil {
			w.flush(ctx, seen)
		}
	}
}

// flush takes all changes and writes them.
func (w *bindingWriter) flush(ctx context.Context, seen func(models.Binding)) {
	for {
		taken := w.take(seen)
		if batch := w.batch(); len(batch) == 0 || w.health.report(w.store.SaveBindings(ctx, batch)) != nil {
			return
		} else {
			w.written(batch)
		}
		if taken < bindingBatch && w.waiting() == 0 {
			return
		}
	}
}

// take moves changes from the engine to the pending ones, a newer one in the place of an older, and returns how many.
func (w *bindingWriter) take(seen func(models.Binding)) int {
	if w.waiting() >= maxWaitingBindings {
		return 0
	}
	changes := w.telephony.TakeChanges(bindingBatch)
	w.mu.Lock()
	for _, c := range changes {
		w.pending[c.Binding.TerminalID] = c
	}
	w.mu.Unlock()
	for _, c := range changes {
		if !c.Gone {
			seen(c.Binding)
		}
	}
	return len(changes)
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
