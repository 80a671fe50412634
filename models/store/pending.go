package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// A hash takes 40 ms on purpose, so 10,000 passwords of an import would take seven minutes. An import therefore
// stores them sealed (AES-256-GCM, like SIP passwords) and is done in a second; the hashes follow in the
// background and replace the sealed copies. Nothing stands in clear at any time, a login meanwhile works, and
// when it is over nothing on disk can be turned back into a password, not even with the key.

// HashPendingPasswords hashes the CTI passwords that were stored sealed, one after the other, and returns how many
// it did. It rests after each as long as it worked, so that it takes half a core at most and leaves one of the
// two places for hashing to logins. Run it at start and after each import. A sealed password that does not open
// is passed over and told in the error; any other error ends the round.
func (s *Store) HashPendingPasswords(ctx context.Context) (done int, err error) {
	var damaged error
	for last := ""; ; {
		rows, err := s.pendingRows(ctx, last)
		if err != nil || len(rows) == 0 {
			return done, errors.Join(damaged, err)
		}
		for _, row := range rows {
			began := time.Now()
			_, err := s.settle(ctx, row)
			if err == nil {
				done, err = done+1, rest(ctx, time.Since(began))
			}
			if errors.Is(err, ErrKey) {
				damaged = fmt.Errorf("store: CTI password of %s: %w", row.ID, err)
			} else if err != nil {
				return done, errors.Join(damaged, err)
			}
			last = row.ID
		}
	}
}

func (s *Store) pendingRows(ctx context.Context, after string) (rows []userRow, err error) {
	err = s.read(ctx, "read pending passwords", func(a attempt, db *gorm.DB) (err error) {
		rows, err = gorm.G[userRow](db).Select("id", "cti_pending").
			Where("cti_pending <> '' AND id > ?", after).Order("id").Limit(page).Find(a)
		return err
	})
	return rows, err
}

// settle replaces a sealed password by its hash and returns the hash. A password that was set meanwhile stays.
func (s *Store) settle(ctx context.Context, row userRow) (string, error) {
	pending, err := s.sealer.Open(nil, pendingPlace(row.ID), SealedSecret(row.CTIPending))
	if err != nil {
		return "", err
	}
	hash, err := HashPassword(ctx, string(pending))
	clear(pending)
	if err != nil {
		return "", err
	}
	err = s.change(ctx, "store hash of password", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[userRow](tx).Where("id = ? AND cti_pending = ?", row.ID, row.CTIPending).
			Select("cti_hash", "cti_pending").Updates(a, userRow{CTIHash: hash})
		return err
	})
	return hash, err
}

func rest(ctx context.Context, how time.Duration) error {
	timer := time.NewTimer(how)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }
