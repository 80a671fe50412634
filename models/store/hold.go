package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"

	"gorm.io/gorm"
)

// One switchboard at a time works on a database. A file of SQLite lies in a data folder, which is locked by whoever opens
// it; in PostgreSQL a session holds an advisory lock, and a number, the term, grows with each switchboard that takes the
// lock. Every change looks first whether the term is still its own, in the same transaction: so a switchboard that was
// cut off from the database, and came back after another had taken its place, changes nothing any more.

// ErrHeld says that another switchboard works on the database.
var ErrHeld = errors.New("another switchboard works on this database")

const (
	holdClass, holdObject = 0x47507863, 1 // of the advisory lock
	termSetting           = "server.term"

	holdPatience = 5 * time.Second // for a switchboard that was killed a moment ago to be noticed by the server
	holdInterval = 2 * time.Second // how often it is looked whether the lock is still held
	holdRetry    = 200 * time.Millisecond
)

// hold is the lock of PostgreSQL.
type hold struct {
	pool *sql.DB
	conn *sql.Conn // holds the lock; of watch alone once that runs
	log  *slog.Logger
	lost func(error)
	term string // empty until begin

	stop  context.CancelFunc
	ended chan struct{}
}

// take waits a moment for the lock. It fails with ErrHeld, and names who has it.
func (h *hold) take(ctx context.Context) error {
	for deadline := time.Now().Add(holdPatience); ; {
		held, err := h.try(ctx)
		if err != nil || held {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("store: %w: %s; stop it, or choose another database", ErrHeld, h.holder(ctx))
		}
		if err := rest(ctx, holdRetry); err != nil {
			return err
		}
	}
}

// try takes the lock where nobody has it, on a connection of its own that says who we are.
func (h *hold) try(ctx context.Context) (held bool, err error) {
	conn, err := h.pool.Conn(ctx)
	if err != nil {
		return false, translate(ctx, "lock the database", err)
	}
	host, _ := os.Hostname() // a name for people
	name := fmt.Sprintf("graphpbx on %.30s, process %d", host, os.Getpid())
	_, err = conn.ExecContext(ctx, "SELECT set_config('application_name', $1, false)", name)
	if err == nil {
		err = conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1, $2)", holdClass, holdObject).Scan(&held)
	}
	if err == nil && held {
		h.conn = conn
		return true, nil
	}
	return false, errors.Join(translate(ctx, "lock the database", err), conn.Close())
}

// holder names who has the lock, as far as the server tells.
func (h *hold) holder(ctx context.Context) string {
	var name, address string
	var since time.Time
	err := h.pool.QueryRowContext(ctx, `SELECT coalesce(a.application_name, ''), coalesce(host(a.client_addr), 'the server itself'), a.backend_start
		FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`, holdClass, holdObject).Scan(&name, &address, &since)
	if err != nil || name == "" {
		return "the server does not tell who it is"
	}
	return fmt.Sprintf("it is %s, connected from %s since %s", name, address, since.UTC().Format("2006-01-02 15:04 UTC"))
}

// begin makes a new term ours, and watches the lock from now on.
func (s *Store) begin(ctx context.Context) error {
	if s.hold == nil {
		return nil
	}
	before, err := s.Setting(ctx, termSetting)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	number, _ := strconv.ParseInt(before, 10, 64) // none before the first
	term := strconv.FormatInt(number+1, 10)
	if err := s.SetSetting(ctx, termSetting, term); err != nil {
		return err
	}
	watching, stop := context.WithCancel(context.Background())
	s.hold.term, s.hold.stop, s.hold.ended = term, stop, make(chan struct{})
	go s.hold.watch(watching)
	return nil
}

// ours makes sure, within a transaction, that no other switchboard has taken the database. The row stays locked against
// the next one's term until the transaction ends.
func (h *hold) ours(tx *gorm.DB) error {
	if h == nil || h.term == "" {
		return nil
	}
	var term string
	if err := tx.Raw("SELECT value FROM settings WHERE name = ? FOR SHARE", termSetting).Scan(&term).Error; err != nil {
		return err
	}
	if term != h.term {
		return fmt.Errorf("%w: another switchboard has taken the database", ErrUnavailable)
	}
	return nil
}

// watch takes the lock again where the connection that held it has died, such as when the database moved to another
// machine. Where another switchboard was faster it says so, and ends.
func (h *hold) watch(ctx context.Context) {
	defer close(h.ended)
	for rest(ctx, holdInterval) == nil {
		within, cancel := context.WithTimeout(ctx, serverPatience)
		err := h.look(within)
		cancel()
		if errors.Is(err, ErrHeld) {
			h.log.Error("another switchboard has taken the database: this one changes nothing any more")
			h.lost(err)
			return
		}
	}
}

// look returns ErrHeld where another switchboard has taken the database. Other errors pass with the outage.
func (h *hold) look(ctx context.Context) error {
	if h.conn != nil && h.conn.PingContext(ctx) == nil {
		return nil
	}
	if h.conn != nil {
		_ = h.conn.Close() // it is dead
		h.conn = nil
		h.log.Warn("the connection that locked the database is gone: it is locked again")
	}
	var term string
	if err := h.pool.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = $1", termSetting).Scan(&term); err != nil {
		return err
	}
	if term != h.term {
		return fmt.Errorf("store: %w: %s", ErrHeld, h.holder(ctx))
	}
	_, err := h.try(ctx) // where our own dead session still has it, the next look comes soon
	return err
}

// close lets the lock go.
func (h *hold) close() error {
	if h.stop != nil {
		h.stop()
		<-h.ended
	}
	if h.conn == nil {
		return nil
	}
	err := h.conn.Close()
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}
