package switchboard

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"graphpbx/models"
)

// Bounds of a queue of records.
const (
	maxWaitingRecords = 100_000 // some hours of busy traffic, about 40 MB; beyond, new records are lost and counted
	recordBatch       = 1000
	recordDelay       = 100 * time.Millisecond // records of one moment go in one transaction
	recordRetry       = time.Second
)

// recordStore is where call records are kept. A record may be delivered twice.
type recordStore interface {
	SaveCallRecords(ctx context.Context, records []models.CallRecord) error
}

// auditStore is where audit entries are kept. An entry may be delivered twice.
type auditStore interface {
	SaveAuditEntries(ctx context.Context, entries []models.AuditEntry) error
}

// recordQueue carries records, such as those of ended calls, to the database. While that is away they wait in memory,
// and in a file of the data folder as well, so that neither an end nor a crash of the switchboard loses them. A record
// stays in the queue until the database has it.
type recordQueue[T any] struct {
	of     string // what they are called in the log
	save   func(ctx context.Context, records []T) error
	spool  spool[T]
	health *health
	log    *slog.Logger
	wake   chan struct{}

	mu      sync.Mutex
	waiting []T
	spooled int // how many of the first waiting ones stand in the file
	lost    uint64
	emptied chan struct{} // closed when waiting was last emptied
}

func newRecordQueue(s recordStore, dir string, h *health, log *slog.Logger) *recordQueue[models.CallRecord] {
	return &recordQueue[models.CallRecord]{
		of: "call records", save: s.SaveCallRecords, spool: newSpool(dir), health: h, log: log,
		wake: make(chan struct{}, 1), emptied: make(chan struct{}),
	}
}

func newAuditQueue(s auditStore, dir string, h *health, log *slog.Logger) *recordQueue[models.AuditEntry] {
	id := func(e *models.AuditEntry) string { return e.ID }
	return &recordQueue[models.AuditEntry]{
		of: "audit entries", save: s.SaveAuditEntries, spool: spool[models.AuditEntry]{spoolPath(dir, auditSpoolFile), id},
		health: h, log: log, wake: make(chan struct{}, 1), emptied: make(chan struct{}),
	}
}

// recover takes back what the file has kept. It is called once, before run.
func (q *recordQueue[T]) recover() error {
	records, err := q.spool.read()
	if err != nil {
		return err
	}
	q.waiting, q.spooled = records, len(records)
	if len(records) > 0 {
		q.log.Info("what the database had not taken is delivered now", "of", q.of, "records", len(records))
		q.signal()
	}
	return nil
}

// add queues a record. It never waits.
func (q *recordQueue[T]) add(r T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) >= maxWaitingRecords {
		if q.lost++; q.lost == 1 {
			q.log.Error("a queue is full, since the database has been away for too long: records are lost", "of", q.of, "waiting", len(q.waiting))
		}
		return
	}
	q.waiting = append(q.waiting, r)
	q.signal()
}

func (q *recordQueue[T]) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *recordQueue[T]) counts() (waiting int, lost uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting), q.lost
}

// empty reports whether the database has everything.
func (q *recordQueue[T]) empty() bool {
	waiting, _ := q.counts()
	return waiting == 0
}

// spooledAll reports whether everything that waits stands in the file.
func (q *recordQueue[T]) spooledAll() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.spooled >= len(q.waiting)
}

// settled waits until all records that were queued before are stored, or the context ends.
func (q *recordQueue[T]) settled(ctx context.Context) {
	q.mu.Lock()
	emptied, empty := q.emptied, len(q.waiting) == 0
	q.mu.Unlock()
	if empty {
		return
	}
	select {
	case <-emptied:
	case <-ctx.Done():
	}
}

// run delivers until the context ends.
func (q *recordQueue[T]) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.wake:
		}
		pause(ctx, recordDelay)
		for q.deliver(ctx) != nil && ctx.Err() == nil {
			q.keep()
			pause(ctx, recordRetry)
		}
	}
}

// deliver stores what waits, until nothing does or the database refuses.
func (q *recordQueue[T]) deliver(ctx context.Context) error {
	for {
		batch := q.first()
		if len(batch) == 0 {
			return nil
		}
		if err := q.health.report(q.save(ctx, batch)); err != nil {
			return err
		}
		q.delivered(len(batch))
	}
}

func (q *recordQueue[T]) first() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	return append([]T(nil), q.waiting[:min(len(q.waiting), recordBatch)]...)
}

// delivered drops the first n records. When none is left the file goes, and who waits for that goes on.
func (q *recordQueue[T]) delivered(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append([]T(nil), q.waiting[n:]...)
	if len(q.waiting) > 0 {
		return
	}
	if q.spooled > 0 {
		q.spooled = 0
		if err := q.spool.remove(); err != nil {
			q.log.Warn("the file of waiting records cannot be removed; they will be delivered again, which does no harm", "of", q.of, "error", err)
		}
	}
	close(q.emptied)
	q.emptied = make(chan struct{})
}

// keep writes the waiting records that are not there yet to the file.
func (q *recordQueue[T]) keep() {
	q.mu.Lock()
	spooled := max(0, min(q.spooled, len(q.waiting)))
	fresh := append([]T(nil), q.waiting[spooled:]...)
	q.mu.Unlock()
	if len(fresh) == 0 {
		return
	}
	if err := q.spool.append(fresh); err != nil {
		q.log.Error("waiting records cannot be written to the data folder: a crash would lose them", "of", q.of, "records", len(fresh), "error", err)
		return
	}
	q.mu.Lock()
	q.spooled = spooled + len(fresh)
	q.mu.Unlock()
}

// close delivers what waits, and keeps in the file what the database does not take. run must have ended.
func (q *recordQueue[T]) close(ctx context.Context) error {
	err := q.deliver(ctx)
	if err != nil {
		q.keep()
		if waiting, _ := q.counts(); q.spooled < waiting {
			return err
		}
		q.log.Warn("the database did not take all records: they are kept in the data folder for the next start", "of", q.of, "error", err)
	}
	return nil
}

// pause waits, or less where the context ends.
func pause(ctx context.Context, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
