package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"graphpbx/models"
)

const (
	// batch is how many rows one statement writes. SQLite takes 32,766 values a statement; far fewer make each
	// step short, so that long work gives many signs of life, and its driver searches all values for each one: a
	// binding costs 53 µs by hundreds and 35 µs by fifties.
	batch = 50
	// page is how many rows are read at once where all are read.
	page = 1000
)

// NewUser is a user to be made, with the passwords it begins with.
type NewUser struct {
	models.User        // ID as given; Version, CreatedAt and UpdatedAt are set by the store
	SIPPassword string // in clear; sealed before it is stored; empty for none yet

	// The CTI password, in one of two forms; both empty for none yet.
	CTIPasswordHash string // PHC form, from HashPassword
	CTIPassword     string // in clear; stored sealed until HashPendingPasswords replaces it by its hash
}

// StoredUser is a user as stored.
type StoredUser struct {
	models.User
	SIPPassword SealedSecret // empty for none
}

// CreateUsers stores all the users, or none of them. It fails with a TakenError where a username (in any case
// of letters) or an extension is taken, by a row or within the list. The result is in the order of the list.
func (s *Store) CreateUsers(ctx context.Context, users []NewUser) ([]StoredUser, error) {
	if err := duplicateWithin(users); err != nil {
		return nil, fmt.Errorf("store: create users: %w", err)
	}
	rows := s.newUserRows(users, time.Now())
	err := s.change(ctx, "create users", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, batch) {
			if err := gorm.G[userRow](tx).CreateInBatches(a, &chunk, len(chunk)); err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		err = s.whichIsTaken(ctx, "create users", rows)
	}
	if err != nil {
		return nil, err
	}
	return storedUsers(rows), nil
}

// UpdateUser stores the user as it is now, provided that version is still the stored one. Passwords have their
// own methods. It returns the user with its new version. Errors: ErrNotFound, ErrConflict, TakenError.
func (s *Store) UpdateUser(ctx context.Context, user models.User, version int) (models.User, error) {
	row := toUserRow(user)
	row.Version, row.Updated = version+1, toInstant(time.Now())
	err := s.change(ctx, "update user", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[userRow](tx).Where("id = ? AND version = ?", row.ID, version).
			Select(userColumns[0], userColumns[1:]).Updates(a, row)
		if err != nil || n == 1 {
			return err
		}
		return missedUpdate(a, tx, row.ID)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		err = s.whichIsTaken(ctx, "update user", []userRow{row})
	}
	if err != nil {
		return models.User{}, err
	}
	updated := row.user()
	updated.CreatedAt = user.CreatedAt
	return updated, nil
}

// missedUpdate tells why an update met no row.
func missedUpdate(a attempt, tx *gorm.DB, id string) error {
	n, err := gorm.G[userRow](tx).Where("id = ?", id).Count(a, "id")
	switch {
	case err != nil:
		return err
	case n == 0:
		return ErrNotFound
	}
	return ErrConflict
}

// DeleteUser removes the user with its bindings, probe hours, events and names of terminals, sessions, API tokens, second factor, activation links, callthrough
// rules, personal contacts and presence with its history. Call records stay: they are the history of the other party, too, and
// its devices, as nobody's. It fails with ErrNotFound.
func (s *Store) DeleteUser(ctx context.Context, id string) error {
	return s.change(ctx, "delete user", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[userRow](tx).Where("id = ?", id).Delete(a)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		_, errBindings := gorm.G[bindingRow](tx).Where("user_id = ?", id).Delete(a)
		_, errProbes := gorm.G[probeHourRow](tx).Where("user_id = ?", id).Delete(a)
		_, errSessions := gorm.G[sessionRow](tx).Where("user_id = ?", id).Delete(a)
		_, errTokens := gorm.G[apiTokenRow](tx).Where("user_id = ?", id).Delete(a)
		_, errFactors := gorm.G[secondFactorRow](tx).Where("user_id = ?", id).Delete(a)
		_, errLinks := gorm.G[activationLinkRow](tx).Where("user_id = ?", id).Delete(a)
		_, errPresences := gorm.G[presenceRow](tx).Where("user_id = ?", id).Delete(a)
		_, errEvents := gorm.G[terminalEventRow](tx).Where("user_id = ?", id).Delete(a)
		_, errNames := gorm.G[terminalNameRow](tx).Where("user_id = ?", id).Delete(a)
		_, errChanges := gorm.G[presenceChangeRow](tx).Where("user_id = ?", id).Delete(a)
		_, errContacts := gorm.G[contactRow](tx).Where("owner_id = ?", id).Delete(a)
		return errors.Join(errContacts, errBindings, errProbes, errSessions, errTokens, errFactors, errLinks, errPresences, errChanges, errEvents, errNames, deleteCallthroughRulesOf(a, tx, id), releaseDevices(a, tx, id))
	})
}

// EachUser calls visit for every user, in the order of their ids. It ends at the first error that visit returns.
func (s *Store) EachUser(ctx context.Context, visit func(models.User, SealedSecret) error) error {
	var stopped error
	err := s.read(ctx, "read users", func(a attempt, db *gorm.DB) error {
		return gorm.G[userRow](db).FindInBatches(a, page, func(rows []userRow, _ int) error {
			for _, stored := range storedUsers(rows) {
				if stopped = visit(stored.User, stored.SIPPassword); stopped != nil {
					return stopped
				}
			}
			a.answered()
			return nil
		})
	})
	if stopped != nil {
		return stopped
	}
	return err
}
