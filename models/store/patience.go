package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// patience is how long the database may stay silent. It leaves room under the two seconds that callers are
// promised for closing a connection that has died.
const patience = 1800 * time.Millisecond

// errNoAnswer is the cause of a context that ended because the database stayed silent.
var errNoAnswer = errors.New("no answer in time")

// attempt is one call to the database: a context that ends when the database has been silent for too long.
type attempt struct {
	context.Context
	timer *time.Timer
}

// newAttempt starts the clock. The caller calls the returned function when it is done.
func newAttempt(parent context.Context) (attempt, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(patience, func() { cancel(errNoAnswer) })
	return attempt{ctx, timer}, func() {
		timer.Stop()
		cancel(nil)
	}
}

// answered winds the clock up again: long work is made of many steps, and each of them is a sign of life.
func (a attempt) answered() { a.timer.Reset(patience) }

// read asks the database; what names the question in errors.
func (s *Store) read(parent context.Context, what string, ask func(attempt, *gorm.DB) error) error {
	a, done := newAttempt(parent)
	defer done()
	return translate(a, what, ask(a, s.reader.WithContext(a)))
}

// change runs a transaction: everything that do changes is kept, or nothing is.
func (s *Store) change(parent context.Context, what string, do func(attempt, *gorm.DB) error) error {
	a, done := newAttempt(parent)
	defer done()
	err := s.writer.WithContext(a).Transaction(func(tx *gorm.DB) error { return do(a, tx) })
	return translate(a, what, err)
}
