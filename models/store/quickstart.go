package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// quickStartRow is a row of quick_starts: a run of the wizard that carried a key, so that it is not run twice.
type quickStartRow struct {
	Key     string  `gorm:"primaryKey"`
	Digest  []byte  `gorm:"not null"`
	UserIDs string  `gorm:"column:user_ids;not null"` // parted by blanks
	Created instant `gorm:"column:created_at;not null"`
}

func (quickStartRow) TableName() string { return "quick_starts" }

// quickStartMemory is how long a key is remembered.
const quickStartMemory = 7 * 24 * time.Hour

// QuickStart is all that a run of the wizard makes.
type QuickStart struct {
	Users   []NewUser
	Links   []StoredActivationLink
	Rules   []StoredCallthroughRule
	Devices []StoredDevice

	Key    string   // empty for none
	Digest [32]byte // of what was asked for, without secrets
}

// RememberedQuickStart is a run of the wizard that carried a key.
type RememberedQuickStart struct {
	Digest  [32]byte
	UserIDs []string // of the users it made, in the order in which they were asked for
}

// RunQuickStart stores all that a run makes, or nothing of it. It fails with a TakenError where a username, an extension
// or a caller of a rule is taken, and with ErrConflict where the key was used meanwhile.
func (s *Store) RunQuickStart(ctx context.Context, q QuickStart) ([]StoredUser, error) {
	if err := duplicateWithin(q.Users); err != nil {
		return nil, fmt.Errorf("store: run quick start: %w", err)
	}
	rows := s.newUserRows(q.Users, time.Now())
	devices, err := toDeviceRows(q.Devices)
	if err != nil {
		return nil, err
	}
	stage := ""
	err = s.change(ctx, "run quick start", func(a attempt, tx *gorm.DB) error {
		stage = "key"
		if err := rememberQuickStart(a, tx, &q); err != nil {
			return err
		}
		stage = "users"
		for chunk := range slices.Chunk(rows, batch) {
			if err := gorm.G[userRow](tx).CreateInBatches(a, &chunk, len(chunk)); err != nil {
				return err
			}
			a.answered()
		}
		stage = "devices"
		if err := createDevices(a, tx, devices); err != nil {
			return err
		}
		stage = "links and rules"
		return createLinksAndRules(a, tx, &q)
	})
	if err == nil {
		return storedUsers(rows), nil
	}
	return nil, s.quickStartFault(ctx, stage, err, rows, &q)
}

func rememberQuickStart(a attempt, tx *gorm.DB, q *QuickStart) error {
	if q.Key == "" {
		return nil
	}
	row := quickStartRow{Key: q.Key, Digest: q.Digest[:], Created: toInstant(time.Now())}
	ids := make([]string, len(q.Users))
	for i := range q.Users {
		ids[i] = q.Users[i].ID
	}
	row.UserIDs = strings.Join(ids, " ")
	return gorm.G[quickStartRow](tx).Create(a, &row)
}

func toDeviceRows(devices []StoredDevice) ([]deviceRow, error) {
	rows := make([]deviceRow, len(devices))
	for i, d := range devices {
		row, err := toDeviceRow(d)
		if err != nil {
			return nil, err
		}
		rows[i] = row
	}
	return rows, nil
}

func createDevices(a attempt, tx *gorm.DB, rows []deviceRow) error {
	for i := range rows {
		if err := gorm.G[deviceRow](tx).Create(a, &rows[i]); err != nil {
			return err
		}
		a.answered()
	}
	return nil
}

func createLinksAndRules(a attempt, tx *gorm.DB, q *QuickStart) error {
	for i := range q.Links {
		if err := createActivationLink(a, tx, NewActivationLink{StoredActivationLink: q.Links[i]}); err != nil {
			return err
		}
		a.answered()
	}
	for i := range q.Rules {
		if err := saveCallthroughRule(a, tx, &q.Rules[i]); err != nil {
			return err
		}
		a.answered()
	}
	return nil
}

// quickStartFault says which value was taken, where one was.
func (s *Store) quickStartFault(ctx context.Context, stage string, err error, rows []userRow, q *QuickStart) error {
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return err
	}
	switch stage {
	case "key":
		return fmt.Errorf("store: run quick start: the key was used meanwhile: %w", ErrConflict)
	case "users":
		return s.whichIsTaken(ctx, "run quick start", rows)
	case "devices":
		return fmt.Errorf("store: run quick start: %w", &TakenError{"telephone", q.Devices[0].MAC.String()})
	}
	var callers []string
	for i := range q.Rules {
		callers = append(callers, callersOf(&q.Rules[i]))
	}
	return fmt.Errorf("store: run quick start: %w", &TakenError{"mobile", strings.Join(callers, ", ")})
}

// QuickStartOf returns the run that carried a key. It fails with ErrNotFound.
func (s *Store) QuickStartOf(ctx context.Context, key string) (RememberedQuickStart, error) {
	var row quickStartRow
	err := s.read(ctx, "read quick start", func(a attempt, db *gorm.DB) (err error) {
		row, err = gorm.G[quickStartRow](db).Where("key = ?", key).Take(a)
		return err
	})
	remembered := RememberedQuickStart{UserIDs: strings.Fields(row.UserIDs)}
	copy(remembered.Digest[:], row.Digest)
	return remembered, err
}
