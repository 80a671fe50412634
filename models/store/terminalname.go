package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// maxTerminalNames bounds the names of one user: devices without an instance come with another id after each restart, and
// leave theirs behind.
const maxTerminalNames = 100

// terminalNameRow is a row of terminal_names.
type terminalNameRow struct {
	TerminalID string `gorm:"primaryKey"`
	UserID     string `gorm:"not null;index"`
	Name       string `gorm:"not null"`
}

func (terminalNameRow) TableName() string { return "terminal_names" }

// ErrTooManyNames says that a user has named so many terminals that there is no room for one more.
var ErrTooManyNames = fmt.Errorf("store: more than %d terminals of a user have a name", maxTerminalNames)

// SaveTerminalName stores what people call a terminal; an empty name forgets it.
func (s *Store) SaveTerminalName(ctx context.Context, userID, terminalID, name string) error {
	return s.change(ctx, "save the name of a terminal", func(a attempt, tx *gorm.DB) error {
		if name == "" {
			_, err := gorm.G[terminalNameRow](tx).Where("terminal_id = ?", terminalID).Delete(a)
			return err
		}
		n, err := gorm.G[terminalNameRow](tx).Where("user_id = ? AND terminal_id <> ?", userID, terminalID).Count(a, "*")
		if err != nil {
			return err
		}
		if n >= maxTerminalNames {
			return ErrTooManyNames
		}
		row := terminalNameRow{TerminalID: terminalID, UserID: userID, Name: name}
		return gorm.G[terminalNameRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
	})
}

// TerminalNames returns what people call terminals, by their ids.
func (s *Store) TerminalNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	err := s.read(ctx, "read names of terminals", func(a attempt, db *gorm.DB) error {
		return gorm.G[terminalNameRow](db).FindInBatches(a, page, func(rows []terminalNameRow, _ int) error {
			for _, row := range rows {
				names[row.TerminalID] = row.Name
			}
			a.answered()
			return nil
		})
	})
	return names, err
}
