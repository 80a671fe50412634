package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"graphpbx/models"
)

// presenceChangeRow is a row of presence_changes, which is empty unless an administrator wants switchovers to be kept.
// The id counts them in the order in which they were written.
type presenceChangeRow struct {
	ID        uint64  `gorm:"primaryKey"`
	UserID    string  `gorm:"not null;index"`
	At        instant `gorm:"column:changed_at;not null;index"`
	FromState string  `gorm:"not null"`
	ToState   string  `gorm:"not null"`
	Source    string  `gorm:"not null"`
	ActorID   string  `gorm:"not null"`
}

func (presenceChangeRow) TableName() string { return "presence_changes" }

// AddPresenceChanges stores switchovers, all or none, in their order.
func (s *Store) AddPresenceChanges(ctx context.Context, changes []models.PresenceChange) error {
	return s.change(ctx, "add changes of presence", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(changes, batch) {
			rows := make([]presenceChangeRow, len(chunk)) // made anew at each attempt: the database fills in the ids
			for i, c := range chunk {
				rows[i] = presenceChangeRow{
					UserID: c.UserID, At: toInstant(c.At), FromState: string(c.From), ToState: string(c.To),
					Source: string(c.Source), ActorID: c.ActorID,
				}
			}
			if err := gorm.G[presenceChangeRow](tx).CreateInBatches(a, &rows, len(rows)); err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// EachPresenceChange calls visit for the switchovers from a time on, in the order in which they were stored.
func (s *Store) EachPresenceChange(ctx context.Context, from time.Time, visit func(models.PresenceChange)) error {
	return s.read(ctx, "read changes of presence", func(a attempt, db *gorm.DB) error {
		return gorm.G[presenceChangeRow](db).
			Where("changed_at >= ? AND user_id IN (SELECT id FROM users)", toInstant(from)).
			FindInBatches(a, page, func(rows []presenceChangeRow, _ int) error {
				for _, r := range rows {
					visit(models.PresenceChange{
						UserID: r.UserID, At: r.At.Time(), From: models.PresenceState(r.FromState), To: models.PresenceState(r.ToState),
						Source: models.PresenceSource(r.Source), ActorID: r.ActorID,
					})
				}
				a.answered()
				return nil
			})
	})
}

// DropPresenceChanges forgets the switchovers before a time.
func (s *Store) DropPresenceChanges(ctx context.Context, before time.Time) error {
	return s.change(ctx, "drop changes of presence", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[presenceChangeRow](tx).Where("changed_at < ?", toInstant(before)).Delete(a)
		return err
	})
}
