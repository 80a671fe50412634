package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"graphpbx/models"
)

// serviceNumberRow is a row of service_numbers. A migration makes one for each service; there are never more.
type serviceNumberRow struct {
	ID      string `gorm:"primaryKey"`
	Number  string `gorm:"not null;uniqueIndex"`
	Kind    string `gorm:"not null"`
	Slot    int    `gorm:"not null"`
	Enabled bool   `gorm:"not null"`
}

func (serviceNumberRow) TableName() string { return "service_numbers" }

// ServiceNumbers returns the numbers that are kept for services, in no order.
func (s *Store) ServiceNumbers(ctx context.Context) ([]models.ServiceNumber, error) {
	var numbers []models.ServiceNumber
	err := s.read(ctx, "read service numbers", func(a attempt, db *gorm.DB) error {
		rows, err := gorm.G[serviceNumberRow](db).Find(a)
		numbers = make([]models.ServiceNumber, len(rows))
		for i, row := range rows {
			numbers[i] = models.ServiceNumber{
				ID: row.ID, Number: models.PhoneNumber(row.Number), Kind: models.ServiceKind(row.Kind), Slot: row.Slot, Enabled: row.Enabled,
			}
		}
		return err
	})
	return numbers, err
}

// UpdateServiceNumber stores the number of a service and whether it is enabled. It fails with ErrNotFound, and with a
// TakenError where another service has the number.
func (s *Store) UpdateServiceNumber(ctx context.Context, n models.ServiceNumber) error {
	const what = "update service number"
	err := s.change(ctx, what, func(a attempt, tx *gorm.DB) error {
		rows, err := gorm.G[serviceNumberRow](tx).Where("id = ?", n.ID).Select("number", "enabled").
			Updates(a, serviceNumberRow{Number: string(n.Number), Enabled: n.Enabled})
		if err == nil && rows == 0 {
			err = ErrNotFound
		}
		return err
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		err = fmt.Errorf("store: %s: %w", what, &TakenError{"number", string(n.Number)})
	}
	return err
}
