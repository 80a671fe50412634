package store

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// presenceRow is a row of presences: what a user has set. It has no foreign key: a star code is written behind, and
// one whose user was deleted a moment ago must not spoil the whole batch. [Store.Presences] passes such a row over.
type presenceRow struct {
	UserID   string  `gorm:"primaryKey"`
	State    string  `gorm:"not null"`
	ChosenAt instant `gorm:"not null"`
	Returns  instant `gorm:"column:returns_at;not null"` // 0 for never
}

func (presenceRow) TableName() string { return "presences" }

// SavePresences stores what users have set (Chosen, ChosenAt, ReturnsAt), all or none. What others see follows from
// who is connected and is not stored.
func (s *Store) SavePresences(ctx context.Context, presences []models.Presence) error {
	rows := make([]presenceRow, len(presences))
	for i, p := range presences {
		rows[i] = presenceRow{UserID: p.UserID, State: string(p.Chosen), ChosenAt: toInstant(p.ChosenAt), Returns: toInstant(p.ReturnsAt)}
	}
	return s.change(ctx, "save presences", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, batch) {
			err := gorm.G[presenceRow](tx, clause.OnConflict{UpdateAll: true}).CreateInBatches(a, &chunk, len(chunk))
			if err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// Presences returns what users have set, of users that exist. Who never set anything is not among them.
func (s *Store) Presences(ctx context.Context) ([]models.Presence, error) {
	var presences []models.Presence
	err := s.read(ctx, "read presences", func(a attempt, db *gorm.DB) error {
		return gorm.G[presenceRow](db).Where("user_id IN (SELECT id FROM users)").
			FindInBatches(a, page, func(rows []presenceRow, _ int) error {
				for _, row := range rows {
					presences = append(presences, models.Presence{
						UserID: row.UserID, Chosen: models.PresenceState(row.State),
						ChosenAt: row.ChosenAt.Time(), ReturnsAt: row.Returns.Time(),
					})
				}
				a.answered()
				return nil
			})
	})
	return presences, err
}
