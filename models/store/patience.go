package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// How long the database may stay silent.
const (
	// A server that has not answered by then is taken for gone. It leaves room under the two seconds that callers
	// are promised for closing a connection that has died.
	serverPatience = 1800 * time.Millisecond
	// SQLite works within the process and cannot be gone. What a call waits for is a turn behind other writers of
	// the process, on a busy machine; a lock held by another process ends a call sooner (busy_timeout).
	embeddedPatience = 10 * time.Second
)

// errNoAnswer is the cause of a context that ended because the database stayed silent.
var errNoAnswer = errors.New("no answer in time")

// attempt is one call to the database: a context that ends when the database has been silent for too long.
type attempt struct {
	context.Context
	timer    *time.Timer
	patience time.Duration
}

// newAttempt starts the clock. The caller calls the returned function when it is done.
func (s *Store) newAttempt(parent context.Context) (attempt, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(s.patience, func() { cancel(errNoAnswer) })
	return attempt{ctx, timer, s.patience}, func() {
		timer.Stop()
		cancel(nil)
	}
}

// answered winds the clock up again: long work is made of many steps, and each of them is a sign of life.
func (a attempt) answered() { a.timer.Reset(a.patience) }

// read asks the database; what names the question in errors.
func (s *Store) read(parent context.Context, what string, ask func(attempt, *gorm.DB) error) error {
	a, done := s.newAttempt(parent)
	defer done()
	err := s.connect(a, s.reader.WithContext(a), func(db *gorm.DB) error { return ask(a, db) })
	return translate(a, what, err)
}

// change runs a transaction: everything that do changes is kept, or nothing is.
func (s *Store) change(parent context.Context, what string, do func(attempt, *gorm.DB) error) error {
	a, done := s.newAttempt(parent)
	defer done()
	err := s.connect(a, s.writer.WithContext(a), func(db *gorm.DB) error {
		return db.Transaction(func(tx *gorm.DB) error {
			if err := s.hold.ours(tx); err != nil {
				return err
			}
			return do(a, tx)
		})
	})
	return translate(a, what, err)
}
